"""The field tables of the items that a step of a story adds, amends and removes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from counterfoil.adapters.files.formats.cart import OPTION, PART, SLOT, TICKETS, TRAVEL_DATE
from counterfoil.adapters.files.formats.common import named
from counterfoil.adapters.files.formats.requested import REQUESTED
from counterfoil.adapters.files.formats.story_details import NOTE, clearable, with_cleared
from counterfoil.adapters.files.problems import FileCode
from counterfoil.adapters.files.reading import Fault, Place, Schema
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.lists import ListOf, MappingOf
from counterfoil.adapters.files.shapes.moments import ClockTime
from counterfoil.adapters.files.shapes.scalars import Converted, Identifier, Text
from counterfoil.adapters.files.shapes.tables import Table
from counterfoil.adapters.files.shapes.variants import Variant, Variants
from counterfoil.adapters.stories.steps import Updating
from counterfoil.domain.cart.commands import AddItem, AmendItem, Operation, RemoveItem
from counterfoil.domain.cart.item import PickupChoice
from counterfoil.domain.catalogue.spots import Spot
from counterfoil.domain.references import ItemId, PartId

__all__ = ["ADD", "AMEND", "OPERATIONS", "REMOVE", "REQUEST", "UPDATE", "one_operation"]

_PLACES = 3  # a spot is named by section, row and number


@frozen(kw_only=True)
class _SpotName:
    """A spot as section/row/number."""

    words: str = "a spot such as Stalls/A/5"

    def read(self, value: Any, place: Place) -> Spot:
        """Answer the spot; what is printed on it is the catalogue's."""
        name = Identifier(words=self.words).read(value, place)
        steps = name.split("/")
        if len(steps) != _PLACES:
            raise Fault(
                FileCode.INVALID_TEXT,
                problem=f"{name!r} is not a spot",
                allowed="section/row/number, such as Stalls/A/5",
            )
        return Spot(section=steps[0], row=steps[1], number=steps[2])

    def schema(self, definitions: dict[str, Schema]) -> Schema:  # noqa: ARG002 (as every shape)
        """Describe the text."""
        return {"type": "string", "pattern": "^[^/]*/[^/]*/[^/]*$"}


@frozen(kw_only=True)
class _Spots:
    """Spots of the product itself, or of its parts by their names."""

    words: str = "a list of spots such as Stalls/A/5, or a table from parts to such lists"

    def read(self, value: Any, place: Place) -> Mapping[PartId, tuple[Spot, ...]]:
        """Answer the spots by part; the product itself has the empty name."""
        of_one = ListOf(element=_SpotName())
        if isinstance(value, dict):
            by_part: Mapping[PartId, tuple[Spot, ...]] = MappingOf(
                key=Identifier(words="the id of a part"), value=of_one
            ).read(value, place)
            return by_part
        return {PartId(""): of_one.read(value, place)}

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """Describe both forms."""
        of_one = ListOf(element=_SpotName())
        by_part = MappingOf(key=Identifier(), value=of_one)
        return {"anyOf": [of_one.schema(definitions), by_part.schema(definitions)]}


_PICKUP = Table(
    name="pickup",
    meaning="Where the guest is picked up.",
    make=PickupChoice,
    parts=(
        named("point", "the id of a pickup point", meaning="The point.", required=True),
        Key(name="at", shape=ClockTime(), meaning="When, where the guest may say so."),
    ),
)
_WISHES = (
    TICKETS,
    SLOT,
    TRAVEL_DATE,
    Key(name="options", shape=ListOf(element=OPTION), meaning="Chosen options."),
    Key(name="parts", shape=ListOf(element=PART), meaning="Choices for parts."),
    Key(name="spots", shape=_Spots(), meaning="Chosen spots; left out, the engine chooses."),
    Key(name="pickup", shape=_PICKUP, meaning="Where the guest is picked up."),
    Key(name="notes", shape=ListOf(element=NOTE), meaning="Notes."),
    Key(name="external_reference", shape=Text(), meaning="What the caller calls the item."),
    Key(name="language", shape=Text(), meaning="The language of the booking."),
)
ADD = Table(
    name="added_item",
    meaning="An item to add.",
    make=AddItem,
    parts=(
        named("item", "the id of an item", meaning="What the item is called.", required=True),
        named("product", "the id of a product", meaning="The product.", required=True),
        *_WISHES,
        named("main", "the id of an item", meaning="The main booking of an add-on."),
        named("main_order", "the id of an order", meaning="The order that it is in, if any."),
        named(
            "relation", "the id of a product", meaning="The product through which the guest came."
        ),
    ),
)
_CLEARED_OF_ITEM = (
    "slot",
    "travel_date",
    "options",
    "parts",
    "pickup",
    "notes",
    "external_reference",
    "language",
)


def _amended(*, clear: frozenset[str] = frozenset(), **wishes: Any) -> AmendItem:
    return AmendItem(**with_cleared(wishes, clear))


AMEND = Table(
    name="amended_item",
    meaning="An item to change: what is named overwrites, everything else stays.",
    make=_amended,
    defaults=dict,  # what is left out is kept, which no file can write
    parts=(
        named("item", "the id of an item", meaning="The item.", required=True),
        *_WISHES,
        clearable(_CLEARED_OF_ITEM),
    ),
)
REMOVE = Identifier(words="the id of an item")
REQUEST = ListOf(element=REQUESTED)
_ADD_KEY = Key(name="add", shape=ADD, meaning="Add an item.")
_AMEND_KEY = Key(name="amend", shape=AMEND, meaning="Change an item.")
_REMOVE_KEY = Key(
    name="remove",
    shape=Converted(shape=REMOVE, convert=lambda item: RemoveItem(item=ItemId(item))),
    meaning="Remove an item, by its id.",
)


def _operation(*, operation: Operation) -> Operation:
    return operation


def _whole(key: Key) -> Variant:
    return Variant(keys=(key,), make=dict, whole=True)


_OPERATION = Table(
    name="operation",
    meaning="One of several things to do at once.",
    make=_operation,
    parts=(
        Variants(
            becomes="operation",
            variants=(_whole(_ADD_KEY), _whole(_AMEND_KEY), _whole(_REMOVE_KEY)),
            required=True,
        ),
    ),
)


def _several(operations: tuple[Operation, ...]) -> Updating:
    return Updating(operations=operations)


def one_operation(operation: Operation) -> Updating:
    """Make the step of a single operation."""
    return Updating(operations=(operation,))


OPERATIONS = ListOf(element=_OPERATION)
UPDATE = Converted(shape=OPERATIONS, convert=_several)
