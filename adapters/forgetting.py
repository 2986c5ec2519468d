"""The order in which carts are forgotten, kept so that finding the next one costs little."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from heapq import heappop, heappush

from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import CartId


class ForgettingOrder:
    """A heap of carts by the instant at which they are over; not thread-safe by itself.

    A cart stands in it under the instant that was right when it was added. It may be readable for
    longer since; then it is put back when its turn comes, rather than at every change.
    """

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, CartId]] = []

    def add(self, cart: CartId, *, until: datetime) -> None:
        """Put a cart that is new into the order, readable until an instant."""
        heappush(self._heap, (until, cart))

    def over(
        self, *, before: datetime, limit: int, until: Callable[[CartId], datetime | None]
    ) -> Iterator[CartId]:
        """Take out the carts that are over at an instant, at most *limit*, the oldest first.

        *until* answers how long a cart can be read as it now is; None takes it out all the same.
        """
        taken = 0
        while taken < limit and self._heap and self._heap[0][0] <= before:
            _, name = heappop(self._heap)
            over = until(name)
            if over is None:
                continue
            if over > before:
                self.add(name, until=over)
                continue
            taken += 1
            yield name


def check_limit(limit: int) -> None:
    """Raise UsageError for a limit that would forget nothing."""
    if limit < 1:
        raise UsageError(
            field="limit", value=limit, problem="forgets nothing", allowed="1 or more"
        )


def check_before(before: datetime, *, now: datetime) -> None:
    """Raise UsageError for an instant that the system has not reached."""
    if before > now:
        raise UsageError(
            field="before",
            value=before.isoformat(),
            problem="has not come",
            allowed=f"an instant up to {now.isoformat()}",
        )
