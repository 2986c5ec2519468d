"""M11b: where every rule looks at single tickets or the whole order, splitting an item is free."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TypeAlias

import attrs

from counterfoil.adapters.testkit.laws.verdict import Verdict, require_equal
from counterfoil.domain.basket import (
    Basket,
    BasketItem,
    CartTarget,
    Circumstances,
)
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.nesting import Bundle
from counterfoil.domain.catalogue.options import OptionPrice
from counterfoil.domain.catalogue.ticket_types import PriceType
from counterfoil.domain.errors import UsageError
from counterfoil.domain.pricing import Pricer, Quote
from counterfoil.domain.pricing.ledger import UnitTarget
from counterfoil.domain.references import ItemId, TicketTypeId
from counterfoil.domain.tariff.conditions import CountedOver
from counterfoil.domain.tariff.promotions import (
    AmountOff,
    CustomBenefit,
    Over,
    Per,
    PercentageOff,
    Promotion,
)
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.domain.tariff.taxes import TaxRounding
from counterfoil.domain.tariff.variations import Variation, VariationLevel

Sums: TypeAlias = Counter[tuple[str, str, str | None, str]]


def check_split(
    pricer: Pricer,
    basket: Basket,
    circumstances: Circumstances,
    *,
    item: ItemId,
    kept: Mapping[TicketTypeId, int],
) -> Verdict:
    """Require M11b: an item split in two leaves the sum per kind, rule and ticket type.

    *kept* is how many tickets of each type stay; the others go to a new item that sorts directly
    after. Applies with rounding per ticket and no rule, option, lane, condition or requested
    variation per line or booking, no condition or benefit of the host, and no group price in the
    item; to items that are no bundle, where both halves have a ticket and the catalogue allows
    both.

    Raises: LawBrokenError; UsageError for an item or tickets that are not in the basket.
    """
    whole = _item(basket, item=item)
    halves = _halves(whole, kept=kept)
    split = _with_halves(basket, whole=whole, halves=halves)
    if split is None or not _tickets_alone_count(pricer, basket=basket, item=whole):
        return Verdict.DOES_NOT_APPLY
    held = dict(circumstances.held)
    if whole.id in held:
        held[_name_after(whole.id)] = held[whole.id]
    as_held = attrs.evolve(circumstances, held=held)
    if pricer.check(split, as_held):
        return Verdict.DOES_NOT_APPLY
    found = _sums(pricer.price(split, as_held))
    expected = _sums(pricer.price(basket, circumstances))
    for key in sorted(found.keys() | expected.keys(), key=str):
        what = f"{key} with item {whole.id} split"
        require_equal("M11", what=what, found=found[key], expected=expected[key])
    return Verdict.HOLDS


def _item(basket: Basket, *, item: ItemId) -> BasketItem:
    for found in basket.items:
        if found.id == item:
            return found
    raise UsageError(
        field="item",
        value=item,
        problem="is not in the basket",
        allowed=", ".join(found.id for found in basket.items),
    )


def _halves(
    whole: BasketItem, *, kept: Mapping[TicketTypeId, int]
) -> tuple[tuple[tuple[TicketTypeId, int], ...], tuple[tuple[TicketTypeId, int], ...]]:
    counts = dict(whole.quantities)
    for name, count in kept.items():
        if not 0 <= count <= counts.get(name, 0):
            raise UsageError(
                field=f"kept[{name}]",
                value=count,
                problem="is no number of tickets that can stay",
                allowed=f"0 to {counts.get(name, 0)}",
            )
    staying = tuple((name, kept.get(name, 0)) for name, _ in whole.quantities)
    going = tuple((name, count - kept.get(name, 0)) for name, count in whole.quantities)
    first, second = (tuple(pair for pair in half if pair[1]) for half in (staying, going))
    return first, second


def _name_after(item: ItemId) -> ItemId:
    return ItemId(
        f"{item}\0"
    )  # no text sorts between a text and the same with the least character


def _with_halves(
    basket: Basket,
    *,
    whole: BasketItem,
    halves: tuple[tuple[tuple[TicketTypeId, int], ...], ...],
) -> Basket | None:
    staying, going = halves
    name = _name_after(whole.id)
    if not staying or not going or any(found.id == name for found in basket.items):
        return None
    items: list[BasketItem] = []
    for found in basket.items:
        if found is not whole:
            items.append(found)
            continue
        items.append(_half(whole, name=whole.id, quantities=staying))
        items.append(_half(whole, name=name, quantities=going))
    return attrs.evolve(basket, items=tuple(items))


def _half(
    whole: BasketItem, *, name: ItemId, quantities: tuple[tuple[TicketTypeId, int], ...]
) -> BasketItem:
    """Take some tickets of an item; options for types that are not among them are left out."""
    types = {ticket_type for ticket_type, _ in quantities}
    options = tuple(
        chosen
        for chosen in whole.options
        if chosen.ticket_type is None or chosen.ticket_type in types
    )
    return attrs.evolve(whole, id=name, quantities=quantities, options=options)


def _sums(quote: Quote) -> Sums:
    sums: Sums = Counter()
    for entry in quote.entries:
        target = entry.target
        of_type = target.ticket_type if isinstance(target, UnitTarget) else ""
        sums[entry.kind.value, entry.cause.rule, entry.cause.tax, of_type] += entry.amount
    return Counter({key: amount for key, amount in sums.items() if amount})


# --- the precondition ---------------------------------------------------------------------------


def _tickets_alone_count(pricer: Pricer, *, basket: Basket, item: BasketItem) -> bool:
    """Say whether nothing is computed, chosen or counted for a line or a booking."""
    tariff = pricer.tariff
    return (
        tariff.tax_rounding is TaxRounding.UNIT
        and not any(_varies_bookings(variation) for variation in tariff.variations)
        and not any(_discounts_bookings(promotion) for promotion in tariff.promotions)
        and not any(lane.per is Per.BOOKING for lane in tariff.lanes)
        and not any(fee.per is Per.BOOKING for fee in tariff.fees)
        and all(isinstance(requested.target, CartTarget) for requested in basket.requested)
        and _is_priced_by_ticket(pricer.catalogue, item=item, tariff=tariff)
    )


def _varies_bookings(variation: Variation) -> bool:
    quantity = variation.quantity
    return variation.level is VariationLevel.BOOKING or (
        quantity is not None and quantity.over is CountedOver.BOOKING
    )


def _discounts_bookings(promotion: Promotion) -> bool:
    benefit = promotion.benefit
    minimum = promotion.minimum
    return (
        (isinstance(benefit, PercentageOff) and benefit.over in {Over.LINE, Over.BOOKING})
        or (isinstance(benefit, AmountOff) and benefit.per is Per.BOOKING)
        or isinstance(benefit, CustomBenefit)
        or bool(promotion.custom)
        or (minimum is not None and minimum.over is CountedOver.BOOKING)
    )


def _is_priced_by_ticket(catalogue: Catalogue, *, item: BasketItem, tariff: Tariff) -> bool:
    product = catalogue.product(item.product)
    if product is None or isinstance(product.nesting, Bundle):
        return False
    types = dict(item.quantities)
    grouped = any(
        found.price_type is PriceType.GROUP for found in product.ticket_types if found.id in types
    )
    once = any(option.price_type is OptionPrice.PRODUCT for option in product.options)
    return not grouped and not once and product.currency == tariff.currency
