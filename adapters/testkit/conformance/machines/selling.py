"""The machine of carts, which also makes orders of them, in time or late, and books directly.

What was held is sold at the total that was shown, and stays sold; a confirmation is refused for
expiry from that instant on and never before, or holds again what lapsed; money that finds nothing
any more goes back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, multiple, rule

from counterfoil.adapters.testkit.accountant import SalesAccountant
from counterfoil.adapters.testkit.conformance.asking import boat
from counterfoil.adapters.testkit.conformance.failing import require, require_equal
from counterfoil.adapters.testkit.conformance.machines.additions import (
    BUYERS,
    EUR,
    NAMES,
    additions,
)
from counterfoil.adapters.testkit.conformance.machines.carts import CartMachine
from counterfoil.adapters.testkit.conformance.machines.wanted import refusal_of, wanted
from counterfoil.adapters.testkit.conformance.pier import GUEST
from counterfoil.domain.basket import BasketItem, Buyer
from counterfoil.domain.cart.cart import Privilege
from counterfoil.domain.cart.commands import (
    AddItem,
    ConfirmCart,
    OnLapse,
    OnMismatch,
    UpdateCart,
)
from counterfoil.domain.order.commands import BookDirect
from counterfoil.domain.payments import NewPayment, PaymentType, secured
from counterfoil.domain.references import CartId, CustomerKey, ItemId, OrderId
from counterfoil.domain.statuses import SettlementType
from counterfoil.ports.box_office import CartView, Refused

__all__ = ["SellingMachine"]


class SellingMachine(CartMachine):
    """Several carts that become orders, two hosts, one system, and time."""

    orders: Bundle[OrderId] = Bundle("orders")
    books = SalesAccountant

    def __init__(self) -> None:
        super().__init__()
        self.sold: dict[OrderId, dict[ItemId, BasketItem]] = {}

    @property
    def sales(self) -> SalesAccountant:
        """The books, those of orders with them."""
        assert isinstance(self.accountant, SalesAccountant)
        return self.accountant

    # --- how orders are made --------------------------------------------------------------------

    @rule(
        target=orders,
        cart=CartMachine.carts,
        settlement=st.sampled_from(SettlementType),
        on_lapse=st.sampled_from([OnLapse.REFUSE, OnLapse.LEAVE, OnLapse.LEAVE]),
        off=st.sampled_from([None, 0, 0, 0, 1]),
        on_mismatch=st.sampled_from(OnMismatch),
        pays=st.booleans(),
    )
    def confirm(
        self,
        cart: CartId,
        settlement: SettlementType,
        on_lapse: OnLapse,
        off: int | None,
        on_mismatch: OnMismatch,
        *,
        pays: bool,
    ) -> Any:
        """H4, D8: what was shown is what is taken, unless the cart says why not."""
        shown = self.hosts[0].cart(cart)
        total = 0 if shown.quote is None else shown.quote.total
        open_amount = total - secured(shown.cart.payments)
        payments: tuple[NewPayment, ...] = ()
        if pays and open_amount > 0:
            payments = (NewPayment(type=PaymentType.CAPTURE, amount=open_amount, currency=EUR),)
        command = ConfirmCart(
            key=self.key(),
            actor=GUEST,
            cart=cart,
            settlement=settlement,
            charged=None if off is None else total + off,
            payments=payments,
            on_lapse=on_lapse,
            on_mismatch=on_mismatch,
        )
        expected = refusal_of(shown, command, total=total)
        before = self.state()

        answer = self.hosts[1].attempt(command)

        if isinstance(answer, Refused):
            require_equal(
                "H4",
                what=f"why cart {cart} is not confirmed",
                found=answer.refusals[0].code,
                expected=expected,
            )
            self.unchanged(before, by=f"the refusal {answer.refusals[0].code}")
            return multiple()
        require_equal("H4", what=f"cart {cart}, confirmed", found=None, expected=expected)
        order = answer.order
        assert order is not None, "a confirmed cart became an order"
        require_equal("D8", what="total of the order", found=order.total, expected=total)
        live = self.live(cart)
        self.sales.confirmed(answer, cart=cart, asked=live.values(), tariff=self.tariffs[cart])
        self.sold[order.id] = dict(live)
        self.asked[cart] = {}
        for payment in payments:
            self.sales.paid(order.id, amount=payment.amount)
        rest = open_amount - sum(one.amount for one in payments)
        if settlement is SettlementType.EXTERNAL and rest > 0:
            self.sales.paid(order.id, amount=rest)
        again = self.hosts[0].attempt(command)
        same = isinstance(again, CartView) and again.replayed and again.order == order
        require("H6", same, f"key {command.key} answers order {order.id} again: {again}")
        return order.id

    @rule(
        target=orders,
        cart=CartMachine.carts,
        settlement=st.sampled_from(SettlementType),
        off=st.sampled_from([None, None, 0, 0, 1]),
        pays=st.sampled_from([True, True, False]),
        crowd=st.sampled_from([0, 2, 2]),
    )
    def confirm_late(
        self, cart: CartId, settlement: SettlementType, off: int | None, *, pays: bool, crowd: int
    ) -> Any:
        """H1, H4, M1: what lapsed is held again at what was charged, or all money goes back."""
        if not self.hosts[0].cart(cart).lapsed:
            self.pass_time(20)
        for _ in range(crowd):  # meanwhile others come
            self.book([boat(5), boat(2, slot="dusk")], None, Buyer(), (), SettlementType.VENUE)
        shown, stored = self.hosts[0].cart(cart), self.shop.system.cart(cart)
        if not shown.lapsed or stored is None or stored.priced is None:
            return multiple()
        total = stored.priced.total
        open_amount = total - secured(stored.payments)
        payments: tuple[NewPayment, ...] = ()
        if pays and open_amount > 0:
            payments = (NewPayment(type=PaymentType.CAPTURE, amount=open_amount, currency=EUR),)
        command = ConfirmCart(
            key=self.key(),
            actor=GUEST,
            cart=cart,
            settlement=settlement,
            charged=None if off is None else total + off,
            payments=payments,
            on_lapse=OnLapse.HOLD_AGAIN,
        )
        asked = self.live(cart) | {one.id: self.ever[cart][one.id] for one in shown.lapsed}
        brought = secured(stored.payments) + sum(one.amount for one in payments)
        before, now = self.state(), self.shop.clock.now()

        answer = self.hosts[1].attempt(command)

        if isinstance(answer, Refused):
            self.refused_late(answer, before, cart=cart, asked=asked, brought=brought, now=now)
            return multiple()
        for payment in payments:
            self.sales.received(cart, amount=payment.amount)
        if answer.order is None:
            self.came_too_late(answer, asked=asked, now=now)
            return multiple()
        order = answer.order
        require_equal(
            "M1", what="total of the late order", found=order.total, expected=total + (off or 0)
        )
        self.sales.granted(cart, asked=asked.values(), overbooked=answer.overbooked, now=now)
        self.sales.confirmed(answer, cart=cart, asked=asked.values(), tariff=self.tariffs[cart])
        self.sold[order.id] = dict(asked)
        self.asked[cart] = {}
        rest = order.total - brought
        if settlement is SettlementType.EXTERNAL and rest > 0:
            self.sales.paid(order.id, amount=rest)
        return order.id

    @rule(
        target=orders,
        items=st.lists(additions(), min_size=1, max_size=3),
        customer=st.sampled_from([None, "ada", "bo"]),
        seller=st.sampled_from(BUYERS),
        may=st.sampled_from([(), (), tuple(Privilege)]),
        settlement=st.sampled_from([SettlementType.VENUE, SettlementType.EXTERNAL]),
    )
    def book(
        self,
        items: list[AddItem],
        customer: str | None,
        seller: Buyer,
        may: tuple[Privilege, ...],
        settlement: SettlementType,
    ) -> Any:
        """Book several at once: all or none, H1 as for a cart."""
        known = None if customer is None else CustomerKey(customer)
        buyer = evolve(seller, customer=known)
        command = BookDirect(
            key=self.key(),
            actor=GUEST,
            items=tuple(evolve(item, item=name) for item, name in zip(items, NAMES, strict=False)),
            settlement=settlement,
            buyer=buyer,
            privileges=frozenset(may),
        )
        update = UpdateCart(
            key=command.key, actor=GUEST, cart=command.cart, operations=command.items
        )
        asked = wanted({}, update, taking=False).values()
        now = self.shop.clock.now()
        before = self.state()

        answer = self.hosts[0].attempt_order(command)

        if isinstance(answer, Refused):
            self.unchanged(before, by=f"the refusal {answer.refusals[0].code}")
            if any(one.code == "sold_out" for one in answer.refusals):
                cart = self.sales.asking(command.order, buyer=buyer, ignores_limits=bool(may))
                self.sales.sold_out(cart, asked=asked, now=now)
            return multiple()
        order = answer.order
        cart = self.sales.directly(
            order.id,
            asked=tuple(asked),
            buyer=buyer,
            ignores_limits=bool(may),
            overbooked=answer.overbooked,
            now=now,
        )
        self.sales.confirmed(answer, cart=cart, asked=asked, tariff=self.today)
        self.sold[order.id] = {item.id: item for item in asked}
        if settlement is SettlementType.EXTERNAL:
            self.sales.paid(order.id, amount=order.total)
        return order.id

    # --- how it is done -------------------------------------------------------------------------

    def refused_late(
        self,
        answer: Refused,
        before: Mapping[str, object],
        *,
        cart: CartId,
        asked: Mapping[ItemId, BasketItem],
        brought: int,
        now: datetime,
    ) -> None:
        """See that nothing happened, and that money is not turned away for want of stock."""
        self.unchanged(before, by=f"the refusal {answer.refusals[0].code}")
        found = {one.code for one in answer.refusals}
        turned_away = bool(brought) and bool(found & {"sold_out", "price_mismatch"})
        require("H4", not turned_away, f"money for cart {cart} goes back, and is not refused")
        if "sold_out" in found:
            self.sales.sold_out(cart, asked=asked.values(), now=now)

    def came_too_late(
        self, answer: CartView, *, asked: Mapping[ItemId, BasketItem], now: datetime
    ) -> None:
        """See that all money goes back, and that what is live stays held."""
        cart = answer.cart
        require_equal(
            "H4",
            what=f"what cart {cart.id} is paid, and what it holds, when money came too late",
            found=(secured(cart.payments), {item.id for item in cart.items}),
            expected=(0, self.live(cart.id).keys()),
        )
        self.sales.returned(cart.id)
        if "sold_out" in cart.hold_lost:
            self.sales.sold_out(cart.id, asked=asked.values(), now=now)
