"""Keys that every rule of a tariff has."""

from __future__ import annotations

from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.scalars import Identifier, Text

__all__ = ["LABEL", "PERCENTAGE_NAMES", "id_key", "named"]

PERCENTAGE_NAMES = ("percent", "rate")  # what people call a percentage

LABEL = Key(
    name="label",
    shape=Text(),
    meaning="What it is called in explanations.",
    required=True,
    mistaken=("name",),
)


def id_key(meaning: str) -> Key:
    """Make the key of an id."""
    return Key(name="id", shape=Identifier(), meaning=meaning, required=True)


def named(name: str, words: str, *, meaning: str, required: bool = False) -> Key:
    """Make the key of a name by which one thing refers to another."""
    return Key(name=name, shape=Identifier(words=words), meaning=meaning, required=required)
