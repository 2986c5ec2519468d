"""M3, M4, D4 and H5: what cancelling pays back, writes and gives back, and what is owed after it.

Each reads orders alone, before and after, and adds entries and payments up by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from attrs import evolve

from counterfoil.adapters.testkit.laws.verdict import LawBrokenError, Verdict, require_equal
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.posting import Posting, PostingReason
from counterfoil.domain.payments import PaymentType
from counterfoil.domain.pricing.ledger import Cause
from counterfoil.domain.references import PartId
from counterfoil.domain.statuses import TicketStatus
from counterfoil.domain.stock import Draws
from counterfoil.domain.tariff.fees import FeeRefund
from counterfoil.domain.tariff.taxes import Effect

_Place: TypeAlias = tuple[str, str, str, int]
OWN_TYPES = frozenset({"CANCELLATION", "CANCELLATION_CUT", "CANCELLATION_RECLAIM"})


class _Entry(NamedTuple):
    """One entry of one ticket, or of what is pinned."""

    place: _Place
    cause: Cause
    amount: int
    component: PartId | None

    @property
    def is_added(self) -> bool:
        return self.cause.effect is Effect.ADDED

    @property
    def is_own(self) -> bool:
        """Whether cancelling has made it up."""
        return self.cause.rule == "cancellation" and self.cause.type in OWN_TYPES


def check_written(before: Order, after: Order, *, freezes: bool) -> Verdict:
    """Require M4: a cancellation writes new entries and rewrites none.

    *freezes*: the policy is FREEZE. Then it takes back what is written on the tickets that are
    cancelled and, with the last of them, what is pinned; nothing else but its own entries.

    Raises: LawBrokenError.
    """
    count = len(before.postings)
    require_equal(
        "M4", what="earlier postings", found=after.postings[:count], expected=before.postings
    )
    for posting in after.postings[count:]:
        require_equal(
            "M4", what="reason", found=posting.reason, expected=PostingReason.CANCELLATION
        )
    if not freezes:
        return Verdict.HOLDS
    staying = _places(after)
    taken = [one for one in _entries(after.postings[count:]) if not one.is_own]
    strangers = [one for one in taken if one.place in staying]
    if strangers:
        raise LawBrokenError("M4", f"entries of what stays were taken back: {strangers}")
    sums: Counter[tuple[_Place, Cause, PartId | None]] = Counter()
    written = (one for one in _entries(before.postings) if not one.is_own)
    for entry in (*written, *taken):
        sums[entry.place, entry.cause, entry.component] += entry.amount
    touched = {entry.place for entry in taken}
    for (place, cause, component), amount in sums.items():
        kept = cause.refund is FeeRefund.NEVER
        if place in touched and amount and not kept:
            what = f"{cause.kind.value} {cause.rule} {component or ''} of {place}"
            raise LawBrokenError("M4", f"{what}: {amount} is left of what goes back whole")
    return Verdict.HOLDS


def check_debt(before: Order, after: Order) -> Verdict:
    """Require D4: nobody owes more than before, and a cancellation fee lies in 0 .. refund.

    Raises: LawBrokenError.
    """
    owed, owes = max(0, before.outstanding), max(0, after.outstanding)
    if owes > owed:
        raise LawBrokenError("D4", f"{owes} is owed, and {owed} was before")
    written = [*_entries(after.postings[len(before.postings) :])]
    fee = sum(one.amount for one in written if one.cause.type == "CANCELLATION")
    value = fee - sum(one.amount for one in written if one.is_added)
    money = max(0, value - owed)
    if not 0 <= fee <= money:
        raise LawBrokenError("D4", f"a fee of {fee}, allowed: 0 to {money}")
    return Verdict.HOLDS


def check_refunds(orders: Sequence[Order]) -> Verdict:
    """Require M3 of an order that was paid, and of what became of it by cancelling and refunding.

    Raises: LawBrokenError.
    """
    first, last = orders[0], orders[-1]
    if first.paid != first.total or any(one.authorized for one in orders):
        return Verdict.DOES_NOT_APPLY
    if any(posting.reason is PostingReason.AMENDMENT for posting in last.postings):
        return Verdict.DOES_NOT_APPLY
    for before, after in pairwise(orders):
        back = before.paid - after.paid
        if back < 0 or not 0 <= first.paid - after.paid <= first.paid:
            raise LawBrokenError("M3", f"{back} went back of {before.paid}, {first.paid} was paid")
    if _living(last):
        return Verdict.HOLDS
    written = [one for one in _entries(last.postings) if one.is_added]
    kept = sum(one.amount for one in written if one.cause.refund is FeeRefund.NEVER)
    taken = [one.amount for one in written if one.cause.type == "CANCELLATION"]
    require_equal(
        "M3", what="fees given back", found=[one for one in taken if one < 0], expected=[]
    )
    back = sum(one.amount for one in last.payments if one.type is PaymentType.REFUND)
    require_equal("M3", what="paid back in all", found=back, expected=first.paid - kept)
    require_equal("M3", what="what is left to pay", found=last.total, expected=kept)
    return Verdict.HOLDS


def check_timing(order: Order, *, alone: Order, later: Order, before_later: Order) -> Verdict:
    """Require M3 under FREEZE: what goes back with a ticket is the same whenever it goes.

    *alone* is *order* without some tickets; *later* is *before_later* without the same ones, which
    others went before. Entries of tickets are compared where both took some back.

    Raises: LawBrokenError.
    """
    now = _of_tickets(alone.postings[len(order.postings) :])
    then = _of_tickets(later.postings[len(before_later.postings) :])
    for place in now.keys() & then.keys():
        require_equal("M3", what=f"entries of {place}", found=then[place], expected=now[place])
    return Verdict.HOLDS


def check_given_back(before: Order, after: Order, *, draws: Draws, restores: bool) -> Verdict:
    """Require H5: what is drawn no more comes back once, and nothing else is done to the stock.

    An order without a good ticket has nothing left, unless the uses of promotions are kept
    (*restores* is false).

    Raises: LawBrokenError.
    """
    had, has = _drawn(before), _drawn(after)
    given: Counter[tuple[str, str]] = Counter()
    for give in draws.gives:
        given[give.holder, give.resource] += give.quantity
    expected = Counter(had)
    expected.subtract(has)
    require_equal("H5", what="given back", found=given, expected=+expected)
    require_equal("H5", what="drawn anew", found=-expected, expected=Counter())
    others = (draws.keeps, draws.carries, draws.renews, draws.takes)
    require_equal("H5", what="other draws", found=others, expected=((), (), (), ()))
    if not _living(after):
        items = sum(_drawn(evolve(after, uses=())).values())
        left = sum(has.values()) if restores else items
        require_equal("H5", what="what is left drawn", found=left, expected=0)
    return Verdict.HOLDS


def _drawn(order: Order) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for booking in order.bookings:
        for draw in booking.item.draws:
            found[booking.item.holder, draw.resource] += draw.quantity
    for use in order.uses:
        for draw in use.draws:
            found[use.holder, draw.resource] += draw.quantity
    return found


def _of_tickets(postings: Sequence[Posting]) -> dict[_Place, Counter[object]]:
    found: dict[_Place, Counter[object]] = {}
    for entry in _entries(postings):
        if entry.place[3] >= 0:
            key = (entry.cause, entry.amount, entry.component)
            found.setdefault(entry.place, Counter())[key] += 1
    return found


def _entries(postings: Sequence[Posting]) -> Iterator[_Entry]:
    for posting in postings:
        for run in posting.runs:
            for ordinal in range(run.ordinal, run.ordinal + run.units):
                place = (run.item, run.part, run.ticket_type, ordinal)
                for cause, amount, _, component in run.entries:
                    yield _Entry(place, cause, amount, component)


def _living(order: Order) -> list[_Place]:
    return [
        (booking.id, ticket.part, ticket.ticket_type, ticket.ordinal)
        for booking in order.bookings
        for ticket in booking.tickets
        if ticket.status is TicketStatus.CONFIRMED
    ]


def _places(order: Order) -> set[_Place]:
    """Name the tickets that are good, and what is pinned to what has some."""
    living = _living(order)
    found = set(living)
    found.update((item, "", "", -1) for item, *_ in living)
    if living:
        found.add(("", "", "", -1))
    return found
