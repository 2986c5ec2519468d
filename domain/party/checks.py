"""Checks of what people typed: contacts, notes, custom fields and actors, all problems at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from counterfoil.domain.party import shapes
from counterfoil.domain.party.actors import Actor
from counterfoil.domain.party.addresses import Address
from counterfoil.domain.party.contacts import Contact
from counterfoil.domain.party.custom_fields import CustomField
from counterfoil.domain.party.notes import Note
from counterfoil.domain.party.refusals import InvalidDetail

LINE_LENGTH_MAX = 255  # Characters. Source: the vendor's bound of contact names.
NUMBER_LENGTH_MAX = 50  # Characters. Source: the vendor's bound of contact numbers.
NOTE_LENGTH_MAX = 5_000  # Characters: about a page.
CUSTOM_VALUE_LENGTH_MAX = 5_000  # Characters, as a note.
CONTACTS_MAX = 500  # A coach party has fifty; more than this is an import gone wrong.

_UID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_UID_ALLOWED = "1 to 64 letters, digits, hyphens and underscores that say nothing about the person"
_BREAKS = re.compile("[\t\n\r\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class _TextRule(NamedTuple):
    """The form of a field: what it has to be, and the words for that."""

    holds: Callable[[str], bool]
    problem: str
    allowed: str


_CONTACT_TEXTS: Mapping[str, _TextRule] = MappingProxyType(
    {
        "email": _TextRule(shapes.is_email, "is not an e-mail address", shapes.EMAIL_ALLOWED),
        "phone": _TextRule(shapes.is_phone, "is not a phone number", shapes.PHONE_ALLOWED),
        "mobile": _TextRule(shapes.is_phone, "is not a phone number", shapes.PHONE_ALLOWED),
        "language": _TextRule(shapes.is_language, "is not a language", shapes.LANGUAGE_ALLOWED),
        "website": _TextRule(shapes.is_website, "is not a website", shapes.WEBSITE_ALLOWED),
    }
)
_CONTACT_LINES = ("title", "name_first", "name_last", "nationality", "birth_place")
_CONTACT_NUMBERS = (
    "external_uid",
    "number",
    "flight_number",
    "loyalty_number",
    "room_number",
    "passport",
)
_ADDRESS_TEXTS: Mapping[str, _TextRule] = MappingProxyType(
    {
        "country_code": _TextRule(shapes.is_country, "is not a country", shapes.COUNTRY_ALLOWED),
        "latitude": _TextRule(shapes.is_latitude, "is not a latitude", shapes.LATITUDE_ALLOWED),
        "longitude": _TextRule(
            shapes.is_longitude, "is not a longitude", shapes.LONGITUDE_ALLOWED
        ),
    }
)
_ADDRESS_LINES = (
    "name",
    "street",
    "addition",
    "city",
    "postal_code",
    "region",
    "country",
    "place_id",
)


def contact_problems(contacts: tuple[Contact, ...], *, on: date) -> tuple[InvalidDetail, ...]:
    """Answer all that is wrong with *contacts* on the date *on*, in their order.

    Empty fields are fine. The age is not compared with the birth date: both are as they were told.
    """
    found: list[InvalidDetail] = []
    if len(contacts) > CONTACTS_MAX:
        found.append(
            InvalidDetail(
                field="contacts",
                problem=f"are {len(contacts)}",
                allowed=f"at most {CONTACTS_MAX}",
            )
        )
    seen: set[str] = set()
    for position, contact in enumerate(contacts):
        path = f"contacts[{position}]"
        if contact.uid in seen:
            found.append(
                InvalidDetail(
                    field=f"{path}.uid", problem="is used twice", allowed="one contact per uid"
                )
            )
        seen.add(contact.uid)
        found.extend(_contact_problems(contact, path=path, on=on))
    return tuple(found)


def note_problems(notes: tuple[Note, ...], *, field: str) -> tuple[InvalidDetail, ...]:
    """Answer all that is wrong with *notes*; *field* is the path to them."""
    found: list[InvalidDetail] = []
    for position, note in enumerate(notes):
        path = f"{field}[{position}].value"
        if not note.value.strip():
            found.append(InvalidDetail(field=path, problem="is blank", allowed="some text"))
        found.extend(_paragraph(note.value, path=path, most=NOTE_LENGTH_MAX))
    return tuple(found)


def custom_field_problems(
    custom_fields: tuple[CustomField, ...], *, field: str
) -> tuple[InvalidDetail, ...]:
    """Answer all that is wrong with *custom_fields*; *field* is the path to them."""
    found: list[InvalidDetail] = []
    for position, custom in enumerate(custom_fields):
        path = f"{field}[{position}]"
        if not custom.name.strip():
            found.append(
                InvalidDetail(field=f"{path}.name", problem="is blank", allowed="some text")
            )
        found.extend(_line(custom.name, path=f"{path}.name"))
        found.extend(_paragraph(custom.value, path=f"{path}.value", most=CUSTOM_VALUE_LENGTH_MAX))
    return tuple(found)


def actor_problems(actor: Actor) -> tuple[InvalidDetail, ...]:
    """Answer all that is wrong with an actor."""
    found = [*_line(actor.name, path="actor.name"), *_line(actor.role, path="actor.role")]
    found.extend(_form(actor.email, path="actor.email", rule=_CONTACT_TEXTS["email"]))
    return tuple(found)


def _contact_problems(contact: Contact, *, path: str, on: date) -> Iterator[InvalidDetail]:
    if not _UID.fullmatch(contact.uid):
        yield InvalidDetail(field=f"{path}.uid", problem="is no id", allowed=_UID_ALLOWED)
    for name in _CONTACT_LINES:
        yield from _line(getattr(contact, name), path=f"{path}.{name}")
    for name in _CONTACT_NUMBERS:
        yield from _line(getattr(contact, name), path=f"{path}.{name}", most=NUMBER_LENGTH_MAX)
    for name, rule in _CONTACT_TEXTS.items():
        yield from _form(getattr(contact, name), path=f"{path}.{name}", rule=rule)
    yield from _birth_problems(contact, path=path, on=on)
    if contact.company is not None:
        for name in ("name", "registration_number", "tax_number"):
            yield from _line(getattr(contact.company, name), path=f"{path}.company.{name}")
    if contact.address is not None:
        yield from _address_problems(contact.address, path=f"{path}.address")
    yield from note_problems(contact.notes, field=f"{path}.notes")
    yield from custom_field_problems(contact.custom_fields, field=f"{path}.custom_fields")


def _birth_problems(contact: Contact, *, path: str, on: date) -> Iterator[InvalidDetail]:
    born = contact.birth_date
    if born is not None and born > on:
        yield InvalidDetail(
            field=f"{path}.birth_date", problem="is in the future", allowed=f"up to {on}"
        )
    if born is not None and on.year - born.year > shapes.AGE_MAX:
        yield InvalidDetail(
            field=f"{path}.birth_date",
            problem="is too long ago",
            allowed=f"at most {shapes.AGE_MAX} years before {on}",
        )
    if contact.age is not None and not 0 <= contact.age <= shapes.AGE_MAX:
        yield InvalidDetail(field=f"{path}.age", problem="is no age", allowed=shapes.AGE_ALLOWED)


def _address_problems(address: Address, *, path: str) -> Iterator[InvalidDetail]:
    for name in _ADDRESS_LINES:
        yield from _line(getattr(address, name), path=f"{path}.{name}")
    for name, rule in _ADDRESS_TEXTS.items():
        yield from _form(getattr(address, name), path=f"{path}.{name}", rule=rule)
    if bool(address.latitude) != bool(address.longitude):
        yield InvalidDetail(
            field=path,
            problem="has half a position",
            allowed="latitude and longitude, or neither",
        )
    yield from _paragraph(address.notes, path=f"{path}.notes", most=NOTE_LENGTH_MAX)


def _form(text: str, *, path: str, rule: _TextRule) -> Iterator[InvalidDetail]:
    if text and not rule.holds(text):
        yield InvalidDetail(field=path, problem=rule.problem, allowed=rule.allowed)


def _line(text: str, *, path: str, most: int = LINE_LENGTH_MAX) -> Iterator[InvalidDetail]:
    # A line break in a name would forge a line of whatever it is written into: a header, a file.
    if _BREAKS.search(text) or _CONTROLS.search(text):
        yield InvalidDetail(
            field=path, problem="has control characters", allowed="one line of text"
        )
    yield from _length(text, path=path, most=most)


def _paragraph(text: str, *, path: str, most: int) -> Iterator[InvalidDetail]:
    if _CONTROLS.search(text):
        yield InvalidDetail(field=path, problem="has control characters", allowed="lines of text")
    yield from _length(text, path=path, most=most)


def _length(text: str, *, path: str, most: int) -> Iterator[InvalidDetail]:
    if len(text) > most:
        yield InvalidDetail(
            field=path, problem=f"has {len(text)} characters", allowed=f"at most {most}"
        )
