"""Stock, step by step: what a system does with draws is what `settle` says.

Draws of every kind are committed one after the other, careful ones on what is there and careless
ones on anything, while time passes. Beside the system a list of rows is kept, and `settle`, which
is the specification, says what is to come of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from counterfoil.adapters.testkit.conformance.check import Check, check
from counterfoil.adapters.testkit.conformance.deciding import noting
from counterfoil.adapters.testkit.conformance.failing import raised, require_equal
from counterfoil.adapters.testkit.conformance.pier import CODES, HOUSE, MINUTE, PRICES, SLICED
from counterfoil.adapters.testkit.conformance.shop import Shop
from counterfoil.adapters.testkit.conformance.stand import Stand
from counterfoil.domain.errors import InvariantError
from counterfoil.domain.references import AllocationId, CartId, HolderId, ResourceId
from counterfoil.domain.stock import (
    GENERAL,
    Carry,
    Draws,
    Give,
    Keep,
    Level,
    Overbooking,
    Renew,
    Row,
    Short,
    StockChange,
    Take,
    levels_of,
    limit_of,
    settle,
)
from counterfoil.ports.errors import ConflictError
from counterfoil.ports.reservation_system import Committed

__all__ = ["CHECKS"]

RESOURCES = tuple(
    ResourceId(name)
    for name in (
        "pool:boat-noon",
        "pool:boat-dusk",
        "pool:deck-noon",
        "pool:quay",
        "pool:no-such-pool",
        "uses:early",
        "budget:purse",
        "spot:stage/friday/Floor/A/1",
    )
)
HOLDERS = tuple(HolderId(name) for name in "abc")
NAMES = (GENERAL, *(AllocationId(name) for name in ("agent", "desk", "web", "stranger")))
QUANTITY_MAX = 6
CARELESS_ONE_IN = 5
STEPS = 8


def _takes(now: datetime) -> st.SearchStrategy[Take]:
    return st.builds(
        Take,
        resource=st.sampled_from(RESOURCES),
        quantity=st.integers(1, QUANTITY_MAX),
        holder=st.sampled_from(HOLDERS),
        allocation=st.sampled_from(NAMES),
        expires_at=st.none() | st.sampled_from([now + MINUTE, now + 5 * MINUTE, now + 9 * MINUTE]),
        overbooking=st.sampled_from(Overbooking),
    )


@st.composite
def _draws(draw: st.DrawFn, rows: Sequence[Row], *, now: datetime) -> Draws:
    careless = draw(st.integers(1, CARELESS_ONE_IN)) == 1
    expiries = st.sampled_from([now + 2 * MINUTE, now + 5 * MINUTE])

    def lines(among: Iterable[Row]) -> Iterator[dict[str, Any]]:
        choice = list(among)
        for row in draw(st.lists(st.sampled_from(choice), max_size=2)) if choice else ():
            quantity = draw(st.integers(1, row.quantity + careless))
            yield {"resource": row.resource, "holder": row.holder, "quantity": quantity}

    held = [row for row in rows if careless or row.expires_at is not None]
    return Draws(
        keeps=tuple(Keep(**line) for line in lines(held)),
        carries=tuple(Carry(**line, to=draw(st.sampled_from(HOLDERS))) for line in lines(rows)),
        renews=tuple(Renew(**line, expires_at=draw(expiries)) for line in lines(held)),
        takes=tuple(draw(st.lists(_takes(now), max_size=3))),
        gives=tuple(Give(**line) for line in lines(rows)),
    )


class _Ledger:
    """The rows that there should be, beside a shop."""

    def __init__(self, shop: Shop, cart: CartId) -> None:
        self.shop = shop
        self.cart = cart
        self.rows: tuple[Row, ...] = ()
        world = shop.system.world()
        self.limits = tuple(
            limit_of(one, catalogue=world.catalogue, tariff=world.pricer.tariff)
            for one in RESOURCES
        )

    def levels(self, now: datetime) -> dict[ResourceId, Level]:
        return dict(levels_of(self.limits, self.rows, at=now))

    def lapse(self, now: datetime) -> None:
        self.rows = tuple(row for row in self.rows if not row.has_lapsed(now))

    def commit(self, draws: Draws, *, key: str) -> None:
        """Commit draws, and see that what comes of it is what `settle` says."""
        shop, now = self.shop, self.shop.clock.now()
        expected = settle(self.rows, self.levels(now), draws, now)
        decision = noting(shop, self.cart, key=key, draws=draws)
        match expected:
            case StockChange():
                answer = shop.system.commit(decision)
                require_equal(
                    "H2",
                    what=f"answer to {draws}",
                    found=answer,
                    expected=Committed(decision.after, expected.overbooked),
                )
                self.rows = expected.rows
            case Short():
                raised(
                    "H1",
                    lambda: shop.system.commit(decision),
                    ConflictError,
                    why=f"{draws} find {expected}",
                )
            case _:
                # Whoever dropped a lapsed row cannot tell any more that it was there.
                raised(
                    "H5",
                    lambda: shop.system.commit(decision),
                    ConflictError,
                    InvariantError,
                    why=f"{draws} find {expected}",
                )

    def compare(self, *, after: str) -> None:
        now = self.shop.clock.now()
        found = self.shop.system.levels(RESOURCES, at=now)
        for resource, level in self.levels(now).items():
            require_equal(
                "H5", what=f"{resource} after {after}", found=found[resource], expected=level
            )


@check("H1", "H2", "H5")
def stock_is_settled_as_the_specification_says(stand: Stand) -> None:
    """After each of many random draws every level is the one that `settle` leads to."""

    def run(data: st.DataObject) -> None:
        own = Stand(stand.subject, effort=stand.effort, only_stores=True)
        try:
            shop = own.shop(PRICES, CODES, HOUSE, sells=SLICED)
            ledger = _Ledger(shop, shop.opened())
            for number in range(STEPS):
                shop.clock.turn(data.draw(st.sampled_from([0, 0, 1, 4])) * MINUTE)
                ledger.lapse(shop.clock.now())
                ledger.compare(after="time has passed")
                draws = data.draw(_draws(ledger.rows, now=shop.clock.now()))
                stand.step(f"draw {number}: {draws}")
                ledger.commit(draws, key=f"draw-{number}")
                ledger.compare(after=f"draw {number}")
        finally:
            own.close()

    stand.effort.searching(given(st.data())(run))()


CHECKS: tuple[Check, ...] = (stock_is_settled_as_the_specification_says,)
