"""Documents of real histories: whatever a box office keeps is written and read as it is."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.cart.pier import CASHIER, add, boat, pier
from tests.unit.erasing.people import ERASING, bought, opened

from counterfoil.adapters.documents import CART, ORDER, ORDER_RECORD, RECORD, Document
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.commands import AddItem
from counterfoil.domain.order.changes import order_of
from counterfoil.domain.statuses import SettlementType

ITEMS = st.lists(
    st.sampled_from([boat(1), boat(1, slot="dusk"), add("pass", adult=3), add("pass", adult=1)]),
    min_size=1,
    max_size=3,
)
STEPS = st.lists(st.tuples(st.sampled_from(["buy", "open", "erase"]), ITEMS), max_size=3)
SIZE_MAX = 1_000_000  # bytes of an order of a thousand tickets


class TestHistories:
    """What was read is what was written, for carts, orders and every change of them."""

    @given(steps=STEPS)
    def test_all_that_is_kept_comes_back(self, steps: list[tuple[str, list[AddItem]]]) -> None:
        shop = pier()
        for step, items in steps:
            if step == "open":
                opened(shop, "ada", *items)
                continue
            order = bought(shop, "ada", *items)
            if step == "erase":
                shop.office.erase(order.id, CASHIER, erasing_key=ERASING)

        for record in shop.system.records():
            same(RECORD, record)
            kept = getattr(record.change, "cart", None)
            cart = kept if isinstance(kept, Cart) else None
            if cart is not None:
                same(CART, cart)
                same(CART, shop.read(cart.id).cart)
        for change in shop.system.order_records():
            same(ORDER_RECORD, change)
            found = shop.system.order(order_of(change.change))
            assert found is not None
            same(ORDER, found)

    def test_a_thousand_tickets_are_no_megabyte(self) -> None:
        shop = pier()
        cart = shop.with_items(
            *(add("pass", item=f"p{number}", adult=100) for number in range(10))
        )
        order = shop.office.confirm(cart, CASHIER, settlement=SettlementType.EXTERNAL).order

        assert len(ORDER.encode(order)) < SIZE_MAX // 5
        same(ORDER, order)


def same(document: Document[Any], value: object) -> None:
    """Write and read a value."""
    text = document.encode(value)
    assert document.decode(text) == value
    assert document.encode(document.decode(text)) == text
