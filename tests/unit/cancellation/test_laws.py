"""The laws of a cancellation find what breaks them, each in an order that was tampered with."""

from collections.abc import Callable

import pytest
from attrs import evolve
from tests.unit.cancellation.dock import FEES, ask, cancel, dock, sell, tickets

from counterfoil.adapters.testkit.laws import (
    LawBrokenError,
    Verdict,
    check_debt,
    check_given_back,
    check_refunds,
    check_timing,
    check_written,
)
from counterfoil.domain.cancellation.causes import FEE
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.posting import Posting, PostingReason
from counterfoil.domain.pricing.ledger import LedgerRun, RunEntry
from counterfoil.domain.references import (
    HolderId,
    ItemId,
    PartId,
    ResourceId,
    TicketTypeId,
)
from counterfoil.domain.stock import Draws, Give


def three() -> tuple[Order, Order, Order]:
    """Sell two tours and a bus, cancel a tour, and then all of the rest."""
    shop = dock(FEES)
    first = sell(shop, ask("tour", adult=2), ask("bus", seat=1))
    second = cancel(shop, first, tickets(first, "tour")[0])
    return first, second, cancel(shop, second)


def with_runs(order: Order, runs: tuple[LedgerRun, ...]) -> Order:
    """Write other runs into the last posting."""
    *before, last = order.postings
    return evolve(order, postings=(*before, evolve(last, runs=runs)))


def fee_of(amount: int) -> LedgerRun:
    """Write a cancellation fee."""
    entry = RunEntry(FEE, amount, None, None)
    return LedgerRun(ItemId("tour"), PartId(""), TicketTypeId(""), -1, 1, (entry,))


FIRST, SECOND, THIRD = three()
LAST = SECOND.postings[-1]
TAKEN = LAST.runs[0]


def rewritten() -> Verdict:
    """Change the first posting."""
    changed = evolve(SECOND.postings[0], version=2)
    return check_written(FIRST, evolve(SECOND, postings=(changed, LAST)), freezes=False)


def misnamed() -> Verdict:
    """Write it down as something else."""
    other = evolve(LAST, reason=PostingReason.AMENDMENT)
    return check_written(FIRST, evolve(SECOND, postings=(FIRST.postings[0], other)), freezes=True)


def of_another() -> Verdict:
    """Take entries of a ticket that stays."""
    return check_written(FIRST, with_runs(SECOND, (TAKEN._replace(ordinal=1),)), freezes=True)


def in_part() -> Verdict:
    """Take less than a ticket has."""
    half = TAKEN.entries[0]._replace(amount=-1)
    return check_written(
        FIRST, with_runs(SECOND, (TAKEN._replace(entries=(half,)),)), freezes=True
    )


def new_debt() -> Verdict:
    """Make the guest owe a fee."""
    return check_debt(FIRST, with_runs(FIRST, (*FIRST.postings[0].runs, fee_of(100))))


def fee_beyond() -> Verdict:
    """Take a fee of more than went back."""
    return check_debt(FIRST, with_runs(SECOND, (TAKEN, fee_of(1001))))


def fee_below() -> Verdict:
    """Take a fee below zero."""
    return check_debt(FIRST, with_runs(SECOND, (TAKEN, fee_of(-1))))


def too_little() -> Verdict:
    """Give nothing back for the rest."""
    return check_refunds([FIRST, SECOND, evolve(THIRD, payments=SECOND.payments)])


def back_and_forth() -> Verdict:
    """Take money in with a cancellation."""
    return check_refunds([FIRST, SECOND, evolve(SECOND, payments=FIRST.payments)])


def fee_returned() -> Verdict:
    """Give a fee back that was kept."""
    return check_refunds([FIRST, SECOND, with_runs(THIRD, (fee_of(-1),))])


def otherwise() -> Verdict:
    """Give back other entries at another time."""
    half = TAKEN.entries[0]._replace(amount=-1)
    later = with_runs(SECOND, (TAKEN._replace(entries=(half,)),))
    return check_timing(FIRST, alone=SECOND, before_later=FIRST, later=later)


def not_given() -> Verdict:
    """Give back what nobody had."""
    give = Give(resource=ResourceId("pool:boat"), quantity=1, holder=HolderId("x"))
    return check_given_back(FIRST, SECOND, draws=Draws(gives=(give,)), restores=True)


@pytest.mark.parametrize(
    ("broken", "law"),
    [
        (rewritten, "M4"),
        (misnamed, "M4"),
        (of_another, "M4"),
        (in_part, "M4"),
        (new_debt, "D4"),
        (fee_beyond, "D4"),
        (fee_below, "D4"),
        (too_little, "M3"),
        (back_and_forth, "M3"),
        (fee_returned, "M3"),
        (otherwise, "M3"),
        (not_given, "H5"),
    ],
)
def test_what_breaks_a_law_is_found(broken: Callable[[], Verdict], law: str) -> None:
    with pytest.raises(LawBrokenError) as found:
        broken()

    assert found.value.law == law


def test_what_is_as_it_should_be_holds() -> None:
    for before, after in ((FIRST, SECOND), (SECOND, THIRD)):
        assert check_written(before, after, freezes=True) is Verdict.HOLDS
        assert check_debt(before, after) is Verdict.HOLDS
    assert check_refunds([FIRST, SECOND, THIRD]) is Verdict.HOLDS
    assert check_refunds([FIRST, SECOND]) is Verdict.HOLDS


def test_what_was_not_paid_or_was_amended_is_not_asked() -> None:
    unpaid = evolve(FIRST, payments=())
    amended = Posting(version=2, at=FIRST.created_at, reason=PostingReason.AMENDMENT, runs=())
    later = evolve(FIRST, postings=(*FIRST.postings, amended))

    assert check_refunds([unpaid, unpaid]) is Verdict.DOES_NOT_APPLY
    assert check_refunds([FIRST, later]) is Verdict.DOES_NOT_APPLY
