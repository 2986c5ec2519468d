"""Settings: what hosts may want otherwise, stated once and given to the rules."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum

from attrs import field, frozen

from counterfoil.domain.party.distribution import Seller


class AddOnsOnRemoval(Enum):
    """What removing a main booking does to its add-ons: TAKE them along, or REFUSE."""

    TAKE = "TAKE"
    REFUSE = "REFUSE"


@frozen(kw_only=True)
class Settings:
    """How the rules behave where the field has no one answer.

    ``add_ons`` is what removing a main booking does to its add-ons. ``seller`` is recorded on
    orders. ``direct_with_capacity`` lets products with limited capacity be booked directly: the
    vendor's pages say both. ``confirm_margin`` is how much must be left of a hold to confirm it on
    a system that decides about its stock itself.
    """

    seller: Seller = field(factory=Seller)
    direct_with_capacity: bool = True
    confirm_margin: timedelta = timedelta(seconds=30)
    add_ons: AddOnsOnRemoval = AddOnsOnRemoval.REFUSE
