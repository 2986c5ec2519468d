"""The door, requested variations: of an open type, each aiming at something in the basket."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never

from counterfoil.domain.basket import (
    Basket,
    BasketItem,
    CartTarget,
    ItemTarget,
    PartTarget,
    RequestedVariation,
    TicketTypeTarget,
)
from counterfoil.domain.catalogue.nesting import Bundle
from counterfoil.domain.money import AMOUNT_MAX, Rate
from counterfoil.domain.pricing.rules import CompiledRules
from counterfoil.domain.pricing.scopes import sells_to
from counterfoil.domain.references import ItemId, RuleId
from counterfoil.domain.refusals import BasketRefusal, InvalidVariation, VariationNotOpen
from counterfoil.domain.tariff.variations import Percentage

FREE = Rate.percent(-100)


def request_refusals(rules: CompiledRules, basket: Basket) -> Iterator[BasketRefusal]:
    """Find what is wrong with the requested variations."""
    if not basket.requested:
        return
    open_types = sorted(
        {
            one.type.value
            for one in rules.tariff.open_variations
            if sells_to(one.buyer, buyer=basket.buyer)
        }
    )
    tariff = rules.tariff
    ids: set[str] = {
        *(rule.id for rule in tariff.variations),
        *(rule.id for rule in tariff.promotions),
        *(rule.id for rule in tariff.fees),
    }
    items = {item.id: item for item in basket.items}
    seen: set[RuleId] = set()
    for requested in basket.requested:
        if requested.type.value not in open_types:
            yield VariationNotOpen(
                variation=requested.id, type=requested.type.value, allowed=tuple(open_types)
            )
        if requested.id in seen or requested.id in ids:
            yield InvalidVariation(
                variation=requested.id,
                field="id",
                value="is used twice",
                allowed="an id that no other requested variation and no rule of the tariff has",
            )
        seen.add(requested.id)
        yield from _size_refusals(requested)
        missed = _misses(rules, requested, items)
        if missed is not None:
            yield missed


def _size_refusals(requested: RequestedVariation) -> Iterator[InvalidVariation]:
    """Refuse what is no amount; the types say so, but this one comes from the caller's caller."""
    difference = requested.difference
    if isinstance(difference, Percentage):
        if difference.rate < FREE:
            yield InvalidVariation(
                variation=requested.id,
                field="percentage",
                value=difference.rate.as_percent(),
                allowed="-100 or more",
            )
    elif type(difference.amount) is not int or abs(difference.amount) > AMOUNT_MAX:
        yield InvalidVariation(
            variation=requested.id,
            field="amount",
            value=repr(difference.amount),
            allowed=f"whole minor units from -{AMOUNT_MAX} to {AMOUNT_MAX}",
        )


def _misses(
    rules: CompiledRules, requested: RequestedVariation, items: Mapping[ItemId, BasketItem]
) -> InvalidVariation | None:
    target = requested.target
    if isinstance(target, CartTarget):
        return None
    item = items.get(target.item)
    if item is None:
        return _invalid(requested, "item", target.item, sorted(items))
    product = rules.catalogue.product(item.product)
    if product is None:
        return None
    in_bundle = isinstance(product.nesting, Bundle)
    parts = [choice.part for choice in item.parts] if in_bundle else []
    match target:
        case ItemTarget():
            return None
        case PartTarget(part=part):
            return None if part in parts else _invalid(requested, "part", part, parts)
        case TicketTypeTarget(ticket_type=ticket_type, part=part):
            if part is not None and part not in parts:
                return _invalid(requested, "part", part, parts)
            chosen = [
                quantity
                for choice in item.parts
                if in_bundle and part in (None, choice.part)
                for quantity in choice.quantities
            ]
            types = sorted({name for name, _ in (*item.quantities, *chosen)})
            if ticket_type in types:
                return None
            return _invalid(requested, "ticket_type", ticket_type, types)
        case _:
            assert_never(target)


def _invalid(
    requested: RequestedVariation, field: str, value: str, allowed: Sequence[str]
) -> InvalidVariation:
    return InvalidVariation(
        variation=requested.id,
        field=field,
        value=repr(value),
        allowed=", ".join(allowed) or "nothing: the item has none (a combi's parts have no price)",
    )
