"""Finding orders in tables: which orders are on a page, and how many there are.

One source leads: the one of which there are the fewest rows, as far as they are counted. Its index
has them in the order of creation, so that a page ends as soon as it is full. What else is asked is
looked up for each of its rows. Databases would choose by statistics that an embedded one does not
have; here the choice is made by counting some thousand rows, and is said in the statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from counterfoil.adapters.keyed_digests import KeyedDigests
from counterfoil.adapters.store.finding_sources import Source, sources_of
from counterfoil.adapters.store.finding_statements import (
    Statement,
    any_statement,
    page_statement,
    sizes_statement,
    total_statement,
)
from counterfoil.adapters.store.store import Session
from counterfoil.domain.finding import OrderFilter
from counterfoil.domain.references import OrderId

_ORDER_AND_PLACE = 2  # columns; a third one says how many there are


class Hits(NamedTuple):
    """The orders of a page, in order, and how many were found."""

    orders: tuple[OrderId, ...]
    total: int


class Finder:
    """Finds orders; the digests are those under which their rows were written."""

    def __init__(self, digests: KeyedDigests) -> None:
        self._digests = digests

    def page(self, session: Session, wanted: OrderFilter) -> Hits:
        """Answer a page of what is asked for, defaults included."""
        sources = self._sources(session, wanted)
        found = _rows(session, page_statement(sources, wanted))
        orders = tuple(OrderId(row[0]) for row in found)
        if found and len(found[0]) > _ORDER_AND_PLACE:
            return Hits(orders, found[0][-1])
        ((total,),) = _rows(session, total_statement(sources, wanted))
        return Hits(orders, total)

    def finds_any(self, session: Session, wanted: OrderFilter) -> bool:
        """Say whether anything is what is asked for."""
        return bool(_rows(session, any_statement(self._sources(session, wanted), wanted)))

    def _sources(self, session: Session, wanted: OrderFilter) -> Sequence[Source]:
        """Answer what is asked for, the source that leads first."""
        sources = sources_of(wanted, self._digests)
        if len(sources) < 2:  # noqa: PLR2004 - nothing to choose from
            return sources
        sizes = dict(_rows(session, sizes_statement(sources, wanted)))
        return sorted(sources, key=lambda source: sizes[sources.index(source)])


def _rows(session: Session, statement: Statement) -> list[tuple[Any, ...]]:
    return session.rows(statement.text, statement.values)
