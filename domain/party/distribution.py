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
