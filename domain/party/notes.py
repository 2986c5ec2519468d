"""Notes: what people tell one another about a booking, an order or a guest."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import attrs
from attrs import field, frozen

from counterfoil.domain.errors import UsageError
from counterfoil.domain.party.actors import Actor
from counterfoil.domain.privacy import Shape, guarded, personal


class NoteRecipient(Enum):
    """Whom a note is for; INTERNAL: nobody outside the seller.

    Source: the vendor's note types.
    """

    GUEST = "GUEST"
    PARTNER = "PARTNER"
    SUPPLIER = "SUPPLIER"
    RESELLER = "RESELLER"
    DISTRIBUTOR = "DISTRIBUTOR"
    INTERNAL = "INTERNAL"


def check_aware(
    instance: object, attribute: attrs.Attribute[datetime | None], value: datetime | None
) -> None:
    """Refuse a datetime without a time zone; the absence of an instant is fine.

    Raises: UsageError.
    """
    if value is not None and value.utcoffset() is None:
        raise UsageError(
            field=f"{type(instance).__name__}.{attribute.name}",
            value=value,
            problem="has no time zone",
            allowed="a datetime with one, such as 2026-05-01T10:00:00+02:00",
        )


@frozen(kw_only=True, field_transformer=guarded)
class Note:
    """A note; nobody but its recipients need see it.

    ``created`` and ``creator`` are recorded by the engine: what a caller sends there is ignored.
    """

    value: str = field(metadata=personal(Shape.TEXT))
    recipients: frozenset[NoteRecipient] = frozenset()
    created: datetime | None = field(default=None, validator=check_aware)
    creator: Actor | None = None


def recorded_notes(
    sent: tuple[Note, ...], *, current: tuple[Note, ...], actor: Actor, at: datetime
) -> tuple[Note, ...]:
    """Answer the notes that are there after *sent* took the place of *current*.

    A note that was there (same text, same recipients) keeps who wrote it and when; any other is
    the *actor*'s, written at *at*. Of equal notes each is kept once.
    """
    left = list(current)
    recorded: list[Note] = []
    for note in sent:
        former = _same_note(note, left)
        if former is None:
            recorded.append(attrs.evolve(note, created=at, creator=actor))
        else:
            left.remove(former)
            recorded.append(former)
    return tuple(recorded)


def _same_note(note: Note, notes: list[Note]) -> Note | None:
    for found in notes:
        if found.value == note.value and found.recipients == note.recipients:
            return found
    return None
