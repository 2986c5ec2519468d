"""One reading of a file: where a value stands, what it becomes, and every fault that was met.

A shape raises `Fault` for the value that it was given. The nearest table or list around it notes
the fault and goes on with the next value, so that one reading finds all of them; it then raises
`Reported` itself, because it cannot be built.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from decimal import Decimal
from typing import Any, Protocol, TypeAlias

from attrs import define, evolve, field, frozen

from counterfoil.adapters.files.positions import Path
from counterfoil.adapters.files.problems import FileCode, FileProblem
from counterfoil.domain.errors import UsageError
from counterfoil.domain.money import Currency

__all__ = [
    "UNREAD",
    "Context",
    "Fault",
    "Place",
    "Reading",
    "Reported",
    "Schema",
    "Shape",
    "Source",
    "path_text",
    "shown",
]

SHOWN_LENGTH_MAX = 60  # characters of a value in a message

Schema: TypeAlias = dict[str, Any]


class _Unread:
    """Stands for a value that is not there, or has been reported because it is wrong."""


UNREAD = _Unread()


class Fault(Exception):  # noqa: N818  (control flow inside this package: never leaves it)
    """The value under the eyes of a shape is wrong."""

    def __init__(
        self,
        code: FileCode,
        *,
        problem: str,
        allowed: str,
        key: str = "",
        hint: str = "",
    ) -> None:
        """Say what is wrong; *key* names the key of a table where not the whole of it is meant.

        A *hint* stands in the message instead of a long list of what is allowed.
        """
        super().__init__(problem)
        self.code = code
        self.problem = problem
        self.allowed = allowed
        self.key = key
        self.hint = hint

    @property
    def sentence(self) -> str:
        """Say what is wrong and what is allowed."""
        return f"{self.problem}, {self.hint or f'allowed: {self.allowed}'}"


class Reported(Exception):  # noqa: N818  (as Fault)
    """Something inside a table or list is wrong and has been noted."""


@frozen(kw_only=True)
class Context:
    """What the values around say: the currency of amounts, the zone of local times, defaults.

    Without a currency amounts cannot be read; where that is nobody's fault so far,
    ``currency_unstated`` makes it the fault of the amount. ``meant`` are the keys that the unknown
    keys of the table around were probably meant to be: they are not said to be missing as well.
    """

    currency: Currency | None = None
    currency_unstated: bool = False
    zone: tzinfo | None = None
    inherited: Mapping[str, Any] = field(factory=dict)
    meant: frozenset[str] = frozenset()


class Source(Protocol):
    """A file that can tell its lines."""

    @property
    def name(self) -> str:
        """Name the file."""
        ...

    def line(self, path: Path) -> int | None:
        """Find the line of a path, or of what is around it."""
        ...


@define
class Reading:
    """Collects faults, and where in the file each part of the domain object came from."""

    faults: list[tuple[Path, str, Fault]] = field(factory=list)
    _origins: list[tuple[Path, Path]] = field(factory=list)

    def note(self, path: Path, fault: Fault, *, value: Any = UNREAD) -> None:
        """Note a fault of *value*, which stands at *path*; UNREAD where there is no value."""
        where = (*path, fault.key) if fault.key else path
        self.faults.append((where, "" if value is UNREAD else shown(value), fault))

    def stand(self, target: Path, path: Path) -> None:
        """Note that what stands at *path* in the file becomes *target* of the domain object."""
        self._origins.append((target, path))

    def mark(self) -> int:
        """Answer a mark to go back to with `back_to`."""
        return len(self._origins)

    def back_to(self, mark: int) -> None:
        """Forget the places of an element that could not be read: the next one has its place."""
        del self._origins[mark:]

    def origins(self) -> dict[Path, Path]:
        """Answer the places in the file by the parts of the domain object."""
        return dict(self._origins)

    def problems(self, source: Source) -> tuple[FileProblem, ...]:
        """Answer all faults with their lines in *source*."""
        return tuple(
            FileProblem(
                file=source.name,
                line=source.line(path),
                path=path_text(path),
                code=fault.code.value,
                value=value,
                allowed=fault.allowed,
                message=f"{path_text(path)}: {fault.sentence}" if path else fault.sentence,
            )
            for path, value, fault in self.faults
        )


@frozen(kw_only=True)
class Place:
    """Where a value stands in the file, and where it will stand in the domain object."""

    reading: Reading
    path: Path = ()
    target: Path = ()
    context: Context = field(factory=Context)

    def at(self, key: str | int, *, target: Path) -> Place:
        """Step into a key or element; *target* is the step in the domain object."""
        path = (*self.path, key)
        becomes = self.target + target
        self.reading.stand(becomes, path)
        return Place(reading=self.reading, path=path, target=becomes, context=self.context)

    def within(self, context: Context) -> Place:
        """Go on with other facts around."""
        return evolve(self, context=context)

    def read(self, shape: Shape, value: Any) -> Any:
        """Read *value* by *shape*; note its fault and answer UNREAD where that cannot be done."""
        try:
            return shape.read(value, self)
        except Fault as fault:
            self.reading.note(self.path, fault, value=value)
        except UsageError as error:
            self.reading.note(
                self.path,
                Fault(FileCode.OUT_OF_RANGE, problem=error.problem, allowed=error.allowed),
                value=value,
            )
        except Reported:
            pass
        return UNREAD


class Shape(Protocol):
    """One kind of value: how it is read, how its schema reads, and what it is called."""

    @property
    def words(self) -> str:
        """Name the kind of value for a message: `a whole number`."""
        ...

    def read(self, value: Any, place: Place) -> Any:
        """Answer the domain value.

        Raises: Fault, Reported, and UsageError where the domain refuses the value.
        """
        ...

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """Describe the accepted values as JSON Schema; named tables go into *definitions*."""
        ...


def path_text(path: Path) -> str:
    """Write a path as a person reads it: promotion[2].limits.uses."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += f".{step}" if text else step
    return text


def shown(value: Any) -> str:
    """Write a value of a file for a message, shortened where it is long."""
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, str):
        text = repr(value[: SHOWN_LENGTH_MAX + 1])
    elif isinstance(value, dict):
        text = "a table"
    elif isinstance(value, list):
        text = "a list"
    elif isinstance(value, int | Decimal):
        text = str(value) if value == value else "a number beyond all sense"  # noqa: PLR0124
    else:
        text = str(value)
    return text if len(text) <= SHOWN_LENGTH_MAX else f"{text[: SHOWN_LENGTH_MAX - 3]}..."
