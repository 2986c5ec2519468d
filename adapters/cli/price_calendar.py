"""A price calendar: what one ticket costs on each date, or in each slot, before any promotion.

The prices are the from-prices of `counterfoil.domain.availability`; an option that has to be
chosen is priced with its cheapest value.

Known limit: rules that look at how full a pool is match nothing, because nobody says how full.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from attrs import frozen

from counterfoil.adapters.cli.failures import RejectedError
from counterfoil.domain.availability.asking import asked_item, fewest
from counterfoil.domain.availability.from_price import from_price
from counterfoil.domain.availability.moments import Moment, Timetable, days
from counterfoil.domain.basket import Buyer, Circumstances
from counterfoil.domain.catalogue.nesting import Combi, Single
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.catalogue.slots import Slot
from counterfoil.domain.catalogue.ticket_types import TicketType
from counterfoil.domain.money import Currency
from counterfoil.domain.pricing import Pricer
from counterfoil.domain.references import TicketTypeId
from counterfoil.domain.refusals import RefusedError
from counterfoil.domain.stock import WHOLE_ITEM


@frozen(kw_only=True)
class PriceRange:
    """The lowest and the highest price of a ticket on a date, in minor units."""

    least: int
    most: int


@frozen(kw_only=True)
class CalendarRow:
    """A date, or a slot; a ticket type without a price is not in ``prices``.

    ``day`` is None for a product that is valid on any date, ``slot`` None for a whole date.
    """

    day: date | None
    slot: Slot | None
    prices: Mapping[TicketTypeId, PriceRange]


@frozen(kw_only=True)
class Question:
    """Which prices are asked for; dates are local to the venue, both included."""

    pricer: Pricer
    product: Product
    ticket_types: tuple[TicketType, ...]
    first: date
    last: date
    at: datetime
    is_now: bool

    @property
    def currency(self) -> Currency:
        """The currency of all prices."""
        return self.pricer.tariff.currency


def is_calendar_product(product: Product) -> bool:
    """Say whether *product* has prices of its own: a bundle has those of its parts."""
    return isinstance(product.nesting, Single | Combi)


def moments(question: Question) -> tuple[Moment, ...]:
    """List what tickets can be for on the dates of the question, closed slots left out."""
    timetable = Timetable(question.pricer.catalogue, first=question.first, last=question.last)
    return tuple(
        moment
        for moment in timetable.moments(question.product)
        if moment.slot is None or moment.slot.active
    )


def price_row(question: Question, *, moment: Moment) -> CalendarRow:
    """Price one ticket of each type for a moment.

    Raises: RejectedError where the pricer refuses it for another reason than a missing price.
    """
    prices = {}
    for ticket_type in question.ticket_types:
        amount = _price(question, moment=moment, ticket_type=ticket_type)
        if amount is not None:
            prices[ticket_type.id] = PriceRange(least=amount, most=amount)
    return CalendarRow(day=moment.day, slot=moment.slot, prices=prices)


def by_date(question: Question, *, rows: Sequence[CalendarRow]) -> tuple[CalendarRow, ...]:
    """Put the slots of each date together, and add the dates that have none."""
    if any(row.day is None for row in rows):
        return tuple(rows)
    of_day: dict[date, list[CalendarRow]] = {
        day: [] for day in days(question.first, last=question.last)
    }
    for row in rows:
        assert row.day is not None, "rows without a date were answered above"
        of_day[row.day].append(row)
    return tuple(
        CalendarRow(day=day, slot=None, prices=_joined([row.prices for row in found]))
        for day, found in of_day.items()
    )


def _joined(
    prices: Sequence[Mapping[TicketTypeId, PriceRange]],
) -> Mapping[TicketTypeId, PriceRange]:
    types = dict.fromkeys(ticket_type for of_slot in prices for ticket_type in of_slot)
    ranges = {one: [of_slot[one] for of_slot in prices if one in of_slot] for one in types}
    return {
        one: PriceRange(
            least=min(found.least for found in of_type), most=max(found.most for found in of_type)
        )
        for one, of_type in ranges.items()
    }


# --- one ticket ---------------------------------------------------------------------------------


def _price(question: Question, *, moment: Moment, ticket_type: TicketType) -> int | None:
    product = question.product
    tickets = {WHOLE_ITEM: fewest(product, ticket_type=ticket_type)}
    try:
        return from_price(
            question.pricer,
            item=asked_item(product, moment=moment, tickets=tickets),
            part=WHOLE_ITEM,
            ticket_type=ticket_type,
            buyer=Buyer(),
            circumstances=Circumstances(at=question.at),
        )
    except RefusedError as error:
        raise RejectedError(
            tuple(
                f"{product.id}: {refusal.message} [{refusal.code}]"
                for refusal in (error.refusal, *error.others)
            )
        ) from error
