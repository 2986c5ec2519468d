"""Settings: what hosts may want otherwise, stated once and given to the rules."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum

from attrs import field, frozen

from counterfoil.domain.cancellation.settings import CancellationSettings
from counterfoil.domain.party.distribution import Seller


class AddOnsOnRemoval(Enum):
    """What removing a main booking does to its add-ons: TAKE them along, or REFUSE."""

    TAKE = "TAKE"
    REFUSE = "REFUSE"


class AmendCapacity(Enum):
    """What of an amended booking must fit into what is left.

    WHOLE: all of it, before the old one is given back. DIFFERENCE: what it asks for more.
    Source: the vendor's "Update / Amend Order", which is the first.
    """

    WHOLE = "WHOLE"
    DIFFERENCE = "DIFFERENCE"


class PromotionsRead(Enum):
    """At which instant an amendment reads the windows of promotions.

    ORDER: when the order was priced. AMENDMENT: now.
    """

    ORDER = "ORDER"
    AMENDMENT = "AMENDMENT"


@frozen(kw_only=True)
class Settings:
    """How the rules behave where the field has no one answer.

    ``add_ons`` is what removing a main booking does to its add-ons. ``seller`` is recorded on
    orders. ``direct_with_capacity`` lets products with limited capacity be booked directly: the
    vendor's pages say both. ``confirm_margin`` is how much must be left of a hold to confirm it on
    a system that decides about its stock itself. ``preview_valid_for`` is how long a preview can
    be carried out. ``cancellation`` is what tickets that are cancelled give back.
    """

    seller: Seller = field(factory=Seller)
    direct_with_capacity: bool = True
    confirm_margin: timedelta = timedelta(seconds=30)
    add_ons: AddOnsOnRemoval = AddOnsOnRemoval.REFUSE
    amend_capacity: AmendCapacity = AmendCapacity.WHOLE
    promotions_read: PromotionsRead = PromotionsRead.ORDER
    preview_valid_for: timedelta = timedelta(minutes=15)
    cancellation: CancellationSettings = field(factory=CancellationSettings)
