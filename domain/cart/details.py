"""The people and words that belong to a cart."""

from __future__ import annotations

from attrs import field, frozen

from counterfoil.domain.party import Contact, CustomField, Note
from counterfoil.domain.privacy import PUBLIC, SECRET


@frozen(kw_only=True)
class CartDetails:
    """Contacts, notes and custom fields of a cart, its language and the caller's own references.

    ``hold_token`` is a secret of whoever opened the cart.
    """

    contacts: tuple[Contact, ...] = ()
    notes: tuple[Note, ...] = ()
    custom_fields: tuple[CustomField, ...] = ()
    language: str = field(default="", metadata=PUBLIC)
    external_reference: str = field(default="", metadata=PUBLIC)
    hold_token: str = field(default="", repr=False, metadata=SECRET)
