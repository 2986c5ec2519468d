"""Box offices over the shipped worlds, and short ways to ask them what is available."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache

import attrs

from counterfoil.adapters.files import read_catalogue, read_tariff
from counterfoil.adapters.memory import MemorySystem
from counterfoil.adapters.testkit.clocks import CountingReferences, ManualClock
from counterfoil.domain.availability import DayAvailability, Inquiry, SlotAvailability
from counterfoil.domain.basket import BasketItem, Buyer
from counterfoil.domain.cart.cart import Privilege
from counterfoil.domain.cart.commands import AddItem
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.party import AccountType, Actor
from counterfoil.domain.references import ProductId, SlotId, TicketTypeId
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.examples import path
from counterfoil.ports.box_office import BoxOffice, CartView

GUEST = Actor(account_type=AccountType.GUEST)
NOBODY = Buyer()


@cache
def world_of(name: str) -> tuple[Catalogue, Tariff]:
    """Read a shipped world once."""
    folder = path(name)
    return read_catalogue(folder / "catalogue.toml"), read_tariff(folder / "tariff.toml")


@attrs.frozen(kw_only=True)
class Shop:
    """A box office with its clock."""

    office: BoxOffice
    clock: ManualClock

    def slots(
        self,
        *products: str,
        first: date,
        last: date | None = None,
        party: Mapping[str, int] | None = None,
        buyer: Buyer = NOBODY,
    ) -> tuple[SlotAvailability, ...]:
        """Ask for slots."""
        asked = inquiry(*products, first=first, last=last, party=party, buyer=buyer)
        return self.office.availability(asked)

    def days(
        self,
        *products: str,
        first: date,
        last: date | None = None,
        party: Mapping[str, int] | None = None,
    ) -> tuple[DayAvailability, ...]:
        """Ask for a calendar."""
        return self.office.calendar(inquiry(*products, first=first, last=last, party=party))

    def hold(self, item: AddItem) -> CartView:
        """Hold an item in a cart of its own."""
        cart = self.office.open_cart(GUEST).cart.id
        return self.office.update(cart, GUEST, item)


def shop(name: str, *, at: datetime) -> Shop:
    """Open the box office of a shipped world at an instant."""
    catalogue, tariff = world_of(name)
    clock = ManualClock(at)
    system = MemorySystem(catalogue, tariff, clock=clock)
    office = BoxOffice(system=system, clock=clock, references=CountingReferences())
    return Shop(office=office, clock=clock)


def inquiry(
    *products: str,
    first: date,
    last: date | None = None,
    party: Mapping[str, int] | None = None,
    buyer: Buyer = NOBODY,
    privileges: frozenset[Privilege] = frozenset(),
) -> Inquiry:
    """Write an inquiry; one date where there is no last."""
    return Inquiry(
        products=tuple(ProductId(product) for product in products),
        first=first,
        last=first if last is None else last,
        party=tuple((TicketTypeId(name), count) for name, count in (party or {}).items()),
        buyer=buyer,
        privileges=privileges,
    )


def adding(item: BasketItem) -> AddItem:
    """Ask a cart for an item that was tried."""
    return AddItem(
        item=item.id,
        product=item.product,
        quantities=item.quantities,
        slot=item.slot,
        travel_date=item.travel_date,
        options=item.options,
        parts=item.parts,
    )


def tickets(product: str, *, slot: str | None = None, **counts: int) -> AddItem:
    """Ask a cart for tickets."""
    return AddItem(
        product=ProductId(product),
        slot=None if slot is None else SlotId(slot),
        quantities=tuple((TicketTypeId(name), count) for name, count in counts.items()),
    )


def amounts(answer: SlotAvailability | DayAvailability) -> dict[str, int]:
    """Tell the from-prices by ticket type, those of parts by both."""
    return {
        f"{price.part}/{price.ticket_type}" if price.part else price.ticket_type: price.amount
        for price in answer.prices
    }
