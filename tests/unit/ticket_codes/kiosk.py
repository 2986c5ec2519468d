"""A kiosk: cards from a stock, passes with codes of the guest's own, and a bundle of both."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from attrs import frozen

from counterfoil.adapters.files import parse_catalogue, parse_tariff
from counterfoil.adapters.memory import MemorySystem
from counterfoil.adapters.testkit.clocks import CountingReferences, ManualClock
from counterfoil.domain.cart.commands import AddItem, AmendItem, RemoveItem
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.party import AccountType, Actor
from counterfoil.domain.references import CartId, ItemId, PartId, ResourceId, TicketTypeId
from counterfoil.domain.refusals import Refusal, RefusedError
from counterfoil.domain.ticket_codes.code import TicketCode, code_resource
from counterfoil.ports.box_office import BoxOffice

START = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
GUEST = Actor(account_type=AccountType.GUEST)

CATALOGUE = """
[catalogue]
id = "kiosk"
currency = "EUR"
zone = "Africa/Abidjan"
supplier = { id = "kiosk", name = "The Kiosk" }

[[code_stock]]
id = "cards"
file = "cards.txt"

[[product]]
id = "card"
title = "Card from the stock"
admission = "TIME_OPEN"
ticket_codes = "STOCK"
code_stock = "cards"
[[product.ticket_type]]
id = "adult"
kind = "ADULT"
label = "Adult"
[[product.ticket_type]]
id = "child"
kind = "CHILD"
label = "Child"

[[product]]
id = "pass"
title = "Pass with a code of your own"
admission = "TIME_OPEN"
ticket_codes = "BROUGHT"
[[product.ticket_type]]
id = "adult"
kind = "ADULT"
label = "Adult"

[[product]]
id = "map"
title = "Map"
admission = "TIME_OPEN"
[[product.ticket_type]]
id = "copy"
kind = "ITEM"
label = "Copy"

[[product]]
id = "both"
title = "Card and pass"
admission = "TIME_OPEN"
[[product.bundle.part]]
id = "ride"
product = "card"
[[product.bundle.part]]
id = "visit"
product = "pass"
"""

TARIFF = """
[tariff]
id = "kiosk"
currency = "EUR"
[[price]]
product = "card"
amounts = { adult = 10.00, child = 6.00 }
[[price]]
product = "pass"
amounts = { adult = 15.00 }
[[price]]
product = "map"
amounts = { copy = 2.00 }
"""


@frozen(kw_only=True)
class Kiosk:
    """A box office over the kiosk, and short ways to ask for things."""

    office: BoxOffice
    system: MemorySystem
    clock: ManualClock

    def opened(self) -> CartId:
        """Open a cart."""
        return self.office.open_cart(GUEST).cart.id

    def update(self, cart: CartId, *operations: AddItem | AmendItem | RemoveItem) -> None:
        """Change items."""
        self.office.update(cart, GUEST, *operations)

    def filled(self, *operations: AddItem) -> CartId:
        """Open a cart and add items."""
        cart = self.opened()
        self.update(cart, *operations)
        return cart

    def item(self, cart: CartId, name: str) -> CartItem:
        """Find an item that must be there."""
        found = self.office.cart(cart).cart.item(ItemId(name))
        assert found is not None
        return found

    def codes(self, cart: CartId, name: str) -> list[str]:
        """Tell the codes of an item."""
        return [code.code for code in self.item(cart, name).codes]

    def refused(self, act: Callable[[], object]) -> tuple[Refusal, ...]:
        """Answer the refusals of what must be refused, and make sure that nothing was done."""
        done = self.system.records()
        try:
            act()
        except RefusedError as refused:
            assert self.system.records() == done
            return (refused.refusal, *refused.others)
        raise AssertionError("it was not refused")

    def drawn(self, resource: str) -> int:
        """Count what is drawn of a resource."""
        name = ResourceId(resource)
        return self.system.levels([name], at=self.clock.now())[name].drawn

    def taken(self, code: str) -> bool:
        """Tell whether a ticket has a code."""
        return self.drawn(code_resource(code)) == 1

    def pass_minutes(self, minutes: int) -> None:
        """Let time pass."""
        self.clock.turn(timedelta(minutes=minutes))


def stock(size: int) -> tuple[str, ...]:
    """Make codes for the stock."""
    return tuple(f"SECRET-{number:05}" for number in range(size))


def kiosk(cards: int = 10) -> Kiosk:
    """Open a kiosk with so many cards."""
    catalogue = parse_catalogue(CATALOGUE, code_files={"cards.txt": "\n".join(stock(cards))})
    clock = ManualClock(START)
    system = MemorySystem(catalogue, parse_tariff(TARIFF, catalogue=catalogue), clock=clock)
    office = BoxOffice(system=system, clock=clock, references=CountingReferences())
    return Kiosk(office=office, system=system, clock=clock)


def code(text: str, *, of: str = "adult", part: str | None = None) -> TicketCode:
    """Write a code of a ticket."""
    return TicketCode(
        ticket_type=TicketTypeId(of), code=text, part=None if part is None else PartId(part)
    )
