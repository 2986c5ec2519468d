"""What a settlement answers: the change to write, or why there is none."""

from __future__ import annotations

from enum import Enum
from typing import TypeAlias

from attrs import frozen

from counterfoil.domain.references import AllocationId, HolderId, ResourceId
from counterfoil.domain.stock.row import Row


@frozen(kw_only=True)
class Movement:
    """By how much the counts of a resource grow (or shrink, below zero) under one name."""

    resource: ResourceId
    allocation: AllocationId
    held: int = 0
    sold: int = 0


@frozen(kw_only=True)
class Overbooked:
    """*quantity* units were drawn beyond what was left under this name, as their take allowed."""

    resource: ResourceId
    allocation: AllocationId
    quantity: int


@frozen(kw_only=True)
class StockChange:
    """Everything that a settlement changes.

    ``rows``: those that were given, as they are afterwards, lapsed ones gone. As a delta:
    ``deleted`` (as they were) go, then ``written`` are put with their new quantity, new ones and
    old ones alike. ``lapsed`` rows go as well: whether or not anything was given back of them,
    their units come back once, by their expiry.

    ``movements`` are counted from the levels that were given, which do not count lapsed holds. A
    store that keeps counters adds them, and takes off what its counters still count of ``lapsed``.
    """

    rows: tuple[Row, ...]
    written: tuple[Row, ...] = ()
    deleted: tuple[Row, ...] = ()
    lapsed: tuple[Row, ...] = ()
    movements: tuple[Movement, ...] = ()
    overbooked: tuple[Overbooked, ...] = ()


@frozen(kw_only=True)
class Shortage:
    """More was asked for under one name, over all lines, than is left.

    ``left`` is counted beside the other draws of the same settlement that fit. ``overdrawn`` is by
    how much more is drawn already than there is: above zero, the resource sells nothing.
    """

    resource: ResourceId
    allocation: AllocationId
    asked: int
    left: int
    overdrawn: int = 0


@frozen(kw_only=True)
class Short:
    """Nothing was drawn: every name under which a resource is short, in order."""

    shortages: tuple[Shortage, ...]


class Step(Enum):
    """At which step of a settlement units were missing."""

    KEEP = "keep"
    CARRY = "carry"
    RENEW = "renew"
    GIVE = "give"


@frozen(kw_only=True)
class MissingUnits:
    """A holder does not have what it is said to have, over all lines of one step.

    ``found`` counts what is there; for KEEP and RENEW only what is held. ``lapsed`` counts what is
    there and has lapsed: above zero, the decision came too late. Otherwise the units were swept
    meanwhile, or never drawn.
    """

    step: Step
    resource: ResourceId
    holder: HolderId
    asked: int
    found: int
    lapsed: int


@frozen(kw_only=True)
class Missing:
    """Nothing was drawn: all that is missing at the first steps at which anything is."""

    units: tuple[MissingUnits, ...]

    @property
    def only_lapsed(self) -> bool:
        """Whether the expiry of holds explains everything that is missing."""
        return all(unit.found + unit.lapsed >= unit.asked for unit in self.units)


Settlement: TypeAlias = StockChange | Short | Missing
