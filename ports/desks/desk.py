"""What every desk has: a system, a clock, and how any command is carried out."""

from __future__ import annotations

from typing import TypeVar

from attrs import Attribute, field, frozen

from counterfoil.domain.basket import Buyer
from counterfoil.domain.cart.commands import CancelCart, CartCommand, derived
from counterfoil.domain.cart.details import CartDetails
from counterfoil.domain.cart.pricing import limited_promotions
from counterfoil.domain.errors import UsageError
from counterfoil.domain.order.commands import AmendOrder, CancelOrder, OrderCommand
from counterfoil.domain.order.previewing import Preview
from counterfoil.domain.references import CommandKey
from counterfoil.domain.refusals import RefusedError
from counterfoil.domain.settings import Settings
from counterfoil.domain.typed import require_type
from counterfoil.ports.cart_driver import CartDriver
from counterfoil.ports.clock import Clock
from counterfoil.ports.erasing import ErasingDriver
from counterfoil.ports.errors import MismatchError, PortError
from counterfoil.ports.order_driver import OrderDriver
from counterfoil.ports.reconciling import ReconcilePolicy
from counterfoil.ports.references import References
from counterfoil.ports.reservation_system import ReservationSystem
from counterfoil.ports.views import CartView, OrderOutcome, OrderView, Outcome, Refused
from counterfoil.ports.vouchers import NoVouchers, VoucherOffice

ANYBODY = Buyer()
NO_DETAILS = CartDetails()

View = TypeVar("View", CartView, OrderView)


def _check_limits(
    _: Desk, attribute: Attribute[ReservationSystem], value: ReservationSystem
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
class Desk:
    """What a desk works with, and the commands that it can be given."""

    system: ReservationSystem = field(validator=_check_limits)
    clock: Clock
    references: References
    settings: Settings = field(factory=Settings)
    reconcile: ReconcilePolicy = ReconcilePolicy.WARN
    vouchers: VoucherOffice = field(factory=NoVouchers)

    def execute(self, command: CartCommand) -> CartView:
        """Carry a command about a cart out.

        Raises: RefusedError and PortError, as the class says.
        """
        return accepted(self.attempt(command))

    def execute_order(self, command: OrderCommand) -> OrderView:
        """Carry a command about an order out.

        Raises: RefusedError and PortError, as the class says.
        """
        return accepted(self.attempt_order(command))

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
        outcome = self._orders.attempt(command)
        if isinstance(outcome, Refused) or not outcome.mismatches:
            return outcome
        if self.reconcile is ReconcilePolicy.WARN:
            return outcome
        raise MismatchError(outcome, released=False)

    def preview(self, command: AmendOrder | CancelOrder) -> Preview:
        """Answer what a command about an order would do, to the minor unit; nothing is done.

        Whoever carries it out sends ``preview.seen`` along.

        Raises: RefusedError with what would forbid it; UsageError for what is no such command;
        PortError.
        """
        allowed = "an AmendOrder or CancelOrder"
        require_type(command, AmendOrder, CancelOrder, field="command", allowed=allowed)
        found = self._orders.preview(command)
        if isinstance(found, Refused):
            raise RefusedError(found.refusals[0], found.refusals[1:])
        return found

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


def accepted(outcome: View | Refused) -> View:
    """Answer what was done; raise what was refused."""
    if isinstance(outcome, Refused):
        raise RefusedError(outcome.refusals[0], outcome.refusals[1:])
    return outcome
