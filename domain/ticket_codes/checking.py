"""What is wrong with the codes that a caller brings, whoever else has them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.ticket_codes import CODE_ALLOWED, TicketCodeSource, is_code
from counterfoil.domain.refusals import InvalidTicketCode
from counterfoil.domain.ticket_codes.code import TicketCode, TypeKey
from counterfoil.domain.ticket_codes.tickets import Tickets, tickets_of

_NOT_TAKEN = {
    TicketCodeSource.ENGINE: "none: they are made when the order is confirmed",
    TicketCodeSource.STOCK: "none but those that it has: they are drawn from a stock",
}


def code_refusals(
    item: CartItem, *, before: CartItem | None, catalogue: Catalogue
) -> Iterator[InvalidTicketCode]:
    """Find codes of unknown tickets, too many, repeated or unreadable ones, and unasked ones.

    *before* is the item as it was: what it was answered can be sent back.
    """
    known = {tickets.key: tickets for tickets in tickets_of(item.asked, catalogue=catalogue)}
    had = frozenset() if before is None else frozenset(before.codes)
    counts: Counter[TypeKey] = Counter()
    seen: set[str] = set()
    for position, code in enumerate(item.codes):
        counts[code.key] += 1
        found = _problem(code, tickets=known.get(code.key), number=counts[code.key], known=known)
        if found is None and code not in had:
            found = _unasked(known[code.key])
        if found is None and code.code in seen:
            found = ("is there twice", "each code once")
        seen.add(code.code)
        if found is not None:
            problem, allowed = found
            yield InvalidTicketCode(
                item=item.id, field=f"codes[{position}]", problem=problem, allowed=allowed
            )


def _problem(
    code: TicketCode,
    *,
    tickets: Tickets | None,
    number: int,
    known: dict[TypeKey, Tickets],
) -> tuple[str, str] | None:
    if tickets is None:
        allowed = ", ".join(_told(key) for key in known) or "none: there are no tickets"
        return f"is of {_told(code.key)}, of which there are no tickets", allowed
    if number > tickets.quantity:
        return (
            f"is code {number} of {_told(code.key)}",
            f"at most {tickets.quantity}, one a ticket",
        )
    if not is_code(code.code):
        return "is no code", CODE_ALLOWED
    return None


def _unasked(tickets: Tickets) -> tuple[str, str] | None:
    allowed = _NOT_TAKEN.get(tickets.product.ticket_codes)
    if allowed is None:
        return None
    return f"is brought for {tickets.product.id!r}", allowed


def _told(key: TypeKey) -> str:
    part, ticket_type = key
    return repr(ticket_type) if part is None else f"{ticket_type!r} of part {part!r}"
