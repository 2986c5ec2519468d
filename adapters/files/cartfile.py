"""A cart as a file holds it: a basket, and what the file says about its circumstances."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import field, frozen

from counterfoil.domain.basket import Basket, Circumstances, Fill, HeldPrice, LimitLeft
from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import ItemId, PoolId, PromotionId

__all__ = ["CartFile"]


@frozen(kw_only=True)
class CartFile:
    """One cart of a file; ``note`` is free text for whoever reads the file."""

    name: str
    basket: Basket
    note: str = ""
    at: datetime | None = None
    fills: Mapping[PoolId, Fill] = field(factory=dict)
    limits: Mapping[PromotionId, LimitLeft] = field(factory=dict)
    held: Mapping[ItemId, HeldPrice] = field(factory=dict)

    def circumstances(self, at: datetime | None = None) -> Circumstances:
        """Answer what the price depends on beside the basket; *at* wins over the file's instant.

        Raises: UsageError when neither names an instant, and for one without offset.
        """
        instant = self.at if at is None else at
        if instant is None or instant.utcoffset() is None:
            raise UsageError(
                field="at",
                value=instant,
                problem="is no instant to price at",
                allowed="a date and time with its offset, here or in the file",
            )
        return Circumstances(at=instant, held=self.held, limits=self.limits, fills=self.fills)
