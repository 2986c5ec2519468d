"""The systems that remember by themselves: atomic, thread-safe, and free of what has lapsed."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from attrs import evolve
from tests.unit.cart.pier import (
    GUEST,
    START,
    amend,
    boat,
    catalogue,
    change_cart,
    host,
    item_of,
    key,
    tariff,
)
from tests.unit.cart.world import CATALOGUE, CODES, DEARER, HOUSE, PRICES
from tests.unit.store.piers import KINDS, MakePier, Pier, kept_rows, maker

from counterfoil.domain.cart.commands import UpdateCart
from counterfoil.domain.cart.deciding import decide
from counterfoil.domain.cart.facts import CartFacts
from counterfoil.domain.cart.needs import needs
from counterfoil.domain.decisions import Decision
from counterfoil.domain.errors import InvariantError, UsageError
from counterfoil.domain.guards import LevelWithin, VersionIs
from counterfoil.domain.references import CartId, HolderId, ResourceId
from counterfoil.domain.refusals import RefusedError
from counterfoil.domain.stock import Draws, Give, Take
from counterfoil.ports.box_office import BoxOffice
from counterfoil.ports.errors import ConflictError, UnavailableError
from counterfoil.ports.reservation_system import Committed, Record, Verdict

THREADS = 16
NOON = ResourceId("pool:boat-noon")


@pytest.fixture(params=KINDS)
def pier(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakePier]:
    """Open piers on each kind of system, and close them after the test."""
    with maker(request.param, folder=tmp_path, request=request) as make:
        yield make


def decision(shop: Pier, cart: CartId, *, name: str = "k", adults: int = 2) -> Decision:
    """Decide to add places on the boat, without committing it."""
    command = UpdateCart(
        key=key(name), actor=GUEST, cart=cart, operations=(boat(adults, item=name),)
    )
    found = shop.system.cart(cart)
    world = shop.system.world()
    now = shop.clock.now()
    wanted = needs(
        found, command, catalogue=world.catalogue, tariff=world.pricer.tariff, levels={}
    )
    facts = CartFacts(
        catalogue=world.catalogue,
        pricer=world.pricer,
        world=world.name,
        levels=shop.system.levels(wanted, at=now),
    )
    decided = decide(found, command, facts, now)
    assert isinstance(decided, Decision)
    return decided


def unchanged_by(shop: Pier, act: Callable[[], object], error: type[Exception]) -> str:
    """See that *act* raises and changes nothing; answer the message."""
    before = shop.state()
    with pytest.raises(error) as raised:
        act()
    assert shop.state() == before
    return str(raised.value)


def test_a_commit_writes_cart_stock_key_and_log(pier: MakePier) -> None:
    shop = pier()
    cart = shop.opened()
    decided = decision(shop, cart)

    answer = shop.system.commit(decided)

    assert answer == Committed(decided.after)
    assert shop.system.cart(cart) == decided.after
    assert shop.drawn(NOON) == [2]
    done = shop.system.recall(decided.key)
    assert done is not None
    assert shop.system.records()[-1] == Record(
        key=decided.key, at=decided.at, change=decided.change
    )


def test_a_decision_is_committed_once(pier: MakePier) -> None:
    shop = pier()
    decided = decision(shop, shop.opened())
    shop.system.commit(decided)

    message = unchanged_by(shop, lambda: shop.system.commit(decided), ConflictError)

    assert "carried out meanwhile" in message


def test_a_decision_about_an_older_version_is_a_conflict(pier: MakePier) -> None:
    shop = pier()
    cart = shop.opened()
    decided = decision(shop, cart)
    shop.update(cart, boat(1))

    message = unchanged_by(shop, lambda: shop.system.commit(decided), ConflictError)

    assert "has changed" in message


def test_a_cart_is_not_opened_over_another(pier: MakePier) -> None:
    shop = pier()
    cart = shop.opened()
    opened = decision(shop, cart)
    again = evolve(opened, guards=(VersionIs(cart=cart, version=0),))

    unchanged_by(shop, lambda: shop.system.commit(again), ConflictError)


def test_places_that_ran_out_meanwhile_are_a_conflict(pier: MakePier) -> None:
    shop = pier()
    cart = shop.opened()
    decided = decision(shop, cart)
    shop.with_items(boat(9))

    message = unchanged_by(shop, lambda: shop.system.commit(decided), ConflictError)

    assert NOON in message


@pytest.mark.parametrize(("low", "high", "holds"), [(3, 4, True), (4, None, False), (0, 3, False)])
def test_a_guarded_fill_is_a_band_with_an_open_end(
    pier: MakePier,
    low: int,
    high: int | None,
    holds: bool,  # noqa: FBT001  (a column of the table)
) -> None:
    shop = pier()
    shop.with_items(boat(3))
    decided = decision(shop, shop.opened())
    guarded = evolve(
        decided, guards=(*decided.guards, LevelWithin(resource=NOON, low=low, high=high))
    )

    if holds:
        shop.system.commit(guarded)
    else:
        unchanged_by(shop, lambda: shop.system.commit(guarded), ConflictError)


def test_a_decision_that_gives_back_what_was_never_drawn_is_our_mistake(pier: MakePier) -> None:
    shop = pier()
    decided = decision(shop, shop.opened())
    give = Give(resource=NOON, quantity=1, holder=HolderId("nobody"))
    wrong = evolve(decided, draws=evolve(decided.draws, gives=(give,)))

    unchanged_by(shop, lambda: shop.system.commit(wrong), InvariantError)


def test_a_settlement_that_fails_at_its_last_draw_leaves_nothing_behind(pier: MakePier) -> None:
    shop = pier()
    decided = decision(shop, shop.opened())
    takes = tuple(
        Take(
            resource=ResourceId(resource),
            quantity=quantity,
            holder=HolderId("h"),
            expires_at=START + timedelta(minutes=5),
        )
        for resource, quantity in (("pool:boat-dusk", 2), ("pool:boat-noon", 11))
    )

    unchanged_by(
        shop,
        lambda: shop.system.commit(evolve(decided, draws=Draws(takes=takes))),
        ConflictError,
    )


def test_a_hold_that_lapses_between_decision_and_commit_is_a_conflict(pier: MakePier) -> None:
    """Whoever draws meanwhile has swept the rows; the decision came too late all the same."""
    shop = pier()
    cart = shop.with_items(boat(2, item="a"))
    shop.pass_minutes(19)
    decided = decision(shop, cart, name="late")
    assert decided.draws.renews
    shop.pass_minutes(2)
    shop.with_items(boat(1))

    unchanged_by(shop, lambda: shop.system.commit(decided), ConflictError)


def test_a_decision_is_resolved_by_its_key(pier: MakePier) -> None:
    shop = pier()
    decided = decision(shop, shop.opened())

    before = shop.system.resolve(decided)
    shop.system.commit(decided)

    assert before is Verdict.NOT_DONE
    assert shop.system.resolve(decided) == Committed(decided.after)


def test_a_hold_counts_until_its_expiry_and_not_at_it(pier: MakePier) -> None:
    shop = pier()
    shop.with_items(boat(2))

    before = shop.system.levels([NOON], at=START + timedelta(minutes=19, seconds=59))
    at_expiry = shop.system.levels([NOON], at=START + timedelta(minutes=20))

    assert (before[NOON].held, at_expiry[NOON].held) == (2, 0)


def test_a_renewed_hold_outlives_its_first_expiry(pier: MakePier) -> None:
    shop = pier()
    cart = shop.with_items(boat(2))
    shop.pass_minutes(15)
    shop.office.renew(cart, GUEST)
    shop.pass_minutes(15)

    assert shop.drawn(NOON) == [2]


def test_what_is_over_leaves_no_rows(pier: MakePier) -> None:
    shop = pier()
    for _ in range(5):
        cart = shop.with_items(boat(1, item="a"))
        shop.update(cart, amend("a", adult=2))
        shop.pass_minutes(1)
    shop.pass_minutes(20)
    shop.drawn(NOON)
    shop.office.purge()

    assert not kept_rows(shop.system)


def test_an_unknown_world_is_the_mistake_of_the_caller(pier: MakePier) -> None:
    shop = pier()

    with pytest.raises(UsageError, match="is not loaded"):
        shop.system.world("yesterday")


def test_carts_keep_the_world_that_they_were_opened_in(pier: MakePier) -> None:
    shop = pier()
    old = shop.with_items(boat(1, item="a"))
    shop.system.load(catalogue(), tariff(DEARER, CODES))
    new = shop.with_items(boat(1))

    assert item_of(shop.update(old, amend("a", adult=2)), "a").quantities == (("adult", 2),)
    first, second = shop.read(old).quote, shop.read(new).quote
    assert first is not None
    assert second is not None
    assert (first.total, second.total) == (2000, 1300)


# --- threads ------------------------------------------------------------------------------------


def at_once(shop: Pier, ask: Callable[[BoxOffice, int], bool], *, each: int = 1) -> int:
    """Let all threads ask at once, each through a host of its own; count what was granted."""
    barrier = Barrier(THREADS)

    def work(number: int) -> int:
        office = host(shop, prefix=f"host{number}")
        barrier.wait()
        return sum(ask(office, number) for _ in range(each))

    with ThreadPoolExecutor(THREADS) as threads:
        return sum(threads.map(work, range(THREADS)))


def granted(ask: Callable[[], object]) -> bool:
    """Whether something is granted; a refusal is not."""
    try:
        ask()
    except RefusedError:
        return False
    return True


def crowd(pier: MakePier) -> Pier:
    """Open a pier with forty places on the boat."""
    return pier(PRICES, CODES, HOUSE, sells=CATALOGUE.replace("total = 10", "total = 40"))


def test_of_the_last_forty_places_exactly_forty_are_granted(pier: MakePier) -> None:
    """H2, H3: never more than there is, and what is free goes to one who asks."""
    shop = crowd(pier)

    def ask(office: BoxOffice, _: int) -> bool:
        cart = office.open_cart(GUEST).cart.id
        return granted(lambda: office.update(cart, GUEST, boat(1)))

    assert at_once(shop, ask, each=5) == 40
    assert shop.drawn(NOON) == [40]


def test_the_last_uses_of_a_code_are_granted_once_each(pier: MakePier) -> None:
    """H3: two uses, sixteen who ask: two get one."""
    shop = crowd(pier)
    carts = [shop.with_items(boat(1)) for _ in range(THREADS)]

    def ask(office: BoxOffice, number: int) -> bool:
        return granted(lambda: office.apply_promocode(carts[number], GUEST, "EARLY"))

    assert at_once(shop, ask) == 2
    assert shop.drawn("uses:early") == [2]


def test_an_automatic_promotion_runs_out_and_nobody_is_refused(pier: MakePier) -> None:
    shop = crowd(pier)

    def ask(office: BoxOffice, _: int) -> bool:
        cart = office.open_cart(GUEST).cart.id
        return granted(lambda: office.update(cart, GUEST, boat(1)))

    assert at_once(shop, ask) == THREADS
    assert shop.drawn("uses:house") == [2]
    names = {change_cart(record.change) for record in shop.system.records()}
    carts = [shop.read(name).cart for name in names]
    totals = sorted(cart.priced.total for cart in carts if cart.priced)
    assert totals == [900, 900, *[1000] * (THREADS - 2)]


def test_the_last_cents_of_a_budget_are_given_exactly(pier: MakePier) -> None:
    """H3: 10.00 are given at 3.00 each: 3.00, 3.00, 3.00, 1.00, and then nothing."""
    shop = crowd(pier)
    shop.system.load(shop.system.world().catalogue, tariff(PRICES, CODES))
    carts = [shop.with_items(boat(1)) for _ in range(THREADS)]

    def ask(office: BoxOffice, number: int) -> bool:
        return granted(lambda: office.apply_promocode(carts[number], GUEST, "PURSE"))

    assert at_once(shop, ask) == 4
    given = [-quote.discount for cart in carts if (quote := shop.read(cart).quote)]
    assert sorted(given, reverse=True)[:5] == [300, 300, 300, 100, 0]
    assert shop.drawn("budget:purse") == [1000]


def test_hosts_on_one_cart_lose_no_update(pier: MakePier) -> None:
    shop = crowd(pier)
    cart = shop.opened()

    def ask(office: BoxOffice, number: int) -> bool:
        while True:
            try:
                mine = key(f"mine{number}")
                return not office.update(cart, GUEST, boat(1, item=mine), key=mine).replayed
            except UnavailableError:
                continue  # so many at once: nothing was done, and the key may be tried again

    assert at_once(shop, ask) == THREADS
    read = shop.read(cart).cart
    assert read.version == 1 + THREADS
    assert len(read.items) == THREADS
    assert shop.drawn(NOON) == [THREADS]


def test_one_key_from_many_threads_is_carried_out_once(pier: MakePier) -> None:
    """H6: whoever is first does it, the others get the answer."""
    shop = crowd(pier)
    cart = shop.opened()

    def ask(office: BoxOffice, _: int) -> bool:
        return office.update(cart, GUEST, boat(1, item="a"), key=key("same")).replayed

    assert at_once(shop, ask) == THREADS - 1
    assert shop.drawn(NOON) == [1]
