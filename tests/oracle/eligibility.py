"""Whether a promotion comes into question, and which tickets it reaches."""

from __future__ import annotations

from collections.abc import Sequence

from tests.oracle.conditions import reaches, sells_to
from tests.oracle.ledger import Calculation
from tests.oracle.tickets import Ticket, grouped

from counterfoil.domain.basket import LimitLeft
from counterfoil.domain.pricing import ConditionFacts, LineFacts, PromocodeReason
from counterfoil.domain.tariff.conditions import CountedOver, Minimum
from counterfoil.domain.tariff.promotions import Promotion


def limits_left(promotion: Promotion, *, calculation: Calculation) -> LimitLeft:
    """Read what is left: of a limit that the promotion has, what is told, else all of it."""
    limits, told = promotion.limits, calculation.circumstances.limits.get(promotion.id)
    if told is None:
        return LimitLeft(
            uses=limits.uses, customer_uses=limits.uses_per_customer, budget=limits.budget
        )
    return LimitLeft(
        uses=None if limits.uses is None else told.uses,
        customer_uses=None if limits.uses_per_customer is None else told.customer_uses,
        budget=None if limits.budget is None else told.budget,
    )


def failed_condition(promotion: Promotion, *, calculation: Calculation) -> PromocodeReason | None:
    """Test the conditions in the order of the reasons; value conditions read LIST + VARIATION."""
    at, buyer = calculation.circumstances.windows_at, calculation.basket.buyer
    left = limits_left(promotion, calculation=calculation)
    if promotion.booked and not any(at in window for window in promotion.booked):
        later = any(
            window.starts_at is not None and at < window.starts_at for window in promotion.booked
        )
        return PromocodeReason.NOT_YET_VALID if later else PromocodeReason.EXPIRED
    # Reading: what a customer has left is known only of a customer with a key.
    if left.uses == 0 or (buyer.customer is not None and left.customer_uses == 0):
        return PromocodeReason.USED_UP
    if promotion.limits.uses_per_customer is not None and buyer.customer is None:
        return PromocodeReason.NEEDS_CUSTOMER
    if left.budget == 0:
        return PromocodeReason.BUDGET_EXHAUSTED
    if not _applicable(promotion, calculation=calculation):
        return PromocodeReason.NOT_APPLICABLE
    if not reached_tickets(promotion, calculation=calculation):
        return PromocodeReason.MINIMUM_NOT_REACHED
    return None


def reached_tickets(promotion: Promotion, *, calculation: Calculation) -> list[Ticket]:
    """Name the tickets that benefit, in the stated order; none where the minimum is not met."""
    matching = _matching(promotion, calculation=calculation)
    minimum = promotion.minimum
    if minimum is not None:
        scope, tariff = minimum.scope, calculation.tariff
        counted = (
            matching
            if scope is None
            else [
                ticket
                for ticket in calculation.tickets
                if reaches(scope, ticket=ticket, tariff=tariff)
            ]
        )
        match minimum.over:
            case CountedOver.CART:
                if not _meets(minimum, tickets=counted):
                    return []
            case CountedOver.BOOKING:
                matching = [
                    ticket
                    for ticket in matching
                    if _meets(minimum, tickets=[c for c in counted if c.item == ticket.item])
                ]
    return matching[: promotion.limits.units_per_cart]


def _matching(promotion: Promotion, *, calculation: Calculation) -> list[Ticket]:
    return [
        ticket
        for ticket in calculation.tickets
        if reaches(promotion.scope, ticket=ticket, tariff=calculation.tariff)
    ]


def _meets(minimum: Minimum, *, tickets: Sequence[Ticket]) -> bool:
    value = sum(ticket.undiscounted for ticket in tickets)
    return len(tickets) >= minimum.quantity and value >= minimum.value


def _applicable(promotion: Promotion, *, calculation: Calculation) -> bool:
    if not sells_to(promotion.buyer, buyer=calculation.basket.buyer):
        return False
    if not _matching(promotion, calculation=calculation):
        return False
    present = {name for ticket in calculation.tickets for name in ticket.products}
    if not promotion.together <= present:
        return False
    facts = _facts(calculation)
    return all(
        calculation.extensions.conditions[custom.name].holds(facts, dict(custom.parameters))
        for custom in promotion.custom
    )


def _facts(calculation: Calculation) -> ConditionFacts:
    lines = tuple(
        LineFacts(
            item=line[0].item,
            part=line[0].target.part,
            product=line[0].product.id,
            ticket_type=line[0].target.ticket_type,
            count=len(line),
            undiscounted=sum(ticket.undiscounted for ticket in line),
        )
        for line in grouped(calculation.tickets, by=lambda ticket: ticket.line)
    )
    return ConditionFacts(
        basket=calculation.basket, circumstances=calculation.circumstances, lines=lines
    )
