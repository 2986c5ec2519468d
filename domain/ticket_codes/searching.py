"""Where free codes are looked for in a stock, and what must be loaded to find them.

Ten thousand codes cannot be loaded to find one that is free, and carts that are filled at the same
time must not all reach for the first. Each holder therefore has an order of its own in which it
goes through the whole stock: a start and a step without a common divisor with the number of codes.
A window of that order is loaded; while it holds too few free codes, one twice as wide. Of n codes
with k left, a holder looks at about n/k; over the life of a stock, that is the logarithm of n for
a code. The stock itself is counted as a resource of its own, so that one that is sold out is not
searched at all.

Known limit: whoever asks for the last codes of a large stock loads much of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from itertools import islice
from math import gcd

from counterfoil.domain.catalogue.ticket_codes import CodeStock
from counterfoil.domain.references import HolderId, ResourceId
from counterfoil.domain.stock.level import Level
from counterfoil.domain.stock.resource import CodeStockResource, resource_id
from counterfoil.domain.ticket_codes.code import code_resource

WINDOW_MIN = 16  # codes: most searches end in the first window until nine of ten are gone


def stock_resource(stock: CodeStock) -> ResourceId:
    """Name the stock itself, of which every code that is drawn takes one unit."""
    return resource_id(CodeStockResource(stock=stock.id))


def search_order(stock: CodeStock, *, holder: HolderId) -> Iterator[str]:
    """Yield every code of a stock once, in an order that is the holder's own."""
    count = len(stock.codes)
    if not count:
        return
    bits = int.from_bytes(sha256(holder.encode()).digest()[:16])
    start, step = bits % count, 1 + (bits // count) % count
    while gcd(step, count) > 1:
        step += 1
    for number in range(count):
        yield stock.codes[(start + number * step) % count]


def searched(
    stock: CodeStock, *, holder: HolderId, wanted: int, levels: Mapping[ResourceId, Level]
) -> frozenset[ResourceId]:
    """Name the resources among which *wanted* codes will be found, as far as *levels* tell.

    To be asked again when those are loaded, until it names nothing new: then there are enough
    free ones among them, or the stock does not have as many.
    """
    own = stock_resource(stock)
    known, free = 0, 0
    window: set[ResourceId] = {own}
    for code in search_order(stock, holder=holder):
        resource = code_resource(code)
        if resource not in levels:
            break
        known += 1
        free += is_free(levels[resource])
        window.add(resource)
        if free >= wanted:
            return frozenset(window)
    if own in levels and (levels[own].left() or 0) < wanted:
        return frozenset(window)
    size = max(WINDOW_MIN, 2 * wanted, 2 * known)
    order = islice(search_order(stock, holder=holder), known, size)
    return frozenset(window | {code_resource(code) for code in order})


def is_free(level: Level) -> bool:
    """Whether nobody has a code."""
    return level.left() != 0
