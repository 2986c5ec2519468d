"""Commands about a cart, driven over a reservation system."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from attrs import evolve, frozen

from counterfoil.domain.cart.cart import Cart, Privilege
from counterfoil.domain.cart.commands import CartCommand, ConfirmCart, OnLapse
from counterfoil.domain.cart.deciding import decide
from counterfoil.domain.cart.digests import Keyed, differing, digests_of
from counterfoil.domain.cart.expiry import is_readable, refreshed
from counterfoil.domain.cart.facts import CartFacts
from counterfoil.domain.cart.needs import needs
from counterfoil.domain.cart.paid_state import paid_state
from counterfoil.domain.decisions import Decision
from counterfoil.domain.order.order import Order
from counterfoil.domain.reconciliation import Mismatch
from counterfoil.domain.references import ResourceId
from counterfoil.domain.refusals import KeyReused, NotFound, Unsupported
from counterfoil.domain.settings import Settings
from counterfoil.domain.stock import Level, Overbooked
from counterfoil.ports.clock import Clock
from counterfoil.ports.driver import driven, levels_needed, unknown
from counterfoil.ports.reconciling import reconciled
from counterfoil.ports.references import References
from counterfoil.ports.reservation_system import (
    Capabilities,
    Committed,
    Done,
    InFlight,
    ReservationSystem,
    Verdict,
    World,
)
from counterfoil.ports.views import CartView, Outcome, Refused


@frozen(kw_only=True)
class CartDecided:
    """A decision, and what it was made from."""

    decision: Decision
    before: Cart | None
    world: World


@frozen(kw_only=True)
class CartDriver:
    """Carries out commands about carts; safe to share between threads."""

    system: ReservationSystem
    clock: Clock
    references: References
    settings: Settings

    def attempt(self, command: CartCommand) -> Outcome:
        """Carry a command out, and answer a refusal as a value."""
        unsupported = _unsupported(command, self.system.capabilities)
        if unsupported:
            return Refused(refusals=unsupported)
        return driven(
            command.key,
            clock=self.clock,
            past=lambda: self.past(command),
            decide=lambda: self._decide(command),
            commit=self._commit,
        )

    def view(self, cart: Cart) -> CartView:
        """Show a cart as it is now."""
        return self._view_in(self.system.world(cart.world), cart, now=self.system.now())

    def _commit(self, decided: CartDecided) -> Outcome:
        answer = self.system.commit(decided.decision)
        if not isinstance(answer, Committed):
            return Refused(refusals=(answer,))
        view = self._view_in(
            decided.world, answer.cart, now=decided.decision.at, before=decided.before
        )
        found = self._mismatches(decided.decision, answer)
        if not found and not answer.overbooked and answer.order is None:
            return view
        return evolve(view, mismatches=found, overbooked=answer.overbooked, order=answer.order)

    def past(self, command: Keyed) -> Outcome | None:
        """Look up what became of a command before; None: it was not carried out."""
        past = self.system.recall(command.key)
        if past is None:
            return None
        fields = differing(past.digests, digests_of(command))
        if fields:
            return Refused(refusals=(KeyReused(key=command.key, fields=fields),))
        if isinstance(past, Done):
            return self._replayed(past)
        assert isinstance(past, InFlight), "the kind of a command is one of its fields"
        found = self.system.resolve(past.decision)
        if isinstance(found, Committed):
            return evolve(
                self.view(found.cart),
                replayed=True,
                overbooked=found.overbooked,
                order=found.order,
                mismatches=self._mismatches(past.decision, found),
            )
        if found is Verdict.UNKNOWN:
            raise unknown(command.key)
        return None

    def _replayed(self, done: Done) -> Outcome:
        cart = self.system.cart(done.cart)
        if cart is None or not is_readable(cart, now=self.system.now()):
            return Refused(refusals=(NotFound(cart=done.cart),))
        order: Order | None = None
        if done.order is not None:
            order = self.system.order(done.order)
        overbooked: tuple[Overbooked, ...] = done.overbooked
        return evolve(self.view(cart), replayed=True, overbooked=overbooked, order=order)

    def _decide(self, command: CartCommand) -> CartDecided | Refused:
        """Load what the rule must be told, and ask it."""
        cart = self.system.cart(command.cart)
        world = self.system.world(None if cart is None else cart.world)
        privileges: frozenset[Privilege] = frozenset() if cart is None else cart.privileges
        now = self.system.now()
        facts = CartFacts(
            catalogue=world.catalogue,
            pricer=world.pricer_of(privileges),
            world=world.name,
            levels=self._levels(cart, command, world, now),
            settings=self.settings,
            secret=self.references.secret(),
            confirm_margin=confirm_margin(self.system, self.settings),
            priced_by="ENGINE" if self.system.capabilities.price == "ENGINE" else "SYSTEM",
        )
        decided = decide(cart, command, facts, now)
        if not isinstance(decided, Decision):
            return Refused(refusals=decided)
        return CartDecided(decision=decided, before=cart, world=world)

    def _levels(
        self, cart: Cart | None, command: CartCommand, world: World, now: datetime
    ) -> Mapping[ResourceId, Level]:
        """Load what the rule must be told."""
        return levels_needed(
            self.system,
            lambda levels: needs(
                cart,
                command,
                catalogue=world.catalogue,
                tariff=world.pricer.tariff,
                levels=levels,
            ),
            at=now,
        )

    def _view_in(
        self, world: World, cart: Cart, *, now: datetime, before: Cart | None = None
    ) -> CartView:
        """Show a cart as it is at an instant; a ledger only where the price is the engine's."""
        pricer = world.pricer_of(cart.privileges)
        current = refreshed(cart, pricer=pricer, now=now)
        if before is not None:
            before = refreshed(before, pricer=pricer, now=now).cart
        return CartView(
            cart=current.cart,
            lapsed=current.lapsed,
            before=before,
            world=world,
            paid_state=paid_state(cart, now=now),
            priced_here=self.system.capabilities.price == "ENGINE",
        )

    def _mismatches(self, decision: Decision, answer: Committed) -> tuple[Mismatch, ...]:
        return reconciled(
            decision,
            answered=answer.cart,
            order=answer.order,
            capabilities=self.system.capabilities,
        )


def _unsupported(command: CartCommand, capabilities: Capabilities) -> tuple[Unsupported, ...]:
    """Refuse to hold again what lapsed where nobody here can: the system counts its own stock.

    Its holds end without a word, and what it would ask for them anew only it knows; money that
    came late must not wait for that.
    """
    if capabilities.stock == "ENGINE" or not isinstance(command, ConfirmCart):
        return ()
    if command.on_lapse is not OnLapse.HOLD_AGAIN:
        return ()
    instead = "OnLapse.LEAVE for what is left, or a new cart; what was paid is given back"
    return (Unsupported(capability="on_lapse=HOLD_AGAIN", instead=instead),)


def confirm_margin(system: ReservationSystem, settings: Settings) -> timedelta:
    """Answer how much must be left of a hold to confirm it: nothing where the engine decides."""
    return timedelta(0) if system.capabilities.stock == "ENGINE" else settings.confirm_margin
