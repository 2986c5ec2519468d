"""No two live tickets have one code, whoever sells them, in whatever order, from many threads."""

from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.cart.pier import add, amend, remove
from tests.unit.ticket_codes.kiosk import GUEST, Kiosk, code, kiosk, stock

from counterfoil.adapters.testkit.clocks import CountingReferences
from counterfoil.domain.cart.commands import AddItem, AmendItem, RemoveItem
from counterfoil.domain.catalogue.ticket_codes import CodeStock
from counterfoil.domain.references import CartId, CodeStockId, HolderId, ItemId, ResourceId
from counterfoil.domain.refusals import RefusedError
from counterfoil.domain.stock import Level
from counterfoil.domain.ticket_codes.code import code_resource
from counterfoil.domain.ticket_codes.searching import search_order, searched, stock_resource
from counterfoil.ports.box_office import BoxOffice
from counterfoil.ports.errors import UnavailableError

CARDS = 6
OWN = ("MINE-1", "MINE-2", *stock(CARDS)[:2])

Operation = AddItem | AmendItem | RemoveItem
Step = tuple[int, tuple[Operation, ...] | int | str]


@st.composite
def operations(draw: st.DrawFn) -> Operation:
    """Add, amend and remove one of two items of a cart, with codes or without."""
    name = draw(st.sampled_from(["a", "b"]))
    mine = tuple(map(code, draw(st.lists(st.sampled_from(OWN), max_size=2))))
    adult, child = draw(st.integers(1, 4)), draw(st.integers(0, 2))
    counts = {"adult": adult} | ({"child": child} if child else {})
    match draw(st.sampled_from(["card", "pass", "amend", "codes", "remove"])):
        case "card":
            return add("card", slot=None, item=name, **counts)
        case "pass":
            return evolve(add("pass", item=name, adult=adult), codes=mine)
        case "amend":
            return amend(name, adult=adult)
        case "codes":
            return AmendItem(item=ItemId(name), codes=mine)
        case _:
            return remove(name)


@st.composite
def steps(draw: st.DrawFn) -> Step:
    """Draw what happens next, and to which of three carts."""
    cart = draw(st.integers(0, 2))
    kind = draw(st.sampled_from(["update", "update", "update", "wait", "empty"]))
    if kind == "update":
        return cart, tuple(draw(st.lists(operations(), min_size=1, max_size=2)))
    return cart, draw(st.integers(1, 9)) if kind == "wait" else kind


def another(shop: Kiosk, *, prefix: str) -> BoxOffice:
    """Open another box office over the system of a kiosk."""
    references = CountingReferences(prefix=prefix)
    return BoxOffice(system=shop.system, clock=shop.clock, references=references)


def live_codes(shop: Kiosk, carts: Iterable[CartId]) -> Counter[str]:
    """Count the codes on the tickets of carts, as anybody can read them."""
    return Counter(
        found.code
        for cart in carts
        for item in shop.office.cart(cart).cart.items
        for found in item.codes
    )


def check(shop: Kiosk, carts: Iterable[CartId]) -> None:
    """Hold what is on tickets against the ledger: nothing twice, nothing lost, nothing left."""
    live = live_codes(shop, carts)
    everything = {*OWN, *stock(CARDS)}

    assert all(count == 1 for count in live.values())
    assert {found for found in everything if shop.taken(found)} == set(live)
    drawn = sum(
        item.product == "card" and len(item.codes)
        for cart in carts
        for item in shop.office.cart(cart).cart.items
    )
    assert shop.drawn("codes:cards") == drawn <= CARDS


class TestNoCodeIsOnTwoTickets:
    """Of the same live code, no two tickets ever have one, under any interleaving."""

    @settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(steps(), min_size=3, max_size=12))
    def test_in_any_order(self, happens: list[Step]) -> None:
        shop = kiosk(CARDS)
        carts = [shop.opened() for _ in range(3)]
        refusals = []
        for number, step in happens:
            try:
                match step:
                    case int(minutes):
                        shop.pass_minutes(minutes)
                    case str():
                        shop.office.empty(carts[number], GUEST)
                    case _:
                        shop.update(carts[number], *step)
            except RefusedError as refused:
                refusals.append(f"{refused}{refused.refusal}")
            check(shop, carts)
        shop.pass_minutes(24 * 60)
        check(shop, carts)
        assert not [text for text in refusals if "SECRET" in text or "MINE" in text]

    def test_of_many_threads(self) -> None:
        shop = kiosk(CARDS)
        offices = [another(shop, prefix=f"{number}-") for number in range(8)]

        def sell(office: BoxOffice) -> list[CartId]:
            carts = []
            for number in range(6):
                cart = office.open_cart(GUEST).cart.id
                wanted = (
                    add("card", item="a", adult=2)
                    if number % 2
                    else evolve(add("pass", item="a", adult=1), codes=(code(OWN[number // 2]),))
                )
                try:
                    office.update(cart, GUEST, wanted)
                except (RefusedError, UnavailableError):
                    continue
                carts.append(cart)
            return carts

        with ThreadPoolExecutor(8) as threads:
            carts = [cart for found in threads.map(sell, offices) for cart in found]

        check(shop, carts)
        assert shop.taken("MINE-1")
        assert sum(live_codes(shop, carts).values()) >= CARDS

    def test_the_last_codes_go_to_whoever_asks_while_there_are_some(self) -> None:
        shop = kiosk(40)

        def sell(number: int) -> CartId | None:
            office = another(shop, prefix=f"{number}-")
            cart = office.open_cart(GUEST).cart.id
            for _ in range(20):
                try:
                    office.update(cart, GUEST, add("card", adult=1))
                except UnavailableError:
                    continue  # others were faster each time: nothing was done
                except RefusedError:
                    return None
                return cart
            return None

        with ThreadPoolExecutor(8) as threads:
            sold = [cart for cart in threads.map(sell, range(60)) if cart is not None]

        assert len(sold) == 40
        assert set(live_codes(shop, sold)) == set(stock(40))


class TestSearching:
    """A holder goes through every code once, and looks no further than it must."""

    @given(st.integers(0, 300), st.text(min_size=1))
    def test_every_code_is_looked_at_once(self, size: int, holder: str) -> None:
        cards = CodeStock(id=CodeStockId("cards"), codes=stock(size))

        order = list(search_order(cards, holder=HolderId(holder)))

        assert sorted(order) == sorted(cards.codes)

    @given(st.data())
    def test_a_search_ends_with_enough_or_with_all(self, data: st.DataObject) -> None:
        size = data.draw(st.integers(1, 200))
        free = data.draw(st.sets(st.integers(0, size - 1)))
        wanted = data.draw(st.integers(1, 20))
        cards = CodeStock(id=CodeStockId("cards"), codes=stock(size))
        own = stock_resource(cards)
        truth = {
            code_resource(text): Level(
                resource=code_resource(text), total=1, held=int(place not in free)
            )
            for place, text in enumerate(cards.codes)
        }
        truth[own] = Level(resource=own, total=size, held=size - len(free))
        levels: dict[ResourceId, Level] = {}

        rounds = 0
        while missing := (
            searched(cards, holder=HolderId("h"), wanted=wanted, levels=levels) - levels.keys()
        ):
            levels |= {name: truth[name] for name in missing}
            rounds += 1

        found = sum(level.left() == 1 for name, level in levels.items() if name != own)
        assert found >= wanted or len(free) < wanted
        assert rounds <= 2 + size.bit_length()
        if len(free) < wanted:
            assert len(levels) <= 1 + max(16, 2 * wanted)
