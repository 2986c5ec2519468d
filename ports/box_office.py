"""The box office: the one door that a host calls.

Each public method is one line; the drivers do what is done for every command: recall, load,
decide, commit, resolve, reconcile.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from attrs import Attribute, evolve, field, frozen

from counterfoil.domain.availability import DayAvailability, Inquiry, SlotAvailability
from counterfoil.domain.basket import Buyer
from counterfoil.domain.cart.cart import Privilege
from counterfoil.domain.cart.commands import (
    AddItem,
    AmendItem,
    ApplyPromocode,
    AttachPayment,
    BeginPayment,
    CancelCart,
    CartCommand,
    ChangeDetails,
    ConfirmCart,
    EmptyCart,
    OnLapse,
    OnMismatch,
    OpenCart,
    RemoveItem,
    RemovePromocode,
    RenewHolds,
    SettleExpiry,
    UpdateCart,
    derived,
)
from counterfoil.domain.cart.details import CartDetails, DetailChanges
from counterfoil.domain.cart.expiry import is_readable
from counterfoil.domain.cart.pricing import limited_promotions
from counterfoil.domain.erasing import EraseCart, EraseOrder
from counterfoil.domain.errors import UsageError
from counterfoil.domain.finding import (
    EVENTS_MAX,
    NotModified,
    OrderFilter,
    Page,
    RecordedEvent,
)
from counterfoil.domain.order.commands import (
    BookDirect,
    OrderCommand,
    RecordPayment,
    RecordRedemption,
    VoidRedemption,
)
from counterfoil.domain.order.event import OrderOption
from counterfoil.domain.order.flag import Flag
from counterfoil.domain.party import Actor
from counterfoil.domain.payments import NewPayment
from counterfoil.domain.privacy import PseudonymKey
from counterfoil.domain.references import CartId, CommandKey, ItemId, OrderId, Promocode, UnitId
from counterfoil.domain.refusals import NotFound, OrderNotFound, RefusedError, UnknownTicketCode
from counterfoil.domain.settings import Settings
from counterfoil.domain.statuses import SettlementType
from counterfoil.ports.availability import availability_of
from counterfoil.ports.cart_driver import CartDriver
from counterfoil.ports.clock import Clock
from counterfoil.ports.erasing import ErasingDriver
from counterfoil.ports.errors import HoldLostError, MismatchError, PortError
from counterfoil.ports.finding import events_of, orders_if_modified, orders_of
from counterfoil.ports.order_driver import OrderDriver
from counterfoil.ports.reconciling import ReconcilePolicy
from counterfoil.ports.references import References
from counterfoil.ports.reservation_system import PURGE_LIMIT, ReservationSystem
from counterfoil.ports.views import CartView, OrderOutcome, OrderView, Outcome, Refused
from counterfoil.ports.vouchers import NoVouchers, VoucherOffice

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

ANYBODY = Buyer()
NO_DETAILS = CartDetails()
SWEPT_MAX = 1000  # carts settled by one sweep: some seconds' work

# Another actor's sweep, a cancellation or a purge was faster.
_SETTLED_BY_ANOTHER = frozenset({"key_reused", "not_expired", "not_found"})

View = TypeVar("View", CartView, OrderView)


def _check_limits(
    _: BoxOffice, attribute: Attribute[ReservationSystem], value: ReservationSystem
) -> None:
    """Refuse limits of promotions that nobody would keep (law H3)."""
    if value.capabilities.promotion_limits == "ENGINE":
        return
    limited = limited_promotions(value.world().pricer.tariff)
    if limited:
        raise UsageError(
            field=attribute.name,
            value=limited[0].id,
            problem="is a promotion with limits, and the system counts its own",
            allowed="a tariff without such limits, or with limits that are advisory",
        )


@frozen(kw_only=True)
class BoxOffice:
    """Reservations over one system; safe to share between threads.

    Every method that changes something takes an actor and a key. The same key with the same
    content answers what was done the first time; without a key one is made, and a repetition is
    another command.

    Raises: RefusedError for what the rules or the system forbid; nothing has changed then.
    UsageError for what no caller may send. PortError for the world outside; OutcomeUnknownError
    carries the key to repeat. Making one raises UsageError where the system counts the uses and
    budgets of promotions itself and the tariff does not say that its limits are advisory.
    """

    system: ReservationSystem = field(validator=_check_limits)
    clock: Clock
    references: References
    settings: Settings = field(factory=Settings)
    reconcile: ReconcilePolicy = ReconcilePolicy.WARN
    vouchers: VoucherOffice = field(factory=NoVouchers)

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

    def add_item(
        self, cart: CartId, actor: Actor, item: AddItem, *, key: CommandKey | None = None
    ) -> CartView:
        """Add one item."""
        return self.update(cart, actor, item, key=key)

    def amend_item(
        self, cart: CartId, actor: Actor, item: AmendItem, *, key: CommandKey | None = None
    ) -> CartView:
        """Change one item: only what is sent."""
        return self.update(cart, actor, item, key=key)

    def remove_item(
        self, cart: CartId, actor: Actor, item: ItemId, *, key: CommandKey | None = None
    ) -> CartView:
        """Remove one item."""
        return self.update(cart, actor, RemoveItem(item=item), key=key)

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

    def confirm(
        self,
        cart: CartId,
        actor: Actor,
        *,
        settlement: SettlementType,
        charged: int | None = None,
        payments: tuple[NewPayment, ...] = (),
        on_lapse: OnLapse = OnLapse.REFUSE,
        on_mismatch: OnMismatch = OnMismatch.REFUSE,
        flags: tuple[Flag, ...] = (),
        options: tuple[OrderOption, ...] = (),
        note: str = "",
        version: int | None = None,
        key: CommandKey | None = None,
    ) -> OrderView:
        """Make an order of a cart; ``charged`` is what the guest was asked for, in minor units.

        Raises: HoldLostError where what lapsed was to be held again and could not be: what was
            paid goes back.
        """
        return self._confirmed(
            ConfirmCart(
                key=self._key(key),
                actor=actor,
                cart=cart,
                settlement=settlement,
                charged=charged,
                payments=payments,
                on_lapse=on_lapse,
                on_mismatch=on_mismatch,
                flags=flags,
                options=options,
                note=note,
                version=version,
            )
        )

    def empty(self, cart: CartId, actor: Actor, *, key: CommandKey | None = None) -> CartView:
        """Remove all items and codes."""
        return self.execute(EmptyCart(key=self._key(key), actor=actor, cart=cart))

    def cancel(
        self, cart: CartId, actor: Actor, *, reason: str = "", key: CommandKey | None = None
    ) -> CartView:
        """Cancel a cart, for good."""
        return self.execute(CancelCart(key=self._key(key), actor=actor, cart=cart, reason=reason))

    # --- orders ---------------------------------------------------------------------------------

    def book(
        self,
        actor: Actor,
        *items: AddItem,
        settlement: SettlementType,
        buyer: Buyer = ANYBODY,
        details: CartDetails = NO_DETAILS,
        charged: int | None = None,
        options: tuple[OrderOption, ...] = (),
        privileges: frozenset[Privilege] = frozenset(),
        key: CommandKey | None = None,
    ) -> OrderView:
        """Book without a cart: all items or none, sold at once."""
        return self.execute_order(
            BookDirect(
                key=self._key(key),
                actor=actor,
                items=items,
                settlement=settlement,
                buyer=buyer,
                details=details,
                charged=charged,
                options=options,
                privileges=privileges,
            )
        )

    def record_payment(
        self, order: OrderId, actor: Actor, payment: NewPayment, *, key: CommandKey | None = None
    ) -> OrderView:
        """Note a payment of what is open."""
        return self.execute_order(
            RecordPayment(key=self._key(key), actor=actor, order=order, payment=payment)
        )

    def record_redemption(
        self,
        order: OrderId,
        actor: Actor,
        *tickets: UnitId,
        at: datetime | None = None,
        key: CommandKey | None = None,
    ) -> OrderView:
        """Note that tickets were used; a pass can be used again."""
        return self.execute_order(
            RecordRedemption(key=self._key(key), actor=actor, order=order, tickets=tickets, at=at)
        )

    def redeem(
        self,
        code: str,
        actor: Actor,
        *,
        at: datetime | None = None,
        key: CommandKey | None = None,
    ) -> OrderView:
        """Note that all tickets that a code lets in were used; a pass can be used again.

        Raises: RefusedError(UnknownTicketCode) for a code that is on no ticket.
        """
        found = self.system.order_with_code(code)
        if found is None:
            raise RefusedError(UnknownTicketCode())
        return self.execute_order(
            RecordRedemption(key=self._key(key), actor=actor, order=found.id, code=code, at=at)
        )

    def void_redemption(
        self, order: OrderId, actor: Actor, *tickets: UnitId, key: CommandKey | None = None
    ) -> OrderView:
        """Take back the last use of tickets."""
        return self.execute_order(
            VoidRedemption(key=self._key(key), actor=actor, order=order, tickets=tickets)
        )

    def erase(
        self,
        order: OrderId,
        actor: Actor,
        *,
        erasing_key: PseudonymKey | None,
        key: CommandKey | None = None,
    ) -> OrderView:
        """Put pseudonyms in place of the people of an order, in all that is kept of it."""
        command = EraseOrder(key=self._key(key), actor=actor, order=order)
        return _accepted(self._erasing.attempt_order(command, erasing_key=erasing_key))

    def erase_cart(
        self,
        cart: CartId,
        actor: Actor,
        *,
        erasing_key: PseudonymKey | None,
        key: CommandKey | None = None,
    ) -> CartView:
        """Put pseudonyms in place of the people of a cart that became no order."""
        command = EraseCart(key=self._key(key), actor=actor, cart=cart)
        return _accepted(self._erasing.attempt(command, erasing_key=erasing_key))

    def order(self, order: OrderId, *, version: int | None = None) -> OrderView:
        """Read an order, or an earlier version of it with all payments.

        Raises: RefusedError(OrderNotFound) for an order or a version that is not there.
        """
        found = self.system.order(order, version=version)
        if found is None:
            raise RefusedError(OrderNotFound(order=order, version=version))
        return self._orders.view(found)

    # --- finding orders -------------------------------------------------------------------------

    def find_orders(self, wanted: OrderFilter) -> Page:
        """Find orders, each in its latest version, a page at a time.

        Raises: RefusedError(InvalidFilter) for what cannot be meant, RefusedError(Unsupported) for
            what the system does not know.
        """
        return orders_of(self.system, wanted)

    def find_orders_if_modified(
        self, wanted: OrderFilter, *, since: datetime
    ) -> Page | NotModified:
        """Find orders, all of them, where one of them was modified after *since*.

        Raises: RefusedError as ``find_orders`` does.
        """
        return orders_if_modified(self.system, wanted, since=since)

    def events_after(self, sequence: int, *, limit: int = EVENTS_MAX) -> tuple[RecordedEvent, ...]:
        """Follow what happens to orders: at most *limit* events after a number, 0 for all.

        Raises: RefusedError(InvalidFilter) for a number below 0 and a limit out of its range.
        """
        return events_of(self.system, sequence, limit=limit)

    # --- reads ----------------------------------------------------------------------------------

    def cart(self, cart: CartId) -> CartView:
        """Read a cart as it is now.

        Raises: RefusedError(NotFound) for a cart that was never opened or expired too long ago.
        """
        found = self.system.cart(cart)
        now = self.system.now()
        if found is None or not is_readable(found, now=now):
            raise RefusedError(NotFound(cart=cart))
        return self._carts.view(found)

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

    # --- any command ----------------------------------------------------------------------------

    def execute(self, command: CartCommand) -> CartView:
        """Carry a command about a cart out.

        Raises: RefusedError and PortError, as the class says.
        """
        return _accepted(self.attempt(command))

    def execute_order(self, command: OrderCommand) -> OrderView:
        """Carry a command about an order out.

        Raises: RefusedError and PortError, as the class says.
        """
        return _accepted(self.attempt_order(command))

    def attempt(self, command: CartCommand) -> Outcome:
        """Carry a command about a cart out, and answer a refusal as a value.

        Raises: PortError, as the class says. Once a commit was sent and its outcome is not known,
            whatever fails leaves as OutcomeUnknownError.
        """
        outcome = self._carts.attempt(command)
        if isinstance(outcome, Refused) or not outcome.mismatches:
            return outcome
        if self.reconcile is ReconcilePolicy.WARN:
            return outcome
        compensates = self.reconcile is ReconcilePolicy.COMPENSATE
        raise MismatchError(outcome, released=compensates and self._release(command))

    def attempt_order(self, command: OrderCommand) -> OrderOutcome:
        """Carry a command about an order out, and answer a refusal as a value.

        Raises: PortError, as ``attempt``.
        """
        return self._orders.attempt(command)

    def _settled(self, cart: CartId, actor: Actor) -> Outcome:
        """Settle a cart, once more for each payment that came after it was settled."""
        times = 0
        while True:
            outcome = self.attempt(SettleExpiry.of(cart, actor=actor, times=times))
            if isinstance(outcome, Refused) or not outcome.replayed or outcome.cart.expiry_settled:
                return outcome
            times += 1

    def _confirmed(self, command: ConfirmCart) -> OrderView:
        view = self.execute(command)
        if view.order is None:
            raise HoldLostError(view)
        return evolve(
            self._orders.view(view.order),
            replayed=view.replayed,
            overbooked=view.overbooked,
            mismatches=view.mismatches,
        )

    def _release(self, command: CartCommand) -> bool:
        """Cancel the cart of a command that was answered otherwise; say whether that was done."""
        key = CommandKey(derived(command.key, "compensation"))
        reason = "answered otherwise than expected"
        cancel = CancelCart(key=key, actor=command.actor, cart=command.cart, reason=reason)
        try:
            released = self._carts.attempt(cancel)
        except PortError:
            return False
        return isinstance(released, CartView) and not released.mismatches

    @property
    def _carts(self) -> CartDriver:
        return CartDriver(
            system=self.system,
            clock=self.clock,
            references=self.references,
            settings=self.settings,
        )

    @property
    def _orders(self) -> OrderDriver:
        return OrderDriver(
            system=self.system,
            clock=self.clock,
            references=self.references,
            settings=self.settings,
            vouchers=self.vouchers,
        )

    @property
    def _erasing(self) -> ErasingDriver:
        return ErasingDriver(carts=self._carts, orders=self._orders)

    def _key(self, key: CommandKey | None) -> CommandKey:
        return self.references.key() if key is None else key


def _accepted(outcome: View | Refused) -> View:
    if isinstance(outcome, Refused):
        raise RefusedError(outcome.refusals[0], outcome.refusals[1:])
    return outcome
