"""Checks of types at the door: what a host sends is what the field says, or is refused at once.

Type checkers find most of this before it runs. Where nobody ran one, a wrong value would go on
until something deep inside cannot read it, or, worse, be read as something else: a payment whose
type is the text ``"CAPTURE"`` is not the member ``CAPTURE``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import Attribute

from counterfoil.domain.errors import UsageError

Validator = Callable[[Any, "Attribute[Any]", Any], None]


def of_type(*kinds: type, allowed: str) -> Validator:
    """Make a validator that raises UsageError for what is of none of *kinds*.

    The message shows the type and not the value, which may be personal or a secret.
    """

    def check(_: object, attribute: Attribute[Any], value: object) -> None:
        require_type(value, *kinds, field=attribute.name, allowed=allowed)

    return check


def require_type(value: object, *kinds: type, field: str, allowed: str) -> None:
    """Raise UsageError where *value* is of none of *kinds*, as `of_type` does, of an argument."""
    if not isinstance(value, kinds):
        raise UsageError(
            field=field, value=type(value), problem="is of another type", allowed=allowed
        )


def tuple_of(*kinds: type, allowed: str) -> Validator:
    """Make a validator that raises UsageError for what is no tuple of *kinds*."""

    def check(_: object, attribute: Attribute[Any], value: object) -> None:
        if not isinstance(value, tuple):
            raise UsageError(
                field=attribute.name,
                value=type(value),
                problem="is no tuple",
                allowed=allowed,
            )
        for position, one in enumerate(value):
            require_type(one, *kinds, field=f"{attribute.name}[{position}]", allowed=allowed)

    return check
