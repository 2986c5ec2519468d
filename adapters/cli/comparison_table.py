"""The comparison of tariffs on paper: a row for each cause, a column for each tariff.

Where the page is too narrow for all tariffs, the first one is repeated beside the next ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen
from rich.cells import cell_len
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from counterfoil.adapters.cli.comparison import ComparedAmounts, Comparison
from counterfoil.adapters.cli.ledger_table import GAP, INDENT, QUIET, STRONG
from counterfoil.adapters.cli.naming import Names, named
from counterfoil.adapters.cli.terminal import printable
from counterfoil.adapters.cli.totals import outcome_text, paragraph
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.money import Currency, format_amount
from counterfoil.domain.pricing import Kind

HEADINGS = {
    Kind.LIST: "List prices and options",
    Kind.VARIATION: "Variations",
    Kind.DISCOUNT: "Automatic discounts",
    Kind.PROMOCODE: "Promocodes",
    Kind.TAX: "Taxes on top",
    Kind.TAX_ROUNDING: "Tax rounding",
    Kind.FEE: "Fees on top",
    Kind.FEE_TAX: "Taxes of fees on top",
    Kind.ADJUSTMENT: "Adjustments",
}
DIFFERENCE = "difference"
CAUSE_MIN = 24  # columns of a cause, below which it is a column of syllables
NAME_MAX = 18  # columns of a tariff's name; a longer one is folded


@frozen(kw_only=True)
class _Row:
    """A row: its name, and the amounts, or nothing where it is a heading."""

    name: str
    compared: ComparedAmounts | None = None
    indent: int = 0
    style: str = ""


def comparison_tables(
    comparison: Comparison,
    *,
    names: Sequence[str],
    catalogue: Catalogue,
    by_cause: bool,
    page: int,
) -> Iterator[RenderableType]:
    """Lay out a comparison on a *page* of so many columns; by cause, or one row for each kind."""
    rows = tuple(_rows(comparison, catalogue=catalogue, by_cause=by_cause))
    currency = comparison.quotes[0].currency
    shown = [printable(name) for name in names]
    for place, others in enumerate(_pages(rows, names=shown, currency=currency, page=page)):
        if place:
            yield ""
        yield _table(rows, names=shown, others=others, currency=currency)
    yield from _codes(comparison, names=shown)


def _pages(
    rows: Sequence[_Row], *, names: Sequence[str], currency: Currency, page: int
) -> Iterator[Sequence[int]]:
    """Divide the tariffs behind the first into as many as fit beside it."""
    others = range(1, len(names))
    widths = _widths(rows, names=names, others=others, currency=currency)
    widest = max(map(sum, zip(widths[1::2], widths[2::2], strict=True)))
    at_once = max(1, (page - CAUSE_MIN - widths[0]) // widest)
    for start in range(0, len(others), at_once):
        yield others[start : start + at_once]


def _table(
    rows: Sequence[_Row], *, names: Sequence[str], others: Sequence[int], currency: Currency
) -> Table:
    # The gaps are part of the widths: what padding does at an edge depends on rich's version.
    table = Table(box=None, padding=0, expand=True, header_style="")
    table.add_column(ratio=1, overflow="fold")
    widths = _widths(rows, names=names, others=others, currency=currency)
    for head, width in zip(_heads(names, others=others), widths, strict=True):
        folded = Padding(Text(head, justify="right", overflow="fold"), (0, 0, 0, GAP))
        table.add_column(folded, justify="right", width=width)
    for row in rows:
        amounts = _amounts(row.compared, others=others, currency=currency)
        name = Padding(Text(row.name), (0, 0, 0, row.indent))
        table.add_row(name, *map(Text, amounts), style=row.style)
    return table


def _heads(names: Sequence[str], *, others: Sequence[int]) -> tuple[str, ...]:
    return (names[0], *(head for other in others for head in (names[other], DIFFERENCE)))


def _widths(
    rows: Sequence[_Row], *, names: Sequence[str], others: Sequence[int], currency: Currency
) -> list[int]:
    """Measure the columns of amounts, each with the gap before it."""
    cells = [tuple(_amounts(row.compared, others=others, currency=currency)) for row in rows]
    columns = zip(*(row for row in cells if row), strict=True)
    heads = _heads(names, others=others)
    return [
        max(min(NAME_MAX, cell_len(head)), *map(len, column)) + GAP
        for head, column in zip(heads, columns, strict=True)
    ]


def _amounts(
    compared: ComparedAmounts | None, *, others: Sequence[int], currency: Currency
) -> Iterator[str]:
    if compared is None:
        return
    yield format_amount(compared.amounts[0], currency=currency)
    for other in others:
        yield format_amount(compared.amounts[other], currency=currency)
        difference = compared.differences[other - 1]
        sign = "+" if difference > 0 else ""
        yield f"{sign}{format_amount(difference, currency=currency)}"


def _rows(comparison: Comparison, *, catalogue: Catalogue, by_cause: bool) -> Iterator[_Row]:
    for kind in Kind:
        causes = comparison.added(kind)
        if not causes:
            continue
        columns = zip(*(cause.compared.amounts for cause in causes), strict=True)
        sums = ComparedAmounts(amounts=tuple(map(sum, columns)))
        yield _Row(name=HEADINGS[kind], compared=sums, style=STRONG if by_cause else "")
        if by_cause:
            for cause in causes:
                label = named(cause.label, id=cause.key.rule)
                yield _Row(name=label, compared=cause.compared, indent=INDENT)
    yield _Row(name="Total", compared=comparison.total("grand_total"), style=STRONG)
    for cause in comparison.included():
        label = named(cause.label, id=cause.key.rule)
        yield _Row(name=f"inside: {label}", compared=cause.compared, indent=INDENT, style=QUIET)
    revenue = comparison.total("revenue")
    yield _Row(name="Revenue: the total less all fees", compared=revenue, style=QUIET)
    items = comparison.quotes[0].basket.items
    if len(items) > 1:
        known = Names(catalogue)
        yield _Row(name="By item", style=STRONG)
        for item in items:
            name = f"{printable(item.id)}: {known.item(item)}"
            yield _Row(name=name, compared=comparison.booking(item), indent=INDENT)


def _codes(comparison: Comparison, *, names: Sequence[str]) -> Iterator[RenderableType]:
    if not any(quote.promocodes for quote in comparison.quotes):
        return
    yield ""
    yield Text("Codes", style=STRONG)
    for name, quote in zip(names, comparison.quotes, strict=True):
        for outcome in quote.promocodes:
            yield paragraph(f"{name}: {outcome_text(outcome, quote=quote)}")
