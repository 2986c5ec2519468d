"""What a change achieves, and what a store answers: one random history for both.

`achieved` must be true of the cart that a change makes, and false of the cart before it unless the
change changes nothing. What a store answers is what was decided, so that nothing can mismatch.
"""

from collections.abc import Iterator
from typing import Any, get_args

from attrs import evolve, fields
from hypothesis import event, given
from hypothesis import strategies as st
from tests.unit.cart.pier import GUEST, Pier, add, amend, boat, host, pier, remove

from counterfoil.adapters.memory import MemorySystem
from counterfoil.domain.cart.achieved import achieved
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.changes import (
    CartChange,
    CartErased,
    CartOpened,
    CartWasConfirmed,
    DetailsChanged,
    ExpirySettled,
    HoldNotRegained,
    HoldsExtended,
    PaymentCameLate,
    apply,
)
from counterfoil.domain.cart.commands import (
    ApplyPromocode,
    AttachPayment,
    BeginPayment,
    CancelCart,
    CartCommand,
    ChangeDetails,
    ConfirmCart,
    EmptyCart,
    OnLapse,
    OpenCart,
    Operation,
    RemovePromocode,
    RenewHolds,
    SettleExpiry,
    UpdateCart,
)
from counterfoil.domain.cart.details import DetailChanges
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.currencies import currency
from counterfoil.domain.decisions import Decision
from counterfoil.domain.payments import NewPayment, PaymentType
from counterfoil.domain.reconciliation import mismatches
from counterfoil.domain.references import CommandKey, Promocode
from counterfoil.domain.statuses import SettlementType
from counterfoil.ports.box_office import CartView
from counterfoil.ports.reservation_system import Committed

OPEN = OpenCart(key=CommandKey("open"), actor=GUEST)
FIRST = UpdateCart(
    key=CommandKey("first"),
    actor=GUEST,
    cart=OPEN.cart,
    operations=(boat(2, item="a"), add("lounge", slot="noon", item="b", adult=1)),
)
EURO = currency("EUR")
NAMES = st.sampled_from(["a", "b", "c"])
COUNTS = st.integers(1, 3)
EFFECTS = ("holder", "draws", "priced", "expires_at", "told", "system_reference")
MEANT = [field.name for field in fields(CartItem) if field.name not in EFFECTS]


class Recording(MemorySystem):
    """Keeps what it was asked to commit, beside the cart before, and what it answered."""

    taken: list[tuple[Cart | None, Decision, Cart]]

    def commit(self, decision: Decision) -> Committed:
        before = self.cart(decision.after.id)
        answer = super().commit(decision)
        self.taken.append((before, decision, answer.cart))
        return answer


@st.composite
def commands(draw: st.DrawFn, number: int) -> CartCommand:
    """Ask the one cart for anything."""
    common: dict[str, Any] = {"key": CommandKey(f"k{number}"), "actor": GUEST, "cart": OPEN.cart}
    name, count = draw(NAMES), draw(COUNTS)
    updates: list[tuple[Operation, ...]] = [
        (boat(count, item=name),),
        (add("lounge", slot="noon", item=name, adult=count),),
        (amend(name, adult=count),),
        (amend(name, adult=1, child=count),),
        (remove(name),),
        (remove(name), boat(count, item=name)),
        (boat(1, item="a"), remove("b")),
    ]
    operations = draw(st.sampled_from(updates))
    code = Promocode(draw(st.sampled_from(["EARLY", "PURSE"])))
    payment = NewPayment(type=PaymentType.CAPTURE, amount=1000, currency=EURO)
    changes = DetailChanges(external_reference=draw(st.sampled_from(["", "x", "y"])))
    choices: list[CartCommand] = [
        *[UpdateCart(operations=operations, **common)] * 12,
        *[ApplyPromocode(promocode=code, **common)] * 4,
        *[RemovePromocode(promocode=code, **common)] * 2,
        *[ChangeDetails(changes=changes, **common)] * 2,
        RenewHolds(**common),
        BeginPayment(**common),
        AttachPayment(payment=payment, **common),
        SettleExpiry(**common),
        EmptyCart(**common),
        CancelCart(reason="rain", **common),
    ]
    return draw(st.sampled_from(choices))


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[CartCommand, int]]:
    """Give commands, and minutes to wait before each."""
    count = draw(st.integers(1, 8))
    minutes = st.sampled_from([0, 0, 0, 3, 9, 9, 11, 25])
    return [(FIRST, 0), *((draw(commands(number)), draw(minutes)) for number in range(count))]


def played(history: list[tuple[CartCommand, int]]) -> list[tuple[Cart | None, Decision, Cart]]:
    """Play a history on the pier; answer what was decided and answered, in order."""
    shop: Pier = pier()
    world = shop.system.world()
    system = Recording(world.catalogue, world.pricer.tariff, clock=shop.clock)
    system.taken = []
    office = host(shop, prefix="h", system=system)
    office.execute(OPEN)
    for command, minutes in history:
        shop.pass_minutes(minutes)
        outcome = office.attempt(command)
        assert not isinstance(outcome, CartView) or outcome.mismatches == ()
    return system.taken


UNSETTLED = (CartOpened, CartWasConfirmed, CartErased, ExpirySettled)


def meaning(cart: Cart | None, change: CartChange) -> object:
    """Tell what somebody sees of a cart who made a change: not how it is held or priced."""
    if cart is None:
        return None
    if isinstance(change, DetailsChanged):
        return cart.details
    if isinstance(change, ExpirySettled):
        return cart.expiry_settled
    if isinstance(change, CartWasConfirmed):
        return cart.order
    if isinstance(change, PaymentCameLate | HoldNotRegained):
        return cart.payments
    if isinstance(change, HoldsExtended):
        return cart.payment_began, {item.id: item.expires_at for item in cart.items}
    lapsed = () if isinstance(change, UNSETTLED) else change.settlement.lapsed
    items = [item for item in cart.items if item.id not in lapsed]
    asked = {item.id: [getattr(item, name) for name in MEANT] for item in items}
    return asked, set(cart.codes), cart.requested, cart.state, cart.payments


def without_lapsed(cart: Cart | None, change: CartChange) -> Cart | None:
    """Answer the cart that a change was decided for: what had lapsed was not there."""
    if cart is None or isinstance(change, UNSETTLED):
        return cart
    if isinstance(change, PaymentCameLate | HoldNotRegained):
        return cart
    items = tuple(item for item in cart.items if item.id not in change.settlement.lapsed)
    return evolve(cart, items=items)


def changes(history: list[tuple[CartCommand, int]]) -> Iterator[tuple[Cart | None, CartChange]]:
    for before, decision, _ in played(history):
        event(type(decision.change).__name__)
        yield before, decision.change


class TestAchieved:
    """Whether a cart already is what a change meant."""

    @given(history=histories())
    def test_a_change_is_achieved_in_the_cart_that_it_makes(
        self, history: list[tuple[CartCommand, int]]
    ) -> None:
        for before, change in changes(history):
            assert achieved(change, apply(before, change))

    @given(history=histories())
    def test_a_change_is_not_achieved_before_unless_it_changes_nothing(
        self, history: list[tuple[CartCommand, int]]
    ) -> None:
        for before, change in changes(history):
            seen = without_lapsed(before, change)
            if meaning(seen, change) != meaning(apply(before, change), change):
                assert not achieved(change, seen)
            else:
                event("changes nothing")

    def test_every_kind_of_change_is_achieved_after_it_and_not_before(self) -> None:
        """One history with everything; the same assertions, and nothing left to chance."""
        common: dict[str, Any] = {"actor": GUEST, "cart": OPEN.cart}
        payment = NewPayment(type=PaymentType.CAPTURE, amount=1000, currency=EURO)
        code = Promocode("EARLY")
        seen = set()
        for last in (
            (SettleExpiry(key=CommandKey("8"), **common), 60),
            (CancelCart(key=CommandKey("8"), reason="rain", **common), 0),
            (AttachPayment(key=CommandKey("8"), payment=payment, **common), 60),
            (
                ConfirmCart(
                    key=CommandKey("8"),
                    settlement=SettlementType.DIRECT,
                    charged=1,
                    on_lapse=OnLapse.HOLD_AGAIN,
                    **common,
                ),
                60,
            ),
            (
                ConfirmCart(key=CommandKey("8"), settlement=SettlementType.EXTERNAL, **common),
                0,
            ),
        ):
            history: list[tuple[CartCommand, int]] = [
                (FIRST, 0),
                (ApplyPromocode(key=CommandKey("1"), promocode=code, **common), 0),
                (RenewHolds(key=CommandKey("2"), **common), 1),
                (EmptyCart(key=CommandKey("3"), **common), 0),
                (
                    ChangeDetails(
                        key=CommandKey("4"), changes=DetailChanges(language="nl"), **common
                    ),
                    0,
                ),
                (evolve(FIRST, key=CommandKey("5"), operations=(boat(2, item="a"),)), 0),
                (BeginPayment(key=CommandKey("6"), **common), 0),
                (AttachPayment(key=CommandKey("7"), payment=payment, **common), 0),
                last,
            ]
            for before, decision, answered in played(history):
                if not isinstance(decision.change, HoldsExtended) or decision.key == "6":
                    assert not achieved(decision.change, before)
                    seen.add(type(decision.change))
                assert achieved(decision.change, answered)

        assert seen == set(get_args(CartChange)) - {CartErased}  # nobody but a store can do it


class TestReconciliation:
    """A store can never mismatch: what it answers is what was decided."""

    @given(history=histories())
    def test_what_a_store_answers_is_what_was_expected(
        self, history: list[tuple[CartCommand, int]]
    ) -> None:
        for _, decision, answered in played(history):
            assert mismatches(decision.expected, answered=answered) == ()
