"""Custom fields: names and values of the host's own, kept and handed back."""

from __future__ import annotations

from enum import Enum

from attrs import field, frozen

from counterfoil.domain.privacy import PUBLIC, Shape, guarded, personal


class CustomFieldType(Enum):
    """Who keeps the field: a system for its own use, or a user.

    Source: the vendor's custom field types.
    """

    SYSTEM = "SYSTEM"
    USER = "USER"


@frozen(kw_only=True, field_transformer=guarded)
class CustomField:
    """A value under a name; nothing in the engine reads either.

    The value can be anything, so it counts as personal. The name is the host's word for it and
    must not be about anybody.
    """

    name: str = field(metadata=PUBLIC)
    value: str = field(default="", metadata=personal(Shape.ANSWER))
    type: CustomFieldType = CustomFieldType.USER
