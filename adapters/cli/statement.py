"""The statement of a quote: per booking and ticket type, every entry with its cause and amount."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from attrs import frozen

from counterfoil.adapters.cli.basis import Bases
from counterfoil.adapters.cli.ledger_table import QUIET, STRONG, Cells
from counterfoil.adapters.cli.merging import merged
from counterfoil.adapters.cli.naming import Names, named
from counterfoil.adapters.cli.terminal import printable
from counterfoil.domain.basket import BasketItem
from counterfoil.domain.money import format_amount
from counterfoil.domain.pricing import Kind, LedgerRow, Pricer, Quote
from counterfoil.domain.references import ItemId, PartId, Promocode, TicketTypeId
from counterfoil.domain.tariff.taxes import Effect

_LineKey: TypeAlias = tuple[ItemId, PartId, TicketTypeId]
_PINNED = (PartId(""), TicketTypeId(""))


@frozen(kw_only=True)
class Block:
    """Rows below a heading: one line of tickets, or what is pinned to a booking or the order."""

    heading: str
    entries: tuple[Cells, ...]
    sums: tuple[Cells, ...]


@frozen(kw_only=True)
class BookingStatement:
    """One booking: its name, its blocks and what it costs."""

    heading: str
    blocks: tuple[Block, ...]
    total: Cells


@frozen(kw_only=True)
class Statement:
    """All entries of a quote as text, booking by booking; ``order`` is what is pinned to it."""

    bookings: tuple[BookingStatement, ...]
    order: Block | None

    def cells(self) -> Iterator[Cells]:
        """List all rows, to see how wide they are."""
        for booking in self.bookings:
            yield booking.total
        for block in self._blocks():
            yield from block.entries
            yield from block.sums

    def _blocks(self) -> Iterator[Block]:
        for booking in self.bookings:
            yield from booking.blocks
        if self.order is not None:
            yield self.order


def state(quote: Quote, *, pricer: Pricer) -> Statement:
    """Put a quote into words; *pricer* is the one that made it."""
    writer = _Writer(quote, pricer=pricer)
    return Statement(
        bookings=tuple(writer.booking(item) for item in quote.basket.items), order=writer.order()
    )


class _Writer:
    """Writes the rows of one quote."""

    def __init__(self, quote: Quote, *, pricer: Pricer) -> None:
        self._quote = quote
        self._names = Names(pricer.catalogue)
        self._bases = Bases.of(quote, tariff=pricer.tariff)
        self._codes: dict[str, Promocode] = {
            outcome.promotion: outcome.code
            for outcome in quote.promocodes
            if outcome.applied and outcome.promotion is not None
        }
        self._rows: defaultdict[_LineKey, list[LedgerRow]] = defaultdict(list)
        for row in quote.rows():
            self._rows[(row.item, row.part, row.ticket_type)].append(row)

    def booking(self, item: BasketItem) -> BookingStatement:
        """State one booking."""
        pinned = self._pinned(item, heading="Pinned to the booking")
        return BookingStatement(
            heading=f"Item {printable(item.id)}: {self._names.item(item)}",
            blocks=(*self._lines(item), *pinned),
            total=Cells(
                cause=f"sum of item {printable(item.id)}",
                amount=self._amount(self._quote.booking_totals[item.id]),
                style=STRONG,
            ),
        )

    def order(self) -> Block | None:
        """State what is pinned to the order, if anything is."""
        found = self._pinned(None, heading="Pinned to the order")
        return found[0] if found else None

    def _pinned(self, item: BasketItem | None, *, heading: str) -> tuple[Block, ...]:
        rows = self._rows.get((ItemId("") if item is None else item.id, *_PINNED), [])
        if not rows:
            return ()
        added = [row.amount for row in rows if row.cause.effect is Effect.ADDED]
        sums = (Cells(cause=heading, amount=self._amount(sum(added)), style=STRONG),)
        return (
            Block(
                heading=heading,
                entries=tuple(self._entries(rows, item=item)),
                sums=sums if added else (),
            ),
        )

    def _lines(self, item: BasketItem) -> Iterator[Block]:
        groups = self._quote.groups(item.id)
        for part, ticket_type in dict.fromkeys((one.part, one.ticket_type) for one in groups):
            of_line = [one for one in groups if (one.part, one.ticket_type) == (part, ticket_type)]
            count = sum(one.count for one in of_line)
            whole = self._amount(sum(one.count * one.amount for one in of_line))
            label = self._names.ticket_type(item, part=part, ticket_type=ticket_type)
            last = len(of_line) - 1
            yield Block(
                heading=f"{count} × {label}",
                entries=tuple(self._entries(self._rows[(item.id, part, ticket_type)], item=item)),
                sums=tuple(
                    Cells(
                        cause="" if place else f"{count} × {label}",
                        tickets=f"{one.count} × {self._amount(one.amount)}",
                        amount=whole if place == last else "",
                        style=STRONG,
                    )
                    for place, one in enumerate(of_line)
                ),
            )

    def _entries(self, rows: Sequence[LedgerRow], *, item: BasketItem | None) -> Iterator[Cells]:
        before: LedgerRow | None = None
        for row in merged(rows):
            again = before is not None and _is_same_cause(before, row)
            terms = self._bases.text(row)
            if again and before is not None and terms == self._bases.text(before):
                terms = ""
            whole = self._amount(row.units * row.amount)
            inside = row.cause.effect is Effect.INCLUDED
            yield Cells(
                kind="" if again else _words(row.cause.kind),
                cause="" if again else self._cause(row, item=item),
                terms=terms,
                tickets=f"{row.units} × {self._amount(row.amount)}" if row.ordinal >= 0 else "",
                included=whole if inside else "",
                amount="" if inside else whole,
                style=QUIET if inside else "",
            )
            before = row

    def _cause(self, row: LedgerRow, *, item: BasketItem | None) -> str:
        text = named(row.cause.label, id=row.cause.rule)
        if row.cause.rule in self._codes:
            text = f"{printable(self._codes[row.cause.rule])}: {text}"
        if row.component and item is not None:
            text = f"{text} in {self._names.component(item, component=row.component)}"
        return text

    def _amount(self, amount: int) -> str:
        return format_amount(amount, currency=self._quote.currency)


def _is_same_cause(one: LedgerRow, other: LedgerRow) -> bool:
    return (one.cause, one.component) == (other.cause, other.component)


def _words(kind: Kind) -> str:
    return kind.value.replace("_", " ").lower()
