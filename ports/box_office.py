"""The box office: the one door that a host calls.

Each public method is one line; ``_execute`` is the one driver: recall, load, decide, commit,
resolve, reconcile. Only it knows that calls block.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import TypeAlias

from attrs import evolve, field, frozen

from counterfoil.domain.availability import DayAvailability, Inquiry, SlotAvailability
from counterfoil.domain.basket import Buyer
from counterfoil.domain.cart.addons import AddOn, add_ons
from counterfoil.domain.cart.cart import Cart, Privilege
from counterfoil.domain.cart.commands import (
    AddItem,
    AmendItem,
    ApplyPromocode,
    AttachPayment,
    BeginPayment,
    CancelCart,
    CartCommand,
    ChangeDetails,
    EmptyCart,
    OpenCart,
    RemoveItem,
    RemovePromocode,
    RenewHolds,
    SettleExpiry,
    UpdateCart,
    derived,
)
from counterfoil.domain.cart.deciding import decide
from counterfoil.domain.cart.details import CartDetails, DetailChanges
from counterfoil.domain.cart.digests import differing, digests_of
from counterfoil.domain.cart.expiry import is_readable, refreshed
from counterfoil.domain.cart.facts import CartFacts, Refusals
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.cart.needs import needs
from counterfoil.domain.cart.pricing import quote_of
from counterfoil.domain.checkout_fields import MissingCheckoutField, missing_fields
from counterfoil.domain.decisions import Decision
from counterfoil.domain.party import Actor
from counterfoil.domain.payments import NewPayment
from counterfoil.domain.pricing import Difference, Quote, difference
from counterfoil.domain.reconciliation import Mismatch
from counterfoil.domain.references import CartId, CommandKey, ItemId, Promocode, ResourceId
from counterfoil.domain.refusals import KeyReused, NotFound, RefusedError
from counterfoil.domain.settings import Settings
from counterfoil.domain.stock import Level, Overbooked
from counterfoil.ports.availability import availability_of
from counterfoil.ports.clock import Clock
from counterfoil.ports.errors import (
    ConflictError,
    MismatchError,
    OutcomeUnknownError,
    PortError,
    UnavailableError,
)
from counterfoil.ports.reconciling import ReconcilePolicy, reconciled
from counterfoil.ports.references import References
from counterfoil.ports.reservation_system import (
    PURGE_LIMIT,
    Committed,
    Done,
    ReservationSystem,
    Verdict,
    World,
)

ATTEMPTS_MAX = 8  # decisions made anew because something changed meanwhile
ANYBODY = Buyer()
NO_DETAILS = CartDetails()
PAUSE = timedelta(milliseconds=20)  # before trying again where somebody else is at work
SWEPT_MAX = 1000  # carts settled by one sweep: some seconds' work

# Another actor's sweep, a cancellation or a purge was faster.
_SETTLED_BY_ANOTHER = frozenset({"key_reused", "not_expired", "not_found"})


@frozen(kw_only=True)
class CartView:
    """A cart as it is at an instant, with its price.

    ``lapsed`` are the items that dropped out since the last change, ``replayed`` says that the
    command was carried out before, and this is the cart now. ``overbooked`` is what the command
    drew beyond what was left; a read tells none. ``mismatches`` name what the system answered
    otherwise than expected. ``before`` is the cart as it was when a command changed it, None where
    nothing was changed.
    """

    cart: Cart
    lapsed: tuple[CartItem, ...] = ()
    replayed: bool = False
    overbooked: tuple[Overbooked, ...] = ()
    mismatches: tuple[Mismatch, ...] = ()
    before: Cart | None = field(default=None, eq=False, repr=False)
    world: World = field(eq=False, repr=False)
    _priced_here: bool = field(default=True, eq=False, repr=False)

    @cached_property
    def quote(self) -> Quote | None:
        """The price, written out when it is first read.

        None for an empty cart, and where the ledger is the system's.
        """
        return self._quote_of(self.cart)

    @property
    def add_ons(self) -> Mapping[ItemId, tuple[AddOn, ...]]:
        """The add-ons of each main booking that has any."""
        return add_ons(self.cart, catalogue=self.world.catalogue)

    @property
    def missing(self) -> tuple[MissingCheckoutField, ...]:
        """The required checkout fields that have no answer yet, to be asked before confirming."""
        return missing_fields(
            self.world.catalogue.checkout_fields,
            answers=self.cart.details.answers,
            items=self.cart.basket.items,
        )

    @property
    def difference(self) -> Difference | None:
        """The entries of the price that went with the change and those that came; made on demand.

        None where nothing was changed, and where there was no price before.
        """
        before = None if self.before is None else self._quote_of(self.before)
        return None if before is None else difference(before, self.quote)

    def _quote_of(self, cart: Cart) -> Quote | None:
        if not self._priced_here:
            return None
        return quote_of(cart, pricer=self.world.pricer_of(cart.privileges))


@frozen(kw_only=True)
class Refused:
    """What was asked is refused: everything found at the first step that failed."""

    refusals: Refusals


Outcome: TypeAlias = CartView | Refused


@frozen(kw_only=True)
class BoxOffice:
    """Reservations over one system; safe to share between threads.

    Every method that changes something takes an actor and a key. The same key with the same
    content answers what was done the first time; without a key one is made, and a repetition is
    another command.

    Raises: RefusedError for what the rules or the system forbid; nothing has changed then.
    UsageError for what no caller may send. PortError for the world outside; OutcomeUnknownError
    carries the key to repeat.
    """

    system: ReservationSystem
    clock: Clock
    references: References
    settings: Settings = field(factory=Settings)
    reconcile: ReconcilePolicy = ReconcilePolicy.WARN

    # --- commands -------------------------------------------------------------------------------

    def open_cart(
        self,
        actor: Actor,
        *,
        buyer: Buyer | None = None,
        details: CartDetails | None = None,
        privileges: frozenset[Privilege] = frozenset(),
        key: CommandKey | None = None,
    ) -> CartView:
        """Open an empty cart."""
        return self.execute(
            OpenCart(
                key=self._key(key),
                actor=actor,
                buyer=buyer or ANYBODY,
                details=details or NO_DETAILS,
                privileges=privileges,
            )
        )

    def update(
        self,
        cart: CartId,
        actor: Actor,
        *operations: AddItem | AmendItem | RemoveItem,
        version: int | None = None,
        key: CommandKey | None = None,
    ) -> CartView:
        """Add, amend and remove items: all or nothing."""
        return self.execute(
            UpdateCart(
                key=self._key(key), actor=actor, cart=cart, operations=operations, version=version
            )
        )

    def apply_promocode(
        self, cart: CartId, actor: Actor, promocode: str, *, key: CommandKey | None = None
    ) -> CartView:
        """Enter a promocode."""
        code = Promocode(promocode)
        return self.execute(
            ApplyPromocode(key=self._key(key), actor=actor, cart=cart, promocode=code)
        )

    def remove_promocode(
        self, cart: CartId, actor: Actor, promocode: str, *, key: CommandKey | None = None
    ) -> CartView:
        """Take a promocode back."""
        code = Promocode(promocode)
        return self.execute(
            RemovePromocode(key=self._key(key), actor=actor, cart=cart, promocode=code)
        )

    def change_details(
        self, cart: CartId, actor: Actor, changes: DetailChanges, *, key: CommandKey | None = None
    ) -> CartView:
        """Change the people and words that belong to a cart: only what is sent."""
        return self.execute(
            ChangeDetails(key=self._key(key), actor=actor, cart=cart, changes=changes)
        )

    def renew(self, cart: CartId, actor: Actor, *, key: CommandKey | None = None) -> CartView:
        """Renew the holds that may be renewed on request."""
        return self.execute(RenewHolds(key=self._key(key), actor=actor, cart=cart))

    def begin_payment(
        self, cart: CartId, actor: Actor, *, key: CommandKey | None = None
    ) -> CartView:
        """Extend the holds once, because payment begins."""
        return self.execute(BeginPayment(key=self._key(key), actor=actor, cart=cart))

    def attach_payment(
        self, cart: CartId, actor: Actor, payment: NewPayment, *, key: CommandKey | None = None
    ) -> CartView:
        """Note a payment that was made outside; nothing may be changed from then on."""
        return self.execute(
            AttachPayment(key=self._key(key), actor=actor, cart=cart, payment=payment)
        )

    def empty(self, cart: CartId, actor: Actor, *, key: CommandKey | None = None) -> CartView:
        """Remove all items and codes."""
        return self.execute(EmptyCart(key=self._key(key), actor=actor, cart=cart))

    def cancel(
        self, cart: CartId, actor: Actor, *, reason: str = "", key: CommandKey | None = None
    ) -> CartView:
        """Cancel a cart, for good."""
        return self.execute(CancelCart(key=self._key(key), actor=actor, cart=cart, reason=reason))

    # --- reads ----------------------------------------------------------------------------------

    def cart(self, cart: CartId) -> CartView:
        """Read a cart as it is now.

        Raises: RefusedError(NotFound) for a cart that was never opened or expired too long ago.
        """
        found = self.system.cart(cart)
        now = self.system.now()
        if found is None or not is_readable(found, now=now):
            raise RefusedError(NotFound(cart=cart))
        return self._view(found)

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

    # --- housekeeping ---------------------------------------------------------------------------

    def purge(self, *, limit: int = PURGE_LIMIT) -> int:
        """Forget carts that nobody can read any more, at most *limit*; answer how many.

        Raises: UsageError for a limit below 1.
        """
        return self.system.purge(before=self.system.now(), limit=limit)

    # --- what is owed ---------------------------------------------------------------------------

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
                outcome = self.attempt(SettleExpiry.of(cart, actor=actor))
            except PortError:
                if settled:
                    break
                raise
            if isinstance(outcome, CartView):
                settled.append(outcome)
            elif outcome.refusals[0].code not in _SETTLED_BY_ANOTHER:
                raise RefusedError(outcome.refusals[0], outcome.refusals[1:])
        return tuple(settled)

    # --- the driver -----------------------------------------------------------------------------

    def execute(self, command: CartCommand) -> CartView:
        """Carry a command out.

        Raises: RefusedError and PortError, as the class says.
        """
        outcome = self.attempt(command)
        if isinstance(outcome, Refused):
            raise RefusedError(outcome.refusals[0], outcome.refusals[1:])
        return outcome

    def attempt(self, command: CartCommand) -> Outcome:
        """Carry a command out, and answer a refusal as a value.

        Raises: PortError, as the class says. Once a commit was sent and its outcome is not known,
            whatever fails leaves as OutcomeUnknownError.
        """
        outcome = self._carried_out(command)
        if isinstance(outcome, Refused) or not outcome.mismatches:
            return outcome
        if self.reconcile is ReconcilePolicy.WARN:
            return outcome
        compensates = self.reconcile is ReconcilePolicy.COMPENSATE
        raise MismatchError(outcome, released=compensates and self._release(command))

    def _release(self, command: CartCommand) -> bool:
        """Cancel the cart of a command that was answered otherwise; say whether that was done."""
        key = CommandKey(derived(command.key, "compensation"))
        reason = "answered otherwise than expected"
        cancel = CancelCart(key=key, actor=command.actor, cart=command.cart, reason=reason)
        try:
            released = self._carried_out(cancel)
        except PortError:
            return False
        return isinstance(released, CartView) and not released.mismatches

    def _carried_out(self, command: CartCommand) -> Outcome:
        sent = False
        for _ in range(ATTEMPTS_MAX):
            try:
                past = self._past(command)
                if past is not None:
                    return past
                cart, world, decided = self._decide(command)
            except PortError as error:
                if sent:
                    raise _unknown(command) from error
                raise
            if not isinstance(decided, Decision):
                return Refused(refusals=decided)
            try:
                answer = self.system.commit(decided)
            except ConflictError as conflict:
                sent = False
                if conflict.in_flight:
                    self.clock.wait(PAUSE)
                continue
            except OutcomeUnknownError:
                sent = True
                continue  # the top of the loop looks it up
            if not isinstance(answer, Committed):
                return Refused(refusals=(answer,))
            view = self._view_in(world, answer.cart, now=decided.at, before=cart)
            found = self._mismatches(decided, answer.cart)
            if not found and not answer.overbooked:
                return view
            return evolve(view, mismatches=found, overbooked=answer.overbooked)
        if sent:
            raise _unknown(command)
        raise UnavailableError(
            f"command {command.key!r} met another change {ATTEMPTS_MAX} times, nothing was done"
        )

    def _past(self, command: CartCommand) -> Outcome | None:
        """Look up what became of a command before; None: it was not carried out."""
        past = self.system.recall(command.key)
        if past is None:
            return None
        digests = past.digests if isinstance(past, Done) else past.decision.digests
        fields = differing(digests, digests_of(command))
        if fields:
            return Refused(refusals=(KeyReused(key=command.key, fields=fields),))
        if isinstance(past, Done):
            cart = self.system.cart(past.cart)
            if cart is None or not is_readable(cart, now=self.system.now()):
                return Refused(refusals=(NotFound(cart=past.cart),))
            return evolve(self._view(cart), replayed=True, overbooked=past.overbooked)
        found = self.system.resolve(past.decision)
        if isinstance(found, Committed):
            return evolve(
                self._view(found.cart),
                replayed=True,
                overbooked=found.overbooked,
                mismatches=self._mismatches(past.decision, found.cart),
            )
        if found is Verdict.UNKNOWN:
            raise _unknown(command)
        return None

    def _decide(self, command: CartCommand) -> tuple[Cart | None, World, Decision | Refusals]:
        """Load what the rule must be told, and ask it."""
        cart = self.system.cart(command.cart)
        world = self.system.world(None if cart is None else cart.world)
        privileges: frozenset[Privilege] = frozenset() if cart is None else cart.privileges
        now = self.system.now()
        levels = self._levels(cart, command, world, now)
        facts = CartFacts(
            catalogue=world.catalogue,
            pricer=world.pricer_of(privileges),
            world=world.name,
            levels=levels,
            settings=self.settings,
        )
        return cart, world, decide(cart, command, facts, now)

    def _levels(
        self, cart: Cart | None, command: CartCommand, world: World, now: datetime
    ) -> Mapping[ResourceId, Level]:
        """Load what the rule must be told; what that is may depend on what was loaded."""
        levels: dict[ResourceId, Level] = {}
        while True:
            wanted = needs(
                cart,
                command,
                catalogue=world.catalogue,
                tariff=world.pricer.tariff,
                levels=levels,
            )
            missing = wanted - levels.keys()
            if not missing:
                return levels
            levels.update(self.system.levels(missing, at=now))

    def _view(self, cart: Cart) -> CartView:
        return self._view_in(self.system.world(cart.world), cart, now=self.system.now())

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
            priced_here=self.system.capabilities.price == "ENGINE",
        )

    def _mismatches(self, decision: Decision, answered: Cart) -> tuple[Mismatch, ...]:
        return reconciled(decision, answered=answered, capabilities=self.system.capabilities)

    def _key(self, key: CommandKey | None) -> CommandKey:
        return self.references.key() if key is None else key


def _unknown(command: CartCommand) -> OutcomeUnknownError:
    return OutcomeUnknownError(
        f"what became of command {command.key!r} is not known, allowed: its repetition",
        key=command.key,
    )
