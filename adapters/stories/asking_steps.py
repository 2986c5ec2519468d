"""What a step of a story asks before anything is booked: slots, and days."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from counterfoil.domain.availability import Inquiry
from counterfoil.domain.basket import Buyer, pairs
from counterfoil.domain.references import ProductId, TicketTypeId


@frozen(kw_only=True)
class AskingAvailability:
    """``availability``: ask which slots can be booked."""

    product: ProductId
    first: date
    last: date
    party: tuple[tuple[TicketTypeId, int], ...] = field(default=(), converter=pairs)
    buyer: Buyer | None = None

    @property
    def inquiry(self) -> Inquiry:
        """Answer what is asked."""
        return Inquiry(
            products=(self.product,),
            first=self.first,
            last=self.last,
            party=self.party,
            buyer=self.buyer or Buyer(),
        )


@frozen(kw_only=True)
class AskingCalendar(AskingAvailability):
    """``calendar``: ask on which dates something can be booked."""
