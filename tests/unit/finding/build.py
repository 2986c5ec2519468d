"""Orders to be found: a real one, and others made of it by changing what can be asked for."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from attrs import evolve
from tests.unit.cart.pier import CASHIER, boat, pier

from counterfoil.adapters.testkit.conformance.shop import Shop
from counterfoil.domain.cart.details import CartDetails
from counterfoil.domain.catalogue.parties import Party
from counterfoil.domain.decisions import OrderDecision, OrderExpectation
from counterfoil.domain.finding import OrderFilter
from counterfoil.domain.order.booking import Booking
from counterfoil.domain.order.changes import OrderConfirmed
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.ticket import Redemption
from counterfoil.domain.party import Actor, Contact, ContactType
from counterfoil.domain.party.contacts import ContactId
from counterfoil.domain.party.distribution import Seller
from counterfoil.domain.references import (
    CommandKey,
    ItemId,
    OrderId,
    PartyId,
    PoolId,
    ProductId,
    SlotId,
)
from counterfoil.domain.statuses import SettlementType
from counterfoil.domain.stock import Draws

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FIRST_DAY = date(2026, 7, 1)


class BookingFacts(NamedTuple):
    """What a booking is to be, by small numbers."""

    name: int = 0
    product: int = 0
    slot: int = 0
    supplier: int = 0
    market_admin: int = 0
    day: int = 0
    code: int = 0
    used: int = -1
    voided: bool = False


class OrderFacts(NamedTuple):
    """What an order is to be, by small numbers; hours are after ``NOW``."""

    name: int = 0
    created: int = 0
    modified: int = 0
    reseller: int = 0
    distributor: int = 0
    partner: int = 0
    external: int = 0
    contacts: tuple[tuple[int, int, int], ...] = ((0, 0, 0),)
    cashier: int = 0
    bookings: tuple[BookingFacts, ...] = (BookingFacts(),)


@cache
def model() -> Order:
    """Confirm a cart once: what every other order is made of."""
    shop = pier()
    cart = shop.with_items(boat(1, item="a"))
    return shop.office.confirm(cart, CASHIER, settlement=SettlementType.EXTERNAL).order


def order_of(facts: OrderFacts, *, version: int = 1) -> Order:
    """Make an order; the number 0 of a party or a reference stands for none."""
    first = model()
    created, modified = NOW + facts.created * HOUR, NOW + facts.modified * HOUR
    seller = Seller(reseller=_party("reseller", facts.reseller))
    distributor = PartyId(f"seller-{facts.distributor}") if facts.distributor else None
    partner = PartyId(f"partner-{facts.partner}") if facts.partner else None
    return evolve(
        first,
        id=OrderId(f"order-{facts.name}"),
        version=version,
        created_at=created,
        modified_at=max(created, modified),
        created_by=Actor(
            account_type=CASHIER.account_type, email=f"cashier-{facts.cashier}@pier.example"
        ),
        seller=seller,
        buyer=evolve(first.buyer, distributor=distributor, partner=partner),
        details=CartDetails(
            external_reference=f"external-{facts.external}" if facts.external else "",
            contacts=tuple(_contact(*numbers) for numbers in facts.contacts),
        ),
        bookings=tuple(
            _booking(booking, at=created, number=number)
            for number, booking in enumerate(facts.bookings)
        ),
    )


def asking(**asked: Any) -> OrderFilter:
    """Make a filter of plain texts, and of what nobody should send."""
    return OrderFilter(**asked)


def write(shop: Shop, order: Order, *, name: str) -> None:
    """Write an order to a system as a commit does; *name* is the key of the command."""
    shop.system.commit_order(
        OrderDecision(
            key=CommandKey(name),
            actor=CASHIER,
            digests="",
            at=shop.clock.now(),
            change=OrderConfirmed(order=order),
            guards=(),
            draws=Draws(),
            after=order,
            expected=OrderExpectation(lines={}, total=None, version=order.version),
        )
    )


def _party(kind: str, number: int) -> Party | None:
    return Party(id=PartyId(f"{kind}-{number}"), name=f"{kind} {number}") if number else None


def _contact(uid: int, name: int, email: int) -> Contact:
    return Contact(
        uid=ContactId(f"contact-{uid}"),
        type=ContactType.BOOKER,
        name_first=("Ada", "Bo", "Zoë")[name % 3],
        name_last=("Mol", "Tak", "")[name // 3 % 3],
        email=f"Guest-{email}@Mail.example" if email else "",
    )


def _booking(facts: BookingFacts, *, at: datetime, number: int) -> Booking:
    (first,) = model().bookings
    supplier = _party("supplier", facts.supplier + 1)
    assert supplier is not None, "each product has one"
    use = Redemption(at=NOW + facts.used * HOUR, actor=CASHIER)
    used = evolve(use, voided_at=NOW, voided_by=CASHIER) if facts.voided else use
    (ticket,) = first.tickets
    return evolve(
        first,
        item=evolve(
            first.item,
            id=ItemId(f"item-{number}-{facts.name}"),
            product=ProductId(f"product-{facts.product}"),
            slot=SlotId(f"slot-{facts.slot}") if facts.slot else None,
            external_reference=f"outside-{facts.name}" if facts.name else "",
        ),
        sold=evolve(
            first.sold,
            title=f"Boat trip {facts.product}",
            supplier=supplier,
            market_admin=_party("admin", facts.market_admin),
            pools=(PoolId(f"pool-{facts.slot}"),) if facts.slot else (),
            travel_dates=(FIRST_DAY + timedelta(days=facts.day),) if facts.day else (),
        ),
        tickets=(
            evolve(
                ticket,
                code=f"CODE{facts.code}",
                redemptions=(used,) if facts.used >= 0 else (),
            ),
        ),
        confirmed_at=at,
        modified_at=at,
    )
