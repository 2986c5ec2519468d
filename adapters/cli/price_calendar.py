"""A price calendar: what one ticket costs on each date, or in each slot, before any promotion.

A price is LIST plus VARIATION of a single ticket, as the pricer computes it for a basket with
nothing else in it. Where a product is not sold singly, the smallest number is priced and the first
ticket is told; where an option has to be chosen, its cheapest value is.

Known limit: rules that look at how full a pool is match nothing, because nobody says how full.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from attrs import frozen

from counterfoil.adapters.cli.failures import RejectedError
from counterfoil.domain.basket import Basket, BasketItem, ChosenOption, Circumstances
from counterfoil.domain.catalogue.nesting import Combi, Single
from counterfoil.domain.catalogue.options import (
    Option,
    OptionPrice,
    OptionSelection,
    OptionValue,
)
from counterfoil.domain.catalogue.product import Admission, Product
from counterfoil.domain.catalogue.slots import Slot
from counterfoil.domain.catalogue.ticket_types import PriceType, TicketType
from counterfoil.domain.money import Currency
from counterfoil.domain.pricing import Kind, Pricer, Quote
from counterfoil.domain.references import ItemId, TicketTypeId
from counterfoil.domain.refusals import NotPriced, RefusedError

_BEFORE_PROMOTIONS = frozenset({Kind.LIST, Kind.VARIATION})


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


@frozen(kw_only=True)
class Moment:
    """What a ticket is for: a slot, a date, or any time."""

    day: date | None
    slot: Slot | None = None


def is_calendar_product(product: Product) -> bool:
    """Say whether *product* has prices of its own: a bundle has those of its parts."""
    return isinstance(product.nesting, Single | Combi)


def moments(question: Question) -> tuple[Moment, ...]:
    """List what tickets can be for on the dates of the question.

    A product with slots has a moment for each open slot, one without for each date; one that
    admits at any time has a single moment.
    """
    product, first, last = question.product, question.first, question.last
    if product.slots or product.schedule is not None:
        slots = question.pricer.catalogue.slots(product.id, first=first, last=last)
        return tuple(
            Moment(day=slot.starts_at.astimezone(product.zone).date(), slot=slot)
            for slot in slots
            if slot.active
        )
    if product.admission is Admission.TIME_OPEN and not product.travel_date_required:
        return (Moment(day=None),)
    return tuple(Moment(day=day) for day in days(first, last=last))


def days(first: date, *, last: date) -> Iterator[date]:
    """List the dates from *first* to *last*, both included."""
    return (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))


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
    item = BasketItem(
        id=ItemId("1"),
        product=product.id,
        quantities=((ticket_type.id, _least(product, ticket_type=ticket_type)),),
        slot=None if moment.slot is None else moment.slot.id,
        travel_date=moment.day if moment.slot is None else None,
        options=tuple(_chosen(product, ticket_type=ticket_type)),
    )
    try:
        quote = question.pricer.price(Basket(items=(item,)), Circumstances(at=question.at))
    except RefusedError as error:
        refusals = (error.refusal, *error.others)
        if all(isinstance(refusal, NotPriced) for refusal in refusals):
            return None
        raise RejectedError(
            tuple(f"{product.id}: {refusal.message} [{refusal.code}]" for refusal in refusals)
        ) from error
    return _of_first(quote, whole=ticket_type.price_type is PriceType.GROUP)


def _of_first(quote: Quote, *, whole: bool) -> int:
    """Sum what the first ticket costs; of a group line, what the line does."""
    return sum(
        row.amount * (row.units if whole else 1)
        for row in quote.rows()
        if row.cause.kind in _BEFORE_PROMOTIONS and (whole or row.ordinal == 0)
    )


def _least(product: Product, *, ticket_type: TicketType) -> int:
    limits = (product.limits, ticket_type.limits)
    return max(1, *(max(one.booking_min, one.order_min) for one in limits))


def _chosen(product: Product, *, ticket_type: TicketType) -> Iterator[ChosenOption]:
    """Choose the cheapest value of each option that the guest has to choose."""
    for option in product.options:
        if option.required and option.selection is OptionSelection.MANUAL:
            value = min(option.values, key=lambda one: _option_price(option, one, ticket_type.id))
            yield ChosenOption(option=option.id, value=value.id)


def _option_price(option: Option, value: OptionValue, ticket_type: TicketTypeId) -> int:
    match option.price_type:
        case OptionPrice.INCLUDED:
            return 0
        case OptionPrice.PRODUCT:
            return value.price
        case OptionPrice.PRODUCT_TYPE:
            return value.prices.get(ticket_type, value.price)
