"""The stage of a machine: its shop, its books, its naive model, and what must always hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, multiple

from counterfoil.adapters.testkit.accountant import Accountant
from counterfoil.adapters.testkit.conformance.failing import require, require_equal
from counterfoil.adapters.testkit.conformance.machines.additions import FIELDS, NAMES, TARIFFS
from counterfoil.adapters.testkit.conformance.machines.wanted import gone, replaced, wanted
from counterfoil.adapters.testkit.conformance.pier import GUEST, SLICED, catalogue, tariff
from counterfoil.adapters.testkit.conformance.shop import Shop
from counterfoil.adapters.testkit.conformance.stand import Stand
from counterfoil.adapters.testkit.conformance.states import cart_of, recorded, state_of
from counterfoil.adapters.testkit.conformance.subject import QUICK, Subject
from counterfoil.domain.basket import BasketItem
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.changes import ExpirySettled, PaymentCameLate, apply
from counterfoil.domain.cart.commands import (
    AddItem,
    AmendItem,
    AttachPayment,
    CartCommand,
    RemoveItem,
    SettleExpiry,
    UpdateCart,
)
from counterfoil.domain.payments import captured, refunded, secured
from counterfoil.domain.references import CartId, CommandKey, ItemId, PromotionId
from counterfoil.domain.refusals import InvalidPromocode, PromocodeReason, Refusal
from counterfoil.domain.settings import AddOnsOnRemoval, Settings
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.ports.box_office import CartView, Refused

__all__ = ["Stage"]


class Stage(RuleBasedStateMachine):
    """Two hosts over one system of a *subject*, an accountant, and what carts were asked for."""

    subject: ClassVar[Subject]
    books: type[Accountant] = Accountant

    def __init__(self) -> None:
        super().__init__()
        self.keys = 0
        self.asked: dict[CartId, dict[ItemId, BasketItem]] = {}
        self.ever: dict[CartId, dict[ItemId, BasketItem]] = {}  # lapsed since or not
        self.tariffs: dict[CartId, Tariff] = {}
        self.answers: dict[CartId, dict[ItemId, str]] = {}
        self.today = tariff(*TARIFFS[0])
        self.stand = Stand(self.subject, effort=QUICK)

    @initialize(add_ons=st.sampled_from(AddOnsOnRemoval))
    def begin(self, add_ons: AddOnsOnRemoval) -> None:
        """Open the shop, by one of two ways to treat what depends on a removed item."""
        self.taking = add_ons is AddOnsOnRemoval.TAKE
        self.shop: Shop = self.stand.shop(
            *TARIFFS[0], settings=Settings(add_ons=add_ons), fields=FIELDS, sells=SLICED
        )
        self.hosts = [self.shop.office, self.shop.host("other")]
        self.accountant = self.books(catalogue(SLICED), self.today)

    def teardown(self) -> None:
        """Let go of the system."""
        self.stand.close()

    # --- what must hold after each step ---------------------------------------------------------

    @invariant()
    def the_accountant_agrees(self) -> None:
        """See that what is drawn is what the carts hold."""
        if hasattr(self, "shop"):
            self.accountant.check(self.shop.system, now=self.shop.clock.now())

    @invariant()
    def the_money_is_where_it_belongs(self) -> None:
        """See that what came in is secured or went back, each cart settled once at most.

        Money that came late is settled again.
        """
        if not hasattr(self, "shop"):
            return
        changes = [one.change for one in recorded(self.shop.system)[0]]
        settled = Counter(one.cart for one in changes if isinstance(one, ExpirySettled))
        late = Counter(one.cart for one in changes if isinstance(one, PaymentCameLate))
        often = [cart for cart, times in settled.items() if times > 1 + late[cart]]
        require("H4", not often, f"carts {often} are settled once for each time that they owe")
        for cart in self.asked:
            stored = self.shop.system.cart(cart)
            if stored is not None and stored.payments:
                view = self.hosts[0].cart(cart)
                self.accountant.money(view)
                payments = view.cart.payments
                if view.cart.hold_lost and view.cart.items:
                    continue  # what is still held was not paid for any more, and may be again
                require(
                    "H4",
                    refunded(payments) in {0, captured(payments)}
                    and bool(secured(payments)) == bool(view.cart.items),
                    f"what came in for cart {cart} is secured as long as it holds, or went back",
                )

    @invariant()
    def the_log_is_the_history(self) -> None:
        """D3: replaying the recorded decisions gives the state."""
        if not hasattr(self, "shop"):
            return
        replayed: dict[CartId, Cart] = {}
        for record in recorded(self.shop.system)[0]:
            cart = cart_of(record.change)
            replayed[cart] = apply(replayed.get(cart), record.change)
        for cart, made in replayed.items():
            require_equal(
                "D3",
                what=f"cart {cart}, replayed from the log",
                found=made,
                expected=self.shop.system.cart(cart),
            )

    # --- how it is done -------------------------------------------------------------------------

    def updating(self, cart: CartId, *operations: AddItem | AmendItem | RemoveItem) -> UpdateCart:
        """Make a command that changes items."""
        return UpdateCart(key=self.key(), actor=GUEST, cart=cart, operations=operations)

    def chosen(self, cart: CartId, place: int) -> ItemId:
        """Choose an item that was in the cart, lapsed or not, or one that never was."""
        known = list(self.asked[cart])
        return known[place % len(known)] if known else NAMES[place]

    def key(self) -> CommandKey:
        """Make the next key."""
        self.keys += 1
        return CommandKey(f"machine-{self.keys}")

    def state(self) -> Mapping[str, object]:
        """Tell everything that can be seen of the system."""
        return state_of(self.shop.system, now=self.shop.clock.now(), carts=self.asked)

    def do(self, command: CartCommand, where: int) -> Any:
        """Give a command, keep the books, and answer it if it was carried out."""
        before = self.state()
        answer = self.hosts[where].attempt(command)
        if isinstance(answer, Refused):
            self.unchanged(before, by=f"the refusal {answer.refusals[0].code}")
            self.refused(command, answer.refusals)
            return multiple()
        self.note(command, answer)
        self.accountant.granted(
            command.cart,
            asked=self.asked[command.cart].values(),
            overbooked=answer.overbooked,
            now=self.shop.clock.now(),
            replacing=replaced(command),
        )
        self.entered(answer)
        return command

    def note(self, command: CartCommand, answer: CartView) -> None:
        """Keep a naive model of what was asked for: what lapsed is gone, the rest by operation."""
        cart = command.cart
        there = {item.id for item in answer.cart.items}
        self.answers[cart] = {
            name: value for name, value in self.answered(cart).items() if name not in gone(command)
        }
        self.asked[cart] = wanted(
            {name: item for name, item in self.asked[cart].items() if name in there}
            if not isinstance(command, UpdateCart)
            else self.live(cart),
            command,
            taking=self.taking,
        )
        self.answers[cart] = {
            name: value for name, value in self.answers[cart].items() if name in self.asked[cart]
        }
        self.ever[cart].update(self.asked[cart])
        if isinstance(command, AttachPayment):
            self.accountant.received(cart, amount=command.payment.amount)
        if isinstance(command, SettleExpiry):
            self.accountant.returned(cart)

    def answered(self, cart: CartId) -> dict[ItemId, str]:
        """Tell the answers about items that are still held."""
        live = self.live(cart)
        return {name: value for name, value in self.answers[cart].items() if name in live}

    def same_but_settled(self, before: CartView) -> None:
        """See that a cart reads as before, except that it says that it was settled."""
        after = self.hosts[1].cart(before.cart.id)
        settled = after.cart.expiry_settled
        require_equal(
            "H4",
            what=f"cart {before.cart.id}, read after expiry was settled",
            found=evolve(after, cart=evolve(after.cart, expiry_settled=False)),
            expected=evolve(before, cart=evolve(before.cart, expiry_settled=False)),
        )
        require(
            "H4",
            settled or not before.cart.expiry_settled,
            f"cart {before.cart.id} stays settled",
        )

    def unchanged(self, before: Mapping[str, object], *, by: str, law: str = "D2") -> None:
        """See that all is as it was *before*."""
        now = self.state()
        for name, was in before.items():
            require_equal(law, what=f"{name} after {by}", found=now[name], expected=was)

    def live(self, cart: CartId) -> dict[ItemId, BasketItem]:
        """Answer what a cart asked for and still holds, by the books."""
        now = self.shop.clock.now()
        held = self.accountant.held(cart, now=now)
        return {name: item for name, item in self.asked[cart].items() if name in held}

    def entered(self, view: CartView) -> None:
        """Enter what was answered into the books."""
        cart = view.cart.id
        self.accountant.carried_out(
            view, asked=self.asked[cart].values(), tariff=self.tariffs[cart]
        )

    def refused(self, command: CartCommand, refusals: tuple[Refusal, ...]) -> None:
        """Hold refusals for capacity and for used-up codes against the books."""
        now = self.shop.clock.now()
        pools = [one for one in refusals if one.code == "sold_out"]
        if pools:
            asked = wanted(self.live(command.cart), command, taking=self.taking)
            self.accountant.sold_out(
                command.cart, asked=asked.values(), now=now, replacing=replaced(command)
            )
        for refusal in refusals:
            if isinstance(refusal, InvalidPromocode) and refusal.reason is PromocodeReason.USED_UP:
                buyer = self.hosts[0].cart(command.cart).cart.buyer
                promotion = PromotionId(refusal.promocode.lower())
                self.accountant.used_up(
                    promotion,
                    now=now,
                    customer=buyer.customer,
                )
