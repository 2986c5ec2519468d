"""What may be asked of an order after it was sold: random amendments and cancellations.

Places of bookings and tickets are drawn as numbers; `command_for` names what stands there, so that
a sequence of commands goes on meaning something whatever became of the order before.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from attrs import evolve
from hypothesis import strategies as st
from tests.unit.cart.pier import GUEST, add, amend, boat, part, remove
from tests.unit.cart.world import CATALOGUE, CODES, FILLING, HOUSE, PRICES

from counterfoil.domain.basket import PartChoice
from counterfoil.domain.cancellation.settings import (
    CancellationSettings,
    ClockCombination,
    FeeParts,
    RefundPolicy,
    TierPrecedence,
    UsesOnCancellation,
)
from counterfoil.domain.cart.commands import AddItem, AmendItem, Operation
from counterfoil.domain.order.commands import AmendOrder, CancelOrder, PriceAdjustment
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.previewing import Previewable
from counterfoil.domain.payments.spreading import RefundSources
from counterfoil.domain.references import CommandKey, ItemId, OrderId, PartId, SlotId
from counterfoil.domain.settings import AddOnsOnRemoval, AmendCapacity, PromotionsRead, Settings
from counterfoil.domain.statuses import TicketStatus

ENTRANCE = """
[[fee]]
id = "service"
label = "Service"
type = "SERVICE"
percentage = 2.5
per = "booking"

[[fee]]
id = "order"
label = "Order"
type = "SERVICE"
fixed = 0.75
per = "order"
"""

# Fees that never go back, one that goes back in shares, and a tax inside the price.
KEPT_FEES = """
[[tax]]
id = "vat"
label = "VAT"
percentage = 9

[[taxation]]
taxes = ["vat"]

[[fee]]
id = "ticket"
label = "Ticket"
type = "SERVICE"
fixed = 0.35
per = "unit"
refund = "never"

[[fee]]
id = "shared"
label = "Shared"
type = "SERVICE"
percentage = 3
per = "order"
refund = "share"
"""

# Half price from four on, and a cap: conditions that cancelling and amending break.
FROM_FOUR = """
[[promotion]]
id = "four"
label = "Half price from four"
percentage_off = 50
minimum = { quantity = 4 }
cap = 33.33

[[promotion]]
id = "third"
label = "A third off each third one"
cheapest = { take = 1, of = 3, percentage = 33 }
products = ["boat", "stage"]
"""

# The pier, where cancelling the boat costs a fifth and, from four minutes after the booking, 3.00
# a ticket, and the lounge 5.00 once for the whole cancellation.
_OF_BOAT = """
[[product.cancellation.tier]]
clock = "TRAVEL_DATE"
threshold = "30d"
fee_percentage = 20
[[product.cancellation.tier]]
clock = "BOOKING_DATE"
threshold = "4m"
fee_amount = 3.00
fee_per = "TICKET"
"""
_OF_LOUNGE = """
[[product.cancellation.tier]]
clock = "TRAVEL_DATE"
threshold = "30d"
fee_amount = 5.00
fee_per = "CANCELLATION"
"""
WITH_TIERS = CATALOGUE.replace(
    "limits = { booking_max = 20 }\n", "limits = { booking_max = 20 }\n" + _OF_BOAT
).replace(
    'hold = { length = "10m", renewal = "never", cap = "10m" }\n',
    'hold = { length = "10m", renewal = "never", cap = "10m" }\n' + _OF_LOUNGE,
)
EVENINGS = ["friday", "saturday"]
TARIFFS = {
    "codes": (PRICES, CODES),
    "filling": (PRICES, FILLING, CODES),
    "house": (PRICES, CODES, HOUSE),
    "entrance": (PRICES, CODES, ENTRANCE),
    "kept fees": (PRICES, CODES, KEPT_FEES),
    "from four": (PRICES, CODES, FROM_FOUR),
    "all": (PRICES, FILLING, CODES, FROM_FOUR, KEPT_FEES),
}
CATALOGUES = {"without fees": CATALOGUE, "with tiers": WITH_TIERS}
NAMES = ["a", "b", "c", "d"]
COUNTS = st.integers(1, 4)
CODE_NAMES = st.sampled_from(["EARLY", "ONCE", "PURSE", "STRICT"])
BEYOND_REACH = 11  # places of tickets that most orders do not have
NAMED_LATER = OrderId("later")


class Chosen(NamedTuple):
    """A cancellation whose bookings and tickets are drawn as places in an order."""

    bookings: frozenset[int]
    tickets: frozenset[int]
    refund: bool


@st.composite
def additions(draw: st.DrawFn, name: str) -> AddItem:
    """Add something under a name."""
    count = draw(COUNTS)
    match draw(st.sampled_from(["boat", "lounge", "stage", "pass", "raft", "duo"])):
        case "boat":
            return boat(count, slot=draw(st.sampled_from(["noon", "dusk"])), item=name)
        case "lounge":
            return add("lounge", slot="noon", item=name, adult=count)
        case "stage":
            return add("stage", slot=draw(st.sampled_from(EVENINGS)), item=name, adult=1)
        case "raft":
            return boat(count, item=name, child=1, raft=1)
        case "duo":
            parts = (part("boat", slot="noon"), PartChoice(part=PartId("museum")))
            asked_for = add("duo", item=name, adult=count, child=1)
            return evolve(asked_for, travel_date=date(2026, 6, 20), parts=parts)
        case _:
            return add("pass", item=name, adult=count)


@st.composite
def operations(draw: st.DrawFn) -> Operation:
    """Do something to one of four bookings, there or not."""
    name = draw(st.sampled_from(NAMES))
    match draw(st.sampled_from(["add", "amend", "amend", "types", "move", "remove"])):
        case "add":
            return draw(additions(name))
        case "amend":
            return amend(name, adult=draw(COUNTS))
        case "types":
            return amend(name, adult=draw(COUNTS), child=draw(COUNTS))
        case "move":
            return AmendItem(
                item=ItemId(name), slot=SlotId(draw(st.sampled_from(["noon", "dusk", "friday"])))
            )
        case _:
            return remove(name)


@st.composite
def amendments(draw: st.DrawFn) -> AmendOrder:
    """Amend one to three bookings of an order that is named later."""
    return AmendOrder(
        key=CommandKey("later"),
        actor=GUEST,
        order=NAMED_LATER,
        operations=tuple(
            draw(st.lists(operations(), min_size=1, max_size=3, unique_by=lambda one: one.item))
        ),
        price_adjustment=draw(st.sampled_from(list(PriceAdjustment))),
    )


@st.composite
def cancellations(draw: st.DrawFn) -> Chosen:
    """Cancel all of an order, some bookings, some tickets, or both."""
    places = st.frozensets(st.integers(0, BEYOND_REACH), max_size=3)
    return Chosen(
        bookings=draw(st.just(frozenset()) | st.frozensets(st.integers(0, 3), max_size=2)),
        tickets=draw(places),
        refund=draw(st.sampled_from([True, True, True, False])),
    )


def asked() -> st.SearchStrategy[AmendOrder | Chosen]:
    """Amend or cancel."""
    return st.one_of(amendments(), amendments(), cancellations())


def command_for(order: Order, wanted: AmendOrder | Chosen, *, key: str) -> Previewable:
    """Answer what is asked of an order, with the names of what it has."""
    name = CommandKey(key)
    if isinstance(wanted, AmendOrder):
        return evolve(wanted, key=name, order=order.id)
    live = [booking.id for booking in order.bookings if booking.is_live] or [ItemId("none")]
    good = [
        ticket.id
        for booking in order.bookings
        for ticket in booking.tickets
        if ticket.status is TicketStatus.CONFIRMED
    ]
    tickets = {good[place] for place in wanted.tickets if place < len(good)}
    return CancelOrder(
        key=name,
        actor=GUEST,
        order=order.id,
        bookings=tuple(sorted({live[place % len(live)] for place in wanted.bookings})),
        tickets=tuple(sorted(tickets)),
        reason="rain",
        refund=wanted.refund,
    )


def host_settings(policy: RefundPolicy) -> st.SearchStrategy[Settings]:
    """Generate what a host may want otherwise, with one policy of refunds."""
    return st.builds(
        Settings,
        amend_capacity=st.sampled_from(AmendCapacity),
        promotions_read=st.sampled_from(PromotionsRead),
        add_ons=st.sampled_from(AddOnsOnRemoval),
        cancellation=st.builds(
            CancellationSettings,
            policy=st.just(policy),
            tiers=st.sampled_from(TierPrecedence),
            clocks=st.sampled_from(ClockCombination),
            fee_parts=st.sampled_from(FeeParts),
            sources=st.sampled_from(RefundSources),
            uses=st.sampled_from(UsesOnCancellation),
        ),
    )
