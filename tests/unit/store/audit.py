"""An audit of a store: whatever it says twice it must say alike, and nothing is drawn twice."""

from collections import Counter

from counterfoil.adapters.store.projection import Projection
from counterfoil.adapters.store.projection_tables import PROJECTION
from counterfoil.adapters.store.store import Session
from counterfoil.adapters.store.system import StoreSystem
from counterfoil.adapters.testkit.accountant import SalesAccountant
from counterfoil.adapters.testkit.conformance.states import cart_of, events_of
from counterfoil.domain.cart.cart import Cart, CartState
from counterfoil.domain.cart.changes import apply
from counterfoil.domain.order.applying import apply_to_order
from counterfoil.domain.order.changes import order_of
from counterfoil.domain.order.order import Order
from counterfoil.domain.payments import captured
from counterfoil.domain.references import CartId, OrderId
from counterfoil.ports.box_office import BoxOffice


def audit(office: BoxOffice) -> tuple[int, int]:
    """Hold all that a store says against its log; answer how many carts and orders there are."""
    system = office.system
    assert isinstance(system, StoreSystem)
    carts, orders = replayed(system)
    assert {name: system.cart(name) for name in carts} == carts
    assert {name: system.order(name) for name in orders} == orders
    check_events(system, orders)
    system._store.read(check_counters)
    system._store.read(lambda session: check_projection(session, system, orders))
    check_books(office, carts, orders)
    return len(carts), len(orders)


def replayed(system: StoreSystem) -> tuple[dict[CartId, Cart], dict[OrderId, Order]]:
    """Make carts and orders from what was committed (D3)."""
    carts: dict[CartId, Cart] = {}
    orders: dict[OrderId, Order] = {}
    for record in system.records():
        name = cart_of(record.change)
        carts[name] = apply(carts.get(name), record.change)
    for of_order in system.order_records():
        order = order_of(of_order.change)
        orders[order] = apply_to_order(orders.get(order), of_order.change)
    return carts, orders


def check_events(system: StoreSystem, orders: dict[OrderId, Order]) -> None:
    """Require that events are numbered without a gap, and are those of the orders."""
    events = events_of(system)
    assert [one.sequence for one in events] == list(range(1, len(events) + 1))
    told: dict[OrderId, list[object]] = {}
    for one in events:
        told.setdefault(one.order, []).append(one.event)
    assert told == {name: list(order.events) for name, order in orders.items()}


def check_counters(session: Session) -> None:
    """Require that counters are the sums of the rows."""
    counted: Counter[tuple[str, str]] = Counter()
    for resource, allocation, held, sold in session.rows(
        "SELECT resource, allocation, held, sold FROM stock_counters"
    ):
        counted[resource, allocation] += held + sold
    summed: Counter[tuple[str, str]] = Counter()
    for resource, allocation, quantity in session.rows(
        "SELECT resource, allocation, quantity FROM stock_rows"
    ):
        summed[resource, allocation] += quantity
    assert +counted == summed


def check_projection(session: Session, system: StoreSystem, orders: dict[OrderId, Order]) -> None:
    """Require that the tables for analysts say what the documents say."""
    projection = Projection(system._digests)
    expected: dict[str, set[tuple[object, ...]]] = {table.name: set() for table in PROJECTION}
    for order in orders.values():
        for writes in projection.changes(None, order):
            expected[writes.statement.split()[2]] |= set(writes.rows)
    for table in PROJECTION:
        names = ", ".join(column.name for column in table.columns)
        rows = session.rows(f"SELECT {names} FROM {table.name}")  # noqa: S608 - our own names
        assert set(rows) == expected[table.name], table.name


def check_books(
    office: BoxOffice, carts: dict[CartId, Cart], orders: dict[OrderId, Order]
) -> None:
    """Let an accountant who knows no rule count what is drawn (H2, H3, H5)."""
    world = office.system.world()
    accountant = SalesAccountant(world.catalogue, world.pricer.tariff)
    for name, cart in carts.items():
        accountant.opened(name, buyer=cart.buyer)
        if cart.state is CartState.OPEN:
            view = office.cart(name)
            accountant.received(name, amount=captured(cart.payments))
            asked = [item.asked for item in cart.items]
            accountant.carried_out(view, asked=asked, tariff=world.pricer.tariff)
    for order in orders.values():
        assert order.cart is not None
        accountant.confirmed(
            office.order(order.id),
            cart=order.cart,
            asked=[booking.item.asked for booking in order.bookings],
            tariff=world.pricer.tariff,
        )
    accountant.check(office.system, now=office.system.now())
