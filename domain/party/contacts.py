"""Contacts: the people of a cart or an order, each with a type and a version."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import NewType

import attrs
from attrs import field, frozen

from counterfoil.domain.errors import UsageError
from counterfoil.domain.party.addresses import Address, Company
from counterfoil.domain.party.custom_fields import CustomField
from counterfoil.domain.party.notes import Note, check_aware
from counterfoil.domain.privacy import PUBLIC, Shape, guarded, personal

ContactId = NewType("ContactId", str)


class ContactType(Enum):
    """What somebody is to the order.

    Source: the vendor's contact types.
    """

    BOOKER = "BOOKER"
    CONTACT = "CONTACT"
    GUEST = "GUEST"
    PARTNER = "PARTNER"
    STAFF = "STAFF"
    CASHIER = "CASHIER"
    PAYMENT = "PAYMENT"
    AGENT = "AGENT"
    EMERGENCY = "EMERGENCY"
    GUIDE = "GUIDE"
    SUPPLIER = "SUPPLIER"
    VENUE = "VENUE"
    HOST = "HOST"
    COMPANY = "COMPANY"
    DELIVERY = "DELIVERY"
    OTHER = "OTHER"


class Gender(Enum):
    """What a contact said of itself.

    Source: the vendor's contact genders.
    """

    MALE = "MALE"
    FEMALE = "FEMALE"
    OTHER = "OTHER"


class ContactClassification(Enum):
    """How the staff classes a contact.

    Source: the vendor's contact classifications.
    """

    IMPORTANT = "IMPORTANT"
    VERY_IMPORTANT = "VERY_IMPORTANT"
    PROBLEMATIC = "PROBLEMATIC"
    DISABLEDPERSON = "DISABLEDPERSON"
    TOPMANAGEMENT = "TOPMANAGEMENT"
    STAFF = "STAFF"
    LOYALTYPROGRAM = "LOYALTYPROGRAM"
    MEDIA = "MEDIA"
    FRIENDORFAMILY = "FRIENDORFAMILY"
    RETURNING = "RETURNING"
    PERSONAL = "PERSONAL"
    BUSINESS = "BUSINESS"


def _check_version(_: Contact, __: attrs.Attribute[int], version: int) -> None:
    if version < 1:
        raise UsageError(
            field="Contact.version",
            value=version,
            problem="is no version",
            allowed="1 and up",
        )


@frozen(kw_only=True, field_transformer=guarded)
class Contact:
    """A person of a cart or an order; text that was not told is empty.

    ``uid`` names the contact for as long as it lives and must say nothing about the person; what
    the host calls it goes into ``external_uid``. ``language`` is of ISO 639-1, with a region or
    without. ``age`` is in years, as it was told. ``version`` grows by one with every change;
    ``version``, ``created`` and ``modified`` are recorded by the engine, and what a caller sends
    there is ignored.

    Any text is taken: what another system answers is never refused. What a guest typed is checked
    by `contact_problems`.

    Raises: UsageError for a version below 1 and an instant without a time zone.
    """

    uid: ContactId = field(metadata=PUBLIC)
    type: ContactType
    version: int = field(default=1, validator=_check_version)
    external_uid: str = field(default="", metadata=personal(Shape.CODE))
    number: str = field(default="", metadata=personal(Shape.CODE))
    title: str = field(default="", metadata=personal(Shape.REMOVED))
    name_first: str = field(default="", metadata=personal(Shape.NAME))
    name_last: str = field(default="", metadata=personal(Shape.NAME))
    email: str = field(default="", metadata=personal(Shape.EMAIL))
    phone: str = field(default="", metadata=personal(Shape.PHONE))
    mobile: str = field(default="", metadata=personal(Shape.PHONE))
    language: str = field(default="", metadata=PUBLIC)
    nationality: str = field(default="", metadata=personal(Shape.REMOVED))
    flight_number: str = field(default="", metadata=personal(Shape.CODE))
    loyalty_number: str = field(default="", metadata=personal(Shape.CODE))
    room_number: str = field(default="", metadata=personal(Shape.CODE))
    birth_place: str = field(default="", metadata=personal(Shape.NAME))
    birth_date: date | None = field(default=None, metadata=personal(Shape.REMOVED))
    passport: str = field(default="", metadata=personal(Shape.CODE))
    gender: Gender | None = field(default=None, metadata=personal(Shape.REMOVED))
    age: int | None = field(default=None, metadata=personal(Shape.REMOVED))
    website: str = field(default="", metadata=personal(Shape.WEBSITE))
    company: Company | None = None
    classification: ContactClassification | None = field(
        default=None, metadata=personal(Shape.REMOVED)
    )
    address: Address | None = None
    notes: tuple[Note, ...] = ()
    custom_fields: tuple[CustomField, ...] = ()
    created: datetime | None = field(default=None, validator=check_aware)
    modified: datetime | None = field(default=None, validator=check_aware)
