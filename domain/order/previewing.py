"""Previews: what a command about an order would do, to the minor unit, and do nothing.

A preview is the decision itself, not committed. Whoever carries it out sends back what they have
seen: prices and the tiers of cancellations are judged at the instant of the preview, holds and
capacity at the commit. Where the outcome would be another one, the command is refused, and what
has changed is named (law D1).
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypeAlias

from attrs import evolve, frozen

from counterfoil.domain.cart.digests import digests_of
from counterfoil.domain.cart.facts import CartFacts
from counterfoil.domain.decisions import OrderDecision
from counterfoil.domain.digest import digest
from counterfoil.domain.money import Money
from counterfoil.domain.order.changes import BookingsCancelled, OrderAmended
from counterfoil.domain.order.commands import AmendOrder, CancelOrder
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.previewed import Previewed
from counterfoil.domain.party.actors import AccountType, Actor
from counterfoil.domain.payments import Payment, Role, role_of
from counterfoil.domain.references import CommandKey, ItemId, ResourceId, UnitId
from counterfoil.domain.refusals import StalePreview
from counterfoil.domain.stock import Draws, Level, PoolResource, read_resource

Previewable: TypeAlias = AmendOrder | CancelOrder
Previewing: TypeAlias = OrderAmended | BookingsCancelled

_ANY = CommandKey("preview")
_BACK = frozenset({Role.GIVEN_BACK, Role.LET_GO})
_ANYBODY = Actor(account_type=AccountType.GUEST)


@frozen(kw_only=True)
class CapacityMoved:
    """What would be taken of a pool and given back, in capacity units; ``left`` is what is free.

    ``left`` is before anything moves; None: there is no limit.
    """

    resource: ResourceId
    taken: int
    given: int
    left: int | None


@frozen(kw_only=True)
class Preview:
    """What a command would do; amounts are minor units of the order's currency.

    ``payments`` are the lines that would be added, ``fees`` what the cancellation of each booking
    would cost, ``invalidated`` the tickets whose codes would be good no more. ``seen`` is sent
    back with the command that carries it out.
    """

    before: Order
    after: Order
    capacity: tuple[CapacityMoved, ...]
    payments: tuple[Payment, ...]
    fees: Mapping[ItemId, int]
    invalidated: tuple[UnitId, ...]
    seen: Previewed

    def __repr__(self) -> str:
        """Show which version of which order it would make, and what it would cost more."""
        difference = Money(amount=self.difference, currency=self.before.currency)
        return f"Preview({self.before.id!r}, version {self.after.version}, {difference} more)"

    @property
    def difference(self) -> int:
        """What the order would cost more; below zero: less."""
        return self.after.total - self.before.total

    @property
    def refund(self) -> int:
        """What would go back to whoever paid."""
        return sum(one.amount for one in self.payments if role_of(one) is Role.GIVEN_BACK)

    @property
    def valid_until(self) -> datetime:
        """Until when it can be carried out."""
        return self.seen.valid_until


def preview_of(
    order: Order,
    command: Previewable,
    decision: OrderDecision,
    facts: CartFacts,
) -> Preview:
    """Answer what a decision would do that is not committed."""
    change = decision.change
    assert isinstance(change, OrderAmended | BookingsCancelled)
    if isinstance(change, BookingsCancelled):
        fees, invalidated = dict(change.fees), change.tickets
    else:
        fees, invalidated = {}, change.invalidated
    return Preview(
        before=order,
        after=decision.after,
        capacity=tuple(_capacity(decision.draws, facts.levels)),
        payments=change.payments,
        fees=fees,
        invalidated=invalidated,
        seen=Previewed(
            at=decision.at,
            valid_until=decision.at + facts.settings.preview_valid_for,
            components=tuple(_components(order, command, change, facts, decision.at).items()),
        ),
    )


def judged_at(command: Previewable, now: datetime) -> datetime:
    """Answer the instant at which prices and tiers are judged: of the preview, or *now*."""
    return now if command.preview is None else command.preview.at


def stale(
    order: Order,
    command: Previewable,
    change: Previewing,
    facts: CartFacts,
    now: datetime,
) -> tuple[StalePreview, ...]:
    """Say what has changed since the preview that a command carries out, if that matters."""
    seen = command.preview
    if seen is None:
        return ()
    known = dict(seen.components)
    if known.get(_INSTANT) != _made_at(order, facts, seen.at):
        return (StalePreview(order=order.id, components=(_INSTANT,)),)
    if not seen.at <= now < seen.at + facts.settings.preview_valid_for:
        return (StalePreview(order=order.id, components=("age",)),)
    if known.get(_COMMAND) == _sent(command) and known.get(_OUTCOME) == _outcome(change):
        return ()
    today = _components(order, command, change, facts, seen.at)
    changed = [name for name, value in today.items() if known.get(name) != value]
    why = [name for name in changed if name != _OUTCOME] or changed
    return (StalePreview(order=order.id, components=tuple(why)),)


_INSTANT, _COMMAND, _OUTCOME = "instant", "command", "outcome"


def _components(
    order: Order, command: Previewable, change: Previewing, facts: CartFacts, at: datetime
) -> dict[str, str]:
    """Digest each thing that the outcome depends on, and the outcome."""
    limits = {
        resource: level.drawn
        for resource, level in facts.levels.items()
        if not isinstance(read_resource(resource), PoolResource)
    }
    return {
        _INSTANT: _made_at(order, facts, at),
        "order": digest((order.id, order.revision)),
        _COMMAND: _sent(command),
        "catalogue": digest(facts.catalogue),
        "tariff": digest(facts.pricer.tariff),
        "codes_and_limits": digest((frozenset(order.codes), limits)),
        "fills": digest(_fills(change)),
        _OUTCOME: _outcome(change),
    }


def _made_at(order: Order, facts: CartFacts, at: datetime) -> str:
    """Seal the instant of a preview: nobody picks the one at which prices and tiers are judged."""
    said = digest((order.id, at)).encode()
    return hmac.digest(facts.secret, said, "sha256").hex()


def _fills(change: Previewing) -> tuple[object, ...]:
    """Answer how full the pools are that prices were read under."""
    if isinstance(change, BookingsCancelled):
        return ()
    return tuple((booking.id, booking.item.priced.fills) for booking in change.bookings)


def _sent(command: Previewable) -> str:
    """Digest what is asked for; who asks, under which key, and how it is paid may differ."""
    same: Previewable
    if isinstance(command, AmendOrder):
        same = evolve(
            command,
            key=_ANY,
            actor=_ANYBODY,
            version=None,
            preview=None,
            expected_total=None,
            payments=(),
            options=(),
            note="",
        )
    else:
        same = evolve(
            command,
            key=_ANY,
            actor=_ANYBODY,
            version=None,
            preview=None,
            expected_total=None,
            expected_refund=None,
            reason="",
        )
    return digest(digests_of(same))


def _outcome(change: Previewing) -> str:
    """Digest the entries and the money; names of new tickets may differ.

    How an amendment is paid may differ as well, but not what it gives back.
    """
    runs = () if change.posting is None else change.posting.runs
    if isinstance(change, OrderAmended):
        back = [one for one in change.payments if role_of(one) in _BACK]
        return digest((runs, change.invalidated, _lines(back)))
    lines = _lines(change.payments)
    return digest((runs, lines, change.fees, change.tickets))


def _lines(payments: Iterable[Payment]) -> tuple[object, ...]:
    return tuple((one.original, one.type, one.status, one.amount) for one in payments)


def _capacity(draws: Draws, levels: Mapping[ResourceId, Level]) -> list[CapacityMoved]:
    taken: dict[ResourceId, int] = {}
    given: dict[ResourceId, int] = {}
    for take in draws.takes:
        taken[take.resource] = taken.get(take.resource, 0) + take.quantity
    for give in draws.gives:
        given[give.resource] = given.get(give.resource, 0) + give.quantity
    return [
        CapacityMoved(
            resource=resource,
            taken=taken.get(resource, 0),
            given=given.get(resource, 0),
            left=_left(levels.get(resource)),
        )
        for resource in sorted(taken.keys() | given.keys())
        if isinstance(read_resource(resource), PoolResource)
    ]


def _left(level: Level | None) -> int | None:
    if level is None or level.total is None:
        return None
    return max(0, level.total - level.drawn)
