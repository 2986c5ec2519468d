"""The field table of what a step of a story expects."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from counterfoil.adapters.files.formats.story_levels import Left, Levels
from counterfoil.adapters.files.formats.story_orders import TICKET
from counterfoil.adapters.files.formats.story_refusals import REFUSAL_CODE, RefusalShape
from counterfoil.adapters.files.problems import FileCode
from counterfoil.adapters.files.reading import Fault, Shape
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.lists import ListOf, MappingOf, SetOf
from counterfoil.adapters.files.shapes.moments import Duration
from counterfoil.adapters.files.shapes.quantities import Amount, Integer
from counterfoil.adapters.files.shapes.scalars import (
    Choice,
    Converted,
    Flag,
    Identifier,
    Text,
    choice_of,
)
from counterfoil.adapters.files.shapes.tables import Table
from counterfoil.adapters.stories.story import Expectation, ExpectedPayment, ExpectedRoom
from counterfoil.domain.availability import AvailabilityState
from counterfoil.domain.cart.cart import CartState
from counterfoil.domain.cart.paid_state import PaidState
from counterfoil.domain.order.event import EventType
from counterfoil.domain.order.order import Debtor
from counterfoil.domain.payments import PaymentStatus, PaymentType
from counterfoil.domain.pricing import Kind
from counterfoil.domain.refusals import PromocodeReason
from counterfoil.domain.statuses import BookingStatus, OrderStatus, RedemptionStatus

__all__ = ["EXPECTATION"]

_ITEM = Identifier(words="the id of an item")
_TICKET_TYPE = Identifier(words="the id of a ticket type")


def _cause(text: str) -> str:
    """Check and write a cause: its kind in capitals, then its rule, for a fee tax the tax."""
    kind, _, rest = text.partition(" ")
    kinds = [one.value for one in Kind]
    if kind.upper() not in kinds or not rest:
        near = get_close_matches(kind.upper(), kinds, n=1)
        raise Fault(
            FileCode.UNKNOWN_CHOICE,
            problem=f"{text!r} is no cause of an entry",
            allowed=f"a kind ({', '.join(kinds)}) and a rule, such as LIST admission",
            hint=f"did you mean {near[0]} {rest or 'and a rule'}" if near else "",
        )
    return f"{kind.upper()} {rest}"


_PAYMENT = Table(
    name="expected_payment",
    meaning="One line of what was paid and given back.",
    make=ExpectedPayment,
    parts=(
        Key(name="type", shape=choice_of(PaymentType), meaning="What it is.", required=True),
        Key(name="amount", shape=Amount(), meaning="How much.", required=True),
        Key(name="status", shape=choice_of(PaymentStatus), meaning="Its status.", required=True),
    ),
)
_CONTACT = MappingOf(
    key=Choice(
        members={name: name for name in ("name_first", "name_last", "email", "phone", "language")}
    ),
    value=Text(),
    least=1,
)
_ROOM = Table(
    name="expected_room",
    meaning="How available a slot or a date is; only what is named is compared.",
    make=ExpectedRoom,
    defaults=dict,
    parts=(
        Key(
            name="state",
            shape=choice_of(AvailabilityState),
            meaning="The state.",
            required=True,
        ),
        Key(name="left", shape=Left(shape=Integer(least=0)), meaning="How much is left."),
    ),
)
_OUTCOME = Choice(
    members={
        "applied": "applied",
        **{reason.value: reason.value for reason in PromocodeReason},
    }
)


def _expectation(**values: Any) -> Expectation:
    """Refuse what expects nothing, and what cannot come out together."""
    if not values:
        raise Fault(FileCode.TOO_FEW, problem="expects nothing", allowed=", ".join(_EXPECTED))
    if "refused" in values:
        for name in _EXPECTED:
            if name in values and name not in {"refused", "capacity"}:
                raise Fault(
                    FileCode.CONFLICTING_KEYS,
                    problem="cannot come out of what is refused",
                    allowed="refused and capacity; read the cart in a step of its own",
                    key=name,
                )
    return Expectation(**values)


def _key(name: str, shape: Shape, meaning: str, *mistaken: str) -> Key:
    return Key(name=name, shape=shape, meaning=meaning, mistaken=mistaken)


_KEYS = (
    _key("refused", RefusalShape(), "The step is refused: its code, and facts.", "refusal"),
    _key("total", Amount(), "What the cart costs; 0 where it is empty.", "price"),
    _key("version", Integer(least=1), "The version of the cart, or of the order."),
    _key("state", choice_of(CartState), "Whether the cart is open, cancelled or confirmed."),
    _key(
        "items",
        MappingOf(key=_ITEM, value=MappingOf(key=_TICKET_TYPE, value=Integer(least=0))),
        "All items of the cart, each with its tickets by type; of an order, those that are good.",
    ),
    _key("lapsed", SetOf(element=_ITEM), "The items that dropped out since the last change."),
    _key(
        "changed",
        MappingOf(
            key=Converted(shape=Text(), convert=_cause),
            value=Amount(signed=True),
        ),
        "The causes whose entries sum to another amount than when the cart was last seen, with"
        " their new sums; 0 for one that went. What is inside the total is not counted.",
        "entries",
    ),
    _key(
        "codes",
        MappingOf(key=Identifier(words="a promocode"), value=_OUTCOME),
        "All promocodes of the cart: applied, or why not.",
        "promocodes",
    ),
    _key(
        "expires",
        MappingOf(key=_ITEM, value=Duration(), least=1),
        "How long the named items are still held.",
        "expires_in",
    ),
    _key(
        "spots",
        MappingOf(
            key=_ITEM, value=ListOf(element=Identifier(words="a spot section/row/number")), least=1
        ),
        "The spots of the named items, in order, as section/row/number.",
    ),
    _key("payments", ListOf(element=_PAYMENT), "All that was paid and given back, in order."),
    _key("paid_state", choice_of(PaidState), "Whether money and holds of the cart go together."),
    _key(
        "hold_lost",
        ListOf(element=REFUSAL_CODE),
        "Why what lapsed could not be held again: the codes of what forbade it.",
    ),
    _key(
        "contacts",
        MappingOf(key=Identifier(words="the id of a contact"), value=_CONTACT, least=1),
        "What is said of the named people of the cart or the order; only what is named.",
    ),
    _key(
        "erased",
        Flag(),
        "Whether nothing personal is left but pseudonyms, all under one key of the story.",
    ),
    _key("replayed", Flag(), "Whether the command had been carried out before."),
    _key("status", choice_of(OrderStatus), "The status of the order."),
    _key("paid", Amount(signed=True), "What came in for the order, less what went back."),
    _key("owed", Amount(signed=True), "What is still to be paid; below 0, to be given back."),
    _key("owed_by", choice_of(Debtor), "Who owes it."),
    _key(
        "bookings",
        MappingOf(key=_ITEM, value=choice_of(BookingStatus)),
        "All bookings of the order with their statuses.",
    ),
    _key(
        "tickets",
        MappingOf(key=TICKET, value=choice_of(RedemptionStatus), least=1),
        "Whether the named tickets were used; a name may mean several.",
        "redemptions",
    ),
    _key("events", ListOf(element=choice_of(EventType)), "What happened to the order, in order."),
    _key(
        "swept",
        ListOf(element=Identifier(words="the name of a cart")),
        "The carts that were settled, the longest overdue first.",
    ),
    _key(
        "found",
        ListOf(element=Identifier(words="the name of an order")),
        "The orders of the page, in order.",
        "orders",
    ),
    _key("total_items", Integer(least=0), "How many orders were found, on all pages.", "count"),
    _key(
        "found_bookings",
        MappingOf(key=Identifier(words="the name of an order"), value=ListOf(element=_ITEM)),
        "The bookings that are shown of each found order.",
    ),
    _key(
        "moved",
        ListOf(element=Identifier(words="the id of an order")),
        "The orders that moved in, in order.",
        "imported",
    ),
    _key(
        "repeated",
        ListOf(element=Identifier(words="the id of an order")),
        "Those that had moved in before, and were passed over.",
    ),
    _key(
        "faulty",
        ListOf(element=Integer(least=1)),
        "The lines that are at fault, from 1; then nothing moved in.",
        "faults",
    ),
    _key(
        "slots",
        MappingOf(key=Identifier(words="the id of a slot"), value=_ROOM, least=1),
        "How available the named slots are.",
    ),
    _key(
        "days",
        MappingOf(key=Identifier(words="a date"), value=_ROOM, least=1),
        "How available the named dates are.",
    ),
    _key(
        "capacity",
        Levels(),
        "How the named resources stand, by their ids: pool:..., uses:..., budget:..., spot:...",
        "levels",
        "pools",
    ),
)
_EXPECTED = tuple(key.name for key in _KEYS)

EXPECTATION = Table(
    name="expectation",
    meaning="What is to come out of a step; only what is named is compared.",
    make=_expectation,
    parts=_KEYS,
    defaults=dict,
)
