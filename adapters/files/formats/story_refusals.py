"""How a story writes a refusal that it expects: its code, and facts of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, get_args

import attrs
from attrs import frozen

from counterfoil.adapters.files.reading import UNREAD, Place, Reported, Schema
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.lists import ListOf
from counterfoil.adapters.files.shapes.scalars import Choice, wrong_type
from counterfoil.adapters.files.shapes.tables import Table
from counterfoil.adapters.stories.story import ExpectedRefusal
from counterfoil.domain.refusals import Refusal

__all__ = ["REFUSALS", "REFUSAL_CODE", "RefusalShape"]

REFUSALS: Mapping[str, type] = MappingProxyType({kind.code: kind for kind in get_args(Refusal)})
_CODES = Choice(members={code: code for code in REFUSALS})


@frozen(kw_only=True)
class _RefusalCode:
    """The code of a refusal; there are too many of them to be named in one line."""

    words: str = "the code of a refusal"

    def read(self, value: Any, place: Place) -> str:
        """Answer the code.

        Raises: Fault for an unknown one, with all that there are.
        """
        code: str = _CODES.read(value, place)
        return code

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """Describe all of them."""
        return _CODES.schema(definitions)


REFUSAL_CODE = _RefusalCode()


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
class RefusalShape:
    """A code, alone or in a table with facts of the refusal that has it."""

    words: str = "the code of a refusal, or a table {code, also} with facts of that refusal"

    def read(self, value: Any, place: Place) -> ExpectedRefusal:
        """Answer the code and the facts.

        Raises: Fault for an unknown code, Reported for facts that the refusal does not have.
        """
        if not isinstance(value, dict):
            if not isinstance(value, str):
                wrong_type(value, allowed=self.words)
            return ExpectedRefusal(code=REFUSAL_CODE.read(value, place))
        code = place.at("code", target=("code",)).read(REFUSAL_CODE, value.get("code"))
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
        code = REFUSAL_CODE.schema(definitions)
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


_CODE_KEY = Key(name="code", shape=REFUSAL_CODE, meaning="The code that leads.", required=True)
_ALSO = Key(
    name="also",
    shape=ListOf(element=REFUSAL_CODE),
    meaning="The codes of all that is refused beside it, in order.",
)
