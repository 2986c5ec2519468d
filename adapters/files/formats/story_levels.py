"""How a story writes what it expects of resources: held, sold and left."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from counterfoil.adapters.files.problems import FileCode
from counterfoil.adapters.files.reading import Fault, Place, Schema, Shape
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.lists import MappingOf
from counterfoil.adapters.files.shapes.quantities import Amount, Integer
from counterfoil.adapters.files.shapes.scalars import Identifier, wrong_type
from counterfoil.adapters.files.shapes.tables import Table
from counterfoil.adapters.stories.story import UNLIMITED, ExpectedLevel
from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import CustomerKey, ResourceId
from counterfoil.domain.stock import CustomerUsesResource, read_resource, resource_id

__all__ = ["Left", "Levels"]


@frozen(kw_only=True)
class Left:
    """What is left: a number, or the word for no limit."""

    shape: Shape

    @property
    def words(self) -> str:
        """Name both."""
        return f'{self.shape.words}, or "unlimited"'

    def read(self, value: Any, place: Place) -> int:
        """Answer the number."""
        if value == "unlimited":
            return UNLIMITED
        number: int = self.shape.read(value, place)
        return number

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """Describe both."""
        return {"anyOf": [self.shape.schema(definitions), {"const": "unlimited"}]}


def _level(name: str, shape: Shape, *, meaning: str) -> Table:
    return Table(
        name=name,
        meaning=meaning,
        make=_expected_level,
        parts=(
            Key(
                name="held",
                shape=shape,
                meaning="How much of it carts hold.",
                mistaken=("hold", "holds"),
            ),
            Key(name="sold", shape=shape, meaning="How much of it is sold."),
            Key(name="left", shape=Left(shape=shape), meaning="How much of it is left."),
        ),
    )


def _expected_level(**levels: int) -> ExpectedLevel:
    if not levels:
        raise Fault(FileCode.TOO_FEW, problem="expects nothing", allowed="one of held, sold, left")
    return ExpectedLevel(**levels)


_UNITS = _level("expected_units", Integer(least=0), meaning="Units of a pool, spot or promotion.")
_MONEY = _level("expected_budget", Amount(), meaning="Money of a promotion's budget.")


@frozen(kw_only=True)
class Levels:
    """Resources and how they stand: a budget in money, everything else in units."""

    words: str = "a table from resources such as pool:hall to {held, sold, left}"

    def read(self, value: Any, place: Place) -> dict[Any, ExpectedLevel]:
        """Answer what is expected of each resource.

        Raises: Fault for what is no table, Reported where something in it is wrong.
        """
        shape = MappingOf(key=_ResourceName(), value=_Level(), least=1)
        if not isinstance(value, dict):
            wrong_type(value, allowed=self.words)
        pairs = {name: (name, level) for name, level in value.items()}
        return shape.read(pairs, place)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """Describe both kinds."""
        ways = [_UNITS.schema(definitions), _MONEY.schema(definitions)]
        return {"type": "object", "additionalProperties": {"anyOf": ways}, "minProperties": 1}


@frozen(kw_only=True)
class _ResourceName:
    """The id of a resource, as docs/reference/stock.md writes them; a customer has its key."""

    words: str = "the id of a resource such as pool:hall"

    def read(self, value: Any, place: Place) -> str:
        """Answer the id.

        Raises: Fault for text that is none.
        """
        name = Identifier(words=self.words).read(value, place)
        try:
            found = read_resource(ResourceId(name))
        except UsageError as error:
            raise Fault(
                FileCode.INVALID_TEXT,
                problem=f"{name!r} {error.problem}",
                allowed=error.allowed,
            ) from error
        if isinstance(found, CustomerUsesResource):
            # Who writes a story knows the customer, and the ledger only a digest.
            customer = CustomerKey(found.digest)
            return resource_id(CustomerUsesResource.of(found.promotion, customer=customer))
        return name

    def schema(self, definitions: dict[str, Schema]) -> Schema:  # noqa: ARG002 (as every shape)
        """Describe a text."""
        return {"type": "string"}


@frozen(kw_only=True)
class _Level:
    """What is expected of one resource; which unit is meant says its name."""

    words: str = "a table {held, sold, left}"

    def read(self, value: Any, place: Place) -> ExpectedLevel:
        """Answer the numbers."""
        name, level = value
        table = _MONEY if name.partition(":")[0] == "budget" else _UNITS
        found: ExpectedLevel = table.read(level, place)
        return found

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """Describe the table of units."""
        return _UNITS.schema(definitions)
