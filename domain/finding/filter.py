"""The filter: which orders somebody looks for, in which order, and which page of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum

from attrs import field, frozen

from counterfoil.domain.errors import UsageError
from counterfoil.domain.party import AccountType, ContactId
from counterfoil.domain.privacy import PUBLIC, SECRET, Shape, guarded, personal
from counterfoil.domain.references import ItemId, OrderId, PartyId, PoolId, ProductId, SlotId

ITEMS_PER_PAGE = 10  # Source: the vendor's "List Orders", as are the limits below
ITEMS_PER_PAGE_MAX = 200
START_INDEX_MAX = 10_000


class SortBy(Enum):
    """What orders are sorted by.

    Source: the vendor's "List Orders" names ORDER_CREATED; the others are ours.
    """

    ORDER_CREATED = "ORDER_CREATED"
    ORDER_MODIFIED = "ORDER_MODIFIED"
    TRAVEL_DATE = "TRAVEL_DATE"


class SortOrder(Enum):
    """Upwards or downwards.

    Source: the vendor's "List Orders".
    """

    ASC = "ASC"
    DESC = "DESC"


def _distinct(products: Iterable[ProductId]) -> frozenset[ProductId]:
    if isinstance(products, str):
        raise UsageError(
            field="products", value=products, problem="is one text", allowed="several ids"
        )
    return frozenset(products)


@frozen(kw_only=True, field_transformer=guarded)
class OrderFilter:
    """What an order must be to be found; what is None is not asked for.

    Instants are aware; a window of them is half-open: from, and before. Travel dates are local to
    the venue, the last one included. What is asked of bookings must be so of one and the same
    booking, what is asked of contacts of one contact, and the code and the use of one ticket.

    ``filter_bookings`` leaves out the bookings that are not what was asked, ``partner_sales`` the
    orders that no partner sold. ``page`` is another way to say ``start_index``, which counts
    orders from 1. ``view_type`` and ``cache`` are for systems that know them.

    Source: the vendor's "List Orders", parameter by parameter.
    """

    reseller: PartyId | None = None
    distributor: PartyId | None = None
    market_admin: PartyId | None = None
    supplier: PartyId | None = None
    reference: OrderId | None = None
    external_reference: str | None = field(default=None, metadata=PUBLIC)
    contact_uid: ContactId | None = field(default=None, metadata=PUBLIC)
    contact_name: str | None = field(default=None, metadata=personal(Shape.NAME))
    contact_email: str | None = field(default=None, metadata=personal(Shape.EMAIL))
    created_from: datetime | None = None
    created_to: datetime | None = None
    modified_after: datetime | None = None
    booking_reference: ItemId | None = None
    booking_external_reference: str | None = field(default=None, metadata=PUBLIC)
    travel_from: date | None = None
    travel_to: date | None = None
    redeemed_from: datetime | None = None
    redeemed_to: datetime | None = None
    products: frozenset[ProductId] = field(default=frozenset(), converter=_distinct)
    ticket_code: str | None = field(default=None, metadata=SECRET)
    slot: SlotId | None = None
    pool: PoolId | None = None
    created_email: str | None = field(default=None, metadata=personal(Shape.EMAIL))
    query: str | None = field(default=None, metadata=personal(Shape.TEXT))
    filter_bookings: bool = False
    partner_sales: bool = False
    view_type: AccountType | None = None
    cache: bool | None = None
    sort_by: SortBy = SortBy.ORDER_CREATED
    sort_order: SortOrder = SortOrder.DESC
    items_per_page: int = ITEMS_PER_PAGE
    start_index: int | None = None
    page: int | None = None

    @property
    def start(self) -> int:
        """The first order of the page, counted from 1."""
        if self.page is not None:
            return (self.page - 1) * self.items_per_page + 1
        return 1 if self.start_index is None else self.start_index

    @property
    def asks_when_or_whose(self) -> bool:
        """Whether a reference, a contact or a date is asked for.

        The code of a ticket counts as a reference: it names one.
        """
        return any(
            getattr(self, name) is not None
            for name in (
                "reference",
                "external_reference",
                "booking_reference",
                "booking_external_reference",
                "ticket_code",
                "contact_uid",
                "contact_name",
                "contact_email",
                "created_from",
                "created_to",
                "modified_after",
                "travel_from",
                "travel_to",
                "redeemed_from",
                "redeemed_to",
            )
        )
