"""Limits in rows: how much there is of what is drawn, so that people see how full it is.

Nothing is decided by them. A resource has a row from its first draw on, and all rows are brought
up to date when another world is loaded. What there is one of has none: a spot, a ticket code, the
uses of one customer.
"""

from __future__ import annotations

from collections.abc import Collection
from threading import Lock
from typing import assert_never

from counterfoil.adapters.store.storable import Row
from counterfoil.adapters.store.store import LevelOf, Session
from counterfoil.adapters.store.table import Column, Kind, Table
from counterfoil.domain.references import ResourceId
from counterfoil.domain.stock import (
    BudgetResource,
    CodeResource,
    CodeStockResource,
    CustomerUsesResource,
    Draws,
    PoolResource,
    SpotResource,
    UsesResource,
    read_resource,
)

LIMITS = Table(
    name="limits",
    about="how much there is of what was ever drawn, as it is sold today",
    columns=(
        Column(name="resource", kind=Kind.TEXT, about="a pool, the uses of a promotion and so on"),
        Column(name="kind", kind=Kind.TEXT, about="`pool`, `uses`, `budget`, `codes`"),
        Column(name="name", kind=Kind.TEXT, about="the pool, the promotion, the stock of codes"),
        Column(
            name="total",
            kind=Kind.INTEGER,
            about="how much there is; NULL: no limit",
            nullable=True,
        ),
    ),
    key=("resource",),
)

_SINGLE = ("code:", "spot:")  # there are many of them: they are told without being read

_INSERT = (
    "INSERT INTO limits (resource, kind, name, total) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (resource) DO NOTHING"
)
_UPDATE = "UPDATE limits SET total = ? WHERE resource = ?"


class KnownLimits:
    """Resources that have a row, as far as this process knows; safe to share between threads."""

    def __init__(self) -> None:
        self._known: set[ResourceId] = set()
        self._lock = Lock()

    def missing(self, draws: Draws) -> list[ResourceId]:
        """Answer what is taken and may have no row yet, in one order for everybody."""
        taken = {take.resource for take in draws.takes}
        with self._lock:
            new = taken - self._known
        return sorted(resource for resource in new if _described(resource) is not None)

    def keep(self, draws: Draws) -> None:
        """Remember that what is taken has rows, since they were committed."""
        new = self.missing(draws)
        if new:
            with self._lock:
                self._known.update(new)


def write_limits(session: Session, resources: Collection[ResourceId], *, level: LevelOf) -> None:
    """Write the rows of resources that have none."""
    rows: list[Row] = []
    for resource in resources:
        described = _described(resource)
        if described is not None:
            rows.append((resource, *described, level(resource, {}).total))
    session.run_each(_INSERT, rows)


def renew_limits(session: Session, *, level: LevelOf) -> None:
    """Bring all rows up to what is sold now."""
    known = session.rows("SELECT resource, total FROM limits ORDER BY resource")
    totals = [(level(ResourceId(name), {}).total, name, total) for name, total in known]
    session.run_each(_UPDATE, [(now, name) for now, name, total in totals if now != total])


def _described(resource: ResourceId) -> tuple[str, str] | None:
    """Answer the kind and the name of what is limited, None where there is one of it."""
    if resource.startswith(_SINGLE):
        return None
    match read_resource(resource):
        case PoolResource(pool=name):
            return "pool", name
        case UsesResource(promotion=name):
            return "uses", name
        case BudgetResource(promotion=name):
            return "budget", name
        case CodeStockResource(stock=name):
            return "codes", name
        case CustomerUsesResource() | SpotResource() | CodeResource():
            return None
        case _ as never:
            assert_never(never)
