"""What a key that is left out stands for, written as a file would write it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import timedelta
from enum import Enum
from typing import Any

from attrs import NOTHING

from counterfoil.adapters.files.reading import UNREAD
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.moments import duration_text
from counterfoil.adapters.files.shapes.scalars import Converted, Flag
from counterfoil.domain.money import Rate

__all__ = ["written_default"]


def written_default(key: Key, *, make: Callable[..., Any]) -> Any:
    """Answer the default of *key* as an argument of *make*; UNREAD where there is none to write.

    Nothing is written for texts, lists and objects: they are empty where they are left out.
    """
    value = _default(key, make=make)
    if value is NOTHING:  # a factory's product is an object, not a word to write
        return UNREAD
    match value:
        case _ if isinstance(key.shape, Converted) and isinstance(key.shape.shape, Flag):
            return next(
                (flag for flag in (False, True) if key.shape.convert(flag) == value), UNREAD
            )
        case bool() | int():
            return value
        case Enum():
            return value.value
        case timedelta():
            return duration_text(value)
        case Rate() if value.is_zero:
            return 0
        case _:
            return UNREAD


def _default(key: Key, *, make: Callable[..., Any]) -> Any:
    if key.otherwise is not UNREAD:
        return key.otherwise
    if key.required or key.inherited or make is dict:
        return UNREAD
    parameter = inspect.signature(make).parameters.get(key.argument)
    return UNREAD if parameter is None else parameter.default
