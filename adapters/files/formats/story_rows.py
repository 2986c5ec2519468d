"""A step as it stands in a file, and what cannot stand together in one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import frozen

from counterfoil.adapters.files.problems import FileCode
from counterfoil.adapters.files.reading import Fault
from counterfoil.adapters.stories.asking_steps import AskingAvailability
from counterfoil.adapters.stories.order_steps import (
    Booking,
    ChangingOrder,
    Confirming,
    MakingOrder,
    ReadingOrder,
    Sweeping,
)
from counterfoil.adapters.stories.steps import Doing, Looking, Repeating, Updating, Waiting
from counterfoil.adapters.stories.story import Expectation

__all__ = ["StepRow", "is_about_cart", "is_about_order", "step_row"]


@frozen(kw_only=True)
class StepRow:
    """A step as it stands in the file: carts, actors and steps are still names."""

    doing: Doing
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
    _check_companions(row)
    return row


def _check_companions(row: StepRow) -> None:
    """Refuse what does not go with what is done, and what cannot come out of it."""
    doing = row.doing
    if isinstance(doing, Looking | Waiting | Repeating):
        for name in ("id", "key_of", "by"):
            if getattr(row, name):
                raise _stray(name, "beside a command of its own")
    if isinstance(doing, Sweeping):
        for name in ("id", "key_of"):
            if getattr(row, name):
                raise _stray(name, "beside a command of its own")
    if row.version is not None and not isinstance(doing, Updating | Confirming):
        raise _stray("version", "beside add, amend, remove, update, request and confirm")
    if row.cart and not is_about_cart(doing) and not isinstance(doing, Repeating):
        raise _stray("cart", "where a cart is changed, read or confirmed")
    if row.order and not is_about_order(doing) and not isinstance(doing, Repeating):
        raise _stray("order", "where an order is made, changed or read")
    if isinstance(doing, Waiting | Repeating):
        return
    for name, (fits, where) in _ONLY.items():
        if row.expect is not None and getattr(row.expect, name) is not None and not fits(doing):
            raise Fault(
                FileCode.STRAY_KEY,
                problem=f"{name} cannot come out of this",
                allowed=where,
                key="expect",
            )


def is_about_cart(doing: Doing) -> bool:
    """Say whether a step is about a cart: all but what is about orders, and questions."""
    others = ChangingOrder | Booking | ReadingOrder | AskingAvailability | Sweeping | Waiting
    return not isinstance(doing, others | Repeating)


def is_about_order(doing: Doing) -> bool:
    """Say whether a step makes an order, or is about one."""
    return isinstance(doing, MakingOrder | ChangingOrder | ReadingOrder)


def _is_question(doing: Doing) -> bool:
    return isinstance(doing, AskingAvailability)


def _is_sweep(doing: Doing) -> bool:
    return isinstance(doing, Sweeping)


def _has_view(doing: Doing) -> bool:
    return is_about_cart(doing) or is_about_order(doing)


_OF_CART = (is_about_cart, "where a cart is changed, read or confirmed")
_OF_ORDER = (is_about_order, "where an order is made, changed or read")
_OF_BOTH = (_has_view, "where a cart or an order is changed or read")
_ONLY: dict[str, tuple[Callable[[Doing], bool], str]] = {
    **dict.fromkeys(("state", "lapsed", "codes", "expires", "spots"), _OF_CART),
    **dict.fromkeys(
        ("status", "paid", "owed", "owed_by", "bookings", "tickets", "events"), _OF_ORDER
    ),
    **dict.fromkeys(("total", "version", "items", "changed", "payments", "replayed"), _OF_BOTH),
    "swept": (_is_sweep, "beside sweep"),
    **dict.fromkeys(("slots", "days"), (_is_question, "beside availability and calendar")),
}


def _stray(name: str, allowed: str) -> Fault:
    return Fault(
        FileCode.STRAY_KEY,
        problem="has nothing to go with",
        allowed=f"only {allowed}",
        key=name,
    )
