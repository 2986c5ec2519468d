"""Guards: what must still be so when a decision is committed."""

from __future__ import annotations

from typing import TypeAlias

from attrs import frozen

from counterfoil.domain.references import CartId, OrderId, ResourceId


@frozen(kw_only=True)
class VersionIs:
    """The aggregate has this version; 0: it does not exist."""

    cart: CartId
    version: int


@frozen(kw_only=True)
class LevelWithin:
    """A price relied on how full a pool is: low <= held + sold < high (None: no upper end)."""

    resource: ResourceId
    low: int
    high: int | None


@frozen(kw_only=True)
class OrderRevisionIs:
    """The order has had this many changes; 0: it does not exist."""

    order: OrderId
    revision: int


Guard: TypeAlias = VersionIs | OrderRevisionIs | LevelWithin
