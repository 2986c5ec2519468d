"""The machine that sells, which also amends orders and cancels them, in part and as a whole.

It quotes D1, D4, D5, H2, H5, H6, H7 and M4: what was previewed is what is done, or nothing is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, multiple, rule

from counterfoil.adapters.testkit.conformance.asking import quantities
from counterfoil.adapters.testkit.conformance.failing import require, require_equal
from counterfoil.adapters.testkit.conformance.machines.additions import (
    COUNTS,
    NAMES,
    PLACES,
    additions,
)
from counterfoil.adapters.testkit.conformance.machines.selling import SellingMachine
from counterfoil.adapters.testkit.conformance.machines.wanted import wanted
from counterfoil.adapters.testkit.conformance.pier import GUEST
from counterfoil.adapters.testkit.laws import check_debt, check_written
from counterfoil.domain.basket import BasketItem
from counterfoil.domain.cart.commands import (
    AddItem,
    AmendItem,
    RemoveItem,
    UpdateCart,
)
from counterfoil.domain.order.commands import (
    AmendOrder,
    CancelOrder,
    OrderCommand,
    PriceAdjustment,
)
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.previewing import Preview
from counterfoil.domain.references import CartId, ItemId, OrderId, PartId
from counterfoil.domain.refusals import RefusedError
from counterfoil.domain.statuses import SettlementType, TicketStatus
from counterfoil.ports.box_office import OrderView, Refused

NO_PART = PartId("")
BEYOND_REACH = 7  # places of tickets that most orders do not have


class ChangingMachine(SellingMachine):
    """Several carts and orders that change, two hosts, one system, and time."""

    ordered: Bundle[OrderCommand] = Bundle("ordered")

    @rule(
        target=ordered,
        order=SellingMachine.orders,
        steps=st.lists(
            st.tuples(
                st.sampled_from(["add", "amend", "amend", "remove"]), PLACES, COUNTS, additions()
            ),
            min_size=1,
            max_size=3,
            unique_by=lambda one: one[1],
        ),
        adjustment=st.sampled_from(PriceAdjustment),
    )
    def amend_order(
        self,
        order: OrderId,
        steps: list[tuple[str, int, int, AddItem]],
        adjustment: PriceAdjustment,
    ) -> Any:
        """D1, H2, H5, H7: what was previewed is done, and nothing else; or nothing at all."""
        live = [one.id for one in self.order(order).bookings if one.is_live]
        found: dict[ItemId, AddItem | AmendItem | RemoveItem] = {}
        for what, place, count, addition in steps:
            name = live[place % len(live)] if live else NAMES[place]
            if what == "add":
                name = ItemId(f"{NAMES[place]}{self.keys}")
                found[name] = evolve(addition, item=name)
            elif what == "amend":
                found[name] = AmendItem(item=name, quantities=quantities(adult=count))
            else:
                found[name] = RemoveItem(item=name)
        operations = tuple(found.values())
        command = AmendOrder(
            key=self.key(),
            actor=GUEST,
            order=order,
            operations=operations,
            price_adjustment=adjustment,
        )
        changed = self.changed(command)
        if changed is None:
            return multiple()
        done, before, after = changed
        update = UpdateCart(
            key=command.key, actor=GUEST, cart=CartId(order), operations=command.operations
        )
        self.sold[order] = wanted(self.sold[order], update, taking=self.taking)
        self.sales.changed(
            before,
            after,
            asked=self.sold[order],
            tariff=self.today,
            refunds=before.settlement is not SettlementType.INVOICE,
        )
        if adjustment is not PriceAdjustment.NONE:
            require_equal("D1", what="total", found=after.total, expected=before.total)
        return done

    @rule(
        target=ordered,
        order=SellingMachine.orders,
        bookings=st.sets(PLACES, max_size=2),
        tickets=st.sets(st.integers(0, BEYOND_REACH), max_size=3),
        refund=st.sampled_from([True, True, False]),
        whole=st.sampled_from([False, False, False, True]),
    )
    def cancel_order(
        self, order: OrderId, bookings: set[int], tickets: set[int], *, refund: bool, whole: bool
    ) -> Any:
        """D1, D4, H5, M4: what goes gives all back once, and nobody owes more."""
        known = self.order(order)
        live = [one.id for one in known.bookings if one.is_live]
        good = [
            ticket.id
            for booking in known.bookings
            for ticket in booking.tickets
            if ticket.status is TicketStatus.CONFIRMED
        ]
        names = [good[place] for place in sorted(tickets) if place < len(good)]
        command = CancelOrder(
            key=self.key(),
            actor=GUEST,
            order=order,
            bookings=tuple(dict.fromkeys(live[place % len(live)] for place in bookings if live)),
            tickets=tuple(names) if names or bookings or whole else tuple(good[:1]),
            refund=refund,
        )
        found = self.changed(command)
        if found is None:
            return multiple()
        done, before, after = found
        self.sold[order] = left_of(after, self.sold[order])
        self.sales.changed(before, after, asked=self.sold[order], tariff=None, refunds=refund)
        check_written(before, after, freezes=True)
        check_debt(before, after)
        return done

    def changed(
        self, command: AmendOrder | CancelOrder
    ) -> tuple[OrderCommand, Order, Order] | None:
        """Preview a command and carry it out; None: both are refused, and nothing changes."""
        known, before = self.order(command.order), self.state()
        refused = ""
        seen: Preview | None = None
        try:
            seen = self.hosts[0].preview(command)
        except RefusedError as error:
            refused = error.refusal.code
        self.unchanged(before, by="a preview", law="D1")
        if seen is not None:
            command = evolve(command, preview=seen.seen)
        answer = self.hosts[1].attempt_order(command)
        if isinstance(answer, Refused):
            require_equal(
                "D1", what="why it is refused", found=answer.refusals[0].code, expected=refused
            )
            self.unchanged(before, by=f"the refusal {refused}", law="H7")
            return None
        after = answer.order
        require("D1", seen is not None, f"{command.key} was refused when it was previewed")
        assert seen is not None
        require_equal(
            "D1",
            what=f"what {command.key} writes",
            found=[one.runs for one in after.postings],
            expected=[one.runs for one in seen.after.postings],
        )
        require_equal("D5", what="version", found=after.version, expected=known.version + 1)
        again = self.hosts[0].attempt_order(command)
        same = isinstance(again, OrderView) and again.replayed and again.order == after
        require("H6", same, f"key {command.key} answers what was done: {again}")
        return command, known, after

    def order(self, name: OrderId) -> Order:
        """Read an order."""
        return self.hosts[0].order(name).order


def left_of(order: Order, asked: Mapping[ItemId, BasketItem]) -> dict[ItemId, BasketItem]:
    """Count the good tickets of an order anew: what is left of what was *asked*."""
    found: dict[ItemId, BasketItem] = {}
    for booking in order.bookings:
        counts = Counter(
            (ticket.part, ticket.ticket_type)
            for ticket in booking.tickets
            if ticket.status is TicketStatus.CONFIRMED
        )
        if not counts:
            continue
        item = asked[booking.id]
        of_parts = tuple(
            evolve(
                choice,
                quantities=tuple(
                    (name, counts[choice.part, name])
                    for name, _ in choice.quantities
                    if counts[choice.part, name]
                ),
            )
            for choice in item.parts
        )
        pairs = zip(of_parts, item.parts, strict=True)
        found[booking.id] = evolve(
            item,
            quantities=tuple(
                (name, counts[NO_PART, name])
                for name, _ in item.quantities
                if counts[NO_PART, name]
            ),
            parts=tuple(left for left, was in pairs if left.quantities or not was.quantities),
        )
    return found
