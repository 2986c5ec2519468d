"""Fees: what a means of payment costs, and a fee split over the tax rates of the tickets.

A fee of a case is due whatever the tickets cost, so that it is ``on = undiscounted`` with us. A
percentage of the amount *with* the fee is a grossed-up fee.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.vectors.cart import TARIFF, Ticket, cart_of
from tests.vectors.neutral import CannotBeSaidError, Given, minor
from tests.vectors.taxes import AT, refused

from counterfoil.domain.money import Rate, currency
from counterfoil.domain.pricing import Kind, Quote, UnitTarget
from counterfoil.domain.references import ProductId, RuleId, TaxId
from counterfoil.domain.tariff.fees import (
    Fee,
    FeeBase,
    FeeRefund,
    FeeSize,
    FeeType,
    SplitFeeTax,
)
from counterfoil.domain.tariff.problems import TariffError
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.domain.tariff.taxes import Tax, Taxation

SIZES = {"amount_before_fee": FeeSize.PLAIN, "amount_including_fee": FeeSize.GROSSED_UP}


def answer_of_payment(given: Given) -> str:
    """Charge one ticket the fee of a case."""
    money = currency(given["currency"])
    ticket = Ticket(product="ticket", price=minor(given["amount_minor"]))
    cart = cart_of([ticket], currency=money, addon_of={})
    fee = Fee(
        id=RuleId("payment"),
        label="payment",
        type=FeeType.PAYMENT,
        rate=Rate.percent(given["percent"]),
        fixed=minor(given["flat_minor"]),
        on=FeeBase.UNDISCOUNTED,
        size=SIZES[given["percent_of"]],
    )
    tariff = Tariff(id=TARIFF, currency=money, prices=cart.prices, fees=(fee,))
    return f"fee {cart.quote(tariff, at=AT).fees_added}"


def expected_of_payment(given: Given, expect: Given) -> str:
    """Write the observed fee."""
    return f"fee {minor(expect['fee_minor'])}"


def answer_of_split(given: Given) -> str:
    """Split a fee over the taxes of the tickets, each ticket bearing its share.

    Raises: CannotBeSaidError.
    """
    if given["default_rate_percent"] is not None:
        raise CannotBeSaidError("tax_of_a_fee_without_tickets")
    money = currency(given["currency"])
    rates = {
        f"line-{number:03}": Rate.percent(line["rate_percent"])
        for number, line in enumerate(given["lines"])
    }
    cart = cart_of(
        [
            Ticket(product=name, price=minor(line["gross_minor"]))
            for name, line in zip(rates, given["lines"], strict=True)
        ],
        currency=money,
        addon_of={},
    )
    taxes = {rate: Tax(id=_tax_id(rate), label=str(rate), rate=rate) for rate in rates.values()}
    tariff = Tariff(
        id=TARIFF,
        currency=money,
        prices=cart.prices,
        taxes=tuple(taxes.values()),
        taxation=tuple(
            Taxation(taxes=(_tax_id(rate),), products=frozenset({name}))
            for name, rate in rates.items()
        ),
        fees=(
            Fee(
                id=RuleId("fee"),
                label="fee",
                type=FeeType.SERVICE,
                fixed=minor(given["fee_gross_minor"]),
                on=FeeBase.UNDISCOUNTED,
                tax=SplitFeeTax(),
                refund=FeeRefund.SHARE,
            ),
        ),
    )
    try:
        quote = cart.quote(tariff, at=AT)
    except TariffError as error:
        return refused(error)
    return _written(_shares(quote, {ProductId(name): rate for name, rate in rates.items()}))


def expected_of_split(given: Given, expect: Given) -> str:
    """Write the observed shares."""
    shares = {Rate.percent(one["rate_percent"]): one["gross_minor"] for one in expect["shares"]}
    return _written({rate: minor(amount) for rate, amount in shares.items()})


def _shares(quote: Quote, rates: Mapping[ProductId, Rate]) -> Mapping[Rate, int]:
    """Sum the fee by tax rate: what the tickets bear, or what its pinned taxes were taken from."""
    products = {item.id: item.product for item in quote.basket.items}
    borne = dict.fromkeys(rates.values(), 0)
    taxed: dict[Rate, int] = {}
    pinned = True
    for entry in quote.entries:
        if entry.kind is Kind.FEE and isinstance(entry.target, UnitTarget):
            borne[rates[products[entry.target.item]]] += entry.amount
            pinned = False
        elif entry.kind is Kind.FEE_TAX:
            assert entry.cause.rate is not None
            assert entry.base is not None
            taxed.setdefault(entry.cause.rate, entry.base)
            taxed[entry.cause.rate] += entry.amount
    shares = {**borne, **taxed} if pinned else borne
    assert sum(shares.values()) == quote.fees_added, "the shares are the fee"
    assert taxed.items() <= shares.items(), "each share is taxed at its own rate"
    return shares


def _written(shares: Mapping[Rate, int]) -> str:
    return ", ".join(f"{amount} at {rate}" for rate, amount in sorted(shares.items()))


def _tax_id(rate: Rate) -> TaxId:
    return TaxId(f"at {rate}")
