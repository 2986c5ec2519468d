"""The projection: whatever an order was before, its rows are those of an order written anew."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.properties.test_finding import orders
from tests.unit.finding.build import OrderFacts, order_of

from counterfoil.adapters.keyed_digests import KeyedDigests
from counterfoil.adapters.sqlite.store import SqliteStore
from counterfoil.adapters.store.projection import Projection, write
from counterfoil.adapters.store.projection_tables import PROJECTION
from counterfoil.adapters.store.store import Session
from counterfoil.domain.order.order import Order
from counterfoil.domain.references import OrderId

STORE = SqliteStore(":memory:")
PROJECTING = Projection(KeyedDigests(b"a key of the test"))
Tables = dict[str, list[tuple[Any, ...]]]


def told(session: Session) -> Tables:
    """Answer all rows, and leave none."""
    found: Tables = {}
    for table in PROJECTION:
        order = ", ".join(table.key)
        query = f"SELECT * FROM {table.name} ORDER BY {order}"  # noqa: S608 - our own names
        found[table.name] = session.rows(query)
        session.run(f"DELETE FROM {table.name}")  # noqa: S608 - as above
    return found


class TestProjection:
    """The tables say of each order, however it changed, what they would say of it alone."""

    @settings(max_examples=100)
    @given(st.lists(orders(), min_size=1, max_size=8))
    def test_changes_lead_to_the_rows_of_an_order_written_anew(
        self, changes: list[OrderFacts]
    ) -> None:
        latest = dict[OrderId, Order]()

        def change(session: Session) -> Tables:
            for order in map(order_of, changes):
                write(session, PROJECTING.changes(latest.get(order.id), order))
                latest[order.id] = order
            return told(session)

        def write_anew(session: Session) -> Tables:
            for order in latest.values():
                write(session, PROJECTING.changes(None, order))
            return told(session)

        assert STORE.write(change) == STORE.write(write_anew)
