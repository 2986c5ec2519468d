"""The field table of a filter in a story: which orders somebody looks for."""

from __future__ import annotations

from counterfoil.adapters.files.formats.common import named
from counterfoil.adapters.files.reading import Shape
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.lists import SetOf
from counterfoil.adapters.files.shapes.moments import Day, Instant
from counterfoil.adapters.files.shapes.quantities import Integer
from counterfoil.adapters.files.shapes.scalars import (
    Converted,
    Flag,
    Identifier,
    Text,
    choice_of,
)
from counterfoil.adapters.files.shapes.tables import Table
from counterfoil.adapters.stories.asking_steps import FindingOrders
from counterfoil.domain.finding import OrderFilter, SortBy, SortOrder
from counterfoil.domain.party import AccountType

__all__ = ["FIND"]


def _key(name: str, shape: Shape, meaning: str, *mistaken: str) -> Key:
    return Key(name=name, shape=shape, meaning=meaning, mistaken=mistaken)


_FILTER = Table(
    name="order_filter",
    meaning="Which orders are looked for; all that is named has to be so.",
    make=OrderFilter,
    parts=(
        named("reseller", "the id of a reseller", meaning="Of this reseller."),
        named("distributor", "the id of a distributor", meaning="Sold through this distributor."),
        named(
            "market_admin", "the id of a market admin", meaning="With a booking in this market."
        ),
        named("supplier", "the id of a supplier", meaning="With a booking of this supplier."),
        named("reference", "the name of an order", meaning="This order, by its name."),
        _key("external_reference", Text(), "That the host calls so."),
        named("contact_uid", "the id of a contact", meaning="With this contact."),
        _key("contact_name", Text(), "With a contact of this first name, last name, or both."),
        _key("contact_email", Text(), "With a contact of this address."),
        _key("created_from", Instant(), "Made at this instant or later."),
        _key("created_to", Instant(), "Made before this instant."),
        _key("modified_after", Instant(), "Made or changed after this instant."),
        named("booking_reference", "the id of an item", meaning="With the booking of this id."),
        _key("booking_external_reference", Text(), "With a booking that the host calls so."),
        _key("travel_from", Day(), "With a booking on this date or later, local to the venue."),
        _key("travel_to", Day(), "With a booking on this date or before."),
        _key("redeemed_from", Instant(), "With a ticket that was used at this instant or later."),
        _key("redeemed_to", Instant(), "With a ticket that was used before this instant."),
        _key(
            "products",
            SetOf(element=Identifier(words="the id of a product")),
            "With a booking of one of these products.",
            "product",
        ),
        _key("ticket_code", Text(), "With the ticket of this code."),
        named("slot", "the id of a slot", meaning="With a booking in this slot."),
        named("pool", "the id of a pool", meaning="With a booking that draws from this pool."),
        _key("created_email", Text(), "Made by the person with this address."),
        _key("query", Text(), "In which every keyword is a word."),
        _key("filter_bookings", Flag(), "Show only the bookings that are asked for."),
        _key("partner_sales", Flag(), "That a partner sold."),
        _key("view_type", choice_of(AccountType), "As which kind of account to look."),
        _key("cache", Flag(), "Whether a cache may answer."),
        _key("sort_by", choice_of(SortBy), "What they are sorted by; left out: when made."),
        _key("sort_order", choice_of(SortOrder), "Which way; left out: the youngest first."),
        _key("items_per_page", Integer(), "How many of them; left out: 10.", "per_page"),
        _key("start_index", Integer(), "The first one of the page, counted from 1."),
        _key("page", Integer(), "The same in pages; one of the two."),
    ),
)
FIND = Converted(shape=_FILTER, convert=FindingOrders)
