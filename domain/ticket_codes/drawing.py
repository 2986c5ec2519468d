"""Which codes the tickets of an item have, and what is drawn for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from counterfoil.domain.cart.item import CartItem, Draw
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.ticket_codes import CodeStock, TicketCodeSource
from counterfoil.domain.references import ResourceId
from counterfoil.domain.refusals import SoldOut, TicketCodeTaken
from counterfoil.domain.stock.level import Level
from counterfoil.domain.stock.resource import is_of_codes
from counterfoil.domain.ticket_codes.code import TicketCode, code_resource
from counterfoil.domain.ticket_codes.searching import is_free, search_order, stock_resource
from counterfoil.domain.ticket_codes.tickets import Tickets, tickets_of


class Coded(NamedTuple):
    """The codes of an item, in the order of its tickets, and what it draws for them."""

    codes: tuple[TicketCode, ...]
    draws: tuple[Draw, ...]


NO_CODES = Coded((), ())


class _Ledger(NamedTuple):
    """What is known of codes: who has them, and what this command has drawn before."""

    levels: Mapping[ResourceId, Level]
    chosen: AbstractSet[ResourceId]
    mine: frozenset[ResourceId]

    def is_open(self, resource: ResourceId) -> bool:
        """Whether a code can be drawn: nobody has it, or the item itself."""
        if resource in self.chosen:
            return False
        return resource in self.mine or is_free(self.levels[resource])


def coded(
    item: CartItem,
    *,
    catalogue: Catalogue,
    levels: Mapping[ResourceId, Level],
    before: CartItem | None,
    chosen: AbstractSet[ResourceId],
    short: Collection[ResourceId | None],
) -> Coded | TicketCodeTaken | SoldOut:
    """Give the tickets of an item their codes: those that were brought, or some of a stock.

    *before* is the item as it was: tickets that stay keep the codes of a stock. *chosen* is what
    items before it in the same command drew. Stocks that are *short* give nothing: the command
    will be refused.
    """
    mine = frozenset() if before is None else frozenset(draw.resource for draw in before.draws)
    ledger = _Ledger(levels, chosen, mine)
    had = () if before is None else before.codes
    codes: list[TicketCode] = []
    drawn: dict[ResourceId, int] = {}
    for tickets in tickets_of(item.asked, catalogue=catalogue):
        if tickets.product.ticket_codes is TicketCodeSource.BROUGHT:
            own = tickets.of(item.codes)
        elif tickets.product.ticket_codes is TicketCodeSource.STOCK:
            stock = catalogue.code_stock_of(tickets.product.id)
            if stock_resource(stock) in short:
                continue
            found = _from_stock(stock, tickets, item, had=had, ledger=ledger, drawn=drawn)
            if isinstance(found, SoldOut):
                return found
            own = found
            drawn[stock_resource(stock)] = drawn.get(stock_resource(stock), 0) + len(own)
        else:
            continue
        codes.extend(own)
        drawn.update((code_resource(code.code), 1) for code in own)
    taken = [
        position
        for position, code in enumerate(item.codes)
        if code in codes and not ledger.is_open(code_resource(code.code))
    ]
    if taken:
        return TicketCodeTaken(item=item.id, positions=tuple(taken))
    draws = (Draw(resource=name, quantity=count) for name, count in sorted(drawn.items()))
    return Coded(tuple(codes), tuple(draws))


def _from_stock(
    stock: CodeStock,
    tickets: Tickets,
    item: CartItem,
    *,
    had: Sequence[TicketCode],
    ledger: _Ledger,
    drawn: Mapping[ResourceId, int],
) -> tuple[TicketCode, ...] | SoldOut:
    """Keep the codes that the tickets had, and choose free ones for the others."""
    kept = tickets.of(had)
    wanted = tickets.quantity - len(kept)
    if not wanted:
        return kept
    part, ticket_type = tickets.key
    found = list(kept)
    for code in search_order(stock, holder=item.holder):
        resource = code_resource(code)
        if resource not in ledger.levels:
            break
        used = resource in ledger.mine or resource in drawn
        if not used and ledger.is_open(resource):
            found.append(TicketCode(ticket_type=ticket_type, code=code, part=part))
            if len(found) == tickets.quantity:
                return tuple(found)
    # The stock is not short, but callers brought codes of it themselves.
    return SoldOut(resource=stock_resource(stock), asked=wanted, left=len(found) - len(kept))


def draws_beside_codes(item: CartItem) -> tuple[Draw, ...]:
    """Answer what an item draws for all else."""
    return tuple(draw for draw in item.draws if not is_of_codes(draw.resource))
