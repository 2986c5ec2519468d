"""The journal: what must be remembered beside a system that does not remember it for us.

A store remembers keys and carts in the transaction that changes them. A remote system knows
neither our keys nor our ids, forgets what has lapsed, and may carry out a request whose answer is
lost. So whoever drives it writes down what is about to be sent before the first byte, and what was
made of it afterwards:

    sending = journal.begin(decision)      nobody else is at work on this cart
    ... requests; journal.note(...) where one of several has left a reference behind ...
    journal.finish(decision, after=cart)   done: the key and the cart as it now is, in one step
    journal.forget(key)                    or: it was refused, and nothing happened
    journal.set_aside(key)                 or: it was looked up, and is not there

A decision about an order goes the same way, with ``begin_order`` and ``finish_order``. A cart that
becomes an order is a decision about the cart, whose ``finish`` takes the order along.

*Personal data.* Between ``begin`` and one of the last three a journal holds the whole decision:
contacts, notes, whatever the command carries. After that it holds the cart as it was answered
last, and of commands only digests that are keyed and the version that they made. What is of a
cart goes with ``purge``, when it can be read no more; orders stay, as those of a store do. Erasing
a person has to reach the shadows and the decisions under way.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.decisions import Decision, OrderDecision
from counterfoil.domain.order.order import Order
from counterfoil.domain.privacy import PseudonymKey
from counterfoil.domain.references import CartId, CommandKey, OrderId, SystemReference
from counterfoil.ports.reservation_system import PURGE_LIMIT, InFlight, OrderInFlight, Past


class Journal(Protocol):
    """Remembers keys, decisions that were sent, and carts and orders as they were seen last.

    Each method is one atomic step; threads, and processes where the journal is durable, may share
    one. What a method has answered is durable then. Every method may raise UnavailableError:
    nothing was written then, or what was written is written again without harm by repeating it.
    """

    def recall(self, key: CommandKey) -> Past | None:
        """Answer what became of a key. None: never begun, forgotten, or set aside.

        Called before every attempt to decide a command.
        """
        ...

    def begin(self, decision: Decision) -> int:
        """Write down that a decision is about to be sent; answer how often it was begun.

        1: for the first time. More: it was set aside before, and a request of then may still
        arrive, so that a refusal by the system proves nothing. Called once per attempt, before
        anything is sent.

        Raises: ConflictError, and nothing is written: ``in_flight`` where another decision is
        under way for the cart, or this very one; otherwise where the key is done, or where the
        cart's shadow has not the version that the decision was made for (0: there is none).
        """
        ...

    def begin_order(self, decision: OrderDecision) -> int:
        """Write down that a decision about an order is about to be sent, as ``begin`` does.

        The order's shadow is compared by its revision (0: there is none).

        Raises: ConflictError as ``begin``.
        """
        ...

    def note(self, key: CommandKey, *, step: str, reference: SystemReference) -> None:
        """Write down what one of several requests has left behind, to find it again.

        A later note of the same step replaces the earlier one. Called between requests, never for
        a decision that needs only one.

        Raises: ConflictError where the key is not under way.
        """
        ...

    def noted(self, key: CommandKey) -> Mapping[str, SystemReference]:
        """Answer the notes of a key by step; none once it is done or forgotten.

        They are kept when a decision is set aside. Called when an outcome is looked up, and when
        a decision is sent again.
        """
        ...

    def finish(self, decision: Decision, *, after: Cart, order: Order | None = None) -> None:
        """Write down that a decision was carried out, and the cart as it now is: the new shadow.

        With it goes the *order* that it became, if it did: the key, the cart and the order in one
        step. Does nothing where the key is done already: who sent a decision and who looked it up
        may both find that it was carried out. Called once per decision that was.

        Raises: ConflictError where the key is neither under way nor done. Somebody set it aside
        and it was carried out all the same; its outcome is to be looked up again.
        """
        ...

    def finish_order(self, decision: OrderDecision, *, after: Order) -> None:
        """Write down that a decision about an order was carried out, as ``finish`` does.

        Raises: ConflictError as ``finish``.
        """
        ...

    def forget(self, key: CommandKey) -> None:
        """Forget a decision of which it is known that nothing of it happened; its key is free.

        Does nothing for a key that is not under way. Called once per refusal by the system.
        """
        ...

    def set_aside(self, key: CommandKey) -> None:
        """Let others at the cart: a decision was looked up and is not there.

        The decision goes; that its key was begun, and what was noted of it, is kept. Does nothing
        for a key that is not under way. Called once per outcome that was found to be not done.
        """
        ...

    def shadow(self, cart: CartId) -> Cart | None:
        """Answer a cart as it was finished last, or None. Called once per load of a cart.

        It names what the system calls the cart, and the items that were there: only beside it can
        be seen which of them are gone.
        """
        ...

    def order(self, order: OrderId) -> Order | None:
        """Answer an order as it was finished last, or None. Called once per load of an order.

        It names what the system calls the order, and has what the system knows nothing of.
        """
        ...

    def at_work(self, cart: CartId) -> InFlight | None:
        """Answer the decision that is under way for a cart, or None.

        Called where ``begin`` met another: whoever meets one that nobody works on any more looks
        it up, and finishes it or sets it aside.
        """
        ...

    def order_at_work(self, order: OrderId) -> OrderInFlight | None:
        """Answer the decision that is under way for an order, or None, as ``at_work``.

        One that is still to be made of a cart is not at work: its cart is.
        """
        ...

    def unfinished(
        self, *, before: datetime, limit: int = PURGE_LIMIT
    ) -> tuple[InFlight | OrderInFlight, ...]:
        """Answer decisions under way that were decided before an instant, the oldest first.

        Called by a sweep, which looks each of them up.
        """
        ...

    def erase(self, cart: CartId, *, erasing_key: PseudonymKey) -> None:
        """Put pseudonyms in place of the people of a cart's shadow, and forget what was sent.

        Of the digests of its keys only the kinds of the commands stay, so that a repetition is
        told to be another command. Does nothing for a cart that is not known. Called by a system
        that was asked to erase the cart, or the order that it became.

        Raises: ConflictError, ``in_flight``, where a decision is under way for the cart.
        """
        ...

    def erase_order(self, order: OrderId, *, erasing_key: PseudonymKey) -> None:
        """Put pseudonyms in place of the people of an order's shadow, as ``erase`` does.

        Raises: ConflictError, ``in_flight``, where a decision is under way for the order.
        """
        ...

    def purge(self, *, before: datetime, limit: int = PURGE_LIMIT) -> int:
        """Forget carts that nobody could read at an instant, and their keys; answer how many.

        At most *limit* go; a cart for which a decision is under way stays, and so do all orders
        with the keys of decisions about them. Called by a host when it suits it, with an instant
        that the system has reached.

        Raises: UsageError for a limit below 1.
        """
        ...
