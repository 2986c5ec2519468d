"""The field tables of what a step of a story does with orders, and asks before there is one."""

from __future__ import annotations

from datetime import date

from counterfoil.adapters.files.formats.cart import BUYER, TICKETS
from counterfoil.adapters.files.formats.common import named
from counterfoil.adapters.files.formats.story_details import DETAIL_CHANGES, PAYING
from counterfoil.adapters.files.formats.story_items import ADD, OPERATIONS
from counterfoil.adapters.files.problems import FileCode
from counterfoil.adapters.files.reading import Fault
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.lists import ListOf
from counterfoil.adapters.files.shapes.moments import Day, Instant
from counterfoil.adapters.files.shapes.quantities import Amount, Integer
from counterfoil.adapters.files.shapes.scalars import Converted, Flag, Identifier, Text, choice_of
from counterfoil.adapters.files.shapes.tables import Table
from counterfoil.adapters.stories.asking_steps import AskingAvailability, AskingCalendar
from counterfoil.adapters.stories.order_steps import (
    AmendingOrder,
    Booking,
    CancellingOrder,
    Confirming,
    PreviewUse,
    ReadingOrder,
    RecordingPayment,
    Redeeming,
    Voiding,
)
from counterfoil.domain.basket import Quantities
from counterfoil.domain.cart.commands import OnLapse, OnMismatch
from counterfoil.domain.errors import UsageError
from counterfoil.domain.order.commands import PriceAdjustment
from counterfoil.domain.references import ProductId
from counterfoil.domain.statuses import SettlementType

__all__ = [
    "AMEND_ORDER",
    "AVAILABILITY",
    "BOOK",
    "CALENDAR",
    "CANCEL_ORDER",
    "CONFIRM",
    "READ_ORDER",
    "RECORD_PAYMENT",
    "REDEEM",
    "TICKET",
    "VOID_REDEMPTION",
]

TICKET = Identifier(words="a ticket such as visit/adult/1, or all of visit/adult, or of visit")
_SETTLEMENT = Key(
    name="settlement",
    shape=choice_of(SettlementType),
    meaning="Who settles the order, and when.",
    required=True,
)
_CHARGED = Key(
    name="charged",
    shape=Amount(),
    meaning="What the guest was asked for; left out: nobody was asked yet.",
)
_ON_MISMATCH = Key(
    name="on_mismatch",
    shape=choice_of(OnMismatch),
    meaning="What is done where another total was charged; left out: it is refused.",
)
_NOTE = Key(name="note", shape=Text(), meaning="What stands beside it in the log of the order.")
CONFIRM = Table(
    name="confirmation",
    meaning="How a cart becomes an order.",
    make=Confirming,
    defaults=dict,
    parts=(
        _SETTLEMENT,
        _CHARGED,
        Key(
            name="payments",
            shape=ListOf(element=PAYING),
            meaning="Payments that come along with the confirmation.",
        ),
        Key(
            name="on_lapse",
            shape=choice_of(OnLapse),
            meaning="What is done where holds have ended; left out: it is refused.",
        ),
        _ON_MISMATCH,
        _NOTE,
    ),
)
BOOK = Table(
    name="direct_booking",
    meaning="What is booked without a cart: all of it or nothing.",
    make=Booking,
    defaults=dict,
    parts=(
        _SETTLEMENT,
        Key(name="items", shape=ListOf(element=ADD, least=1), meaning="Items.", required=True),
        Key(
            name="buyer",
            shape=BUYER,
            meaning="Through whom, and to whom, is sold; left out: the buyer of the story.",
        ),
        _CHARGED,
        _ON_MISMATCH,
        _NOTE,
    ),
)
RECORD_PAYMENT = Converted(shape=PAYING, convert=RecordingPayment)
_TICKETS = Key(
    name="tickets",
    shape=ListOf(element=TICKET, least=1),
    meaning="Which tickets, by their names or those of several.",
    required=True,
)
REDEEM = Table(
    name="redemption",
    meaning="The use of tickets.",
    make=Redeeming,
    defaults=dict,
    parts=(
        _TICKETS,
        Key(name="at", shape=Instant(), meaning="When they were used; left out: now."),
    ),
)
VOID_REDEMPTION = Converted(shape=ListOf(element=TICKET, least=1), convert=Voiding)
_EXPECTED_TOTAL = Key(
    name="expected_total",
    shape=Amount(),
    meaning="What the order is to cost; left out: whatever comes out.",
)
_PREVIEW = Key(
    name="preview",
    shape=choice_of(PreviewUse),
    meaning="Look at what would be done, or carry out just what was last looked at.",
)
AMEND_ORDER = Table(
    name="order_amendment",
    meaning="What changes about an order; the bookings that are not named stay as they are.",
    make=AmendingOrder,
    defaults=dict,
    parts=(
        Key(name="operations", shape=OPERATIONS, meaning="Bookings to add, amend and remove."),
        Key(
            name="leaving",
            shape=ListOf(element=TICKET),
            meaning="Which tickets go where fewer stay; left out: those with the highest numbers.",
        ),
        Key(name="details", shape=DETAIL_CHANGES, meaning="People and words that change."),
        Key(name="payments", shape=ListOf(element=PAYING), meaning="Payments that come along."),
        Key(
            name="price_adjustment",
            shape=choice_of(PriceAdjustment),
            meaning="What becomes of the difference; left out: it is charged or given back.",
        ),
        _EXPECTED_TOTAL,
        _NOTE,
        _PREVIEW,
    ),
)
CANCEL_ORDER = Table(
    name="order_cancellation",
    meaning="What of an order is cancelled; where nothing is named, all of it, for good.",
    make=CancellingOrder,
    defaults=dict,
    parts=(
        Key(
            name="bookings",
            shape=ListOf(element=Identifier(words="the id of a booking")),
            meaning="Bookings.",
        ),
        Key(name="tickets", shape=ListOf(element=TICKET), meaning="Tickets, by their names."),
        Key(name="reason", shape=Text(), meaning="Why."),
        Key(
            name="refund",
            shape=Flag(),
            meaning="False keeps as credit what would go back; left out: true.",
        ),
        _EXPECTED_TOTAL,
        Key(
            name="expected_refund",
            shape=Amount(),
            meaning="What is to go back; left out: whatever comes out.",
        ),
        Key(
            name="override_supplier",
            shape=Flag(),
            meaning="Cancel although a third party refuses to; left out: false.",
        ),
        _PREVIEW,
    ),
)
READ_ORDER = Table(
    name="order_reading",
    meaning="Which version of an order is read.",
    make=ReadingOrder,
    defaults=dict,
    parts=(
        Key(
            name="version",
            shape=Integer(least=1),
            meaning="An earlier version; left out: the latest.",
        ),
    ),
)


def _inquiry(name: str, meaning: str, make: type[AskingAvailability]) -> Table:
    def made(
        *, product: str, first: date, last: date | None = None, quantities: Quantities = ()
    ) -> AskingAvailability:
        """Refuse dates that no inquiry may name."""
        asking = make(
            product=ProductId(product), first=first, last=last or first, party=quantities
        )
        try:
            asking.inquiry  # noqa: B018 (it is checked when it is made)
        except UsageError as error:
            raise Fault(
                FileCode.OUT_OF_RANGE,
                problem=f"{error.value} {error.problem}",
                allowed=error.allowed,
                key="to",
            ) from error
        return asking

    return Table(
        name=name,
        meaning=meaning,
        make=made,
        defaults=dict,
        parts=(
            named("product", "the id of a product", meaning="The product.", required=True),
            Key(
                name="from",
                shape=Day(),
                meaning="The first date, local to the venue.",
                becomes="first",
                required=True,
            ),
            Key(
                name="to",
                shape=Day(),
                meaning="The last date; left out: the first one alone.",
                becomes="last",
            ),
            TICKETS,
        ),
    )


AVAILABILITY = _inquiry(
    "availability", "Which slots can be booked, by the buyer of the story.", AskingAvailability
)
CALENDAR = _inquiry(
    "calendar", "On which dates something can be booked, likewise.", AskingCalendar
)
