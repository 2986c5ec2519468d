"""Rules of a tariff in words: what they do first, then when and for whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

import attrs

from counterfoil.domain.money import Currency, format_amount
from counterfoil.domain.tariff.fees import Fee, FeeBase, FeeSize, NoFeeTax, OwnFeeTax, SplitFeeTax
from counterfoil.domain.tariff.promotions import (
    AmountOff,
    Benefit,
    CheapestOff,
    CustomBenefit,
    FixedUnitPrice,
    Over,
    Per,
    PercentageOff,
    Promotion,
)
from counterfoil.domain.tariff.taxes import Effect
from counterfoil.domain.tariff.variations import (
    FixedAmount,
    Percentage,
    Variation,
    VariationLevel,
)
from counterfoil.domain.tariff.wording import ATOMS, field_words

LEVELS = {
    VariationLevel.PART: "per ticket of the part",
    VariationLevel.TICKET_TYPE: "per ticket",
    VariationLevel.BOOKING: "per booking, shared out",
    VariationLevel.CART: "per cart, shared out",
}
PERS = {Per.UNIT: "per ticket", Per.BOOKING: "per booking", Per.ORDER: "per order"}
# What the first words of a rule say already, or what stands beside them.
_NOTHING: frozenset[str] = frozenset()
_NAMES = frozenset({"id", "label"})
_SELF_EXPLAINING = frozenset({"scope", "buyer"})  # their fields say what they are about
_TOLD: dict[type[attrs.AttrsInstance], frozenset[str]] = {
    Variation: frozenset({"difference", "level"}),
    Promotion: frozenset({"benefit", "code", "lane", "title", "description"}),
    Fee: frozenset(
        {"per", "rate", "fixed", "minimum", "maximum", "effect", "tax", "size", "on", "base"}
    ),
}


def rule_words(rule: attrs.AttrsInstance, *, currency: Currency) -> str:
    """Say what a rule does, and under which conditions; amounts are in major units."""
    match rule:
        case Variation():
            does = variation_words(rule, currency=currency)
        case Promotion():
            does = benefit_words(rule.benefit, currency=currency)
        case Fee():
            does = fee_words(rule, currency=currency)
        case _:
            does = ""
    told = _TOLD.get(type(rule), _NOTHING) | _NAMES
    terms = [does, *_conditions(rule, told=told, currency=currency)]
    return "; ".join(term for term in terms if term) or "always"


def variation_words(variation: Variation, *, currency: Currency) -> str:
    """Say how much a variation adds or takes, of what, and what it is computed for."""
    match variation.difference:
        case FixedAmount(amount=amount):
            much = f"{'+' if amount > 0 else ''}{format_amount(amount, currency=currency)}"
        case Percentage(rate=rate, base=base):
            much = f"{'+' if rate.numerator > 0 else ''}{rate} of the {base.value} price"
        case _:
            assert_never(variation.difference)
    return f"{much} {LEVELS[variation.level]}"


def benefit_words(benefit: Benefit, *, currency: Currency) -> str:
    """Say what a promotion gives."""
    match benefit:
        case PercentageOff(rate=rate, over=over):
            once = "" if over is Over.UNIT else f", computed once over the {over.value}"
            return f"{rate} off{once}"
        case AmountOff(amount=amount, per=per):
            return f"{format_amount(amount, currency=currency)} off {PERS[per]}"
        case FixedUnitPrice(price=price):
            return f"ticket at {format_amount(price, currency=currency)}"
        case CheapestOff(take=take, of=of, rate=rate):
            return f"cheapest {take} of every {of}, {rate} off"
        case CustomBenefit(name=name, version=version):
            return f"benefit {name}, version {version}"
        case _:
            assert_never(benefit)


def fee_words(fee: Fee, *, currency: Currency) -> str:
    """Say how much a fee is, what it is charged for, and who bears it."""

    def amount(minor: int) -> str:
        return format_amount(minor, currency=currency)

    much = [str(fee.rate)] if fee.rate.numerator else []
    if fee.fixed:
        much.append(amount(fee.fixed))
    bounds = [
        f"{word} {amount(bound)}"
        for word, bound in (("at least", fee.minimum), ("at most", fee.maximum))
        if bound is not None
    ]
    where = "on top" if fee.effect is Effect.ADDED else "inside the price"
    of = f" of {', '.join(fee.base) or f'the {fee.on.value} price'}"
    if fee.size is FeeSize.GROSSED_UP:
        of = " of all that is paid, itself included"
    elif not fee.rate.numerator:
        of = "" if fee.on is FeeBase.DISCOUNTED else ", for free tickets as well"
    match fee.tax:
        case NoFeeTax():
            tax = []
        case OwnFeeTax(tax=own, effect=effect):
            tax = [f"tax {own} {'on top' if effect is Effect.ADDED else 'inside'}"]
        case SplitFeeTax():
            tax = ["taxed as its tickets are"]
        case _:
            assert_never(fee.tax)
    size = " plus ".join(much) or "nothing"
    return ", ".join([f"{size} {PERS[fee.per]}{of}", *bounds, where, *tax])


def _conditions(
    rule: attrs.AttrsInstance, *, told: frozenset[str], currency: Currency
) -> Iterator[str]:
    """Say every field that is not told yet and not at its default."""
    for field in attrs.fields(type(rule)):
        value = getattr(rule, field.name)
        if field.name in told or value == _default(field):
            continue
        name = field.name.replace("_", " ")
        if attrs.has(type(value)) and not isinstance(value, ATOMS):
            inner = ", ".join(_conditions(value, told=_NOTHING, currency=currency))
            yield inner if field.name in _SELF_EXPLAINING else f"{name} ({inner})"
        else:
            yield f"{name} {field_words(rule, name=field.name, currency=currency)}"


def _default(field: attrs.Attribute[object]) -> object:
    # attrs.Factory is a class, but its type stubs present it as a function.
    factory = getattr(field.default, "factory", None)
    return field.default if factory is None else factory()
