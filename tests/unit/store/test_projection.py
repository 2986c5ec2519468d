"""The projection: the tables say what the orders say, and only what differs is written."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from tests.unit.cart.pier import CASHIER, GUEST, add, boat, capture, catalogue, tariff
from tests.unit.cart.world import CATALOGUE, PRICES
from tests.unit.cart.world import CODES as CODE_RULES
from tests.unit.erasing.people import ERASING, STAFF, actor, bought, said
from tests.unit.finding.build import BookingFacts, OrderFacts, order_of
from tests.unit.store.piers import StorePier, at_store, maker

from counterfoil.adapters.keyed_digests import KeyedDigests
from counterfoil.adapters.store.projection import Projection, Writes
from counterfoil.adapters.store.projection_tables import PROJECTION
from counterfoil.adapters.store.schema import CODES
from counterfoil.adapters.store.system import StoreSystem
from counterfoil.domain.cart.details import DetailChanges
from counterfoil.domain.finding import OrderFilter
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.ticket import Redemption
from counterfoil.domain.party import Contact, ContactId, ContactType
from counterfoil.domain.references import UnitId
from counterfoil.domain.statuses import SettlementType


@pytest.fixture(params=["sqlite in memory", "postgresql"])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StorePier]:
    """Open the pier over a store."""
    with maker(request.param, folder=tmp_path, request=request) as make:
        made = make()
        assert isinstance(made.system, StoreSystem)
        yield at_store(made.system, made.clock)


def rows(shop: StorePier, query: str, *values: Any) -> list[tuple[Any, ...]]:
    return shop.system._store.read(lambda session: session.rows(query, values))


def sold(shop: StorePier, *, boats: int = 2) -> Order:
    cart = shop.with_items(boat(boats, item="b"), add("pass", item="p", adult=1))
    return shop.office.confirm(cart, CASHIER, settlement=SettlementType.VENUE).order


def written(changes: tuple[Writes, ...]) -> int:
    return sum(len(one.rows) for one in changes)


def find(shop: StorePier, **asked: str) -> bool:
    return shop.office.find_orders(OrderFilter(**asked)).total_items > 0  # type: ignore[arg-type]


def large(tickets: int) -> Order:
    """Make an order of one booking with many tickets; its ledger stays as it is."""
    order = order_of(OrderFacts(bookings=(BookingFacts(slot=1, day=1),)))
    (booking,) = order.bookings
    (ticket,) = booking.tickets
    many = tuple(
        evolve(ticket, id=UnitId(f"ticket-{number}"), ordinal=number) for number in range(tickets)
    )
    return evolve(order, bookings=(evolve(booking, tickets=many),))


def cells(shop: StorePier) -> Iterator[Any]:
    """Yield what stands in all tables of the projection."""
    for table in (*PROJECTION, CODES):
        for row in rows(shop, f"SELECT * FROM {table.name}"):  # noqa: S608 - our own name
            yield from row


def held(shop: StorePier) -> frozenset[bytes]:
    return frozenset(cell for cell in cells(shop) if isinstance(cell, bytes))


def text_of(shop: StorePier) -> str:
    return "\n".join(cell for cell in cells(shop) if isinstance(cell, str)).casefold()


class TestWhatTheTablesSay:
    def test_entries_that_are_added_sum_to_the_total_of_their_order(self, shop: StorePier) -> None:
        totals = {order.id: order.total for order in (sold(shop), sold(shop, boats=1))}

        sums = rows(
            shop,
            "SELECT order_id, SUM(amount) FROM ledger_entries WHERE effect = 'ADDED' "
            "GROUP BY order_id",
        )

        assert dict(sums) == totals
        assert dict(rows(shop, "SELECT order_id, total FROM orders")) == totals

    def test_payments_and_what_is_open_are_those_of_the_order(self, shop: StorePier) -> None:
        order = sold(shop)
        after = shop.office.record_payment(order.id, CASHIER, capture(700)).order

        told = rows(shop, "SELECT paid, outstanding, payment_status FROM orders")

        assert told == [(700, after.outstanding, after.payment_status.value)]
        assert rows(shop, "SELECT type, amount FROM payments") == [("CAPTURE", 700)]

    def test_a_use_and_its_return_are_those_of_the_ticket(self, shop: StorePier) -> None:
        order = sold(shop)
        ticket = order.bookings[0].tickets[1].id
        shop.office.record_redemption(order.id, CASHIER, ticket)
        used = rows(shop, "SELECT ticket_id FROM tickets WHERE uses = 1")
        shop.office.void_redemption(order.id, CASHIER, ticket)

        assert used == [(ticket,)]
        assert rows(shop, "SELECT SUM(uses) FROM tickets") == [(0,)]
        assert rows(shop, "SELECT COUNT(*), COUNT(voided_at) FROM redemptions") == [(1, 1)]

    def test_events_are_told_in_sequence_and_by_which_kind_of_account(
        self, shop: StorePier
    ) -> None:
        order = sold(shop)
        shop.office.record_redemption(order.id, GUEST, order.bookings[0].tickets[0].id)

        told = rows(shop, "SELECT type, actor_type FROM events_view ORDER BY sequence")

        assert told == [
            (one.type.value, one.actor and one.actor.account_type.value)
            for one in shop.office.order(order.id).order.events
        ]
        assert told[-1] == ("REDEMPTION", "GUEST")

    def test_views_show_instants_as_text_and_days_only_where_there_are_any(
        self, shop: StorePier
    ) -> None:
        sold(shop)
        cart = shop.with_items(add("pass", item="p", adult=1))
        shop.office.confirm(cart, CASHIER, settlement=SettlementType.VENUE)

        told = rows(shop, "SELECT created_at, first_day FROM orders_view")

        at = "2026-06-01T09:00:00.000000Z"
        assert set(told) == {(at, None), (at, "2026-06-20")}


class TestWhatIsWritten:
    """What is equal is not written again."""

    @pytest.fixture
    def projection(self) -> Projection:
        return Projection(KeyedDigests())

    def test_one_ticket_of_a_thousand_is_written_alone(self, projection: Projection) -> None:
        order = large(1_000)
        use = Redemption(at=order.created_at, actor=CASHIER)
        booking = order.bookings[0]
        first, *others = booking.tickets
        used = evolve(booking, tickets=(evolve(first, redemptions=(use,)), *others))

        changes = projection.changes(order, evolve(order, revision=2, bookings=(used,)))

        # The order and the ticket go and come, and the use comes.
        assert written(changes) == 5

    def test_a_large_order_is_as_many_rows_as_it_has_tickets(self, projection: Projection) -> None:
        few, many = (written(projection.changes(None, large(size))) for size in (10, 1_010))

        assert many - few == 1_000

    def test_nothing_is_written_of_an_order_that_is_the_same(self, projection: Projection) -> None:
        order = order_of(OrderFacts())

        assert projection.changes(order, evolve(order)) == ()

    def test_an_order_of_another_time_is_written_anew(self, projection: Projection) -> None:
        before, after = order_of(OrderFacts()), order_of(OrderFacts(created=1))

        changes = projection.changes(before, after)

        one, other = (written(projection.changes(None, order)) for order in (before, after))
        money = len(before.payments) + 1  # a payment and an entry, which have no such instant
        assert written(changes) == one + other - 2 * money


class TestErasing:
    """Nothing of a person is left in any table."""

    def test_no_table_holds_a_word_of_who_was_erased(self, shop: StorePier) -> None:
        order = bought(shop, "ada", boat(2, item="a"))
        secret = order.bookings[0].tickets[0].code
        found = {
            "contact_email": "qzada@mail.example",
            "query": "qzadafirm",
            "ticket_code": secret,
        }
        assert all(find(shop, **{name: value}) for name, value in found.items())
        digests = held(shop)

        shop.office.erase(order.id, STAFF, erasing_key=ERASING)

        assert not any(find(shop, **{name: value}) for name, value in found.items())
        assert not find(shop, created_email=actor("ada").email)
        assert not [word for word in said("ada") if word.casefold() in text_of(shop)]
        assert not digests & held(shop)

    def test_the_ledger_of_an_erased_order_stays(self, shop: StorePier) -> None:
        order = bought(shop, "ada", boat(2, item="a"))
        before = rows(shop, "SELECT * FROM ledger_entries"), rows(shop, "SELECT * FROM payments")

        shop.office.erase(order.id, STAFF, erasing_key=ERASING)

        after = rows(shop, "SELECT * FROM ledger_entries"), rows(shop, "SELECT * FROM payments")
        assert after == before


class TestLimits:
    """How much there is of what was drawn."""

    RESOURCES = "SELECT resource, total, held, sold FROM resources_view ORDER BY resource"

    def test_a_resource_is_told_from_its_first_draw_on(self, shop: StorePier) -> None:
        assert rows(shop, self.RESOURCES) == []

        shop.with_items(boat(1, item="h"))
        sold(shop)

        assert rows(shop, self.RESOURCES) == [("pool:boat-noon", 10, 1, 2)]

    def test_another_world_has_other_limits(self, shop: StorePier) -> None:
        sold(shop)
        larger = CATALOGUE.replace("total = 10", "total = 12")
        assert larger != CATALOGUE

        shop.system.load(catalogue(larger), tariff(PRICES, CODE_RULES))

        assert rows(shop, "SELECT total FROM limits") == [(12,)]

    def test_what_there_is_one_of_is_not_told(self, shop: StorePier) -> None:
        cart = shop.with_items(add("stage", slot="friday", item="s", adult=1))
        shop.office.confirm(cart, GUEST, settlement=SettlementType.VENUE)

        assert rows(shop, "SELECT COUNT(*) FROM stock_counters WHERE resource LIKE 'spot:%'")
        assert not rows(shop, "SELECT 1 FROM limits WHERE kind NOT IN ('pool', 'uses')")


def test_a_text_that_no_database_keeps_is_found_all_the_same(shop: StorePier) -> None:
    half = "a\ud800b"  # of a pair of surrogates
    contact = Contact(uid=ContactId("c"), type=ContactType.BOOKER, name_last=half)
    cart = shop.with_items(add("pass", item="p", adult=1))
    shop.office.change_details(cart, GUEST, DetailChanges(contacts=(contact,)))
    shop.office.confirm(cart, GUEST, settlement=SettlementType.VENUE)

    assert find(shop, contact_name=half)
    assert find(shop, query=half)
    assert find(shop, query="a*b")
    assert not find(shop, query="a\ud801b")
