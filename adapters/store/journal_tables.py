"""The tables of a journal: what must be remembered beside a system that does not remember it."""

from __future__ import annotations

from counterfoil.adapters.store.table import Column, Index, Kind, Table

JOURNAL_CARTS = Table(
    name="journal_carts",
    about="carts of a remote system as they were seen last",
    columns=(
        Column(name="cart_id", kind=Kind.TEXT, about="the cart"),
        Column(name="version", kind=Kind.INTEGER, about="of the shadow; 0: there is none yet"),
        Column(name="readable_until", kind=Kind.INSTANT, about="when it is gone"),
        Column(name="owes", kind=Kind.YES_NO, about="whether its end is still to be settled"),
        Column(
            name="at_work",
            kind=Kind.TEXT,
            about="the key of the command that is under way",
            nullable=True,
        ),
        Column(name="shadow", kind=Kind.DOCUMENT, about="all of it", nullable=True),
    ),
    key=("cart_id",),
    indexes=(Index(columns=("readable_until", "cart_id"), where="owes = 0 AND at_work IS NULL"),),
)

JOURNAL_ORDERS = Table(
    name="journal_orders",
    about="orders of a remote system as they were seen last",
    columns=(
        Column(name="order_id", kind=Kind.TEXT, about="the order"),
        Column(name="revision", kind=Kind.INTEGER, about="of the shadow; 0: there is none yet"),
        Column(
            name="at_work",
            kind=Kind.TEXT,
            about="the key of the command that is under way",
            nullable=True,
        ),
        Column(name="shadow", kind=Kind.DOCUMENT, about="all of it", nullable=True),
    ),
    key=("order_id",),
)

JOURNAL_KEYS = Table(
    name="journal_keys",
    about="keys that were begun: under way, set aside, or done",
    columns=(
        Column(name="command_key", kind=Kind.TEXT, about="the key of the command"),
        Column(name="cart_id", kind=Kind.TEXT, about="the cart it changes", nullable=True),
        Column(
            name="order_id",
            kind=Kind.TEXT,
            about="the order it changes or, beside a cart, made",
            nullable=True,
        ),
        Column(name="times", kind=Kind.INTEGER, about="how often it was begun"),
        Column(name="decided_at", kind=Kind.INSTANT, about="when, while under way", nullable=True),
        Column(name="decision", kind=Kind.DOCUMENT, about="while under way", nullable=True),
        Column(name="digests", kind=Kind.TEXT, about="its fields, once done", nullable=True),
        Column(name="version", kind=Kind.INTEGER, about="it made, once done", nullable=True),
    ),
    key=("command_key",),
    indexes=(
        Index(columns=("cart_id",), where="cart_id IS NOT NULL"),
        Index(columns=("order_id",), where="order_id IS NOT NULL"),
        Index(columns=("decided_at", "command_key"), where="decided_at IS NOT NULL"),
    ),
)

JOURNAL_NOTES = Table(
    name="journal_notes",
    about="what the requests of a command have left behind",
    columns=(
        Column(name="command_key", kind=Kind.TEXT, about="the key of the command"),
        Column(name="step", kind=Kind.TEXT, about="which request"),
        Column(name="reference", kind=Kind.TEXT, about="what the system calls it"),
    ),
    key=("command_key", "step"),
)

JOURNAL_TABLES: tuple[Table, ...] = (JOURNAL_CARTS, JOURNAL_ORDERS, JOURNAL_KEYS, JOURNAL_NOTES)
