"""What is counted with SQL is what the orders say, after everything that the stories do."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from counterfoil.adapters.files import read_story
from counterfoil.adapters.store.store import Session
from counterfoil.adapters.store.system import StoreSystem
from counterfoil.adapters.stories.running import run_story
from counterfoil.domain.order.order import Order
from counterfoil.domain.payments import captured, refunded
from counterfoil.domain.references import OrderId
from counterfoil.domain.statuses import TicketStatus

FOLDER = Path(__file__).resolve().parents[3] / "examples" / "stories"
STORIES = sorted(FOLDER.glob("*.toml"))


@pytest.fixture(scope="module", params=STORIES, ids=lambda path: path.stem)
def system(request: pytest.FixtureRequest) -> Iterator[StoreSystem]:
    """Play a story in a store."""
    result = run_story(read_story(request.param), system="sqlite:")
    played = result.box_office.system
    assert isinstance(played, StoreSystem)
    yield played
    played.close()


def counted(system: StoreSystem, query: str) -> dict[OrderId, Any]:
    """Answer what a query says of each order, which is its first column."""

    def look_up(session: Session) -> dict[OrderId, Any]:
        return {OrderId(row[0]): row[1] for row in session.rows(query)}

    return system._store.read(look_up)


def orders(system: StoreSystem) -> list[Order]:
    names = counted(system, "SELECT order_id, order_id FROM order_documents")
    return [order for name in names if (order := system.order(name)) is not None]


def test_the_ledger_sums_to_the_totals(system: StoreSystem) -> None:
    query = (
        "SELECT order_id, SUM(amount) FROM ledger_entries_view "
        "WHERE effect = 'ADDED' GROUP BY order_id"
    )

    sums = counted(system, query)

    assert sums == {order.id: order.total for order in orders(system) if order.postings}
    assert sums.items() <= counted(system, "SELECT order_id, total FROM orders_view").items()


def test_payments_sum_to_what_was_paid(system: StoreSystem) -> None:
    query = (
        "SELECT order_id, SUM(CASE WHEN type = 'CAPTURE' AND status = 'PAID' THEN amount "
        "WHEN type = 'REFUND' AND status IN ('REFUNDED', 'CHARGEBACK') THEN -amount ELSE 0 END) "
        "FROM payments_view GROUP BY order_id"
    )

    sums = counted(system, query)

    assert sums == {
        order.id: captured(order.payments) - refunded(order.payments)
        for order in orders(system)
        if order.payments
    }


def test_tickets_are_counted_with_their_uses(system: StoreSystem) -> None:
    tickets = counted(
        system,
        "SELECT order_id, COUNT(*) FROM tickets_view WHERE status = 'CONFIRMED' GROUP BY order_id",
    )
    uses = counted(
        system,
        "SELECT order_id, COUNT(*) FROM redemptions_view "
        "WHERE voided_at IS NULL GROUP BY order_id",
    )

    known = {order.id: list(tickets_of(order)) for order in orders(system)}
    good = {
        name: sum(ticket.status is TicketStatus.CONFIRMED for ticket in found)
        for name, found in known.items()
    }
    used = {
        name: sum(use.counts for ticket in found for use in ticket.redemptions)
        for name, found in known.items()
    }
    assert tickets == {name: count for name, count in good.items() if count}
    assert uses == {name: count for name, count in used.items() if count}


def test_events_are_those_of_the_orders(system: StoreSystem) -> None:
    events = counted(system, "SELECT order_id, COUNT(*) FROM events_view GROUP BY order_id")

    assert events == {order.id: len(order.events) for order in orders(system)}


def tickets_of(order: Order) -> Iterator[Any]:
    return (ticket for booking in order.bookings for ticket in booking.tickets)


def test_some_story_has_every_kind_of_row() -> None:
    """The tests above say something only where there is something to count."""
    wanted = {"ledger_entries", "payments", "tickets", "redemptions", "booking_pools", "limits"}
    for path in STORIES:
        result = run_story(read_story(path), system="sqlite:")
        played = result.box_office.system
        assert isinstance(played, StoreSystem)
        has = counted(
            played,
            " UNION ALL ".join(
                f"SELECT '{table}', COUNT(*) FROM {table}"  # noqa: S608 - our own names
                for table in sorted(wanted)
            ),
        )
        wanted -= {table for table, count in has.items() if count}
        played.close()
        if not wanted:
            return
    assert not wanted
