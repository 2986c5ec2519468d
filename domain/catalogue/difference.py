"""What is different between two catalogues: products, their slots, and pools.

They are matched by their ids. Slots by schedule are not listed one by one: a schedule that differs
is a product that differs in its schedule.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

import attrs
from attrs import field, frozen

from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.slots import Pool, Slot
from counterfoil.domain.privacy import PUBLIC
from counterfoil.domain.references import PoolId, ProductId, SlotId


class Part(Enum):
    """Of what a catalogue is made."""

    SETTINGS = "settings"
    PRODUCT = "product"
    SLOT = "slot"
    POOL = "pool"


class Happening(Enum):
    """What became of a part; a pool that got another total has GROWN or SHRUNK."""

    ADDED = "added"
    REMOVED = "removed"
    CLOSED = "closed"
    OPENED = "opened"
    GROWN = "grown"
    SHRUNK = "shrunk"
    CHANGED = "changed"


@frozen(kw_only=True)
class CatalogueChange:
    """One difference. ``fields`` name what else differs; ``old`` and ``new`` are totals of a pool.

    A total of None is unlimited. A slot is named with its product before it.
    """

    part: Part
    happening: Happening
    name: str = field(metadata=PUBLIC)
    fields: tuple[str, ...] = field(default=(), metadata=PUBLIC)
    old: int | None = None
    new: int | None = None


def catalogue_difference(old: Catalogue, new: Catalogue) -> tuple[CatalogueChange, ...]:
    """Tell what is different in *new*: settings, then products, slots and pools, each by name."""
    return (*_settings(old, new), *_products(old, new), *_slots(old, new), *_pools(old, new))


def _settings(old: Catalogue, new: Catalogue) -> Iterator[CatalogueChange]:
    fields = _differing(old, new, but=frozenset({"products", "pools"}))
    if fields:
        yield CatalogueChange(
            part=Part.SETTINGS, happening=Happening.CHANGED, name=new.id, fields=fields
        )


def _products(old: Catalogue, new: Catalogue) -> Iterator[CatalogueChange]:
    before = {product.id: product for product in old.products}
    after = {product.id: product for product in new.products}
    for name in sorted(before.keys() | after.keys()):
        if name not in before:
            yield CatalogueChange(part=Part.PRODUCT, happening=Happening.ADDED, name=name)
        elif name not in after:
            yield CatalogueChange(part=Part.PRODUCT, happening=Happening.REMOVED, name=name)
        elif fields := _differing(before[name], after[name], but=frozenset({"slots"})):
            yield CatalogueChange(
                part=Part.PRODUCT, happening=Happening.CHANGED, name=name, fields=fields
            )


def _slots(old: Catalogue, new: Catalogue) -> Iterator[CatalogueChange]:
    """Tell the listed slots of products that both have."""
    before, after = _listed(old), _listed(new)
    for product in sorted(before.keys() & after.keys()):
        for slot in sorted(before[product].keys() | after[product].keys()):
            first, last = before[product].get(slot), after[product].get(slot)
            if first != last:
                yield _slot(f"{product} {slot}", first, last)


def _listed(catalogue: Catalogue) -> dict[ProductId, dict[SlotId, Slot]]:
    return {one.id: {slot.id: slot for slot in one.slots} for one in catalogue.products}


def _slot(name: str, old: Slot | None, new: Slot | None) -> CatalogueChange:
    if old is None or new is None:
        happening = Happening.ADDED if old is None else Happening.REMOVED
        return CatalogueChange(part=Part.SLOT, happening=happening, name=name)
    fields = _differing(old, new, but=frozenset({"active"}))
    if old.active is new.active:
        happening = Happening.CHANGED
    else:
        happening = Happening.OPENED if new.active else Happening.CLOSED
    return CatalogueChange(part=Part.SLOT, happening=happening, name=name, fields=fields)


def _pools(old: Catalogue, new: Catalogue) -> Iterator[CatalogueChange]:
    before = {pool.id: pool for pool in old.pools}
    after = {pool.id: pool for pool in new.pools}
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            yield _pool(name, before.get(name), after.get(name))


def _pool(name: PoolId, old: Pool | None, new: Pool | None) -> CatalogueChange:
    if old is None or new is None:
        return CatalogueChange(
            part=Part.POOL,
            happening=Happening.ADDED if old is None else Happening.REMOVED,
            name=name,
            old=None if old is None else old.total,
            new=None if new is None else new.total,
        )
    return CatalogueChange(
        part=Part.POOL,
        happening=_resized(old.total, new.total),
        name=name,
        fields=_differing(old, new, but=frozenset({"total"})),
        old=old.total,
        new=new.total,
    )


def _resized(old: int | None, new: int | None) -> Happening:
    if old == new:
        return Happening.CHANGED
    if new is None or (old is not None and old < new):
        return Happening.GROWN
    return Happening.SHRUNK


def _differing(
    old: attrs.AttrsInstance, new: attrs.AttrsInstance, *, but: frozenset[str]
) -> tuple[str, ...]:
    """Name the fields that differ, in the order of the class."""
    compared = attrs.fields(type(old))
    return tuple(
        one.name
        for one in compared
        if one.eq and one.name not in but and getattr(old, one.name) != getattr(new, one.name)
    )
