"""Taxes of one amount, and of an order whose taxes are corrected as a whole.

An amount with its tax inside is a list price with an INCLUDED tax, one without its tax a list
price with an ADDED tax. Correcting an order is a rounding level of ours:

* ``per_line`` is the level ``unit``;
* ``total_from_net`` keeps what each ticket costs without tax: list prices without tax, and a tax
  on top, at the level ``order``;
* ``total_from_net_keep_gross`` keeps what each ticket costs: a tax inside, at the level ``order``.

Parts that stand at a fixed amount inside a price are a combi, which declares what is theirs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from tests.vectors.cart import TARIFF, Ticket, cart_of, priced, product, ticket_type
from tests.vectors.neutral import REFUSED, CannotBeSaidError, Given, minor, runs_of

from counterfoil.domain.basket import Basket, BasketItem, Circumstances
from counterfoil.domain.catalogue import Catalogue, Combi, CombiPart
from counterfoil.domain.money import Rate, currency
from counterfoil.domain.pricing import Kind, OrderTarget, Quote, Target
from counterfoil.domain.references import (
    CatalogueId,
    ItemId,
    PartId,
    ProductId,
    TaxId,
)
from counterfoil.domain.tariff.problems import Severity, TariffError
from counterfoil.domain.tariff.tariff import ListPrice, Tariff
from counterfoil.domain.tariff.taxes import Effect, Tax, Taxation, TaxRounding

AT = Circumstances(at=datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
BY_CUSTOMER = frozenset({"eu_reverse_charge", "country_rules_first_match"})
ONE_RATE = frozenset({"rate_percent", "listed_prices_include_tax", "code"})
LEVELS = {
    "per_line": (TaxRounding.UNIT, Effect.INCLUDED),
    "total_from_net": (TaxRounding.ORDER, Effect.ADDED),
    "total_from_net_keep_gross": (TaxRounding.ORDER, Effect.INCLUDED),
}


# --- one amount ---------------------------------------------------------------------------------


def answer_of_amount(given: Given) -> str:
    """Tax one amount with our rules.

    Raises: CannotBeSaidError.
    """
    tax = tax_of(given["rule"])
    amount = minor(given["amount_minor"])
    parts = minor(given.get("bundle_parts_gross_to_subtract_minor", "0"))
    assert (given["amount_is"] == "gross") == (tax.effect is Effect.INCLUDED)
    if parts:
        return _taxed_part(given, tax=tax, amount=amount, parts=parts)
    cart = cart_of(
        [Ticket(product="ticket", price=amount)],
        currency=currency(given["currency"]),
        addon_of={},
    )
    tariff = Tariff(
        id=TARIFF,
        currency=currency(given["currency"]),
        prices=cart.prices,
        taxes=(tax,),
        taxation=(Taxation(taxes=(tax.id,)),),
    )
    try:
        quote = cart.quote(tariff, at=AT)
    except TariffError as error:
        return refused(error)
    return of_quote(quote)


def expected_of_amount(given: Given, expect: Given) -> str:
    """Write the observed amounts."""
    tax = minor(expect["tax_minor"])
    rate = Rate.percent(expect["rate_percent"])
    code = given["rule"].get("code") and expect["code"]
    return written(net=minor(expect["net_minor"]), taxes={_tax_id(code, rate): tax})


def tax_of(rule: Given) -> Tax:
    """Make the tax of a rule.

    Raises: CannotBeSaidError where the tax depends on who buys.
    """
    if BY_CUSTOMER & rule.keys():
        raise CannotBeSaidError("taxes_by_customer")
    assert rule.keys() <= ONE_RATE, "nothing of the rule is left out"
    rate = Rate.percent(rule["rate_percent"])
    inside = rule["listed_prices_include_tax"]
    return Tax(
        id=_tax_id(rule.get("code"), rate),
        label=str(rate),
        rate=rate,
        effect=Effect.INCLUDED if inside else Effect.ADDED,
    )


def of_quote(quote: Quote) -> str:
    """Write what a quote of one ticket comes to, without and with its taxes."""
    taxes = {tax: amount for tax, amount in quote.tax_by_id.items() if amount}
    return written(net=quote.total - sum(taxes.values()), taxes=taxes)


def written(*, net: int, taxes: Mapping[TaxId, int]) -> str:
    """Write amounts; a tax of nothing is not named, as a ledger has no entry for it."""
    told = [f"{amount} {tax}" for tax, amount in sorted(taxes.items()) if amount]
    return f"net {net}, tax {' + '.join(told) or 0}, gross {net + sum(taxes.values())}"


def refused(error: TariffError) -> str:
    """Write with which codes a tariff was refused."""
    codes = {one.code.value for one in error.problems if one.severity is Severity.ERROR}
    return f"{REFUSED}: {', '.join(sorted(codes))}"


def _tax_id(code: str | None, rate: Rate) -> TaxId:
    return TaxId(code or f"at {rate.as_percent()} %")


def _taxed_part(given: Given, *, tax: Tax, amount: int, parts: int) -> str:
    """Tax what is left of a price beside parts of a fixed amount: a combi with declared shares."""
    own = amount - parts
    if own <= 0 or tax.effect is Effect.ADDED:
        raise CannotBeSaidError("part_at_a_fixed_amount")
    money = currency(given["currency"])
    person = ticket_type("person")
    shares = (("own", own), ("parts", parts))
    held = tuple(
        CombiPart(id=PartId(name), product=ProductId(name), share=share) for name, share in shares
    )
    singles = (product(name, person, currency=money) for name, _ in shares)
    whole = product("whole", person, currency=money, nesting=Combi(parts=held))
    tariff = Tariff(
        id=TARIFF,
        currency=money,
        prices=(ListPrice(product=whole.id, ticket_type=person.id, amount=amount),),
        taxes=(tax,),
        taxation=(Taxation(taxes=(tax.id,), products=frozenset({"own"})),),
    )
    item = BasketItem(id=ItemId("a"), product=whole.id, quantities=((person.id, 1),))
    quote = priced(
        Catalogue(id=CatalogueId("case"), products=(whole, *singles)),
        tariff,
        basket=Basket(items=(item,)),
        at=AT,
    )
    (entry,) = [entry for entry in quote.entries if entry.component == PartId("own")]
    assert entry.base is not None, "a tax says what it was taken on"
    return written(net=entry.base, taxes={tax.id: entry.amount})


# --- an order -----------------------------------------------------------------------------------


def answer_of_order(given: Given) -> str:
    """Tax an order with our rules, at the rounding level that its mode means.

    Raises: CannotBeSaidError.
    """
    if given["mode"] not in LEVELS:
        raise CannotBeSaidError("rounding_by_customer")
    level, effect = LEVELS[given["mode"]]
    taxes: dict[TaxId, Tax] = {}
    tickets: list[Ticket] = []
    for line in given["lines"]:
        rate = Rate.percent(line["rate_percent"])
        tax = Tax(id=_tax_id(line.get("code"), rate), label=str(rate), rate=rate, effect=effect)
        taxes[tax.id] = tax
        added = minor(line["tax_minor"]) if effect is Effect.ADDED else 0
        tickets.append(Ticket(product=tax.id, price=minor(line["gross_minor"]) - added))
    money = currency(given["currency"])
    cart = cart_of(tickets, currency=money, addon_of={})
    tariff = Tariff(
        id=TARIFF,
        currency=money,
        prices=cart.prices,
        taxes=tuple(taxes.values()),
        taxation=tuple(Taxation(taxes=(tax,), products=frozenset({tax})) for tax in taxes),
        tax_rounding=level,
    )
    try:
        quote = cart.quote(tariff, at=AT)
    except TariffError as error:
        return refused(error)
    by_target = _taxes_of(quote)
    lines = [(quote.unit_totals[unit], by_target.get(unit, 0)) for unit in cart.targets]
    pinned = (quote.total - sum(gross for gross, _ in lines), by_target.get(OrderTarget(), 0))
    return _order(given, lines=lines, pinned=pinned)


def expected_of_order(given: Given, expect: Given) -> str:
    """Write the observed amounts, after the correction."""
    lines = [(minor(line["gross_minor"]), minor(line["tax_minor"])) for line in expect["lines"]]
    gross, tax = (sum(amounts) for amounts in zip(*lines, strict=True))
    assert gross == minor(expect["total_gross_minor"])
    assert tax == minor(expect["total_tax_minor"])
    return _order(given, lines=lines, pinned=(0, 0))


def _taxes_of(quote: Quote) -> Mapping[Target, int]:
    sums: dict[Target, int] = {}
    for entry in quote.entries:
        if entry.kind in {Kind.TAX, Kind.TAX_ROUNDING}:
            sums[entry.target] = sums.get(entry.target, 0) + entry.amount
    return sums


def _order(given: Given, *, lines: Sequence[tuple[int, int]], pinned: tuple[int, int]) -> str:
    """Write each ticket and what is pinned to the order; equal tickets have no order."""
    by_kind: dict[str, list[tuple[int, int]]] = {}
    for line, amounts in zip(given["lines"], lines, strict=True):
        by_kind.setdefault(repr(sorted(line.items())), []).append(amounts)
    ordered = [amounts for same in by_kind.values() for amounts in sorted(same)]
    told = [runs_of([f"{gross} (tax {tax})" for gross, tax in ordered])]
    if pinned != (0, 0):
        told.append(f"pinned {pinned[0]} (tax {pinned[1]})")
    gross = sum(amount for amount, _ in lines) + pinned[0]
    tax = sum(amount for _, amount in lines) + pinned[1]
    return "; ".join([*told, f"total {gross} (tax {tax})"])
