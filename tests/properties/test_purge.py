"""Whether anybody purges cannot be seen: two systems, one of which is purged all the time."""

from datetime import timedelta

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.cart.pier import GUEST, START, Pier, add, boat, pier

from counterfoil.domain.cart.commands import (
    ApplyPromocode,
    CancelCart,
    CartCommand,
    EmptyCart,
    OpenCart,
    RenewHolds,
    UpdateCart,
)
from counterfoil.domain.references import CartId, CommandKey, Promocode
from counterfoil.domain.refusals import RefusedError
from counterfoil.ports.box_office import CartView, Outcome

OPENINGS = tuple(OpenCart(key=CommandKey(f"open-{n}"), actor=GUEST) for n in range(3))
CARTS = tuple(command.cart for command in OPENINGS)
KEYS = st.integers(0, 7).map("key-{}".format).map(CommandKey)
TIMES = st.sampled_from([0, 0, 5, 25, 60 * 24 * 5, 60 * 24 * 10, 60 * 24 * 11])


@st.composite
def commands(draw: st.DrawFn) -> CartCommand:
    """Ask one of three carts for something, under one of a few keys: many are repetitions."""
    cart, key = draw(st.sampled_from(CARTS)), draw(KEYS)
    code = Promocode("EARLY")
    adding = UpdateCart(
        key=key, actor=GUEST, cart=cart, operations=(boat(draw(st.integers(1, 6))),)
    )
    choices: list[CartCommand] = [
        *OPENINGS,
        adding,
        evolve(adding, operations=(boat(1, slot="dusk"), add("pass", adult=1))),
        ApplyPromocode(key=key, actor=GUEST, cart=cart, promocode=code),
        RenewHolds(key=key, actor=GUEST, cart=cart),
        EmptyCart(key=key, actor=GUEST, cart=cart),
        CancelCart(key=key, actor=GUEST, cart=cart),
    ]
    return draw(st.sampled_from(choices))


def read(shop: Pier, cart: CartId) -> CartView | str:
    try:
        return shop.read(cart)
    except RefusedError as error:
        return str(error)


def answers(shop: Pier, command: CartCommand) -> tuple[Outcome, list[CartView | str], list[int]]:
    """Give a command, then read everything that can be read."""
    outcome = shop.office.attempt(command)
    drawn = shop.drawn("pool:boat-noon", "pool:boat-dusk", "uses:early")
    return outcome, [read(shop, cart) for cart in CARTS], drawn


class TestPurging:
    """Nothing that can be read changes by purging, and no command is answered otherwise."""

    @given(
        steps=st.lists(st.tuples(commands(), TIMES, st.integers(1, 3)), min_size=1, max_size=12)
    )
    def test_a_purged_system_answers_as_one_that_never_is(
        self, steps: list[tuple[CartCommand, int, int]]
    ) -> None:
        purged, kept = pier(), pier()

        for command, minutes, limit in steps:
            purged.pass_minutes(minutes)
            kept.pass_minutes(minutes)
            purged.office.purge(limit=limit)
            assert answers(purged, command) == answers(kept, command)

    def test_a_year_of_carts_leaves_those_of_the_last_days(self) -> None:
        shop = pier()
        for _ in range(365):
            shop.with_items(add("pass", adult=1))
            shop.clock.turn(timedelta(days=1))
            shop.office.purge()

        assert shop.clock.now() == START + timedelta(days=365)
        assert len(shop.system._carts._carts) == 10
        assert len(shop.system._carts._done) == 20
        assert len(shop.system._carts._order._heap) == 10
