"""What one promotion gives: minor units off each of the tickets that it reaches."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple, assert_never

from tests.oracle.arithmetic import percentage, share_out
from tests.oracle.ledger import Calculation, running
from tests.oracle.tickets import Ticket, grouped

from counterfoil.domain.money import Rate, Rounding
from counterfoil.domain.pricing import EligibleUnit, UnitTarget
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


class Reduction(NamedTuple):
    """Minor units off one ticket (below zero: it gets dearer), and what a rate was taken of."""

    amount: int
    base: int | None = None


Reductions = list[Reduction]  # in the order of the tickets
Given = dict[UnitTarget, Reduction]


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
            least = None if promotion.may_raise else 0
            return [_down_to(price, ticket=ticket, least=least) for ticket in tickets]
        case CheapestOff():
            return _cheapest_off(tickets, benefit=benefit, rounding=rounding)
        case CustomBenefit():
            return _custom(tickets, benefit=benefit, calculation=calculation)
        case _:
            assert_never(benefit)


def cut_to(most: int, *, of: Reductions) -> Reductions:
    """Cut to a largest sum, in proportion to the uncut reductions."""
    if total(of) <= most:
        return of
    # Reading: what a promotion makes dearer is not part of what is cut.
    raised = sum(-found.amount for found in of if found.amount < 0)
    shares = share_out(most + raised, weights=[max(0, found.amount) for found in of])
    return [
        Reduction(amount=share, base=found.base) if found.amount > 0 else found
        for share, found in zip(shares, of, strict=True)
    ]


def total(reductions: Iterable[Reduction]) -> int:
    return sum(found.amount for found in reductions)


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
    given: Given = {}
    for group in grouped(tickets, by=together):
        base = running(group)
        amount = percentage(rate, of=base, rounding=rounding)
        given |= _allocated(amount, tickets=group, base=base)
    return [given[ticket.target] for ticket in tickets]


def _amount_off(tickets: Sequence[Ticket], *, amount: int, together: Together) -> Reductions:
    given: Given = {}
    for group in grouped(tickets, by=together):
        given |= _allocated(min(amount, running(group)), tickets=group, base=None)
    return [given[ticket.target] for ticket in tickets]


def _allocated(amount: int, *, tickets: Sequence[Ticket], base: int | None) -> Given:
    shares = share_out(amount, weights=[ticket.running for ticket in tickets])
    return {
        ticket.target: Reduction(amount=share, base=base)
        for ticket, share in zip(tickets, shares, strict=True)
    }


def _down_to(price: int, *, ticket: Ticket, least: int | None) -> Reduction:
    if ticket.running == 0:
        return Reduction(amount=0)
    difference = ticket.running - price
    return Reduction(amount=difference if least is None else max(least, difference))


def _cheapest_off(
    tickets: Sequence[Ticket], *, benefit: CheapestOff, rounding: Rounding
) -> Reductions:
    paying = [ticket for ticket in tickets if ticket.running > 0]
    count = len(paying) // benefit.of * benefit.take
    cheapest = sorted(paying, key=lambda ticket: ticket.running)[:count]
    chosen = {ticket.target for ticket in cheapest}
    # In the stated order again, so that the parts of a group line are allocated in it.
    benefiting = [ticket for ticket in tickets if ticket.target in chosen]
    found = _percentage_off(benefiting, rate=benefit.rate, together=_piece, rounding=rounding)
    given = dict(zip((ticket.target for ticket in benefiting), found, strict=True))
    return [given.get(ticket.target, Reduction(amount=0)) for ticket in tickets]


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
    amounts = registered.amounts(units, dict(benefit.parameters))
    return [Reduction(amount=amount) for amount in amounts]
