"""How an amount came about: the rate and what it was taken of, or what the rule says instead.

An entry carries its rate and its base. What stands beside the rate in the rule (the fixed part of
a fee, a cap, "one of every four") is read from the tariff, so that the terms give the amount.
"""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from attrs import frozen

from counterfoil.adapters.cli.rule_wording import benefit_words
from counterfoil.domain.money import format_amount
from counterfoil.domain.pricing import Kind, LedgerRow, Quote
from counterfoil.domain.references import PromotionId
from counterfoil.domain.tariff.fees import Fee, FeeSize
from counterfoil.domain.tariff.promotions import (
    AmountOff,
    CheapestOff,
    CustomBenefit,
    FixedUnitPrice,
    PercentageOff,
    Promotion,
)
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.domain.tariff.taxes import Effect

_PROMOTED = frozenset({Kind.DISCOUNT, Kind.PROMOCODE})
# A rounded amount is at most half a unit off; what is further off was shared out or cut.
_ROUNDED = Fraction(1, 2)
# The tax inside a price is what its rounded net leaves: at most the two roundings off.
_ROUNDED_INSIDE = Fraction(3, 2)


@frozen(kw_only=True)
class Bases:
    """The terms of the entries of one quote."""

    quote: Quote
    promotions: dict[str, Promotion]
    fees: dict[str, Fee]
    cut: frozenset[str]

    @classmethod
    def of(cls, quote: Quote, *, tariff: Tariff) -> Bases:
        """Read the rules of the tariff by which *quote* was made."""
        return cls(
            quote=quote,
            promotions={promotion.id: promotion for promotion in tariff.promotions},
            fees={fee.id: fee for fee in tariff.fees},
            cut=frozenset(cut.rule for cut in quote.cut_offs),
        )

    def text(self, row: LedgerRow) -> str:
        """Say how the amount of *row* came about; empty where its cause says it all."""
        kind, rule = row.cause.kind, row.cause.rule
        terms = [self._rate(row)]
        if kind in _PROMOTED and rule in self.promotions:
            terms = self._promotion(row, self.promotions[rule], rate=terms[0])
        elif kind is Kind.FEE and rule in self.fees:
            terms += self._fee(row, self.fees[rule])
        elif self._is_share(row, slack=_ROUNDED if kind is Kind.VARIATION else _ROUNDED_INSIDE):
            terms.append("cut at zero" if rule in self.cut else "shared out")
        if kind is Kind.TAX_ROUNDING:
            terms = ["difference to the sum of the tickets"]
        return ", ".join(term for term in terms if term)

    def _promotion(self, row: LedgerRow, promotion: Promotion, *, rate: str) -> list[str]:
        match promotion.benefit:
            case PercentageOff():
                terms = [rate]
            case CheapestOff(take=take, of=of):
                terms = [f"cheapest {take} of every {of}", rate]
            case AmountOff() | FixedUnitPrice() | CustomBenefit() as benefit:
                terms = [benefit_words(benefit, currency=self.quote.currency)]
            case _:
                assert_never(promotion.benefit)
        given = self.quote.granted.get(PromotionId(promotion.id))
        left = self.quote.circumstances.limits.get(PromotionId(promotion.id))
        budget = promotion.limits.budget if left is None else left.budget
        if promotion.cap is not None and given == promotion.cap:
            terms.append(f"capped at {self._amount(promotion.cap)}")
        elif budget is not None and given == budget:
            terms.append(f"budget left {self._amount(budget)}")
        elif self._is_share(row, slack=_ROUNDED):
            terms.append("shared out")
        return terms

    def _fee(self, row: LedgerRow, fee: Fee) -> list[str]:
        terms = ["itself included"] if fee.size is FeeSize.GROSSED_UP else []
        if row.base is not None and fee.fixed:
            terms.append(f"plus {self._amount(fee.fixed)}")
        if fee.size is FeeSize.GROSSED_UP:
            return terms
        plain = _times(row) + fee.fixed
        if fee.minimum is not None and plain < fee.minimum:
            terms.append(f"at least {self._amount(fee.minimum)}")
            plain = Fraction(fee.minimum)
        if fee.maximum is not None and plain > fee.maximum:
            terms.append(f"at most {self._amount(fee.maximum)}")
            plain = Fraction(fee.maximum)
        if abs(row.amount - plain) > _ROUNDED:
            terms.append("shared out")
        return terms

    def _rate(self, row: LedgerRow) -> str:
        if row.cause.rate is None or row.base is None:
            return ""
        # The base of a tax inside a price is the net, which stands nowhere else.
        net = " net" if row.cause.effect is Effect.INCLUDED and row.cause.tax else ""
        return f"{row.cause.rate} of {self._amount(row.base)}{net}"

    def _is_share(self, row: LedgerRow, *, slack: Fraction) -> bool:
        if row.cause.rate is None or row.base is None:
            return False
        return abs(abs(row.amount) - abs(_times(row))) > slack

    def _amount(self, amount: int) -> str:
        return format_amount(amount, currency=self.quote.currency)


def _times(row: LedgerRow) -> Fraction:
    """Multiply the rate of a row by its base; nothing where it has none."""
    rate = row.cause.rate
    if rate is None or row.base is None:
        return Fraction(0)
    return Fraction(rate.numerator * row.base, rate.denominator)
