"""Single values: texts, ids, switches and choices."""

# ruff: noqa: ARG002  (every shape takes the same arguments, used or not)

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from difflib import get_close_matches
from enum import Enum
from typing import Any, NoReturn

from attrs import field, frozen

from counterfoil.adapters.files.problems import FileCode
from counterfoil.adapters.files.reading import Fault, Place, Schema, Shape, shown
from counterfoil.domain.errors import UsageError
from counterfoil.domain.money import currency

__all__ = [
    "Choice",
    "Converted",
    "CurrencyCode",
    "Flag",
    "Identifier",
    "TableNames",
    "Text",
    "choice_of",
    "wrong_type",
]

IDENTIFIER_LENGTH_MAX = 200  # characters
TEXT_LENGTH_MAX = 4_000  # characters: a description, not a page

_FILE_NAME = re.compile(r"([A-Za-z0-9_. -]{1,100}/){0,3}[A-Za-z0-9_. -]{1,100}\.csv")


def wrong_type(value: Any, *, allowed: str) -> NoReturn:
    """Raise the fault of a value of another kind."""
    kinds = {
        bool: "a switch",
        str: "a text",
        int: "a number",
        Decimal: "a number",
        dict: "a table",
        list: "a list",
        type(None): "null",
    }
    kind = kinds.get(type(value), "a date or time")
    told = "null" if value is None else shown(value)
    problem = f"is {kind}" if told == kind or value is None else f"{told} is {kind}"
    raise Fault(FileCode.WRONG_TYPE, problem=problem, allowed=allowed)


@frozen(kw_only=True)
class Text:
    """A text to read, in one or several lines."""

    length_max: int = TEXT_LENGTH_MAX
    words: str = "a text"

    def read(self, value: Any, place: Place) -> str:
        """Answer the text as it stands."""
        if not isinstance(value, str):
            wrong_type(value, allowed=self.words)
        _check_text(value, length_max=self.length_max, allowed=self.words)
        return value

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """Describe a text."""
        return {"type": "string", "maxLength": self.length_max}


@frozen(kw_only=True)
class Identifier:
    """A name by which one thing refers to another."""

    words: str = "an id"

    def read(self, value: Any, place: Place) -> str:
        """Answer the id; blanks at its ends would make two ids that look the same."""
        if not isinstance(value, str):
            wrong_type(value, allowed=f"{self.words} in quotes")
        allowed = f"1 to {IDENTIFIER_LENGTH_MAX} printable characters, no blank at the ends"
        _check_text(value, length_max=IDENTIFIER_LENGTH_MAX, allowed=allowed)
        if not value or value != value.strip() or not value.isprintable():
            raise Fault(
                FileCode.INVALID_TEXT,
                problem=f"{shown(value)} is not {self.words}",
                allowed=allowed,
            )
        return value

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """Describe an id."""
        return {
            "type": "string",
            "minLength": 1,
            "maxLength": IDENTIFIER_LENGTH_MAX,
            "pattern": r"^\S(.*\S)?$",
        }


def _check_text(value: str, *, length_max: int, allowed: str) -> None:
    if len(value) > length_max:
        raise Fault(
            FileCode.INVALID_TEXT,
            problem=f"has {len(value)} characters",
            allowed=f"at most {length_max}",
        )
    # Half of a surrogate pair is a character to JSON, but no text that can be written or compared.
    if any("\ud800" <= character <= "\udfff" or character == "\0" for character in value):
        raise Fault(
            FileCode.INVALID_TEXT,
            problem="holds a character that is no text (a lone surrogate or a null)",
            allowed=allowed,
        )


@frozen(kw_only=True)
class TableNames:
    """Names of CSV files, one or a list; never a way out of the folder of the file itself."""

    words: str = "the name of a CSV file beside this one, or a list of names"

    def read(self, value: Any, place: Place) -> tuple[str, ...]:
        """Answer the names as they stand."""
        if not isinstance(value, str | list):
            wrong_type(value, allowed=self.words)
        names = [value] if isinstance(value, str) else value
        for name in names:
            if not isinstance(name, str):
                wrong_type(name, allowed=self.words)
            if not _FILE_NAME.fullmatch(name) or ".." in name.split("/"):
                raise Fault(
                    FileCode.INVALID_FILE_NAME,
                    problem=f"{shown(name)} is not the name of a price table",
                    allowed="a name such as prices.csv or tables/prices.csv",
                )
        if len(set(names)) < len(names):
            raise Fault(
                FileCode.DUPLICATE_VALUE,
                problem="names a price table twice",
                allowed="each price table once",
            )
        return tuple(names)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """Describe one name or a list of names."""
        name: Schema = {"type": "string", "pattern": f"^{_FILE_NAME.pattern}$"}
        return {"anyOf": [name, {"type": "array", "items": name, "uniqueItems": True}]}


@frozen(kw_only=True)
class Flag:
    """A switch; ``only_true``: one that is left out instead of turned off."""

    only_true: bool = False

    @property
    def words(self) -> str:
        """Name the positions."""
        return "true" if self.only_true else "true or false"

    def read(self, value: Any, place: Place) -> bool:
        """Answer the switch; neither 1 nor "true" is one."""
        if not isinstance(value, bool) or value < self.only_true:
            wrong_type(value, allowed=self.words)
        return value

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """Describe a switch."""
        return {"const": True} if self.only_true else {"type": "boolean"}


@frozen(kw_only=True)
class Choice:
    """One word out of a few, in upper or in lower case."""

    members: Mapping[str, Any]
    words: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Name the members once."""
        object.__setattr__(self, "words", f"one of {', '.join(self.members)}")

    def read(self, value: Any, place: Place) -> Any:
        """Answer what the word stands for."""
        if not isinstance(value, str):
            wrong_type(value, allowed=self.words)
        for spelling, member in self.members.items():
            if value in {spelling, spelling.lower(), spelling.upper()}:
                return member
        near = get_close_matches(
            value[:IDENTIFIER_LENGTH_MAX].lower(), [name.lower() for name in self.members], n=1
        )
        hint = f" (did you mean {near[0]})" if near else ""
        raise Fault(
            FileCode.UNKNOWN_CHOICE,
            problem=f"{shown(value)} is not known{hint}",
            allowed=self.words,
        )

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """Describe the words in both cases."""
        spellings = [*self.members, *map(str.lower, self.members), *map(str.upper, self.members)]
        return {"type": "string", "enum": list(dict.fromkeys(spellings))}


def choice_of(kind: type[Enum], *, members: frozenset[Any] = frozenset()) -> Choice:
    """Offer the members of an enumeration, or only *members* of it, in its own order."""
    offered = [member for member in kind if not members or member in members]
    return Choice(members={member.value: member for member in offered})


@frozen(kw_only=True)
class CurrencyCode:
    """A currency of ISO 4217."""

    words: str = "a currency code such as EUR"

    def read(self, value: Any, place: Place) -> Any:
        """Answer the currency with its exponent."""
        if not isinstance(value, str):
            wrong_type(value, allowed=self.words)
        try:
            return currency(value)
        except UsageError as error:
            raise Fault(
                FileCode.UNKNOWN_CURRENCY,
                problem=f"{shown(value)} {error.problem}",
                allowed=error.allowed,
            ) from error

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """Describe the form of the codes; the list itself is the reader's."""
        return {"type": "string", "pattern": "^[A-Z]{3}$"}


@frozen(kw_only=True)
class Converted:
    """A value of another shape that stands for something else in the domain."""

    shape: Shape
    convert: Callable[[Any], Any]

    @property
    def words(self) -> str:
        """Name the shape."""
        return self.shape.words

    def read(self, value: Any, place: Place) -> Any:
        """Answer what the value stands for."""
        return self.convert(self.shape.read(value, place))

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """Describe the shape."""
        return self.shape.schema(definitions)
