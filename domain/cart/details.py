"""The people and words that belong to a cart or an order, and what may be sent of them."""

from __future__ import annotations

from datetime import datetime

import attrs
from attrs import field, frozen

from counterfoil.domain.checkout_fields import CheckoutAnswer, recorded_answers
from counterfoil.domain.keeping import KEEP, Clear, Keep, sent
from counterfoil.domain.party import (
    Actor,
    Contact,
    CustomField,
    Distribution,
    Note,
    recorded_contacts,
    recorded_notes,
)
from counterfoil.domain.privacy import PUBLIC, SECRET, guarded


@frozen(kw_only=True)
class CartDetails:
    """Contacts, notes, answers to checkout fields, custom fields, language and references.

    ``hold_token`` is a secret of whoever opened the cart. ``distribution`` names who sells; the
    ids that decide about prices are the buyer's.
    """

    contacts: tuple[Contact, ...] = ()
    notes: tuple[Note, ...] = ()
    custom_fields: tuple[CustomField, ...] = ()
    answers: tuple[CheckoutAnswer, ...] = ()
    language: str = field(default="", metadata=PUBLIC)
    external_reference: str = field(default="", metadata=PUBLIC)
    distribution: Distribution = field(factory=Distribution)
    hold_token: str = field(default="", repr=False, metadata=SECRET)


@frozen(kw_only=True, field_transformer=guarded)
class DetailChanges:
    """What is to change: each part is replaced as a whole, kept, or cleared.

    Versions, writers and instants are the engine's, so that what was answered can be sent back as
    it is; what a caller sends there is ignored.
    """

    contacts: tuple[Contact, ...] | Keep | Clear = KEEP
    notes: tuple[Note, ...] | Keep | Clear = KEEP
    custom_fields: tuple[CustomField, ...] | Keep | Clear = KEEP
    answers: tuple[CheckoutAnswer, ...] | Keep | Clear = KEEP
    language: str | Keep | Clear = field(default=KEEP, metadata=PUBLIC)
    external_reference: str | Keep | Clear = field(default=KEEP, metadata=PUBLIC)
    distribution: Distribution | Keep | Clear = KEEP
    hold_token: str | Keep | Clear = field(default=KEEP, metadata=SECRET)

    @classmethod
    def replacing(cls, details: CartDetails) -> DetailChanges:
        """Answer the changes that send all of *details*."""
        return cls(**{part.name: getattr(details, part.name) for part in attrs.fields(cls)})


def changed_details(current: CartDetails, *, changes: DetailChanges) -> CartDetails:
    """Answer *current* with what is sent put in its place, before anything is recorded."""
    blank = CartDetails()
    return CartDetails(
        **{
            part.name: sent(
                getattr(changes, part.name),
                before=getattr(current, part.name),
                empty=getattr(blank, part.name),
            )
            for part in attrs.fields(CartDetails)
        }
    )


def recorded_details(
    wanted: CartDetails, *, current: CartDetails, actor: Actor, at: datetime
) -> CartDetails:
    """Answer *wanted* with the versions, writers and instants that the engine records."""
    return attrs.evolve(
        wanted,
        contacts=recorded_contacts(wanted.contacts, current=current.contacts, actor=actor, at=at),
        notes=recorded_notes(wanted.notes, current=current.notes, actor=actor, at=at),
        answers=recorded_answers(wanted.answers, current=current.answers, at=at),
    )
