"""What one promotion gives: minor units off each of the tickets that it reaches."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import assert_never

from tests.oracle.arithmetic import percentage, share_out
from tests.oracle.ledger import Calculation, running
from tests.oracle.tickets import Ticket, grouped

from counterfoil.domain.money import Rate, Rounding
from counterfoil.domain.pricing import EligibleUnit
from counterfoil.domain.tariff.promotions import (
    AmountOff,
    CheapestOff,
    CustomBenefit,
    FixedUnitPrice,
    Over,
    Per,
    PercentageOff,
    Promotion,
)

Reductions = list[int]  # in the order of the tickets; below zero: the ticket gets dearer


def reductions(
    promotion: Promotion, *, tickets: Sequence[Ticket], calculation: Calculation
) -> Reductions:
    """Compute what the benefit gives, before cap and budget."""
    benefit, rounding = promotion.benefit, calculation.tariff.rounding
    match benefit:
        case PercentageOff(rate=rate, over=over):
            return _percentage_off(tickets, rate=rate, together=OVER[over], rounding=rounding)
        case AmountOff(amount=amount, per=per):
            return _amount_off(tickets, amount=amount, together=PER[per])
        case FixedUnitPrice(price=price):
            differences = [ticket.running - price if ticket.running else 0 for ticket in tickets]
            return differences if promotion.may_raise else [max(0, found) for found in differences]
        case CheapestOff():
            return _cheapest_off(tickets, benefit=benefit, rounding=rounding)
        case CustomBenefit():
            return _custom(tickets, benefit=benefit, calculation=calculation)
        case _:
            assert_never(benefit)


def cut_to(most: int, *, of: Reductions) -> Reductions:
    """Cut to a largest sum, in proportion to the uncut reductions."""
    if sum(of) <= most:
        return of
    # Reading: what a promotion makes dearer is not part of what is cut.
    raised = sum(-reduction for reduction in of if reduction < 0)
    shares = share_out(most + raised, weights=[max(0, reduction) for reduction in of])
    return [
        share if reduction > 0 else reduction for share, reduction in zip(shares, of, strict=True)
    ]


def _single(ticket: Ticket) -> Hashable:
    return ticket.target


def _piece(ticket: Ticket) -> Hashable:
    """On a group line every percentage is computed on the line."""
    return ticket.line if ticket.in_group_line else ticket.target


def _line(ticket: Ticket) -> Hashable:
    return ticket.line


def _booking(ticket: Ticket) -> Hashable:
    return ticket.item


def _order(ticket: Ticket) -> Hashable:
    return None


Together = Callable[[Ticket], Hashable]
OVER: dict[Over, Together] = {
    Over.UNIT: _piece,
    Over.LINE: _line,
    Over.BOOKING: _booking,
    Over.ORDER: _order,
}
PER: dict[Per, Together] = {Per.UNIT: _single, Per.BOOKING: _booking, Per.ORDER: _order}


def _percentage_off(
    tickets: Sequence[Ticket], *, rate: Rate, together: Together, rounding: Rounding
) -> Reductions:
    given: dict[Hashable, int] = {}
    for group in grouped(tickets, by=together):
        amount = percentage(rate, of=running(group), rounding=rounding)
        _allocate(amount, tickets=group, given=given)
    return [given[ticket.target] for ticket in tickets]


def _amount_off(tickets: Sequence[Ticket], *, amount: int, together: Together) -> Reductions:
    given: dict[Hashable, int] = {}
    for group in grouped(tickets, by=together):
        _allocate(min(amount, running(group)), tickets=group, given=given)
    return [given[ticket.target] for ticket in tickets]


def _allocate(amount: int, *, tickets: Sequence[Ticket], given: dict[Hashable, int]) -> None:
    shares = share_out(amount, weights=[ticket.running for ticket in tickets])
    for ticket, share in zip(tickets, shares, strict=True):
        given[ticket.target] = share


def _cheapest_off(
    tickets: Sequence[Ticket], *, benefit: CheapestOff, rounding: Rounding
) -> Reductions:
    paying = [ticket for ticket in tickets if ticket.running > 0]
    count = len(paying) // benefit.of * benefit.take
    cheapest = sorted(paying, key=lambda ticket: ticket.running)[:count]
    chosen = {ticket.target for ticket in cheapest}
    # In the stated order again, so that the parts of a group line are allocated in it.
    benefiting = [ticket for ticket in tickets if ticket.target in chosen]
    amounts = _percentage_off(benefiting, rate=benefit.rate, together=_piece, rounding=rounding)
    given = dict(zip((ticket.target for ticket in benefiting), amounts, strict=True))
    return [given.get(ticket.target, 0) for ticket in tickets]


def _custom(
    tickets: Sequence[Ticket], *, benefit: CustomBenefit, calculation: Calculation
) -> Reductions:
    registered = calculation.extensions.benefits[benefit.name]
    units = tuple(
        EligibleUnit(
            item=ticket.item,
            part=ticket.target.part,
            product=ticket.product.id,
            ticket_type=ticket.target.ticket_type,
            ordinal=ticket.target.ordinal,
            list_price=ticket.listed,
            running=ticket.running,
        )
        for ticket in tickets
    )
    return list(registered.amounts(units, dict(benefit.parameters)))
