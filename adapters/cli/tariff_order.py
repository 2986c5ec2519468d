"""A tariff read aloud: its rules in the order in which they run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from counterfoil.adapters.cli.ledger_table import GAP, INDENT, STRONG, heading
from counterfoil.adapters.cli.naming import named
from counterfoil.adapters.cli.rule_wording import rule_words
from counterfoil.adapters.cli.terminal import printable
from counterfoil.domain.digest import digest
from counterfoil.domain.tariff.promotions import EXCLUSIVE_LANE, Lane, Promotion
from counterfoil.domain.tariff.tariff import Tariff

LANE_MODES = {
    "all": "each in turn on what the one before left",
    "best": "the one that gives most",
    "first": "the first that gives anything",
}


def order_tables(tariff: Tariff) -> Iterator[RenderableType]:
    """Lay out the phases of a price with the rules that each of them runs."""
    yield heading(named(tariff.label, id=tariff.id))
    yield Text(
        f"{tariff.currency.code}, rounding {tariff.rounding.value}, taxes right per "
        f"{tariff.tax_rounding.value}, digest {digest(tariff)}"
    )
    yield from _list_prices(tariff)
    yield from _section("2. Variations, each in turn", tariff.variations, tariff=tariff)
    yield from _section("   and what callers may bring", tariff.open_variations, tariff=tariff)
    yield from _lanes(tariff)
    yield from _section("4. Taxes", tariff.taxes, tariff=tariff)
    yield from _section(
        "   Who bears them: the first that matches", tariff.taxation, tariff=tariff
    )
    yield from _section("5. Fees, each in turn", tariff.fees, tariff=tariff)


def _list_prices(tariff: Tariff) -> Iterator[RenderableType]:
    yield ""
    yield heading("1. List prices")
    products = dict.fromkeys(row.product for row in tariff.prices)
    rows = []
    for product in products:
        types = {row.ticket_type for row in tariff.prices if row.product == product}
        many = "ticket type" if len(types) == 1 else "ticket types"
        rows.append((product, f"{len(types)} {many} priced"))
    yield _table(rows)
    yield from _section("   Seasons, the first that matches", tariff.seasons, tariff=tariff)


def _lanes(tariff: Tariff) -> Iterator[RenderableType]:
    declared = {lane.number: lane for lane in tariff.lanes}
    numbers = sorted({promotion.lane for promotion in tariff.promotions})
    for number in numbers:
        lane = declared.get(number, Lane(number=number))
        rules = sorted(
            (promotion for promotion in tariff.promotions if promotion.lane == number),
            key=lambda promotion: (promotion.priority, promotion.id),
        )
        exclusive = (
            "; if it gives anything, no other lane runs" if number == EXCLUSIVE_LANE else ""
        )
        per = f", compared per {lane.per.value}" if lane.mode.value == "best" else ""
        title = f"3. Promotions, lane {number}: {LANE_MODES[lane.mode.value]}{per}{exclusive}"
        yield from _section(title, rules, tariff=tariff)


def _section(
    title: str, rules: Iterable[attrs.AttrsInstance], *, tariff: Tariff
) -> Iterator[RenderableType]:
    rows = [(_name(rule), rule_words(rule, currency=tariff.currency)) for rule in rules]
    if rows:
        yield ""
        yield Text(title, style=STRONG)
        yield _table(rows)


def _name(rule: attrs.AttrsInstance) -> str:
    label, rule_id = getattr(rule, "label", ""), getattr(rule, "id", "")
    name = named(label, id=rule_id)
    if isinstance(rule, Promotion) and rule.code is not None:
        return f"{printable(rule.code)}: {name}"
    return name


def _table(rows: Iterable[tuple[str, str]]) -> Padding:
    # The gap is part of a cell: what padding does at an edge depends on rich's version.
    table = Table(box=None, show_header=False, padding=0, expand=True)
    table.add_column(ratio=1, overflow="fold")
    table.add_column(ratio=2, overflow="fold")
    for name, text in rows:
        table.add_row(Padding(Text(name), (0, GAP, 0, 0)), Text(printable(text)))
    return Padding(table, (0, 0, 0, INDENT))
