"""Rows: who has drawn how much of what, under which allocation, and until when."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from counterfoil.domain.catalogue.allocations import GENERAL
from counterfoil.domain.references import AllocationId, HolderId, ResourceId


@frozen(kw_only=True)
class Row:
    """Units of *resource* that *holder* has: held until ``expires_at``, or sold if that is None.

    All fields but ``quantity`` together are a row's identity; a store keeps one row of each.
    ``allocation`` is the name under which the units were drawn, also of those that overflowed.
    ``expires_at`` is aware UTC.
    """

    resource: ResourceId
    holder: HolderId
    quantity: int
    allocation: AllocationId = GENERAL
    expires_at: datetime | None = None

    def has_lapsed(self, at: datetime) -> bool:
        """Say whether this is a hold whose time is up: at its expiry it counts for nothing."""
        return self.expires_at is not None and self.expires_at <= at
