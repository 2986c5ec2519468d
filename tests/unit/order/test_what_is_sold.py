"""What confirming and direct booking draw: what the price needs, from where it was held."""

import pytest
from attrs import evolve
from tests.unit.cart.pier import CASHIER, GUEST, START, Pier, add, boat, pier
from tests.unit.cart.world import PRICES, SLICED

from counterfoil.domain.cart.cart import Privilege, UseHeld
from counterfoil.domain.cart.commands import OnLapse
from counterfoil.domain.cart.item import Draw
from counterfoil.domain.order.drawing import uses_sold
from counterfoil.domain.references import CartId, HolderId, PromotionId, ResourceId
from counterfoil.domain.statuses import SettlementType

VENUE = SettlementType.VENUE
DUSK = "pool:boat-dusk"

# A tenth off three places or more, once.
GROUPS = """
[[lane]]
number = 1
mode = "all"

[[promotion]]
id = "group"
label = "Group"
percentage_off = 10
products = ["boat", "lounge"]
minimum = { quantity = 3 }
limits = { uses = 1 }
"""


def two_and_one(shop: Pier) -> CartId:
    """Hold two places on the boat, and one in the lounge that lapses earlier: a group."""
    lounge = add("lounge", slot="noon", item="l", adult=1)
    return shop.with_items(boat(2, item="b"), lounge)


def test_a_use_that_the_rest_does_not_need_comes_back_when_the_rest_is_sold() -> None:
    """H3: it falls with the item that carried it, and the next group gets it."""
    shop = pier(PRICES, GROUPS)
    cart = two_and_one(shop)
    assert shop.drawn("uses:group") == [1]
    shop.pass_minutes(12)

    order = shop.office.confirm(cart, GUEST, settlement=VENUE, on_lapse=OnLapse.LEAVE).order

    assert (order.total, order.uses) == (20_00, ())
    assert shop.drawn("uses:group", "pool:boat-noon", "pool:lounge-noon") == [0, 2, 0]
    quote = shop.read(shop.with_items(boat(3))).quote
    assert quote is not None
    assert quote.total == 27_00


def test_a_use_that_is_needed_is_sold_for_good() -> None:
    shop = pier(PRICES, GROUPS)
    cart = two_and_one(shop)

    order = shop.office.confirm(cart, GUEST, settlement=VENUE).order
    shop.pass_minutes(60)

    assert order.total == 31_50
    assert shop.drawn("uses:group", "pool:boat-noon", "pool:lounge-noon") == [1, 2, 1]


def use(holder: str, quantity: int) -> UseHeld:
    """Hold some of a purse."""
    draw = Draw(resource=ResourceId("budget:purse"), quantity=quantity)
    return UseHeld(
        promotion=PromotionId("purse"), holder=HolderId(holder), draws=(draw,), expires_at=START
    )


@pytest.mark.parametrize(
    ("needed", "sold"),
    [
        ((6, 4), (6, 4)),
        ((2, 4), (2, 4)),
        ((8, 2), (6, 4)),
        ((8, 0), (6, 2)),
        ((0, 9), (5, 4)),
        ((0, 0), (0, 0)),
    ],
)
def test_shares_that_shift_stay_with_those_who_hold_them(
    needed: tuple[int, int], sold: tuple[int, int]
) -> None:
    held = (use("a", 6), use("b", 4))
    wanted = tuple(use(name, count) for name, count in zip("ab", needed, strict=True) if count)

    found = uses_sold(held, needed=wanted)

    assert found == tuple(
        evolve(one, draws=use("", count).draws)
        for one, count in zip(held, sold, strict=True)
        if count
    )


def test_a_price_that_needs_more_than_is_held_is_a_mistake_of_ours() -> None:
    with pytest.raises(AssertionError, match="priced with what it holds"):
        uses_sold((use("a", 1),), needed=(use("a", 2),))


def test_a_privileged_direct_booking_may_overbook_where_that_is_allowed() -> None:
    shop = pier(sells=SLICED)

    view = shop.office.book(
        CASHIER, boat(6, slot="dusk"), settlement=VENUE, privileges=frozenset(Privilege)
    )

    assert [(one.resource, one.quantity) for one in view.overbooked] == [(DUSK, 2)]
    assert shop.drawn(DUSK) == [6]


def test_nobody_else_may_overbook() -> None:
    shop = pier(sells=SLICED)

    (refusal,) = shop.refused(
        lambda: shop.office.book(CASHIER, boat(6, slot="dusk"), settlement=VENUE)
    )

    assert refusal.code == "sold_out"
