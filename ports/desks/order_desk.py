"""What is asked of an order: made, paid, used, found and forgotten."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from counterfoil.domain.basket import Buyer
from counterfoil.domain.cart.cart import Privilege
from counterfoil.domain.cart.commands import AddItem, Operation
from counterfoil.domain.cart.details import CartDetails, DetailChanges
from counterfoil.domain.erasing import EraseOrder
from counterfoil.domain.finding import EVENTS_MAX, NotModified, OrderFilter, Page, RecordedEvent
from counterfoil.domain.order.commands import (
    AmendOrder,
    BookDirect,
    CancelOrder,
    PriceAdjustment,
    RecordPayment,
    RecordRedemption,
    VoidRedemption,
)
from counterfoil.domain.order.event import OrderOption
from counterfoil.domain.order.previewed import Previewed
from counterfoil.domain.party import Actor
from counterfoil.domain.payments import NewPayment
from counterfoil.domain.privacy import PseudonymKey
from counterfoil.domain.references import CommandKey, ItemId, OrderId, UnitId
from counterfoil.domain.refusals import OrderNotFound, RefusedError, UnknownTicketCode
from counterfoil.domain.statuses import SettlementType
from counterfoil.domain.typed import require_type
from counterfoil.ports.desks.desk import ANYBODY, NO_DETAILS, Desk, accepted
from counterfoil.ports.finding import events_of, orders_if_modified, orders_of
from counterfoil.ports.reservation_system import OrderDone, OrderInFlight
from counterfoil.ports.views import OrderView

UNCHANGED = DetailChanges()


@frozen(kw_only=True)
class OrderDesk(Desk):
    """Everything that can be done with an order."""

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

    def amend(
        self,
        order: OrderId,
        actor: Actor,
        *operations: Operation,
        leaving: tuple[UnitId, ...] = (),
        details: DetailChanges = UNCHANGED,
        payments: tuple[NewPayment, ...] = (),
        price_adjustment: PriceAdjustment = PriceAdjustment.NONE,
        expected_total: int | None = None,
        note: str = "",
        version: int | None = None,
        preview: Previewed | None = None,
        key: CommandKey | None = None,
    ) -> OrderView:
        """Add bookings, book some again, remove some, or change details: all or nothing."""
        return self.execute_order(
            AmendOrder(
                key=self._key(key),
                actor=actor,
                order=order,
                operations=operations,
                leaving=leaving,
                details=details,
                payments=payments,
                price_adjustment=price_adjustment,
                expected_total=expected_total,
                note=note,
                version=version,
                preview=preview,
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
        require_type(code, str, field="code", allowed="the code of a ticket")
        order = None if key is None else self._order_of(key)
        if order is None:
            found = self.system.order_with_code(code)
            if found is None:
                raise RefusedError(UnknownTicketCode())
            order = found.id
        return self.execute_order(
            RecordRedemption(key=self._key(key), actor=actor, order=order, code=code, at=at)
        )

    def _order_of(self, key: CommandKey) -> OrderId | None:
        """Name the order that a key was used for: its code may be on no ticket any more."""
        past = self.system.recall(key)
        if isinstance(past, OrderDone):
            return past.order
        return past.decision.after.id if isinstance(past, OrderInFlight) else None

    def void_redemption(
        self, order: OrderId, actor: Actor, *tickets: UnitId, key: CommandKey | None = None
    ) -> OrderView:
        """Take back the last use of tickets."""
        return self.execute_order(
            VoidRedemption(key=self._key(key), actor=actor, order=order, tickets=tickets)
        )

    def cancel_order(
        self,
        order: OrderId,
        actor: Actor,
        *,
        bookings: tuple[ItemId, ...] = (),
        tickets: tuple[UnitId, ...] = (),
        reason: str = "",
        refund: bool = True,
        expected_total: int | None = None,
        expected_refund: int | None = None,
        override_supplier: bool = False,
        version: int | None = None,
        preview: Previewed | None = None,
        key: CommandKey | None = None,
    ) -> OrderView:
        """Cancel some bookings or tickets of an order; where none is named, all of it for good."""
        return self.execute_order(
            CancelOrder(
                key=self._key(key),
                actor=actor,
                order=order,
                bookings=bookings,
                tickets=tickets,
                reason=reason,
                refund=refund,
                expected_total=expected_total,
                expected_refund=expected_refund,
                override_supplier=override_supplier,
                version=version,
                preview=preview,
            )
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
        return accepted(self._erasing.attempt_order(command, erasing_key=erasing_key))

    def order(self, order: OrderId, *, version: int | None = None) -> OrderView:
        """Read an order, or an earlier version of it with all payments.

        Raises: RefusedError(OrderNotFound) for an order or a version that is not there.
        """
        require_type(
            order, str, field="order", allowed="the id of an order, such as view.order.id"
        )
        found = self.system.order(order, version=version)
        if found is None:
            raise RefusedError(OrderNotFound(order=order, version=version))
        return self._orders.view(found)

    def find_orders(self, wanted: OrderFilter) -> Page:
        """Find orders, each in its latest version, a page at a time.

        Raises: RefusedError(InvalidFilter) for what cannot be meant, RefusedError(Unsupported) for
            what the system does not know.
        """
        require_type(wanted, OrderFilter, field="wanted", allowed="an OrderFilter")
        return orders_of(self.system, wanted)

    def find_orders_if_modified(
        self, wanted: OrderFilter, *, since: datetime
    ) -> Page | NotModified:
        """Find orders, all of them, where one of them was modified after *since*.

        Raises: RefusedError as ``find_orders`` does.
        """
        require_type(wanted, OrderFilter, field="wanted", allowed="an OrderFilter")
        return orders_if_modified(self.system, wanted, since=since)

    def events_after(self, sequence: int, *, limit: int = EVENTS_MAX) -> tuple[RecordedEvent, ...]:
        """Follow what happens to orders: at most *limit* events after a number, 0 for all.

        Raises: RefusedError(InvalidFilter) for a number below 0 and a limit out of its range.
        """
        return events_of(self.system, sequence, limit=limit)
