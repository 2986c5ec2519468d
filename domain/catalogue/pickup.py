"""Pickup points: where, when, and whether one has to be chosen."""

from __future__ import annotations

from datetime import time
from enum import Enum

from attrs import frozen

from counterfoil.domain.references import PickupPointId, SlotId


class PickupRule(Enum):
    """Whether the guest has to choose a pickup point."""

    NONE = "NONE"
    OPTIONAL = "OPTIONAL"
    MANDATORY = "MANDATORY"


class PickupTime(Enum):
    """FIXED: the point has one time; CHOSEN: the guest chooses among its times."""

    FIXED = "FIXED"
    CHOSEN = "CHOSEN"


@frozen(kw_only=True)
class PickupPoint:
    """A place with its local times; ``slots`` limits it to some slots (empty: every slot)."""

    id: PickupPointId
    label: str
    time_type: PickupTime
    times: tuple[time, ...]
    slots: frozenset[SlotId] = frozenset()
