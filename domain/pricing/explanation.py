"""The explanation of a quote in plain text: every minor unit, its cause and its ticket."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from counterfoil.domain.money import Currency, format_amount
from counterfoil.domain.pricing.ledger import LedgerRow
from counterfoil.domain.references import ItemId
from counterfoil.domain.tariff.taxes import Effect

if TYPE_CHECKING:
    from counterfoil.domain.pricing.quote import Quote


def explanation_of(quote: Quote) -> str:
    """Tell where every minor unit of a quote comes from, one line a fact, tickets first."""
    lines = [*_lines(quote)]
    return "\n".join(lines)


def _lines(quote: Quote) -> Iterator[str]:
    currency = quote.currency
    rows: dict[ItemId, list[LedgerRow]] = {}
    for row in quote.rows():
        rows.setdefault(row.item, []).append(row)
    for item in quote.basket.items:
        booking = format_amount(quote.booking_totals[item.id], currency=currency)
        yield f"{item.id}: {item.product}, {booking} {currency.code}"
        for group in quote.groups(item.id):
            part = f"{group.part} " if group.part else ""
            each = format_amount(group.amount, currency=currency)
            yield f"  {group.count} x {part}{group.ticket_type} at {each}"
        yield from (_line(row, currency) for row in rows.get(item.id, ()))
    yield from _order_lines(quote, rows.get(ItemId(""), ()))
    for cut in quote.cut_offs:
        amount = format_amount(cut.amount, currency=currency)
        yield f"not given or charged: {amount}, {cut.label} ({cut.rule}): {cut.reason}"
    for outcome in quote.promocodes:
        if not outcome.applied and outcome.reason is not None:
            nearest = f" ({outcome.nearest})" if outcome.nearest else ""
            yield f"code {outcome.code}: {outcome.reason.value}: {outcome.message}{nearest}"
    yield f"total {format_amount(quote.total, currency=currency)} {currency.code}"


def _order_lines(quote: Quote, rows: Sequence[LedgerRow]) -> Iterator[str]:
    if rows:
        currency = quote.currency
        own = quote.total - sum(quote.booking_totals.values())
        yield f"order, {format_amount(own, currency=currency)} {currency.code}"
        yield from (_line(row, currency) for row in rows)


def _line(row: LedgerRow, currency: Currency) -> str:
    cause = row.cause
    whose = f"{row.units} x {row.ticket_type}" if row.ordinal >= 0 else "pinned"
    if row.part:
        whose = f"{whose} in {row.part}"
    if row.component:
        whose = f"{whose}, part {row.component}"
    amount = format_amount(row.amount, currency=currency)
    if cause.effect is Effect.INCLUDED:
        amount = f"({amount} inside)"
    how = ""
    if cause.rate is not None and row.base is not None:
        how = f", {cause.rate} of {format_amount(row.base, currency=currency)}"
    return f"    {cause.kind.value:<12} {amount:>16}  {whose}: {cause.label} ({cause.rule}{how})"
