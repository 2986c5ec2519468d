"""The parts of a table with known keys, and the plainest of them: one key.

A table is the single source of a format: the reader reads by it, the JSON Schema and the reference
pages are generated from it. Its parts are

* `Key`: one key of the file for one argument of the domain class;
* `Inline`: keys that stand in this table and make an object of their own (the scope of a rule);
* `Variants`: several ways to say one thing, of which one is chosen by its leading key (an amount
  or a percentage).

A key that is left out takes the default of the domain class; no default is written twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Protocol

from attrs import evolve, frozen

from counterfoil.adapters.files.problems import FileCode
from counterfoil.adapters.files.reading import UNREAD, Fault, Place, Reading, Schema, Shape

__all__ = ["Key", "Part"]


class Part(Protocol):
    """Some keys of a table and what becomes of them."""

    def owned(self, make: Callable[..., Any]) -> Iterator[tuple[Key, Callable[..., Any]]]:
        """Answer all keys of the part, each with the class that it becomes an argument of.

        *make* is the class of the table around.
        """
        ...

    @property
    def always(self) -> tuple[str, ...]:
        """Name the keys that a table cannot do without."""
        ...

    def collect(self, table: dict[str, Any], place: Place, values: dict[str, Any]) -> bool:
        """Read the keys into the arguments *values*; answer whether nothing is wrong with them."""
        ...

    def companions(self) -> dict[str, list[str]]:
        """Say which keys need which others beside them."""
        ...

    def choices(self) -> list[Schema]:
        """Say which keys exclude each other, as JSON Schema."""
        ...


@frozen(kw_only=True)
class Key:
    """One key.

    ``becomes`` is the argument of the domain class (empty: as the key is called); ``mistaken`` are
    names that people try instead; an ``inherited`` key that is left out takes what the file says
    once for all; ``otherwise`` is a default that the domain class does not have.
    """

    name: str
    shape: Shape
    meaning: str
    becomes: str = ""
    required: bool = False
    inherited: bool = False
    otherwise: Any = UNREAD
    mistaken: tuple[str, ...] = ()

    @property
    def argument(self) -> str:
        """Name the argument of the domain class."""
        return self.becomes or self.name

    @property
    def always(self) -> tuple[str, ...]:
        """Name the key where the table cannot do without it."""
        return (self.name,) if self.required and not self.inherited else ()

    def owned(self, make: Callable[..., Any]) -> Iterator[tuple[Key, Callable[..., Any]]]:
        """Answer the key itself: it is an argument of the class of the table."""
        yield self, make

    def peek(self, table: dict[str, Any], place: Place) -> Any:
        """Read the key ahead of its turn, without noting anything; UNREAD where it is wrong."""
        return evolve(place, reading=Reading()).read(self.shape, table[self.name])

    def collect(self, table: dict[str, Any], place: Place, values: dict[str, Any]) -> bool:
        """Read the key into *values*; answer whether nothing is wrong with it."""
        if self.name in table:
            inner = place.at(self.name, target=(self.argument,))
            values[self.argument] = inner.read(self.shape, table[self.name])
            return values[self.argument] is not UNREAD
        if self.inherited and self.argument in place.context.inherited:
            values[self.argument] = place.context.inherited[self.argument]
            return values[self.argument] is not UNREAD
        if self.otherwise is not UNREAD:
            values[self.argument] = self.otherwise
        if self.required and self.name not in place.context.meant:
            fault = Fault(
                FileCode.MISSING_KEY, problem="is missing", allowed=self.shape.words, key=self.name
            )
            place.reading.note(place.path, fault)
        return not self.required

    def companions(self) -> dict[str, list[str]]:
        """Say which keys need others beside them: none."""
        return {}

    def choices(self) -> list[Schema]:
        """Say which keys exclude each other: none."""
        return []
