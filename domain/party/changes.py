"""Changes of contacts: what is sent, what is kept, and the version that comes of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeAlias

import attrs
from attrs import field, frozen

from counterfoil.domain.keeping import CLEAR, KEEP, Amendment, Keep
from counterfoil.domain.party.actors import Actor
from counterfoil.domain.party.addresses import Address, Company
from counterfoil.domain.party.contacts import (
    Contact,
    ContactClassification,
    ContactId,
    ContactType,
    Gender,
)
from counterfoil.domain.party.custom_fields import CustomField
from counterfoil.domain.party.notes import Note, recorded_notes
from counterfoil.domain.privacy import PUBLIC, Shape, guarded, personal

ChangedText: TypeAlias = str | Amendment


@frozen(kw_only=True, field_transformer=guarded)
class ContactChanges:
    """What is to change of a contact: each field a new value, ``KEEP`` or ``CLEAR``."""

    type: ContactType | Keep = KEEP
    external_uid: ChangedText = field(default=KEEP, metadata=personal(Shape.CODE))
    number: ChangedText = field(default=KEEP, metadata=personal(Shape.CODE))
    title: ChangedText = field(default=KEEP, metadata=personal(Shape.REMOVED))
    name_first: ChangedText = field(default=KEEP, metadata=personal(Shape.NAME))
    name_last: ChangedText = field(default=KEEP, metadata=personal(Shape.NAME))
    email: ChangedText = field(default=KEEP, metadata=personal(Shape.EMAIL))
    phone: ChangedText = field(default=KEEP, metadata=personal(Shape.PHONE))
    mobile: ChangedText = field(default=KEEP, metadata=personal(Shape.PHONE))
    language: ChangedText = field(default=KEEP, metadata=PUBLIC)
    nationality: ChangedText = field(default=KEEP, metadata=personal(Shape.REMOVED))
    flight_number: ChangedText = field(default=KEEP, metadata=personal(Shape.CODE))
    loyalty_number: ChangedText = field(default=KEEP, metadata=personal(Shape.CODE))
    room_number: ChangedText = field(default=KEEP, metadata=personal(Shape.CODE))
    birth_place: ChangedText = field(default=KEEP, metadata=personal(Shape.NAME))
    birth_date: date | Amendment = field(default=KEEP, metadata=personal(Shape.REMOVED))
    passport: ChangedText = field(default=KEEP, metadata=personal(Shape.CODE))
    gender: Gender | Amendment = field(default=KEEP, metadata=personal(Shape.REMOVED))
    age: int | Amendment = field(default=KEEP, metadata=personal(Shape.REMOVED))
    website: ChangedText = field(default=KEEP, metadata=personal(Shape.WEBSITE))
    company: Company | Amendment = KEEP
    classification: ContactClassification | Amendment = field(
        default=KEEP, metadata=personal(Shape.REMOVED)
    )
    address: Address | Amendment = KEEP
    notes: tuple[Note, ...] | Amendment = KEEP
    custom_fields: tuple[CustomField, ...] | Amendment = KEEP


def updated(contact: Contact, *, changes: ContactChanges, actor: Actor, at: datetime) -> Contact:
    """Answer *contact* after *changes*: its next version, created when it was, modified at *at*.

    New notes are the *actor*'s. Changes that change nothing make no version.
    """
    defaults = {name: default.default for name, default in attrs.fields_dict(Contact).items()}
    values: dict[str, Any] = {}
    for name in attrs.fields_dict(ContactChanges):
        change = getattr(changes, name)
        if change is not KEEP:
            values[name] = defaults[name] if change is CLEAR else change
    return _next_version(attrs.evolve(contact, **values), former=contact, actor=actor, at=at)


def recorded_contacts(
    sent: tuple[Contact, ...], *, current: tuple[Contact, ...], actor: Actor, at: datetime
) -> tuple[Contact, ...]:
    """Answer the contacts that are there after *sent* took the place of *current*.

    A contact whose ``uid`` was there is its next version, or the same one where nothing differs
    but what callers cannot set; any other is new, version 1, created at *at*. So what was answered
    can be sent back as it is. Contacts of *current* that are not sent are not in the answer.
    """
    known: dict[ContactId, Contact] = {contact.uid: contact for contact in current}
    return tuple(
        _next_version(contact, former=known[contact.uid], actor=actor, at=at)
        if contact.uid in known
        else _first_version(contact, actor=actor, at=at)
        for contact in sent
    )


def _first_version(contact: Contact, *, actor: Actor, at: datetime) -> Contact:
    notes = recorded_notes(contact.notes, current=(), actor=actor, at=at)
    return attrs.evolve(contact, version=1, created=at, modified=at, notes=notes)


def _next_version(wanted: Contact, *, former: Contact, actor: Actor, at: datetime) -> Contact:
    same = attrs.evolve(
        wanted,
        version=former.version,
        created=former.created,
        modified=former.modified,
        notes=recorded_notes(wanted.notes, current=former.notes, actor=actor, at=at),
    )
    if same == former:
        return former
    return attrs.evolve(same, version=former.version + 1, modified=at)
