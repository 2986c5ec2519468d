"""What scripts read: JSON documents, how an amount stands in them, and their encoding."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import click

from counterfoil.domain.money import Currency, format_amount

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"
Document: TypeAlias = "dict[str, Json]"


def amount_document(amount: int, currency: Currency) -> Document:
    """Describe an amount: its decimal text in major units, and its minor units as an integer.

    No reader has to go through a float.
    """
    return {"decimal": format_amount(amount, currency=currency), "minor": amount}


def write_json(document: Mapping[str, object]) -> None:
    """Write a document to the standard output; its keys stay in their order."""
    write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def write_text(text: str) -> None:
    """Write what a script will read: in UTF-8, whatever the terminal is set to."""
    click.echo(text.encode("utf-8"), nl=False)
