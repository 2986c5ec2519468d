"""The machine of carts, which also makes orders of them, books directly, pays and redeems.

It quotes H1 to H6, D2, D3, D5 and D8 of orders: what was held is sold at the total that was shown,
and stays sold; a confirmation is refused for expiry from that instant on and never before; money
in the books is money on the orders; a ticket is used once until that is taken back.
"""

from __future__ import annotations

from typing import Any

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import invariant, multiple, rule

from counterfoil.adapters.testkit.conformance.failing import require, require_equal
from counterfoil.adapters.testkit.conformance.machines.additions import (
    EUR,
)
from counterfoil.adapters.testkit.conformance.machines.carts import REUSED, facts_of
from counterfoil.adapters.testkit.conformance.machines.changing import (
    BEYOND_REACH,
    ChangingMachine,
)
from counterfoil.adapters.testkit.conformance.pier import GUEST
from counterfoil.adapters.testkit.conformance.states import (
    Recording,
    order_of,
    orders_replayed,
    recorded,
)
from counterfoil.domain.order.applying import apply_to_order
from counterfoil.domain.order.commands import (
    OrderCommand,
    RecordPayment,
    RecordRedemption,
    VoidRedemption,
)
from counterfoil.domain.order.order import Order
from counterfoil.domain.payments import NewPayment, PaymentType
from counterfoil.domain.references import OrderId
from counterfoil.domain.statuses import TicketStatus
from counterfoil.ports.box_office import OrderView, Refused


class OrderMachine(ChangingMachine):
    """Several carts and orders, two hosts, one system, and time."""

    # --- what becomes of orders -----------------------------------------------------------------

    @rule(
        target=ChangingMachine.ordered,
        order=ChangingMachine.orders,
        quarters=st.sampled_from([1, 2, 4, 5]),
        kind=st.sampled_from([PaymentType.CAPTURE, PaymentType.AUTHORIZATION]),
    )
    def pay_order(self, order: OrderId, quarters: int, kind: PaymentType) -> Any:
        """Pay some quarters of what is outstanding, or more than that."""
        outstanding = self.order(order).outstanding
        amount = max(1, outstanding * quarters // 4)
        payment = NewPayment(type=kind, amount=amount, currency=EUR)
        command = RecordPayment(key=self.key(), actor=GUEST, order=order, payment=payment)
        refused = "invalid_payment" if amount > outstanding else None
        if self.told(command, refused):
            self.sales.paid(order, amount=amount)
            return command
        return multiple()

    @rule(
        target=ChangingMachine.ordered,
        order=ChangingMachine.orders,
        places=st.sets(st.integers(0, BEYOND_REACH), min_size=1),
    )
    def redeem(self, order: OrderId, places: set[int]) -> Any:
        """Use tickets, of which some may have been used."""
        tickets = [ticket for one in self.order(order).bookings for ticket in one.tickets]
        chosen = [tickets[place % len(tickets)] for place in sorted(places)]
        names = tuple(dict.fromkeys(ticket.id for ticket in chosen))
        command = RecordRedemption(key=self.key(), actor=GUEST, order=order, tickets=names)
        used = any(
            ticket.is_redeemed or ticket.status is TicketStatus.CANCELLED for ticket in chosen
        )
        if self.told(command, "not_redeemable" if used else None):
            self.sales.used(names)
            return command
        return multiple()

    @rule(
        target=ChangingMachine.ordered,
        order=ChangingMachine.orders,
        place=st.integers(0, BEYOND_REACH),
    )
    def take_back(self, order: OrderId, place: int) -> Any:
        """Void the use of a ticket, if it was used."""
        tickets = [ticket for one in self.order(order).bookings for ticket in one.tickets]
        ticket = tickets[place % len(tickets)]
        command = VoidRedemption(key=self.key(), actor=GUEST, order=order, tickets=(ticket.id,))
        if self.told(command, None if ticket.is_redeemed else "not_redeemed"):
            self.sales.not_used([ticket.id])
            return command
        return multiple()

    @rule(command=ChangingMachine.ordered, where=st.integers(0, 1))
    def repeat_order(self, command: OrderCommand, where: int) -> None:
        """H6: a committed command repeated with the same key and body does nothing."""
        before = self.state()

        answer = self.hosts[where].attempt_order(command)

        again = isinstance(answer, OrderView) and answer.replayed
        require("H6", again, f"key {command.key} answers what was done: {answer}")
        self.unchanged(before, by="a repetition", law="H6")

    @rule(command=ChangingMachine.ordered)
    def use_key_of_order_for_another(self, command: OrderCommand) -> None:
        """H6: with another body it is refused, naming the fields."""
        before = self.state()
        other = evolve(command, actor=evolve(GUEST, name="Somebody Else"))

        answer = self.hosts[1].attempt_order(other)

        require_equal("H6", what="a key used again", found=facts_of(answer), expected=REUSED)
        self.unchanged(before, by="a key used again", law="H6")

    # --- what must hold after each step ---------------------------------------------------------

    @invariant()
    def the_books_of_orders_agree(self) -> None:
        """See that orders are paid, sold and used as they were told."""
        if isinstance(self.on_stage, Recording):
            self.sales.orders(orders_replayed(self.shop.system).values())

    @invariant()
    def the_log_of_orders_is_their_history(self) -> None:
        """D3, D5: replaying gives every order, and each version can be read, payments too."""
        if not isinstance(self.on_stage, Recording):
            return
        for name, versions in self.versions().items():
            latest = versions[-1]
            require_equal("D3", what=f"order {name}", found=self.order(name), expected=latest)
            require_equal(
                "D5",
                what=f"versions of order {name}",
                found=[
                    self.shop.system.order(name, version=number)
                    for number in range(1, len(versions) + 2)
                ],
                expected=[*(one.with_payments_of(latest) for one in versions), None],
            )

    # --- how it is done -------------------------------------------------------------------------

    @property
    def on_stage(self) -> object:
        """The system, or None as long as nothing has begun."""
        return self.shop.system if hasattr(self, "shop") else None

    def versions(self) -> dict[OrderId, list[Order]]:
        """Make all orders again from their log, with each version as it was at last."""
        found: dict[OrderId, list[Order]] = {}
        for line in recorded(self.shop.system)[1]:
            name = order_of(line.change)
            assert name is not None, "a change of an order names it"
            known = found.setdefault(name, [])
            after = apply_to_order(known[-1] if known else None, line.change)
            known[after.version - 1 :] = [after]
        return found

    def told(self, command: OrderCommand, refused: str | None) -> bool:
        """Give a command about an order, see that it is refused as expected, or carried out."""
        before = self.state()
        answer = self.hosts[self.keys % 2].attempt_order(command)
        if isinstance(answer, Refused):
            codes = {one.code for one in answer.refusals}
            require_equal("D2", what="why it is refused", found=codes, expected={refused})
            self.unchanged(before, by=f"the refusal {refused}")
            return False
        require_equal("D2", what=f"what {command.key} was refused", found=None, expected=refused)
        return True
