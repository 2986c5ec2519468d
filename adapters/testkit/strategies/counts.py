"""How many tickets of each type a booking may have, and draws of such counts.

Limits bind types one by one and all of them together, so that not every choice of types can be
filled: of a family ticket for 3 to 5 and a booking of at most 4 tickets, one other is left. The
choices that can be filled are listed, one of them is drawn, and then counts that fill it.
"""

from __future__ import annotations

from functools import lru_cache

from attrs import frozen
from hypothesis import strategies as st

from counterfoil.adapters.testkit.strategies.choices import pick, whole
from counterfoil.domain.references import TicketTypeId

TYPES_MAX = 8  # of one product in one booking: each more doubles the choices that are listed

Quantities = tuple[tuple[TicketTypeId, int], ...]


@frozen(kw_only=True)
class Bounds:
    """A smallest and a largest number of tickets, both included."""

    least: int
    most: int

    def narrowed(self, other: Bounds) -> Bounds:
        """Keep what is in both."""
        return Bounds(least=max(self.least, other.least), most=min(self.most, other.most))


@lru_cache(maxsize=4096)
def fillable(types: tuple[Bounds, ...], *, total: Bounds) -> tuple[tuple[int, ...], ...]:
    """List the choices of *types*, as their places, whose counts can add up to the *total*."""
    found: list[tuple[int, ...]] = []
    for bits in range(1, 1 << len(types)):
        places = tuple(place for place in range(len(types)) if bits >> place & 1)
        if all(types[place].least <= types[place].most for place in places):
            reach = _sum([types[place] for place in places]).narrowed(total)
            if reach.least <= reach.most:
                found.append(places)
    return tuple(found)


@lru_cache(maxsize=4096)
def reachable(types: tuple[Bounds, ...], *, total: Bounds) -> Bounds | None:
    """Give the smallest and the largest total that some choice has; None where there is none."""
    choices = fillable(types, total=total)
    if not choices:
        return None
    sums = [_sum([types[place] for place in places]).narrowed(total) for places in choices]
    return Bounds(least=min(one.least for one in sums), most=max(one.most for one in sums))


def draw_counts(
    draw: st.DrawFn, types: tuple[tuple[TicketTypeId, Bounds], ...], *, total: Bounds
) -> Quantities:
    """Draw some of *types* and how many tickets of each; there is a choice that can be filled."""
    bounds = tuple(found for _, found in types)
    chosen = [types[place] for place in pick(draw, fillable(bounds, total=total))]
    quantities: list[tuple[TicketTypeId, int]] = []
    taken = 0
    for place, (name, own) in enumerate(chosen):
        rest = _sum([found for _, found in chosen[place + 1 :]])
        least, most = total.least - taken - rest.most, total.most - taken - rest.least
        within = own.narrowed(Bounds(least=least, most=most))
        count = whole(draw, within.least, within.most)
        quantities.append((name, count))
        taken += count
    return tuple(quantities)


def _sum(bounds: list[Bounds]) -> Bounds:
    return Bounds(least=sum(one.least for one in bounds), most=sum(one.most for one in bounds))
