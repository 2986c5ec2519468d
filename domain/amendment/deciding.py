"""The rules of an amendment: what becomes of bookings, price and money, exactly.

Bookings that are not named are not touched, to the minor unit. Those that are named are booked
again: what they need must fit beside what they have, then the old goes back. A preview is this
decision, not committed.

Source: the vendor's "Update / Amend Order"; docs/reference/amendments.md
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from attrs import evolve

from counterfoil.domain.amendment.booking import invalidated
from counterfoil.domain.amendment.money import payments_for
from counterfoil.domain.amendment.pricing import AmendedPrice, Line, amended_price
from counterfoil.domain.amendment.rebooking import (
    Amendment,
    Rebooked,
    book_again,
    bookings_after,
    draws_for,
    fills_guarded,
)
from counterfoil.domain.amendment.standing import standing_cart, standing_tickets
from counterfoil.domain.amendment.uses import uses_after
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.changes import details_about
from counterfoil.domain.cart.detailing import detail_refusals
from counterfoil.domain.cart.details import CartDetails, changed_details, recorded_details
from counterfoil.domain.cart.draft import shortages_of
from counterfoil.domain.cart.facts import CartFacts, Refusals
from counterfoil.domain.cart.pricing import held_by, limits_left
from counterfoil.domain.guards import LevelWithin
from counterfoil.domain.keeping import sent
from counterfoil.domain.order.booking import Booking
from counterfoil.domain.order.changes import OrderAmended, Stamp
from counterfoil.domain.order.commands import AmendOrder
from counterfoil.domain.order.making import applied_promocodes
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.posting import Posting, PostingReason
from counterfoil.domain.order.previewing import judged_at
from counterfoil.domain.references import PartId
from counterfoil.domain.refusals import CurrencyMix, InvalidDetail, NothingToAmend, PriceMismatch
from counterfoil.domain.settings import PromotionsRead
from counterfoil.domain.statuses import TicketStatus
from counterfoil.domain.stock import Draws
from counterfoil.domain.tariff.taxes import Effect

NO_DRAWS = Draws()


class Amending(NamedTuple):
    """What an amendment is, and what it draws and relies on."""

    change: OrderAmended
    draws: Draws
    guards: tuple[LevelWithin, ...]


def amended(
    order: Order, command: AmendOrder, facts: CartFacts, now: datetime
) -> Amending | Refusals:
    """Decide to amend an order that is not cancelled, at the prices of *now*."""
    if not _says_anything(command):
        return (NothingToAmend(order=order.id),)
    amendment = Amendment(order, command, facts, now)
    rebooking = book_again(amendment)
    if not isinstance(rebooking, Rebooked):
        return rebooking
    details = _details(rebooking.cart, command, facts, now)
    if not isinstance(details, CartDetails):
        return details
    bookings = bookings_after(amendment, rebooking)
    staying = tuple(_staying(bookings, command))
    if staying:
        return staying
    stamp = Stamp(at=now, actor=command.actor)
    changed = OrderAmended(
        order=order.id,
        stamp=stamp,
        world=order.world,
        bookings=bookings,
        invalidated=invalidated(order, bookings),
        details=details,
        flags=sent(command.flags, before=order.flags, empty=()),
        requested=rebooking.cart.requested,
        promocodes=order.promocodes,
        uses=order.uses,
        options=command.options,
        note=command.note,
    )
    if not bookings and changed.requested == order.requested:
        return _with_money(amendment, changed, total=order.total)
    mixed = tuple(_mixed(amendment, rebooking.cart))
    if mixed:
        return mixed
    price = _price(amendment, rebooking, bookings)
    tariff = facts.pricer.tariff
    uses = uses_after(
        order,
        rebooking.cart,
        touched=rebooking.touched,
        granted=price.granted,
        shares=price.shares,
        tariff=tariff,
    )
    draws = draws_for(amendment, rebooking, uses)
    short = shortages_of(draws, facts.levels)
    if short:
        return short
    posting = Posting(
        version=order.version + 1, at=now, reason=PostingReason.AMENDMENT, runs=price.runs
    )
    resold = evolve(
        changed,
        world=facts.world,
        promocodes=applied_promocodes(price.promocodes, tariff=tariff),
        uses=uses,
        posting=posting if price.runs else None,
    )
    guards = fills_guarded(amendment, rebooking)
    return _with_money(amendment, resold, total=price.total, draws=draws, guards=guards)


def _with_money(
    amendment: Amendment,
    change: OrderAmended,
    *,
    total: int,
    draws: Draws = NO_DRAWS,
    guards: tuple[LevelWithin, ...] = (),
) -> Amending | Refusals:
    """Add what becomes of the money, where the *total* is what the caller expects."""
    order, command, facts, _ = amendment
    if command.expected_total is not None and command.expected_total != total:
        return (_mismatch(command.expected_total, total, change),)
    payments = payments_for(
        order, command, total=total, stamp=change.stamp, settings=facts.settings
    )
    if not isinstance(payments, list):
        return payments
    return Amending(evolve(change, payments=tuple(payments)), draws, guards)


def _mismatch(expected: int, total: int, change: OrderAmended) -> PriceMismatch:
    """Name the rules that move the total, with what each adds."""
    sums: dict[str, int] = {}
    for run in () if change.posting is None else change.posting.runs:
        for entry in run.entries:
            if entry.cause.effect is Effect.ADDED:
                rule = f"{entry.cause.kind.value} {entry.cause.rule}".strip()
                sums[rule] = sums.get(rule, 0) + run.units * entry.amount
    moved = tuple((rule, amount) for rule, amount in sorted(sums.items()) if amount)
    return PriceMismatch(charged=expected, total=total, came=moved)


def _says_anything(command: AmendOrder) -> bool:
    """Whether anything is sent at all."""
    blank = AmendOrder(key=command.key, actor=command.actor, order=command.order)
    kept = ("price_adjustment", "expected_total", "version", "preview", "leaving", "privileges")
    return evolve(command, **{name: getattr(blank, name) for name in kept}) != blank


def _details(
    cart: Cart, command: AmendOrder, facts: CartFacts, now: datetime
) -> CartDetails | Refusals:
    """Answer the people and words of the order as they are to be; *cart* is what it will have."""
    before = details_about(cart, cart.items)
    wanted = changed_details(before, changes=command.details)
    refusals = detail_refusals(
        wanted, before=before, cart=cart, catalogue=facts.catalogue, on=now.date()
    )
    if refusals:
        return refusals
    return recorded_details(wanted, current=before, actor=command.actor, at=now)


def _staying(bookings: Sequence[Booking], command: AmendOrder) -> Iterator[InvalidDetail]:
    """Find tickets that are to leave and would stay: fewer of their type go than are named."""
    named = frozenset(command.leaving)
    staying = [
        ticket.id
        for booking in bookings
        for ticket in booking.tickets
        if ticket.id in named and ticket.status is TicketStatus.CONFIRMED
    ]
    if staying:
        yield InvalidDetail(
            field="leaving",
            problem=f"name {', '.join(staying)}, which would stay",
            allowed="as many of a type as go",
        )


def _mixed(amendment: Amendment, cart: Cart) -> Iterator[CurrencyMix]:
    """Yield the items that are to be, where the tariff of today is in another currency."""
    currency, allowed = amendment.facts.pricer.tariff.currency, amendment.order.currency
    for item in cart.items if currency != allowed else ():
        yield CurrencyMix(
            item=item.id, product=item.product, currency=currency.code, allowed=allowed.code
        )


def _price(amendment: Amendment, rebooking: Rebooked, bookings: Sequence[Booking]) -> AmendedPrice:
    order, command, facts, now = amendment
    own = held_by(standing_cart(order))
    tariff = facts.pricer.tariff
    at_order = facts.settings.promotions_read is PromotionsRead.ORDER
    return amended_price(
        order,
        rebooking.cart,
        touched=frozenset(item.id for item in rebooking.touched),
        gone=frozenset(rebooking.removed),
        ordinals=_ordinals(bookings),
        pricer=facts.pricer,
        at=judged_at(command, now),
        promotions_at=order.priced.at if at_order else None,
        limits=limits_left(rebooking.cart, own=own, tariff=tariff, levels=facts.levels),
        adjustment=command.price_adjustment,
    )


def _ordinals(bookings: Sequence[Booking]) -> Mapping[Line, Sequence[int]]:
    """Answer the numbers of the good tickets of each line, in the order in which it is priced."""
    return {
        (booking.id, part or PartId(""), ticket_type): [ticket.ordinal for ticket in tickets]
        for booking in bookings
        for (part, ticket_type), tickets in standing_tickets(booking).items()
    }
