"""A box office over the system under test, and short ways to ask it for things."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import evolve, frozen

from counterfoil.adapters.testkit.clocks import CountingReferences, ManualClock
from counterfoil.adapters.testkit.conformance.pier import CASHIER, GUEST, MINUTE
from counterfoil.adapters.testkit.conformance.states import state_of
from counterfoil.domain.basket import Buyer
from counterfoil.domain.cart.cart import Privilege
from counterfoil.domain.cart.commands import AddItem, AmendItem, RemoveItem
from counterfoil.domain.references import CartId, CustomerKey, PartyId, ResourceId
from counterfoil.domain.refusals import Refusal, RefusedError
from counterfoil.ports.box_office import BoxOffice, CartView
from counterfoil.ports.reservation_system import ReservationSystem

__all__ = ["Shop"]


@frozen(kw_only=True)
class Shop:
    """A box office with its system and its clock."""

    office: BoxOffice
    system: ReservationSystem
    clock: ManualClock

    def host(self, prefix: str, *, system: ReservationSystem | None = None) -> BoxOffice:
        """Open another box office over the same system, or over what stands before it."""
        return evolve(
            self.office,
            system=self.system if system is None else system,
            references=CountingReferences(prefix=prefix),
        )

    def opened(self, **buyer: str) -> CartId:
        """Open a cart for a buyer."""
        customer = buyer.get("customer")
        known = Buyer(
            channel=buyer.get("channel", ""),
            distributor=PartyId(buyer["distributor"]) if "distributor" in buyer else None,
            partner=PartyId(buyer["partner"]) if "partner" in buyer else None,
            customer=None if customer is None else CustomerKey(customer),
        )
        return self.office.open_cart(GUEST, buyer=known).cart.id

    def privileged(self, *privileges: Privilege, channel: str = "") -> CartId:
        """Open a cart that may do more."""
        opened = self.office.open_cart(
            CASHIER, buyer=Buyer(channel=channel), privileges=frozenset(privileges)
        )
        return opened.cart.id

    def with_items(self, *operations: AddItem, **buyer: str) -> CartId:
        """Open a cart and add items."""
        cart = self.opened(**buyer)
        self.office.update(cart, GUEST, *operations)
        return cart

    def update(self, cart: CartId, *operations: AddItem | AmendItem | RemoveItem) -> CartView:
        """Change the items of a cart."""
        return self.office.update(cart, GUEST, *operations)

    def read(self, cart: CartId) -> CartView:
        """Read a cart."""
        return self.office.cart(cart)

    def pass_minutes(self, minutes: int) -> None:
        """Let time pass."""
        self.clock.turn(minutes * MINUTE)

    def drawn(self, *resources: str) -> list[int]:
        """Count what is drawn of some resources."""
        names = [ResourceId(resource) for resource in resources]
        levels = self.system.levels(names, at=self.clock.now())
        return [levels[name].drawn for name in names]

    def drawn_under(self, resource: str) -> dict[str, int]:
        """Count what is drawn of a resource under the name of each slice."""
        name = ResourceId(resource)
        level = self.system.levels([name], at=self.clock.now())[name]
        return {slice_.allocation.name: slice_.held + slice_.sold for slice_ in level.allocations}

    def state(self) -> Mapping[str, object]:
        """Tell everything that can be seen of the system, to be compared."""
        return state_of(self.system, now=self.clock.now())

    def refused(self, ask: Callable[[], object]) -> tuple[Refusal, ...]:
        """Ask for what is refused, see that nothing has changed, and answer what was found.

        That is law D2: a refusal leaves the state identical.
        """
        before = self.state()
        try:
            answer = ask()
        except RefusedError as error:
            assert self.state() == before, "D2: a refusal leaves the state identical"
            return (error.refusal, *error.others)
        raise AssertionError(f"nothing was refused, but answered: {answer}")
