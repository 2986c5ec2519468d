"""What is said no with where bookings or tickets of an order are cancelled."""

from __future__ import annotations

from typing import ClassVar, Literal, TypeAlias

from attrs import frozen

from counterfoil.domain.references import ItemId, OrderId, ProductId, UnitId
from counterfoil.domain.statuses import BookingStatus


@frozen(kw_only=True)
class TicketCancelled:
    """The ticket was cancelled before; that is final."""

    code: ClassVar[Literal["ticket_cancelled"]] = "ticket_cancelled"
    booking: ItemId
    ticket: UnitId

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"ticket {self.ticket}: is cancelled, allowed: one of its booking that is not"


@frozen(kw_only=True)
class BookingUndecided:
    """Somebody is still to decide about the booking; it cannot go, or not in part, before that."""

    code: ClassVar[Literal["booking_undecided"]] = "booking_undecided"
    booking: ItemId
    status: BookingStatus
    in_part: bool

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        allowed = "all of it, or to wait" if self.in_part else "to wait"
        return f"booking {self.booking}: is {self.status.value}, allowed: {allowed}"


@frozen(kw_only=True)
class SupplierRefuses:
    """The third party behind the product takes no cancellations."""

    code: ClassVar[Literal["supplier_refuses"]] = "supplier_refuses"
    booking: ItemId
    product: ProductId
    supplier: str

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return (
            f"booking {self.booking}: {self.supplier} does not cancel {self.product!r}, allowed: "
            "to override it, and to settle with the supplier"
        )


@frozen(kw_only=True)
class CancellationMismatch:
    """The caller expects another total, or another refund; all amounts are minor units.

    What was not told is None. ``entries`` are what would be written, by rule, signed.
    """

    code: ClassVar[Literal["cancellation_mismatch"]] = "cancellation_mismatch"
    order: OrderId
    expected_total: int | None
    total: int
    expected_refund: int | None
    refund: int
    entries: tuple[tuple[str, int], ...]

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        told = (
            ("total", self.expected_total, self.total),
            ("refund", self.expected_refund, self.refund),
        )
        wrong = [one for one in told if one[1] not in {None, one[2]}]
        found = ", ".join(f"{name} {expected}" for name, expected, _ in wrong)
        allowed = ", ".join(f"{name} {actual}" for name, _, actual in wrong)
        because = ", ".join(f"{rule} {amount}" for rule, amount in self.entries) or "nothing"
        return (
            f"order {self.order}: expected {found}, allowed: {allowed}, in minor units "
            f"(written: {because})"
        )


CancellationRefusal: TypeAlias = (
    TicketCancelled | BookingUndecided | SupplierRefuses | CancellationMismatch
)
