"""Settings: what hosts may want otherwise, stated once and given to the rules."""

from __future__ import annotations

from enum import Enum

from attrs import frozen


class AddOnsOnRemoval(Enum):
    """What removing a main booking does to its add-ons: TAKE them along, or REFUSE."""

    TAKE = "TAKE"
    REFUSE = "REFUSE"


@frozen(kw_only=True)
class Settings:
    """How the rules behave where the field has no one answer.

    ``add_ons`` is what removing a main booking does to its add-ons.
    """

    add_ons: AddOnsOnRemoval = AddOnsOnRemoval.REFUSE
