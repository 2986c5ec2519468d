"""Spreading: to which of several payments money goes back.

What is only set aside is let go of before what came in goes back: it costs nobody a transfer.
What is still expected is called off as far as nothing is left to pay with it. No line gives back
more than is left of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum

from counterfoil.domain.allocation import allocate
from counterfoil.domain.payments.endings import Ending, ended
from counterfoil.domain.payments.lines import Role, lefts, role_of
from counterfoil.domain.payments.payment import Payment
from counterfoil.domain.references import PaymentId


class RefundSources(Enum):
    """To which of several payments a refund goes back.

    IN_PROPORTION: to all, by what is left of each. LATEST_FIRST, EARLIEST_FIRST: one after the
    other.
    """

    IN_PROPORTION = "IN_PROPORTION"
    LATEST_FIRST = "LATEST_FIRST"
    EARLIEST_FIRST = "EARLIEST_FIRST"


def given_back(
    payments: Sequence[Payment],
    *,
    amount: int,
    owed: int,
    keeps_captures: bool,
    sources: RefundSources,
    ending: Ending,
    name: Callable[[int], PaymentId],
) -> tuple[Payment, ...]:
    """Answer the lines by which *amount* minor units go back.

    *owed* is what is open afterwards, and all that may still be expected. Where captures are kept
    only authorizations are let go of. *name* answers the id of the line of a number.
    """
    left = lefts(payments)
    moved: list[tuple[Payment, int]] = []
    expected = _with_role(payments, Role.EXPECTED, left)
    surplus = sum(left[line.id] for line in expected) - max(0, owed)
    moved.extend(_spread(max(0, surplus), expected, left, RefundSources.LATEST_FIRST))
    set_aside = _with_role(payments, Role.SET_ASIDE, left)
    let_go = min(amount, sum(left[line.id] for line in set_aside))
    moved.extend(_spread(let_go, set_aside, left, sources))
    if not keeps_captures:
        taken = _with_role(payments, Role.TAKEN, left)
        moved.extend(_spread(amount - let_go, taken, left, sources))
    return tuple(
        ended(line, amount=part, name=name(number), ending=ending)
        for number, (line, part) in enumerate(moved)
    )


def _with_role(
    payments: Sequence[Payment], role: Role, left: Mapping[PaymentId, int]
) -> list[Payment]:
    return [line for line in payments if role_of(line) is role and left[line.id] > 0]


def _spread(
    amount: int, lines: Sequence[Payment], left: Mapping[PaymentId, int], sources: RefundSources
) -> Iterator[tuple[Payment, int]]:
    """Yield how much of *amount* goes to which line; nothing of it is lost."""
    assert amount <= sum(left[line.id] for line in lines), "no more goes back than came"
    if sources is RefundSources.IN_PROPORTION:
        groups, _ = allocate(amount, [(1, left[line.id]) for line in lines])
        parts = [group[0][1] if group else 0 for group in groups]
        yield from ((line, part) for line, part in zip(lines, parts, strict=True) if part)
        return
    latest = sources is RefundSources.LATEST_FIRST
    for line in reversed(lines) if latest else lines:
        part = min(amount, left[line.id])
        amount -= part
        if part:
            yield line, part
