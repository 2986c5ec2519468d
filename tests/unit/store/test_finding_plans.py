"""Each filter is answered through an index: SQLite is asked how it would carry it out."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.benchmarks.sought import FILTERS
from tests.unit.finding.build import FIRST_DAY, HOUR, NOW
from tests.unit.finding.shelves import store_shelf
from tests.unit.store.piers import StorePier

from counterfoil.adapters.sqlite.store import SqliteStore
from counterfoil.adapters.store.finding_sources import sources_of
from counterfoil.adapters.store.finding_statements import (
    Statement,
    any_statement,
    page_statement,
    sizes_statement,
    total_statement,
)
from counterfoil.adapters.store.store import Session
from counterfoil.domain.finding import OrderFilter, SortBy, SortOrder, effective

TABLES = ("led", "also_", "known", "used")  # what statements call them
# What is found in the order of a page, so that reading ends when the page is full.
WALKED = [
    "nothing",
    "reseller",
    "distributor",
    "supplier",
    "market_admin",
    "created",
    "contact_name",
    "created_email",
    "slot",
    "pool",
    "query",
    "partner_sales",
    "nothing, sorted by changes",
]
TOGETHER: dict[str, dict[str, Any]] = {
    "reseller and distributor": {"reseller": "r", "distributor": "d"},
    "a contact": {"contact_uid": "u", "contact_name": "n", "contact_email": "e"},
    "a booking": {"supplier": "s", "slot": "t", "pool": "p", "products": ["a", "b"]},
    "a ticket": {"ticket_code": "c", "redeemed_from": NOW, "redeemed_to": NOW + HOUR},
    "a booking on a day": {"market_admin": "m", "travel_from": FIRST_DAY},
    "a booking used": {"supplier": "s", "redeemed_from": NOW, "travel_to": FIRST_DAY},
    "words and a booking": {"query": "one two", "products": ["p"]},
    "words that begin so": {"query": "one* two*", "reseller": "r"},
    "changed lately": {"modified_after": NOW, "created_from": NOW - HOUR},
    "sorted by travel": {"sort_by": SortBy.TRAVEL_DATE, "sort_order": SortOrder.ASC},
    "all of it": {
        "reseller": "r",
        "created_email": "c",
        "contact_name": "n",
        "supplier": "s",
        "travel_from": FIRST_DAY,
        "query": "one two",
        "modified_after": NOW,
        "partner_sales": True,
    },
}


@pytest.fixture(scope="module")
def shelf() -> Iterator[StorePier]:
    with store_shelf(SqliteStore(":memory:")) as lent:
        yield lent


def plan(shelf: StorePier, statement: Statement) -> list[str]:
    """Answer the steps of a statement."""

    def look_up(session: Session) -> list[str]:
        rows = session.rows(f"EXPLAIN QUERY PLAN {statement.text}", statement.values)
        return [str(row[-1]) for row in rows]

    return shelf.system._store.read(look_up)


def statements(shelf: StorePier, asked: dict[str, Any]) -> dict[str, Statement]:
    wanted = effective(OrderFilter(**asked), NOW)
    sources = sources_of(wanted, shelf.system._digests)
    made = {
        "page": page_statement(sources, wanted),
        "total": total_statement(sources, wanted),
        "any": any_statement(sources, wanted),
    }
    return {**made, "sizes": sizes_statement(sources, wanted)} if sources else made


def looks_at_everything(step: str) -> bool:
    """Whether a step reads a table from its beginning, rather than what a statement gathered."""
    kind, row, *how = step.split()
    return kind == "SCAN" and row.startswith(TABLES) and not how


@pytest.mark.parametrize("name", [*FILTERS, *TOGETHER])
def test_every_filter_uses_an_index(shelf: StorePier, name: str) -> None:
    asked = {**FILTERS, **TOGETHER}[name]

    for kind, statement in statements(shelf, asked).items():
        steps = plan(shelf, statement)
        assert not list(filter(looks_at_everything, steps)), (kind, steps)


@pytest.mark.parametrize("name", TOGETHER)
def test_what_else_is_asked_is_looked_up_for_one_order(shelf: StorePier, name: str) -> None:
    for statement in statements(shelf, TOGETHER[name]).values():
        looked_up = [one for one in plan(shelf, statement) if one.startswith("SEARCH also_")]
        assert all("order_id=?" in one or "word>? AND word<?" in one for one in looked_up)


@pytest.mark.parametrize("name", WALKED)
def test_a_page_is_read_in_its_order_and_no_further(shelf: StorePier, name: str) -> None:
    steps = plan(shelf, statements(shelf, FILTERS[name])["page"])

    assert not [step for step in steps if "TEMP B-TREE" in step], steps


def test_a_keyword_that_begins_with_a_star_looks_at_all_words(shelf: StorePier) -> None:
    steps = plan(shelf, statements(shelf, {"query": "*mail"})["page"])

    assert list(filter(looks_at_everything, steps)) == ["SCAN led"]
