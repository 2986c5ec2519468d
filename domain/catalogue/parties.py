"""The parties behind a product: supplier, their admins, and where tickets come from."""

from __future__ import annotations

from enum import Enum

from attrs import frozen

from counterfoil.domain.references import PartyId


@frozen(kw_only=True)
class Party:
    """A company with the id and the name under which the market knows it."""

    id: PartyId
    name: str


class SourceKind(Enum):
    """Whether the stock is the seller's own or is fetched from somebody else's system."""

    OWN = "OWN"
    THIRD_PARTY = "THIRD_PARTY"


@frozen(kw_only=True)
class Source:
    """Where a ticket comes from; a third party is named, our own stock needs no name.

    ``refuses_cancellation``: the third party takes no cancellations.
    """

    kind: SourceKind = SourceKind.OWN
    party: Party | None = None
    refuses_cancellation: bool = False
