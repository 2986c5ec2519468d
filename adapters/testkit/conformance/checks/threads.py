"""Many at once: never more than there is, and what is free goes to one who asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from attrs import evolve

from counterfoil.adapters.files import read_catalogue, read_tariff
from counterfoil.adapters.testkit.conformance.asking import add, boat, capture, key
from counterfoil.adapters.testkit.conformance.check import Check, check
from counterfoil.adapters.testkit.conformance.crowding import at_once, granted
from counterfoil.adapters.testkit.conformance.failing import require, require_equal
from counterfoil.adapters.testkit.conformance.pier import (
    CASHIER,
    CATALOGUE,
    CODES,
    GUEST,
    PRICES,
    START,
)
from counterfoil.adapters.testkit.conformance.shop import Shop
from counterfoil.adapters.testkit.conformance.stand import Stand
from counterfoil.adapters.testkit.conformance.states import events_of
from counterfoil.domain.cart.commands import AddItem
from counterfoil.domain.finding import OrderFilter
from counterfoil.domain.references import CartId, CommandKey, ItemId, ProductId
from counterfoil.domain.statuses import SettlementType
from counterfoil.examples import path
from counterfoil.ports.box_office import BoxOffice

__all__ = ["CHECKS"]

NOON = "pool:boat-noon"
EACH = 4  # carts that every thread opens
SEATS = [f"{row}{number}" for row in "AB" for number in range(1, 5)]
CARDS = 5  # tickets that there are codes for


def _places(stand: Stand) -> int:
    """Answer how many places there are: half of what is asked for, and one that is left over."""
    return stand.effort.threads * EACH // 2 + 1


def _rounds(stand: Stand, race: Callable[[Shop], None], *texts: str) -> None:
    """Run a race as often as the effort says, each time in a shop with many places."""
    for number in range(stand.effort.rounds):
        stand.step(f"round {number} of {stand.effort.rounds}, {stand.effort.threads} threads")
        places = _places(stand)
        sells = CATALOGUE.replace("total = 10", f"total = {places}")
        race(stand.shop(*texts, sells=sells))


def _opened(office: BoxOffice, name: str) -> CartId:
    """Open a cart, however often that has to be asked for."""
    opened: list[CartId] = []
    granted(lambda: opened.append(office.open_cart(GUEST, key=key(name)).cart.id))
    return opened[-1]


@check("H2", "H3")
def of_the_last_places_all_are_granted_and_no_more(stand: Stand) -> None:
    """About twice as many ask as there are places."""

    def race(shop: Shop) -> None:
        places = _places(stand)

        def ask(office: BoxOffice, number: int) -> int:
            got = 0
            for turn in range(EACH):
                name = f"{number}-{turn}"
                cart = _opened(office, f"open-{name}")
                got += granted(
                    lambda: office.update(
                        cart,  # noqa: B023
                        GUEST,
                        boat(1),
                        key=key(f"add-{name}"),  # noqa: B023
                    )
                )
                drawn = shop.drawn(NOON)[0]
                require("H2", drawn <= places, f"{drawn} of {places} places are drawn")
            return got

        require_equal("H3", what="granted", found=sum(at_once(stand, shop, ask)), expected=places)
        require_equal("H2", what=f"drawn of {NOON}", found=shop.drawn(NOON), expected=[places])

    _rounds(stand, race)


@check("H3")
def the_last_uses_of_a_code_are_granted_once_each(stand: Stand) -> None:
    """Two uses, and many who ask: two get one."""

    def race(shop: Shop) -> None:
        carts = [shop.with_items(boat(1)) for _ in range(stand.effort.threads)]

        def ask(office: BoxOffice, number: int) -> bool:
            name = key(f"code-{number}")
            return granted(lambda: office.apply_promocode(carts[number], GUEST, "EARLY", key=name))

        require_equal("H3", what="granted", found=sum(at_once(stand, shop, ask)), expected=2)
        require_equal("H3", what="uses", found=shop.drawn("uses:early"), expected=[2])

    _rounds(stand, race)


@check("H3")
def the_last_cents_of_a_budget_are_given_exactly(stand: Stand) -> None:
    """10.00 are given at 3.00 each: 3.00, 3.00, 3.00, 1.00, and then nothing."""

    def race(shop: Shop) -> None:
        carts = [shop.with_items(boat(1)) for _ in range(stand.effort.threads)]

        def ask(office: BoxOffice, number: int) -> bool:
            name = key(f"code-{number}")
            return granted(lambda: office.apply_promocode(carts[number], GUEST, "PURSE", key=name))

        require_equal("H3", what="granted", found=sum(at_once(stand, shop, ask)), expected=4)
        given = sorted(-quote.discount for cart in carts if (quote := shop.read(cart).quote))
        require_equal("H3", what="given", found=given[-5:], expected=[0, 100, 300, 300, 300])
        require_equal("H3", what="budget", found=shop.drawn("budget:purse"), expected=[1000])

    _rounds(stand, race, PRICES, CODES)


@check("H3")
def a_seat_is_given_to_one(stand: Stand) -> None:
    """Eight seats, and many who ask for any of them: each is somebody's, and nobody's twice."""

    def race(shop: Shop) -> None:
        def ask(office: BoxOffice, number: int) -> list[str]:
            cart = _opened(office, f"open-{number}")
            seats = add("stage", slot="friday", item="s", adult=1)
            if not granted(lambda: office.update(cart, GUEST, seats, key=key(f"add-{number}"))):
                return []
            items = office.cart(cart).cart.items
            taken = [spot for item in items for spots in item.spots.values() for spot in spots]
            return [f"{spot.row}{spot.number}" for spot in taken]

        taken = sorted(seat for seats in at_once(stand, shop, ask) for seat in seats)
        require_equal("H3", what="seats taken", found=taken, expected=SEATS[: len(taken)])
        seats = min(len(SEATS), stand.effort.threads)
        require_equal("H3", what="number of them", found=len(taken), expected=seats)

    _rounds(stand, race)


@check("H3")
def a_code_of_a_stock_is_given_to_one(stand: Stand) -> None:
    """Five cards, and many who book one: each is sold once, and the rest is refused."""
    folder = path("city-combi")
    sold = read_catalogue(folder / "catalogue.toml")
    used = read_tariff(folder / "tariff.toml", catalogue=sold)
    (stock,) = sold.code_stocks
    few = evolve(sold, code_stocks=(evolve(stock, codes=stock.codes[:CARDS]),))
    (product,) = [one for one in few.products if one.code_stock == stock.id]
    adult = next(one.id for one in product.ticket_types)
    for number in range(stand.effort.rounds):
        stand.step(f"round {number} of {stand.effort.rounds}")
        shop = stand.open(few, used, at=START)

        def ask(office: BoxOffice, number: int) -> list[str]:
            orders = []
            item = AddItem(
                item=ItemId("card"), product=ProductId(product.id), quantities=((adult, 1),)
            )

            def book() -> None:
                view = office.book(
                    CASHIER, item, settlement=SettlementType.VENUE, key=key(f"book-{number}")
                )
                orders.append(view.order)

            granted(book)
            return [one.code for order in orders for one in order.bookings[0].tickets]

        codes = [code for some in at_once(stand, shop, ask) for code in some]
        require_equal(
            "H3", what="cards sold", found=sorted(codes), expected=sorted(stock.codes[:CARDS])
        )


@check("D2")
def hosts_on_one_cart_lose_no_update(stand: Stand) -> None:
    """Everybody adds an item to the same cart: all are there, each as a version of its own."""

    def race(shop: Shop) -> None:
        cart = shop.opened()

        def ask(office: BoxOffice, number: int) -> bool:
            mine = CommandKey(f"mine{number}")
            return granted(lambda: office.update(cart, GUEST, boat(1, item=mine), key=mine))

        require("D2", all(at_once(stand, shop, ask)), "everybody's item is added")
        read = shop.read(cart).cart
        threads = stand.effort.threads
        require_equal(
            "D2",
            what="version, items and places",
            found=(read.version, len(read.items), shop.drawn(NOON)),
            expected=(1 + threads, threads, [threads]),
        )

    _rounds(stand, race)


@check("H6")
def one_key_from_many_is_carried_out_once(stand: Stand) -> None:
    """Whoever is first does it, the others get the answer."""

    def race(shop: Shop) -> None:
        cart = shop.opened()

        def ask(office: BoxOffice, number: int) -> list[bool]:
            told: list[bool] = []
            same = key("same")
            granted(
                lambda: told.append(
                    office.update(cart, GUEST, boat(1, item="a"), key=same).replayed
                )
            )
            return told

        told = [one for some in at_once(stand, shop, ask) for one in some]
        require_equal("H6", what="carried out", found=told.count(False), expected=1)
        require_equal("H6", what="places", found=shop.drawn(NOON), expected=[1])

    _rounds(stand, race)


@check("D3", "H5")
def a_cart_becomes_one_order(stand: Stand) -> None:
    """Many confirm the same cart, each under a key of its own: one order, sold once."""

    def race(shop: Shop) -> None:
        cart = shop.with_items(boat(2))

        def ask(office: BoxOffice, number: int) -> bool:
            return granted(
                lambda: office.confirm(
                    cart, CASHIER, settlement=SettlementType.VENUE, key=key(f"confirm-{number}")
                )
            )

        require_equal("D3", what="orders made", found=sum(at_once(stand, shop, ask)), expected=1)
        listed = shop.system.orders(OrderFilter()).total_items
        require_equal("D3", what="orders listed", found=listed, expected=1)
        require_equal("H5", what="places", found=shop.drawn(NOON), expected=[2])

    _rounds(stand, race)


@check("D3", "D6")
def who_follows_events_misses_none(stand: Stand) -> None:
    """While many sell, others follow: numbers come without a gap, and orders as a whole."""

    def race(shop: Shop) -> None:
        def ask(office: BoxOffice, number: int) -> int:
            sold = 0
            sequence = 0
            for turn in range(EACH):
                name = f"{number}-{turn}"
                if number % 3:
                    _sold(office, name)
                    sold += 1
                found = office.system.events_after(sequence, limit=5)
                numbers = [one.sequence for one in found]
                expected = list(range(sequence + 1, sequence + 1 + len(found)))
                require_equal("D3", what="numbers", found=numbers, expected=expected)
                sequence += len(found)
                for one in found:
                    order = office.system.order(one.order)
                    whole = order is not None and one.event in order.events
                    require("D3", whole, f"the order of event {one.sequence} is there")
                page = office.system.orders(OrderFilter(items_per_page=3))
                require("D6", all(one.bookings for one in page.items), "orders are whole")
            return sold

        sold = sum(at_once(stand, shop, ask))
        events = events_of(shop.system)
        told = Counter(one.order for one in events)
        orders = {name: shop.system.order(name) for name in told}
        require_equal(
            "D3",
            what="numbers in the end",
            found=[one.sequence for one in events],
            expected=list(range(1, len(events) + 1)),
        )
        whole = {name: 0 if one is None else len(one.events) for name, one in orders.items()}
        require_equal("D3", what="events of each order", found=dict(told), expected=whole)
        listed = shop.system.orders(OrderFilter()).total_items
        require_equal("D6", what="orders", found=(listed, len(told)), expected=(sold, sold))

    _rounds(stand, race)


def _sold(office: BoxOffice, name: str) -> None:
    """Sell a pass and note a payment."""
    orders = []

    def book() -> None:
        item = add("pass", item="p", adult=1)
        view = office.book(CASHIER, item, settlement=SettlementType.VENUE, key=key(f"b-{name}"))
        orders.append(view.order.id)

    granted(book)
    paid = key(f"p-{name}")
    granted(lambda: office.record_payment(orders[-1], CASHIER, capture(1_00), key=paid))


@check("H4")
def sweeps_at_once_settle_each_cart_once(stand: Stand) -> None:
    """Many sweep what has lapsed: every cart is settled, and its money goes back once."""

    def race(shop: Shop) -> None:
        carts = [shop.with_items(boat(1)) for _ in range(6)]
        for cart in carts:
            shop.office.attach_payment(cart, GUEST, capture(10_00))
        shop.pass_minutes(60)

        def ask(office: BoxOffice, number: int) -> list[CartId]:
            done: list[CartId] = []
            granted(
                lambda: done.extend(
                    view.cart.id for view in office.sweep(GUEST) if not view.replayed
                )
            )
            return done

        swept = Counter(cart for some in at_once(stand, shop, ask) for cart in some)
        shop.office.sweep(GUEST)
        require("H4", max(swept.values(), default=0) <= 1, f"settled once each: {swept}")
        for cart in carts:
            stored = shop.system.cart(cart)
            payments = () if stored is None else stored.payments
            back = sum(one.amount for one in payments if one.type.name == "REFUND")
            require_equal("H4", what=f"given back for cart {cart}", found=back, expected=10_00)

    _rounds(stand, race)


CHECKS: tuple[Check, ...] = (
    of_the_last_places_all_are_granted_and_no_more,
    the_last_uses_of_a_code_are_granted_once_each,
    the_last_cents_of_a_budget_are_given_exactly,
    a_seat_is_given_to_one,
    a_code_of_a_stock_is_given_to_one,
    hosts_on_one_cart_lose_no_update,
    one_key_from_many_is_carried_out_once,
    a_cart_becomes_one_order,
    who_follows_events_misses_none,
    sweeps_at_once_settle_each_cart_once,
)
