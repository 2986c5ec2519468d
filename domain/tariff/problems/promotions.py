"""What can be wrong with promotions, with their codes, and with the lanes that combine them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from counterfoil.domain.references import Promocode
from counterfoil.domain.tariff.problems.conditions import (
    Reach,
    condition_problems,
    minimum_problems,
    product_problems,
    scope_problems,
)
from counterfoil.domain.tariff.problems.inspection import Inspection
from counterfoil.domain.tariff.problems.problem import ProblemCode, TariffProblem
from counterfoil.domain.tariff.problems.values import (
    EVERYTHING,
    NOTHING,
    amount_problems,
    amount_words,
    choices,
    count_problems,
    instant_problems,
    problem,
    rate_problems,
    repeated_problems,
)
from counterfoil.domain.tariff.problems.variations import type_problems
from counterfoil.domain.tariff.promotions import (
    EXCLUSIVE_LANE,
    AmountOff,
    CheapestOff,
    CustomBenefit,
    FixedUnitPrice,
    Lane,
    LaneMode,
    Per,
    PercentageOff,
    Promotion,
)
from counterfoil.domain.tariff.variations import PROMOTION_TYPES

DEFAULT_LANE = 1  # It is there without being declared, with mode ALL.


def lane_problems(inspection: Inspection) -> Iterator[TariffProblem]:
    """Find lanes with one number, and an exclusive lane that is not what exclusive means."""
    seen: dict[int, int] = {}
    for position, lane in enumerate(inspection.tariff.lanes):
        path = f"lanes[{position}]"
        yield from count_problems(lane.number, path=f"{path}.number", least=EXCLUSIVE_LANE)
        if lane.number in seen:
            allowed = f"a number of its own, lanes[{seen[lane.number]}] has this one"
            code = ProblemCode.DUPLICATE_LANE
            yield problem(f"{path}.number", code=code, value=lane.number, allowed=allowed)
        seen.setdefault(lane.number, position)
        if lane.number == EXCLUSIVE_LANE:
            yield from _exclusive_problems(lane, path=path)
        elif lane.mode is LaneMode.ALL and lane.per is not Per.ORDER:
            code = ProblemCode.WITHOUT_EFFECT
            allowed = "order: in a lane of mode all the promotions do not compete"
            yield problem(f"{path}.per", code=code, value=lane.per, allowed=allowed)


def promotion_problems(inspection: Inspection) -> Iterator[TariffProblem]:
    """Find what is wrong with the promotions, in their order."""
    lanes = {lane.number: lane for lane in inspection.tariff.lanes}
    lanes.setdefault(DEFAULT_LANE, Lane(number=DEFAULT_LANE))
    codes: dict[Promocode, int] = {}
    for position, promotion in enumerate(inspection.tariff.promotions):
        path = f"promotions[{position}]"
        yield from type_problems(promotion.type, path=f"{path}.type", allowed=PROMOTION_TYPES)
        yield from _benefit_problems(promotion, path=f"{path}.benefit", inspection=inspection)
        if promotion.code is not None:
            yield from _code_problems(
                promotion.code, path=f"{path}.code", position=position, codes=codes
            )
        yield from _place_problems(promotion, path=path, lanes=lanes)
        yield from _amount_problems(promotion, path=path, inspection=inspection)
        yield from _limit_problems(promotion, path=f"{path}.limits")
        yield from _reach_problems(promotion, path=path, inspection=inspection)
        yield from _idle_problems(promotion, path=path, inspection=inspection)


def _exclusive_problems(lane: Lane, *, path: str) -> Iterator[TariffProblem]:
    code = ProblemCode.EXCLUSIVE_LANE
    if lane.mode is not LaneMode.FIRST:
        allowed = f"first in lane {EXCLUSIVE_LANE}"
        yield problem(f"{path}.mode", code=code, value=lane.mode, allowed=allowed)
    if lane.per is not Per.ORDER:
        allowed = f"order in lane {EXCLUSIVE_LANE}"
        yield problem(f"{path}.per", code=code, value=lane.per, allowed=allowed)


def _code_problems(
    promocode: Promocode, *, path: str, position: int, codes: dict[Promocode, int]
) -> Iterator[TariffProblem]:
    if not promocode.strip():
        allowed = "a code of at least one character, or none for an automatic promotion"
        yield problem(path, code=ProblemCode.EMPTY_ID, value=promocode, allowed=allowed)
    elif promocode in codes:
        allowed = f"a code of its own, promotions[{codes[promocode]}] has this one"
        code = ProblemCode.DUPLICATE_PROMOCODE
        yield problem(path, code=code, value=promocode, allowed=allowed)
    codes.setdefault(promocode, position)


def _place_problems(
    promotion: Promotion, *, path: str, lanes: dict[int, Lane]
) -> Iterator[TariffProblem]:
    lane = lanes.get(promotion.lane)
    if lane is None:
        declared = ", ".join(str(number) for number in sorted(lanes))
        allowed = f"a lane that is declared: {declared}; or add [[lane]] number = {promotion.lane}"
        code = ProblemCode.UNKNOWN_LANE
        yield problem(f"{path}.lane", code=code, value=promotion.lane, allowed=allowed)
    elif promotion.may_raise and lane.mode is not LaneMode.ALL and lane.per is Per.UNIT:
        # There the promotions compete for each ticket, and only sums above zero are looked at.
        allowed = f"a lane of mode all for what may raise a price, lane {lane.number} is not"
        code = ProblemCode.WITHOUT_EFFECT
        yield problem(f"{path}.may_raise", code=code, value=promotion.may_raise, allowed=allowed)


def _benefit_problems(
    promotion: Promotion, *, path: str, inspection: Inspection
) -> Iterator[TariffProblem]:
    benefit = promotion.benefit
    currency = inspection.tariff.currency
    match benefit:
        case PercentageOff():
            yield from rate_problems(
                benefit.rate, path=f"{path}.rate", least=NOTHING, most=EVERYTHING
            )
        case AmountOff():
            yield from amount_problems(benefit.amount, path=f"{path}.amount", currency=currency)
        case FixedUnitPrice():
            yield from amount_problems(benefit.price, path=f"{path}.price", currency=currency)
        case CheapestOff():
            yield from _cheapest_problems(benefit, path=path)
        case CustomBenefit():
            yield from _custom_problems(benefit, path=path, inspection=inspection)
        case _:
            assert_never(benefit)


def _cheapest_problems(benefit: CheapestOff, *, path: str) -> Iterator[TariffProblem]:
    of_problems = tuple(count_problems(benefit.of, path=f"{path}.of", least=1))
    yield from of_problems
    most = None if of_problems else benefit.of
    yield from count_problems(benefit.take, path=f"{path}.take", least=1, most=most)
    yield from rate_problems(benefit.rate, path=f"{path}.rate", least=NOTHING, most=EVERYTHING)


def _custom_problems(
    benefit: CustomBenefit, *, path: str, inspection: Inspection
) -> Iterator[TariffProblem]:
    names = (name for name, _ in benefit.parameters)
    yield from repeated_problems(names, path=f"{path}.parameters")
    if inspection.extensions is None:
        return
    registered = inspection.extensions.benefits
    if benefit.name not in registered:
        allowed = choices(registered, near=benefit.name, otherwise="a registered benefit")
        code = ProblemCode.UNKNOWN_BENEFIT
        yield problem(f"{path}.name", code=code, value=benefit.name, allowed=allowed)
    elif registered[benefit.name].version != benefit.version:
        allowed = repr(registered[benefit.name].version)
        code = ProblemCode.VERSION_DIFFERS
        yield problem(f"{path}.version", code=code, value=benefit.version, allowed=allowed)


def _amount_problems(
    promotion: Promotion, *, path: str, inspection: Inspection
) -> Iterator[TariffProblem]:
    currency = inspection.tariff.currency
    if promotion.cap is not None:
        yield from amount_problems(promotion.cap, path=f"{path}.cap", currency=currency)
    budget = promotion.limits.budget
    if budget is not None:
        yield from amount_problems(budget, path=f"{path}.limits.budget", currency=currency)


def _limit_problems(promotion: Promotion, *, path: str) -> Iterator[TariffProblem]:
    limits = promotion.limits
    for name, value, least in (
        ("uses", limits.uses, 0),
        ("uses_per_customer", limits.uses_per_customer, 0),
        ("units_per_cart", limits.units_per_cart, 1),
    ):
        if value is not None:
            yield from count_problems(value, path=f"{path}.{name}", least=least)


def _reach_problems(
    promotion: Promotion, *, path: str, inspection: Inspection
) -> Iterator[TariffProblem]:
    yield from scope_problems(promotion.scope, path=f"{path}.scope", inspection=inspection)
    for position, window in enumerate(promotion.booked):
        yield from instant_problems(window, path=f"{path}.booked[{position}]")
    if promotion.minimum is not None:
        yield from minimum_problems(
            promotion.minimum, path=f"{path}.minimum", inspection=inspection
        )
    yield from product_problems(
        promotion.together, path=f"{path}.together", inspection=inspection, reach=Reach.REFUSED
    )
    yield from condition_problems(promotion.custom, path=f"{path}.custom", inspection=inspection)


def _idle_problems(
    promotion: Promotion, *, path: str, inspection: Inspection
) -> Iterator[TariffProblem]:
    """Find promotions that give nothing to anybody, one limit or benefit of them being zero."""
    nothing = amount_words(0, currency=inspection.tariff.currency)
    limits, benefit = promotion.limits, promotion.benefit
    idle: list[tuple[str, str]] = []
    if isinstance(benefit, AmountOff) and benefit.amount == 0:
        idle.append(("benefit.amount", nothing))
    if isinstance(benefit, PercentageOff | CheapestOff) and benefit.rate == NOTHING:
        idle.append(("benefit.rate", str(NOTHING)))
    if promotion.cap == 0:
        idle.append(("cap", nothing))
    if limits.uses == 0:
        idle.append(("limits.uses", "0"))
    if limits.uses_per_customer == 0:
        idle.append(("limits.uses_per_customer", "0"))
    if limits.budget == 0:
        idle.append(("limits.budget", nothing))
    for name, value in idle:
        code = ProblemCode.NEVER_APPLIES
        allowed = "more than nothing"
        yield TariffProblem(path=f"{path}.{name}", code=code, value=value, allowed=allowed)
