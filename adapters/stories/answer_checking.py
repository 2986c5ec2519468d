"""What is read off an answer that is no cart and no order, for each key of an expectation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from counterfoil.adapters.stories.seeing import Available, Found, Moved, NotMoved, Seen, Swept
from counterfoil.adapters.stories.story import UNLIMITED, ExpectedRoom


def _rooms(
    available: Available, _: Seen, expected: Mapping[str, ExpectedRoom]
) -> Mapping[str, Any]:
    """Say how available is what is named, as far as that is expected; left out: not there."""
    found: dict[str, ExpectedRoom] = {}
    for name, one in expected.items():
        room = available.rooms.get(name)
        if room is not None:
            left = UNLIMITED if room.left is None else room.left
            found[name] = ExpectedRoom(state=room.state, left=None if one.left is None else left)
    return found


def _bookings(found: Found, _: Seen, __: Any) -> Any:
    return {name: tuple(one.id for one in order.bookings) for name, order in found.orders}


AVAILABLE_CHECKS: Mapping[str, Callable[[Available, Seen, Any], Any]] = MappingProxyType(
    {"slots": _rooms, "days": _rooms}
)
SWEPT_CHECKS: Mapping[str, Callable[[Swept, Seen, Any], Any]] = MappingProxyType(
    {"swept": lambda swept, _, __: tuple(name for name, _ in swept.carts)}
)
FOUND_CHECKS: Mapping[str, Callable[[Found, Seen, Any], Any]] = MappingProxyType(
    {
        "found": lambda found, _, __: tuple(name for name, _ in found.orders),
        "total_items": lambda found, _, __: found.page.total_items,
        "found_bookings": _bookings,
    }
)
MOVED_CHECKS: Mapping[str, Callable[[Moved, Seen, Any], Any]] = MappingProxyType(
    {
        "moved": lambda moved, _, __: moved.orders,
        "repeated": lambda moved, _, __: moved.repeated,
        "faulty": lambda _, __, ___: (),
    }
)
NOT_MOVED_CHECKS: Mapping[str, Callable[[NotMoved, Seen, Any], Any]] = MappingProxyType(
    {"faulty": lambda moved, _, __: tuple(dict.fromkeys(line for line, _ in moved.faults))}
)
