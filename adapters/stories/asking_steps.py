"""What a step of a story asks: slots and days before anything is booked, orders afterwards."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from counterfoil.domain.availability import Inquiry
from counterfoil.domain.basket import Buyer, pairs
from counterfoil.domain.finding import OrderFilter
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


@frozen
class FindingOrders:
    """``find``: find orders; where a reference is wanted, it is the story's name of an order."""

    wanted: OrderFilter
