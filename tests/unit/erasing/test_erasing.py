"""Erasing: pseudonyms in all that is kept of a cart or an order, and the same ledger."""

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.cart.pier import GUEST, Pier, add, boat, key, pier
from tests.unit.erasing.people import ERASING, STAFF, actor, bought, found, opened, said

from counterfoil.domain.cart.changes import apply
from counterfoil.domain.cart.commands import CancelCart
from counterfoil.domain.cart.details import CartDetails
from counterfoil.domain.order.applying import apply_to_order
from counterfoil.domain.order.event import EventType
from counterfoil.domain.order.order import Order
from counterfoil.domain.party.checks import actor_problems
from counterfoil.domain.privacy import PseudonymKey, pseudonymized
from counterfoil.domain.references import CartId, OrderId
from counterfoil.domain.refusals import (
    CartConfirmed,
    ErasingKeyMissing,
    KeyReused,
    NotFound,
    OrderNotFound,
)

OTHER_KEY = PseudonymKey(secret=b"somebody else's, drawn at random")


def money(order: Order) -> object:
    """Answer what must not change."""
    return (
        order.postings,
        order.total,
        order.outstanding,
        [(one.id, one.type, one.status, one.amount, one.created) for one in order.payments],
        order.promocodes,
        [(one.id, [ticket.id for ticket in one.tickets]) for one in order.bookings],
    )


class TestOrders:
    """An erased order says what it said, but not who."""

    def test_no_byte_of_a_person_is_left(self) -> None:
        shop = pier()
        order = bought(shop, "ada", boat(2, item="a"))
        assert set(said("ada")) == set(found(shop.system, said("ada")))
        secret = order.bookings[0].tickets[0].code

        shop.office.erase(order.id, STAFF, erasing_key=ERASING)

        words = (*said("ada"), STAFF.name, STAFF.email, secret)
        assert found(shop.system, words) == []

    def test_the_money_is_as_it_was_and_the_erasing_is_an_event(self) -> None:
        shop = pier()
        before = bought(shop, "ada", boat(2, item="a"))

        after = shop.office.erase(before.id, STAFF, erasing_key=ERASING).order

        assert money(after) == money(before)
        assert (after.version, after.revision) == (before.version, before.revision + 1)
        assert [one.type for one in after.events] == [
            *(one.type for one in before.events),
            EventType.ORDER_ERASE,
        ]
        assert shop.office.order(before.id).order == after

    def test_what_is_left_is_well_formed(self) -> None:
        shop = pier()
        order = bought(shop, "ada", boat(2, item="a"))

        erased = shop.office.erase(order.id, STAFF, erasing_key=ERASING).order

        (contact,) = erased.details.contacts
        assert contact.email.endswith("@example.invalid")
        assert contact.email == erased.created_by.email
        assert contact.age is None
        assert contact.address is not None
        assert contact.address.latitude == ""

    def test_earlier_versions_are_erased_too(self) -> None:
        shop = pier()
        order = bought(shop, "ada", boat(2, item="a"))
        shop.system._orders.put(evolve(order, version=2, details=CartDetails()))

        shop.office.erase(order.id, STAFF, erasing_key=ERASING)

        assert found(shop.system, said("ada")) == []
        earlier = shop.office.order(order.id, version=1).order
        assert earlier.details == pseudonymized(order.details, key=ERASING) != order.details
        assert earlier.postings == order.postings

    def test_others_are_not_touched(self) -> None:
        shop = pier()
        ada = bought(shop, "ada", boat(1, item="a"))
        bo = bought(shop, "bo", boat(1, item="a"))

        shop.office.erase(ada.id, STAFF, erasing_key=ERASING)

        assert shop.office.order(bo.id).order == bo
        assert set(found(shop.system, said("bo"))) == set(said("bo"))
        assert found(shop.system, said("ada")) == []

    def test_one_person_has_one_pseudonym_under_one_key(self) -> None:
        shop = pier()
        names = []
        for erasing_key in (ERASING, ERASING, OTHER_KEY):
            order = bought(shop, "ada", boat(1, item="a"))
            erased = shop.office.erase(order.id, STAFF, erasing_key=erasing_key).order
            names.append(erased.created_by.name)

        assert names[0] == names[1] != names[2]

    def test_the_history_makes_the_erased_order(self) -> None:
        shop = pier()
        order = bought(shop, "ada", boat(2, item="a"))

        erased = shop.office.erase(order.id, STAFF, erasing_key=ERASING).order

        made = None
        for record in shop.system.order_records():
            made = apply_to_order(made, record.change)
        assert made == erased

    def test_erasing_twice_is_erasing_once_and_one_more_event(self) -> None:
        shop = pier()
        order = bought(shop, "ada", boat(2, item="a"))
        once = shop.office.erase(order.id, STAFF, erasing_key=ERASING).order

        twice = shop.office.erase(order.id, STAFF, erasing_key=ERASING).order

        assert twice == evolve(
            once, revision=once.revision + 1, events=(*once.events, once.events[-1])
        )

    def test_a_repetition_answers_what_was_done(self) -> None:
        shop = pier()
        order = bought(shop, "ada", boat(2, item="a"))
        first = shop.office.erase(order.id, STAFF, erasing_key=ERASING, key=key("erase"))

        again = shop.office.erase(order.id, STAFF, erasing_key=ERASING, key=key("erase"))

        assert again.replayed
        assert again.order == first.order

    def test_another_key_under_the_same_command_key_is_another_command(self) -> None:
        shop = pier()
        order = bought(shop, "ada", boat(2, item="a"))
        shop.office.erase(order.id, STAFF, erasing_key=ERASING, key=key("erase"))

        refused = shop.refused(
            lambda: shop.office.erase(order.id, STAFF, erasing_key=OTHER_KEY, key=key("erase"))
        )

        assert refused == (KeyReused(key=key("erase"), fields=("actor",)),)

    def test_what_was_sent_before_cannot_be_tried_out(self) -> None:
        shop = pier()
        cart = opened(shop, "ada", boat(2, item="a"))
        cancel = CancelCart(key=key("cancel"), actor=actor("ada"), cart=cart, reason="Qzadawhy")
        shop.office.execute(cancel)
        shop.office.erase_cart(cart, STAFF, erasing_key=ERASING)

        (refusal,) = shop.refused(lambda: shop.office.execute(cancel))

        assert isinstance(refusal, KeyReused)
        assert "=" not in shop.system._carts._done[key("cancel")].digests

    def test_without_a_key_nothing_happens(self) -> None:
        shop = pier()
        order = bought(shop, "ada", boat(1, item="a"))

        refused = shop.refused(lambda: shop.office.erase(order.id, STAFF, erasing_key=None))

        assert refused == (ErasingKeyMissing(),)
        assert shop.office.order(order.id).order == order

    def test_an_order_that_is_not_there_is_not_found(self) -> None:
        nobody = OrderId("nobody's")

        refused = pier().refused(lambda: pier().office.erase(nobody, STAFF, erasing_key=ERASING))

        assert refused == (OrderNotFound(order=nobody),)

    def test_an_actor_that_cannot_be_written_down_erases_nothing(self) -> None:
        shop = pier()
        order = bought(shop, "ada", boat(1, item="a"))
        cart = opened(shop, "bo", boat(1, item="b"))
        broken = evolve(STAFF, role="two\nlines")

        of_order = shop.refused(lambda: shop.office.erase(order.id, broken, erasing_key=ERASING))
        of_cart = shop.refused(lambda: shop.office.erase_cart(cart, broken, erasing_key=ERASING))

        assert of_order == of_cart == actor_problems(broken) != ()
        assert found(shop.system, said("ada")) != []
        assert found(shop.system, said("bo")) != []


class TestCarts:
    """A cart that became no order is erased by itself."""

    def test_no_byte_of_a_person_is_left(self) -> None:
        shop = pier()
        cart = opened(shop, "ada", boat(2, item="a"))
        before = shop.read(cart)

        after = shop.office.erase_cart(cart, STAFF, erasing_key=ERASING)

        assert found(shop.system, said("ada")) == []
        assert after.cart.version == before.cart.version + 1
        assert after.quote is not None
        assert before.quote is not None
        assert list(after.quote.runs()) == list(before.quote.runs())
        assert after.cart.items[0].draws == before.cart.items[0].draws

    def test_the_history_makes_the_erased_cart(self) -> None:
        shop = pier()
        cart = opened(shop, "ada", boat(2, item="a"))

        erased = shop.office.erase_cart(cart, STAFF, erasing_key=ERASING).cart

        made = None
        for record in shop.system.records():
            made = apply(made, record.change)
        assert made == erased

    def test_a_cart_that_became_an_order_is_erased_with_it(self) -> None:
        shop = pier()
        order = bought(shop, "ada", boat(1, item="a"))
        assert order.cart is not None
        cart = order.cart

        refused = shop.refused(lambda: shop.office.erase_cart(cart, STAFF, erasing_key=ERASING))

        assert refused == (CartConfirmed(cart=cart, order=order.id),)

    def test_refusals(self) -> None:
        shop = pier()
        cart = opened(shop, "ada", boat(1, item="a"))
        nobody = CartId("nobody's")

        without = shop.refused(lambda: shop.office.erase_cart(cart, STAFF, erasing_key=None))
        unknown = shop.refused(lambda: shop.office.erase_cart(nobody, STAFF, erasing_key=ERASING))

        assert without == (ErasingKeyMissing(),)
        assert unknown == (NotFound(cart=nobody),)


PEOPLE = ("ada", "bo", "cy")
STEPS = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(["buy", "cart", "cancel", "erase"]))


class TestHistories:
    """Personal data becomes keyed pseudonyms in everything; the ledger is untouched (D3)."""

    @given(steps=st.lists(STEPS, min_size=1, max_size=8))
    @settings(max_examples=25)
    def test_of_those_who_were_erased_nothing_is_left(self, steps: list[tuple[str, str]]) -> None:
        shop = pier()
        orders: dict[str, list[Order]] = {who: [] for who in PEOPLE}
        carts: dict[str, list[CartId]] = {who: [] for who in PEOPLE}
        for who, step in (*steps, *((who, "erase") for who, _ in steps[:1])):
            _play(shop, who, step, orders, carts)
            if step == "erase":
                assert found(shop.system, said(who)) == []
        for who in PEOPLE:
            for order in orders[who]:
                assert money(shop.office.order(order.id).order) == money(order)


def _play(
    shop: Pier,
    who: str,
    step: str,
    orders: dict[str, list[Order]],
    carts: dict[str, list[CartId]],
) -> None:
    match step:
        case "buy":
            orders[who].append(bought(shop, who, add("pass", item="p", adult=2)))
        case "cart":
            carts[who].append(opened(shop, who, add("pass", item="p", adult=1)))
        case "cancel" if carts[who]:
            cart = opened(shop, who, add("pass", item="p", adult=1))
            shop.office.cancel(cart, actor(who), reason=f"Qz{who}why")
            carts[who].append(cart)
        case "erase":
            for order in orders[who]:
                erased = shop.office.erase(order.id, GUEST, erasing_key=ERASING).order
                assert pseudonymized(erased, key=ERASING) == erased
            for cart in carts[who]:
                shop.office.erase_cart(cart, GUEST, erasing_key=ERASING)
        case _:
            pass
