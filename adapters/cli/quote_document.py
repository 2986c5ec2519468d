"""Quotes as JSON: everything that the table shows, and what it leaves out.

Keys come in a fixed order, and none is ever left out.
docs/reference/cli.md describes each of them.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from counterfoil.adapters.cli.carts import PricedCart
from counterfoil.adapters.cli.comparison import ComparedAmounts, Comparison, compare
from counterfoil.adapters.cli.documents import Document, Json, amount_document
from counterfoil.adapters.cli.totals import taxes_by_effect
from counterfoil.domain.basket import BasketItem
from counterfoil.domain.money import Currency
from counterfoil.domain.pricing import (
    BookingTarget,
    Entry,
    OrderTarget,
    PromocodeOutcome,
    Quote,
    Target,
    UnitTarget,
)
from counterfoil.domain.tariff.taxes import Effect

FORMAT = "counterfoil.quotes/1"


def quotes_document(rows: Sequence[Sequence[PricedCart]]) -> Document:
    """Describe all quotes, cart by cart, and the comparisons where there are several tariffs."""
    return {
        "format": FORMAT,
        "quotes": [_quote(priced) for row in rows for priced in row],
        "comparisons": [_comparison(row) for row in rows if len(row) > 1],
    }


def _quote(priced: PricedCart) -> Document:
    quote, pricer = priced.quote, priced.pricer.pricer
    return {
        "cart": priced.cart.name,
        "note": priced.cart.note or None,
        "catalogue": pricer.catalogue.id,
        "tariff": pricer.tariff.id,
        "tariff_file": str(priced.pricer.file),
        "at": quote.circumstances.at.isoformat(),
        "at_source": priced.instant_source.name.lower(),
        "currency": quote.currency.code,
        "decimals": quote.currency.exponent,
        "totals": _totals(quote),
        "taxes": [
            {"tax": tax, "effect": effect.value, "amount": amount_document(amount, quote.currency)}
            for effect in Effect
            for tax, amount in taxes_by_effect(quote, effect=effect).items()
        ],
        "items": [_item(item, quote=quote) for item in quote.basket.items],
        "entries": [_entry(entry, currency=quote.currency) for entry in quote.entries],
        "promocodes": [_outcome(one, currency=quote.currency) for one in quote.promocodes],
        "granted": [
            {"promotion": promotion, "amount": amount_document(amount, quote.currency)}
            for promotion, amount in sorted(quote.granted.items())
        ],
        "cut_offs": [
            {
                "rule": cut.rule,
                "label": cut.label,
                "amount": amount_document(cut.amount, quote.currency),
                "reason": cut.reason,
            }
            for cut in quote.cut_offs
        ],
        "fingerprint": attrs.asdict(quote.fingerprint),
    }


def _totals(quote: Quote) -> Document:
    tax_added = sum(taxes_by_effect(quote, effect=Effect.ADDED).values())
    sums = {
        "subtotal": quote.subtotal,
        "variation": quote.variation,
        "discount": quote.discount,
        "tax_added": tax_added,
        "fees_added": quote.fees_added,
        "grand_total": quote.grand_total,
        "fees_included": quote.fees_included,
        "revenue": quote.revenue,
    }
    return {name: amount_document(amount, quote.currency) for name, amount in sums.items()}


def _item(item: BasketItem, *, quote: Quote) -> Document:
    return {
        "item": item.id,
        "product": item.product,
        "slot": item.slot,
        "travel_date": None if item.travel_date is None else item.travel_date.isoformat(),
        "total": amount_document(quote.booking_totals[item.id], quote.currency),
        "groups": [
            {
                "part": group.part or None,
                "ticket_type": group.ticket_type,
                "count": group.count,
                "amount": amount_document(group.amount, quote.currency),
            }
            for group in quote.groups(item.id)
        ],
    }


def _entry(entry: Entry, *, currency: Currency) -> Document:
    cause = entry.cause
    return {
        "kind": cause.kind.value,
        "type": cause.type,
        "effect": cause.effect.value,
        "rule": cause.rule or None,
        "label": cause.label or None,
        "title": cause.title or None,
        "description": cause.description or None,
        "target": _target(entry.target),
        "component": entry.component or None,
        "amount": amount_document(entry.amount, currency),
        "base": None if entry.base is None else amount_document(entry.base, currency),
        "percentage": None if cause.rate is None else cause.rate.as_percent(),
        "tax": cause.tax,
        "refund": None if cause.refund is None else cause.refund.value,
    }


def _target(target: Target) -> Document:
    match target:
        case UnitTarget():
            return {
                "level": "unit",
                "item": target.item,
                "part": target.part or None,
                "ticket_type": target.ticket_type,
                "ordinal": target.ordinal,
            }
        case BookingTarget():
            return {"level": "booking", "item": target.item}
        case OrderTarget():
            return {"level": "order"}


def _outcome(outcome: PromocodeOutcome, *, currency: Currency) -> Document:
    return {
        "code": outcome.code,
        "promotion": outcome.promotion,
        "applied": outcome.applied,
        "reason": None if outcome.reason is None else outcome.reason.value,
        "amount": amount_document(outcome.amount, currency),
        "message": outcome.message or None,
        "nearest": outcome.nearest or None,
        "facts": dict(outcome.facts),
    }


def _comparison(row: Sequence[PricedCart]) -> Document:
    comparison = compare([priced.quote for priced in row])
    currency = comparison.quotes[0].currency
    return {
        "cart": row[0].cart.name,
        "tariffs": [priced.pricer.name for priced in row],
        "total": _compared(comparison.total("grand_total"), currency),
        "revenue": _compared(comparison.total("revenue"), currency),
        "causes": _causes(comparison, currency),
        "items": [
            {"item": item.id, **_compared(comparison.booking(item), currency)}
            for item in comparison.quotes[0].basket.items
        ],
    }


def _causes(comparison: Comparison, currency: Currency) -> list[Json]:
    return [
        {
            "kind": cause.key.kind.value,
            "effect": cause.key.effect.value,
            "rule": cause.key.rule or None,
            "tax": cause.key.tax or None,
            "label": cause.label or None,
            **_compared(cause.compared, currency),
        }
        for cause in comparison.causes
    ]


def _compared(compared: ComparedAmounts, currency: Currency) -> Document:
    return {
        "amounts": [amount_document(amount, currency) for amount in compared.amounts],
        "differences": [amount_document(amount, currency) for amount in compared.differences],
    }
