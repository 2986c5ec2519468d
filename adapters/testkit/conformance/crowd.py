"""Orders that differ in all that can be asked for, and filters that ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any

from attrs import evolve

from counterfoil.adapters.testkit.conformance.asking import add, boat
from counterfoil.adapters.testkit.conformance.deciding import writing
from counterfoil.adapters.testkit.conformance.pier import CASHIER, MINUTE
from counterfoil.adapters.testkit.conformance.shop import Shop
from counterfoil.domain.basket import Buyer
from counterfoil.domain.cart.details import CartDetails
from counterfoil.domain.catalogue.parties import Party
from counterfoil.domain.finding import OrderFilter, SortBy, SortOrder
from counterfoil.domain.order.order import Order
from counterfoil.domain.party import AccountType, Actor, Contact, ContactId, ContactType
from counterfoil.domain.party.distribution import Seller
from counterfoil.domain.references import ItemId, OrderId, PartyId, PoolId, ProductId, SlotId
from counterfoil.domain.statuses import SettlementType

__all__ = ["CROWD", "crowd", "filters"]

CROWD = 14  # orders: the least common multiple of what they differ in is more
PAUSE = 7 * MINUTE
DAYS = (date(2026, 6, 20), date(2026, 6, 21), date(2026, 7, 1))
NAMES = ("Ada Mol", "Bo Tak", "Zoë Straße")


def crowd(shop: Shop) -> dict[OrderId, Order]:
    """Sell to many, use some tickets, change some orders; answer all as they are at last."""
    made: dict[OrderId, Order] = {}
    for number in range(CROWD):
        if number % 3:  # so that some are equally old
            shop.clock.turn(PAUSE)
        order = _sold(shop, number)
        made[order.id] = order
    for number, name in enumerate(tuple(made)):
        shop.clock.turn(MINUTE)
        if number % 3 == 1:
            tickets = [one.id for one in made[name].bookings[0].tickets]
            made[name] = shop.office.record_redemption(name, CASHIER, tickets[0]).order
        if number % 6 == 1:
            tickets = [one.id for one in made[name].bookings[0].tickets]
            made[name] = shop.office.void_redemption(name, CASHIER, tickets[0]).order
        if number % 4 == 2:
            made[name] = _rewritten(shop, made[name], number)
    return made


def _sold(shop: Shop, number: int) -> Order:
    seller = Actor(
        account_type=AccountType.SUPPLIER, name="Bo Tak", email=f"Till-{number % 2}@pier.example"
    )
    items = [
        add("pass", item="p", adult=1 + number % 2),
        boat(1, item="b", slot="dusk" if number % 4 == 1 else "noon"),
        evolve(add("museum", item="m", adult=1), travel_date=DAYS[number % 3]),
    ]
    return shop.office.book(
        seller,
        *items[number % 3 :],
        settlement=SettlementType.VENUE,
        buyer=Buyer(
            distributor=PartyId("agent") if number % 2 else None,
            partner=PartyId("partner") if number % 5 == 0 else None,
        ),
        details=CartDetails(
            external_reference=f"theirs-{number // 2}" if number % 4 else "",
            contacts=(_contact(number),) if number % 5 else (),
        ),
    ).order


def _contact(number: int) -> Contact:
    first, last = NAMES[number % 3].split()
    return Contact(
        uid=ContactId(f"contact-{number % 4}"),
        type=ContactType.BOOKER,
        name_first=first,
        name_last=last,
        email=f"Guest-{number % 4}@Mail.example",
    )


def _rewritten(shop: Shop, order: Order, number: int) -> Order:
    """Say of an order what no catalogue of the pier says: who resells, who has the market."""
    party = Party(id=PartyId("reseller"), name="Reseller")
    first, *others = order.bookings
    sold = evolve(first.sold, market_admin=Party(id=PartyId("admin"), name="Admin"))
    item = evolve(first.item, external_reference=f"outside-{number}")
    changed = evolve(
        order,
        version=order.version + number % 2,
        revision=order.revision + 1,
        modified_at=shop.clock.now(),
        seller=Seller(reseller=party),
        bookings=(evolve(first, sold=sold, item=item), *others),
    )
    shop.system.commit_order(writing(shop, changed, key=f"rewritten-{number}"))
    return changed


def filters(orders: dict[OrderId, Order], shop: Shop) -> Iterator[OrderFilter]:
    """Ask for everything that can be asked for: alone, in pairs, and page by page."""
    asked = _asked(orders, shop)
    for name, values in asked.items():
        for value in values:
            yield OrderFilter(**{name: value})
    names = sorted(asked)
    for one, other in zip(names, names[5:] + names[:5], strict=True):
        yield OrderFilter(**{one: asked[one][0], other: asked[other][0]}, filter_bookings=True)
    for sort_by, sort_order, page in product(SortBy, SortOrder, (1, 2, 9)):
        yield OrderFilter(sort_by=sort_by, sort_order=sort_order, page=page, items_per_page=4)
    yield OrderFilter(start_index=6, items_per_page=3, products=frozenset({ProductId("museum")}))


def _asked(orders: dict[OrderId, Order], shop: Shop) -> dict[str, list[Any]]:
    some = list(orders.values())
    instants = [some[3].created_at, some[8].created_at + timedelta(microseconds=1)]
    uses = [one.modified_at for one in some if one.bookings[0].tickets[0].redemptions]
    code = some[4].bookings[0].tickets[0].code
    return {
        "reference": [some[2].id, OrderId("nobody's")],
        "reseller": [PartyId("reseller")],
        "distributor": [PartyId("agent"), PartyId("nobody")],
        "market_admin": [PartyId("admin")],
        "supplier": [PartyId("pier"), PartyId("nobody")],
        "external_reference": ["theirs-1", "theirs-9"],
        "contact_uid": [ContactId("contact-1")],
        "contact_name": ["ada", "ADA  mol", "Zoe\u0308", "zoë STRASSE", "Eve"],
        "contact_email": ["guest-2@MAIL.example", "nobody@mail.example"],
        "created_from": [*instants, shop.clock.now()],
        "created_to": instants,
        "modified_after": [some[6].modified_at, shop.clock.now()],
        "booking_reference": [ItemId("p"), ItemId("m")],
        "booking_external_reference": ["outside-2"],
        "travel_from": [DAYS[1]],
        "travel_to": [DAYS[0]],
        "redeemed_from": [uses[0], uses[1] + timedelta(microseconds=1)],
        "redeemed_to": [uses[1]],
        "products": [frozenset({ProductId("boat"), ProductId("pass")})],
        "ticket_code": [code, code.lower(), "nobody's"],
        "slot": [SlotId("noon"), SlotId("dawn")],
        "pool": [PoolId("boat-dusk")],
        "created_email": ["till-1@PIER.example"],
        "query": ["boat", "ada boat", "*-2@mail.example", "m*m", "theirs-3", "*", "nobody", code],
        "partner_sales": [True],
    }
