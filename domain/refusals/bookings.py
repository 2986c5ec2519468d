"""What is said no with where bookings of an order are amended or cancelled."""

from __future__ import annotations

from typing import ClassVar, Literal, TypeAlias

from attrs import frozen

from counterfoil.domain.references import ItemId, OrderId, ProductId, UnitId


@frozen(kw_only=True)
class NothingToAmend:
    """The command says nothing that would change the order."""

    code: ClassVar[Literal["nothing_to_amend"]] = "nothing_to_amend"
    order: OrderId

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        allowed = "a booking to add, amend or remove, or details to change"
        return f"order {self.order}: nothing was sent, allowed: {allowed}"


@frozen(kw_only=True)
class UnknownBooking:
    """The order has no such booking; ``allowed`` are those that can be named."""

    code: ClassVar[Literal["unknown_booking"]] = "unknown_booking"
    order: OrderId
    booking: ItemId
    allowed: tuple[ItemId, ...]

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        allowed = ", ".join(self.allowed) or "none: all are cancelled"
        return f"booking {self.booking!r} is not in order {self.order}, allowed: {allowed}"


@frozen(kw_only=True)
class BookingCancelled:
    """The booking was cancelled before; that is final."""

    code: ClassVar[Literal["booking_cancelled"]] = "booking_cancelled"
    booking: ItemId

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"booking {self.booking}: is cancelled, allowed: one that is not, or a new one"


@frozen(kw_only=True)
class BookingRedeemed:
    """Tickets of the booking were used, so that it stays as it is."""

    code: ClassVar[Literal["booking_redeemed"]] = "booking_redeemed"
    booking: ItemId
    tickets: tuple[UnitId, ...]

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        used = ", ".join(self.tickets)
        allowed = "tickets that were not, or to void the redemption first"
        return f"booking {self.booking}: tickets {used} were used, allowed: {allowed}"


@frozen(kw_only=True)
class NotCancellable:
    """The product cannot be cancelled, and so not reduced or booked for another time either."""

    code: ClassVar[Literal["not_cancellable"]] = "not_cancellable"
    booking: ItemId
    product: ProductId

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        allowed = "what leaves it as it is, or adds guests"
        return f"booking {self.booking}: {self.product!r} is not cancellable, allowed: {allowed}"


@frozen(kw_only=True)
class NotAmendable:
    """The tickets are a third party's: they can only be cancelled and booked again."""

    code: ClassVar[Literal["not_amendable"]] = "not_amendable"
    booking: ItemId
    product: ProductId

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return (
            f"booking {self.booking}: {self.product!r} comes from a third party, allowed: "
            "to remove the booking and to add another one"
        )


@frozen(kw_only=True)
class StalePreview:
    """What was previewed is not what would happen now; ``components`` is what has changed.

    ``age``: the preview was good until an instant that is over. ``instant``: it was not made when
    it says.
    """

    code: ClassVar[Literal["stale_preview"]] = "stale_preview"
    order: OrderId
    components: tuple[str, ...]

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        changed = ", ".join(self.components)
        return f"order {self.order}: since the preview {changed} changed, allowed: a new preview"


BookingRefusal: TypeAlias = (
    NothingToAmend
    | UnknownBooking
    | BookingCancelled
    | BookingRedeemed
    | NotCancellable
    | NotAmendable
    | StalePreview
)
