"""A ticket of a booking: what one guest, group or thing is let in with."""

from __future__ import annotations

from datetime import datetime

from attrs import field, frozen

from counterfoil.domain.party.actors import Actor
from counterfoil.domain.pricing.ledger import UnitTarget
from counterfoil.domain.privacy import PUBLIC, SECRET, guarded
from counterfoil.domain.references import ItemId, PartId, TicketTypeId, UnitId
from counterfoil.domain.statuses import TicketStatus


@frozen(kw_only=True)
class Redemption:
    """One use of a ticket, at an instant; ``voided`` is what took it back, if anything did."""

    at: datetime
    actor: Actor
    voided_at: datetime | None = None
    voided_by: Actor | None = None

    @property
    def counts(self) -> bool:
        """Whether the ticket was used and nobody took that back."""
        return self.voided_at is None


@frozen(kw_only=True, field_transformer=guarded)
class Ticket:
    """One ticket: its place in the booking, its state, its code and its uses.

    ``id`` is the transaction id. ``code`` lets somebody in, so it is a secret. A redemption that
    was voided stays in the list.
    """

    id: UnitId
    part: PartId
    ticket_type: TicketTypeId
    ordinal: int
    status: TicketStatus = TicketStatus.CONFIRMED
    code: str = field(default="", metadata=SECRET)
    supplier_reference: str = field(default="", metadata=PUBLIC)
    redemptions: tuple[Redemption, ...] = ()

    def target(self, item: ItemId) -> UnitTarget:
        """Name the ticket as the ledger does; *item* is its booking."""
        return UnitTarget(
            item=item, part=self.part, ticket_type=self.ticket_type, ordinal=self.ordinal
        )

    @property
    def is_redeemed(self) -> bool:
        """Whether it was used, and not taken back."""
        return any(one.counts for one in self.redemptions)
