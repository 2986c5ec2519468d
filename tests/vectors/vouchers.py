"""Prices of one ticket: list prices by type and date, vouchers, and a price the buyer names.

A variant of a product is a ticket type, a price for one date a season of that date. A voucher is a
promocode: ``set`` a fixed unit price that may also raise, ``subtract`` an amount per ticket,
``percent`` a percentage, ``none`` a percentage of nothing. What is left of its budget it gives in
part. A price above the list price that the buyer names is a requested markup.
"""

from __future__ import annotations

from datetime import date

from tests.vectors.cart import TARIFF, priced, product, ticket_type
from tests.vectors.neutral import REFUSED, CannotBeSaidError, Given, minor
from tests.vectors.taxes import AT, of_quote, tax_of, written

from counterfoil.domain.basket import (
    Basket,
    BasketItem,
    Circumstances,
    LimitLeft,
    RequestedVariation,
)
from counterfoil.domain.catalogue import Admission, Catalogue
from counterfoil.domain.money import Rate, currency
from counterfoil.domain.references import (
    CatalogueId,
    ItemId,
    ProductId,
    Promocode,
    PromotionId,
    RuleId,
    SeasonId,
    TaxId,
    TicketTypeId,
)
from counterfoil.domain.refusals import RefusedError
from counterfoil.domain.tariff.conditions import DateRange
from counterfoil.domain.tariff.promotions import (
    AmountOff,
    Benefit,
    Codes,
    FixedUnitPrice,
    Partial,
    Per,
    PercentageOff,
    Promotion,
    PromotionLimits,
)
from counterfoil.domain.tariff.tariff import ListPrice, Season, Tariff
from counterfoil.domain.tariff.taxes import Taxation
from counterfoil.domain.tariff.variations import FixedAmount, OpenVariation, VariationType

TICKET = ProductId("ticket")
VOUCHER = PromotionId("voucher")
CODE = Promocode("VOUCHER")
DAY = date(2026, 5, 9)
MARKUP = VariationType.PRODUCT_MARKUP
SAID = frozenset(
    {
        "op",
        "currency",
        "minor_digits",
        "listed",
        "buyer_may_choose_price",
        "buyer_price",
        "voucher",
        "tax_rule",
    }
)
ROWS = (  # ticket type, whether only on the day, name of the amount in a case
    ("product", False, "product_minor"),
    ("product", True, "date_override_product_minor"),
    ("variation", False, "variation_minor"),
    ("variation", True, "date_override_variation_minor"),
)


# --- the price of a line ------------------------------------------------------------------------


def answer_of_line(given: Given) -> str:
    """Price one ticket with our rules.

    Raises: CannotBeSaidError.
    """
    taxes = (tax_of(given["tax_rule"]),) if "tax_rule" in given else ()
    assert given.keys() <= SAID, "nothing of the case is left out"
    voucher = given.get("voucher", {})
    promotions = (_voucher(voucher),) if voucher else ()
    prices = _list_prices(given["listed"])
    money = currency(given["currency"])
    tariff = Tariff(
        id=TARIFF,
        currency=money,
        seasons=(
            Season(id=SeasonId("day"), label="day", dates=(DateRange(first=DAY, last=DAY),)),
        ),
        prices=prices,
        open_variations=((OpenVariation(type=MARKUP),) if given["buyer_may_choose_price"] else ()),
        promotions=promotions,
        codes=Codes.AS_ENTERED,
        taxes=taxes,
        taxation=tuple(Taxation(taxes=(tax.id,)) for tax in taxes),
    )
    kinds = tuple(dict.fromkeys(row.ticket_type for row in prices))
    bought = kinds[-1]
    sold = product(TICKET, *map(ticket_type, kinds), currency=money, admission=Admission.TIME_DATE)
    basket = Basket(
        items=(
            BasketItem(id=ItemId("a"), product=TICKET, quantities=((bought, 1),), travel_date=DAY),
        ),
        codes=tuple(CODE for _ in promotions),
        requested=_request(
            given, listed=[row.amount for row in prices if row.ticket_type == bought][-1]
        ),
    )
    catalogue = Catalogue(id=CatalogueId("case"), products=(sold,))
    try:
        return of_quote(priced(catalogue, tariff, basket=basket, at=AT))
    except RefusedError as error:
        codes = {one.code for one in (error.refusal, *error.others)}
        return f"{REFUSED}: {', '.join(sorted(codes))}"


def expected_of_line(given: Given, expect: Given) -> str:
    """Write the observed price."""
    if "error" in expect:
        return REFUSED
    rate = Rate.percent(expect["rate_percent"])
    tax = TaxId(f"at {rate.as_percent()} %")
    return written(net=minor(expect["net_minor"]), taxes={tax: minor(expect["tax_minor"])})


def _list_prices(listed: Given) -> tuple[ListPrice, ...]:
    """Make the list prices: those of the ticket last, and of them the one that counts last."""
    return tuple(
        ListPrice(
            product=TICKET,
            ticket_type=TicketTypeId(kind),
            amount=minor(listed[name]),
            season=SeasonId("day") if on_the_day else None,
        )
        for kind, on_the_day, name in ROWS
        if listed.get(name) is not None
    )


def _request(given: Given, *, listed: int) -> tuple[RequestedVariation, ...]:
    """Ask for the price that the buyer names, as a difference to the list price."""
    named = given.get("buyer_price")
    if named is None:
        return ()
    markup = minor(named["amount_minor"]) - listed
    # Ours is a difference to the list price, and comes before a voucher: a floor under what the
    # buyer pays in the end it is only where there is no voucher and the price is not below.
    if given["buyer_may_choose_price"] and (markup < 0 or "voucher" in given):
        raise CannotBeSaidError("price_named_by_the_buyer")
    assert not named["is_net"], "what a buyer names is what the buyer pays"
    return (
        RequestedVariation(id=RuleId("named"), type=MARKUP, difference=FixedAmount(amount=markup)),
    )


# --- a voucher ----------------------------------------------------------------------------------


def answer_of_voucher(given: Given) -> str:
    """Use a voucher on one ticket."""
    money = currency(given["currency"])
    kind = ticket_type("person")
    tariff = Tariff(
        id=TARIFF,
        currency=money,
        prices=(
            ListPrice(product=TICKET, ticket_type=kind.id, amount=minor(given["listed_minor"])),
        ),
        promotions=(_voucher(given),),
        codes=Codes.AS_ENTERED,
    )
    budget = given.get("remaining_budget_minor")
    left = {} if budget is None else {VOUCHER: LimitLeft(budget=minor(budget))}
    quote = priced(
        Catalogue(id=CatalogueId("case"), products=(product(TICKET, kind, currency=money),)),
        tariff,
        basket=Basket(
            items=(BasketItem(id=ItemId("a"), product=TICKET, quantities=((kind.id, 1),)),),
            codes=(CODE,),
        ),
        at=Circumstances(at=AT.at, limits=left),
    )
    return f"price {quote.total}"


def expected_of_voucher(given: Given, expect: Given) -> str:
    """Write the observed price."""
    return f"price {minor(expect['price_minor'])}"


def _voucher(voucher: Given) -> Promotion:
    budget = voucher.get("remaining_budget_minor")
    limits = PromotionLimits(
        budget=None if budget is None else minor(budget), partial=Partial.ALLOW
    )
    return Promotion(
        id=VOUCHER,
        label="voucher",
        code=CODE,
        benefit=_benefit(voucher),
        limits=limits,
        may_raise=voucher["mode"] == "set",
    )


def _benefit(voucher: Given) -> Benefit:
    mode = voucher["mode"]
    if mode == "percent":
        return PercentageOff(rate=Rate.percent(voucher["value_percent"]))
    if mode == "none" or "value_minor" not in voucher:
        return PercentageOff(rate=Rate.percent(0))
    value = minor(voucher["value_minor"])
    if mode == "set":
        return FixedUnitPrice(price=value)
    assert mode == "subtract", "every mode has its benefit"
    return AmountOff(amount=value, per=Per.UNIT)
