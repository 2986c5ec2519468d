"""The tables that the system itself reads; what analysts and filters read is in `projection`."""

from __future__ import annotations

from collections.abc import Callable
from secrets import token_hex

from counterfoil.adapters.keyed_digests import KEY_BYTES
from counterfoil.adapters.store.dialect import Dialect
from counterfoil.adapters.store.instants import NEVER
from counterfoil.adapters.store.journal_tables import JOURNAL_TABLES
from counterfoil.adapters.store.projection_limits import LIMITS
from counterfoil.adapters.store.projection_tables import PROJECTION
from counterfoil.adapters.store.projection_views import VIEWS
from counterfoil.adapters.store.store import Session
from counterfoil.adapters.store.table import Column, Index, Kind, Table

META = Table(
    name="meta",
    about="what there is one of: today's world, and the secret of the digests of this store",
    columns=(
        Column(name="name", kind=Kind.TEXT, about="secret, or world"),
        Column(name="value", kind=Kind.TEXT, about="what it is"),
    ),
    key=("name",),
)

NUMBERS = Table(
    name="numbers",
    about="numbers that are given out without a gap",
    columns=(
        Column(name="name", kind=Kind.TEXT, about="events"),
        Column(name="value", kind=Kind.INTEGER, about="the last one that was given"),
    ),
    key=("name",),
)

WORLDS = Table(
    name="worlds",
    about="every catalogue with a tariff that was sold by, as long as something refers to it",
    columns=(
        Column(name="world", kind=Kind.TEXT, about="the digest of both, by which carts name it"),
        Column(name="catalogue", kind=Kind.TEXT, about="the digest of the catalogue"),
        Column(name="tariff", kind=Kind.TEXT, about="the digest of the tariff"),
        Column(name="loaded_at", kind=Kind.INSTANT, about="when it was loaded last"),
    ),
    key=("world",),
)

WORLD_DOCUMENTS = Table(
    name="world_documents",
    about="catalogues and tariffs, each once",
    columns=(
        Column(name="digest", kind=Kind.TEXT, about="the digest of the document's content"),
        Column(name="document", kind=Kind.DOCUMENT, about="a catalogue or a tariff"),
    ),
    key=("digest",),
)

CARTS = Table(
    name="carts",
    about="carts as they were committed last",
    columns=(
        Column(name="cart_id", kind=Kind.TEXT, about="the cart"),
        Column(name="version", kind=Kind.INTEGER, about="how many changes it has had"),
        Column(name="world", kind=Kind.TEXT, about="the world that it was opened in"),
        Column(name="readable_until", kind=Kind.INSTANT, about="when it is gone"),
        Column(name="owes", kind=Kind.YES_NO, about="whether its end is still to be settled"),
        Column(
            name="due_at",
            kind=Kind.INSTANT,
            about="when its last hold ends, or ended; null once nothing is to be settled",
            nullable=True,
        ),
        Column(name="document", kind=Kind.DOCUMENT, about="all of it"),
    ),
    key=("cart_id",),
    indexes=(
        Index(columns=("due_at", "cart_id"), where="due_at IS NOT NULL"),
        Index(columns=("readable_until", "cart_id"), where="owes = 0"),
        Index(columns=("world",)),
    ),
)

ORDER_DOCUMENTS = Table(
    name="order_documents",
    about="orders in their latest version, as they were committed last",
    columns=(
        Column(name="order_id", kind=Kind.TEXT, about="the order"),
        Column(name="version", kind=Kind.INTEGER, about="how often it was amended, and one"),
        Column(name="revision", kind=Kind.INTEGER, about="how many changes it has had"),
        Column(name="world", kind=Kind.TEXT, about="the world that priced it"),
        Column(name="document", kind=Kind.DOCUMENT, about="all of it"),
    ),
    key=("order_id",),
    indexes=(Index(columns=("world",)),),
)

EARLIER_ORDERS = Table(
    name="earlier_orders",
    about="earlier versions of orders, as each was when the next one came",
    columns=(
        Column(name="order_id", kind=Kind.TEXT, about="the order"),
        Column(name="version", kind=Kind.INTEGER, about="its version"),
        Column(name="world", kind=Kind.TEXT, about="the world that priced it"),
        Column(name="document", kind=Kind.DOCUMENT, about="all of it"),
    ),
    key=("order_id", "version"),
    indexes=(Index(columns=("world",)),),
)

CHANGES = Table(
    name="changes",
    about="what was committed, and by the command of which key; carts take theirs with them",
    columns=(
        Column(name="number", kind=Kind.NUMBERED, about="grows; it may have gaps"),
        Column(
            name="command_key",
            kind=Kind.TEXT,
            about="the key of the command; null where an order begins that was a cart, which has "
            "it",
            nullable=True,
        ),
        Column(
            name="digests",
            kind=Kind.TEXT,
            about="its fields, as a keyed digest each; null without the key",
            nullable=True,
        ),
        Column(name="cart_id", kind=Kind.TEXT, about="the cart it changed", nullable=True),
        Column(
            name="order_id",
            kind=Kind.TEXT,
            about="the order it changed or, beside a cart, made",
            nullable=True,
        ),
        Column(name="version", kind=Kind.INTEGER, about="the version that it made"),
        Column(name="overbooked", kind=Kind.YES_NO, about="whether it drew more than was left"),
        Column(name="record", kind=Kind.DOCUMENT, about="the line of the log"),
    ),
    key=("number",),
    indexes=(
        Index(columns=("command_key",), unique=True),
        Index(columns=("cart_id",), where="cart_id IS NOT NULL"),
        Index(columns=("order_id",), where="order_id IS NOT NULL"),
    ),
)

EVENTS = Table(
    name="events",
    about="what happened to all orders, in sequence",
    columns=(
        Column(name="sequence", kind=Kind.INTEGER, about="1, 2, 3 and so on without a gap"),
        Column(name="order_id", kind=Kind.TEXT, about="the order"),
        Column(
            name="place", kind=Kind.INTEGER, about="its place in the events of the order, from 0"
        ),
        Column(name="type", kind=Kind.TEXT, about="what happened"),
        Column(name="order_version", kind=Kind.INTEGER, about="in which version"),
        Column(name="at", kind=Kind.INSTANT, about="when"),
        Column(
            name="actor_type",
            kind=Kind.TEXT,
            about="the kind of account that did it; null: nobody",
            nullable=True,
        ),
    ),
    key=("sequence",),
    indexes=(Index(columns=("order_id",)),),
)

CODES = Table(
    name="codes",
    about="which order has a ticket code",
    columns=(
        Column(name="digest", kind=Kind.BYTES, about="the code, as a digest under the secret"),
        Column(name="order_id", kind=Kind.TEXT, about="the order sold last with it"),
    ),
    key=("digest",),
    indexes=(Index(columns=("order_id",)),),
)

STOCK_ROWS = Table(
    name="stock_rows",
    about="who has drawn how much of what, and until when",
    columns=(
        Column(name="resource", kind=Kind.TEXT, about="a pool, a spot, a use, a budget, a code"),
        Column(name="holder", kind=Kind.TEXT, about="who has it"),
        Column(
            name="allocation", kind=Kind.TEXT, about="the name it was drawn under, often empty"
        ),
        Column(
            name="expires_at", kind=Kind.INSTANT, about=f"when the hold ends; {NEVER} where sold"
        ),
        Column(name="quantity", kind=Kind.INTEGER, about="how many units"),
    ),
    key=("resource", "holder", "allocation", "expires_at"),
    indexes=(
        Index(columns=("resource", "expires_at"), where=f"expires_at < {NEVER}"),
        Index(columns=("expires_at",), where=f"expires_at < {NEVER}"),
    ),
)

STOCK_COUNTERS = Table(
    name="stock_counters",
    about="sums of the rows, lapsed ones included until they are dropped",
    columns=(
        Column(name="resource", kind=Kind.TEXT, about="as in the rows"),
        Column(name="allocation", kind=Kind.TEXT, about="as in the rows"),
        Column(name="held", kind=Kind.INTEGER, about="units held"),
        Column(name="sold", kind=Kind.INTEGER, about="units sold"),
        Column(
            name="swept_until",
            kind=Kind.INSTANT,
            about="the latest instant at which lapsed rows were dropped, 0 for never",
        ),
    ),
    key=("resource", "allocation"),
    indexes=(Index(columns=("swept_until",), where="held = 0 AND sold = 0"),),
)

SYSTEM_TABLES: tuple[Table, ...] = (
    META,
    NUMBERS,
    WORLDS,
    WORLD_DOCUMENTS,
    CARTS,
    ORDER_DOCUMENTS,
    EARLIER_ORDERS,
    CHANGES,
    EVENTS,
    CODES,
    STOCK_ROWS,
    STOCK_COUNTERS,
    *JOURNAL_TABLES,
)


def _first(session: Session, dialect: Dialect) -> None:
    for table in (*SYSTEM_TABLES, *PROJECTION, LIMITS):
        for statement in table.statements(dialect):
            session.run(statement)
    for view in VIEWS:
        session.run(view.statement(dialect))
    session.run("INSERT INTO numbers (name, value) VALUES ('events', 0)")
    secret = token_hex(KEY_BYTES)
    session.run("INSERT INTO meta (name, value) VALUES ('secret', ?)", (secret,))


MIGRATIONS: tuple[Callable[[Session, Dialect], None], ...] = (_first,)
"""What leads from each version of the schema to the next one; the first makes all tables."""

SCHEMA_VERSION = len(MIGRATIONS)


def migrate(session: Session, dialect: Dialect, *, version: int) -> None:
    """Bring tables of a version, 0 for none, up to the present one."""
    for step in MIGRATIONS[version:]:
        step(session, dialect)
