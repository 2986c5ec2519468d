"""Deciding: what cancelling tickets of an order comes to, or what forbids it. Pure.

A cancellation writes a posting of its own and lines of payments, gives back what the tickets drew,
and changes nothing that was written before (law M4).

Source: docs/reference/cancellation.md, and the vendor's "Cancel Order / Booking".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import NamedTuple, assert_never

from counterfoil.domain.cancellation.fees import Cancelled, cancellation_fees
from counterfoil.domain.cancellation.freezing import freed, places_left
from counterfoil.domain.cancellation.pieces import pieces_of
from counterfoil.domain.cancellation.places import Place, Sums, added_at
from counterfoil.domain.cancellation.repricing import reclaimed, repriced
from counterfoil.domain.cancellation.rest import item_left
from counterfoil.domain.cancellation.selecting import Selected, forbidden, refuses, selected
from counterfoil.domain.cancellation.settings import RefundPolicy, UsesOnCancellation
from counterfoil.domain.cancellation.settling import Settled, settled
from counterfoil.domain.cancellation.tiers import Times, in_force
from counterfoil.domain.cancellation.uses import uses_left
from counterfoil.domain.cart.cart import UseHeld
from counterfoil.domain.cart.commands import derived
from counterfoil.domain.cart.facts import CartFacts, Refusals
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.order.changes import BookingsCancelled, Stamp
from counterfoil.domain.order.commands import CancelOrder
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.posting import Posting, PostingReason, added
from counterfoil.domain.order.previewing import judged_at
from counterfoil.domain.payments import Payment, RefundType, refunded, secured
from counterfoil.domain.payments.endings import Ending
from counterfoil.domain.payments.spreading import given_back
from counterfoil.domain.references import HolderId, ItemId, PaymentId, ResourceId
from counterfoil.domain.refusals import CancellationMismatch
from counterfoil.domain.stock import Draws, Give
from counterfoil.domain.tariff.taxes import Effect


class _Case(NamedTuple):
    """What is decided: the command about an order, what it selects, and what the rule is told."""

    order: Order
    command: CancelOrder
    chosen: Selected
    facts: CartFacts
    now: datetime


def cancelled(
    order: Order, command: CancelOrder, facts: CartFacts, now: datetime
) -> BookingsCancelled | Refusals:
    """Decide to cancel all of an order, some of its bookings, or single tickets.

    *facts* are those of the order's own world, its pricer without limits of quantities: what is
    left may be less than anybody may buy. Tiers are judged at the instant of the preview that is
    carried out, else at *now*.

    Refusals, in order of the steps: those of `selected` and of `forbidden`; CancellationMismatch.
    """
    settings = facts.settings
    chosen = selected(order, command, catalogue=facts.catalogue, add_ons=settings.add_ons)
    if not isinstance(chosen, Selected):
        return chosen
    refusals = forbidden(order, chosen, override_supplier=command.override_supplier)
    if refusals:
        return refusals
    case = _Case(order, command, chosen, facts, now)
    change = _change(case, _settled(case))
    return _mismatch(order, command, change) or change


def draws_back(order: Order, change: BookingsCancelled) -> Draws:
    """Answer what an order gives back of all that it has: to the allocation it came from (H5)."""
    after = {item.id: item for item in change.items}
    items = [after.get(booking.id, booking.item) for booking in order.bookings]
    has = _drawn((booking.item for booking in order.bookings), order.uses)
    left = _drawn(items, change.uses)
    gives = (
        Give(resource=resource, quantity=quantity - left.get((holder, resource), 0), holder=holder)
        for (holder, resource), quantity in sorted(has.items())
    )
    return Draws(gives=tuple(give for give in gives if give.quantity))


def _drawn(
    items: Iterable[CartItem], uses: Iterable[UseHeld]
) -> Mapping[tuple[HolderId, ResourceId], int]:
    sums: Counter[tuple[HolderId, ResourceId]] = Counter()
    for item in items:
        for draw in item.draws:
            sums[item.holder, draw.resource] += draw.quantity
    for use in uses:
        for draw in use.draws:
            sums[use.holder, draw.resource] += draw.quantity
    return sums


def _settled(case: _Case) -> Settled:
    """Answer what goes back, in entries and in money, and what it costs."""
    order, facts = case.order, case.facts
    names = frozenset(case.chosen.names)
    targets = frozenset(
        ticket.target(booking.id)
        for booking in order.bookings
        if booking.id in case.chosen.tickets
        for ticket in booking.tickets
        if ticket.id in names
    )
    tariff = facts.pricer.tariff
    pieces = pieces_of(order, catalogue=facts.catalogue, tariff=tariff)
    left = places_left(order, cancelled=targets, pieces=pieces)
    frozen = freed(order, left=left)
    fees = cancellation_fees(
        tuple(_cancelled(case, frozen)),
        settings=facts.settings.cancellation,
        rounding=tariff.rounding,
    )
    return settled(order, back=_by_policy(case, left, frozen), asked=fees)


def _by_policy(case: _Case, left: AbstractSet[Place], frozen: Sums) -> Sums:
    """Answer the entries that go back under the policy that is set."""
    order, pricer = case.order, case.facts.pricer
    policy = case.facts.settings.cancellation.policy
    match policy:
        case RefundPolicy.FREEZE:
            return frozen
        case RefundPolicy.REPRICE:
            found = repriced(order, left=left, pricer=pricer)
        case RefundPolicy.RECLAIM:
            found = reclaimed(order, left=left, frozen=frozen, pricer=pricer)
        case _:
            assert_never(policy)
    return frozen if found is None else found


def _cancelled(case: _Case, frozen: Sums) -> Iterator[Cancelled]:
    """Say of each booking what tickets go, what they free, and which tiers are in force."""
    values: dict[ItemId, int] = {}
    for place, sums in frozen.items():
        values[place.item] = values.get(place.item, 0) - added_at(sums)
    for booking in case.order.bookings:
        tickets = case.chosen.tickets.get(booking.id, ())
        if tickets:
            yield Cancelled(
                booking=booking.id,
                tickets=len(tickets),
                value=values.get(booking.id, 0),
                tiers=in_force(
                    booking.sold.cancellation.tiers,
                    times=Times(booked_at=booking.confirmed_at, visit_at=booking.sold.visit_at),
                    precedence=case.facts.settings.cancellation.tiers,
                    now=judged_at(case.command, case.now),
                ),
            )


def _change(case: _Case, result: Settled) -> BookingsCancelled:
    order, command, chosen = case.order, case.command, case.chosen
    posting = None
    if result.runs:
        posting = Posting(
            version=order.version + 1,
            at=case.now,
            reason=PostingReason.CANCELLATION,
            runs=result.runs,
        )
    postings = order.postings if posting is None else (*order.postings, posting)
    restores = case.facts.settings.cancellation.uses is UsesOnCancellation.RESTORE
    names = frozenset(chosen.names)
    going = [booking for booking in order.bookings if booking.id in chosen.tickets]
    catalogue = case.facts.catalogue
    return BookingsCancelled(
        order=order.id,
        stamp=Stamp(at=case.now, actor=command.actor),
        tickets=chosen.names,
        items=tuple(item_left(one, cancelled=names, catalogue=catalogue) for one in going),
        reason=command.reason,
        posting=posting,
        payments=_payments(case, result),
        uses=uses_left(order, postings=postings) if restores else order.uses,
        fees=tuple(result.fees.items()),
        against=tuple(booking.id for booking in going if refuses(booking)),
    )


def _payments(case: _Case, result: Settled) -> tuple[Payment, ...]:
    """Answer the lines that give back what was paid; without a refund it is kept as credit."""
    order, command = case.order, case.command
    total = order.total - result.value + sum(result.fees.values())
    return given_back(
        order.payments,
        amount=result.back,
        owed=total - (secured(order.payments) - result.back),
        keeps_captures=not command.refund,
        sources=case.facts.settings.cancellation.sources,
        ending=Ending(
            at=case.now,
            creator=command.actor,
            type=RefundType.SYSTEM,
            reason=command.reason,
            order_version=order.version + 1,
        ),
        name=lambda number: PaymentId(derived(command.key, "payment", number)),
    )


def _mismatch(
    order: Order, command: CancelOrder, change: BookingsCancelled
) -> tuple[CancellationMismatch, ...]:
    runs = () if change.posting is None else change.posting.runs
    total = order.total + sum(run.units * added(run) for run in runs)
    refund = refunded(change.payments)
    expected = (command.expected_total, command.expected_refund)
    if expected[0] in {None, total} and expected[1] in {None, refund}:
        return ()
    entries: dict[str, int] = {}
    for run in runs:
        for entry in run.entries:
            if entry.cause.effect is not Effect.ADDED:
                continue
            rule = f"{entry.cause.kind.value} {entry.cause.rule}".strip()
            entries[rule] = entries.get(rule, 0) + run.units * entry.amount
    return (
        CancellationMismatch(
            order=order.id,
            expected_total=command.expected_total,
            total=total,
            expected_refund=command.expected_refund,
            refund=refund,
            entries=tuple((rule, entries[rule]) for rule in sorted(entries)),
        ),
    )
