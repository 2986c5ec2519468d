"""What can be wrong with the fees.

Fees run in their order, and the base of one names what is computed before it. A grossed-up fee is
a share of a total that holds the fee itself, so that it comes last and alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from counterfoil.domain.money import Rate
from counterfoil.domain.tariff.fees import Fee, FeeSize, NoFeeTax, OwnFeeTax, SplitFeeTax
from counterfoil.domain.tariff.problems.conditions import (
    Reach,
    product_problems,
    ticket_type_problems,
)
from counterfoil.domain.tariff.problems.inspection import Inspection
from counterfoil.domain.tariff.problems.problem import ProblemCode, TariffProblem
from counterfoil.domain.tariff.problems.taxes import tax_reference_problems
from counterfoil.domain.tariff.problems.values import (
    amount_problems,
    amount_words,
    choices,
    problem,
    rate_problems,
    repeated_problems,
)
from counterfoil.domain.tariff.promotions import Per
from counterfoil.domain.tariff.taxes import Effect

BASE_KINDS = frozenset(
    {
        "LIST",
        "VARIATION",
        "DISCOUNT",
        "PROMOCODE",
        "TAX",
        "TAX_ROUNDING",
        "FEE",
        "FEE_TAX",
    }
)
LATER_KINDS = frozenset({"ADJUSTMENT"})  # Written after all fees.


def fee_problems(inspection: Inspection) -> Iterator[TariffProblem]:
    """Find what is wrong with the fees, in their order."""
    fees = inspection.tariff.fees
    for position, fee in enumerate(fees):
        path = f"fees[{position}]"
        wrong_rate = tuple(rate_problems(fee.rate, path=f"{path}.rate"))
        yield from wrong_rate
        yield from _amount_problems(fee, path=path, inspection=inspection)
        yield from _base_problems(fee, path=path, position=position, inspection=inspection)
        yield from _tax_problems(fee, path=f"{path}.tax", inspection=inspection)
        yield from product_problems(
            fee.products, path=f"{path}.products", inspection=inspection, reach=Reach.NEVER
        )
        yield from ticket_type_problems(
            fee.ticket_types,
            path=f"{path}.ticket_types",
            products=fee.products,
            inspection=inspection,
        )
        if fee.size is FeeSize.GROSSED_UP:
            yield from _grossed_up_problems(fee, path=path, inspection=inspection)
            if not wrong_rate:
                yield from _size_problems(fee, path=path, inspection=inspection)
            if position < len(fees) - 1:
                code = ProblemCode.GROSSED_UP_NOT_LAST
                allowed = f"plain, or the last place, behind fees[{len(fees) - 1}]"
                yield problem(f"{path}.size", code=code, value=fee.size, allowed=allowed)


def _amount_problems(fee: Fee, *, path: str, inspection: Inspection) -> Iterator[TariffProblem]:
    currency = inspection.tariff.currency
    yield from amount_problems(fee.fixed, path=f"{path}.fixed", currency=currency)
    least = 0
    if fee.minimum is not None:
        wrong = tuple(amount_problems(fee.minimum, path=f"{path}.minimum", currency=currency))
        yield from wrong
        least = 0 if wrong else fee.minimum
    if fee.maximum is not None:
        yield from amount_problems(
            fee.maximum, path=f"{path}.maximum", currency=currency, least=least
        )


def _base_problems(
    fee: Fee, *, path: str, position: int, inspection: Inspection
) -> Iterator[TariffProblem]:
    tariff = inspection.tariff
    fees = tariff.fees
    before: set[str] = {
        *BASE_KINDS,
        *(rule.id for rule in tariff.variations),
        *(rule.id for rule in tariff.promotions),
        *(rule.id for rule in fees[:position]),
    }
    later = LATER_KINDS | {rule.id for rule in fees[position:]}
    yield from repeated_problems(fee.base, path=f"{path}.base")
    for index, name in enumerate(fee.base):
        if name in before:
            continue
        code = ProblemCode.COMPUTED_LATER if name in later else ProblemCode.UNKNOWN_BASE
        allowed = choices(before, near=name, otherwise=", ".join(sorted(BASE_KINDS)))
        yield problem(f"{path}.base[{index}]", code=code, value=name, allowed=allowed)


def _tax_problems(fee: Fee, *, path: str, inspection: Inspection) -> Iterator[TariffProblem]:
    match fee.tax:
        case NoFeeTax():
            return
        case OwnFeeTax(tax=tax):
            yield from tax_reference_problems(tax, path=f"{path}.tax", inspection=inspection)
        case SplitFeeTax():
            if not any(taxation.taxes for taxation in inspection.tariff.taxation):
                code = ProblemCode.SPLIT_WITHOUT_TAX
                allowed = "a tax of its own or none: no ticket carries a tax"
                yield problem(path, code=code, value="split", allowed=allowed)
        case _:
            assert_never(fee.tax)


def _grossed_up_problems(
    fee: Fee, *, path: str, inspection: Inspection
) -> Iterator[TariffProblem]:
    """Find what has no meaning for a share of everything that the guest pays."""
    code = ProblemCode.GROSSED_UP_NOT_ALLOWED
    currency = inspection.tariff.currency
    wrong: list[tuple[str, object, str]] = []
    if fee.per is not Per.ORDER:
        wrong.append(("per", fee.per, "order"))
    if fee.effect is not Effect.ADDED:
        wrong.append(("effect", fee.effect, "ADDED"))
    if isinstance(fee.tax, SplitFeeTax):
        wrong.append(("tax", "split", "a tax of its own or none"))
    for name, names in (
        ("base", fee.base),
        ("products", sorted(fee.products)),
        ("ticket_types", sorted(fee.ticket_types)),
    ):
        if names:
            wrong.append((name, ", ".join(names), "none"))
    for name, value, allowed in wrong:
        reason = f"{allowed}, for a grossed-up fee"
        yield problem(f"{path}.{name}", code=code, value=value, allowed=reason)
    for name, bound in (("minimum", fee.minimum), ("maximum", fee.maximum)):
        if bound is not None:
            text = amount_words(bound, currency=currency)
            reason = "none, for a grossed-up fee"
            yield TariffProblem(path=f"{path}.{name}", code=code, value=text, allowed=reason)


def _size_problems(fee: Fee, *, path: str, inspection: Inspection) -> Iterator[TariffProblem]:
    """Find a share so large that no fee of that share exists: rate x (1 + tax) under 1/2.

    Only a tax on top counts: one that is inside the fee does not add to what the guest pays.
    """
    tax = fee.tax
    rates = (
        [
            found.rate
            for found in inspection.tariff.taxes
            if found.id == tax.tax and not any(rate_problems(found.rate, path=""))
        ]
        if isinstance(tax, OwnFeeTax) and tax.effect is Effect.ADDED
        else []
    )
    on_top = rates[0] if rates else Rate.of(0, 1)
    numerator = fee.rate.numerator * (on_top.denominator + on_top.numerator)
    denominator = fee.rate.denominator * on_top.denominator
    if 2 * numerator >= denominator:
        most = Rate.of(on_top.denominator, 2 * (on_top.denominator + on_top.numerator))
        code = ProblemCode.GROSSED_UP_TOO_HIGH
        yield problem(f"{path}.rate", code=code, value=fee.rate, allowed=f"under {most}")
