"""Making an order: its bookings, tickets and first posting, of a cart that was priced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from counterfoil.domain.cart.capacity import pools_of
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.cart.sale import starts_at
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.catalogue.slots import Slot
from counterfoil.domain.order.booking import Booking, Sold
from counterfoil.domain.order.coding import TicketMaker
from counterfoil.domain.order.order import AppliedPromocode
from counterfoil.domain.order.ticket import Ticket
from counterfoil.domain.pricing import PromocodeOutcome
from counterfoil.domain.references import PartId, TicketTypeId
from counterfoil.domain.stock.demand import Visit, visits
from counterfoil.domain.tariff.tariff import Tariff

DAY = timedelta(days=1)


def bookings_of(
    items: Iterable[CartItem], *, catalogue: Catalogue, maker: TicketMaker, now: datetime
) -> tuple[Booking, ...]:
    """Answer a booking for each item."""
    return tuple(
        Booking(
            item=item,
            sold=sold_as(item, catalogue),
            tickets=tuple(_tickets(item, catalogue, maker)),
            confirmed_at=now,
            modified_at=now,
        )
        for item in items
    )


def sold_as(item: CartItem, catalogue: Catalogue) -> Sold:
    """Answer what is sold with an item, in the words of the catalogue."""
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
        valid_until=_valid_until(item, product, slot),
        visit_at=min(_visits_at(item, catalogue), default=None),
        cancellation=product.cancellation,
        pass_duration=product.pass_duration,
        ticket_codes=product.ticket_codes,
        code_settings=product.code_settings,
    )


def _day(visit: Visit, catalogue: Catalogue) -> date | None:
    """Answer the local date of a visit: that of its slot, or the one that was chosen."""
    if visit.slot is None:
        return visit.travel_date
    slot = catalogue.slot(visit.product.id, slot_id=visit.slot)
    assert slot is not None, "a cart's world has its slots"
    return slot.starts_at.astimezone(visit.product.zone).date()


def _valid_until(item: CartItem, product: Product, slot: Slot | None) -> datetime | None:
    """Answer the end of the slot, or of the day of travel at the venue; None: no end is known."""
    if slot is not None:
        return slot.ends_at
    if item.travel_date is None:
        return None
    midnight = datetime.combine(item.travel_date + DAY, time(), tzinfo=product.zone)
    return midnight.astimezone(UTC)


def _visits_at(item: CartItem, catalogue: Catalogue) -> Iterator[datetime]:
    """Yield when the visits of an item begin that have a slot or a date."""
    for visit in visits(item.asked, catalogue=catalogue):
        begins = starts_at(
            visit.slot, visit.travel_date, product=visit.product, catalogue=catalogue
        )
        if begins is not None:
            yield begins


def _tickets(item: CartItem, catalogue: Catalogue, maker: TicketMaker) -> Iterator[Ticket]:
    code_of = maker.codes(item, catalogue=catalogue)
    for part, ticket_type, count in ticket_lines(item):
        for ordinal in range(count):
            name = maker.ticket(item, part=part, ticket_type=ticket_type, ordinal=ordinal)
            yield Ticket(
                id=name,
                part=part,
                ticket_type=ticket_type,
                ordinal=ordinal,
                code=code_of(name, part, ticket_type, ordinal),
            )


def ticket_lines(item: CartItem) -> Iterator[tuple[PartId, TicketTypeId, int]]:
    """Yield the lines of tickets of an item; a bundle's are those of its parts."""
    for ticket_type, count in item.quantities:
        yield PartId(""), ticket_type, count
    for choice in item.parts:
        for ticket_type, count in choice.quantities:
            yield choice.part, ticket_type, count


def applied_promocodes(
    outcomes: Iterable[PromocodeOutcome], *, tariff: Tariff
) -> tuple[AppliedPromocode, ...]:
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
        for outcome in outcomes
        if outcome.applied and outcome.promotion is not None
    )
