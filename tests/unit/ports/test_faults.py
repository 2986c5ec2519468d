"""D7: with one fault before or after any call of a port, repeating the use case helps.

> With one fault before or after any call of a port, repeating the use case reaches the state of a
> run without the fault.
"""

from collections.abc import Callable, Iterator

import pytest
from tests.unit.cart.pier import (
    GUEST,
    Pier,
    add,
    amend,
    boat,
    host,
    key,
    pier,
    remove,
    state_of,
)

from counterfoil.adapters.testkit.conformance.faulty import FAULTS, Faulty, When, unknown
from counterfoil.domain.privacy import PseudonymKey
from counterfoil.domain.references import CartId
from counterfoil.ports.box_office import BoxOffice
from counterfoil.ports.errors import (
    PortError,
    UnavailableError,
)

BEFORE, AFTER = When.BEFORE, When.AFTER

ERASING = PseudonymKey(secret=b"drawn at random by the host")


def use_case(office: BoxOffice) -> Iterator[Callable[[], object]]:
    """Book an afternoon on the pier: every kind of command, with a key each."""
    cart = office_cart(office)
    yield lambda: office.open_cart(GUEST, key=key("open"))
    yield lambda: office.update(
        cart,
        GUEST,
        boat(4, item="a"),
        add("stage", slot="friday", item="b", adult=2),
        key=key("add"),
    )
    yield lambda: office.apply_promocode(cart, GUEST, "EARLY", key=key("code"))
    yield lambda: office.apply_promocode(cart, GUEST, "PURSE", key=key("purse"))
    yield lambda: office.update(cart, GUEST, amend("a", adult=6), remove("b"), key=key("amend"))
    yield lambda: office.remove_promocode(cart, GUEST, "EARLY", key=key("back"))
    yield lambda: office.renew(cart, GUEST, key=key("renew"))
    yield lambda: office.begin_payment(cart, GUEST, key=key("pay"))
    yield lambda: office.erase_cart(cart, GUEST, erasing_key=ERASING, key=key("erase"))


def office_cart(office: BoxOffice) -> CartId:
    """Name the cart that the key `open` opens in any office."""
    return pier().office.open_cart(GUEST, key=key("open")).cart.id


def run(office: BoxOffice) -> None:
    """Run the use case, and repeat a step that met a fault, as a host would."""
    for step in use_case(office):
        try:
            step()
        except PortError:
            step()


def untroubled() -> tuple[Pier, int]:
    """Run the use case without a fault; answer the shop and how many calls that took."""
    shop = pier()
    counting = Faulty(shop.system, call=0, when=BEFORE, error=UnavailableError("never"))
    run(host(shop, prefix="h", system=counting))
    return shop, len(counting.calls)


@pytest.mark.parametrize("when", [BEFORE, AFTER])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_at_any_call_is_made_good_by_repeating(fault: str, when: When) -> None:
    """Every single call of the use case fails once; the state is that of an untroubled run."""
    wanted, calls = untroubled()
    failed: list[str] = []

    for call in range(1, calls + 1):
        shop = pier()
        faulty = Faulty(shop.system, call=call, when=when, error=FAULTS[fault]())
        run(host(shop, prefix="h", system=faulty))

        failed.append(faulty.failed_at)
        now = shop.clock.now()
        assert state_of(shop.system, now=now) == state_of(wanted.system, now=now), call

    assert set(failed) == {"cart", "commit", "erase_cart", "levels", "now", "recall", "world"}


@pytest.mark.parametrize("when", [BEFORE, AFTER])
def test_a_commit_of_unknown_outcome_is_looked_up_and_not_sent_twice(when: When) -> None:
    shop = pier()
    cart = shop.opened()
    probe = Faulty(shop.system, call=0, when=when, error=unknown())
    host(shop, prefix="probe", system=probe).update(cart, GUEST, boat(1, item="a"))
    commit = probe.calls.index("commit") + 1
    faulty = Faulty(shop.system, call=commit, when=when, error=unknown())

    view = host(shop, prefix="h", system=faulty).update(cart, GUEST, boat(2, item="b"))

    assert faulty.failed_at == "commit"
    assert faulty.calls[commit] == "recall"
    assert faulty.calls.count("commit") == (2 if when == BEFORE else 1)
    assert view.replayed is (when == AFTER)
    assert shop.drawn("pool:boat-noon") == [3]
