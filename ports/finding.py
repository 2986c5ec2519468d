"""Finding orders through the port: check what is asked, then ask once."""

from __future__ import annotations

from datetime import datetime

from counterfoil.domain.cart.facts import Refusals
from counterfoil.domain.finding import (
    NotModified,
    OrderFilter,
    Page,
    RecordedEvent,
    events_problems,
    filter_problems,
    since_problems,
)
from counterfoil.domain.refusals import RefusedError, Unsupported
from counterfoil.ports.reservation_system import ReservationSystem


def orders_of(system: ReservationSystem, wanted: OrderFilter) -> Page:
    """Find a page of orders.

    Raises: RefusedError for a filter that cannot be meant, or is not known here.
    """
    _check((*filter_problems(wanted), *_unsupported(system, wanted)))
    return system.orders(wanted)


def orders_if_modified(
    system: ReservationSystem, wanted: OrderFilter, *, since: datetime
) -> Page | NotModified:
    """Find a page of orders where one that is asked for has changed.

    Raises: RefusedError as ``orders_of``, and for an instant without a zone.
    """
    _check((*filter_problems(wanted), *since_problems(since), *_unsupported(system, wanted)))
    return system.orders_if_modified(wanted, since=since)


def events_of(
    system: ReservationSystem, sequence: int, *, limit: int
) -> tuple[RecordedEvent, ...]:
    """Answer events after a number.

    Raises: RefusedError for a number or a limit that cannot be meant.
    """
    _check(events_problems(sequence, limit=limit))
    return system.events_after(sequence, limit=limit)


def _check(problems: Refusals) -> None:
    if problems:
        raise RefusedError(problems[0], problems[1:])


def _unsupported(system: ReservationSystem, wanted: OrderFilter) -> tuple[Unsupported, ...]:
    if system.capabilities.order_views != "NONE":
        return ()
    asked = (
        ("view_type", wanted.view_type, "a filter without it: all that the system has"),
        ("cache", wanted.cache, "a filter without it: every answer is of now"),
    )
    return tuple(
        Unsupported(capability=name, instead=instead)
        for name, value, instead in asked
        if value is not None
    )
