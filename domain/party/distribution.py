"""Distribution: through whom something is sold."""

from __future__ import annotations

from attrs import frozen

from counterfoil.domain.catalogue.parties import Party


@frozen(kw_only=True)
class Distribution:
    """The distributor that sells and the partner that sells for it, with their names.

    The ids alone decide about prices and allocations; the names are for people to read.
    """

    distributor: Party | None = None
    partner: Party | None = None


@frozen(kw_only=True)
class Seller:
    """Who sells: the platform, the reseller and the merchant of record, as far as known."""

    platform: Party | None = None
    reseller: Party | None = None
    merchant: Party | None = None
