"""The tables of the projection: orders as rows, to be counted by people and found by the engine.

Documents are the truth; these tables say the same of each order's latest version, and are written
in the same transaction.

A table in which orders are found has ``created_at``, the instant at which the *order* was made:
what is found there is in the order of a page, and cut to a window, without looking elsewhere.
"""

from __future__ import annotations

from counterfoil.adapters.store.table import Column, Index, Kind, Table


def _column(name: str, kind: Kind, about: str, *, nullable: bool = False) -> Column:
    return Column(name=name, kind=kind, about=about, nullable=nullable)


def _by(*columns: str) -> Index:
    """Index by some columns, then as pages are sorted."""
    return Index(columns=(*columns, "created_at", "order_id"))


_T, _N, _I, _X = Kind.TEXT, Kind.INTEGER, Kind.INSTANT, Kind.BYTES
_D = Kind.TEXT  # a local date, written as `2026-07-01`
NO_DAY = "0001-01-01"  # sorts as it does in a page: before all others

_ORDER = _column("order_id", _T, "the order")
_BOOKING = _column("booking_id", _T, "the booking")
_CREATED = _column("created_at", _I, "when the order was made")

ORDERS = Table(
    name="orders",
    about="orders, each as it is now",
    key=("order_id",),
    columns=(
        _ORDER,
        _CREATED,
        _column("modified_at", _I, "when it changed last"),
        _column("cancelled_at", _I, "when it was cancelled", nullable=True),
        _column("version", _N, "grows with each amendment"),
        _column("revision", _N, "grows with each change"),
        _column("status", _T, "`ORDER_CONFIRMED` and so on"),
        _column("settlement", _T, "`DIRECT`, `EXTERNAL`, `VENUE`, `INVOICE`"),
        _column("payment_status", _T, "how far it is paid"),
        _column("currency", _T, "the code of the currency"),
        _column("currency_exponent", _N, "digits behind the point: 2 for cents"),
        _column("total", _N, "what the guest pays, in minor units"),
        _column("paid", _N, "what came in less what went back, in minor units"),
        _column("outstanding", _N, "what is open; below zero, what is to be given back"),
        _column("first_day", _D, "the first day of travel; `0001-01-01` where there is none"),
        _column("external_reference", _T, "what the host calls it"),
        _column("channel", _T, "through which channel it was sold"),
        _column("distributor", _T, "the distributor", nullable=True),
        _column("partner", _T, "the partner", nullable=True),
        _column("reseller", _T, "the reseller", nullable=True),
        _column("cart_id", _T, "the cart that it was", nullable=True),
        _column("world", _T, "the catalogue and tariff that priced it"),
        _column("created_by_type", _T, "the kind of account that made it"),
        _column("created_by", _X, "the digest of that person's e-mail address", nullable=True),
    ),
    indexes=(
        _by(),
        Index(columns=("modified_at", "order_id", "created_at")),
        Index(columns=("first_day", "order_id", "created_at")),
        _by("external_reference"),
        _by("distributor"),
        Index(columns=("created_at", "order_id", "partner"), where="partner IS NOT NULL"),
        _by("reseller"),
        _by("created_by"),
    ),
)

BOOKINGS = Table(
    name="bookings",
    about="bookings of orders",
    key=("order_id", "booking_id"),
    columns=(
        _ORDER,
        _BOOKING,
        _CREATED,
        _column("place", _N, "which booking of the order it is, from 0"),
        _column("version", _N, "grows with each amendment of it"),
        _column("status", _T, "`BOOKING_CONFIRMED` and so on"),
        _column("product", _T, "the product"),
        _column("title", _T, "its title when it was sold"),
        _column("slot", _T, "the slot", nullable=True),
        _column("travel_date", _D, "the first day, local to the venue", nullable=True),
        _column("starts_at", _I, "when the slot begins", nullable=True),
        _column("ends_at", _I, "when the slot ends", nullable=True),
        _column("tickets", _N, "how many tickets it has, cancelled ones as well"),
        _column("supplier", _T, "the supplier"),
        _column("supplier_name", _T, "the supplier's name"),
        _column("market_admin", _T, "who administers the market", nullable=True),
        _column("external_reference", _T, "what the host calls it"),
        _column("supplier_reference", _T, "what the supplier calls it"),
        _column("confirmed_at", _I, "when it was confirmed"),
        _column("modified_at", _I, "when it changed last"),
        _column("cancelled_at", _I, "when it was cancelled", nullable=True),
    ),
    indexes=(
        _by("booking_id"),
        _by("product"),
        _by("supplier"),
        _by("market_admin"),
        _by("external_reference"),
    ),
)


def _of_bookings(name: str, column: Column, *, about: str) -> Table:
    """Describe a table that leads from one value to bookings."""
    return Table(
        name=name,
        about=about,
        key=(column.name, "created_at", "order_id", "booking_id"),
        columns=(column, _CREATED, _ORDER, _BOOKING),
    )


BOOKING_SLOTS = _of_bookings(
    "booking_slots",
    _column("slot", _T, "the slot"),
    about="slots of bookings, and of their parts",
)
BOOKING_POOLS = _of_bookings(
    "booking_pools", _column("pool", _T, "the pool"), about="pools that bookings draw from"
)
# Days are asked for in windows: the days of one booking must be found without looking at others.
BOOKING_DAYS = Table(
    name="booking_days",
    about="days of bookings, and of their parts",
    key=("order_id", "booking_id", "day"),
    columns=(_ORDER, _BOOKING, _column("day", _D, "the day, local to the venue"), _CREATED),
    indexes=(Index(columns=("day", "created_at", "order_id", "booking_id")),),
)

TICKETS = Table(
    name="tickets",
    about="tickets of bookings",
    key=("order_id", "booking_id", "ticket_id"),
    columns=(
        _ORDER,
        _BOOKING,
        _column("ticket_id", _T, "the ticket"),
        _CREATED,
        _column("part", _T, "the part of a bundle; empty elsewhere"),
        _column("ticket_type", _T, "the ticket type"),
        _column("ordinal", _N, "which of its type, from 0"),
        _column("status", _T, "`CONFIRMED`, `CANCELLED` and so on"),
        _column("uses", _N, "how often it was used, taken back ones not counted"),
        _column("code", _X, "the digest of its code", nullable=True),
        _column("supplier_reference", _T, "what the supplier calls it"),
    ),
    indexes=(_by("code"),),
)

REDEMPTIONS = Table(
    name="redemptions",
    about="uses of tickets",
    key=("order_id", "booking_id", "ticket_id", "place"),
    columns=(
        _ORDER,
        _BOOKING,
        _column("ticket_id", _T, "the ticket"),
        _column("place", _N, "which use of the ticket it is, from 0"),
        _CREATED,
        _column("used_at", _I, "when it was used"),
        _column("voided_at", _I, "when that was taken back", nullable=True),
        _column("actor_type", _T, "the kind of account that noted it"),
    ),
    indexes=(
        Index(
            columns=("used_at", "created_at", "order_id", "booking_id"),
            where="voided_at IS NULL",
        ),
    ),
)

CONTACTS = Table(
    name="order_contacts",
    about="contacts of orders, as far as they are found by it",
    key=("order_id", "place"),
    columns=(
        _ORDER,
        _column("place", _N, "which contact of the order it is, from 0"),
        _CREATED,
        _column("uid", _T, "what the host calls the contact"),
        _column("email", _X, "the digest of the e-mail address", nullable=True),
    ),
    indexes=(_by("uid"), _by("email")),
)

CONTACT_NAMES = Table(
    name="contact_names",
    about="names that contacts go by: the first, the last, and both",
    key=("name", "created_at", "order_id", "place"),
    columns=(
        _column("name", _X, "the digest of the name"),
        _CREATED,
        _ORDER,
        _column("place", _N, "which contact of the order it is, from 0"),
    ),
)

WORDS = Table(
    name="order_words",
    about="words by which orders are found; personal data is among them",
    key=("word", "created_at", "order_id"),
    columns=(_column("word", _T, "the word, folded"), _CREATED, _ORDER),
)

LEDGER_ENTRIES = Table(
    name="ledger_entries",
    about="every entry of the ledgers of orders; none is ever changed",
    key=("order_id", "posting", "entry"),
    columns=(
        _ORDER,
        _column("posting", _N, "which posting of the order it is part of, from 0"),
        _column("entry", _N, "which entry of the posting it is, from 0"),
        _column("version", _N, "the version of the order in which it was written"),
        _column("posted_at", _I, "when it was written"),
        _column("reason", _T, "`CONFIRMATION`, `AMENDMENT`, `CANCELLATION`"),
        _column("booking_id", _T, "the booking; NULL: the whole order", nullable=True),
        _column("part", _T, "the part of a bundle; empty elsewhere"),
        _column("ticket_type", _T, "the ticket type; empty: the whole booking"),
        _column("ordinal", _N, "the first ticket of its type; -1: none in particular"),
        _column("units", _N, "for how many tickets, one after the other, it is written"),
        _column("unit_amount", _N, "minor units for each of them"),
        _column("amount", _N, "minor units for all of them: units times unit_amount"),
        _column("effect", _T, "`ADDED`: part of what the guest pays; `INCLUDED`: within it"),
        _column("kind", _T, "`LIST`, `TAX`, `FEE` and so on"),
        _column("type", _T, "the field's own name for it"),
        _column("rule", _T, "the rule of the tariff"),
        _column("label", _T, "what the rule is called"),
        _column("tax", _T, "the tax of a TAX, TAX_ROUNDING or FEE_TAX", nullable=True),
    ),
)

PAYMENTS = Table(
    name="payments",
    about="payments and refunds of orders; none is ever changed",
    key=("order_id", "place"),
    columns=(
        _ORDER,
        _column("place", _N, "which line of the order it is, from 0"),
        _column("payment_id", _T, "the payment"),
        _column("recorded_at", _I, "when it was recorded"),
        _column("type", _T, "`CAPTURE`, `AUTHORIZATION`, `REFUND`"),
        _column("status", _T, "`PAID`, `REFUNDED` and so on"),
        _column("amount", _N, "minor units, never below zero"),
        _column("currency", _T, "the code of the currency"),
        _column("currency_exponent", _N, "digits behind the point: 2 for cents"),
        _column("method", _T, "`CASH`, `ONLINE` and so on"),
        _column("scheme", _T, "the brand of a card"),
        _column("external_reference", _T, "what the payer's side calls it"),
        _column("original", _T, "the payment that it changes", nullable=True),
        _column("refund_type", _T, "why money went back", nullable=True),
        _column("order_version", _N, "the version of the order then", nullable=True),
        _column("creator_type", _T, "the kind of account; NULL: nobody", nullable=True),
    ),
)

PROJECTION: tuple[Table, ...] = (
    ORDERS,
    BOOKINGS,
    BOOKING_SLOTS,
    BOOKING_POOLS,
    BOOKING_DAYS,
    TICKETS,
    REDEMPTIONS,
    CONTACTS,
    CONTACT_NAMES,
    WORDS,
    LEDGER_ENTRIES,
    PAYMENTS,
)
