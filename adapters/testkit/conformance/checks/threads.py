"""Many at once: never more than there is, and what is free goes to one who asks."""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve

from counterfoil.adapters.files import read_catalogue, read_tariff
from counterfoil.adapters.testkit.conformance.asking import add, boat, key
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
from counterfoil.domain.cart.commands import AddItem
from counterfoil.domain.references import CartId, ItemId, ProductId
from counterfoil.domain.statuses import SettlementType
from counterfoil.examples import path
from counterfoil.ports.box_office import BoxOffice

__all__ = ["CHECKS", "rounds"]

NOON = "pool:boat-noon"
EACH = 4  # carts that every thread opens
SEATS = [f"{row}{number}" for row in "AB" for number in range(1, 5)]
CARDS = 5  # tickets that there are codes for


def _places(stand: Stand) -> int:
    """Answer how many places there are: half of what is asked for, and one that is left over."""
    return stand.effort.threads * EACH // 2 + 1


def rounds(stand: Stand, race: Callable[[Shop], None], *texts: str) -> None:
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

    rounds(stand, race)


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

    rounds(stand, race)


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

    rounds(stand, race, PRICES, CODES)


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

    rounds(stand, race)


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


CHECKS: tuple[Check, ...] = (
    of_the_last_places_all_are_granted_and_no_more,
    the_last_uses_of_a_code_are_granted_once_each,
    the_last_cents_of_a_budget_are_given_exactly,
    a_seat_is_given_to_one,
    a_code_of_a_stock_is_given_to_one,
)
