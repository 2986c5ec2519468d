"""What a system cannot do is refused before it is asked."""

from __future__ import annotations

from functools import partial

from counterfoil.adapters.testkit.conformance.check import Check, NotApplicableError, check
from counterfoil.adapters.testkit.conformance.failing import raised, require_equal
from counterfoil.adapters.testkit.conformance.faulty import Faulty, When
from counterfoil.adapters.testkit.conformance.pier import PRICES
from counterfoil.adapters.testkit.conformance.stand import Stand
from counterfoil.domain.finding import OrderFilter
from counterfoil.domain.party import AccountType
from counterfoil.domain.refusals import RefusedError
from counterfoil.ports.errors import UnavailableError
from counterfoil.ports.finding import orders_if_modified, orders_of

__all__ = ["CHECKS"]


@check("D2", any_system=True)
def orders_as_others_see_them_are_refused_before_any_call(stand: Stand) -> None:
    """Capability `order_views`: `view_type` and `cache` reach only a system that knows them."""
    shop = stand.shop(PRICES)
    if shop.system.capabilities.order_views != "NONE":
        raise NotApplicableError("capability order_views: the system knows them")
    watched = Faulty(shop.system, call=0, when=When.BEFORE, error=UnavailableError("never"))
    for wanted in (
        OrderFilter(view_type=AccountType.SUPPLIER),
        OrderFilter(cache=True),
        OrderFilter(cache=False, view_type=AccountType.GUEST),
    ):
        for ask in (
            partial(orders_of, watched, wanted),
            partial(orders_if_modified, watched, wanted, since=shop.clock.now()),
        ):
            stand.step(f"{wanted} is asked for")
            error = raised("D2", ask, RefusedError, why="what is not supported")
            codes = {error.refusal.code, *(other.code for other in error.others)}
            require_equal("D2", what="refusals", found=codes, expected={"unsupported"})
    require_equal("D2", what="calls of the system", found=watched.calls, expected=[])


@check("D6")
def a_store_decides_nothing_itself(stand: Stand) -> None:
    """Where stock is the engine's, prices and limits of promotions are the engine's as well."""
    capabilities = stand.shop(PRICES).system.capabilities
    told = (capabilities.stock, capabilities.price, capabilities.promotion_limits)
    require_equal("D6", what="who decides", found=told, expected=("ENGINE",) * 3)


CHECKS: tuple[Check, ...] = (
    orders_as_others_see_them_are_refused_before_any_call,
    a_store_decides_nothing_itself,
)
