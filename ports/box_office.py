"""The box office: the one door that a host calls.

What is asked of a cart or an order is answered at its desk, in a line; the drivers do what is done
for every command: recall, load, decide, commit, resolve, reconcile. Here is what belongs to
neither: what can be booked, and what is swept and forgotten.
"""

from __future__ import annotations

from attrs import frozen

from counterfoil.domain.availability import DayAvailability, Inquiry, SlotAvailability
from counterfoil.domain.cart.commands import SettleExpiry
from counterfoil.domain.party import Actor
from counterfoil.domain.references import CartId
from counterfoil.domain.refusals import RefusedError
from counterfoil.ports.availability import availability_of
from counterfoil.ports.desks.cart_desk import CartDesk
from counterfoil.ports.desks.desk import ANYBODY, NO_DETAILS
from counterfoil.ports.desks.order_desk import OrderDesk
from counterfoil.ports.errors import PortError
from counterfoil.ports.reservation_system import PURGE_LIMIT
from counterfoil.ports.views import CartView, OrderOutcome, OrderView, Outcome, Refused

__all__ = [
    "ANYBODY",
    "NO_DETAILS",
    "SWEPT_MAX",
    "BoxOffice",
    "CartView",
    "OrderOutcome",
    "OrderView",
    "Outcome",
    "Refused",
]

SWEPT_MAX = 1000  # carts settled by one sweep: some seconds' work

# Another actor's sweep, a cancellation or a purge was faster.
_SETTLED_BY_ANOTHER = frozenset({"key_reused", "not_expired", "not_found"})


@frozen(kw_only=True)
class BoxOffice(CartDesk, OrderDesk):
    """Reservations over one system; safe to share between threads.

    Every method that changes something takes an actor and a key. The same key with the same
    content answers what was done the first time; without a key one is made, and a repetition is
    another command.

    Raises: RefusedError for what the rules or the system forbid; nothing has changed then.
    UsageError for what no caller may send. PortError for the world outside; OutcomeUnknownError
    carries the key to repeat. Making one raises UsageError where the system counts the uses and
    budgets of promotions itself and the tariff does not say that its limits are advisory.
    """

    def __repr__(self) -> str:
        """Show over which system it is."""
        return f"BoxOffice({self.system!r})"

    def availability(self, inquiry: Inquiry) -> tuple[SlotAvailability, ...]:
        """Answer what can be booked: each slot of each product, in order.

        Raises: RefusedError for products that are not there, or hidden from this caller.
        """
        return availability_of(self.system, inquiry).slots

    def calendar(self, inquiry: Inquiry) -> tuple[DayAvailability, ...]:
        """Answer what can be booked: a day for each date, the best of its slots.

        Raises: RefusedError as ``availability`` does.
        """
        return availability_of(self.system, inquiry).days

    def purge(self, *, limit: int = PURGE_LIMIT) -> int:
        """Forget carts that nobody can read any more, at most *limit*; answer how many.

        Raises: UsageError for a limit below 1.
        """
        return self.system.purge(before=self.system.now(), limit=limit)

    def sweep(self, actor: Actor, *, limit: int = SWEPT_MAX) -> tuple[CartView, ...]:
        """Settle what expired carts owe: at most *limit* of them, the longest overdue first.

        Each is settled once, whoever sweeps; nothing that is read or decided waits for it. The
        views hold the refunds to be carried out. One that is ``replayed`` was settled by another
        sweep just now. Where the system fails midway, what was settled by then is answered, and
        the next sweep goes on.
        """
        settled: list[CartView] = []
        for cart in self.system.overdue(self.system.now(), limit=limit):
            try:
                outcome = self._settled(cart, actor)
            except PortError:
                if settled:
                    break
                raise
            if isinstance(outcome, CartView):
                settled.append(outcome)
            elif outcome.refusals[0].code not in _SETTLED_BY_ANOTHER:
                raise RefusedError(outcome.refusals[0], outcome.refusals[1:])
        return tuple(settled)

    def _settled(self, cart: CartId, actor: Actor) -> Outcome:
        """Settle a cart, once more for each payment that came after it was settled."""
        times = 0
        while True:
            outcome = self.attempt(SettleExpiry.of(cart, actor=actor, times=times))
            if isinstance(outcome, Refused) or not outcome.replayed or outcome.cart.expiry_settled:
                return outcome
            times += 1
