"""What follows from selling by another world: worlds that nobody needs, and pools that shrank."""

from __future__ import annotations

from counterfoil.adapters.store.store import Session
from counterfoil.domain.references import ResourceId

_UNUSED = " AND ".join(
    f"NOT EXISTS (SELECT 1 FROM {table} WHERE {table}.world = worlds.world)"
    for table in ("carts", "order_documents", "earlier_orders")
)
_FORGET_WORLDS = f"DELETE FROM worlds WHERE world <> ? AND world <> ? AND {_UNUSED}"
_FORGET_DOCUMENTS = (
    "DELETE FROM world_documents WHERE NOT EXISTS (SELECT 1 FROM worlds "
    "WHERE worlds.catalogue = world_documents.digest OR worlds.tariff = world_documents.digest)"
)
_OVERDRAWN = (
    "SELECT limits.resource FROM limits JOIN (SELECT resource, SUM(held + sold) AS drawn "
    "FROM stock_counters GROUP BY resource) AS counted ON counted.resource = limits.resource "
    "WHERE counted.drawn > limits.total ORDER BY limits.resource"
)


def forget_worlds(session: Session, *, today: str, before: str | None) -> None:
    """Forget catalogues and tariffs that no cart and no order refers to.

    The world of *before* stays until the next time: somebody may be opening a cart in it.
    """
    if session.run(_FORGET_WORLDS, (today, before or today)):
        session.run(_FORGET_DOCUMENTS)


def overdrawn(session: Session) -> tuple[ResourceId, ...]:
    """Name what may be drawn beyond what there is; holds that have lapsed are among it."""
    return tuple(ResourceId(name) for (name,) in session.rows(_OVERDRAWN))
