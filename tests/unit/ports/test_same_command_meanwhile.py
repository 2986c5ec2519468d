"""Two hosts send one command at once: one carries it out, and the other is told the same."""

from collections.abc import Callable

from tests.unit.cart.pier import GUEST, boat, host, key, pier

from counterfoil.adapters.memory import MemorySystem
from counterfoil.domain.references import CommandKey
from counterfoil.ports.box_office import BoxOffice
from counterfoil.ports.reservation_system import Past


class Overtaken(MemorySystem):
    """Lets something happen right after a key was looked up for the first time."""

    meanwhile: Callable[[], object] | None = None

    def recall(self, key: CommandKey) -> Past | None:
        found = super().recall(key)
        act, self.meanwhile = self.meanwhile, None
        if act is not None:
            act()
        return found


def test_who_is_overtaken_by_the_same_command_is_answered_what_it_did() -> None:
    """H6: the item that the other one has added is no second use of its id."""
    shop = pier()
    shop.system.__class__ = Overtaken
    assert isinstance(shop.system, Overtaken)
    cart = shop.opened()
    other: BoxOffice = host(shop, prefix="other")

    def add(office: BoxOffice) -> bool:
        return office.update(cart, GUEST, boat(1, item="a"), key=key("same")).replayed

    shop.system.meanwhile = lambda: add(other)

    assert add(shop.office)
    assert shop.drawn("pool:boat-noon") == [1]
