"""Everything that can be seen of a system, to be compared: what a refusal must leave as it is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Protocol, runtime_checkable

from counterfoil.adapters.testkit.conformance.failing import require
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.finding import EVENTS_MAX, RecordedEvent
from counterfoil.domain.order.applying import apply_to_order
from counterfoil.domain.order.order import Order
from counterfoil.domain.references import CartId, OrderId, ResourceId
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.ports.reservation_system import OrderRecord, Record, ReservationSystem

__all__ = [
    "Loading",
    "Recording",
    "cart_of",
    "events_of",
    "order_of",
    "orders_replayed",
    "recorded",
    "state_of",
]

# What is drawn of at the pier.
RESOURCES = tuple(
    ResourceId(name)
    for name in (
        *(f"pool:{pool}" for pool in ("boat-noon", "boat-dusk", "deck-noon", "lounge-noon")),
        "pool:quay",
        *(f"uses:{promotion}" for promotion in ("early", "house", "once/ada", "once/bo")),
        *(f"budget:{promotion}" for promotion in ("purse", "strict")),
        *(
            f"spot:stage/{slot}/Floor/{row}/{number}"
            for slot in ("friday", "saturday")
            for row in "AB"
            for number in range(1, 5)
        ),
    )
)


@runtime_checkable
class Recording(Protocol):
    """A system that tells its log: what was committed, in order."""

    def records(self) -> tuple[Record, ...]:
        """Answer what was committed to the carts that are kept."""
        ...

    def order_records(self) -> tuple[OrderRecord, ...]:
        """Answer what was committed to orders."""
        ...


@runtime_checkable
class Loading(Protocol):
    """A system that can be told to sell by another catalogue and tariff from now on."""

    def load(self, catalogue: Catalogue, tariff: Tariff) -> object:
        """Sell by them."""
        ...


def state_of(
    system: ReservationSystem,
    *,
    now: datetime,
    carts: Collection[CartId] = (),
    resources: Collection[ResourceId] = RESOURCES,
) -> Mapping[str, object]:
    """Tell everything that can be seen: *carts* and those of the log, orders, keys and levels."""
    records, order_records = recorded(system)
    names = {*carts, *(cart_of(record.change) for record in records)}
    events = events_of(system)
    keys = [*(one.key for one in records), *(one.key for one in order_records)]
    return {
        "records": records,
        "order_records": order_records,
        "carts": {cart: system.cart(cart) for cart in sorted(names)},
        "orders": {one.order: system.order(one.order) for one in events},
        "events": events,
        "keys": {key: system.recall(key) for key in keys},
        "levels": dict(system.levels(resources, at=now)),
    }


def recorded(
    system: ReservationSystem,
) -> tuple[tuple[Record, ...], tuple[OrderRecord, ...]]:
    """Answer the log of a system that tells it, and nothing of another."""
    if isinstance(system, Recording):
        return system.records(), system.order_records()
    return (), ()


def events_of(system: ReservationSystem, *, page: int = EVENTS_MAX) -> tuple[RecordedEvent, ...]:
    """Answer all events, page by page."""
    return tuple(_events(system, page))


def _events(system: ReservationSystem, page: int) -> Iterator[RecordedEvent]:
    sequence = 0
    while found := system.events_after(sequence, limit=page):
        yield from found
        last = found[-1].sequence
        require("D3", last > sequence, f"events after {sequence} come later: {last}")
        sequence = last


def orders_replayed(system: ReservationSystem) -> dict[OrderId, Order]:
    """Make all orders again from their log."""
    found: dict[OrderId, Order] = {}
    for line in recorded(system)[1]:
        name = order_of(line.change)
        assert name is not None, "a change of an order names it"
        found[name] = apply_to_order(found.get(name), line.change)
    return found


def cart_of(change: object) -> CartId:
    """Name the cart that a change is about."""
    cart = getattr(change, "cart", None)
    found = cart.id if isinstance(cart, Cart) else cart
    assert isinstance(found, str)
    return CartId(found)


def order_of(change: object) -> OrderId | None:
    """Name the order that a change is about, or answer None where it is about a cart alone."""
    order = getattr(change, "order", None)
    return order.id if isinstance(order, Order) else order
