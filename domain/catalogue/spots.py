"""Named spots: the seat, table or booth that one ticket takes."""

from __future__ import annotations

from enum import Enum

from attrs import frozen


class SpotKind(Enum):
    """Source: the vendor's spot type enumeration."""

    SEAT = "SEAT"
    BOOTH = "BOOTH"
    TABLE = "TABLE"
    AREA = "AREA"


@frozen(kw_only=True, order=True)
class Spot:
    """A place by section, row and number; ``name`` is what is printed."""

    section: str
    row: str
    number: str
    name: str = ""
    kind: SpotKind = SpotKind.SEAT
