"""Automatic discounts: the cart of a case, priced with its rules as promotions of ours.

What a voucher took off before the rules are read is a promocode in a lane above theirs. How a rule
becomes promotions is told in ``discount_rules``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from tests.vectors.cart import TARIFF, Ticket, cart_of
from tests.vectors.discount_rules import RULES, Line, promotions_of
from tests.vectors.neutral import Given, minor, runs_of

from counterfoil.domain.basket import Buyer, Circumstances
from counterfoil.domain.money import currency
from counterfoil.domain.pricing import Kind, Quote, UnitTarget
from counterfoil.domain.references import ProductId, Promocode, PromotionId
from counterfoil.domain.tariff.conditions import Scope
from counterfoil.domain.tariff.promotions import (
    AmountOff,
    Codes,
    Lane,
    LaneMode,
    Per,
    Promotion,
    PromotionLimits,
)
from counterfoil.domain.tariff.tariff import Tariff

VOUCHERS = 1  # the lane above the one of the rules


def answer(given: Given) -> str:
    """Price the case with our rules.

    Raises: CannotBeSaidError.
    """
    money = currency(given["currency"])
    lines = tuple(_line(one) for one in given["lines"])
    mains = frozenset(line.ticket.product for line in lines if not (line.addon or line.part))
    cart = cart_of(
        [line.ticket for line in lines],
        currency=money,
        addon_of={line.ticket.product: mains for line in lines if line.addon},
    )
    vouchers = _vouchers(lines)
    rules = [
        promotion
        for rule in given["rules"]
        if rule["active"]
        for promotion in promotions_of(rule, lines=lines)
    ]
    tariff = Tariff(
        id=TARIFF,
        currency=money,
        prices=cart.prices,
        lanes=(Lane(number=VOUCHERS), Lane(number=RULES, mode=LaneMode.FIRST, per=Per.UNIT)),
        promotions=(*vouchers, *rules),
        codes=Codes.AS_ENTERED,
    )
    quote = cart.quote(
        tariff,
        at=Circumstances(at=datetime.fromisoformat(given["now"])),
        codes=tuple(one.code for one in vouchers if one.code is not None),
        buyer=Buyer(channel=given["channel"]),
    )
    givers = _givers(quote)
    prices = [(quote.unit_totals[unit], givers.get(unit, "")) for unit in cart.targets]
    return _written(given["lines"], prices=prices, total=quote.total)


def expected(given: Given, expect: Given) -> str:
    """Write the observed prices; a rule is named only where it made the ticket cheaper."""
    prices = []
    for line, text, rule in zip(
        given["lines"], expect["line_gross_minor"], expect["consumed_by"], strict=True
    ):
        price = minor(text)
        prices.append((price, rule if price < minor(line["gross_minor"]) else ""))
    return _written(given["lines"], prices=prices, total=minor(expect["total_gross_minor"]))


def _written(lines: Sequence[Given], *, prices: Sequence[tuple[int, str]], total: int) -> str:
    """Write prices with the rules that made them; which of equal tickets is cheaper is no matter.

    Tickets are equal where all is that rules can read; whose add-on a ticket is they cannot.
    """
    by_kind: dict[str, list[tuple[int, str]]] = {}
    for line, priced in zip(lines, prices, strict=True):
        told = {**line, "id": "", "addon_of_group": "addon_of_group" in line}
        kind = repr(sorted(told.items()))
        by_kind.setdefault(kind, []).append(priced)
    ordered = [priced for same in by_kind.values() for priced in sorted(same)]
    texts = [f"{price} by {rule}" if rule else str(price) for price, rule in ordered]
    return f"{runs_of(texts)}; total {total}"


def _givers(quote: Quote) -> Mapping[UnitTarget, str]:
    """Name the rule of the case that made each ticket cheaper."""
    return {
        entry.target: entry.cause.rule.partition("/")[0]
        for entry in quote.entries
        if entry.kind is Kind.DISCOUNT and isinstance(entry.target, UnitTarget)
    }


def _line(line: Given) -> Line:
    part, addon = line.get("is_bundle_part", False), "addon_of_group" in line
    name = line["product"]
    if part:
        name += "-part"
    elif addon:
        name += "-addon"
    voucher = minor(line.get("voucher_discount_minor", "0"))
    ticket = Ticket(
        product=name,
        price=minor(line["gross_minor"]) + voucher,
        date=line.get("date", ""),
        starts_at=datetime.fromisoformat(line["date_starts_at"]) if "date" in line else None,
        bundle=f"bundle-{line['addon_of_group']}" if part else "",
    )
    return Line(
        ticket=ticket,
        product=line["product"],
        voucher=voucher,
        addon=addon and not part,
        part=part,
    )


def _vouchers(lines: Sequence[Line]) -> list[Promotion]:
    """Make promocodes of what vouchers took off, each for as many tickets as it was used on."""
    counts: dict[tuple[str, str, int], int] = {}
    for line in lines:
        if line.voucher:
            key = (line.ticket.product, line.ticket.ticket_type, line.voucher)
            counts[key] = counts.get(key, 0) + 1
    return [
        Promotion(
            id=PromotionId(f"voucher-{number}"),
            label="voucher",
            code=Promocode(f"CODE{number}"),
            benefit=AmountOff(amount=amount, per=Per.UNIT),
            lane=VOUCHERS,
            scope=Scope(products=frozenset({ProductId(name)}), ticket_types=frozenset({kind})),
            limits=PromotionLimits(units_per_cart=count),
        )
        for number, ((name, kind, amount), count) in enumerate(counts.items())
    ]
