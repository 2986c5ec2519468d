"""VARIATION: the tariff's, then those that the caller brings."""

from __future__ import annotations

from collections.abc import Sequence

from tests.oracle.arithmetic import percentage
from tests.oracle.conditions import fills_band, reaches, sells_to
from tests.oracle.ledger import Calculation, Cause
from tests.oracle.tickets import NO_PART, Ticket, grouped

from counterfoil.domain.basket import (
    CartTarget,
    ItemTarget,
    PartTarget,
    RequestedVariation,
    TicketTypeTarget,
)
from counterfoil.domain.pricing import Kind
from counterfoil.domain.tariff.conditions import CountedOver
from counterfoil.domain.tariff.variations import (
    Difference,
    FixedAmount,
    Percentage,
    PercentageBase,
    Variation,
    VariationLevel,
)

LEVELS = (
    VariationLevel.PART,
    VariationLevel.TICKET_TYPE,
    VariationLevel.BOOKING,
    VariationLevel.CART,
)


def write_variations(calculation: Calculation) -> None:
    for variation in calculation.tariff.variations:
        cause = Cause(kind=Kind.VARIATION, type=variation.type.value, rule=variation.id)
        reached = [
            ticket
            for ticket in calculation.fresh
            if applies(variation, ticket=ticket, calculation=calculation)
        ]
        _vary(
            reached,
            difference=variation.difference,
            level=variation.level,
            cause=cause,
            calculation=calculation,
        )
    for requested in sorted(calculation.basket.requested, key=requested_rank):
        cause = Cause(kind=Kind.VARIATION, type=requested.type.value, rule=requested.id)
        reached = [ticket for ticket in calculation.fresh if aims_at(requested, ticket=ticket)]
        _vary(
            reached,
            difference=requested.difference,
            level=level_of(requested),
            cause=cause,
            calculation=calculation,
        )


def applies(variation: Variation, *, ticket: Ticket, calculation: Calculation) -> bool:
    tariff = calculation.tariff
    if not reaches(variation.scope, ticket=ticket, tariff=tariff):
        return False
    # Reading: at part level only tickets inside a bundle are meant.
    if variation.level is VariationLevel.PART and ticket.bundle is None:
        return False
    if not sells_to(variation.buyer, buyer=calculation.basket.buyer):
        return False
    if variation.booked is not None and ticket.booked_at not in variation.booked:
        return False
    if variation.lead is not None:
        start = ticket.starts_at
        if start is None or start - ticket.booked_at not in variation.lead:
            return False
    if variation.quantity is not None:
        band = variation.quantity
        count = sum(
            reaches(variation.scope, ticket=other, tariff=tariff)
            for other in calculation.tickets
            if band.over is CountedOver.CART or other.item == ticket.item
        )
        if count < band.least or (band.most is not None and count > band.most):
            return False
    return variation.fill is None or fills_band(
        variation.fill, ticket=ticket, calculation=calculation
    )


def level_of(requested: RequestedVariation) -> VariationLevel:
    match requested.target:
        case PartTarget():
            return VariationLevel.PART
        case TicketTypeTarget():
            return VariationLevel.TICKET_TYPE
        case ItemTarget():
            return VariationLevel.BOOKING
        case CartTarget():
            return VariationLevel.CART


def requested_rank(requested: RequestedVariation) -> tuple[int, str, str]:
    target = requested.target
    item = "" if isinstance(target, CartTarget) else target.item
    return LEVELS.index(level_of(requested)), item, requested.id


def aims_at(requested: RequestedVariation, *, ticket: Ticket) -> bool:
    match requested.target:
        case CartTarget():
            return True
        case ItemTarget(item=item):
            return ticket.item == item
        case PartTarget(item=item, part=part):
            return (ticket.item, ticket.target.part) == (item, part)
        case TicketTypeTarget(item=item, ticket_type=ticket_type, part=part):
            return ticket.line == (item, part or NO_PART, ticket_type)


def _vary(
    reached: Sequence[Ticket],
    *,
    difference: Difference,
    level: VariationLevel,
    cause: Cause,
    calculation: Calculation,
) -> None:
    match level:
        case VariationLevel.PART | VariationLevel.TICKET_TYPE:
            for line in grouped(reached, by=lambda ticket: ticket.line):
                if line[0].in_group_line and isinstance(difference, Percentage):
                    amount, base = _amount(difference, tickets=line, calculation=calculation)
                    calculation.spread(line, amount=amount, cause=cause, base=base)
                    continue
                for ticket in line:
                    amount, base = _amount(difference, tickets=[ticket], calculation=calculation)
                    calculation.change(ticket, amount=amount, cause=cause, base=base)
        case VariationLevel.BOOKING:
            for booking in grouped(reached, by=lambda ticket: ticket.item):
                amount, base = _amount(difference, tickets=booking, calculation=calculation)
                calculation.spread(booking, amount=amount, cause=cause, base=base)
        case VariationLevel.CART:
            amount, base = _amount(difference, tickets=reached, calculation=calculation)
            if isinstance(difference, FixedAmount) and calculation.kept:
                # An amount for the cart is given once, whoever has it.
                left = amount - calculation.stored(cause.kind, cause.rule)
                amount = max(0, left) if amount > 0 else min(0, left)
            calculation.spread(reached, amount=amount, cause=cause, base=base)


def _amount(
    difference: Difference, *, tickets: Sequence[Ticket], calculation: Calculation
) -> tuple[int, int | None]:
    """Answer the amount and what a percentage was taken of."""
    match difference:
        case FixedAmount(amount=amount):
            return amount, None
        case Percentage(rate=rate, base=base):
            listed = base is PercentageBase.LIST
            whole = sum(ticket.listed if listed else ticket.running for ticket in tickets)
            return percentage(rate, of=whole, rounding=calculation.tariff.rounding), whole
