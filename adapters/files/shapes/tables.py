"""Tables with known keys, and how they are read; see `keys` for their parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import Any

from attrs import evolve, field, frozen

from counterfoil.adapters.files.problems import FileCode
from counterfoil.adapters.files.reading import UNREAD, Context, Fault, Place, Reported, Schema
from counterfoil.adapters.files.shapes.defaults import written_default
from counterfoil.adapters.files.shapes.keys import Key, Part
from counterfoil.adapters.files.shapes.scalars import wrong_type

__all__ = ["Inline", "Table"]

KEY_LENGTH_MAX = 100  # characters of a key that near matches are looked for


def _as_around(table: dict[str, Any], place: Place) -> Context:
    return place.context


@frozen(kw_only=True)
class Table:
    """A table with known keys that becomes ``make(**arguments)``.

    ``context`` reads what the table says for all values inside it, such as their currency.
    ``defaults`` is the class whose defaults keys take that are left out, where it is not ``make``.
    """

    name: str
    make: Callable[..., Any]
    parts: tuple[Part, ...]
    meaning: str = ""
    context: Callable[[dict[str, Any], Place], Context] = _as_around
    defaults: Callable[..., Any] | None = None
    _by_name: dict[str, Key] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Index the keys by name."""
        object.__setattr__(self, "_by_name", {key.name: key for key, _ in self.owned()})

    def owned(self) -> Iterator[tuple[Key, Callable[..., Any]]]:
        """Answer all keys, each with the class that it becomes an argument of."""
        for part in self.parts:
            yield from part.owned(self.defaults or self.make)

    @property
    def words(self) -> str:
        """Name the keys, those that are required first."""
        return f"a table {{{', '.join(self._by_name)}}}"

    @property
    def keys(self) -> tuple[Key, ...]:
        """Answer the keys of all parts, each name once."""
        return tuple(self._by_name.values())

    def read(self, value: Any, place: Place) -> Any:
        """Answer the domain object.

        Raises: Fault for what is no table, Reported where something in it is wrong.
        """
        values, complete = self.read_values(value, place)
        if not complete:
            raise Reported
        return self.make(**values)

    def read_values(self, value: Any, place: Place) -> tuple[dict[str, Any], bool]:
        """Answer the arguments, UNREAD where they are wrong, and whether all are right."""
        if not isinstance(value, dict):
            wrong_type(value, allowed=self.words)
        complete = self.check_known(value, place)
        context = self.context(value, place)
        meant = frozenset() if complete else frozenset(map(self._nearest, self._unknown(value)))
        if context.meant != meant:
            context = evolve(context, meant=meant)
        inner = place.within(context)
        values: dict[str, Any] = {}
        for part in self.parts:
            complete = part.collect(value, inner, values) and complete
        return values, complete

    def check_known(self, table: dict[str, Any], place: Place) -> bool:
        """Note keys that there are not; answer whether there are none of them."""
        unknown = self._unknown(table)
        for name in unknown:
            fault = Fault(
                FileCode.UNKNOWN_KEY,
                problem="unknown key",
                allowed=", ".join(self._by_name),
                key=name,
                hint=self._hint(name, table=table),
            )
            place.reading.note(place.path, fault, value=table[name])
        return not unknown

    def _unknown(self, table: dict[str, Any]) -> list[str]:
        return [name for name in table if name not in self._by_name]

    def has(self, name: str) -> bool:
        """Say whether there is such a key."""
        return name in self._by_name

    def meant(self, name: str) -> str:
        """Answer the key that a key was probably meant to be; nothing where none is like it."""
        return name if name in self._by_name else self._nearest(name)

    def _nearest(self, name: str) -> str:
        for key in self.keys:
            if name in key.mistaken:
                return key.name
        near = get_close_matches(name[:KEY_LENGTH_MAX].lower(), self._by_name, n=1)
        return near[0] if near else ""

    def _hint(self, name: str, *, table: dict[str, Any]) -> str:
        """Say where a key was probably meant to stand, such as in a table that is missing."""
        near = self._nearest(name)
        for key in self.keys:
            if name in key.mistaken:
                break
            if isinstance(key.shape, Table) and key.name not in table and key.shape.has(name):
                near = f"{key.name}.{name}"
        return f"did you mean {near}" if near else ""

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """Refer to the table's definition, which is written once."""
        if self.name not in definitions:
            definitions[self.name] = {}  # a table inside itself would refer to it
            definitions[self.name] = self.definition(definitions)
        return {"$ref": f"#/$defs/{self.name}"}

    def definition(self, definitions: dict[str, Schema]) -> Schema:
        """Describe the keys and how they exclude and require each other."""
        described: Schema = {"type": "object", "description": self.meaning}
        described["properties"] = {
            key.name: _property(key, make, definitions) for key, make in self.owned()
        }
        described["required"] = [name for part in self.parts for name in part.always]
        described["additionalProperties"] = False
        companions, choices = self.companions(), self.choices()
        if companions:
            described["dependentRequired"] = companions
        if choices:
            described["allOf"] = choices
        return described

    def companions(self) -> dict[str, list[str]]:
        """Say which keys need which others beside them."""
        return {name: needed for part in self.parts for name, needed in part.companions().items()}

    def choices(self) -> list[Schema]:
        """Say which keys exclude each other, as JSON Schema."""
        return [choice for part in self.parts for choice in part.choices()]


def _property(key: Key, make: Callable[..., Any], definitions: dict[str, Schema]) -> Schema:
    described = {**key.shape.schema(definitions), "description": key.meaning}
    default = written_default(key, make=make)
    if default is not UNREAD:
        described["default"] = default
    return described


@frozen(kw_only=True)
class Inline:
    """Keys of this table that make an object of their own, if there is any of them."""

    becomes: str
    table: Table

    def owned(
        self,
        make: Callable[..., Any],  # noqa: ARG002  (as every part)
    ) -> Iterator[tuple[Key, Callable[..., Any]]]:
        """Answer the keys of the inner table."""
        yield from self.table.owned()

    def collect(self, table: dict[str, Any], place: Place, values: dict[str, Any]) -> bool:
        """Read the keys into one object."""
        known = {key.name for key in self.table.keys}
        own = {name: value for name, value in table.items() if name in known}
        if not own:
            return True
        # The place in the file stays: the keys stand in the table around.
        inner = evolve(place, target=(*place.target, self.becomes))
        values[self.becomes] = inner.read(self.table, own)
        return values[self.becomes] is not UNREAD

    @property
    def always(self) -> tuple[str, ...]:
        """Name no key: the object may be left out."""
        return ()

    def companions(self) -> dict[str, list[str]]:
        """Say what the inner table says."""
        return self.table.companions()

    def choices(self) -> list[Schema]:
        """Say what the inner table says."""
        return self.table.choices()
