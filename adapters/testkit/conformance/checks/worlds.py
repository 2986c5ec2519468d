"""What a system is: its instant, its capabilities, its worlds."""

from __future__ import annotations

from datetime import timedelta

from counterfoil.adapters.testkit.conformance.asking import amend, boat
from counterfoil.adapters.testkit.conformance.check import Check, NotApplicableError, check
from counterfoil.adapters.testkit.conformance.failing import raised, require, require_equal
from counterfoil.adapters.testkit.conformance.pier import (
    CODES,
    DEARER,
    INSTANT,
    PRICES,
    catalogue,
    tariff,
)
from counterfoil.adapters.testkit.conformance.stand import Stand
from counterfoil.adapters.testkit.conformance.states import Loading
from counterfoil.domain.errors import UsageError

__all__ = ["CHECKS"]


@check("H4", any_system=True)
def the_system_judges_by_its_clock(stand: Stand) -> None:
    """`now` is the clock's instant, aware and in UTC, to the microsecond."""
    shop = stand.shop()
    for turned in (timedelta(0), INSTANT, timedelta(days=400, microseconds=999_999)):
        stand.step(f"the clock is turned by {turned}")
        shop.clock.turn(turned)
        now = shop.system.now()
        require_equal("H4", what="now", found=now, expected=shop.clock.now())
        require("H4", now.utcoffset() == timedelta(0), f"{now} is an instant in UTC")


@check("D6", any_system=True)
def capabilities_stay_the_same(stand: Stand) -> None:
    """What a system says that it can do is the same for its life."""
    shop = stand.shop()
    before = shop.system.capabilities
    stand.step("a cart is opened")
    shop.opened()
    require_equal("D6", what="capabilities", found=shop.system.capabilities, expected=before)


@check("D8")
def the_world_is_the_one_that_was_given(stand: Stand) -> None:
    """Today's world is sold by the catalogue and tariff given, and is found by its name."""
    shop = stand.shop()
    world = shop.system.world()
    require_equal("D8", what="catalogue", found=world.catalogue, expected=catalogue())
    require_equal("D8", what="tariff", found=world.pricer.tariff, expected=tariff(PRICES, CODES))
    again = shop.system.world(world.name)
    require_equal(
        "D8",
        what=f"world {world.name}",
        found=(again.name, again.catalogue, again.pricer.tariff),
        expected=(world.name, world.catalogue, world.pricer.tariff),
    )


@check("D8")
def an_unknown_world_is_the_mistake_of_the_caller(stand: Stand) -> None:
    """A name that was never opened is UsageError."""
    shop = stand.shop()
    raised("D8", lambda: shop.system.world("yesterday"), UsageError, why="an unknown world")


@check("D8")
def carts_keep_the_prices_that_they_were_opened_with(stand: Stand) -> None:
    """A cart is priced by its own world, whatever is sold since."""
    shop = stand.shop()
    old = shop.with_items(boat(1, item="a"))
    if not isinstance(shop.system, Loading):
        raise NotApplicableError("the system cannot be loaded again")
    stand.step("a dearer tariff is loaded")
    shop.system.load(catalogue(), tariff(DEARER, CODES))
    new = shop.with_items(boat(1))
    stand.step("the old cart gets another place")
    shop.update(old, amend("a", adult=2))
    totals = [quote and quote.total for quote in (shop.read(old).quote, shop.read(new).quote)]
    require_equal("D8", what="totals of the old and the new", found=totals, expected=[2000, 1300])


CHECKS: tuple[Check, ...] = (
    the_system_judges_by_its_clock,
    capabilities_stay_the_same,
    the_world_is_the_one_that_was_given,
    an_unknown_world_is_the_mistake_of_the_caller,
    carts_keep_the_prices_that_they_were_opened_with,
)
