"""The price: a tariff compiled for a catalogue, and quotes with a full ledger.

``compile_pricer(catalogue, tariff)`` answers a ``Pricer``; ``pricer.price(basket, circumstances)``
a ``Quote``.
"""

from counterfoil.domain.pricing.amended import AmendedQuote
from counterfoil.domain.pricing.audit import Violation
from counterfoil.domain.pricing.calculation import CutOff
from counterfoil.domain.pricing.difference import Difference, MovedEntries, difference
from counterfoil.domain.pricing.extensions import (
    ConditionFacts,
    EligibleUnit,
    Extensions,
    LineFacts,
    RegisteredBenefit,
    RegisteredCondition,
)
from counterfoil.domain.pricing.ledger import (
    BookingTarget,
    Cause,
    Entry,
    Kind,
    LedgerRow,
    LedgerRun,
    OrderTarget,
    RunEntry,
    Target,
    UnitTarget,
)
from counterfoil.domain.pricing.pricer import Pricer, compile_pricer
from counterfoil.domain.pricing.promocodes import PromocodeOutcome
from counterfoil.domain.pricing.quote import Fingerprint, Quote, UnitGroup
from counterfoil.domain.refusals.promocodes import PromocodeReason

__all__ = [
    "AmendedQuote",
    "BookingTarget",
    "Cause",
    "ConditionFacts",
    "CutOff",
    "Difference",
    "EligibleUnit",
    "Entry",
    "Extensions",
    "Fingerprint",
    "Kind",
    "LedgerRow",
    "LedgerRun",
    "LineFacts",
    "MovedEntries",
    "OrderTarget",
    "Pricer",
    "PromocodeOutcome",
    "PromocodeReason",
    "Quote",
    "RegisteredBenefit",
    "RegisteredCondition",
    "RunEntry",
    "Target",
    "UnitGroup",
    "UnitTarget",
    "Violation",
    "compile_pricer",
    "difference",
]
