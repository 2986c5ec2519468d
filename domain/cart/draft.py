"""A draft: one decision about a cart in the making.

It holds the cart as it was committed and as it is now. Each command changes it in its own way, in
a module of its own; all end in the same steps: price the cart as it will be, hold what its
promotions need, see whether it fits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from counterfoil.domain.cart.capacity import fill_guards, reads_fill
from counterfoil.domain.cart.cart import Cart, Priced, UseHeld
from counterfoil.domain.cart.changes import CartChange, Settlement, apply, priced_as
from counterfoil.domain.cart.commands import CartCommand
from counterfoil.domain.cart.digests import digests_of
from counterfoil.domain.cart.drawing import draws_between
from counterfoil.domain.cart.expiry import Refreshed, still_held
from counterfoil.domain.cart.facts import CartFacts, Refusals
from counterfoil.domain.cart.holding import expiries_on_touch
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.cart.lines import lines_of
from counterfoil.domain.cart.pricing import held_by, limits_left, price, uses_held
from counterfoil.domain.decisions import Decision, Expectation
from counterfoil.domain.guards import LevelWithin, VersionIs
from counterfoil.domain.references import ItemId, ResourceId
from counterfoil.domain.refusals import SoldOut
from counterfoil.domain.stock import Draws, Level, shortages


class Draft:
    """One decision in the making: *committed* is what is stored, *current* what it is now."""

    def __init__(
        self,
        committed: Cart,
        refreshed_cart: Refreshed,
        command: CartCommand,
        facts: CartFacts,
        now: datetime,
    ) -> None:
        self.committed = committed
        self.current = refreshed_cart.cart
        self._items = {item.id: item for item in self.current.items}
        self.lapsed = tuple(item.id for item in refreshed_cart.lapsed)
        self.command = command
        self.facts = facts
        self.now = now

    def before(self, item: CartItem) -> CartItem | None:
        """Answer an item as it was; None for a new one, also under the id of one that goes."""
        before = self._items.get(item.id)
        return before if before is not None and before.holder == item.holder else None

    def touched(self) -> Mapping[ItemId, datetime]:
        """Answer the expiries of the holds that any change of the cart renews."""
        return expiries_on_touch(self.current, catalogue=self.facts.catalogue, now=self.now)

    def decided(
        self,
        change: Callable[[Settlement], CartChange],
        *,
        expiries: Mapping[ItemId, datetime],
        shown: Priced | None = None,
    ) -> Decision | Refusals:
        """Price the cart as it will be, hold what its promotions need, and see whether it fits.

        Where *shown* is given, the price stays that one.
        """
        unpriced = Settlement(priced=None, lapsed=self.lapsed, expiries=expiries)
        future = apply(self.committed, change(unpriced))
        held = still_held(self.committed, now=self.now)
        priced, uses = self._priced(future, held, shown)
        settlement = Settlement(priced=priced, uses=uses, lapsed=self.lapsed, expiries=expiries)
        after = priced_as(future, settlement)
        draws = draws_between(held, after)
        short = shortages_of(draws, self.facts.levels)
        if short:
            return short
        return Decision(
            key=self.command.key,
            actor=self.command.actor,
            digests=digests_of(self.command),
            at=self.now,
            change=change(settlement),
            guards=(
                VersionIs(cart=after.id, version=self.committed.version),
                *self._fill_guards(after, held),
            ),
            draws=draws,
            after=after,
            expected=Expectation(
                lines=lines_of(after),
                total=None if priced is None else priced.total,
                version=after.version,
                state=after.state,
                expiries={item.id: item.expires_at for item in after.items},
            ),
        )

    def _fill_guards(self, after: Cart, held: Cart) -> tuple[LevelWithin, ...]:
        """Guard the fills that the prices of new and amended items rely on."""
        if not reads_fill(self.facts.pricer.tariff):
            return ()
        known = {item.id: item.priced for item in self.committed.items}
        changed = [item for item in after.items if known.get(item.id) != item.priced]
        return fill_guards(changed, tariff=self.facts.pricer.tariff, own=held_by(held))

    def _priced(
        self, future: Cart, held: Cart, shown: Priced | None
    ) -> tuple[Priced | None, tuple[UseHeld, ...]]:
        if not future.items:
            return None, ()
        pricer = self.facts.pricer
        if shown is None:
            limits = limits_left(
                future, own=held_by(held), tariff=pricer.tariff, levels=self.facts.levels
            )
            priced, quote = price(future, pricer=pricer, at=self.now, limits=limits)
        else:
            priced, quote = price(future, pricer=pricer, at=shown.at, limits=shown.limits)
        return priced, uses_held(future, quote=quote, tariff=pricer.tariff)


def shortages_of(draws: Draws, levels: Mapping[ResourceId, Level]) -> tuple[SoldOut, ...]:
    """Name every resource that cannot take the sum of what is drawn from it."""
    found = shortages(draws.takes, levels=levels)
    return tuple(
        SoldOut(
            resource=short.resource,
            allocation=short.allocation,
            asked=short.asked,
            left=short.left,
        )
        for short in found
    )
