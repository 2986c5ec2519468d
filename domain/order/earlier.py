"""Earlier versions of an order that moves in, held against the last one.

What they say is over, so that nothing of it is drawn or looked up any more. But whoever reads one
must find the way that led to the last: the same order, a ledger and a log that only grew.
"""

from __future__ import annotations

from collections.abc import Iterator

from counterfoil.domain.order.order import Order

_NO_BEGINNING = "are no beginning of those of the last version, allowed: the first of them"
_FIXED = ("id", "cart", "currency", "holder", "created_at", "created_by")


def unsound_versions(order: Order, earlier: tuple[Order, ...]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the *earlier* versions of *order*: where, and what."""
    before = 0
    for place, one in enumerate(earlier):
        path = f"earlier[{place}]"
        if not before < one.version < order.version:
            allowed = f"{before + 1} to {order.version - 1}"
            yield f"{path}.version", f"is {one.version}, allowed: {allowed}"
        before = max(before, one.version)
        if not one.version <= one.revision < order.revision:
            allowed = f"{one.version} to {order.revision - 1}"
            yield f"{path}.revision", f"is {one.revision}, allowed: {allowed}"
        for name in _FIXED:
            if getattr(one, name) != getattr(order, name):
                yield f"{path}.{name}", "is another, allowed: that of the last version"
        if not one.bookings:
            yield f"{path}.bookings", "are none, allowed: one or more"
        if not one.postings or one.postings != order.postings[: len(one.postings)]:
            yield (
                f"{path}.postings",
                _NO_BEGINNING,
            )
        if not one.events or one.events != order.events[: len(one.events)]:
            yield f"{path}.events", _NO_BEGINNING
