"""A machine that does anything to several carts, with an accountant who looks after each step.

It quotes H1 to H6, D2, D3 and D8: what is drawn is what the carts hold, never more than there is;
what came in is secured or has gone back, swept or not; a key that is repeated does nothing; a
refusal changes nothing; the log is the history.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import multiple, rule

from counterfoil.adapters.testkit.conformance.failing import require, require_equal
from counterfoil.adapters.testkit.conformance.machines.additions import (
    CATALOGUES,
    FIELDS,
    TARIFFS,
)
from counterfoil.adapters.testkit.conformance.machines.reserving import Reserving
from counterfoil.adapters.testkit.conformance.pier import GUEST, catalogue, tariff
from counterfoil.adapters.testkit.conformance.states import Loading
from counterfoil.domain.basket import ItemTarget
from counterfoil.domain.cart.cart import CartState
from counterfoil.domain.cart.commands import (
    CartCommand,
    SettleExpiry,
)
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.references import CartId
from counterfoil.ports.box_office import CartView, Refused

__all__ = ["CartMachine"]

ALL = 99  # carts: more than a machine opens
REUSED = [("key_reused", ("actor",))]


class CartMachine(Reserving):
    """Several carts, two hosts, one system, and time."""

    @rule(target=Reserving.committed, cart=Reserving.carts)
    def settle(self, cart: CartId) -> Any:
        """H4: what is read is the same before and after expiry is settled."""
        before = self.hosts[0].cart(cart)
        command = SettleExpiry.of(cart, actor=GUEST)
        if self.shop.system.recall(command.key) is not None:
            return multiple()
        done = self.do(command, 1)
        if done is command:
            self.same_but_settled(before)
        return done

    @rule(limit=st.integers(1, 3))
    def sweep(self, limit: int) -> None:
        """H4: a sweep settles what is due, at most so many carts, and no read sees it."""
        now = self.shop.clock.now()
        due = self.shop.system.overdue(now, limit=ALL)
        before = [self.hosts[0].cart(cart) for cart in self.asked]

        views = self.hosts[1].sweep(GUEST, limit=limit)

        require_equal(
            "H4",
            what="carts swept, and those left",
            found=([view.cart.id for view in views], self.shop.system.overdue(now, limit=ALL)),
            expected=(list(due[:limit]), due[limit:]),
        )
        for view in before:
            self.same_but_settled(view)
        for view in views:
            self.asked[view.cart.id] = {}
            self.accountant.returned(view.cart.id)
            self.entered(view)

    @rule(command=Reserving.committed, where=st.integers(0, 1))
    def repeat(self, command: CartCommand, where: int) -> None:
        """H6: a committed command repeated with the same key and body does nothing."""
        before = self.state()

        answer = self.hosts[where].attempt(command)

        again = isinstance(answer, CartView) and answer.replayed and answer.cart.id == command.cart
        require("H6", again, f"key {command.key} answers what was done: {answer}")
        self.unchanged(before, by="a repetition", law="H6")

    @rule(command=Reserving.committed)
    def use_key_for_another(self, command: CartCommand) -> None:
        """H6: with another body it is refused, naming the fields."""
        before = self.state()
        other = evolve(command, actor=evolve(GUEST, name="Somebody Else"))

        answer = self.hosts[1].attempt(other)

        require_equal("H6", what="a key used again", found=facts_of(answer), expected=REUSED)
        self.unchanged(before, by="a key used again", law="H6")

    @rule(cart=Reserving.carts)
    def read(self, cart: CartId) -> None:
        """H4: a read shows what is held, and changes nothing."""
        before = self.state()
        view = self.hosts[0].cart(cart)
        if view.cart.state is CartState.OPEN:
            self.accountant.read(view, now=self.shop.clock.now())
        if view.cart.state is not CartState.CONFIRMED:
            given = {
                one.target.item: one.values[0]
                for one in view.cart.details.answers
                if isinstance(one.target, ItemTarget)
            }
            require_equal(
                "H4",
                what=f"answers about the items of cart {cart}",
                found=given,
                expected=self.answered(cart),
            )
        self.unchanged(before, by="a read", law="H4")

    # --- what happens without them --------------------------------------------------------------

    @rule(minutes=st.sampled_from([1, 3, 5, 9, 10, 20]))
    def pass_time(self, minutes: int) -> None:
        """Let time go by."""
        self.shop.clock.turn(timedelta(minutes=minutes))

    @rule(prices=st.integers(0, len(TARIFFS) - 1), places=st.integers(0, len(CATALOGUES) - 1))
    def reload(self, prices: int, places: int) -> None:
        """Sell by another catalogue and tariff, where the system can."""
        if not isinstance(self.shop.system, Loading):
            return
        sold: Catalogue = evolve(catalogue(CATALOGUES[places]), checkout_fields=FIELDS)
        self.today = tariff(*TARIFFS[prices])
        self.shop.system.load(sold, self.today)
        self.accountant.reloaded(sold, self.today)


def facts_of(answer: object) -> object:
    """Answer the codes of a refusal with the fields that it names, or what else was answered."""
    if not isinstance(answer, Refused):
        return answer
    return [(one.code, getattr(one, "fields", ())) for one in answer.refusals]
