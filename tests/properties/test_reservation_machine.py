"""A machine that does anything to several carts, with an accountant who looks after each step.

It quotes H1 to H6, D2, D3 and D8: what is drawn is what the carts hold, never more than there is;
what came in is secured or has gone back, swept or not; a key that is repeated does nothing; a
refusal changes nothing; the log is the history.
"""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
)
from tests.unit.cart.pier import (
    GUEST,
    Pier,
    catalogue,
    change_cart,
    host,
    part,
    pier,
    quantities,
    state_of,
    tariff,
)
from tests.unit.cart.world import CATALOGUE, CODES, DEARER, FILLING, HOUSE, PRICES, SLICED

from counterfoil.adapters.testkit.accountant import Accountant
from counterfoil.domain.basket import BasketItem, Buyer, ItemTarget
from counterfoil.domain.cart.cart import Cart, CartState, Privilege
from counterfoil.domain.cart.changes import ExpirySettled, PaymentCameLate, apply
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
)
from counterfoil.domain.cart.details import DetailChanges
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.checkout_fields import (
    CheckoutAnswer,
    CheckoutField,
    CheckoutFieldId,
    FieldLevel,
)
from counterfoil.domain.money import currency
from counterfoil.domain.payments import (
    NewPayment,
    PaymentType,
    captured,
    refunded,
    secured,
)
from counterfoil.domain.references import (
    CartId,
    CommandKey,
    CustomerKey,
    ItemId,
    PartyId,
    ProductId,
    Promocode,
    PromotionId,
    SlotId,
)
from counterfoil.domain.refusals import InvalidPromocode, PromocodeReason, Refusal
from counterfoil.domain.settings import AddOnsOnRemoval, Settings
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.ports.box_office import CartView, Refused

TARIFFS = (
    (PRICES, CODES),
    (PRICES, CODES, HOUSE),
    (PRICES, FILLING, CODES, HOUSE),
    (DEARER, CODES),
    (DEARER, CODES.replace("uses = 2", "uses = 1").replace("budget = 10.00", "budget = 6.00")),
)
CATALOGUES = (
    CATALOGUE,
    CATALOGUE.replace("total = 10", "total = 5"),
    SLICED,
    SLICED.replace("total = 10", "total = 6"),
    SLICED.replace('name = "desk"', 'name = "kiosk"'),
)
BUYERS = (
    Buyer(),
    Buyer(channel="desk"),
    Buyer(channel="web"),
    Buyer(channel="desk", distributor=PartyId("agent")),
    Buyer(channel="kiosk", partner=PartyId("nobody")),
)
EUR = currency("EUR")
DIET = CheckoutFieldId("diet")
FIELDS = (CheckoutField(id=DIET, level=FieldLevel.PRODUCT),)
MAINS = {"boat", "lounge"}  # what a drink goes with
ANY_TIME = datetime.max.replace(tzinfo=UTC)
NAMES = tuple(ItemId(name) for name in "abcdef")
PLACES = st.integers(0, len(NAMES) - 1)
COUNTS = st.integers(1, 5)
SLOTS = st.sampled_from([SlotId("noon"), SlotId("dusk")])
EVENINGS = st.sampled_from([SlotId("friday"), SlotId("saturday")])
KINDS = ["boat", "boat", "lounge", "lounge", "stage", "duo", "twice", "pass", "drink"]
CODE_NAMES = ["EARLY", "ONCE", "PURSE", "STRICT", "EARLY", "ONCE", "PURSE", "LATER", "TEN", "NOPE"]


@st.composite
def additions(draw: st.DrawFn) -> AddItem:
    """Ask for anything that the pier sells; what the item is called is decided later."""
    count = draw(COUNTS)
    kind = draw(st.sampled_from(KINDS))
    asked = AddItem(product=ProductId(kind), quantities=quantities(adult=count))
    match kind:
        case "boat":
            ticket_type = draw(st.sampled_from(["adult", "adult", "child", "raft"]))
            return evolve(asked, slot=draw(SLOTS), quantities=quantities(**{ticket_type: count}))
        case "lounge":
            return evolve(asked, slot=SlotId("noon"))
        case "stage":
            return evolve(asked, slot=draw(EVENINGS))
        case "duo":
            return evolve(
                asked,
                travel_date=date(2026, 6, 20),
                parts=(part("boat", slot=draw(SLOTS)), part("museum")),
                quantities=quantities(adult=count, child=1),
            )
        case "twice":
            there = part("there", slot=draw(SLOTS), adult=count)
            back = part("back", slot=draw(SLOTS), adult=draw(COUNTS))
            return evolve(asked, parts=(there, back), quantities=())
        case "drink":
            return evolve(asked, quantities=quantities(glass=count))
        case _:
            return asked


class ReservationMachine(RuleBasedStateMachine):
    """Several carts, two hosts, one system, and time."""

    carts: Bundle[CartId] = Bundle("carts")
    committed: Bundle[CartCommand] = Bundle("committed")
    books: type[Accountant] = Accountant

    def __init__(self) -> None:
        super().__init__()
        self.keys = 0
        self.asked: dict[CartId, dict[ItemId, BasketItem]] = {}
        self.tariffs: dict[CartId, Tariff] = {}
        self.answers: dict[CartId, dict[ItemId, str]] = {}
        self.today = tariff(*TARIFFS[0])

    @initialize(add_ons=st.sampled_from(AddOnsOnRemoval))
    def begin(self, add_ons: AddOnsOnRemoval) -> None:
        self.taking = add_ons is AddOnsOnRemoval.TAKE
        self.shop: Pier = pier(
            *TARIFFS[0], settings=Settings(add_ons=add_ons), fields=FIELDS, sells=SLICED
        )
        self.hosts = [self.shop.office, host(self.shop, prefix="other")]
        self.accountant = self.books(catalogue(SLICED), self.today)

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
        known = None if customer is None else CustomerKey(customer)
        buyer = evolve(seller, customer=known)
        command = OpenCart(key=self.key(), actor=GUEST, buyer=buyer, privileges=frozenset(may))
        view = self.hosts[0].execute(command)
        self.asked[command.cart] = {}
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
                assert what == "renew"
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
            assert not before.items or before.payments
            return done
        after = self.hosts[0].cart(cart).cart
        assert after.version == before.version + 1
        assert after.details == before.details
        assert [evolve(item, expires_at=ANY_TIME) for item in after.items] == [
            evolve(item, expires_at=ANY_TIME) for item in before.items
        ]
        assert all(
            item.expires_at >= was.expires_at
            for item, was in zip(after.items, before.items, strict=True)
        )
        return done

    @rule(target=committed, cart=carts)
    def settle(self, cart: CartId) -> Any:
        """H4: what is read is the same before and after expiry is settled."""
        before = self.hosts[0].cart(cart)
        command = SettleExpiry.of(cart, actor=GUEST)
        if self.shop.system.recall(command.key) is not None:
            return multiple()
        done = self.do(command, 1)
        if done is command:
            self.same_but_settled(before)
        return done

    @rule(limit=st.integers(1, 3))
    def sweep(self, limit: int) -> None:
        """H4: a sweep settles what is due, at most so many carts, and no read sees it."""
        now = self.shop.clock.now()
        due = self.shop.system.overdue(now, limit=99)
        before = [self.hosts[0].cart(cart) for cart in self.asked]

        views = self.hosts[1].sweep(GUEST, limit=limit)

        assert [view.cart.id for view in views] == list(due[:limit])
        assert self.shop.system.overdue(now, limit=99) == due[limit:]
        for view in before:
            self.same_but_settled(view)
        for view in views:
            self.asked[view.cart.id] = {}
            self.entered(view)

    @rule(command=committed, where=st.integers(0, 1))
    def repeat(self, command: CartCommand, where: int) -> None:
        """H6: a committed command repeated with the same key and body does nothing."""
        before = self.state()

        answer = self.hosts[where].attempt(command)

        assert isinstance(answer, CartView)
        assert answer.replayed
        assert answer.cart.id == command.cart
        assert self.state() == before

    @rule(command=committed)
    def use_key_for_another(self, command: CartCommand) -> None:
        """H6: with another body it is refused, naming the fields."""
        before = self.state()
        other = evolve(command, actor=evolve(GUEST, name="Somebody Else"))

        answer = self.hosts[1].attempt(other)

        assert isinstance(answer, Refused)
        (refusal,) = answer.refusals
        assert refusal.code == "key_reused"
        assert refusal.fields == ("actor",)
        assert self.state() == before

    @rule(cart=carts)
    def read(self, cart: CartId) -> None:
        before = self.state()
        view = self.hosts[0].cart(cart)
        if view.cart.state is CartState.OPEN:
            self.accountant.read(view, now=self.shop.clock.now())
        if view.cart.state is not CartState.CONFIRMED:
            assert {
                one.target.item: one.values[0]
                for one in view.cart.details.answers
                if isinstance(one.target, ItemTarget)
            } == self.answered(cart)
        assert self.state() == before

    # --- what happens without them --------------------------------------------------------------

    @rule(minutes=st.sampled_from([1, 3, 5, 9, 10, 20]))
    def pass_time(self, minutes: int) -> None:
        self.shop.clock.turn(timedelta(minutes=minutes))

    @rule(prices=st.integers(0, len(TARIFFS) - 1), places=st.integers(0, len(CATALOGUES) - 1))
    def reload(self, prices: int, places: int) -> None:
        sold: Catalogue = evolve(catalogue(CATALOGUES[places]), checkout_fields=FIELDS)
        self.today = tariff(*TARIFFS[prices])
        self.shop.system.load(sold, self.today)
        self.accountant.reloaded(sold, self.today)

    # --- what must hold after each step ---------------------------------------------------------

    @invariant()
    def the_accountant_agrees(self) -> None:
        if hasattr(self, "shop"):
            self.accountant.check(self.shop.system, now=self.shop.clock.now())

    @invariant()
    def the_money_is_where_it_belongs(self) -> None:
        """See that what came in is secured or went back, each cart settled once at most.

        Money that came late is settled again.
        """
        if not hasattr(self, "shop"):
            return
        settled = [
            one.change.cart
            for one in self.shop.system.records()
            if isinstance(one.change, ExpirySettled)
        ]
        late = Counter(
            one.change.cart
            for one in self.shop.system.records()
            if isinstance(one.change, PaymentCameLate)
        )
        assert all(times <= 1 + late[cart] for cart, times in Counter(settled).items())
        for cart in self.asked:
            stored = self.shop.system.cart(cart)
            if stored is not None and stored.payments:
                view = self.hosts[0].cart(cart)
                self.accountant.money(view)
                payments = view.cart.payments
                assert refunded(payments) in {0, captured(payments)}
                assert bool(secured(payments)) == bool(view.cart.items)

    @invariant()
    def the_log_is_the_history(self) -> None:
        """D3: replaying the recorded decisions gives the state."""
        if not hasattr(self, "shop"):
            return
        replayed: dict[CartId, Cart] = {}
        for record in self.shop.system.records():
            cart = change_cart(record.change)
            replayed[cart] = apply(replayed.get(cart), record.change)
        for cart, found in replayed.items():
            assert self.shop.system.cart(cart) == found

    # --- how it is done -------------------------------------------------------------------------

    def updating(self, cart: CartId, *operations: AddItem | AmendItem | RemoveItem) -> UpdateCart:
        return UpdateCart(key=self.key(), actor=GUEST, cart=cart, operations=operations)

    def chosen(self, cart: CartId, place: int) -> ItemId:
        """Choose an item that was in the cart, lapsed or not, or one that never was."""
        known = list(self.asked[cart])
        return known[place % len(known)] if known else NAMES[place]

    def key(self) -> CommandKey:
        self.keys += 1
        return CommandKey(f"machine-{self.keys}")

    def state(self) -> object:
        return state_of(self.shop.system, now=self.shop.clock.now())

    def do(self, command: CartCommand, where: int) -> Any:
        """Give a command, keep the books, and answer it if it was carried out."""
        before = self.state()
        answer = self.hosts[where].attempt(command)
        if isinstance(answer, Refused):
            assert self.state() == before, "D2: a refusal leaves the state identical"
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
        if isinstance(command, AttachPayment):
            self.accountant.received(cart, amount=command.payment.amount)

    def answered(self, cart: CartId) -> dict[ItemId, str]:
        """Tell the answers about items that are still held."""
        live = self.live(cart)
        return {name: value for name, value in self.answers[cart].items() if name in live}

    def same_but_settled(self, before: CartView) -> None:
        """See that a cart reads as before, except that it says that it was settled."""
        after = self.hosts[1].cart(before.cart.id)
        settled = after.cart.expiry_settled
        assert evolve(after, cart=evolve(after.cart, expiry_settled=False)) == evolve(
            before, cart=evolve(before.cart, expiry_settled=False)
        )
        assert settled or not before.cart.expiry_settled

    def live(self, cart: CartId) -> dict[ItemId, BasketItem]:
        now = self.shop.clock.now()
        held = self.accountant.held(cart, now=now)
        return {name: item for name, item in self.asked[cart].items() if name in held}

    def entered(self, view: CartView) -> None:
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


def replaced(command: CartCommand) -> set[ItemId]:
    """Name the items that are removed by a command and added again."""
    operations = command.operations if isinstance(command, UpdateCart) else ()
    gone = {one.item for one in operations if isinstance(one, RemoveItem)}
    return {one.item for one in operations if isinstance(one, AddItem) and one.item in gone}


def gone(command: CartCommand) -> set[ItemId]:
    """Name the items that a command removes."""
    operations = command.operations if isinstance(command, UpdateCart) else ()
    return {one.item for one in operations if isinstance(one, RemoveItem)}


def wanted(
    before: dict[ItemId, BasketItem], command: CartCommand, *, taking: bool
) -> dict[ItemId, BasketItem]:
    """Tell what a cart is asked to hold after a command; *taking*: add-ons go with their main."""
    if isinstance(command, EmptyCart | CancelCart):
        return {}
    after = dict(before)
    for operation in command.operations if isinstance(command, UpdateCart) else ():
        match operation:
            case AddItem(item=item) if item is not None:
                after[item] = BasketItem(
                    id=item,
                    product=operation.product,
                    quantities=operation.quantities,
                    slot=operation.slot,
                    travel_date=operation.travel_date,
                    parts=operation.parts,
                )
            case AmendItem(item=item, quantities=counts, slot=slot):
                assert isinstance(counts, tuple)
                after[item] = evolve(after[item], quantities=counts)
                if isinstance(slot, str):
                    after[item] = evolve(after[item], slot=slot)
            case RemoveItem(item=item):
                after.pop(item, None)
            case AddItem():
                raise AssertionError("the machine names all items")
    main_went = any(item in before and before[item].product in MAINS for item in gone(command))
    if taking and main_went and not any(item.product in MAINS for item in after.values()):
        return {name: item for name, item in after.items() if item.product != "drink"}
    return after


TestReservations = ReservationMachine.TestCase
TestReservations.settings = settings(stateful_step_count=40)
