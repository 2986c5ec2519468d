"""A step as it stands in a file, and what cannot stand together in one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from attrs import frozen

from counterfoil.adapters.files.formats.story_office import NamedLines, NamedWorld
from counterfoil.adapters.files.problems import FileCode
from counterfoil.adapters.files.reading import Fault
from counterfoil.adapters.stories.asking_steps import AskingAvailability, FindingOrders
from counterfoil.adapters.stories.erasing_steps import ErasingOrder
from counterfoil.adapters.stories.office_steps import Sweeping
from counterfoil.adapters.stories.order_steps import (
    AmendingOrder,
    Booking,
    CancellingOrder,
    ChangingOrder,
    Confirming,
    MakingOrder,
    ReadingOrder,
    is_look,
)
from counterfoil.adapters.stories.steps import Doing, Looking, Repeating, Updating, Waiting
from counterfoil.adapters.stories.story import Expectation

__all__ = ["RowDoing", "StepRow", "is_about_cart", "is_about_order", "step_row"]


RowDoing: TypeAlias = Doing | NamedWorld | NamedLines
_VERSIONED = Updating | Confirming | AmendingOrder | CancellingOrder
_Quiet: TypeAlias = Waiting | NamedWorld  # nothing can be seen of these but how resources stand


@frozen(kw_only=True)
class StepRow:
    """A step as it stands in the file: carts, actors, steps and files are still names."""

    doing: RowDoing
    expect: Expectation | None = None
    say: str = ""
    id: str = ""
    cart: str = ""
    order: str = ""
    by: str = ""
    key_of: str = ""
    version: int | None = None


def step_row(**values: Any) -> StepRow:
    """Refuse a step that asks for something and expects nothing, and what goes with no doing."""
    row = StepRow(**values)
    if row.expect is None and not isinstance(row.doing, _Quiet):
        raise Fault(
            FileCode.MISSING_KEY,
            problem="is missing",
            allowed="what is to come out of the step, such as {total, version}",
            key="expect",
        )
    if isinstance(row.doing, _Quiet):
        expected = row.expect is not None and row.expect != Expectation(
            capacity=row.expect.capacity
        )
        if expected:
            raise Fault(
                FileCode.STRAY_KEY,
                problem="is more than can be seen while time passes, or of what is loaded",
                allowed="capacity; read the cart in a step of its own",
                key="expect",
            )
    _check_companions(row)
    return row


def _check_companions(row: StepRow) -> None:
    """Refuse what does not go with what is done, and what cannot come out of it."""
    doing = row.doing
    if isinstance(doing, Looking | _Quiet | Repeating):
        for name in ("id", "key_of", "by"):
            if getattr(row, name):
                raise _stray(name, "beside a command of its own")
    if isinstance(doing, Sweeping | NamedLines) or is_look(doing):
        for name in ("id", "key_of"):
            if getattr(row, name):
                raise _stray(name, "beside a command of its own")
    if row.version is not None and not isinstance(doing, _VERSIONED):
        where = "beside add, amend, remove, update, request, amend_order, cancel_order and confirm"
        raise _stray("version", where)
    if row.cart and not is_about_cart(doing) and not isinstance(doing, Repeating):
        raise _stray("cart", "where a cart is changed, read or confirmed")
    if row.order and not is_about_order(doing) and not isinstance(doing, Repeating):
        raise _stray("order", "where an order is made, changed or read")
    if isinstance(doing, _Quiet | Repeating):
        return
    for name, (fits, where) in _ONLY.items():
        if row.expect is not None and getattr(row.expect, name) is not None and not fits(doing):
            raise Fault(
                FileCode.STRAY_KEY,
                problem=f"{name} cannot come out of this",
                allowed=where,
                key="expect",
            )


_OF_ORDERS_ALONE = ChangingOrder | Booking | ReadingOrder | ErasingOrder
_OF_ALL = (
    AskingAvailability | FindingOrders | Sweeping | Waiting | Repeating | NamedLines | NamedWorld
)


def is_about_cart(doing: RowDoing) -> bool:
    """Say whether a step is about a cart: all but what is about orders, or about everything."""
    return not isinstance(doing, _OF_ORDERS_ALONE | _OF_ALL)


def is_about_order(doing: RowDoing) -> bool:
    """Say whether a step makes an order, or is about one."""
    return isinstance(doing, MakingOrder | _OF_ORDERS_ALONE)


def _is(*kinds: type[Any]) -> Callable[[RowDoing], bool]:
    return lambda doing: isinstance(doing, kinds)


def _has_view(doing: RowDoing) -> bool:
    return is_about_cart(doing) or is_about_order(doing)


_OF_CART = (is_about_cart, "where a cart is changed, read or confirmed")
_OF_ORDER = (is_about_order, "where an order is made, changed or read")
_OF_BOTH = (_has_view, "where a cart or an order is changed or read")
_ONLY: dict[str, tuple[Callable[[RowDoing], bool], str]] = {
    **dict.fromkeys(
        ("state", "lapsed", "codes", "expires", "spots", "paid_state", "hold_lost"), _OF_CART
    ),
    **dict.fromkeys(
        ("status", "paid", "owed", "owed_by", "bookings", "tickets", "events"), _OF_ORDER
    ),
    **dict.fromkeys(
        ("total", "version", "items", "changed", "payments", "contacts", "erased", "replayed"),
        _OF_BOTH,
    ),
    "swept": (_is(Sweeping), "beside sweep"),
    **dict.fromkeys(
        ("slots", "days"), (_is(AskingAvailability), "beside availability and calendar")
    ),
    **dict.fromkeys(
        ("found", "total_items", "found_bookings"), (_is(FindingOrders), "beside find")
    ),
    **dict.fromkeys(("moved", "repeated", "faulty"), (_is(NamedLines), "beside import")),
}


def _stray(name: str, allowed: str) -> Fault:
    return Fault(
        FileCode.STRAY_KEY,
        problem="has nothing to go with",
        allowed=f"only {allowed}",
        key=name,
    )
