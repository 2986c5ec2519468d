"""What hosts do to carts: they open, fill, pay and send them back."""

from __future__ import annotations

from typing import Any

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, rule

from counterfoil.adapters.testkit.conformance.asking import quantities
from counterfoil.adapters.testkit.conformance.failing import require, require_equal
from counterfoil.adapters.testkit.conformance.machines.additions import (
    ANY_TIME,
    BUYERS,
    CODE_NAMES,
    COUNTS,
    DIET,
    EUR,
    NAMES,
    PLACES,
    SLOTS,
    additions,
)
from counterfoil.adapters.testkit.conformance.machines.staging import Stage
from counterfoil.adapters.testkit.conformance.pier import GUEST
from counterfoil.domain.basket import Buyer, ItemTarget
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
    EmptyCart,
    OpenCart,
    RemoveItem,
    RemovePromocode,
    RenewHolds,
)
from counterfoil.domain.cart.details import DetailChanges
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.checkout_fields import CheckoutAnswer
from counterfoil.domain.payments import NewPayment, PaymentType, secured
from counterfoil.domain.references import CartId, CustomerKey, Promocode, SlotId

__all__ = ["Reserving"]


class Reserving(Stage):
    """Several carts and two hosts."""

    carts: Bundle[CartId] = Bundle("carts")
    committed: Bundle[CartCommand] = Bundle("committed")

    # --- what hosts do --------------------------------------------------------------------------

    @rule(
        target=carts,
        customer=st.sampled_from([None, "ada", "bo"]),
        seller=st.sampled_from(BUYERS),
        may=st.sampled_from([(), (), tuple(Privilege)]),
        items=st.lists(additions(), max_size=2),
    )
    def open_cart(
        self,
        customer: str | None,
        seller: Buyer,
        may: tuple[Privilege, ...],
        items: list[AddItem],
    ) -> CartId:
        """Open a cart and add items."""
        known = None if customer is None else CustomerKey(customer)
        buyer = evolve(seller, customer=known)
        command = OpenCart(key=self.key(), actor=GUEST, buyer=buyer, privileges=frozenset(may))
        view = self.hosts[0].execute(command)
        self.asked[command.cart] = {}
        self.ever[command.cart] = {}
        self.answers[command.cart] = {}
        self.tariffs[command.cart] = self.today
        self.accountant.opened(command.cart, buyer=buyer, ignores_limits=bool(may))
        self.entered(view)
        for item in items:
            self.add(command.cart, [item], fresh=True, where=0)
        return command.cart

    @rule(
        target=committed,
        cart=carts,
        items=st.lists(additions(), min_size=1, max_size=3),
        fresh=st.sampled_from([True, True, True, False]),
        where=st.integers(0, 1),
    )
    def add(self, cart: CartId, items: list[AddItem], *, fresh: bool, where: int) -> Any:
        """Add items, most often under names that the cart does not use."""
        free = [name for name in NAMES if name not in self.live(cart)]
        names = free if fresh and len(free) >= len(items) else NAMES
        operations = tuple(
            evolve(item, item=name) for item, name in zip(items, names, strict=False)
        )
        return self.do(self.updating(cart, *operations), where)

    @rule(
        target=committed,
        cart=carts,
        place=PLACES,
        count=COUNTS,
        slot=st.one_of(st.none(), SLOTS),
        where=st.integers(0, 1),
    )
    def amend(self, cart: CartId, place: int, count: int, slot: SlotId | None, where: int) -> Any:
        """Ask for another quantity of an item, and perhaps for another slot."""
        item = self.chosen(cart, place)
        amended = AmendItem(item=item, quantities=quantities(adult=count))
        return self.do(
            self.updating(cart, amended if slot is None else evolve(amended, slot=slot)), where
        )

    @rule(target=committed, cart=carts, place=PLACES, more=st.lists(additions(), max_size=1))
    def remove(self, cart: CartId, place: int, more: list[AddItem]) -> Any:
        """Remove an item, and perhaps put another in its place."""
        item = self.chosen(cart, place)
        again = (evolve(one, item=item) for one in more)
        return self.do(self.updating(cart, RemoveItem(item=item), *again), 0)

    @rule(target=committed, cart=carts, code=st.sampled_from(CODE_NAMES))
    def enter_code(self, cart: CartId, code: str) -> Any:
        """Enter a code, known or not."""
        return self.do(
            ApplyPromocode(key=self.key(), actor=GUEST, cart=cart, promocode=Promocode(code)), 0
        )

    @rule(
        target=committed,
        cart=carts,
        what=st.sampled_from(
            ["renew", "pay", "renew", "pay", "details", "code", "code", "empty", "cancel"]
        ),
    )
    def touch(self, cart: CartId, what: str) -> Any:
        """Do one of the things that most carts see once or twice."""
        name = self.key()
        command: CartCommand = RenewHolds(key=name, actor=GUEST, cart=cart)
        match what:
            case "pay":
                command = BeginPayment(key=name, actor=GUEST, cart=cart)
            case "details":
                changes = DetailChanges(external_reference=f"x{self.keys}")
                command = ChangeDetails(key=name, actor=GUEST, cart=cart, changes=changes)
            case "code":
                codes = self.hosts[0].cart(cart).cart.codes or (Promocode("EARLY"),)
                command = RemovePromocode(key=name, actor=GUEST, cart=cart, promocode=codes[0])
            case "empty":
                command = EmptyCart(key=name, actor=GUEST, cart=cart)
            case "cancel":
                command = CancelCart(key=name, actor=GUEST, cart=cart, reason="rain")
            case _:
                pass
        return self.do(command, 1)

    @rule(
        target=committed,
        cart=carts,
        quarters=st.sampled_from([1, 1, 2, 4, 5]),
        kind=st.sampled_from(
            [PaymentType.CAPTURE, PaymentType.CAPTURE, PaymentType.AUTHORIZATION]
        ),
    )
    def pay(self, cart: CartId, quarters: int, kind: PaymentType) -> Any:
        """Pay some quarters of what is outstanding, or more than that."""
        view = self.hosts[0].cart(cart)
        total = 0 if view.quote is None else view.quote.total
        amount = max(1, (total - secured(view.cart.payments)) * quarters // 4)
        payment = NewPayment(type=kind, amount=amount, currency=EUR)
        return self.do(AttachPayment(key=self.key(), actor=GUEST, cart=cart, payment=payment), 1)

    @rule(target=committed, cart=carts, place=PLACES, value=st.sampled_from(["none", "vegan"]))
    def answer(self, cart: CartId, place: int, value: str) -> Any:
        """Answer a question about an item that is there, or was."""
        given = {**self.answered(cart), self.chosen(cart, place): value}
        answers = tuple(
            CheckoutAnswer(field=DIET, values=(words,), target=ItemTarget(item=item))
            for item, words in given.items()
        )
        command = ChangeDetails(
            key=self.key(), actor=GUEST, cart=cart, changes=DetailChanges(answers=answers)
        )
        done = self.do(command, 0)
        if done is command:
            self.answers[cart] = given
        return done

    @rule(target=committed, cart=carts, what=st.sampled_from(["items", "details"]))
    def send_back(self, cart: CartId, what: str) -> Any:
        """Send what a cart answered: it changes nothing but the version, and renews holds."""
        before = self.hosts[0].cart(cart).cart
        command: CartCommand = ChangeDetails(
            key=self.key(),
            actor=GUEST,
            cart=cart,
            changes=DetailChanges.replacing(before.details),
        )
        if what == "items":
            command = self.updating(cart, *map(AmendItem.replacing, before.items))
        done = self.do(command, 1)
        if done is not command:
            refusable = not before.items or bool(before.payments)
            require("H4", refusable, f"cart {cart} takes back what it answered")
            return done
        after = self.hosts[0].cart(cart).cart
        require_equal(
            "H4",
            what=f"cart {cart}, sent what it answered",
            found=(after.version, after.details, [_ever(item) for item in after.items]),
            expected=(before.version + 1, before.details, [_ever(item) for item in before.items]),
        )
        sooner = [
            item.id
            for item, was in zip(after.items, before.items, strict=True)
            if item.expires_at < was.expires_at
        ]
        require("H4", not sooner, f"items {sooner} are held for no shorter than before")
        return done


def _ever(item: CartItem) -> CartItem:
    return evolve(item, expires_at=ANY_TIME)
