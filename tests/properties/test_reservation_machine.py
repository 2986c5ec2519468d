"""A machine that does anything to several carts, in memory, which can be looked into."""

from collections.abc import Mapping

from hypothesis import settings
from tests.conformance.memory import InMemory
from tests.unit.cart.pier import state_of

from counterfoil.adapters.memory import MemorySystem
from counterfoil.adapters.testkit.conformance.machines import CartMachine


class RememberedCarts(CartMachine):
    """Its state is also what nobody can see: keys and rows."""

    subject = InMemory()

    def state(self) -> Mapping[str, object]:
        assert isinstance(self.shop.system, MemorySystem)
        return {
            **super().state(),
            **state_of(self.shop.system, now=self.shop.clock.now()),
        }


TestReservations = RememberedCarts.TestCase
TestReservations.settings = settings(stateful_step_count=40)
