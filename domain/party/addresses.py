"""Addresses, and the companies that people come from."""

from __future__ import annotations

from attrs import field, frozen

from counterfoil.domain.privacy import PUBLIC, Shape, guarded, personal


@frozen(kw_only=True, field_transformer=guarded)
class Address:
    """A postal address or a place; every part may be empty.

    ``country_code`` is of ISO 3166-1, two capital letters: all that is left of an erased address.
    ``latitude`` and ``longitude`` are decimal degrees, as text, because a position as it was told
    is never computed with. ``place_id`` is what a map service calls the place.
    """

    name: str = field(default="", metadata=personal(Shape.NAME))
    street: str = field(default="", metadata=personal(Shape.NAME))
    addition: str = field(default="", metadata=personal(Shape.NAME))
    city: str = field(default="", metadata=personal(Shape.NAME))
    postal_code: str = field(default="", metadata=personal(Shape.CODE))
    region: str = field(default="", metadata=personal(Shape.REMOVED))
    country: str = field(default="", metadata=personal(Shape.REMOVED))
    country_code: str = field(default="", metadata=PUBLIC)
    place_id: str = field(default="", metadata=personal(Shape.CODE))
    latitude: str = field(default="", metadata=personal(Shape.REMOVED))
    longitude: str = field(default="", metadata=personal(Shape.REMOVED))
    notes: str = field(default="", metadata=personal(Shape.TEXT))


@frozen(kw_only=True, field_transformer=guarded)
class Company:
    """The company for which a contact acts; a company can be one person, so it is personal."""

    name: str = field(default="", metadata=personal(Shape.NAME))
    registration_number: str = field(default="", metadata=personal(Shape.CODE))
    tax_number: str = field(default="", metadata=personal(Shape.CODE))
