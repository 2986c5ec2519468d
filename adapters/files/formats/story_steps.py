"""The field table of one step of a story: what can be done, and what goes with it."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from counterfoil.adapters.files.formats.story_details import DETAIL_CHANGES, OPENING, PAYMENT
from counterfoil.adapters.files.formats.story_expectations import EXPECTATION
from counterfoil.adapters.files.formats.story_finding import FIND
from counterfoil.adapters.files.formats.story_items import (
    ADD,
    AMEND,
    REMOVE,
    REQUEST,
    UPDATE,
    one_operation,
)
from counterfoil.adapters.files.formats.story_office import (
    ERASE_CART,
    ERASE_ORDER,
    IMPORT,
    LOAD,
)
from counterfoil.adapters.files.formats.story_orders import (
    AMEND_ORDER,
    AVAILABILITY,
    BOOK,
    CALENDAR,
    CANCEL_ORDER,
    CONFIRM,
    READ_ORDER,
    RECORD_PAYMENT,
    REDEEM,
    VOID_REDEMPTION,
)
from counterfoil.adapters.files.formats.story_rows import step_row
from counterfoil.adapters.files.reading import Place, Shape
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.moments import Duration
from counterfoil.adapters.files.shapes.quantities import Integer
from counterfoil.adapters.files.shapes.scalars import Converted, Flag, Identifier, Text
from counterfoil.adapters.files.shapes.tables import Table
from counterfoil.adapters.files.shapes.variants import Variant, Variants
from counterfoil.adapters.stories.office_steps import Sweeping
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
from counterfoil.domain.cart.commands import RemoveItem
from counterfoil.domain.references import ItemId

__all__ = ["DOING", "STEP"]


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
    _doing("confirm", CONFIRM, "Make an order of the cart."),
    _doing("book", BOOK, "Book without a cart."),
    _doing("record_payment", RECORD_PAYMENT, "Note a payment of what is open of the order."),
    _doing("redeem", REDEEM, "Note that tickets were used.", "use", "redemption"),
    _doing("void_redemption", VOID_REDEMPTION, "Take back the last use of tickets.", "void"),
    _doing("amend_order", AMEND_ORDER, "Change an order that is there."),
    _doing("cancel_order", CANCEL_ORDER, "Cancel an order, or a part of it.", "refund"),
    _doing("read", _Constant(value=Reading()), "Read the cart."),
    _doing("read_order", READ_ORDER, "Read the order, or an earlier version of it."),
    _doing("find", FIND, "Find orders, a page at a time.", "find_orders", "search"),
    _doing("availability", AVAILABILITY, "Ask which slots of a product can be booked."),
    _doing("calendar", CALENDAR, "Ask on which dates a product can be booked."),
    _doing("erase_cart", ERASE_CART, "Put pseudonyms in place of the people of the cart."),
    _doing(
        "erase_order",
        ERASE_ORDER,
        "Put pseudonyms in place of the people of the order.",
        "erase",
    ),
    _doing("import", IMPORT, "Take over orders that were made elsewhere."),
    _doing("load", LOAD, "Sell by another catalogue or tariff from now on."),
    _doing("sweep", _Constant(value=Sweeping()), "Settle what expired carts owe."),
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


STEP = Table(
    name="step",
    meaning="One thing that is done, and what is to come out of it.",
    make=step_row,
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
            name="order",
            shape=Identifier(words="the name of an order"),
            meaning="Which order, or what the new one is called; may be left out where the story"
            " has only one.",
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
