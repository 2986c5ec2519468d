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
        if not isinstance(value, kinds):
            raise UsageError(
                field=attribute.name,
                value=type(value),
                problem="is of another type",
                allowed=allowed,
            )

    return check


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
            if not isinstance(one, kinds):
                raise UsageError(
                    field=f"{attribute.name}[{position}]",
                    value=type(one),
                    problem="is of another type",
                    allowed=allowed,
                )

    return check
