"""The calendar form: a date for each day, the best of its slots."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from counterfoil.domain.availability.answers import (
    RANKS,
    AvailabilityState,
    DayAvailability,
    FromPrice,
    SlotAvailability,
)
from counterfoil.domain.availability.inquiry import Inquiry, products_of
from counterfoil.domain.availability.moments import days
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.references import PartId, TicketTypeId


def calendar(
    inquiry: Inquiry, answers: Sequence[SlotAvailability], *, catalogue: Catalogue
) -> tuple[DayAvailability, ...]:
    """Put the slots of each date together; a date without slots is CLOSED.

    A product that is valid at any time has one entry without a date.
    """
    grouped: dict[tuple[str, date | None], list[SlotAvailability]] = {}
    for answer in answers:
        grouped.setdefault((answer.product, answer.day), []).append(answer)
    return tuple(
        _day(product, day, grouped.get((product.id, day), []))
        for product in products_of(inquiry, catalogue=catalogue)
        for day in (
            (None,) if (product.id, None) in grouped else days(inquiry.first, last=inquiry.last)
        )
    )


def _day(
    product: Product, day: date | None, answers: Sequence[SlotAvailability]
) -> DayAvailability:
    state = min(
        (answer.state for answer in answers),
        key=RANKS.__getitem__,
        default=AvailabilityState.CLOSED,
    )
    best = [answer for answer in answers if answer.state is state]
    counts = [answer.left for answer in best]
    known = [count for count in counts if count is not None]
    return DayAvailability(
        product=product.id,
        day=day,
        state=state,
        slots=len(answers),
        available=sum(answer.state is AvailabilityState.AVAILABLE for answer in answers),
        left=None if len(known) < len(counts) else max(known, default=0),
        prices=_lowest(best),
        currency=product.currency,
    )


def _lowest(answers: Sequence[SlotAvailability]) -> tuple[FromPrice, ...]:
    lowest: dict[tuple[PartId, TicketTypeId], FromPrice] = {}
    for answer in answers:
        for price in answer.prices:
            known = lowest.get((price.part, price.ticket_type))
            if known is None or price.amount < known.amount:
                lowest[price.part, price.ticket_type] = price
    return tuple(lowest.values())
