"""The reference page of contacts and fields says what the code says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import get_args

import attrs
import pytest

from counterfoil.domain.checkout_fields import (
    CheckoutAnswer,
    CheckoutField,
    FieldProblem,
    MissingCheckoutField,
)
from counterfoil.domain.party import (
    AccountType,
    Actor,
    Address,
    Company,
    Contact,
    ContactClassification,
    ContactType,
    CustomField,
    Gender,
    InvalidDetail,
    Note,
    NoteRecipient,
)
from counterfoil.domain.privacy import Shape, declared

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "contacts-and-fields.md"
CLASSES = [Actor, Contact, Address, Company, Note, CustomField, CheckoutAnswer]
NESTED = {"company", "address", "notes", "custom_fields", "creator"}
ERASED = {
    Shape.NAME: "pseudonym: name",
    Shape.EMAIL: "pseudonym: e-mail address",
    Shape.PHONE: "pseudonym: phone number",
    Shape.WEBSITE: "pseudonym: website",
    Shape.CODE: "pseudonym: code",
    Shape.TEXT: "pseudonym: text",
    Shape.ANSWER: "pseudonym: whatever was typed",
    Shape.REMOVED: "removed",
}


def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def documented(kind: type) -> Iterator[tuple[str, str]]:
    """Yield the fields of a class as the page's table has them, with what erasing does."""
    table = page().split(f"<!-- fields: {kind.__name__} -->\n\n")[1].split("\n\n")[0]
    for row in table.splitlines()[2:]:
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        yield cells[0].strip("`"), cells[-1]


def erased(kind: type, field: attrs.Attribute[object]) -> str:
    declaration = declared(field)
    if declaration is not None and declaration.hides:
        return ERASED[declaration.shape]
    is_nested = field.name in NESTED and kind in {Contact, Note}
    return "field by field" if is_nested else "stays"


@pytest.mark.parametrize("kind", CLASSES)
def test_every_field_is_there_with_what_becomes_of_it(kind: type[attrs.AttrsInstance]) -> None:
    expected = [(field.name, erased(kind, field)) for field in attrs.fields(kind)]

    assert list(documented(kind)) == expected


def test_every_field_of_a_question_is_there() -> None:
    section = page().split("## Checkout fields")[1].split("A `CheckoutAnswer`")[0]
    rows = [row.split("|")[1] for row in section.splitlines() if row.startswith("| `")]

    found = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert found == {field.name for field in attrs.fields(CheckoutField)}


def test_every_code_has_a_heading_in_order_of_precedence() -> None:
    codes = [kind.code for kind in (InvalidDetail, *get_args(FieldProblem), MissingCheckoutField)]

    assert re.findall(r"^#### (\w+)$", page(), re.MULTILINE) == codes


@pytest.mark.parametrize(
    "kind", [AccountType, ContactType, ContactClassification, Gender, NoteRecipient]
)
def test_every_member_of_an_enumeration_is_there(kind: type[Enum]) -> None:
    assert [member.name for member in kind if f"`{member.name}`" not in page()] == []
