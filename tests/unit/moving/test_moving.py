"""Moving in: orders of one system in another, all faults at once, nothing half done."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve
from tests.unit.cart.pier import CASHIER, GUEST, Pier, add, boat, host, part, pier
from tests.unit.cart.world import CATALOGUE, CODES, PRICES
from tests.unit.erasing.people import ERASING, bought, found, said
from tests.unit.finding.build import write
from tests.unit.order.turnstile import day_out, gate, tickets

from counterfoil.adapters.documents import ORDER
from counterfoil.adapters.moving import ImportRefusedError, export_orders, import_orders
from counterfoil.domain.basket import Buyer, PartChoice
from counterfoil.domain.cart.cart import UseHeld
from counterfoil.domain.cart.commands import AddItem
from counterfoil.domain.cart.item import Draw
from counterfoil.domain.errors import UsageError
from counterfoil.domain.money import currency
from counterfoil.domain.order.applying import apply_to_order
from counterfoil.domain.order.event import EventType
from counterfoil.domain.order.importing import ImportOrder
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.posting import Posting, PostingReason
from counterfoil.domain.order.soundness import unsound
from counterfoil.domain.payments import PaymentStatus, PaymentType
from counterfoil.domain.references import (
    CustomerKey,
    ItemId,
    PartId,
    PaymentId,
    ProductId,
    PromotionId,
    ResourceId,
    SlotId,
    TicketTypeId,
)
from counterfoil.domain.refusals import InvalidOrder, RefusedError
from counterfoil.domain.statuses import BookingStatus, SettlementType, TicketStatus
from counterfoil.domain.stock import Overbooking

OPEN_BOAT = CATALOGUE.replace('id = "boat-noon"\ntotal = 10', 'id = "boat-noon"\ntotal = 3')


def elsewhere() -> Pier:
    """Open another shop, whose keys and so ids are its own."""
    shop = pier()
    return evolve(shop, office=host(shop, prefix="old"))


def sold(shop: Pier, count: int, name: str = "a") -> Order:
    """Sell some seats on the boat."""
    cart = shop.with_items(boat(count, item=name), add("pass", item="p", adult=1))
    return shop.office.confirm(cart, CASHIER, settlement=SettlementType.EXTERNAL).order


def changed(order: Order, change: Callable[[dict[str, Any]], object]) -> str:
    """Write an order and change the text."""
    document = json.loads(ORDER.encode(order))
    change(document["content"])
    return json.dumps(document)


def refused(shop: Pier, lines: list[str], **how: Overbooking) -> list[str]:
    """Import what cannot be, see that nothing happened, and answer what was said."""
    before = shop.system.order_records(), shop.drawn("pool:boat-noon")
    with pytest.raises(ImportRefusedError) as caught:
        import_orders(shop.office, lines, actor=CASHIER, **how)
    assert (shop.system.order_records(), shop.drawn("pool:boat-noon")) == before
    return str(caught.value).splitlines()


class TestMovingIn:
    """What moves in is as it was, sold by what is sold here."""

    def test_orders_are_the_same_and_their_seats_are_sold(self) -> None:
        old, new = elsewhere(), pier()
        orders = [bought(old, "ada", boat(2, item="a")), sold(old, 3)]

        moved = import_orders(new.office, [*export_orders(orders), "", " "], actor=CASHIER)

        assert moved.orders == tuple(order.id for order in orders)
        assert [new.office.order(order.id).order for order in orders] == orders
        assert new.drawn("pool:boat-noon") == [5]
        assert [apply_to_order(None, one.change) for one in new.system.order_records()] == orders

    @pytest.mark.parametrize(
        "item",
        [
            add("stage", slot="friday", item="s", adult=2),
            AddItem(
                product=ProductId("duo"),
                travel_date=date(2026, 6, 20),
                quantities={TicketTypeId("adult"): 2, TicketTypeId("child"): 1},
                parts=(part("boat", slot="dusk"),),
            ),
            AddItem(
                product=ProductId("twice"),
                parts=(part("there", slot="noon", adult=2), part("back", slot="noon", adult=2)),
            ),
        ],
    )
    def test_what_has_seats_or_parts_draws_what_it_must(self, item: AddItem) -> None:
        old, new = elsewhere(), pier()
        order = old.office.confirm(
            old.with_items(item), CASHIER, settlement=SettlementType.EXTERNAL
        ).order
        resources = [draw.resource for draw in order.bookings[0].item.draws]

        import_orders(new.office, export_orders([order]), actor=CASHIER)

        assert resources
        assert new.drawn(*resources) == old.drawn(*resources)

    def test_codes_that_were_brought_move_with_their_tickets(self) -> None:
        old, new = gate(prefix="old"), gate()
        order = old.sold(tickets("card", 2, "A-1", "A-2"), day_out(1, "B-1"))

        import_orders(new.office, export_orders([order]), actor=CASHIER)

        assert new.office.order(order.id).order == order
        with pytest.raises(RefusedError):
            new.sold(tickets("card", 1, "B-1"))

    def test_an_import_can_be_repeated_and_goes_on_where_it_stopped(self) -> None:
        old, new = elsewhere(), pier()
        first, second = sold(old, 1), sold(old, 2)
        import_orders(new.office, export_orders([first]), actor=CASHIER)

        again = import_orders(new.office, export_orders([first, second]), actor=CASHIER)

        assert (again.repeated, again.orders) == ((first.id,), (second.id,))
        assert new.drawn("pool:boat-noon") == [3]

    def test_an_order_lives_on_where_it_moved_in(self) -> None:
        old, new = elsewhere(), pier()
        order = bought(old, "ada", boat(2, item="a"))
        import_orders(new.office, export_orders([order]), actor=CASHIER)

        used = new.office.record_redemption(order.id, GUEST, order.bookings[0].tickets[0].id)
        new.office.erase(order.id, CASHIER, erasing_key=ERASING)

        assert used.order.revision == order.revision + 1
        assert found(new.system, said("ada")) == []

    def test_an_order_of_another_world_is_of_the_world_of_today(self) -> None:
        old, new = elsewhere(), pier(sells=OPEN_BOAT)
        order = sold(old, 1)

        import_orders(new.office, export_orders([order]), actor=CASHIER)

        here = new.office.order(order.id).order
        assert here == evolve(order, world=new.system.world().name)
        assert here.world != order.world


class TestRoom:
    """What is imported finds room, or is refused, or overbooks where both sides allow it."""

    def test_all_orders_together_must_find_room(self) -> None:
        old, new = elsewhere(), pier()
        sold(new, 5)
        lines = list(export_orders([sold(old, 3), sold(old, 4), sold(old, 1)]))

        assert refused(new, lines) == [
            "line 2: pool:boat-noon: 4 asked for, allowed: at most 2",
            "line 3: pool:boat-noon: 1 asked for, allowed: at most 0",
        ]

    def test_what_exactly_fits_moves_in(self) -> None:
        old, new = elsewhere(), pier()
        sold(new, 5)

        import_orders(new.office, export_orders([sold(old, 5)]), actor=CASHIER)

        assert new.drawn("pool:boat-noon") == [10]

    def test_overbooking_needs_the_pool_to_allow_it(self) -> None:
        old, new = elsewhere(), pier()
        sold(new, 9)

        assert len(refused(new, [*export_orders([sold(old, 3)])], overbooking=Overbooking.ALLOWED))

    def test_overbooking_is_recorded(self) -> None:
        generous = CATALOGUE.replace(
            'id = "boat-noon"\ntotal = 10', 'id = "boat-noon"\ntotal = 10\noverbooking = true'
        )
        old, new = elsewhere(), pier(sells=generous)
        sold(new, 9)
        lines = [*export_orders([sold(old, 3)])]
        assert len(refused(new, lines)) == 1

        moved = import_orders(new.office, lines, actor=CASHIER, overbooking=Overbooking.ALLOWED)

        (over,) = moved.overbooked
        assert (over.resource, over.quantity) == ("pool:boat-noon", 2)
        assert new.system.order_records()[-1].overbooked == (over,)


class TestVersions:
    """Earlier versions come along where the export has them, and are read as where they were."""

    def test_every_version_is_read_with_all_payments(self) -> None:
        old, new = elsewhere(), pier()
        order = amended(old, sold(old, 2))
        lines = list(export_orders([order], office=old.office))

        moved = import_orders(new.office, lines, actor=CASHIER)

        assert len(lines) == 2
        assert moved.orders == (order.id,)
        for version in (1, 2):
            there = old.office.order(order.id, version=version).order
            assert new.office.order(order.id, version=version).order == there
            assert there.payments == order.payments
        assert new.office.order(order.id).order == order
        assert new.drawn("pool:boat-noon") == [2]
        assert import_orders(new.office, lines, actor=CASHIER).repeated == (order.id,)

    def test_what_was_really_amended_and_cancelled_moves_in_with_all_versions(self) -> None:
        old, new = elsewhere(), pier()
        name = with_codes(old, "EARLY").id
        old.office.amend(name, CASHIER, boat(2, item="b"))
        order = old.office.cancel_order(name, CASHIER, bookings=(ItemId("a"),)).order

        lines = export_orders([order], office=old.office)
        import_orders(new.office, lines, actor=CASHIER)

        for version in range(1, order.version + 1):
            there = old.office.order(name, version=version).order
            assert new.office.order(name, version=version).order == there
        assert order.version == 3
        assert new.drawn("pool:boat-noon") == old.drawn("pool:boat-noon") == [2]
        assert new.drawn("uses:early") == old.drawn("uses:early")

    def test_the_events_of_all_versions_are_told_once(self) -> None:
        old, new = elsewhere(), pier()
        order = amended(old, sold(old, 2))

        import_orders(new.office, export_orders([order], office=old.office), actor=CASHIER)

        assert [one.event for one in new.office.events_after(0)] == list(order.events)

    def test_without_them_there_is_only_the_last(self) -> None:
        old, new = elsewhere(), pier()
        order = amended(old, sold(old, 2))

        import_orders(new.office, export_orders([order]), actor=CASHIER)

        assert new.office.order(order.id).order == order
        with pytest.raises(RefusedError, match="order_not_found"):
            new.office.order(order.id, version=1)

    def test_erasing_reaches_every_version_that_moved_in(self) -> None:
        old, new = elsewhere(), pier()
        order = amended(old, bought(old, "ada", boat(2, item="a")))
        import_orders(new.office, export_orders([order], office=old.office), actor=CASHIER)

        new.office.erase(order.id, CASHIER, erasing_key=ERASING)

        assert found(new.system, said("ada")) == []

    def test_versions_come_in_their_order(self) -> None:
        old, new = elsewhere(), pier()
        order = amended(old, sold(old, 2))
        first, last = export_orders([order], office=old.office)

        told = refused(new, [last, first])

        where = f"line 2: order {order.id}: is in line 1 already"
        assert told == [f"{where}, allowed: once, or version 3 and up"]

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"version": 0}, "version is 0, allowed: 1 to 1"),
            ({"revision": 7}, "revision is 7, allowed: 1 to 1"),
            ({"cart": None}, "cart is another, allowed: that of the last version"),
            ({"holder": "nobody"}, "holder is another, allowed: that of the last version"),
            ({"bookings": ()}, "bookings are none, allowed: one or more"),
            ({"postings": ()}, "postings are no beginning of those of the last version"),
            ({"events": ()}, "events are no beginning of those of the last version"),
        ],
    )
    def test_a_version_that_does_not_lead_to_the_last_is_refused(
        self, changes: dict[str, Any], told: str
    ) -> None:
        old, new = elsewhere(), pier()
        order = amended(old, sold(old, 2))
        first = evolve(old.office.order(order.id, version=1).order, **changes)

        (line,) = refused(new, list(export_orders([first, order])))

        assert line.startswith(f"line 2: order {order.id}: earlier[0].{told}")


class TestUses:
    """What an order has of limited promotions is sold with it, and cannot be given twice."""

    def test_uses_and_budgets_are_sold_where_it_moves_in(self) -> None:
        old, new = elsewhere(), pier()
        order = with_codes(old, "PURSE", "ONCE")
        names = {draw.resource for use in order.uses for draw in use.draws}

        import_orders(new.office, export_orders([order]), actor=CASHIER)

        assert {name.partition(":")[0] for name in names} == {"uses", "budget"}
        assert new.drawn(*names) == old.drawn(*names)
        assert all(new.drawn(*names))
        assert new.office.order(order.id).order == order

    @pytest.mark.parametrize("overbooking", Overbooking)
    def test_a_use_that_is_not_left_is_refused_also_where_pools_are_overbooked(
        self, overbooking: Overbooking
    ) -> None:
        old, new = elsewhere(), pier()
        orders = [with_codes(old, "EARLY") for _ in range(2)]
        with_codes(new, "EARLY")

        told = refused(new, list(export_orders(orders)), overbooking=overbooking)

        assert told == ["line 2: uses:early: 1 asked for, allowed: at most 0"]

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            (lambda order: evolve(order, uses=()), "uses have 0 of uses:early, allowed: 1"),
            (
                lambda order: with_share(order, ("uses:early", 3)),
                "uses have 3 of uses:early, allowed: 1",
            ),
            (
                lambda order: with_share(order, ("uses:early", 1), ("pool:boat-noon", 1)),
                "uses[0].draws[1] is of 'pool:boat-noon', allowed: budget:early, uses:early",
            ),
        ],
    )
    def test_uses_are_what_the_price_needs_of_them(
        self, change: Callable[[Order], Order], told: str
    ) -> None:
        old, new = elsewhere(), pier()
        order = change(with_codes(old, "EARLY"))

        (line,) = refused(new, list(export_orders([order])))

        assert line.startswith(f"line 1: order {order.id}: {told}")

    def test_a_budget_is_what_was_given(self) -> None:
        old, new = elsewhere(), pier()
        order = with_codes(old, "PURSE")
        (share,) = order.uses
        (draw,) = share.draws
        less = evolve(order, uses=(evolve(share, draws=(evolve(draw, quantity=1),)),))

        (told,) = refused(new, list(export_orders([less])))

        assert told.endswith(f"uses have 1 of budget:purse, allowed: {draw.quantity}")

    def test_what_is_not_limited_here_is_counted_by_nobody(self) -> None:
        """The promotion has ended: what it gave stays in the ledger."""
        old, new = elsewhere(), pier(PRICES, CODES.replace("limits = { uses = 2 }", ""))
        order = with_codes(old, "EARLY")

        import_orders(new.office, export_orders([order]), actor=CASHIER)

        here = new.office.order(order.id).order
        assert here == evolve(order, world=here.world, uses=())
        assert here.total == order.total

    def test_after_an_amendment_it_is_what_the_rules_left(self) -> None:
        old, new = elsewhere(), pier()
        order = evolve(amended(old, with_codes(old, "EARLY")), uses=())

        import_orders(new.office, export_orders([order]), actor=CASHIER)

        assert new.office.order(order.id).order.uses == ()


class TestRefused:
    """All that is wrong is told at once, with its line; nothing has happened then."""

    def test_every_line_is_looked_at(self) -> None:
        old, new = elsewhere(), pier()
        good, bad = sold(old, 1), sold(old, 1, "b")
        there = evolve(good, id=sold(new, 1).id)
        lines = [
            "{",
            changed(bad, lambda content: content.update(total=5)),
            ORDER.encode(good),
            ORDER.encode(good),
            ORDER.encode(there),
            ORDER.encode(evolve(bad, revision=0, events=())),
        ]

        whole_log = "allowed: the whole log"
        once = "allowed: once, or version 2 and up"
        assert refused(new, lines) == [
            "line 1: $: is no JSON",
            "line 2: $.content: has unknown fields: 'total'",
            f"line 4: order {good.id}: is in line 3 already, {once}",
            f"line 5: order {there.id}: is there already, allowed: an order that is not",
            f"line 6: order {bad.id}: revision is 0, allowed: 1 and up",
            f"line 6: order {bad.id}: events do not begin with ORDER_CREATE, {whole_log}",
        ]

    def test_a_booking_that_draws_nothing_would_sell_its_seats_twice(self) -> None:
        old, new = elsewhere(), pier()
        order = sold(old, 2)

        (told, *_) = refused(new, [*export_orders([order, with_draws(sold(old, 8))])])

        assert told.endswith("item.draws have 0 of pool:boat-noon, allowed: 8")

    def test_a_draw_of_nothing_known_is_told_with_its_line(self) -> None:
        old, new = elsewhere(), pier()
        wrong = with_draws(sold(old, 1), ("nonsense", 1), ("pool:boat-noon", -1))

        told = refused(new, [*export_orders([sold(old, 2), wrong])])

        assert all(line.startswith(f"line 2: order {wrong.id}: ") for line in told)

    def test_a_code_of_another_order_is_refused_and_not_told(self) -> None:
        old, new = elsewhere(), pier()
        there, first, second = sold(new, 1), sold(old, 1), sold(old, 1)
        code = there.bookings[0].tickets[0].code
        own = second.bookings[0].tickets[0].code

        told = refused(
            new,
            [
                *export_orders([with_tickets(first, code=code), second]),
                *export_orders([with_tickets(evolve(sold(old, 1)), code=own)]),
            ],
        )

        assert [line.partition(" is that of ")[2] for line in told] == [
            f"order {there.id}, allowed: one of its own",
            f"order {second.id}, allowed: one of its own",
        ]
        assert code not in "".join(told)
        known = new.system.order_with_code(code)
        assert known is not None
        assert known.id == there.id

    def test_one_text_is_no_lines_and_a_view_is_no_order(self) -> None:
        shop = elsewhere()
        order = sold(shop, 1)
        view: Any = shop.office.order(order.id)

        with pytest.raises(UsageError, match="allowed: lines"):
            import_orders(pier().office, ORDER.encode(order), actor=CASHIER)
        with pytest.raises(UsageError, match=r"view\.order"):
            list(export_orders([view]))

    def test_a_command_is_refused_as_an_import_is(self) -> None:
        old, new = elsewhere(), pier()
        order = sold(old, 1)
        import_orders(new.office, export_orders([order]), actor=CASHIER)

        with pytest.raises(RefusedError) as caught:
            import_orders(new.office, export_orders([order]), actor=GUEST)

        assert caught.value.refusal.code == "key_reused"

    def test_one_order_by_command_is_held_against_the_codes_of_others_too(self) -> None:
        old, new = elsewhere(), pier()
        there, order = sold(new, 1), sold(old, 1)
        code = there.bookings[0].tickets[0].code
        wrong = with_tickets(order, code=code)
        command = ImportOrder.of(wrong, actor=CASHIER, overbooking=Overbooking.REFUSED)
        before = new.system.order_records()

        (told,) = new.refused(lambda: new.office.execute_order(command))

        path = "bookings[0].tickets[0].code"
        problem = f"is that of order {there.id}, allowed: one of its own"
        assert told == InvalidOrder(order=order.id, problems=((path, problem),))
        assert code not in told.message
        assert new.system.order_records() == before

    @pytest.mark.parametrize(
        ("path", "problem"),
        [
            ("version", "is 0"),
            ("modified_at", "is before created_at"),
            ("modified_at", "is 9999"),
            ("events[0].order_version", "is 2"),
            ("bookings", "are none"),
            ("bookings", "have the id a 2 times"),
            ("bookings[0].version", "is 2"),
            ("bookings[0].status", "is BOOKING_RESERVED"),
            ("bookings[0].status", "is BOOKING_CANCELLED with good tickets"),
            ("bookings[0].status", "is BOOKING_CONFIRMED without a good ticket"),
            ("bookings[0].tickets", "are 1 for 2 asked for"),
            ("bookings[0].tickets[0].status", "is RESERVED"),
            ("bookings[0].tickets[0].redemptions", "are several"),
            ("bookings[0].item.product", "is 'balloon'"),
            ("bookings[0].item.slot", "is 'midnight'"),
            ("bookings[0].item", "is not one that is sold"),
            ("bookings[0].item.draws", "have 0 of pool:boat-noon, allowed: 2"),
            ("bookings[0].item.draws", "have 1 of pool:boat-noon, allowed: 2"),
            ("bookings[0].item.draws", "have 2 of pool:moon, allowed: 0"),
            ("bookings[0].item.draws[0]", "is of 'nonsense'"),
            ("bookings[0].item.draws[0]", "has -2 units"),
            ("uses[0].draws[0]", "has 0 units"),
            ("postings", "do not begin with CONFIRMATION"),
            ("postings", "add up to "),
            ("postings[0].version", "is 2"),
            ("postings[0].runs[0]", "has 0 units"),
            ("postings[0].runs[0]", "is of a ticket that is not there"),
            ("payments", "have the id "),
            ("payments[0].currency", "is JPY"),
            ("payments[0].amount", "is -1"),
            ("payments[0].original", "is not there"),
            ("payments[0].original", "is missing"),
            ("bookings[0].tickets[0].redemptions", "were voided before"),
            ("bookings[0].item.quantities", "have 'giant'"),
            ("postings[0].runs[0]", "is of 'z', allowed: a booking"),
            ("payments[1]", "is CAPTURE PAID, allowed: what may follow PAID"),
            ("payments[1].amount", "is 2, allowed: up to 1"),
        ],
    )
    def test_what_contradicts_itself_is_unsound(self, path: str, problem: str) -> None:
        shop = pier()
        order = bought(shop, "ada", boat(2, item="a"))
        catalogue, now = shop.system.world().catalogue, shop.clock.now()
        assert unsound(order, catalogue=catalogue, now=now) == ()

        wrong = unsound(BROKEN[path, problem](order), catalogue=catalogue, now=now)

        assert any(one.path == path and one.problem.startswith(problem) for one in wrong), wrong

    def test_a_product_that_is_not_sold_any_more_may_be_cancelled(self) -> None:
        shop = pier()
        order = with_booking(
            sold(shop, 2),
            item=evolve(sold(shop, 2).bookings[0].item, product=ProductId("balloon")),
        )
        over = with_tickets(order, status=TicketStatus.CANCELLED)
        over = with_booking(over, status=BookingStatus.BOOKING_CANCELLED)

        catalogue = shop.system.world().catalogue
        assert unsound(over, catalogue=catalogue, now=shop.clock.now()) == ()


def amended(shop: Pier, order: Order) -> Order:
    """Write a second version of an order: a posting, an event, a booking that was sent again."""
    at = shop.clock.now()
    stamped = evolve(order.events[-1], order_version=2, at=at, type=EventType.ORDER_UPDATE)
    more = Posting(version=2, at=at, reason=PostingReason.AMENDMENT, runs=())
    after = evolve(
        order,
        version=2,
        revision=order.revision + 1,
        modified_at=at,
        bookings=(evolve(order.bookings[0], version=2), *order.bookings[1:]),
        postings=(*order.postings, more),
        events=(*order.events, stamped),
    )
    write(shop, after, name=f"amend-{order.id}")
    return after


def with_codes(shop: Pier, *codes: str) -> Order:
    """Sell a seat to somebody known, with promocodes."""
    buyer = Buyer(customer=CustomerKey("ada"))
    cart = shop.office.open_cart(GUEST, buyer=buyer).cart.id
    shop.update(cart, boat(1, item="a"))
    for code in codes:
        shop.office.apply_promocode(cart, GUEST, code)
    return shop.office.confirm(cart, CASHIER, settlement=SettlementType.EXTERNAL).order


def with_share(order: Order, *draws: tuple[str, int]) -> Order:
    """Change what the order draws of its first promotion."""
    drawn = tuple(Draw(resource=ResourceId(name), quantity=count) for name, count in draws)
    return evolve(order, uses=(evolve(order.uses[0], draws=drawn),))


def with_booking(order: Order, **changes: Any) -> Order:
    """Change the first booking."""
    first, *others = order.bookings
    return evolve(order, bookings=(evolve(first, **changes), *others))


def with_tickets(order: Order, **changes: Any) -> Order:
    """Change the tickets of the first booking."""
    tickets = order.bookings[0].tickets
    return with_booking(order, tickets=tuple(evolve(one, **changes) for one in tickets))


def with_item(order: Order, **changes: Any) -> Order:
    """Change the item of the first booking."""
    return with_booking(order, item=evolve(order.bookings[0].item, **changes))


def with_posting(order: Order, **changes: Any) -> Order:
    """Change the first posting."""
    return evolve(order, postings=(evolve(order.postings[0], **changes), *order.postings[1:]))


def with_run(order: Order, **changes: Any) -> Order:
    """Change the first run of the ledger."""
    first, *others = order.postings[0].runs
    return with_posting(order, runs=(first._replace(**changes), *others))


def with_payment(order: Order, **changes: Any) -> Order:
    """Change the first payment."""
    return evolve(order, payments=(evolve(order.payments[0], **changes), *order.payments[1:]))


def used_twice(order: Order) -> Order:
    """Use each ticket twice, though it is no pass."""
    (use, *_) = order.bookings[0].tickets[0].redemptions
    use = evolve(use, voided_at=None, voided_by=None)
    return with_tickets(order, redemptions=(use, use))


def with_draws(order: Order, *draws: tuple[str, int]) -> Order:
    """Change what the first booking draws."""
    drawn = tuple(Draw(resource=ResourceId(name), quantity=count) for name, count in draws)
    return with_item(order, draws=drawn)


def with_use(order: Order, *, quantity: int) -> Order:
    """Have a promotion used that often."""
    draw = Draw(resource=ResourceId("uses:sun"), quantity=quantity)
    use = UseHeld(
        promotion=PromotionId("sun"),
        holder=order.holder,
        draws=(draw,),
        expires_at=order.created_at,
    )
    return evolve(order, uses=(use,))


def voided_early(order: Order) -> Order:
    """Take each use back before it was made."""
    (use, *_) = order.bookings[0].tickets[0].redemptions
    early = evolve(use, voided_at=use.at - timedelta(1), voided_by=use.actor)
    return with_tickets(order, redemptions=(early,))


def followed(order: Order, **changes: Any) -> Order:
    """Add a payment that names the first one as its original."""
    first, *others = order.payments
    follower = evolve(first, id=PaymentId("follower"), original=first.id, **changes)
    return evolve(order, payments=(first, follower, *others))


BROKEN: dict[tuple[str, str], Callable[[Order], Order]] = {
    ("version", "is 0"): lambda order: evolve(order, version=0),
    ("modified_at", "is before created_at"): lambda order: evolve(
        order, modified_at=order.created_at - timedelta(1)
    ),
    ("modified_at", "is 9999"): lambda order: evolve(
        order, modified_at=order.modified_at.replace(year=9999)
    ),
    ("bookings[0].item", "is not one that is sold"): lambda order: with_item(
        order, parts=(PartChoice(part=PartId("deck")),)
    ),
    ("bookings[0].item.draws", "have 0 of pool:boat-noon, allowed: 2"): with_draws,
    ("bookings[0].item.draws", "have 1 of pool:boat-noon, allowed: 2"): lambda order: with_draws(
        order, ("pool:boat-noon", 1)
    ),
    ("bookings[0].item.draws", "have 2 of pool:moon, allowed: 0"): lambda order: with_draws(
        order, ("pool:boat-noon", 2), ("pool:moon", 2)
    ),
    ("bookings[0].item.draws[0]", "is of 'nonsense'"): lambda order: with_draws(
        order, ("nonsense", 1)
    ),
    ("bookings[0].item.draws[0]", "has -2 units"): lambda order: with_draws(
        order, ("pool:boat-noon", -2)
    ),
    ("uses[0].draws[0]", "has 0 units"): lambda order: with_use(order, quantity=0),
    ("events[0].order_version", "is 2"): lambda order: evolve(
        order, events=(evolve(order.events[0], order_version=2),)
    ),
    ("bookings", "are none"): lambda order: evolve(order, bookings=()),
    ("bookings", "have the id a 2 times"): lambda order: evolve(
        order, bookings=order.bookings * 2
    ),
    ("bookings[0].version", "is 2"): lambda order: with_booking(order, version=2),
    ("bookings[0].status", "is BOOKING_RESERVED"): lambda order: with_booking(
        order, status=BookingStatus.BOOKING_RESERVED
    ),
    ("bookings[0].status", "is BOOKING_CANCELLED with good tickets"): lambda order: with_booking(
        order, status=BookingStatus.BOOKING_CANCELLED
    ),
    ("bookings[0].status", "is BOOKING_CONFIRMED without a good ticket"): lambda order: (
        with_tickets(order, status=TicketStatus.CANCELLED)
    ),
    ("bookings[0].tickets", "are 1 for 2 asked for"): lambda order: with_booking(
        order, tickets=order.bookings[0].tickets[:1]
    ),
    ("bookings[0].tickets[0].status", "is RESERVED"): lambda order: with_tickets(
        order, status=TicketStatus.RESERVED
    ),
    ("bookings[0].tickets[0].redemptions", "are several"): used_twice,
    ("bookings[0].item.product", "is 'balloon'"): lambda order: with_item(
        order, product=ProductId("balloon")
    ),
    ("bookings[0].item.slot", "is 'midnight'"): lambda order: with_item(
        order, slot=SlotId("midnight")
    ),
    ("postings", "do not begin with CONFIRMATION"): lambda order: with_posting(
        order, reason=PostingReason.AMENDMENT
    ),
    ("postings", "add up to "): lambda order: evolve(
        order, priced=evolve(order.priced, total=order.total + 1)
    ),
    ("postings[0].version", "is 2"): lambda order: with_posting(order, version=2),
    ("postings[0].runs[0]", "has 0 units"): lambda order: with_run(order, units=0),
    ("postings[0].runs[0]", "is of a ticket that is not there"): lambda order: with_run(
        order, item=ItemId("z")
    ),
    ("payments", "have the id "): lambda order: evolve(order, payments=order.payments * 2),
    ("payments[0].currency", "is JPY"): lambda order: with_payment(
        order, currency=currency("JPY")
    ),
    ("payments[0].amount", "is -1"): lambda order: with_payment(order, amount=-1),
    ("payments[0].original", "is not there"): lambda order: with_payment(
        order, original=PaymentId("x"), type=PaymentType.REFUND
    ),
    ("bookings[0].tickets[0].redemptions", "were voided before"): voided_early,
    ("bookings[0].item.quantities", "have 'giant'"): lambda order: with_item(
        order, quantities=((TicketTypeId("giant"), 2),)
    ),
    ("postings[0].runs[0]", "is of 'z', allowed: a booking"): lambda order: with_run(
        order, item=ItemId("z"), ordinal=-1
    ),
    ("payments[1]", "is CAPTURE PAID, allowed: what may follow PAID"): lambda order: followed(
        order, type=PaymentType.CAPTURE
    ),
    ("payments[1].amount", "is 2, allowed: up to 1"): lambda order: followed(
        order,
        type=PaymentType.REFUND,
        status=PaymentStatus.REFUNDED,
        amount=order.payments[0].amount + 1,
    ),
    ("payments[0].original", "is missing"): lambda order: with_payment(
        order, type=PaymentType.REFUND
    ),
}
