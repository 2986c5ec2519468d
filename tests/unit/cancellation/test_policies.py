"""What cancelling pays back under each policy, in examples worked out by hand."""

import pytest
from attrs import evolve
from tests.unit.cancellation.dock import (
    FEES,
    HALF_FROM_FOUR,
    LANE,
    ask,
    ask_for_set,
    cancel,
    dock,
    money,
    sell,
    tickets,
    written,
)
from tests.unit.cart.pier import GUEST, START, amend, boat, catalogue, pier, tariff
from tests.unit.cart.world import CODES, DEARER, PRICES

from counterfoil.domain.basket import (
    CartTarget,
    ItemTarget,
    PartTarget,
    RequestedVariation,
    RequestTarget,
    TicketTypeTarget,
)
from counterfoil.domain.cancellation.deciding import cancelled, draws_back
from counterfoil.domain.cancellation.settings import CancellationSettings, RefundPolicy
from counterfoil.domain.cart.facts import CartFacts
from counterfoil.domain.order.applying import apply_to_order
from counterfoil.domain.order.changes import BookingsCancelled
from counterfoil.domain.order.commands import BookDirect, CancelOrder, PriceAdjustment
from counterfoil.domain.order.order import Order
from counterfoil.domain.pricing.ledger import Kind
from counterfoil.domain.references import (
    CommandKey,
    ItemId,
    PartId,
    ProductId,
    Promocode,
    RuleId,
    TicketTypeId,
    UnitId,
)
from counterfoil.domain.settings import Settings
from counterfoil.domain.statuses import SettlementType
from counterfoil.domain.stock import Draws
from counterfoil.domain.tariff.variations import FixedAmount, VariationType

FREEZE, REPRICE, RECLAIM = RefundPolicy.FREEZE, RefundPolicy.REPRICE, RefundPolicy.RECLAIM
TENTH = """
[[promotion]]
id = "tenth"
label = "Ten per cent"
code = "TENTH"
percentage_off = 10
[[promotion]]
id = "bulk"
label = "Three off from three"
code = "BULK"
amount_off = 3.00
per = "order"
products = ["tour"]
minimum = { quantity = 3 }
"""


# Four at 10.00, half price from four on. Three alone would have cost 30.00, two 20.00.
@pytest.mark.parametrize(
    ("policy", "totals"),
    [
        (FREEZE, [2000, 1500, 1000, 500, 0]),
        (REPRICE, [2000, 2000, 2000, 1000, 0]),
        (RECLAIM, [2000, 2000, 2000, 1000, 0]),
    ],
)
def test_of_four_at_half_price_one_after_the_other_goes(
    policy: RefundPolicy, totals: list[int]
) -> None:
    shop = dock(LANE, HALF_FROM_FOUR, policy=policy)
    order = sell(shop, ask("tour", adult=4))
    found = [money(order)]
    for ticket in tickets(order, "tour"):
        order = cancel(shop, order, ticket)
        found.append(money(order))

    assert found == [(total, total) for total in totals]


# Five at half price and a child: 25.00 + 2.50. Without the child, and of the five two: 3 x 10.00.
@pytest.mark.parametrize(("policy", "left"), [(FREEZE, 1500), (REPRICE, 2750), (RECLAIM, 2750)])
def test_what_is_left_costs_no_more_than_was_paid(policy: RefundPolicy, left: int) -> None:
    shop = dock(LANE, HALF_FROM_FOUR, policy=policy)
    order = sell(shop, ask("tour", adult=5, child=1))

    order = cancel(shop, order, *tickets(order, "tour")[3:])

    assert money(order) == (left, left)


# 3 x 10.00, 3.00 off from three on, then 10 % off the rest: 24.30. Two would have lost the 3.00.
@pytest.mark.parametrize(("policy", "left"), [(FREEZE, 1620), (REPRICE, 1800), (RECLAIM, 1800)])
def test_codes_that_the_rest_would_not_have_are_lost(policy: RefundPolicy, left: int) -> None:
    shop = dock(LANE, TENTH, policy=policy)
    cart = shop.with_items(ask("tour", adult=3))
    shop.office.apply_promocode(cart, GUEST, Promocode("TENTH"))
    shop.office.apply_promocode(cart, GUEST, Promocode("BULK"))
    order = shop.office.confirm(cart, GUEST, settlement=SettlementType.EXTERNAL).order
    assert order.total == 2430

    order = cancel(shop, order, tickets(order, "tour")[0])

    assert order.total == left


@pytest.mark.parametrize("policy", [REPRICE, RECLAIM])
def test_what_is_left_may_be_less_than_anybody_can_buy(policy: RefundPolicy) -> None:
    shop = dock(policy=policy)
    order = sell(shop, ask("pair", adult=3))

    order = cancel(shop, order, *tickets(order, "pair")[1:])

    assert money(order) == (1000, 1000)


@pytest.mark.parametrize("policy", [REPRICE, RECLAIM])
def test_where_the_rest_has_no_price_the_tickets_give_back_what_they_cost(
    policy: RefundPolicy,
) -> None:
    """A bundle without a part that must be there."""
    shop = dock(LANE, HALF_FROM_FOUR, policy=policy)
    order = sell(shop, ask_for_set(adult=4, seat=3))
    assert order.total == 2000 + 9000

    order = cancel(shop, order, *tickets(order, "set", part="tour"))

    assert money(order) == (9000, 9000)


def test_a_requested_variation_of_what_went_is_not_asked_for_again() -> None:
    shop = dock('[[requested]]\ntype = "OTHER"\n', policy=REPRICE)
    off = RequestedVariation(
        id=RuleId("a"), type=VariationType.OTHER, difference=FixedAmount(amount=-300)
    )
    here = evolve(off, id=RuleId("b"), target=ItemTarget(item=ItemId("tour")))
    of_part = evolve(
        off, id=RuleId("c"), target=PartTarget(item=ItemId("set"), part=PartId("tour"))
    )
    of_type = evolve(
        off,
        id=RuleId("d"),
        target=TicketTypeTarget(item=ItemId("tour"), ticket_type=TicketTypeId("adult")),
    )
    assert off.target == CartTarget()
    command = BookDirect(
        key=CommandKey("k"),
        actor=GUEST,
        items=(ask("tour", adult=1), ask("pair", adult=2), ask_for_set(adult=1, seat=1)),
        settlement=SettlementType.EXTERNAL,
        requested=(off, here, of_part, of_type),
    )
    order = shop.office.execute_order(command).order
    assert order.total == 3000 + 10_000 - 4 * 300

    order = cancel(shop, order, *tickets(order, "tour"), *tickets(order, "set"))

    assert money(order) == (1700, 1700)


def test_a_requested_variation_of_a_type_that_went_is_not_asked_for_again() -> None:
    shop = dock('[[requested]]\ntype = "OTHER"\n', policy=REPRICE)
    off = RequestedVariation(
        id=RuleId("a"),
        type=VariationType.OTHER,
        difference=FixedAmount(amount=-300),
        target=TicketTypeTarget(item=ItemId("tour"), ticket_type=TicketTypeId("child")),
    )
    command = BookDirect(
        key=CommandKey("k"),
        actor=GUEST,
        items=(ask("tour", adult=1, child=1),),
        settlement=SettlementType.EXTERNAL,
        requested=(off,),
    )
    order = shop.office.execute_order(command).order
    assert order.total == 1000 + 200

    order = cancel(shop, order, tickets(order, "tour")[1])

    assert money(order) == (1000, 1000)


def test_requested_variations_of_what_is_left_are_asked_for_again() -> None:
    shop = dock('[[requested]]\ntype = "OTHER"\n', policy=REPRICE)
    off = RequestedVariation(
        id=RuleId("a"), type=VariationType.OTHER, difference=FixedAmount(amount=-300)
    )
    adult, tour = TicketTypeId("adult"), PartId("tour")
    targets: tuple[RequestTarget, ...] = (
        ItemTarget(item=ItemId("tour")),
        PartTarget(item=ItemId("set"), part=tour),
        TicketTypeTarget(item=ItemId("set"), ticket_type=adult, part=tour),
        TicketTypeTarget(item=ItemId("tour"), ticket_type=adult),
    )
    command = BookDirect(
        key=CommandKey("k"),
        actor=GUEST,
        items=(ask("tour", adult=2), ask_for_set(adult=2, seat=1)),
        settlement=SettlementType.EXTERNAL,
        requested=tuple(
            evolve(off, id=RuleId(str(number)), target=target)
            for number, target in enumerate(targets)
        ),
    )
    order = shop.office.execute_order(command).order

    order = cancel(shop, order, tickets(order, "tour")[0], tickets(order, "set", part="tour")[0])

    # Of each a tour is left, and the bus; each of the four takes 3.00 off one tour.
    assert money(order) == (2 * 1000 + 9000 - 4 * 300, 2 * 1000 + 9000 - 4 * 300)


def test_reclaiming_takes_promotions_back_and_no_more() -> None:
    """Repricing would find the fee anew; reclaiming leaves all but promotions as it was."""
    shop = dock(LANE, HALF_FROM_FOUR, FEES, policy=RECLAIM)
    order = sell(shop, ask("tour", adult=5))
    assert order.total == 2500 + 200 + 100

    order = cancel(shop, order, *tickets(order, "tour")[:3])

    # 15.00 would go back; the 10.00 that the two would not have had taken off are taken from it.
    assert written(order, Kind.ADJUSTMENT) == 1000
    assert money(order) == (2300, 2300)


def test_an_instant_long_ago_prices_what_is_left() -> None:
    """The promotion is over by now; what is left would have had it all the same."""
    window = f"booked = [{{ until = {START.isoformat()[:13]}:30:00+00:00 }}]\n"
    shop = dock(LANE, HALF_FROM_FOUR + window, policy=REPRICE)
    order = sell(shop, ask("tour", adult=6))
    shop.pass_minutes(600)

    order = cancel(shop, order, *tickets(order, "tour")[4:])

    assert money(order) == (2000, 2000)


def test_what_gives_nothing_back_writes_nothing() -> None:
    """A seat of the bus goes after a tour: what was cut off before stays cut off."""
    shop = dock(LANE, HALF_FROM_FOUR, policy=RECLAIM)
    order = sell(shop, ask("tour", adult=4), ask("bus", seat=2))
    order = cancel(shop, order, tickets(order, "tour")[0])
    assert (money(order), len(order.postings)) == ((11_000, 11_000), 2)

    order = cancel(shop, order, tickets(order, "bus")[0])

    assert (money(order), len(order.postings)) == ((11_000, 11_000), 2)


@pytest.mark.parametrize("policy", RefundPolicy)
@pytest.mark.parametrize("adults", [1, 3])
def test_what_an_amendment_adjusted_is_not_cashed_by_cancelling_something_else(
    policy: RefundPolicy, adults: int
) -> None:
    """One guest fewer at the old price, or one more: the trip of 10.00 gives 10.00 back."""
    shop = dock(policy=policy)
    order = sell(shop, ask("tour", adult=2), ask("trip", slot="noon", adult=1))
    order = shop.office.amend(
        order.id, GUEST, amend("tour", adult=adults), price_adjustment=PriceAdjustment.ORDER
    ).order
    assert money(order) == (3000, 3000)

    order = cancel(shop, order, *tickets(order, "trip"))

    assert money(order) == (2000, 2000)
    assert money(cancel(shop, order)) == (0, 0)


def test_what_the_catalogue_has_no_more_goes_as_it_was_paid() -> None:
    """An order that was amended names another world, which may not have what was not touched."""
    shop = dock(LANE, HALF_FROM_FOUR, policy=REPRICE)
    order = sell(shop, ask("trip", slot="noon", adult=2), ask("tour", adult=1))
    gone = evolve(order.bookings[0].item, product=ProductId("was"))
    order = evolve(order, bookings=(evolve(order.bookings[0], item=gone), *order.bookings[1:]))
    world = shop.system.world(order.world)
    facts = CartFacts(
        catalogue=world.catalogue, pricer=world.unlimited, world=world.name, levels={}
    )
    first, second = (ticket.id for ticket in order.bookings[0].tickets)

    def without(before: Order, name: UnitId) -> tuple[Order, Draws]:
        command = CancelOrder(key=CommandKey(name), actor=GUEST, order=before.id, tickets=(name,))
        change = cancelled(before, command, facts, START)
        assert isinstance(change, BookingsCancelled)
        return apply_to_order(before, change), draws_back(before, change)

    after, draws = without(order, first)
    assert (money(after), draws.gives) == ((2000, 2000), ())
    after, draws = without(after, second)

    assert money(after) == (1000, 1000)
    assert [(give.resource, give.quantity) for give in draws.gives] == [("pool:boat", 2)]


def test_the_tariff_of_the_order_prices_what_is_left_whatever_is_sold_today() -> None:
    settings = Settings(cancellation=CancellationSettings(policy=REPRICE))
    shop = pier(PRICES, CODES, settings=settings)
    order = shop.office.book(GUEST, boat(3, item="b"), settlement=SettlementType.EXTERNAL).order
    shop.system.load(catalogue(), tariff(DEARER, CODES))

    order = cancel(shop, order, order.bookings[0].tickets[0].id)

    assert money(order) == (2000, 2000)
