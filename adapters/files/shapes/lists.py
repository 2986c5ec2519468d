"""Lists of values, tables with free keys, and values that have a short and a long form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from attrs import frozen

from counterfoil.adapters.files.positions import Path
from counterfoil.adapters.files.problems import FileCode
from counterfoil.adapters.files.reading import UNREAD, Fault, Place, Reported, Schema, Shape, shown
from counterfoil.adapters.files.shapes.scalars import wrong_type

__all__ = ["Elements", "ListOf", "MappingOf", "SetOf", "TableOr"]

ELEMENTS_MAX = 200_000  # of one list; a hall has fewer seats, a year has fewer slots


@frozen(kw_only=True)
class Elements:
    """What one element of a file stands for, where that may be several values of the domain.

    ``fields`` says for each value where its fields stand inside the element, and under the empty
    name where the value itself does; left out: all of them are the element.
    """

    values: tuple[Any, ...]
    fields: tuple[Mapping[str, Path], ...] = ()

    def stand(self, place: Place, *, index: int, first: int) -> None:
        """Note where the values stand: in element *index* of the list, as *first* and behind."""
        for offset in range(len(self.values)):
            row = place.at(index, target=(first + offset,))
            for name, steps in self.fields[offset].items() if self.fields else ():
                target = (*row.target, name) if name else row.target
                place.reading.stand(target, row.path + steps)


@frozen(kw_only=True)
class ListOf:
    """A list; answered as a tuple in the order of the file.

    ``partial``: elements that could not be read are left out, so that the rest can be checked
    further. The faults that were noted say that something is missing. ``restricts``: what stands
    in it is all that is meant, so that an empty list would say "nothing" and do the opposite.
    ``headed``: in TOML each element has a header of its own, ``[[name]]``.
    """

    element: Shape
    least: int = 0
    partial: bool = False
    restricts: bool = False
    headed: bool = False

    @property
    def words(self) -> str:
        """Name the elements."""
        return f"a list, each element {self.element.words}"

    def read(self, value: Any, place: Place) -> tuple[Any, ...]:
        """Answer all elements, or those that could be read where part of them will do.

        Raises: Fault for what is no list or too short, Reported for elements with faults.
        """
        if not isinstance(value, list):
            if self.headed and isinstance(value, dict):
                _refuse_single(place)
            wrong_type(value, allowed=self.words)
        if self.restricts and not value:
            _refuse_empty()
        if not self.least <= len(value) <= ELEMENTS_MAX:
            code = FileCode.TOO_FEW if len(value) < self.least else FileCode.TOO_MANY
            raise Fault(
                code,
                problem=f"has {len(value)} elements",
                allowed=f"{self.least} to {ELEMENTS_MAX}",
            )
        values: list[Any] = []
        complete = True
        for index, element in enumerate(value):
            mark = place.reading.mark()
            inner = place.at(index, target=(len(values),))
            found = inner.read(self.element, element)
            if found is UNREAD:
                # It takes no place in the domain object: the next one has it.
                complete = False
                place.reading.back_to(mark)
            elif isinstance(found, Elements):
                found.stand(place, index=index, first=len(values))
                values.extend(found.values)
            else:
                values.append(found)
        if len(values) > ELEMENTS_MAX:
            raise Fault(
                FileCode.TOO_MANY,
                problem=f"stands for {len(values)} elements",
                allowed=f"at most {ELEMENTS_MAX}",
            )
        if not (complete or self.partial):
            raise Reported
        return tuple(values)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """Describe a list."""
        described: Schema = {"type": "array", "items": self.element.schema(definitions)}
        if self.least or self.restricts:
            described["minItems"] = max(self.least, 1)
        return described


def _refuse_empty() -> NoReturn:
    raise Fault(
        FileCode.TOO_FEW,
        problem="is an empty list, which would restrict nothing",
        allowed="at least one element; leave the key out where all are meant",
    )


def _refuse_single(place: Place) -> NoReturn:
    header = ".".join(step for step in place.path if isinstance(step, str))
    raise Fault(
        FileCode.WRONG_TYPE,
        problem="is one table",
        allowed=f"a list of tables: write [[{header}]], in two pairs of brackets",
    )


@frozen(kw_only=True)
class SetOf:
    """A list without repetitions whose order means nothing; answered as a frozenset.

    ``restricts`` as of `ListOf`.
    """

    element: Shape
    least: int = 0
    restricts: bool = False

    @property
    def words(self) -> str:
        """Name the elements."""
        return f"a list without repetitions, each element {self.element.words}"

    def read(self, value: Any, place: Place) -> frozenset[Any]:
        """Answer all elements.

        Raises: Fault for what is no list, too short, or holds an element twice.
        """
        if not isinstance(value, list):
            wrong_type(value, allowed=self.words)
        found = self._list().read(value, place)
        seen: set[Any] = set()
        for index, element in enumerate(found):
            if element in seen:
                raise Fault(
                    FileCode.DUPLICATE_VALUE,
                    problem=f"holds {shown(value[index])} twice",
                    allowed="each element once",
                )
            seen.add(element)
        return frozenset(seen)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """Describe a list without repetitions."""
        return {**self._list().schema(definitions), "uniqueItems": True}

    def _list(self) -> ListOf:
        return ListOf(element=self.element, least=self.least, restricts=self.restricts)


@frozen(kw_only=True)
class MappingOf:
    """A table whose keys are names of the user's own; answered as a dictionary in their order."""

    key: Shape
    value: Shape
    least: int = 0

    @property
    def words(self) -> str:
        """Name keys and values."""
        return f"a table from {self.key.words} to {self.value.words}"

    def read(self, value: Any, place: Place) -> dict[Any, Any]:
        """Answer all pairs.

        Raises: Fault for what is no table or too small, Reported for pairs with faults.
        """
        if not isinstance(value, dict):
            wrong_type(value, allowed=self.words)
        if len(value) < self.least:
            raise Fault(
                FileCode.TOO_FEW, problem="is empty", allowed=f"at least {self.least} entries"
            )
        pairs: dict[Any, Any] = {}
        complete = True
        for name, entry in value.items():
            inner = place.at(name, target=(name,))
            key, found = inner.read(self.key, name), inner.read(self.value, entry)
            if key is UNREAD or found is UNREAD:
                complete = False
            else:
                pairs[key] = found
        if not complete:
            raise Reported
        return pairs

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """Describe a table with free keys."""
        return {
            "type": "object",
            "additionalProperties": self.value.schema(definitions),
            "minProperties": self.least,
        }


@frozen(kw_only=True)
class TableOr:
    """A value with a long form, a table, and a short one."""

    table: Shape
    other: Shape

    @property
    def words(self) -> str:
        """Name both forms."""
        return f"{self.other.words} or {self.table.words}"

    def read(self, value: Any, place: Place) -> Any:
        """Answer the value in whichever form it has."""
        if isinstance(value, dict):
            return self.table.read(value, place)
        try:
            return self.other.read(value, place)
        except Fault as fault:
            if fault.code is FileCode.WRONG_TYPE and not isinstance(value, list):
                wrong_type(value, allowed=self.words)
            raise

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """Describe both forms."""
        return {"anyOf": [self.other.schema(definitions), self.table.schema(definitions)]}
