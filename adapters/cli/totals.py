"""The foot of a quote: its sums, the codes that did not apply, and what was cut off."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from counterfoil.adapters.cli.ledger_table import INDENT, QUIET, STRONG, Cells, Columns, heading
from counterfoil.adapters.cli.naming import named
from counterfoil.adapters.cli.terminal import printable
from counterfoil.domain.money import format_amount
from counterfoil.domain.pricing import Kind, PromocodeOutcome, Quote
from counterfoil.domain.references import TaxId
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.domain.tariff.taxes import Effect

_TAXES = frozenset({Kind.TAX, Kind.TAX_ROUNDING, Kind.FEE_TAX})


def taxes_by_effect(quote: Quote, *, effect: Effect) -> dict[TaxId, int]:
    """Sum the taxes that are ADDED to the total, or those that are INCLUDED in it, by id."""
    sums: dict[TaxId, int] = {}
    for row in quote.rows():
        tax = row.cause.tax
        if row.cause.kind in _TAXES and row.cause.effect is effect and tax is not None:
            sums[tax] = sums.get(tax, 0) + row.units * row.amount
    return dict(sorted(sums.items()))


def total_rows(quote: Quote, *, tariff: Tariff) -> tuple[Cells, ...]:
    """State the sums: first what makes the total, then the total, then what is inside it."""
    labels = {tax.id: tax.label for tax in tariff.taxes}
    added = [
        ("List prices and options", quote.subtotal),
        ("Variations", quote.variation),
        ("Discounts and promocodes", quote.discount),
        *(
            (f"Tax on top: {named(labels[tax], id=tax)}", amount)
            for tax, amount in taxes_by_effect(quote, effect=Effect.ADDED).items()
        ),
        ("Fees on top", quote.fees_added),
    ]
    included = [
        *(
            (f"Tax inside: {named(labels[tax], id=tax)}", amount)
            for tax, amount in taxes_by_effect(quote, effect=Effect.INCLUDED).items()
        ),
        ("Fees inside", quote.fees_included),
    ]
    total = format_amount(quote.grand_total, currency=quote.currency)
    return (
        *(_sum(quote, label, amount) for label, amount in added if amount),
        Cells(cause=f"Total in {quote.currency.code}", amount=total, style=STRONG),
        *(_inside(quote, label, amount) for label, amount in included if amount),
        _inside(quote, "Revenue: the total less all fees", quote.revenue),
    )


def _sum(quote: Quote, label: str, amount: int) -> Cells:
    return Cells(cause=label, amount=format_amount(amount, currency=quote.currency))


def _inside(quote: Quote, label: str, amount: int) -> Cells:
    text = format_amount(amount, currency=quote.currency)
    return Cells(cause=label, included=text, style=QUIET)


def total_tables(quote: Quote, *, tariff: Tariff, columns: Columns) -> Iterator[RenderableType]:
    """Lay out the sums, the codes and what was cut off."""
    yield heading("Totals")
    yield columns.sums(total_rows(quote, tariff=tariff))
    if quote.promocodes:
        yield ""
        yield heading("Codes")
        for outcome in quote.promocodes:
            yield paragraph(outcome_text(outcome, quote=quote))
    if quote.cut_offs:
        yield ""
        yield heading("Not given or charged")
        for cut in quote.cut_offs:
            amount = format_amount(cut.amount, currency=quote.currency)
            yield paragraph(f"{named(cut.label, id=cut.rule)}: {amount}, {cut.reason}")


def outcome_text(outcome: PromocodeOutcome, *, quote: Quote) -> str:
    """Say what became of a code: what it gave, or why it gave nothing and what would help."""
    code = printable(outcome.code)
    if outcome.reason is None:
        rule = f" [{outcome.promotion}]" if outcome.promotion else ""
        given = format_amount(-outcome.amount, currency=quote.currency)
        return f"{code}: applied{printable(rule)}, {given}"
    facts = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in outcome.facts)
    pieces = [
        f"{code}: {outcome.reason.value.replace('_', ' ')}: {outcome.message}",
        f"({facts})" if facts else "",
        f"Nearest change: {outcome.nearest}." if outcome.nearest else "",
    ]
    return printable(" ".join(piece for piece in pieces if piece))


def paragraph(text: str) -> RenderableType:
    """Make a line of prose that wraps below its own beginning."""
    return Padding(Text(text), (0, 0, 0, INDENT))
