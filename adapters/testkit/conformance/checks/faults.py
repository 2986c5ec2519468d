"""Faults: with one before or after any call of the port, repeating the use case helps (D7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import cycle
from typing import TypeAlias

from counterfoil.adapters.testkit.conformance.asking import (
    add,
    amend,
    boat,
    capture,
    key,
    remove,
)
from counterfoil.adapters.testkit.conformance.check import Check, check
from counterfoil.adapters.testkit.conformance.failing import require, require_equal
from counterfoil.adapters.testkit.conformance.faulty import FAULTS, Faulty, When
from counterfoil.adapters.testkit.conformance.people import ERASING
from counterfoil.adapters.testkit.conformance.pier import CASHIER, GUEST
from counterfoil.adapters.testkit.conformance.stand import Stand
from counterfoil.domain.cart.commands import derived
from counterfoil.domain.references import CartId, ItemId, OrderId, UnitId
from counterfoil.domain.statuses import SettlementType
from counterfoil.ports.box_office import BoxOffice
from counterfoil.ports.errors import PortError, UnavailableError

__all__ = ["CHECKS"]

UseCase: TypeAlias = Callable[[BoxOffice], Iterator[Callable[[], object]]]
WRITES = frozenset({"commit", "commit_order", "erase_cart", "erase_order"})
CART = CartId(derived(key("open"), "cart"))
CONFIRMED = OrderId(derived(key("confirm"), "order"))
BOOKED = OrderId(derived(key("book"), "order"))


def _reserving(office: BoxOffice) -> Iterator[Callable[[], object]]:
    """Hold an afternoon on the pier: every kind of command about carts, with a key each."""
    yield lambda: office.open_cart(GUEST, key=key("open"))
    yield lambda: office.update(
        CART,
        GUEST,
        boat(4, item="a"),
        add("stage", slot="friday", item="b", adult=2),
        key=key("add"),
    )
    yield lambda: office.apply_promocode(CART, GUEST, "EARLY", key=key("code"))
    yield lambda: office.apply_promocode(CART, GUEST, "PURSE", key=key("purse"))
    yield lambda: office.update(CART, GUEST, amend("a", adult=6), remove("b"), key=key("amend"))
    yield lambda: office.remove_promocode(CART, GUEST, "EARLY", key=key("back"))
    yield lambda: office.renew(CART, GUEST, key=key("renew"))
    yield lambda: office.begin_payment(CART, GUEST, key=key("pay"))
    yield lambda: office.erase_cart(CART, GUEST, erasing_key=ERASING, key=key("erase"))


def _selling(office: BoxOffice) -> Iterator[Callable[[], object]]:
    """Sell it: every kind of command about orders, with a key each."""
    yield lambda: office.open_cart(GUEST, key=key("open"))
    yield lambda: office.update(CART, GUEST, boat(4, item="a"), key=key("add"))
    yield lambda: office.attach_payment(CART, GUEST, capture(10_00), key=key("pay"))
    yield lambda: office.confirm(
        CART,
        CASHIER,
        settlement=SettlementType.DIRECT,
        payments=(capture(30_00),),
        key=key("confirm"),
    )
    yield lambda: office.book(
        CASHIER, boat(3, item="b"), settlement=SettlementType.VENUE, key=key("book")
    )
    yield lambda: office.record_payment(BOOKED, CASHIER, capture(30_00), key=key("cash"))
    yield lambda: office.record_redemption(CONFIRMED, CASHIER, *_tickets(office), key=key("use"))
    yield lambda: office.void_redemption(CONFIRMED, CASHIER, _tickets(office)[0], key=key("void"))
    yield lambda: office.erase(CONFIRMED, CASHIER, erasing_key=ERASING, key=key("erase"))


def _changing(office: BoxOffice) -> Iterator[Callable[[], object]]:
    """Change what was sold: amend it, cancel some of it, and then all, with a key each."""
    yield lambda: office.book(
        CASHIER, boat(3, item="b"), settlement=SettlementType.VENUE, key=key("book")
    )
    yield lambda: office.amend(
        BOOKED, CASHIER, amend("b", adult=4), boat(1, item="c", slot="dusk"), key=key("amend")
    )
    yield lambda: office.cancel_order(
        BOOKED, CASHIER, bookings=(ItemId("c"),), key=key("cancel-some")
    )
    yield lambda: office.cancel_order(BOOKED, CASHIER, key=key("cancel"))


def _tickets(office: BoxOffice) -> tuple[UnitId, ...]:
    """Name the tickets of the order; that is asked of the system, and never fails."""
    system = office.system
    sound = system.sound if isinstance(system, Faulty) else system
    order = sound.order(CONFIRMED)
    assert order is not None, "the order was confirmed"
    return tuple(ticket.id for ticket in order.bookings[0].tickets)


def _run(use_case: UseCase, office: BoxOffice) -> None:
    """Run a use case, and repeat a step that met a fault, as a host would."""
    for step in use_case(office):
        try:
            step()
        except PortError:
            step()


def _made_good(stand: Stand, use_case: UseCase) -> None:
    wanted = stand.shop()
    counting = Faulty(wanted.system, call=0, when=When.BEFORE, error=UnavailableError("never"))
    _run(use_case, wanted.host("h", system=counting))
    expected = dict(wanted.state())
    for number, fault, when in _chosen(counting.calls, every_call=stand.effort.every_call):
        call = counting.calls[number - 1]
        stand.step(f"{fault} {when.value} call {number}, which is {call}")
        shop = stand.shop()
        faulty = Faulty(shop.system, call=number, when=when, error=FAULTS[fault]())
        _run(use_case, shop.host("h", system=faulty))
        require("D7", faulty.failed_at == call, f"call {number} is {call} again")
        found = shop.state()
        for name, was in expected.items():
            require_equal("D7", what=name, found=found[name], expected=was)
        stand.discard(shop)


def _chosen(calls: list[str], *, every_call: bool) -> Iterator[tuple[int, str, When]]:
    """Choose which call fails, how and when: all, or two faults of each call that writes.

    That an answer is lost is one of the two.
    """
    lost = ("unknown", When.AFTER)
    kinds = [(fault, when) for fault in FAULTS for when in When]
    others = cycle(kind for kind in kinds if kind != lost)
    for number, name in enumerate(calls, start=1):
        writes = (lost, next(others)) if name in WRITES else ()
        for fault, when in kinds if every_call else writes:
            yield number, fault, when


@check("D7")
def a_fault_while_reserving_is_made_good_by_repeating(stand: Stand) -> None:
    """Nothing is held twice, and nothing for ever: as in a run without the fault."""
    _made_good(stand, _reserving)


@check("D7")
def a_fault_while_selling_is_made_good_by_repeating(stand: Stand) -> None:
    """Nothing is sold, paid, used or erased twice: as in a run without the fault."""
    _made_good(stand, _selling)


@check("D7")
def a_fault_while_changing_is_made_good_by_repeating(stand: Stand) -> None:
    """Nothing is drawn, given or paid back twice: as in a run without the fault."""
    _made_good(stand, _changing)


CHECKS: tuple[Check, ...] = (
    a_fault_while_reserving_is_made_good_by_repeating,
    a_fault_while_selling_is_made_good_by_repeating,
    a_fault_while_changing_is_made_good_by_repeating,
)
