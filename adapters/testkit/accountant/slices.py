"""What is left of a pool for whom, by arithmetic of the accountant's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from counterfoil.domain.catalogue.slots import Pool


def fits(pool: Pool, *, drawn: Mapping[str, int], asked: Mapping[str, int]) -> bool:
    """Whether all that is *asked* of a pool is left, beside what is *drawn*, by name.

    A name without a slice asks of what nobody has set aside, a slice that may overflow of that and
    of itself, any other slice of itself alone.
    """
    asked = {name: quantity for name, quantity in asked.items() if quantity > 0}
    unused: dict[str, int] = {
        slice_.name: max(0, slice_.quantity - drawn.get(slice_.name, 0))
        for slice_ in pool.allocations
    }
    closed: set[str] = {
        slice_.name for slice_ in pool.allocations if slice_.overflow.value == "refused"
    }
    beyond = {name: max(0, quantity - unused.get(name, 0)) for name, quantity in asked.items()}
    if any(beyond.get(name) for name in closed):
        return False
    if pool.total is None or not asked:
        return True
    free = max(0, pool.total - sum(drawn.values()))
    rest = max(0, free - sum(unused.values()))
    return sum(beyond.values()) <= rest and sum(asked.values()) <= free


def overbooked_by(pool: Pool, *, drawn: Mapping[str, int], asked: int, name: str) -> int:
    """Count how much of what is *asked* under one name is more than is left."""
    return next(
        asked - count
        for count in range(asked, -1, -1)
        if not count or fits(pool, drawn=drawn, asked=Counter({name: count}))
    )
