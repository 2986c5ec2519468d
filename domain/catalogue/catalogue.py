"""The catalogue: all products, found by id, and what follows from them.

Its answers are meant for a catalogue without problems (`counterfoil.domain.catalogue.validation`
finds them). A question about a product that is not in it is an error of the caller.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date
from difflib import get_close_matches
from typing import TypeVar, assert_never

from attrs import field, frozen

from counterfoil.domain.catalogue.booking import WayOfBooking
from counterfoil.domain.catalogue.checkout_fields import CheckoutField
from counterfoil.domain.catalogue.nesting import (
    Bundle,
    BundlePart,
    Cluster,
    Combi,
    CombiPart,
    Single,
)
from counterfoil.domain.catalogue.policies import HoldPolicy
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.catalogue.schedule import slot_on, slot_sharing, slots_between
from counterfoil.domain.catalogue.slots import Pool, Slot
from counterfoil.domain.catalogue.ticket_codes import CodeStock, TicketCodeSource
from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import (
    CatalogueId,
    CodeStockId,
    PoolId,
    ProductId,
    SlotId,
    TicketTypeId,
)

REMEMBERED_MAX = 20_000  # Scheduled slots, and as many pools: a year of fifty slots a day.

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


@frozen(kw_only=True)
class Catalogue:
    """Products, the pools that they draw from, and the hold policy of those without their own.

    ``checkout_fields`` are what is asked of whoever orders, in the order in which it is asked.
    ``has_codes`` says whether any ticket can have a code before its order is confirmed.

    A catalogue remembers the scheduled slots and pools that it was asked for, up to
    REMEMBERED_MAX. Threads may share it: at worst two of them work out the same slot.
    """

    id: CatalogueId
    products: tuple[Product, ...]
    pools: tuple[Pool, ...] = ()
    hold: HoldPolicy = field(factory=HoldPolicy)
    checkout_fields: tuple[CheckoutField, ...] = ()
    code_stocks: tuple[CodeStock, ...] = ()
    has_codes: bool = field(init=False, eq=False, repr=False)
    _index: dict[ProductId, Product] = field(init=False, eq=False, repr=False)
    _pools: dict[PoolId, Pool] = field(init=False, eq=False, repr=False)
    _slots: dict[ProductId, dict[SlotId, Slot]] = field(init=False, eq=False, repr=False)
    _sharers: dict[PoolId, tuple[Product, ...]] = field(init=False, eq=False, repr=False)
    _scheduled: dict[tuple[ProductId, SlotId], Slot] = field(
        factory=dict, init=False, eq=False, repr=False
    )
    _scheduled_pools: dict[PoolId, Pool] = field(factory=dict, init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        has_codes = any(
            product.ticket_codes is not TicketCodeSource.ENGINE for product in self.products
        )
        object.__setattr__(self, "has_codes", has_codes)
        sharers: dict[PoolId, tuple[Product, ...]] = {}
        for product in self.products:
            if product.schedule is not None and product.schedule.shared_pool is not None:
                pool = product.schedule.shared_pool
                sharers[pool] = (*sharers.get(pool, ()), product)
        listed = {found.id: {slot.id: slot for slot in found.slots} for found in self.products}
        object.__setattr__(self, "_index", {product.id: product for product in self.products})
        object.__setattr__(self, "_pools", {pool.id: pool for pool in self.pools})
        object.__setattr__(self, "_slots", listed)
        object.__setattr__(self, "_sharers", sharers)

    def product(self, product: ProductId) -> Product | None:
        """Find a product by its id, or answer None."""
        return self._index.get(product)

    def near(self, product: ProductId) -> tuple[ProductId, ...]:
        """Name the products whose ids are most like *product*, for a message; at most three."""
        return tuple(ProductId(found) for found in get_close_matches(product, self._index))

    # --- slots and pools -----------------------------------------------------------------------

    def slot(self, product: ProductId, *, slot_id: SlotId) -> Slot | None:
        """Find a slot of *product*, listed or by schedule, or answer None.

        A listed slot replaces the scheduled one with its id: that is how one date is closed or
        moved.

        Raises: UsageError for a product that the catalogue does not have.
        """
        remembered = self._scheduled.get((product, slot_id))
        if remembered is not None:
            return remembered
        known = self._known(product)
        listed = self._slots[product].get(slot_id)
        if listed is not None or known.schedule is None:
            return listed
        found = slot_on(
            known.schedule,
            slot_id=slot_id,
            product=product,
            zone=known.zone,
            capacity_type=known.capacity_type,
        )
        return None if found is None else _remembered(self._scheduled, (product, slot_id), found)

    def slots(self, product: ProductId, *, first: date, last: date) -> tuple[Slot, ...]:
        """List the slots of *product* that start on the local dates *first* to *last*, by start.

        Closed slots are listed as well.

        Raises: UsageError for a product that the catalogue does not have and, for one with a
        schedule, for more dates than `schedule.DAYS_MAX` or outside `schedule.CALENDAR`.
        """
        known = self._known(product)
        listed = self._slots[product]
        found = [
            slot
            for slot in listed.values()
            if first <= slot.starts_at.astimezone(known.zone).date() <= last
        ]
        if known.schedule is not None:
            scheduled = slots_between(
                known.schedule,
                product=product,
                zone=known.zone,
                capacity_type=known.capacity_type,
                first=first,
                last=last,
            )
            found.extend(slot for slot in scheduled if slot.id not in listed)
        return tuple(sorted(found, key=lambda slot: (slot.starts_at.astimezone(UTC), slot.id)))

    def pool(self, pool: PoolId) -> Pool | None:
        """Find a pool, listed or of a scheduled slot, or answer None.

        A listed pool replaces the one of a scheduled slot: that is how one date gets another size
        and other slices.
        """
        known = self._pools.get(pool) or self._scheduled_pools.get(pool)
        if known is not None:
            return known
        found = self._scheduled_pool(pool)
        return None if found is None else _remembered(self._scheduled_pools, pool, found)

    def _scheduled_pool(self, pool: PoolId) -> Pool | None:
        name, _, slot_id = pool.rpartition("/")
        owner = self._index.get(ProductId(name))
        if owner is not None and owner.schedule is not None:
            slot = self.slot(owner.id, slot_id=SlotId(slot_id))
            if slot is not None and slot.capacity_id == pool:
                return owner.schedule.own(pool)
        for sharer in self._sharers.get(PoolId(name), ()):
            if sharer.schedule is not None and slot_sharing(
                sharer.schedule,
                pool=pool,
                product=sharer.id,
                zone=sharer.zone,
                capacity_type=sharer.capacity_type,
            ):
                return sharer.schedule.shared(pool)
        return None

    def pools_of(self, product: ProductId, *, slot: Slot) -> tuple[PoolId, ...]:
        """Name the pools that a ticket of *product* in *slot* draws from, all of them or none.

        Parts of a combi or bundle draw from their own pools, each in its own slot.

        Raises: UsageError for a product that the catalogue does not have.
        """
        return slot.pools(self._known(product).capacity_type)

    def capacity_units(self, product: ProductId, *, quantities: Mapping[TicketTypeId, int]) -> int:
        """Sum the units that *quantities* take from each pool: count times capacity, not guests.

        Raises: UsageError for a product or a ticket type that the catalogue does not have.
        """
        known = self._known(product)
        units = 0
        for ticket_type, count in quantities.items():
            found = known.ticket_type(ticket_type)
            if found is None:
                raise UsageError(
                    field="quantities",
                    value=ticket_type,
                    problem=f"is not a ticket type of {product!r}",
                    allowed=", ".join(known_type.id for known_type in known.ticket_types),
                )
            units += count * found.capacity
        return units

    # --- booking -------------------------------------------------------------------------------

    def bookable(self, product: ProductId) -> bool:
        """Say whether *product* can be booked by its own id: it is neither a heading nor hidden.

        Raises: UsageError for a product that the catalogue does not have.
        """
        known = self._known(product)
        return not known.hidden and not isinstance(known.nesting, Cluster)

    def needs_hold(self, product: ProductId) -> bool:
        """Say whether *product* must be held before it is sold.

        It must where its capacity is managed, where its tickets take named spots, and where one of
        its parts must, optional ones included.

        Raises: UsageError for a product that the catalogue does not have.
        Source: the vendor's prose: reserving is mandatory only with managed capacity.
        """
        known = self._known(product)
        if known.managed_capacity or known.spots:
            return True
        return any(self.needs_hold(part.product) for part in self.parts(product))

    def ways_of_booking(self, product: ProductId) -> frozenset[WayOfBooking]:
        """Name the ways in which *product* may be booked; none for one that is not bookable.

        Raises: UsageError for a product that the catalogue does not have.
        """
        if not self.bookable(product):
            return frozenset()
        if self.needs_hold(product):
            return frozenset({WayOfBooking.RESERVATION})
        return frozenset({WayOfBooking.RESERVATION, WayOfBooking.DIRECT})

    def hold_policy(self, product: ProductId) -> HoldPolicy:
        """Give the hold policy of *product*: its own, or the one of the catalogue.

        Raises: UsageError for a product that the catalogue does not have.
        """
        known = self._known(product)
        return self.hold if known.hold is None else known.hold

    # --- ticket codes --------------------------------------------------------------------------

    def code_stock(self, stock: CodeStockId) -> CodeStock | None:
        """Find a stock of ticket codes by its id, or answer None."""
        return next((found for found in self.code_stocks if found.id == stock), None)

    def code_stock_of(self, product: ProductId) -> CodeStock:
        """Give the stock that a *product* draws its ticket codes from.

        Raises: UsageError for a product that the catalogue does not have, or that draws none.
        """
        known = self._known(product)
        found = None if known.code_stock is None else self.code_stock(known.code_stock)
        if found is None:
            raise UsageError(
                field="product",
                value=product,
                problem="draws its ticket codes from no stock",
                allowed="a product that does",
            )
        return found

    # --- products of products ------------------------------------------------------------------

    def parts(self, product: ProductId) -> tuple[CombiPart | BundlePart, ...]:
        """Give the parts of a combi or bundle, in their stated order; none for any other product.

        Raises: UsageError for a product that the catalogue does not have.
        """
        nesting = self._known(product).nesting
        match nesting:
            case Combi() | Bundle():
                return nesting.parts
            case Single() | Cluster():
                return ()
            case _:
                assert_never(nesting)

    def members(self, product: ProductId) -> tuple[ProductId, ...]:
        """Name the products under a cluster's heading; none for any other product.

        Raises: UsageError for a product that the catalogue does not have.
        """
        nesting = self._known(product).nesting
        return nesting.members if isinstance(nesting, Cluster) else ()

    def mains_of(self, addon: ProductId) -> tuple[ProductId, ...]:
        """Name the products one of which an add-on needs, in the catalogue's order.

        Raises: UsageError for a product that the catalogue does not have.
        """
        mains = self._known(addon).addon_of
        return tuple(found.id for found in self.products if found.id in mains)

    def addons_of(self, main: ProductId) -> tuple[ProductId, ...]:
        """Name the add-ons that may be sold beside *main*, in the catalogue's order.

        Raises: UsageError for a product that the catalogue does not have.
        """
        self._known(main)
        return tuple(found.id for found in self.products if main in found.addon_of)

    def _known(self, product: ProductId) -> Product:
        known = self._index.get(product)
        if known is None:
            near = self.near(product)
            raise UsageError(
                field="product",
                value=product,
                problem="is not in the catalogue",
                allowed=", ".join(near) if near else "the id of one of its products",
            )
        return known


def _remembered(memory: dict[_Key, _Value], key: _Key, value: _Value) -> _Value:
    """Keep a value; a memory that is full starts anew."""
    if len(memory) >= REMEMBERED_MAX:
        memory.clear()
    memory[key] = value
    return value
