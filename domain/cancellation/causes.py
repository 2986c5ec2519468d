"""The causes of what a cancellation itself writes into the ledger of an order."""

from __future__ import annotations

from counterfoil.domain.pricing.ledger import Cause, Kind
from counterfoil.domain.tariff.fees import FeeRefund

CUT = Cause(
    kind=Kind.ADJUSTMENT,
    type="CANCELLATION_CUT",
    rule="cancellation",
    label="More than can go back, or less than nothing",
)
RECLAIMED = Cause(
    kind=Kind.ADJUSTMENT,
    type="CANCELLATION_RECLAIM",
    rule="cancellation",
    label="Discounts that what is left has lost",
)
FEE = Cause(
    kind=Kind.FEE,
    type="CANCELLATION",
    rule="cancellation",
    label="Cancellation fee",
    refund=FeeRefund.NEVER,
)
