"""Other connections and other processes: they share one state, or none of this holds."""

from __future__ import annotations

from counterfoil.adapters.testkit.conformance.asking import boat, capture, key
from counterfoil.adapters.testkit.conformance.check import Check, check
from counterfoil.adapters.testkit.conformance.crowding import granted
from counterfoil.adapters.testkit.conformance.elsewhere import in_processes
from counterfoil.adapters.testkit.conformance.failing import require, require_equal
from counterfoil.adapters.testkit.conformance.pier import CASHIER, CATALOGUE, GUEST
from counterfoil.adapters.testkit.conformance.stand import Stand
from counterfoil.adapters.testkit.conformance.states import events_of
from counterfoil.domain.references import CartId
from counterfoil.domain.statuses import SettlementType
from counterfoil.ports.box_office import BoxOffice

__all__ = ["CHECKS"]

NOON = "pool:boat-noon"
PLACES = 20
EACH = 10  # carts that every process opens
SAME = "same"


@check("H5", "H6", "D3", "D8")
def another_connection_sees_the_same(stand: Stand) -> None:
    """Carts, orders, keys, levels, events and worlds, when they are committed."""
    shop = stand.shop()
    other = stand.again(shop)
    cart = shop.office.open_cart(GUEST, key=key("open")).cart.id
    stand.step("one connection adds, the other reads, adds and repeats")
    first = shop.office.update(cart, GUEST, boat(2, item="a"), key=key("add"))
    require_equal("D3", what="cart", found=other.read(cart).cart, expected=first.cart)
    again = other.office.update(cart, GUEST, boat(2, item="a"), key=key("add"))
    require("H6", again.replayed, "the key is known over the other connection")
    other.office.update(cart, GUEST, boat(1, item="b"), key=key("more"))
    require_equal("H5", what="drawn", found=shop.drawn(NOON), expected=other.drawn(NOON))
    stand.step("one connection sells, the other takes the money")
    order = shop.office.confirm(cart, CASHIER, settlement=SettlementType.VENUE).order
    other.office.record_payment(order.id, CASHIER, capture(1_00))
    name = shop.system.world().name
    require_equal("D8", what="world", found=other.system.world().name, expected=name)
    require_equal(
        "D3", what="all there is", found=dict(other.state()), expected=dict(shop.state())
    )
    stand.step("a third connection comes when all is done")
    third = stand.again(shop)
    require_equal(
        "D3", what="all there is", found=dict(third.state()), expected=dict(shop.state())
    )


def _ask_for_places(office: BoxOffice, number: int) -> int:
    got = 0
    for turn in range(EACH):
        name = f"{number}-{turn}"
        carts: list[CartId] = []
        granted(lambda: carts.append(_open(office, name)))  # noqa: B023 - called at once
        got += granted(
            lambda: office.update(
                carts[-1],  # noqa: B023
                GUEST,
                boat(1),
                key=key(f"add-{name}"),  # noqa: B023
            )
        )
    return got


def _open(office: BoxOffice, name: str) -> CartId:
    return office.open_cart(GUEST, key=key(f"open-{name}")).cart.id


@check("H2", "H3")
def processes_share_the_last_places(stand: Stand) -> None:
    """More is asked for than there is: all places are granted, and no more."""
    for number in range(stand.effort.rounds):
        stand.step(f"round {number}, {stand.effort.processes} processes")
        shop = stand.shop(sells=CATALOGUE.replace("total = 10", f"total = {PLACES}"))
        got = in_processes(stand, shop, _ask_for_places)
        require_equal("H3", what="granted", found=sum(got), expected=PLACES)
        require_equal("H2", what="drawn", found=shop.drawn(NOON), expected=[PLACES])


def _ask_once(office: BoxOffice, _: int) -> list[bool]:
    told: list[bool] = []
    cart = office.open_cart(GUEST, key=key("open")).cart.id
    granted(
        lambda: told.append(office.update(cart, GUEST, boat(1, item="a"), key=key(SAME)).replayed)
    )
    return told


@check("H6")
def processes_carry_a_key_out_once(stand: Stand) -> None:
    """The same key from every process: one does it, the others get the answer."""
    for number in range(stand.effort.rounds):
        stand.step(f"round {number}, {stand.effort.processes} processes")
        shop = stand.shop()
        shop.office.open_cart(GUEST, key=key("open"))
        told = [one for some in in_processes(stand, shop, _ask_once) for one in some]
        require_equal("H6", what="carried out", found=told.count(False), expected=1)
        require_equal("H6", what="places", found=shop.drawn(NOON), expected=[1])


def _sell(office: BoxOffice, number: int) -> None:
    for turn in range(EACH):
        name = f"{number}-{turn}"
        granted(
            lambda: office.book(
                CASHIER,
                boat(1),
                settlement=SettlementType.VENUE,
                key=key(f"book-{name}"),  # noqa: B023 - called at once
            )
        )


@check("D3")
def processes_number_events_without_a_gap(stand: Stand) -> None:
    """Everybody sells: numbers begin with one and have no gap."""
    for number in range(stand.effort.rounds):
        stand.step(f"round {number}, {stand.effort.processes} processes")
        shop = stand.shop(sells=CATALOGUE.replace("total = 10", "total = 1000"))
        in_processes(stand, shop, _sell)
        events = events_of(shop.system)
        numbers = [one.sequence for one in events]
        expected = list(range(1, len(numbers) + 1))
        require_equal("D3", what="numbers", found=numbers, expected=expected)
        orders = len({one.order for one in events})
        require_equal("D3", what="orders", found=orders, expected=EACH * stand.effort.processes)


CHECKS: tuple[Check, ...] = (
    another_connection_sees_the_same,
    processes_share_the_last_places,
    processes_carry_a_key_out_once,
    processes_number_events_without_a_gap,
)
