"""How many codes a command wants of each stock, and what must be known to draw them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.ticket_codes import CodeStock, TicketCodeSource
from counterfoil.domain.references import CodeStockId, ItemId, ResourceId
from counterfoil.domain.refusals import SoldOut
from counterfoil.domain.stock.level import Level
from counterfoil.domain.ticket_codes.code import code_resource
from counterfoil.domain.ticket_codes.searching import searched, stock_resource
from counterfoil.domain.ticket_codes.tickets import tickets_of


def code_needs(
    items: Iterable[CartItem],
    *,
    before: Mapping[ItemId, CartItem],
    catalogue: Catalogue,
    levels: Mapping[ResourceId, Level],
) -> frozenset[ResourceId]:
    """Name what must be loaded to give *items* their codes, as far as *levels* tell."""
    found: set[ResourceId] = set()
    changed = tuple(items)
    totals = _totals(changed, before=before, catalogue=catalogue)
    for item in changed:
        for tickets in tickets_of(item.asked, catalogue=catalogue):
            if tickets.product.ticket_codes is TicketCodeSource.BROUGHT:
                found.update(code_resource(code.code) for code in tickets.of(item.codes))
        for stock, wanted in _wanted(item, before=before, catalogue=catalogue):
            if wanted:
                total = totals[stock.id]
                found |= searched(stock, holder=item.holder, wanted=total, levels=levels)
    return frozenset(found)


def stock_shortages(
    items: Iterable[CartItem],
    *,
    before: Mapping[ItemId, CartItem],
    catalogue: Catalogue,
    levels: Mapping[ResourceId, Level],
) -> tuple[SoldOut, ...]:
    """Answer the stocks that have fewer codes left than all *items* want together."""
    found = []
    totals = _totals(tuple(items), before=before, catalogue=catalogue)
    for stock in catalogue.code_stocks:
        asked = totals[stock.id]
        if asked:
            own = stock_resource(stock)
            left = levels[own].left() or 0
            if left < asked:
                found.append(SoldOut(resource=own, asked=asked, left=left))
    return tuple(found)


def _totals(
    items: tuple[CartItem, ...], *, before: Mapping[ItemId, CartItem], catalogue: Catalogue
) -> Counter[CodeStockId]:
    totals: Counter[CodeStockId] = Counter()
    for item in items:
        for stock, wanted in _wanted(item, before=before, catalogue=catalogue):
            totals[stock.id] += wanted
    return totals


def _wanted(
    item: CartItem, *, before: Mapping[ItemId, CartItem], catalogue: Catalogue
) -> Iterator[tuple[CodeStock, int]]:
    """Count what an item wants of its stocks beside the codes that its tickets have."""
    former = before.get(item.id)
    had = former.codes if former is not None and former.holder == item.holder else ()
    for tickets in tickets_of(item.asked, catalogue=catalogue):
        if tickets.product.ticket_codes is TicketCodeSource.STOCK:
            stock = catalogue.code_stock_of(tickets.product.id)
            yield stock, tickets.quantity - len(tickets.of(had))
