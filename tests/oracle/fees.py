"""FEE: how large each fee is, and who bears it."""

from __future__ import annotations

from collections.abc import Sequence

from tests.oracle.arithmetic import percentage, share_out
from tests.oracle.conditions import sells_to
from tests.oracle.feetaxes import Share, own_tax, write_fee_taxes
from tests.oracle.ledger import Calculation, Written, running
from tests.oracle.tickets import Ticket, grouped

from counterfoil.domain.pricing import BookingTarget, Kind, OrderTarget, Target
from counterfoil.domain.tariff.fees import Fee, FeeBase, FeeRefund, FeeSize, OwnFeeTax
from counterfoil.domain.tariff.promotions import Per
from counterfoil.domain.tariff.taxes import Effect

# Reading: the id of a fee names its FEE_TAX entries too; products, options and taxes are no rules.
NAMED_BY_RULE = {Kind.VARIATION, Kind.DISCOUNT, Kind.PROMOCODE, Kind.FEE, Kind.FEE_TAX}


def write_fees(calculation: Calculation) -> None:
    for fee in calculation.tariff.fees:
        if not sells_to(fee.buyer, buyer=calculation.basket.buyer):
            continue
        reached = [ticket for ticket in calculation.tickets if _reaches(fee, ticket=ticket)]
        match fee.per:
            case Per.UNIT:
                for ticket in _fresh(reached, calculation=calculation):
                    _write_fee(
                        fee, target=ticket.target, tickets=[ticket], calculation=calculation
                    )
            case Per.BOOKING:
                fresh = _fresh(reached, calculation=calculation)
                for booking in grouped(fresh, by=lambda ticket: ticket.item):
                    target = BookingTarget(item=booking[0].item)
                    _write_fee(fee, target=target, tickets=booking, calculation=calculation)
            case Per.ORDER:
                if reached:
                    order = OrderTarget()
                    _write_fee(fee, target=order, tickets=reached, calculation=calculation)


def _fresh(tickets: Sequence[Ticket], *, calculation: Calculation) -> list[Ticket]:
    return [ticket for ticket in tickets if ticket.item not in calculation.kept]


def _reaches(fee: Fee, *, ticket: Ticket) -> bool:
    if fee.products and not fee.products & ticket.products:
        return False
    return not fee.ticket_types or bool(fee.ticket_types & ticket.type_names)


def _write_fee(
    fee: Fee, *, target: Target, tickets: Sequence[Ticket], calculation: Calculation
) -> None:
    if fee.on is FeeBase.DISCOUNTED and running(tickets) == 0:
        return
    puts = [_put_in(fee, ticket=ticket, calculation=calculation) for ticket in tickets]
    if fee.size is FeeSize.GROSSED_UP:
        amount, base = _grossed_up(fee, calculation=calculation)
    else:
        pinned = _pinned_base(fee, target=target, calculation=calculation)
        base = max(0, sum(puts) + pinned)
        amount = _amount(fee, base=base, calculation=calculation)
    # Reading: a ticket that puts a negative sum into the base weighs nothing.
    weights = [max(0, put) for put in puts]
    left = amount
    if fee.per is Per.ORDER:
        # What bookings that are kept have of it is charged already.
        left -= min(amount, max(0, calculation.stored(Kind.FEE, fee.id)))
    shares = [Share(target=target, tickets=tuple(tickets), amount=left)]
    bearing = {
        ticket.target: weight
        for ticket, weight in zip(tickets, weights, strict=True)
        if ticket.item not in calculation.kept
    }
    if fee.per is not Per.UNIT and fee.refund is FeeRefund.SHARE and any(bearing.values()):
        shared = share_out(left, weights=list(bearing.values()))
        by_target = {ticket.target: ticket for ticket in tickets}
        shares = [
            Share(target=target, tickets=(by_target[target],), amount=share)
            for target, share in zip(bearing, shared, strict=True)
        ]
    for share in shares:
        calculation.write(
            Written(
                kind=Kind.FEE,
                type=fee.type.value,
                rule=fee.id,
                target=share.target,
                amount=share.amount,
                effect=fee.effect,
                base=base if fee.rate.numerator else None,
            )
        )
    write_fee_taxes(
        fee,
        amount=amount,
        tickets=tickets,
        weights=weights,
        shares=shares,
        calculation=calculation,
    )


def _put_in(fee: Fee, *, ticket: Ticket, calculation: Calculation) -> int:
    """Sum what a ticket puts into the base: its named entries, else what `on` says."""
    if fee.base:
        return _named(fee, target=ticket.target, calculation=calculation)
    return ticket.running if fee.on is FeeBase.DISCOUNTED else ticket.undiscounted


def _pinned_base(fee: Fee, *, target: Target, calculation: Calculation) -> int:
    """Sum the named entries that are pinned: of a booking its own, of the order all."""
    match target:
        case OrderTarget():
            items = [item.id for item in calculation.basket.items]
            bookings = [BookingTarget(item=item) for item in items]
            targets: list[Target] = [target, *bookings]
            return sum(_named(fee, target=found, calculation=calculation) for found in targets)
        case BookingTarget():
            return _named(fee, target=target, calculation=calculation)
        case _:
            return 0


def _named(fee: Fee, *, target: Target, calculation: Calculation) -> int:
    return sum(
        entry.amount
        for entry in calculation.entries
        if entry.target == target
        and entry.effect is Effect.ADDED
        and (
            entry.kind.value in fee.base
            or (entry.kind in NAMED_BY_RULE and entry.rule in fee.base)
        )
    )


def _amount(fee: Fee, *, base: int, calculation: Calculation) -> int:
    amount = percentage(fee.rate, of=base, rounding=calculation.tariff.rounding) + fee.fixed
    if fee.maximum is not None:
        amount = min(fee.maximum, amount)
    if fee.minimum is not None:
        amount = max(fee.minimum, amount)
    return amount


def _grossed_up(fee: Fee, *, calculation: Calculation) -> tuple[int, int]:
    """Find the least x with x = round(rate x (whole + x + its tax)) + fixed, and its base.

    The right side never falls when x rises, so that starting at 0 and putting the answer in again
    stops at the least x.
    """
    whole, rounding = calculation.total, calculation.tariff.rounding
    answer = 0
    while True:
        tax = 0
        if isinstance(fee.tax, OwnFeeTax) and fee.tax.effect is Effect.ADDED:
            tax = own_tax(fee.tax, amount=answer, tariff=calculation.tariff).amount
        base = whole + answer + tax
        found = percentage(fee.rate, of=base, rounding=rounding) + fee.fixed
        if found == answer:
            return answer, base
        answer = found
