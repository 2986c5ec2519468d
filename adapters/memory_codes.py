"""Which order has a code: what a gate asks that knows nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from counterfoil.adapters.keyed_digests import KeyedDigests
from counterfoil.domain.order.order import Order
from counterfoil.domain.references import OrderId


class CodeIndex:
    """Orders by the codes of their tickets; not thread-safe by itself.

    Codes are kept as digests under a key that dies with the process: how long a look-up takes
    tells nothing of the codes that are there.
    """

    def __init__(self) -> None:
        self._digests = KeyedDigests()
        self._orders: dict[bytes, OrderId] = {}

    def put(self, before: Order | None, after: Order) -> None:
        """Keep the codes that an order has now and did not have *before*, and drop the others.

        What was erased is not found by the code that somebody else may still know.
        """
        known = frozenset(() if before is None else _codes(before))
        codes = frozenset(_codes(after))
        for code in codes - known:
            self._orders[self._digests.of(code)] = after.id
        for digest in map(self._digests.of, known - codes):
            if self._orders.get(digest) == after.id:
                del self._orders[digest]

    def find(self, code: str) -> OrderId | None:
        """Answer the order that a code was sold with last, or None."""
        return self._orders.get(self._digests.of(code))


def _codes(order: Order) -> Iterator[str]:
    return (ticket.code for booking in order.bookings for ticket in booking.tickets)
