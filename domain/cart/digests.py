"""Digests of a command, a field each: to say which field differs when a key is used again.

They are keyed by the command's key, so that what people wrote cannot be guessed from what is kept.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping

import attrs

from counterfoil.domain.cart.commands import CartCommand
from counterfoil.domain.digest import digest

DIGEST_BYTES = 12


def digests_of(command: CartCommand) -> Mapping[str, str]:
    """Digest each field of a command, and what kind of command it is."""
    secret = command.key.encode()
    texts = {
        field.name: digest(getattr(command, field.name))
        for field in attrs.fields(type(command))
        if field.name != "key"
    }
    texts["command"] = type(command).__name__
    return {
        name: hmac.digest(secret, text.encode(), "sha256")[:DIGEST_BYTES].hex()
        for name, text in texts.items()
    }


def differing(first: Mapping[str, str], second: Mapping[str, str]) -> tuple[str, ...]:
    """Name the fields in which two commands differ; only the kind where that differs."""
    if first.get("command") != second.get("command"):
        return ("command",)
    names = first.keys() | second.keys()
    return tuple(sorted(name for name in names if first.get(name) != second.get(name)))
