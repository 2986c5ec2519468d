"""Tickets over random histories: uses are counted as a naive model counts them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.order.turnstile import GATE, gate, tickets

from counterfoil.domain.lifecycle import REDEMPTION, may_follow
from counterfoil.domain.order.applying import apply_to_order
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.passes import redemption_status
from counterfoil.domain.references import UnitId
from counterfoil.domain.refusals import RefusedError
from counterfoil.domain.statuses import RedemptionStatus

HALF_HOUR = timedelta(minutes=30)
PASS = 4 * HALF_HOUR  # of the spa

STEPS = st.lists(
    st.tuples(st.sampled_from(["use", "code", "void"]), st.integers(0, 3), st.integers(0, 5)),
    max_size=25,
)


def expected(uses: list[datetime], *, is_pass: bool, now: datetime) -> RedemptionStatus:
    """Say in the plainest way how far a ticket with these uses is used."""
    if not uses:
        return RedemptionStatus.PENDING
    if not is_pass:
        return RedemptionStatus.REDEEMED
    return RedemptionStatus.ACTIVE if now < min(uses) + PASS else RedemptionStatus.EXPIRED


def statuses(order: Order, now: datetime) -> dict[UnitId, RedemptionStatus]:
    """Tell how far each ticket is used."""
    return {
        ticket.id: redemption_status(ticket, sold=booking.sold, now=now)
        for booking in order.bookings
        for ticket in booking.tickets
    }


def accepted(ask: Callable[[], object]) -> bool:
    """Ask, and say whether it was not refused."""
    try:
        ask()
    except RefusedError:
        return False
    return True


@given(steps=STEPS)
def test_uses_follow_the_plain_rule_the_life_cycle_and_the_log(
    steps: list[tuple[str, int, int]],
) -> None:
    """A ticket is used once, a pass while it lasts; the changes replayed make the order (D3)."""
    shop = gate()
    order = shop.sold(tickets("walk", 2), tickets("spa", 2))
    pool = [ticket for booking in order.bookings for ticket in booking.tickets]
    passes = {ticket.id for ticket in order.bookings[1].tickets}
    model: dict[UnitId, list[datetime]] = {ticket.id: [] for ticket in pool}
    for action, place, wait in steps:
        shop.clock.turn(wait * HALF_HOUR)
        now, ticket = shop.clock.now(), pool[place]
        uses = model[ticket.id]
        before = statuses(shop.office.order(order.id).order, now)
        match action:
            case "void":
                done = accepted(partial(shop.voided, order, ticket.id))
                assert done == bool(uses)
                if done:
                    uses.pop()
            case _:
                if action == "code":
                    done = accepted(partial(shop.office.redeem, ticket.code, GATE))
                else:
                    done = accepted(partial(shop.used, order, ticket.id))
                state = expected(uses, is_pass=ticket.id in passes, now=now)
                assert done == (state in {RedemptionStatus.PENDING, RedemptionStatus.ACTIVE})
                if done:
                    uses.append(now)
        found = statuses(shop.office.order(order.id).order, now)
        assert found == {
            name: expected(times, is_pass=name in passes, now=now) for name, times in model.items()
        }
        assert all(
            old is found[name] or may_follow(REDEMPTION, before=old, after=found[name])
            for name, old in before.items()
        )
    replayed: Order | None = None
    for record in shop.system.order_records():
        replayed = apply_to_order(replayed, record.change)
    assert replayed == shop.system.order(order.id)
