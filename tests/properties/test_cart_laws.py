"""The laws of holds that one example can be held against: H1, H4, H7, D2, D8.

Each class quotes its law from docs/reference/laws.md. The histories of many carts are in
`test_reservation_machine.py`.
"""

from collections import Counter
from datetime import timedelta

from hypothesis import example, given
from hypothesis import strategies as st
from tests.unit.cart.pier import (
    GUEST,
    START,
    Pier,
    amend,
    boat,
    catalogue,
    part,
    pier,
    quantities,
    remove,
    state_of,
    tariff,
)
from tests.unit.cart.world import CODES, DEARER, FILLING, PRICES, SLICED

from counterfoil.domain.cart.cart import Privilege
from counterfoil.domain.cart.commands import AddItem, AmendItem
from counterfoil.domain.references import CartId, ItemId, ProductId, SlotId
from counterfoil.domain.refusals import RefusedError, SoldOut

TOTALS = {"pool:boat-noon": 10, "pool:boat-dusk": 4, "pool:deck-noon": 12, "pool:lounge-noon": 8}
COUNTS = st.integers(1, 6)
SLOTS = st.sampled_from(["noon", "dusk"])
MINUTES = st.integers(0, 40)


@st.composite
def lines(draw: st.DrawFn) -> tuple[AddItem, Counter[str]]:
    """Ask for something, and say by hand what it needs of each pool."""
    count, slot = draw(COUNTS), draw(SLOTS)
    match draw(st.sampled_from(["boat", "raft", "lounge", "terrace", "twice", "pass"])):
        case "boat":
            return boat(count, slot=slot), Counter({f"pool:boat-{slot}": count})
        case "raft":
            return boat(0, slot=slot, raft=count), Counter({f"pool:boat-{slot}": 3 * count})
        case "lounge":
            needed = Counter({"pool:lounge-noon": count, "pool:deck-noon": count})
            return _single("lounge", count), needed
        case "terrace":
            return _single("terrace", count), Counter({"pool:deck-noon": count})
        case "twice":
            back, more = draw(SLOTS), draw(COUNTS)
            parts = (part("there", slot=slot, adult=count), part("back", slot=back, adult=more))
            needed = Counter({f"pool:boat-{slot}": count})
            needed[f"pool:boat-{back}"] += more
            return AddItem(product=ProductId("twice"), parts=parts), needed
        case _:
            item = AddItem(product=ProductId("pass"), quantities=quantities(adult=count))
            return item, Counter()


def _single(product: str, count: int) -> AddItem:
    return AddItem(
        product=ProductId(product), slot=SlotId("noon"), quantities=quantities(adult=count)
    )


def granted(shop: Pier, cart: CartId, *operations: AddItem | AmendItem) -> tuple[str, ...]:
    """Ask, and name the resources that are short; nothing, if it is granted."""
    return tuple(str(one.resource) for one in shortages(shop, cart, *operations))


def shortages(shop: Pier, cart: CartId, *operations: AddItem | AmendItem) -> tuple[SoldOut, ...]:
    """Ask, and tell what is short; nothing, if it is granted."""
    try:
        shop.update(cart, *operations)
    except RefusedError as error:
        found = (error.refusal, *error.others)
    else:
        return ()
    short = tuple(one for one in found if isinstance(one, SoldOut))
    assert len(short) == len(found), "only capacity can be refused here"
    return short


class TestH1:
    """Engine. A hold is refused for capacity exactly when some pool cannot take the sum.

    The sum is over all lines and nested parts. All pools are drawn from, or none.
    """

    @given(before=st.lists(lines(), max_size=3), asked=st.lists(lines(), min_size=1, max_size=4))
    def test_a_hold_is_refused_exactly_when_the_sum_does_not_fit(
        self,
        before: list[tuple[AddItem, Counter[str]]],
        asked: list[tuple[AddItem, Counter[str]]],
    ) -> None:
        shop = pier()
        drawn: Counter[str] = Counter()
        for item, needed in before:
            if not granted(shop, shop.opened(), item):
                drawn += needed
        whole: Counter[str] = sum((needed for _, needed in asked), Counter())

        short = granted(shop, shop.opened(), *(item for item, _ in asked))

        wanted = {name for name, total in TOTALS.items() if drawn[name] + whole[name] > total}
        assert set(short) == {name for name in wanted if whole[name]}
        if not short:
            drawn += whole
        assert shop.drawn(*TOTALS) == [drawn[name] for name in TOTALS]


# Of the noon boat: (slice, may it overflow); four of ten are in general sale.
SLICES = {"agent": (2, False), "desk": (3, False), "web": (1, True)}
CHANNELS = st.sampled_from(["", "phone", *SLICES])


def left_under(name: str, *, drawn: Counter[str], total: int = 10) -> int:
    """Work out by hand what is left of the noon boat for a channel."""
    unused = {one: max(0, count - drawn[one]) for one, (count, _) in SLICES.items()}
    rest = total - drawn.total() - sum(unused.values())
    own, overflows = unused.get(name, 0), SLICES.get(name, (0, True))[1]
    return own + rest if overflows else own


class TestSlices:
    """Engine. H1 and H5: what is refused, drawn and given back is so under a name.

    A hold is refused for capacity exactly when some pool or allocation cannot take the sum. Every
    unit that was drawn comes back exactly once, to the allocation it came from.
    """

    @given(
        asked=st.lists(
            st.tuples(CHANNELS, st.lists(st.integers(1, 4), min_size=1, max_size=3)),
            min_size=1,
            max_size=6,
        ),
        backs=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4)), max_size=4),
    )
    def test_a_hold_is_refused_exactly_when_its_slice_cannot_take_it(
        self, asked: list[tuple[str, list[int]]], backs: list[tuple[int, int]]
    ) -> None:
        shop = pier(sells=SLICED)
        drawn: Counter[str] = Counter()
        carts: list[tuple[CartId, str, int]] = []
        for channel, counts in asked:
            name = channel if channel in SLICES else ""
            left = left_under(name, drawn=drawn)
            cart = shop.opened(channel=channel)
            lines = (boat(count, item=f"i{place}") for place, count in enumerate(counts))

            found = shortages(shop, cart, *lines)

            if sum(counts) > left:
                assert [(one.allocation, one.left) for one in found] == [(name, left)]
                continue
            assert found == ()
            drawn[name] += sum(counts)
            carts.append((cart, name, counts[0]))
            assert shop.drawn_under("pool:boat-noon") == {one: drawn[one] for one in SLICES}
        for place, fewer in backs:
            if place >= len(carts):
                continue
            cart, name, count = carts[place]
            after = max(1, count - fewer)
            shop.update(cart, amend("i0", adult=after))
            drawn[name] -= count - after
            carts[place] = (cart, name, after)
            assert shop.drawn_under("pool:boat-noon") == {one: drawn[one] for one in SLICES}
        assert shop.drawn("pool:boat-noon") == [drawn.total()]


class TestH2:
    """Engine. Held plus sold stays in the total, unless overbooking is allowed and is told."""

    @given(
        asked=st.lists(st.tuples(st.booleans(), SLOTS, COUNTS), min_size=1, max_size=6),
    )
    def test_what_is_drawn_is_what_there_is_and_what_was_overbooked(
        self, asked: list[tuple[bool, str, int]]
    ) -> None:
        """The dusk boat has four places and may be overbooked; of the noon boat four are left."""
        shop = pier(sells=SLICED)
        told: Counter[str] = Counter()
        for may_ignore, slot, count in asked:
            cart = shop.privileged(*([Privilege.IGNORE_LIMITS] if may_ignore else []))
            (before,) = shop.drawn(f"pool:boat-{slot}")
            beyond = before + count > max(4, before)
            if beyond and not (may_ignore and slot == "dusk"):
                assert granted(shop, cart, boat(count, slot=slot)) == (f"pool:boat-{slot}",)
                continue
            view = shop.update(cart, boat(count, slot=slot))
            told.update({str(one.resource): one.quantity for one in view.overbooked})

        noon, dusk = shop.drawn("pool:boat-noon", "pool:boat-dusk")
        recorded = sum(one.quantity for line in shop.system.records() for one in line.overbooked)
        assert noon <= 4
        assert told.keys() <= {"pool:boat-dusk"}
        assert max(0, dusk - 4) == told["pool:boat-dusk"] == recorded


class TestH4:
    """Engine. No read and no decision depends on whether a sweep has run."""

    @given(
        gaps=st.lists(MINUTES, min_size=1, max_size=6),
        looks=st.lists(st.booleans(), min_size=6, max_size=6),
    )
    @example(gaps=[10, 10], looks=[True] * 6)
    def test_looking_changes_nothing(self, gaps: list[int], looks: list[bool]) -> None:
        answers: list[list[object]] = []
        for watched in (True, False):
            shop = pier(PRICES, FILLING, CODES)
            carts = [
                shop.with_items(boat(4, item="a"), boat(2, slot="dusk", item="b")),
                shop.with_items(_single("lounge", 3), _single("terrace", 2)),
            ]
            told: list[object] = []
            for gap, look in zip(gaps, looks, strict=False):
                shop.pass_minutes(gap)
                if watched and look:
                    shop.drawn(*TOTALS)
                    for cart in carts:
                        shop.read(cart)
                try:
                    told.append(shop.update(carts[gap % 2], boat(1)).cart)
                except RefusedError as error:
                    told.append((error.refusal, error.others))
            answers.append([*told, *(shop.read(cart) for cart in carts), shop.drawn(*TOTALS)])

        assert answers[0] == answers[1]


class TestH7:
    """When a step of an amendment fails, the guest has no less than before it."""

    @given(others=st.integers(0, 8), first=COUNTS, second=st.integers(1, 12), slot=SLOTS)
    def test_a_failed_amendment_leaves_what_was_held(
        self, others: int, first: int, second: int, slot: str
    ) -> None:
        shop = pier()
        if others:
            shop.with_items(boat(min(others, 4), slot="dusk"), boat(others - min(others, 4) or 1))
        cart = shop.opened()
        if granted(shop, cart, boat(first, item="a")):
            return
        before = state_of(shop.system, now=START)
        elsewhere = sum(shop.drawn(*TOTALS)) - first
        amended = AmendItem(
            item=ItemId("a"), slot=SlotId(slot), quantities=quantities(adult=second)
        )

        short = granted(shop, cart, amended)

        after = shop.read(cart).cart.items[0].quantities
        held = first if short else second
        assert after == quantities(adult=held)
        assert sum(shop.drawn(*TOTALS)) == elsewhere + held
        if short:
            assert state_of(shop.system, now=START) == before


class TestLapse:
    """When an item lapses, the cart is what it would be had the item been removed then."""

    @given(places=COUNTS, code=st.sampled_from(["", "EARLY"]), minutes=st.integers(10, 14))
    def test_a_lapse_is_a_removal(self, places: int, code: str, minutes: int) -> None:
        ledgers = []
        for lapsing in (True, False):
            shop = pier(PRICES, FILLING, CODES)
            cart = shop.with_items(boat(places, item="a"))
            lounge = AddItem(
                item=ItemId("b"),
                product=ProductId("lounge"),
                slot=SlotId("noon"),
                quantities=quantities(adult=2),
            )
            shop.update(cart, lounge)
            if code:
                shop.office.apply_promocode(cart, GUEST, code)
            if lapsing:
                shop.pass_minutes(minutes)
            else:
                shop.clock.turn(timedelta(minutes=10) - timedelta(microseconds=1))
                shop.update(cart, remove("b"))
            quote = shop.read(cart).quote
            assert quote is not None
            ledgers.append(quote.rows())

        assert ledgers[0] == ledgers[1]


def enter(shop: Pier, cart: CartId, code: str) -> None:
    """Enter a code, if one is given; it may not apply."""
    if code:
        try:
            shop.office.apply_promocode(cart, GUEST, code)
        except RefusedError as error:
            assert error.refusal.code == "invalid_promocode"  # noqa: PT017


class TestD8:
    """Engine. What the last answer showed stays, whatever clock, fill or tariff did since."""

    @given(
        first=st.integers(0, 3),
        places=COUNTS,
        others=st.integers(0, 6),
        minutes=st.integers(0, 19),
        reload=st.sampled_from([(DEARER, CODES), (PRICES,), (PRICES, FILLING, CODES)]),
        code=st.sampled_from(["", "EARLY", "PURSE", "STRICT"]),
    )
    def test_a_total_stays_until_a_lapse(
        self,
        *,
        first: int,
        places: int,
        others: int,
        minutes: int,
        reload: tuple[str, ...],
        code: str,
    ) -> None:
        """The *first* places are sold under the same code, and use some of its limit up."""
        shop = pier(PRICES, FILLING, CODES)
        if first:
            enter(shop, shop.with_items(boat(first)), code)
        cart = shop.with_items(boat(places))
        enter(shop, cart, code)
        shown = shop.read(cart)
        assert shown.quote is not None
        ledger = shown.quote.rows()

        shop.pass_minutes(minutes)
        if others:
            granted(shop, shop.opened(), boat(others))
        shop.system.load(catalogue(), tariff(*reload))

        again = shop.read(cart)
        assert again == shown
        assert again.quote is not None
        assert shown.cart.priced is not None
        assert again.quote.total == shown.cart.priced.total
        assert again.quote.rows() == ledger
