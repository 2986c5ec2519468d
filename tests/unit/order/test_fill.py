"""Prices that depend on how full a slot is: sold at the price of the fill at which it is sold."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.cart.pier import CASHIER, GUEST, Pier, boat, capture, codes, host, key, pier
from tests.unit.cart.world import CODES, FILLING, PRICES

from counterfoil.domain.cart.commands import OnLapse
from counterfoil.domain.payments import refunded
from counterfoil.domain.refusals import RefusedError
from counterfoil.domain.statuses import SettlementType
from counterfoil.ports.box_office import OrderView
from counterfoil.ports.errors import HoldLostError

VENUE = SettlementType.VENUE


def overtaken(shop: Pier, call: str, *, by: int) -> list[int]:
    """Let a rival take places just before the next commit; answer how often it was tried."""
    commit: Callable[[Any], Any] = getattr(shop.system, call)
    rival = host(shop, prefix="rival")
    tried: list[int] = []

    def late(decision: Any) -> Any:
        tried.append(1)
        if len(tried) == 1:
            cart = rival.open_cart(GUEST).cart.id
            setattr(shop.system, call, commit)
            rival.update(cart, GUEST, boat(by, item="r"))
            setattr(shop.system, call, late)
        return commit(decision)

    setattr(shop.system, call, late)
    return tried


@pytest.mark.parametrize(("by", "total", "times"), [(4, 20_00, 1), (5, 22_00, 2)])
def test_a_direct_booking_is_decided_anew_where_the_slot_filled(
    by: int, total: int, times: int
) -> None:
    """Below the half the price stays as it was decided; from the half on it is another one."""
    shop = pier(PRICES, FILLING, CODES)
    tried = overtaken(shop, "commit_order", by=by)

    order = shop.office.book(CASHIER, boat(2), settlement=VENUE).order

    assert (order.total, len(tried)) == (total, times)


def test_a_direct_booking_is_not_sold_at_a_price_that_is_over() -> None:
    shop = pier(PRICES, FILLING, CODES)
    overtaken(shop, "commit_order", by=5)

    with pytest.raises(RefusedError) as error:
        shop.office.book(CASHIER, boat(2), settlement=VENUE, charged=20_00)

    assert codes([error.value.refusal]) == ["price_mismatch"]
    assert shop.drawn("pool:boat-noon") == [5]


def paid_late(shop: Pier, **how: Any) -> OrderView:
    """Let the hold of two places end, and confirm after that with the money."""
    cart = shop.with_items(boat(2, item="a"))
    shop.pass_minutes(21)
    overtaken(shop, "commit", **how)
    return shop.office.confirm(
        cart,
        CASHIER,
        settlement=SettlementType.DIRECT,
        payments=(capture(20_00),),
        on_lapse=OnLapse.HOLD_AGAIN,
        key=key("again"),
    )


def test_what_is_held_again_costs_what_it_did_below_the_half() -> None:
    assert paid_late(pier(PRICES, FILLING, CODES), by=4).order.total == 20_00


def test_what_is_held_again_is_not_sold_at_a_price_that_is_over() -> None:
    """Nobody was asked for 22.00: all that was paid goes back."""
    shop = pier(PRICES, FILLING, CODES)

    with pytest.raises(HoldLostError) as error:
        paid_late(shop, by=5)

    assert error.value.view.cart.hold_lost == ("price_mismatch",)
    assert refunded(error.value.view.cart.payments) == 20_00
    assert shop.drawn("pool:boat-noon") == [5]
