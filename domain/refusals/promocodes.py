"""Why a promocode did not apply."""

from __future__ import annotations

from enum import Enum


class PromocodeReason(Enum):
    """Why a code did not apply, in the order in which the reasons are tested."""

    UNKNOWN = "unknown"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    USED_UP = "used_up"
    NEEDS_CUSTOMER = "needs_customer"
    BUDGET_EXHAUSTED = "budget_exhausted"
    NOT_APPLICABLE = "not_applicable"
    MINIMUM_NOT_REACHED = "minimum_not_reached"
    NOT_COMBINABLE = "not_combinable"
    NO_BENEFIT = "no_benefit"
    ALREADY_APPLIED = "already_applied"
    UNSTATED = "unstated"
