"""M9: the order of entry and the names of items decide nothing but ties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import attrs

from counterfoil.adapters.testkit.laws.comparing import (
    renamed,
    require_same,
    require_same_quote,
    written,
)
from counterfoil.adapters.testkit.laws.verdict import LawBrokenError, Verdict
from counterfoil.domain.basket import (
    Basket,
    BasketItem,
    CartTarget,
    Circumstances,
    ItemTarget,
    PartTarget,
    RequestTarget,
    TicketTypeTarget,
)
from counterfoil.domain.errors import UsageError
from counterfoil.domain.pricing import Pricer
from counterfoil.domain.references import ItemId
from counterfoil.domain.tariff.fees import Fee, FeeRefund, SplitFeeTax
from counterfoil.domain.tariff.promotions import (
    AmountOff,
    CheapestOff,
    CustomBenefit,
    Over,
    Per,
    PercentageOff,
    Promotion,
)
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.domain.tariff.variations import VariationLevel


def check_permutation(
    pricer: Pricer, basket: Basket, circumstances: Circumstances, *, permuted: Basket
) -> Verdict:
    """Require M9, first half: the order in which things were entered changes no entry.

    The entries stand in the same order, too.
    *permuted* is the basket with its items, codes, requested variations, tickets or options in
    another order.

    Raises: LawBrokenError; UsageError where *permuted* is another basket.
    """
    if _unordered(permuted) != _unordered(basket):
        raise UsageError(
            field="permuted",
            value=permuted,
            problem="is not the basket in another order",
            allowed="the same items, codes and requested variations",
        )
    found = pricer.price(permuted, circumstances)
    expected = pricer.price(basket, circumstances)
    require_same_quote("M9", found=found, expected=expected, what="another order of entry")
    if found.entries != expected.entries:
        raise LawBrokenError("M9", "the entries stand in another order")
    return Verdict.HOLDS


def check_renaming(
    pricer: Pricer,
    basket: Basket,
    circumstances: Circumstances,
    *,
    names: Mapping[ItemId, ItemId],
) -> Verdict:
    """Require M9, second half: other names for items change no entry, compared by ticket.

    *names* gives every item its new name. Any other renaming than one that keeps the order of
    the names may move the minor unit of a tie, and what later phases make of it: then the law
    applies only where no rule looks at tickets of several items at once.

    Raises: LawBrokenError; UsageError where *names* does not name every item anew, each once.
    """
    ids = [item.id for item in basket.items]
    if set(names) != set(ids) or len(set(names.values())) != len(ids):
        raise UsageError(
            field="names",
            value=dict(names),
            problem="does not name every item, each once",
            allowed=f"a new name for each of {ids}",
        )
    in_order = sorted(ids, key=names.__getitem__) == sorted(ids)
    if not in_order and looks_across_items(pricer.tariff, basket=basket):
        return Verdict.DOES_NOT_APPLY
    quote = pricer.price(basket, circumstances)
    other = pricer.price(
        with_names(basket, names=names),
        attrs.evolve(
            circumstances,
            held={names.get(item, item): held for item, held in circumstances.held.items()},
        ),
    )
    require_same(
        "M9",
        found=written(other.entries),
        expected=written(renamed(quote.entries, rename=names.__getitem__)),
        what=f"items renamed {dict(names)}",
    )
    return Verdict.HOLDS


def with_names(basket: Basket, *, names: Mapping[ItemId, ItemId]) -> Basket:
    """Give the items of a basket other names, in its requested variations too."""
    return attrs.evolve(
        basket,
        items=tuple(attrs.evolve(item, id=names[item.id]) for item in basket.items),
        requested=tuple(
            attrs.evolve(found, target=_with_name(found.target, names=names))
            for found in basket.requested
        ),
    )


def _with_name(target: RequestTarget, *, names: Mapping[ItemId, ItemId]) -> RequestTarget:
    match target:
        case ItemTarget(item=item) | PartTarget(item=item) | TicketTypeTarget(item=item):
            return attrs.evolve(target, item=names[item])
        case CartTarget():
            return target


def _unordered(basket: Basket) -> tuple[Counter[object], ...]:
    return (
        Counter(_unordered_item(item) for item in basket.items),
        Counter(basket.codes),
        Counter(basket.requested),
        Counter([basket.buyer]),
    )


def _unordered_item(item: BasketItem) -> object:
    parts = frozenset(
        (part.part, frozenset(part.quantities), part.slot, part.travel_date) for part in item.parts
    )
    return (
        attrs.evolve(item, quantities=(), options=(), parts=()),
        frozenset(item.quantities),
        frozenset(Counter(item.options).items()),
        parts,
    )


def looks_across_items(tariff: Tariff, *, basket: Basket) -> bool:
    """Say whether some rule may share out, or choose, among tickets of several items."""
    return (
        any(variation.level is VariationLevel.CART for variation in tariff.variations)
        or any(isinstance(requested.target, CartTarget) for requested in basket.requested)
        or any(_chooses(promotion) for promotion in tariff.promotions)
        or any(_shares(fee) for fee in tariff.fees)
    )


def _chooses(promotion: Promotion) -> bool:
    benefit = promotion.benefit
    return (
        isinstance(benefit, CheapestOff | CustomBenefit)
        or (isinstance(benefit, PercentageOff) and benefit.over is Over.ORDER)
        or (isinstance(benefit, AmountOff) and benefit.per is Per.ORDER)
        or promotion.cap is not None
        or promotion.limits.budget is not None
        or promotion.limits.units_per_cart is not None
        or bool(promotion.custom)
    )


def _shares(fee: Fee) -> bool:
    return fee.per is Per.ORDER and (
        fee.refund is FeeRefund.SHARE or isinstance(fee.tax, SplitFeeTax)
    )
