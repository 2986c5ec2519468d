"""Orders in memory: every version of each, the last one first to be asked for."""

from __future__ import annotations

from counterfoil.domain.order.order import Order
from counterfoil.domain.references import OrderId


class MemoryOrders:
    """Versions of orders; not thread-safe by itself."""

    def __init__(self) -> None:
        self._versions: dict[OrderId, list[Order]] = {}

    def get(self, order: OrderId, *, version: int | None = None) -> Order | None:
        """Answer an order, or an earlier version of it with the payments of the last one."""
        versions = self._versions.get(order)
        if versions is None:
            return None
        latest = versions[-1]
        if version is None or version == latest.version:
            return latest
        found = next((one for one in versions if one.version == version), None)
        return None if found is None else found.with_payments_of(latest)

    def put(self, order: Order) -> None:
        """Keep an order: a new version beside the others, a change in the place of its own."""
        versions = self._versions.setdefault(order.id, [])
        if versions and versions[-1].version == order.version:
            versions[-1] = order
        else:
            versions.append(order)
