"""Making an order: its bookings, tickets and first posting, of a cart that was priced."""

from __future__ import annotations

import hmac
from base64 import b32encode
from collections.abc import Iterator
from datetime import date, datetime

from attrs import field, frozen

from counterfoil.domain.cart.capacity import pools_of
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.commands import derived
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.order.booking import Booking, Sold
from counterfoil.domain.order.order import AppliedPromocode
from counterfoil.domain.order.ticket import Ticket
from counterfoil.domain.pricing import Quote
from counterfoil.domain.privacy import SECRET
from counterfoil.domain.references import CommandKey, PartId, TicketTypeId, UnitId
from counterfoil.domain.stock.demand import Visit, visits
from counterfoil.domain.tariff.tariff import Tariff

CODE_LENGTH = 16  # characters of 32 kinds: 80 bits, too many to try at a gate


@frozen(kw_only=True)
class TicketMaker:
    """Names tickets and gives them codes, both from the command's key.

    ``secret`` is the host's: without it nobody can tell a code from its ticket's id.
    """

    secret: bytes = field(repr=False, metadata=SECRET)

    def code(self, ticket: UnitId) -> str:
        """Answer the code of a ticket, the same whenever it is asked for."""
        text = hmac.digest(self.secret, ticket.encode(), "sha256")
        return b32encode(text).decode()[:CODE_LENGTH]


def bookings_of(
    cart: Cart, *, catalogue: Catalogue, maker: TicketMaker, now: datetime
) -> tuple[Booking, ...]:
    """Answer a booking for each item of a cart."""
    return tuple(
        Booking(
            item=item,
            sold=_sold(item, catalogue),
            tickets=tuple(_tickets(item, catalogue, maker)),
            confirmed_at=now,
            modified_at=now,
        )
        for item in cart.items
    )


def _sold(item: CartItem, catalogue: Catalogue) -> Sold:
    product = catalogue.product(item.product)
    assert product is not None, "a cart's world has its products"
    slot = None if item.slot is None else catalogue.slot(product.id, slot_id=item.slot)
    admitted = tuple(visits(item.asked, catalogue=catalogue))
    pools = {pool: None for visit in admitted for pool in pools_of(visit, catalogue)}
    days = {_day(visit, catalogue) for visit in admitted}
    return Sold(
        title=product.title,
        product_class=product.product_class,
        supplier=product.supplier,
        supplier_admin=product.supplier_admin,
        market_admin=product.market_admin,
        source=product.source,
        starts_at=None if slot is None else slot.starts_at,
        ends_at=None if slot is None else slot.ends_at,
        pools=tuple(pools),
        travel_dates=tuple(sorted(day for day in days if day is not None)),
        cancellation_allowed=product.cancellation.allowed,
        pass_duration=product.pass_duration,
    )


def _day(visit: Visit, catalogue: Catalogue) -> date | None:
    """Answer the local date of a visit: that of its slot, or the one that was chosen."""
    if visit.slot is None:
        return visit.travel_date
    slot = catalogue.slot(visit.product.id, slot_id=visit.slot)
    assert slot is not None, "a cart's world has its slots"
    return slot.starts_at.astimezone(visit.product.zone).date()


def _tickets(item: CartItem, catalogue: Catalogue, maker: TicketMaker) -> Iterator[Ticket]:
    for part, ticket_type, count in ticket_lines(item):
        for ordinal in range(count):
            # Whose the draws are is unique everywhere; the id of an item only in its cart.
            name = UnitId(
                derived(CommandKey(item.holder), f"ticket/{part}/{ticket_type}", ordinal)
            )
            yield Ticket(
                id=name,
                part=part,
                ticket_type=ticket_type,
                ordinal=ordinal,
                code=maker.code(name),
            )


def ticket_lines(item: CartItem) -> Iterator[tuple[PartId, TicketTypeId, int]]:
    """Yield the lines of tickets of an item; a bundle's are those of its parts."""
    for ticket_type, count in item.quantities:
        yield PartId(""), ticket_type, count
    for choice in item.parts:
        for ticket_type, count in choice.quantities:
            yield choice.part, ticket_type, count


def promocodes_of(quote: Quote, *, tariff: Tariff) -> tuple[AppliedPromocode, ...]:
    """Answer the codes that were given, with the words of their promotions."""
    rules = {promotion.id: promotion for promotion in tariff.promotions}
    return tuple(
        AppliedPromocode(
            code=outcome.code,
            promotion=outcome.promotion,
            title=rules[outcome.promotion].title,
            description=rules[outcome.promotion].description,
            amount=outcome.amount,
        )
        for outcome in quote.promocodes
        if outcome.applied and outcome.promotion is not None
    )
