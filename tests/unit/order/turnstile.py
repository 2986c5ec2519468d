"""A turnstile: tickets whose codes are shared or not, brought or not, and a pass of two hours."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from attrs import frozen

from counterfoil.adapters.files import parse_catalogue, parse_tariff
from counterfoil.adapters.memory import MemorySystem
from counterfoil.adapters.testkit.clocks import CountingReferences, ManualClock
from counterfoil.domain.basket import PartChoice
from counterfoil.domain.cart.commands import AddItem
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.ticket import Ticket
from counterfoil.domain.party import AccountType, Actor
from counterfoil.domain.references import (
    CommandKey,
    ItemId,
    OrderId,
    PartId,
    ProductId,
    TicketTypeId,
    UnitId,
)
from counterfoil.domain.refusals import Refusal, RefusedError
from counterfoil.domain.statuses import SettlementType
from counterfoil.domain.ticket_codes.code import TicketCode
from counterfoil.ports.box_office import BoxOffice, OrderView

START = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
INSTANT = timedelta(microseconds=1)
GATE = Actor(account_type=AccountType.SUPPLIER, name="Mo Ras", role="gate")

_PRODUCTS = {
    "walk": "",
    "party": "code_settings = { group_code = true, format = 'BAR_CODE_C128' }",
    "ferry": "code_settings = { combi_code = true, voucher = 'PER_PERSON' }",
    "tower": "code_settings = { combi_code = true, group_code = true, city_card = true }",
    "card": "ticket_codes = 'BROUGHT'",
    "spa": "pass_duration = '2h'",
    "late": "code_settings = { release = 'PAYMENT_CONFIRMATION' }",
    "allotted": "code_settings = { release = 'SUPPLIER_ALLOCATION' }",
}
CATALOGUE = (
    """
[catalogue]
id = "gate"
currency = "EUR"
zone = "Europe/Amsterdam"
supplier = { id = "gate", name = "The Gate" }
market_admin = { id = "city", name = "The City" }
"""
    + "".join(
        f"""
[[product]]
id = "{name}"
title = "{name}"
admission = "TIME_OPEN"
{settings}
[[product.ticket_type]]
id = "adult"
kind = "ADULT"
label = "Adult"
"""
        for name, settings in _PRODUCTS.items()
    )
    + """
[[product]]
id = "day"
title = "Day out"
admission = "TIME_OPEN"
[[product.bundle.part]]
id = "together"
product = "party"
[[product.bundle.part]]
id = "own"
product = "card"
[[product.bundle.part]]
id = "alone"
product = "walk"
"""
)
TARIFF = """
[tariff]
id = "gate"
currency = "EUR"
""" + "".join(
    f"""
[[price]]
product = "{name}"
amounts = {{ adult = {"0.00" if name == "walk" else "10.00"} }}
"""
    for name in _PRODUCTS
)


@frozen(kw_only=True)
class Gate:
    """A box office, and short ways to sell and to let in."""

    office: BoxOffice
    system: MemorySystem
    clock: ManualClock

    def sold(
        self, *items: AddItem, name: str = "sold", settlement: SettlementType | None = None
    ) -> Order:
        """Book directly."""
        view = self.office.book(
            GATE, *items, settlement=settlement or SettlementType.EXTERNAL, key=CommandKey(name)
        )
        return view.order

    def used(
        self, order: Order, *tickets: UnitId, at: datetime | None = None, name: str | None = None
    ) -> OrderView:
        """Use tickets."""
        key = None if name is None else CommandKey(name)
        return self.office.record_redemption(order.id, GATE, *tickets, at=at, key=key)

    def voided(self, order: Order, *tickets: UnitId) -> OrderView:
        """Take the last use of tickets back."""
        return self.office.void_redemption(order.id, GATE, *tickets)

    def refused(self, ask: Callable[[], object], *, order: OrderId) -> tuple[Refusal, ...]:
        """Ask for what is refused, and see that nothing has changed (law D2)."""
        before = self.system.order(order), self.system.order_records()
        try:
            answer = ask()
        except RefusedError as error:
            assert (self.system.order(order), self.system.order_records()) == before
            return (error.refusal, *error.others)
        raise AssertionError(f"nothing was refused, but answered: {answer}")


def gate(*, prefix: str = "") -> Gate:
    """Open the turnstile."""
    clock = ManualClock(START)
    catalogue = parse_catalogue(CATALOGUE)
    system = MemorySystem(catalogue, parse_tariff(TARIFF, catalogue=catalogue), clock=clock)
    references = CountingReferences(prefix=prefix) if prefix else CountingReferences()
    office = BoxOffice(system=system, clock=clock, references=references)
    return Gate(office=office, system=system, clock=clock)


def tickets(product: str, count: int = 1, *codes: str, item: str = "") -> AddItem:
    """Ask for tickets, with codes of one's own."""
    adult = TicketTypeId("adult")
    return AddItem(
        product=ProductId(product),
        quantities=((adult, count),),
        item=ItemId(item or product),
        codes=tuple(TicketCode(ticket_type=adult, code=code) for code in codes),
    )


def day_out(count: int, *codes: str) -> AddItem:
    """Ask for the bundle, with codes for the part that takes them."""
    adult = TicketTypeId("adult")
    return AddItem(
        product=ProductId("day"),
        item=ItemId("day"),
        parts=tuple(
            PartChoice(part=PartId(name), quantities=((adult, count),))
            for name in ("together", "own", "alone")
        ),
        codes=tuple(
            TicketCode(ticket_type=adult, code=code, part=PartId("own")) for code in codes
        ),
    )


def tickets_of(order: Order, item: str) -> tuple[Ticket, ...]:
    """Answer the tickets of a booking that must be there."""
    booking = order.booking(ItemId(item))
    assert booking is not None
    return booking.tickets


def names_of(order: Order, item: str) -> tuple[UnitId, ...]:
    """Name the tickets of a booking."""
    return tuple(ticket.id for ticket in tickets_of(order, item))


def codes_of(order: Order, item: str) -> list[str]:
    """Tell the codes of a booking."""
    return [ticket.code for ticket in tickets_of(order, item)]
