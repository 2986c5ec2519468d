"""The field tables of the people, words and payments that a step of a story sends."""

from __future__ import annotations

from typing import Any

from counterfoil.adapters.files.formats.cart import BUYER
from counterfoil.adapters.files.formats.common import named
from counterfoil.adapters.files.problems import FileCode
from counterfoil.adapters.files.reading import Fault
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.lists import ListOf, SetOf
from counterfoil.adapters.files.shapes.quantities import Amount, Integer
from counterfoil.adapters.files.shapes.scalars import (
    Choice,
    Converted,
    Identifier,
    Text,
    choice_of,
)
from counterfoil.adapters.files.shapes.tables import Table
from counterfoil.adapters.stories.order_steps import Paying
from counterfoil.adapters.stories.steps import AttachingPayment, Opening
from counterfoil.domain.basket import CartTarget, ItemTarget, TicketTypeTarget
from counterfoil.domain.cart.cart import Privilege
from counterfoil.domain.cart.details import CartDetails, DetailChanges
from counterfoil.domain.checkout_fields import (
    AnswerTarget,
    CheckoutAnswer,
    CheckoutFieldId,
    TicketTarget,
)
from counterfoil.domain.keeping import CLEAR
from counterfoil.domain.party import Contact, ContactType, CustomField, Note, NoteRecipient
from counterfoil.domain.payments import PaymentMethod, PaymentType
from counterfoil.domain.references import ItemId, PartId, TicketTypeId

__all__ = ["DETAIL_CHANGES", "NOTE", "OPENING", "PAYING", "PAYMENT", "clearable", "with_cleared"]


def clearable(names: tuple[str, ...]) -> Key:
    """Make the key of what is to be empty."""
    return Key(
        name="clear",
        shape=SetOf(element=Choice(members={name: name for name in names})),
        meaning="What is to be empty.",
    )


def with_cleared(wishes: dict[str, Any], clear: frozenset[str]) -> dict[str, Any]:
    """Put what is to be empty beside what is wished.

    Raises: Fault for what is wished and cleared.
    """
    for name in sorted(clear & wishes.keys()):
        raise Fault(
            FileCode.CONFLICTING_KEYS,
            problem=f"{name} is named as well",
            allowed="to change a part or to clear it",
            key="clear",
        )
    return {**wishes, **dict.fromkeys(clear, CLEAR)}


NOTE = Table(
    name="note",
    meaning="Something that people tell one another.",
    make=Note,
    parts=(
        Key(name="value", shape=Text(), meaning="The text.", required=True),
        Key(
            name="recipients",
            shape=SetOf(element=choice_of(NoteRecipient)),
            meaning="Whom it is for.",
        ),
    ),
)


def _text(name: str, meaning: str) -> Key:
    return Key(name=name, shape=Text(), meaning=meaning)


_CONTACT = Table(
    name="contact",
    meaning="A person of the cart; what else there is to know is left out of stories.",
    make=Contact,
    parts=(
        Key(
            name="uid", shape=Identifier(), meaning="Its name, as long as it lives.", required=True
        ),
        Key(name="type", shape=choice_of(ContactType), meaning="Who it is.", required=True),
        _text("name_first", "First name."),
        _text("name_last", "Last name."),
        _text("email", "E-mail address."),
        _text("phone", "Telephone number."),
        _text("language", "Language, of ISO 639-1."),
    ),
)
_CUSTOM_FIELD = Table(
    name="custom_field",
    meaning="A value under a name of the host's own.",
    make=CustomField,
    parts=(
        Key(name="name", shape=Identifier(words="a name"), meaning="Its name.", required=True),
        _text("value", "Its value."),
    ),
)


def _answer(
    *,
    field: str,
    values: tuple[str, ...],
    item: str = "",
    part: str | None = None,
    ticket_type: str = "",
    ticket: int | None = None,
) -> CheckoutAnswer:
    """Make the answer about the cart, an item of it, a ticket type of that, or one ticket."""
    beside = {"part": part, "ticket_type": ticket_type, "ticket": ticket}
    stray = next((key for key, value in beside.items() if value), "")
    if stray and not item:
        raise _incomplete(stray, "item")
    if (part or ticket) and not ticket_type:
        raise _incomplete("part" if part else "ticket", "ticket_type")
    of_part = None if part is None else PartId(part)
    of_type = TicketTypeId(ticket_type)
    target: AnswerTarget = CartTarget()
    if ticket is not None:
        target = TicketTarget(
            item=ItemId(item), ticket_type=of_type, ordinal=ticket - 1, part=of_part
        )
    elif ticket_type:
        target = TicketTypeTarget(item=ItemId(item), ticket_type=of_type, part=of_part)
    elif item:
        target = ItemTarget(item=ItemId(item))
    return CheckoutAnswer(field=CheckoutFieldId(field), values=values, target=target)


def _incomplete(key: str, missing: str) -> Fault:
    return Fault(
        FileCode.STRAY_KEY,
        problem="has nothing to go with",
        allowed=f"only beside {missing}",
        key=key,
    )


_ANSWER = Table(
    name="answer",
    meaning="What was answered to a checkout field.",
    make=_answer,
    defaults=dict,
    parts=(
        named("field", "the id of a checkout field", meaning="Which field.", required=True),
        Key(name="values", shape=ListOf(element=Text()), meaning="The answer.", required=True),
        named("item", "the id of an item", meaning="About which item; left out: the cart."),
        named("part", "the id of a part", meaning="About which part of a bundle."),
        named("ticket_type", "the id of a ticket type", meaning="About which tickets."),
        Key(name="ticket", shape=Integer(least=1), meaning="About which of them, from 1."),
    ),
)
_PARTS = (
    Key(name="contacts", shape=ListOf(element=_CONTACT), meaning="People."),
    Key(name="notes", shape=ListOf(element=NOTE), meaning="Notes."),
    Key(name="answers", shape=ListOf(element=_ANSWER), meaning="Answers to checkout fields."),
    Key(name="custom_fields", shape=ListOf(element=_CUSTOM_FIELD), meaning="Custom fields."),
    _text("language", "The language of the order."),
    _text("external_reference", "What the caller calls the cart."),
    _text("hold_token", "A secret of whoever opened the cart."),
)
DETAILS = Table(
    name="details",
    meaning="The people and words that belong to a cart.",
    make=CartDetails,
    parts=_PARTS,
)


def _changes(*, clear: frozenset[str] = frozenset(), **wishes: Any) -> DetailChanges:
    return DetailChanges(**with_cleared(wishes, clear))


DETAIL_CHANGES = Table(
    name="detail_changes",
    meaning="People and words: what is named takes the place of what was there, the rest stays.",
    make=_changes,
    defaults=dict,
    parts=(*_PARTS, clearable(tuple(key.name for key in _PARTS))),
)
PAYING = Table(
    name="payment",
    meaning="A payment that was made outside.",
    make=Paying,
    parts=(
        Key(
            name="type",
            shape=choice_of(PaymentType),
            meaning="Whether money came in, or is set aside.",
            required=True,
        ),
        Key(name="amount", shape=Amount(), meaning="How much.", required=True),
        Key(name="method", shape=choice_of(PaymentMethod), meaning="How it was paid."),
        _text("external_reference", "What the payer's side calls it."),
    ),
)
PAYMENT = Converted(shape=PAYING, convert=AttachingPayment)
OPENING = Table(
    name="opening",
    meaning="How a cart is opened.",
    make=Opening,
    parts=(
        Key(
            name="buyer",
            shape=BUYER,
            meaning="Through whom, and to whom, is sold; left out: the buyer of the story.",
        ),
        Key(
            name="privileges",
            shape=SetOf(element=choice_of(Privilege)),
            meaning="What only some callers may do.",
        ),
        Key(name="details", shape=DETAILS, meaning=DETAILS.meaning),
    ),
)
