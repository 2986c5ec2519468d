"""The pier in memory: a small world in which every rule of a cart has something to say."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import attrs
from tests.unit.cart.world import CATALOGUE, CODES, PRICES

from counterfoil.adapters.memory import MemorySystem
from counterfoil.adapters.testkit.clocks import CountingReferences, ManualClock
from counterfoil.adapters.testkit.conformance.asking import (
    add,
    amend,
    authorization,
    boat,
    capture,
    key,
    part,
    quantities,
    remove,
)
from counterfoil.adapters.testkit.conformance.pier import (
    CASHIER,
    GUEST,
    INSTANT,
    MINUTE,
    START,
    catalogue,
    tariff,
)
from counterfoil.adapters.testkit.conformance.shop import Shop
from counterfoil.adapters.testkit.conformance.states import cart_of as change_cart
from counterfoil.adapters.testkit.conformance.states import order_of as change_order
from counterfoil.adapters.testkit.conformance.states import state_of as seen_of
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.checkout_fields import CheckoutField
from counterfoil.domain.references import ItemId
from counterfoil.domain.refusals import Refusal
from counterfoil.domain.settings import Settings
from counterfoil.ports.box_office import BoxOffice, CartView
from counterfoil.ports.reservation_system import ReservationSystem

__all__ = [
    "CASHIER",
    "GUEST",
    "INSTANT",
    "MINUTE",
    "START",
    "Pier",
    "add",
    "amend",
    "authorization",
    "boat",
    "capture",
    "catalogue",
    "change_cart",
    "change_order",
    "codes",
    "expiries",
    "host",
    "item_of",
    "key",
    "part",
    "pier",
    "quantities",
    "remove",
    "state_of",
    "tariff",
]


@attrs.frozen(kw_only=True)
class Pier(Shop):
    """A shop whose system can be looked into."""

    system: MemorySystem

    def state(self) -> Mapping[str, object]:
        """Tell everything that the system remembers, to be compared."""
        return state_of(self.system, now=self.clock.now())


def pier(
    *texts: str,
    at: datetime = START,
    settings: Settings | None = None,
    fields: tuple[CheckoutField, ...] = (),
    sells: str = CATALOGUE,
) -> Pier:
    """Open the box office of the pier, with a tariff of some parts."""
    clock = ManualClock(at)
    sold = attrs.evolve(catalogue(sells), checkout_fields=fields)
    system = MemorySystem(sold, tariff(*(texts or (PRICES, CODES))), clock=clock)
    office = BoxOffice(
        system=system,
        clock=clock,
        references=CountingReferences(),
        settings=settings or Settings(),
    )
    return Pier(office=office, system=system, clock=clock)


def host(shared: Shop, *, prefix: str, system: ReservationSystem | None = None) -> BoxOffice:
    """Open another box office over the same system (or over what stands before it)."""
    return shared.host(prefix, system=system)


def state_of(system: MemorySystem, *, now: datetime) -> Mapping[str, object]:
    """Tell everything that a system remembers, to be compared."""
    return {
        **seen_of(system, now=now),
        "done": dict(system._carts._done),
        "rows": {row for pieces in system._stock._rows.values() for row in pieces.values()},
    }


def item_of(view: CartView, item: str) -> CartItem:
    """Find an item that must be there."""
    found = view.cart.item(ItemId(item))
    assert found is not None
    return found


def expiries(view: CartView) -> dict[str, timedelta]:
    """Tell how long after START each item is held."""
    return {item.id: item.expires_at - START for item in view.cart.items}


def codes(refusals: Iterable[Refusal]) -> list[str]:
    """Name the codes of refusals, in order."""
    return [refusal.code for refusal in refusals]
