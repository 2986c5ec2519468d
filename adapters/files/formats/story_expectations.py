"""The field tables of what a step of a story expects."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, get_args

import attrs
from attrs import frozen

from counterfoil.adapters.files.problems import FileCode
from counterfoil.adapters.files.reading import UNREAD, Fault, Place, Reported, Schema, Shape
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.lists import ListOf, MappingOf, SetOf
from counterfoil.adapters.files.shapes.moments import Duration
from counterfoil.adapters.files.shapes.quantities import Amount, Integer
from counterfoil.adapters.files.shapes.scalars import (
    Choice,
    Converted,
    Flag,
    Identifier,
    Text,
    choice_of,
    wrong_type,
)
from counterfoil.adapters.files.shapes.tables import Table
from counterfoil.adapters.stories.story import (
    UNLIMITED,
    Expectation,
    ExpectedLevel,
    ExpectedPayment,
    ExpectedRefusal,
)
from counterfoil.domain.cart.cart import CartState
from counterfoil.domain.errors import UsageError
from counterfoil.domain.payments import PaymentStatus, PaymentType
from counterfoil.domain.pricing import Kind
from counterfoil.domain.references import ResourceId
from counterfoil.domain.refusals import PromocodeReason, Refusal
from counterfoil.domain.stock import read_resource

__all__ = ["EXPECTATION", "REFUSALS"]

REFUSALS: Mapping[str, type] = MappingProxyType({kind.code: kind for kind in get_args(Refusal)})
_CODE = Choice(members={code: code for code in REFUSALS})
_ITEM = Identifier(words="the id of an item")
_TICKET_TYPE = Identifier(words="the id of a ticket type")


@frozen(kw_only=True)
class _Fact:
    """A fact of a refusal: a text, a number, an instant, or several of them."""

    words: str = "a text, a whole number, an instant, or a list or table of these"

    def read(self, value: Any, place: Place) -> Any:
        """Answer the value as it stands."""
        match value:
            case bool() | str() | int() | datetime():
                return value
            case list():
                return [self.read(one, place) for one in value]
            case dict():
                return {name: self.read(one, place) for name, one in value.items()}
            case _:
                return wrong_type(value, allowed=self.words)

    def schema(self, definitions: dict[str, Schema]) -> Schema:  # noqa: ARG002 (as every shape)
        """Describe nothing: which facts there are depends on the code."""
        return {}


@frozen(kw_only=True)
class _RefusalShape:
    """A code, alone or in a table with facts of the refusal that has it."""

    words: str = "the code of a refusal, or a table {code, also} with facts of that refusal"

    def read(self, value: Any, place: Place) -> ExpectedRefusal:
        """Answer the code and the facts.

        Raises: Fault for an unknown code, Reported for facts that the refusal does not have.
        """
        if not isinstance(value, dict):
            if not isinstance(value, str):
                wrong_type(value, allowed=self.words)
            return ExpectedRefusal(code=_CODE.read(value, place))
        code = place.at("code", target=("code",)).read(_CODE, value.get("code"))
        if code is UNREAD:
            raise Reported
        return ExpectedRefusal(**self._table(code).read(value, place))

    def _table(self, code: str) -> Table:
        facts = tuple(
            Key(name=name, shape=_Fact(), meaning="A fact.")
            for name in attrs.fields_dict(REFUSALS[code])
        )
        return Table(name="refused", make=_parted, parts=(_CODE_KEY, _ALSO, *facts))

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """Describe a code, or a table with one."""
        code = _CODE.schema(definitions)
        table: Schema = {
            "type": "object",
            "properties": {
                "code": {**code, "description": _CODE_KEY.meaning},
                "also": {**_ALSO.shape.schema(definitions), "description": _ALSO.meaning},
            },
            "required": ["code"],
        }
        return {"anyOf": [code, table]}


def _parted(*, code: str, also: tuple[str, ...] | None = None, **facts: Any) -> dict[str, Any]:
    return {"code": code, "facts": facts, "also": also}


_CODE_KEY = Key(name="code", shape=_CODE, meaning="The code that leads.", required=True)
_ALSO = Key(
    name="also",
    shape=ListOf(element=_CODE),
    meaning="The codes of all that is refused beside it, in order.",
)


@frozen(kw_only=True)
class _Left:
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
            Key(name="left", shape=_Left(shape=shape), meaning="How much of it is left."),
        ),
    )


def _expected_level(**levels: int) -> ExpectedLevel:
    if not levels:
        raise Fault(FileCode.TOO_FEW, problem="expects nothing", allowed="one of held, sold, left")
    return ExpectedLevel(**levels)


_UNITS = _level("expected_units", Integer(least=0), meaning="Units of a pool, spot or promotion.")
_MONEY = _level("expected_budget", Amount(), meaning="Money of a promotion's budget.")


@frozen(kw_only=True)
class _Levels:
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
    """The id of a resource, as docs/reference/stock.md writes them."""

    words: str = "the id of a resource such as pool:hall"

    def read(self, value: Any, place: Place) -> str:
        """Answer the id.

        Raises: Fault for text that is none.
        """
        name = Identifier(words=self.words).read(value, place)
        try:
            read_resource(ResourceId(name))
        except UsageError as error:
            raise Fault(
                FileCode.INVALID_TEXT,
                problem=f"{name!r} {error.problem}",
                allowed=error.allowed,
            ) from error
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


def _cause(text: str) -> str:
    """Check and write a cause: its kind in capitals, then its rule, for a fee tax the tax."""
    kind, _, rest = text.partition(" ")
    kinds = [one.value for one in Kind]
    if kind.upper() not in kinds or not rest:
        near = get_close_matches(kind.upper(), kinds, n=1)
        raise Fault(
            FileCode.UNKNOWN_CHOICE,
            problem=f"{text!r} is no cause of an entry",
            allowed=f"a kind ({', '.join(kinds)}) and a rule, such as LIST admission",
            hint=f"did you mean {near[0]} {rest or 'and a rule'}" if near else "",
        )
    return f"{kind.upper()} {rest}"


_PAYMENT = Table(
    name="expected_payment",
    meaning="One line of what was paid and given back.",
    make=ExpectedPayment,
    parts=(
        Key(name="type", shape=choice_of(PaymentType), meaning="What it is.", required=True),
        Key(name="amount", shape=Amount(), meaning="How much.", required=True),
        Key(name="status", shape=choice_of(PaymentStatus), meaning="Its status.", required=True),
    ),
)
_OUTCOME = Choice(
    members={
        "applied": "applied",
        **{reason.value: reason.value for reason in PromocodeReason},
    }
)


def _expectation(**values: Any) -> Expectation:
    """Refuse what expects nothing, and what cannot come out together."""
    if not values:
        raise Fault(FileCode.TOO_FEW, problem="expects nothing", allowed=", ".join(_EXPECTED))
    if "refused" in values:
        for name in _EXPECTED:
            if name in values and name not in {"refused", "capacity"}:
                raise Fault(
                    FileCode.CONFLICTING_KEYS,
                    problem="cannot come out of what is refused",
                    allowed="refused and capacity; read the cart in a step of its own",
                    key=name,
                )
    return Expectation(**values)


def _key(name: str, shape: Shape, meaning: str, *mistaken: str) -> Key:
    return Key(name=name, shape=shape, meaning=meaning, mistaken=mistaken)


_KEYS = (
    _key("refused", _RefusalShape(), "The step is refused: its code, and facts.", "refusal"),
    _key("total", Amount(), "What the cart costs; 0 where it is empty.", "price"),
    _key("version", Integer(least=1), "The version of the cart."),
    _key("state", choice_of(CartState), "Whether the cart is open or cancelled."),
    _key(
        "items",
        MappingOf(key=_ITEM, value=MappingOf(key=_TICKET_TYPE, value=Integer(least=0))),
        "All items of the cart, each with its tickets by type.",
    ),
    _key("lapsed", SetOf(element=_ITEM), "The items that dropped out since the last change."),
    _key(
        "changed",
        MappingOf(
            key=Converted(shape=Text(), convert=_cause),
            value=Amount(signed=True),
        ),
        "The causes whose entries sum to another amount than when the cart was last seen, with"
        " their new sums; 0 for one that went. What is inside the total is not counted.",
        "entries",
    ),
    _key(
        "codes",
        MappingOf(key=Identifier(words="a promocode"), value=_OUTCOME),
        "All promocodes of the cart: applied, or why not.",
        "promocodes",
    ),
    _key(
        "expires",
        MappingOf(key=_ITEM, value=Duration(), least=1),
        "How long the named items are still held.",
        "expires_in",
    ),
    _key(
        "spots",
        MappingOf(
            key=_ITEM, value=ListOf(element=Identifier(words="a spot section/row/number")), least=1
        ),
        "The spots of the named items, in order, as section/row/number.",
    ),
    _key("payments", ListOf(element=_PAYMENT), "All that was paid and given back, in order."),
    _key("replayed", Flag(), "Whether the command had been carried out before."),
    _key(
        "capacity",
        _Levels(),
        "How the named resources stand, by their ids: pool:..., uses:..., budget:..., spot:...",
        "levels",
        "pools",
    ),
)
_EXPECTED = tuple(key.name for key in _KEYS)

EXPECTATION = Table(
    name="expectation",
    meaning="What is to come out of a step; only what is named is compared.",
    make=_expectation,
    parts=_KEYS,
    defaults=dict,
)
