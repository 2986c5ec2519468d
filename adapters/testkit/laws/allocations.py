"""M2: what is shared out is given, or reported; nobody gets what he cannot take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeAlias, assert_never

from counterfoil.adapters.testkit.laws.reading import item_of, lines_of, steps_of_tickets
from counterfoil.adapters.testkit.laws.verdict import LawBrokenError, Verdict, require_equal
from counterfoil.domain.allocation import Groups, allocate_capped
from counterfoil.domain.basket import (
    Basket,
    CartTarget,
    Circumstances,
    ItemTarget,
    PartTarget,
    RequestedVariation,
    TicketTypeTarget,
)
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.pricing import Pricer, Quote
from counterfoil.domain.references import RuleId
from counterfoil.domain.tariff.promotions import AmountOff, LaneMode, Per, Promotion
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.domain.tariff.variations import FixedAmount, VariationLevel

Runs: TypeAlias = Sequence[tuple[int, int, int]]
"""Count, weight and ceiling of neighboring tickets that are alike."""

Allocate: TypeAlias = Callable[[int, Runs], tuple[list[Groups], int]]


def check_allocation(amount: int, runs: Runs, *, allocate: Allocate = allocate_capped) -> Verdict:
    """Require M2 of an allocation of *amount* (zero or more) over *runs*.

    A weight of zero gets zero, no ticket passes its ceiling, the parts and the reported rest are
    the amount; there is a rest only where no ticket can take more; and where no ceiling binds,
    each part is less than one minor unit away from its exact share.

    Raises: LawBrokenError.
    """
    groups, rest = allocate(amount, runs)
    given = sum(count * share for of_run in groups for count, share in of_run)
    require_equal("M2", what="parts and rest", found=given + rest, expected=amount)
    if rest < 0:
        raise LawBrokenError("M2", f"a rest of {rest}")
    whole = sum(count * weight for count, weight, _ in runs)
    free = all(amount * weight <= ceiling * whole for _, weight, ceiling in runs)
    for (count, weight, ceiling), of_run in zip(runs, groups, strict=True):
        counted = sum(times for times, _ in of_run)
        require_equal("M2", what="tickets of a run", found=counted, expected=count)
        for _, share in of_run:
            if not 0 <= share <= ceiling:
                raise LawBrokenError("M2", f"a share of {share}, allowed: 0 to {ceiling}")
            if share and not weight:
                raise LawBrokenError("M2", f"a share of {share} for a weight of zero")
            if rest and weight and share < ceiling:
                raise LawBrokenError("M2", f"a rest of {rest} beside a share of {share}/{ceiling}")
            if free and whole and abs(share - Fraction(amount * weight, whole)) >= 1:
                raise LawBrokenError("M2", f"{share} is not {amount} x {weight} / {whole}")
    return Verdict.HOLDS


def check_allocations(pricer: Pricer, basket: Basket, circumstances: Circumstances) -> Verdict:
    """Require M2 of a quote: shared-out amounts reach no ticket at zero and are given or reported.

    A discount, or a variation of a booking or the cart, writes nothing on a ticket that costs
    nothing; and the entries of a fixed amount, with what was reported of it, are that amount as
    often as it was due.

    Raises: LawBrokenError.
    """
    quote = pricer.price(basket, circumstances)
    _require_nothing_on_free_tickets(quote, tariff=pricer.tariff)
    given = Counter[str]()
    for entry in quote.entries:
        given[entry.cause.rule] += entry.amount
    reported = Counter[str]()
    for cut in quote.cut_offs:
        if cut.amount <= 0:
            raise LawBrokenError("M2", f"{cut.rule} reports {cut.amount} as cut off")
        reported[cut.rule] += cut.amount
    _require_variations(quote, pricer=pricer, given=given, reported=reported)
    for promotion in pricer.tariff.promotions:
        if promotion.id in quote.granted and _gives_all_or_reports(
            promotion, tariff=pricer.tariff
        ):
            assert isinstance(promotion.benefit, AmountOff), "nothing else has an amount"
            whole = reported[promotion.id] - given[promotion.id]
            _require_multiple(quote, promotion.id, amount=promotion.benefit.amount, whole=whole)
    return Verdict.HOLDS


def _require_nothing_on_free_tickets(quote: Quote, *, tariff: Tariff) -> None:
    basket = quote.basket
    weighed: set[str] = {promotion.id for promotion in tariff.promotions}
    weighed |= {
        variation.id
        for variation in tariff.variations
        if variation.level in {VariationLevel.BOOKING, VariationLevel.CART}
    }
    weighed |= {
        requested.id
        for requested in basket.requested
        if isinstance(requested.target, ItemTarget | CartTarget)
    }
    steps = steps_of_tickets(quote.entries, tariff=tariff, basket=basket)
    for unit, of_ticket in steps.items():
        running = 0
        for entry in of_ticket:
            if entry.cause.rule in weighed and not running:
                raise LawBrokenError("M2", f"{entry.cause.rule} gives to {unit}, which is at zero")
            running += entry.amount


def _require_variations(
    quote: Quote, *, pricer: Pricer, given: Counter[str], reported: Counter[str]
) -> None:
    """Require that a fixed variation was charged in full, or that the difference is reported."""
    for variation in pricer.tariff.variations:
        if isinstance(variation.difference, FixedAmount):
            amount = variation.difference.amount
            whole = _signed(amount, variation.id, given=given, reported=reported)
            _require_multiple(quote, variation.id, amount=amount, whole=whole)
    for requested in quote.basket.requested:
        if isinstance(requested.difference, FixedAmount):
            amount = requested.difference.amount
            whole = _signed(amount, requested.id, given=given, reported=reported)
            times = _times_requested(requested, basket=quote.basket, catalogue=pricer.catalogue)
            require_equal("M2", what=requested.id, found=whole, expected=times * amount)


def _signed(amount: int, rule: RuleId, *, given: Counter[str], reported: Counter[str]) -> int:
    return given[rule] + reported[rule] if amount > 0 else given[rule] - reported[rule]


def _times_requested(
    requested: RequestedVariation, *, basket: Basket, catalogue: Catalogue
) -> int:
    """Count how often a requested amount is due: once, or for each ticket of a type or part."""
    target = requested.target
    lines = lines_of(basket, catalogue=catalogue)
    match target:
        case CartTarget() | ItemTarget():
            return 1
        case PartTarget(item=item, part=part):
            return sum(line.count for line in lines if (line.item, line.part) == (item, part))
        case TicketTypeTarget(item=item, ticket_type=ticket_type, part=of_part):
            return sum(
                line.count
                for line in lines
                if (line.item, line.ticket_type.id) == (item, ticket_type)
                and of_part in {None, line.part}
            )
        case _:
            assert_never(target)


def _gives_all_or_reports(promotion: Promotion, *, tariff: Tariff) -> bool:
    """Say whether nothing but tickets at zero can keep a promotion from giving its amount."""
    lanes = {lane.number: lane for lane in tariff.lanes}
    lane = lanes.get(promotion.lane)
    shared = lane is not None and lane.mode is not LaneMode.ALL and lane.per is not Per.ORDER
    return (
        isinstance(promotion.benefit, AmountOff)
        and promotion.cap is None
        and promotion.limits.budget is None
        and not shared
    )


def _require_multiple(quote: Quote, rule: str, *, amount: int, whole: int) -> None:
    """Require that *whole* is *amount*, as often as there are entries at least."""
    if not amount:
        require_equal("M2", what=rule, found=whole, expected=0)
        return
    times, left = divmod(whole, amount)
    touched = {item_of(entry.target) for entry in quote.entries if entry.cause.rule == rule}
    if left or times < bool(touched):
        raise LawBrokenError("M2", f"{rule} gives and reports {whole}, which is no {amount}")
