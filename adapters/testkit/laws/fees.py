"""M7: a grossed-up fee pays for itself, and what is free stays free."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from counterfoil.adapters.testkit.laws.reading import prices_before_tax, rounded
from counterfoil.adapters.testkit.laws.verdict import LawBrokenError, Verdict, require_equal
from counterfoil.domain.basket import Basket, Buyer, Circumstances
from counterfoil.domain.money import Rate
from counterfoil.domain.pricing import Pricer
from counterfoil.domain.pricing.ledger import Entry, Kind
from counterfoil.domain.tariff.conditions import BuyerScope
from counterfoil.domain.tariff.fees import Fee, FeeBase, FeeSize, OwnFeeTax
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.domain.tariff.taxes import Effect


def check_grossed_up_fee(pricer: Pricer, basket: Basket, circumstances: Circumstances) -> Verdict:
    """Require M7, first half: a grossed-up fee is the least solution of its own equation.

    x = round(rate x (whole + x + tax on top of x)) + fixed, and no smaller x >= 0 solves it; where
    all is free and the fee is on the discounted price, there is none. Does not apply without such
    a fee, where it is not for this buyer, and where it is limited to some tickets.

    Raises: LawBrokenError.
    """
    tariff = pricer.tariff
    fee = next((found for found in tariff.fees if found.size is FeeSize.GROSSED_UP), None)
    if fee is None or fee.products or fee.ticket_types or not _is_for(fee.buyer, basket.buyer):
        return Verdict.DOES_NOT_APPLY
    quote = pricer.price(basket, circumstances)
    of_fee = [entry for entry in quote.entries if entry.cause.rule == fee.id]
    charged = _sum(of_fee, kind=Kind.FEE)
    tax = _sum(
        [found for found in of_fee if found.cause.effect is Effect.ADDED], kind=Kind.FEE_TAX
    )
    free = not any(prices_before_tax(quote.entries).values())
    if free and fee.on is FeeBase.DISCOUNTED:
        require_equal("M7", what=f"{fee.id} of a free cart", found=charged, expected=0)
        return Verdict.HOLDS
    expected = _least_solution(fee, whole=quote.total - charged - tax, tariff=tariff)
    require_equal("M7", what=f"{fee.id}", found=charged, expected=expected)
    on_top = _on_top(fee, amount=charged, tariff=tariff)
    require_equal("M7", what=f"tax of {fee.id}", found=tax, expected=on_top)
    return Verdict.HOLDS


def check_free_cart(pricer: Pricer, basket: Basket, circumstances: Circumstances) -> Verdict:
    """Require M7, second half: with all tickets free and every fee on that price, the total is 0.

    Raises: LawBrokenError.
    """
    if any(fee.on is not FeeBase.DISCOUNTED for fee in pricer.tariff.fees):
        return Verdict.DOES_NOT_APPLY
    quote = pricer.price(basket, circumstances)
    if any(prices_before_tax(quote.entries).values()):
        return Verdict.DOES_NOT_APPLY
    require_equal("M7", what="total of a free cart", found=quote.total, expected=0)
    return Verdict.HOLDS


def _sum(entries: Sequence[Entry], *, kind: Kind) -> int:
    return sum(entry.amount for entry in entries if entry.kind is kind)


def _least_solution(fee: Fee, *, whole: int, tariff: Tariff) -> int:
    """Find the least solution by going up from zero: the right side never falls as x grows."""
    rate = _fraction(fee.rate)
    amount = 0
    while True:
        base = whole + amount + _on_top(fee, amount=amount, tariff=tariff)
        following = rounded(rate * base, rounding=tariff.rounding) + fee.fixed
        if following < amount:
            raise LawBrokenError("M7", f"{fee.id} falls from {amount} to {following}")
        if following == amount:
            return amount
        amount = following


def _on_top(fee: Fee, *, amount: int, tariff: Tariff) -> int:
    match fee.tax:
        case OwnFeeTax(tax=tax_id, effect=Effect.ADDED):
            (tax,) = [found for found in tariff.taxes if found.id == tax_id]
            return rounded(_fraction(tax.rate) * amount, rounding=tariff.rounding)
        case _:
            return 0


def _fraction(rate: Rate) -> Fraction:
    return Fraction(rate.numerator, rate.denominator)


def _is_for(scope: BuyerScope, buyer: Buyer) -> bool:
    return (
        (not scope.channels or buyer.channel in scope.channels)
        and (not scope.distributors or buyer.distributor in scope.distributors)
        and (not scope.partners or buyer.partner in scope.partners)
        and (not scope.customer_tags or bool(scope.customer_tags & buyer.customer_tags))
    )
