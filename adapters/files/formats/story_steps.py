"""The field table of one step of a story: what can be done, and what goes with it."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from counterfoil.adapters.files.formats.story_details import DETAIL_CHANGES, OPENING, PAYMENT
from counterfoil.adapters.files.formats.story_expectations import EXPECTATION
from counterfoil.adapters.files.formats.story_items import (
    ADD,
    AMEND,
    REMOVE,
    REQUEST,
    UPDATE,
    one_operation,
)
from counterfoil.adapters.files.problems import FileCode
from counterfoil.adapters.files.reading import Fault, Place, Shape
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.moments import Duration
from counterfoil.adapters.files.shapes.quantities import Integer
from counterfoil.adapters.files.shapes.scalars import Converted, Flag, Identifier, Text
from counterfoil.adapters.files.shapes.tables import Table
from counterfoil.adapters.files.shapes.variants import Variant, Variants
from counterfoil.adapters.stories.steps import (
    BeginningPayment,
    Canceling,
    ChangingDetails,
    Doing,
    Emptying,
    EnteringCode,
    Reading,
    Renewing,
    Repeating,
    TakingCodeBack,
    Updating,
    Waiting,
)
from counterfoil.adapters.stories.story import Expectation
from counterfoil.domain.cart.commands import RemoveItem
from counterfoil.domain.references import ItemId

__all__ = ["DOING", "STEP", "StepRow"]


@frozen(kw_only=True)
class StepRow:
    """A step as it stands in the file: carts, actors and steps are still names."""

    doing: Doing
    expect: Expectation | None = None
    say: str = ""
    id: str = ""
    cart: str = ""
    by: str = ""
    key_of: str = ""
    version: int | None = None


@frozen(kw_only=True)
class _Constant:
    """A switch that is only turned on, and stands for a step that has nothing to say."""

    value: Doing
    words: str = "true"

    def read(self, value: Any, place: Place) -> Doing:
        """Answer the step."""
        Flag(only_true=True).read(value, place)
        return self.value

    def schema(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """Describe the switch."""
        return Flag(only_true=True).schema(definitions)


def _removal(item: str) -> Updating:
    return one_operation(RemoveItem(item=ItemId(item)))


def _requesting(requested: tuple[Any, ...]) -> Updating:
    return Updating(requested=requested)


def _doing(name: str, shape: Shape, meaning: str, *mistaken: str) -> Key:
    return Key(name=name, shape=shape, meaning=meaning, mistaken=mistaken)


_CODE = Identifier(words="a promocode")

# One line for each thing that a step can do.
DOING: tuple[Key, ...] = (
    _doing("open", OPENING, "Open a cart."),
    _doing("add", Converted(shape=ADD, convert=one_operation), "Add an item."),
    _doing("amend", Converted(shape=AMEND, convert=one_operation), "Change an item.", "change"),
    _doing("remove", Converted(shape=REMOVE, convert=_removal), "Remove an item, by its id."),
    _doing("update", UPDATE, "Add, amend and remove several items at once: all or nothing."),
    _doing(
        "request",
        Converted(shape=REQUEST, convert=_requesting),
        "Replace the variations that the caller brings along.",
        "requested",
    ),
    _doing("promocode", Converted(shape=_CODE, convert=EnteringCode), "Enter a code.", "code"),
    _doing(
        "remove_promocode", Converted(shape=_CODE, convert=TakingCodeBack), "Take a code back."
    ),
    _doing(
        "details",
        Converted(shape=DETAIL_CHANGES, convert=ChangingDetails),
        "Change the people and words that belong to the cart.",
    ),
    _doing("renew", _Constant(value=Renewing()), "Renew the holds on request."),
    _doing(
        "begin_payment",
        _Constant(value=BeginningPayment()),
        "Extend the holds once, because payment begins.",
    ),
    _doing("attach_payment", PAYMENT, "Note a payment that was made outside.", "pay", "payment"),
    _doing("empty", _Constant(value=Emptying()), "Remove all items and codes."),
    _doing(
        "cancel",
        Converted(shape=Text(), convert=Canceling),
        "Cancel the cart for good; the text is the reason.",
    ),
    _doing("read", _Constant(value=Reading()), "Read the cart."),
    _doing(
        "wait", Converted(shape=Duration(), convert=Waiting), "Let time pass.", "pass", "sleep"
    ),
    _doing(
        "again",
        Converted(shape=Identifier(words="the id of a step"), convert=Repeating),
        "Send the command of an earlier step once more, with the same key.",
        "repeat",
    ),
)


def _step(**values: Any) -> StepRow:
    """Refuse a step that asks for something and expects nothing, and what goes with no doing."""
    row = StepRow(**values)
    if row.expect is None and not isinstance(row.doing, Waiting):
        raise Fault(
            FileCode.MISSING_KEY,
            problem="is missing",
            allowed="what is to come out of the step, such as {total, version}",
            key="expect",
        )
    if isinstance(row.doing, Waiting):
        expected = row.expect is not None and row.expect != Expectation(
            capacity=row.expect.capacity
        )
        if expected:
            raise Fault(
                FileCode.STRAY_KEY,
                problem="is more than can be seen while time passes",
                allowed="capacity; read the cart in a step of its own",
                key="expect",
            )
        if row.cart:
            raise _stray("cart", "where something is done")
    if isinstance(row.doing, Reading | Waiting | Repeating):
        for name in ("id", "key_of", "by"):
            if getattr(row, name):
                raise _stray(name, "beside a command of its own")
    if row.version is not None and not isinstance(row.doing, Updating):
        raise _stray("version", "beside add, amend, remove, update and request")
    return row


def _stray(name: str, allowed: str) -> Fault:
    return Fault(
        FileCode.STRAY_KEY,
        problem="has nothing to go with",
        allowed=f"only {allowed}",
        key=name,
    )


STEP = Table(
    name="step",
    meaning="One thing that is done, and what is to come out of it.",
    make=_step,
    defaults=dict,
    parts=(
        Key(name="say", shape=Text(), meaning="What a person would tell."),
        Key(
            name="id", shape=Identifier(), meaning="A name, where a later step refers to this one."
        ),
        Key(
            name="cart",
            shape=Identifier(words="the name of a cart"),
            meaning="Which cart; may be left out where the story has only one.",
        ),
        Key(
            name="by",
            shape=Identifier(words="the id of an actor"),
            meaning="Who does it; left out: a guest.",
            mistaken=("actor",),
        ),
        Key(
            name="key_of",
            shape=Identifier(words="the id of a step"),
            meaning="Send the command with the key of an earlier step.",
            mistaken=("key",),
        ),
        Key(
            name="version",
            shape=Integer(least=1),
            meaning="The version of the cart that the caller has read.",
        ),
        Variants(
            becomes="doing",
            required=True,
            variants=tuple(Variant(keys=(key,), make=dict, whole=True) for key in DOING),
        ),
        Key(
            name="expect",
            shape=EXPECTATION,
            meaning="What is to come out; only a wait may be without.",
            mistaken=("expects", "expected"),
        ),
    ),
)
