"""Actors: who gives a command."""

from __future__ import annotations

from enum import Enum

from attrs import field, frozen

from counterfoil.domain.privacy import PUBLIC, Shape, guarded, personal
from counterfoil.domain.typed import of_type


class AccountType(Enum):
    """The kind of account somebody acts with.

    Source: the vendor's account types.
    """

    GUEST = "GUEST"
    PARTNER = "PARTNER"
    DISTRIBUTOR = "DISTRIBUTOR"
    RESELLER = "RESELLER"
    PLATFORM = "PLATFORM"
    SUPER_ADMIN = "SUPER_ADMIN"
    MARKET_ADMIN = "MARKET_ADMIN"
    SUPPLIER_ADMIN = "SUPPLIER_ADMIN"
    SUPPLIER = "SUPPLIER"


@frozen(kw_only=True, field_transformer=guarded)
class Actor:
    """Who gives a command: recorded with what the command did.

    A guest may be nobody we know: name and e-mail address are empty then. ``role`` is the host's
    own word for what the person does, such as "cashier".
    """

    account_type: AccountType = field(
        validator=of_type(AccountType, allowed="a member of AccountType, such as GUEST")
    )
    name: str = field(default="", metadata=personal(Shape.NAME))
    email: str = field(default="", metadata=personal(Shape.EMAIL))
    role: str = field(default="", metadata=PUBLIC)
