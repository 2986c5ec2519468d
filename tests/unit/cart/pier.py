"""The pier: a small world in which every rule of a cart has something to say.

The venue lies in a zone that is UTC all year, so that all times read alike.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache

import attrs
from tests.unit.cart.world import CATALOGUE, CODES, PRICES

from counterfoil.adapters.files import parse_catalogue, parse_tariff
from counterfoil.adapters.memory import MemorySystem
from counterfoil.adapters.testkit.clocks import CountingReferences, ManualClock
from counterfoil.domain.basket import Buyer, PartChoice
from counterfoil.domain.cart.cart import Cart, Privilege
from counterfoil.domain.cart.commands import AddItem, AmendItem, RemoveItem
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.checkout_fields import CheckoutField
from counterfoil.domain.money import currency
from counterfoil.domain.order.order import Order
from counterfoil.domain.party import AccountType, Actor
from counterfoil.domain.payments import NewPayment, PaymentType
from counterfoil.domain.references import (
    CartId,
    CommandKey,
    CustomerKey,
    ItemId,
    OrderId,
    PartId,
    PartyId,
    ProductId,
    ResourceId,
    SlotId,
    TicketTypeId,
)
from counterfoil.domain.refusals import Refusal, RefusedError
from counterfoil.domain.settings import Settings
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.ports.box_office import BoxOffice, CartView
from counterfoil.ports.reservation_system import ReservationSystem

START = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
INSTANT = timedelta(microseconds=1)
GUEST = Actor(account_type=AccountType.GUEST, name="Ada Mol")
CASHIER = Actor(account_type=AccountType.SUPPLIER, name="Bo Tak", role="cashier")


@cache
def catalogue(text: str = CATALOGUE) -> Catalogue:
    """Read a catalogue once."""
    return parse_catalogue(text)


@cache
def tariff(*texts: str) -> Tariff:
    """Read a tariff that is written in several parts once."""
    return parse_tariff("".join(texts), catalogue=catalogue())


@attrs.frozen(kw_only=True)
class Pier:
    """A box office with its system and its clock, and short ways to ask for things."""

    office: BoxOffice
    system: MemorySystem
    clock: ManualClock

    def opened(self, **buyer: str) -> CartId:
        """Open a cart for a buyer."""
        customer = buyer.get("customer")
        known = Buyer(
            channel=buyer.get("channel", ""),
            distributor=PartyId(buyer["distributor"]) if "distributor" in buyer else None,
            partner=PartyId(buyer["partner"]) if "partner" in buyer else None,
            customer=None if customer is None else CustomerKey(customer),
        )
        return self.office.open_cart(GUEST, buyer=known).cart.id

    def privileged(self, *privileges: Privilege, channel: str = "") -> CartId:
        """Open a cart that may do more."""
        opened = self.office.open_cart(
            CASHIER, buyer=Buyer(channel=channel), privileges=frozenset(privileges)
        )
        return opened.cart.id

    def with_items(self, *operations: AddItem, **buyer: str) -> CartId:
        """Open a cart and add items."""
        cart = self.opened(**buyer)
        self.office.update(cart, GUEST, *operations)
        return cart

    def update(self, cart: CartId, *operations: AddItem | AmendItem | RemoveItem) -> CartView:
        """Change the items of a cart."""
        return self.office.update(cart, GUEST, *operations)

    def read(self, cart: CartId) -> CartView:
        """Read a cart."""
        return self.office.cart(cart)

    def pass_minutes(self, minutes: int) -> None:
        """Let time pass."""
        self.clock.turn(minutes * MINUTE)

    def drawn(self, *resources: str) -> list[int]:
        """Count what is drawn of some resources."""
        names = [ResourceId(resource) for resource in resources]
        levels = self.system.levels(names, at=self.clock.now())
        return [levels[name].drawn for name in names]

    def drawn_under(self, resource: str) -> dict[str, int]:
        """Count what is drawn of a resource under the name of each slice."""
        name = ResourceId(resource)
        level = self.system.levels([name], at=self.clock.now())[name]
        return {slice_.allocation.name: slice_.held + slice_.sold for slice_ in level.allocations}

    def refused(self, ask: Callable[[], object]) -> tuple[Refusal, ...]:
        """Ask for what is refused, see that nothing has changed, and answer what was found.

        That is law D2: a refusal leaves the state identical.
        """
        before = state_of(self.system, now=self.clock.now())
        try:
            answer = ask()
        except RefusedError as error:
            assert state_of(self.system, now=self.clock.now()) == before
            return (error.refusal, *error.others)
        raise AssertionError(f"nothing was refused, but answered: {answer}")


def pier(
    *texts: str,
    at: datetime = START,
    settings: Settings | None = None,
    fields: tuple[CheckoutField, ...] = (),
    sells: str = CATALOGUE,
) -> Pier:
    """Open the box office of the pier, with a tariff of some parts."""
    clock = ManualClock(at)
    sold = attrs.evolve(catalogue(sells), checkout_fields=fields)
    system = MemorySystem(sold, tariff(*(texts or (PRICES, CODES))), clock=clock)
    office = BoxOffice(
        system=system,
        clock=clock,
        references=CountingReferences(),
        settings=settings or Settings(),
    )
    return Pier(office=office, system=system, clock=clock)


def host(shared: Pier, *, prefix: str, system: ReservationSystem | None = None) -> BoxOffice:
    """Open another box office over the same system (or over what stands before it)."""
    return BoxOffice(
        system=system or shared.system,
        clock=shared.clock,
        references=CountingReferences(prefix=prefix),
        settings=shared.office.settings,
    )


RESOURCES = (
    *(f"pool:{pool}" for pool in ("boat-noon", "boat-dusk", "deck-noon", "lounge-noon", "quay")),
    *(f"uses:{promotion}" for promotion in ("early", "house", "once/ada", "once/bo")),
    *(f"budget:{promotion}" for promotion in ("purse", "strict")),
    *(
        f"spot:stage/{slot}/Floor/{row}/{number}"
        for slot in ("friday", "saturday")
        for row in "AB"
        for number in range(1, 5)
    ),
)


def state_of(system: MemorySystem, *, now: datetime) -> Mapping[str, object]:
    """Tell everything that a system remembers, to be compared."""
    records, order_records = system.records(), system.order_records()
    carts = {change_cart(record.change) for record in records}
    changes = [*(one.change for one in records), *(one.change for one in order_records)]
    orders = {change_order(change) for change in changes}
    return {
        "records": records,
        "order_records": order_records,
        "carts": {cart: system.cart(cart) for cart in sorted(carts)},
        "orders": {order: system.order(order) for order in orders if order is not None},
        "levels": system.levels([ResourceId(name) for name in RESOURCES], at=now),
        "keys": dict(system._carts._done),
        "rows": {row for pieces in system._stock._rows.values() for row in pieces.values()},
    }


def change_cart(change: object) -> CartId:
    """Name the cart that a change is about."""
    cart = getattr(change, "cart", None)
    found = cart.id if isinstance(cart, Cart) else cart
    assert isinstance(found, str)
    return CartId(found)


def change_order(change: object) -> OrderId | None:
    """Name the order that a change is about, or answer None where it is about a cart alone."""
    order = getattr(change, "order", None)
    return order.id if isinstance(order, Order) else order


def quantities(**counts: int) -> tuple[tuple[TicketTypeId, int], ...]:
    """Write counts by ticket type."""
    return tuple((TicketTypeId(name), count) for name, count in counts.items())


def boat(adult: int = 1, *, slot: str | None = "noon", item: str = "", **counts: int) -> AddItem:
    """Ask for places on the boat."""
    return add("boat", slot=slot, item=item, **({"adult": adult} if adult else {}), **counts)


def add(product: str, *, slot: str | None = None, item: str = "", **counts: int) -> AddItem:
    """Ask for tickets of a product."""
    return AddItem(
        product=ProductId(product),
        slot=None if slot is None else SlotId(slot),
        quantities=quantities(**counts),
        item=ItemId(item) if item else None,
    )


def part(name: str, *, slot: str | None = None, **counts: int) -> PartChoice:
    """Choose the slot of a part, and its tickets."""
    return PartChoice(
        part=PartId(name),
        slot=None if slot is None else SlotId(slot),
        quantities=quantities(**counts),
    )


def amend(item: str, **counts: int) -> AmendItem:
    """Ask for other quantities of an item."""
    return AmendItem(item=ItemId(item), quantities=quantities(**counts))


def remove(item: str) -> RemoveItem:
    """Ask for the removal of an item."""
    return RemoveItem(item=ItemId(item))


def capture(amount: int) -> NewPayment:
    """Say that somebody paid, in cents."""
    return NewPayment(type=PaymentType.CAPTURE, amount=amount, currency=currency("EUR"))


def authorization(amount: int) -> NewPayment:
    """Say that somebody set cents aside."""
    return NewPayment(type=PaymentType.AUTHORIZATION, amount=amount, currency=currency("EUR"))


def key(text: str) -> CommandKey:
    """Name a command."""
    return CommandKey(text)


def item_of(view: CartView, item: str) -> CartItem:
    """Find an item that must be there."""
    found = view.cart.item(ItemId(item))
    assert found is not None
    return found


def expiries(view: CartView) -> dict[str, timedelta]:
    """Tell how long after START each item is held."""
    return {item.id: item.expires_at - START for item in view.cart.items}


def codes(refusals: Iterable[Refusal]) -> list[str]:
    """Name the codes of refusals, in order."""
    return [refusal.code for refusal in refusals]
