"""Guards about how full a pool is: a price relied on it."""

from __future__ import annotations

from attrs import evolve

from counterfoil.adapters.testkit.conformance.asking import boat
from counterfoil.adapters.testkit.conformance.check import Check, check
from counterfoil.adapters.testkit.conformance.checks.commits import NOON, unchanged_by
from counterfoil.adapters.testkit.conformance.deciding import adding
from counterfoil.adapters.testkit.conformance.pier import CODES, FILLING, PRICES
from counterfoil.adapters.testkit.conformance.stand import Stand
from counterfoil.domain.guards import LevelWithin
from counterfoil.ports.errors import ConflictError

__all__ = ["CHECKS"]

# Of three places that are drawn: low, high, and whether that is the band.
BANDS = ((3, 4, True), (0, None, True), (4, None, False), (0, 3, False), (4, 9, False))


@check("D2")
def a_guarded_level_is_a_band_with_an_open_end(stand: Stand) -> None:
    """What is held and sold must lie from `low` on and below `high`."""
    for low, high, holds in BANDS:
        stand.step(f"three are drawn, and {low} to {high} guarded")
        shop = stand.shop()
        shop.with_items(boat(3))
        decision = adding(shop, shop.opened(), boat(1), key="add")
        band = LevelWithin(resource=NOON, low=low, high=high)
        guarded = evolve(decision, guards=(*decision.guards, band))
        if holds:
            shop.system.commit(guarded)
        else:
            unchanged_by(
                "D2",
                shop,
                lambda: shop.system.commit(guarded),  # noqa: B023 - called at once
                ConflictError,
                why="a level out of its band",
            )


@check("D8")
def a_price_that_relied_on_a_level_is_decided_anew(stand: Stand) -> None:
    """Places fill beyond the band of a price while it is being decided: that is a conflict."""
    shop = stand.shop(PRICES, FILLING, CODES)
    decision = adding(shop, shop.opened(), boat(2), key="add")
    stand.step("the pool is filled beyond half, from where on places are dearer")
    shop.with_items(boat(6))
    unchanged_by(
        "D8", shop, lambda: shop.system.commit(decision), ConflictError, why="a filled pool"
    )


@check("D2", "H4")
def a_guarded_level_does_not_count_what_lapsed(stand: Stand) -> None:
    """A hold counts in a guard until its expiry, and not at it."""
    shop = stand.shop()
    shop.with_items(boat(3))
    shop.pass_minutes(20)
    stand.step("three places have just lapsed, and none is guarded")
    decision = adding(shop, shop.opened(), boat(1), key="add")
    band = LevelWithin(resource=NOON, low=0, high=1)
    shop.system.commit(evolve(decision, guards=(*decision.guards, band)))


CHECKS: tuple[Check, ...] = (
    a_guarded_level_is_a_band_with_an_open_end,
    a_price_that_relied_on_a_level_is_decided_anew,
    a_guarded_level_does_not_count_what_lapsed,
)
