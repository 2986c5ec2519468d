"""Which ticket of a cart has which code, and what is refused."""

from collections.abc import Callable

import pytest
from attrs import evolve
from tests.unit.cart.pier import add, amend, part, remove
from tests.unit.ticket_codes.kiosk import GUEST, START, Kiosk, code, kiosk, stock

from counterfoil.domain.availability import Inquiry
from counterfoil.domain.cart.commands import AddItem, AmendItem
from counterfoil.domain.keeping import CLEAR
from counterfoil.domain.privacy import redacted
from counterfoil.domain.references import ItemId, ProductId, ResourceId, TicketTypeId
from counterfoil.domain.refusals import InvalidTicketCode, SoldOut, TicketCodeTaken


def brought(*texts: str, item: str = "p", adult: int = 0) -> AddItem:
    """Ask for passes with codes."""
    wanted = add("pass", item=item, adult=adult or len(texts))
    return evolve(wanted, codes=tuple(code(text) for text in texts))


def short(asked: int, left: int) -> SoldOut:
    return SoldOut(resource=ResourceId("codes:cards"), asked=asked, left=left)


class TestStock:
    def test_every_ticket_takes_a_code_of_its_own(self) -> None:
        shop = kiosk()
        cart = shop.filled(add("card", item="a", adult=2, child=1), add("card", item="b", adult=3))

        first, second = shop.codes(cart, "a"), shop.codes(cart, "b")
        assert len({*first, *second}) == 6
        assert {*first, *second} <= set(stock(10))
        assert [one.ticket_type for one in shop.item(cart, "a").codes] == [
            "adult",
            "adult",
            "child",
        ]
        assert shop.drawn("codes:cards") == 6
        assert all(map(shop.taken, [*first, *second]))

    def test_fewer_tickets_give_the_last_codes_back_once(self) -> None:
        shop = kiosk()
        cart = shop.filled(add("card", item="a", adult=3))
        first, *rest = shop.codes(cart, "a")

        shop.update(cart, amend("a", adult=1))

        assert shop.codes(cart, "a") == [first]
        assert shop.drawn("codes:cards") == 1
        assert not any(map(shop.taken, rest))

    def test_more_tickets_keep_the_codes_that_are_there(self) -> None:
        shop = kiosk()
        cart = shop.filled(add("card", item="a", adult=2))
        had = shop.codes(cart, "a")

        shop.update(cart, amend("a", adult=4))

        assert shop.codes(cart, "a")[:2] == had
        assert len(set(shop.codes(cart, "a"))) == 4

    def test_another_ticket_type_draws_another_code(self) -> None:
        shop = kiosk()
        cart = shop.filled(add("card", item="a", adult=2))
        stays, goes = shop.codes(cart, "a")

        shop.update(cart, amend("a", adult=1, child=1))

        assert shop.codes(cart, "a")[0] == stays
        assert goes not in shop.codes(cart, "a")
        assert shop.drawn("codes:cards") == 2

    @pytest.mark.parametrize("end", ["remove", "empty", "cancel", "lapse"])
    def test_codes_come_back(self, end: str) -> None:
        shop = kiosk()
        cart = shop.filled(add("card", item="a", adult=3))
        codes = shop.codes(cart, "a")
        ways: dict[str, Callable[[], object]] = {
            "remove": lambda: shop.update(cart, remove("a")),
            "empty": lambda: shop.office.empty(cart, GUEST),
            "cancel": lambda: shop.office.cancel(cart, GUEST),
            "lapse": lambda: shop.pass_minutes(24 * 60),
        }

        ways[end]()

        assert shop.drawn("codes:cards") == 0
        assert not any(map(shop.taken, codes))
        shop.filled(add("card", adult=10))

    def test_a_stock_gives_all_its_codes_and_no_more(self) -> None:
        shop = kiosk()
        shop.filled(add("card", adult=8))
        cart = shop.opened()

        found = shop.refused(lambda: shop.update(cart, add("card", adult=3)))

        assert found == (short(asked=3, left=2),)
        shop.update(cart, add("card", adult=2))
        assert shop.refused(lambda: shop.update(cart, add("card", child=1))) == (
            short(asked=1, left=0),
        )

    def test_lines_are_summed(self) -> None:
        shop = kiosk()
        cart = shop.opened()

        found = shop.refused(lambda: shop.update(cart, add("card", adult=6), add("card", adult=5)))

        assert found == (short(asked=11, left=10),)

    @pytest.mark.parametrize("size", [1, 2, 16, 17, 100, 997, 1000])
    def test_the_last_code_is_found_in_a_stock_of_any_size(self, size: int) -> None:
        shop = kiosk(size)
        for done in range(0, size - 1, 100):
            shop.filled(add("card", adult=min(100, size - 1 - done)))

        cart = shop.filled(add("card", item="last", adult=1))

        assert shop.drawn("codes:cards") == size
        assert shop.taken(shop.codes(cart, "last")[0])

    def test_carts_do_not_all_reach_for_the_same_code(self) -> None:
        firsts = set()
        shop = kiosk(1000)
        for _ in range(20):
            cart = shop.filled(add("card", item="a", adult=1))
            firsts.add(shop.codes(cart, "a")[0])
            shop.office.cancel(cart, GUEST)

        assert len(firsts) > 15

    def test_codes_that_callers_brought_of_a_stock_are_not_drawn(self) -> None:
        shop = kiosk(3)
        shop.filled(brought(*stock(3)[:2]))
        cart = shop.opened()

        found = shop.refused(lambda: shop.update(cart, add("card", item="a", adult=2)))

        assert found == (short(asked=2, left=1),)
        shop.update(cart, add("card", item="a", adult=1))
        assert shop.codes(cart, "a") == ["SECRET-00002"]

    def test_what_was_answered_can_be_sent_back_and_nothing_else(self) -> None:
        shop = kiosk()
        cart = shop.filled(add("card", item="a", adult=2))
        item = shop.item(cart, "a")

        shop.update(cart, AmendItem.replacing(item))
        assert shop.item(cart, "a") == item
        shop.update(cart, AmendItem(item=item.id, codes=CLEAR))
        assert shop.item(cart, "a") == item

        wrong = AmendItem(item=item.id, codes=(code("MINE"),))
        (found,) = shop.refused(lambda: shop.update(cart, wrong))
        assert isinstance(found, InvalidTicketCode)
        assert found.message == (
            "item a: codes[0] is brought for 'card', "
            "allowed: none but those that it has: they are drawn from a stock"
        )

    def test_a_search_that_finds_at_once_loads_a_window_and_not_the_stock(self) -> None:
        shop = kiosk(1000)
        cart = shop.opened()
        asked: list[int] = []
        levels = shop.system.levels

        def counted(resources: frozenset[ResourceId], **at: object) -> object:
            asked.append(len(resources))
            return levels(resources, **at)  # type: ignore[arg-type]

        shop.system.levels = counted  # type: ignore[method-assign,assignment]
        shop.update(cart, add("card", adult=2))

        assert sum(asked) == 17


class TestBrought:
    def test_codes_that_are_brought_are_kept_in_order(self) -> None:
        shop = kiosk()
        cart = shop.filled(brought("B", "A", adult=3))

        assert shop.codes(cart, "p") == ["B", "A"]
        assert shop.taken("A")
        assert shop.taken("B")

    def test_a_code_that_another_cart_uses_is_refused_by_position(self) -> None:
        shop = kiosk()
        shop.filled(brought("A", "B"))
        cart = shop.opened()

        found = shop.refused(lambda: shop.update(cart, brought("C", "B", "A")))

        assert found == (TicketCodeTaken(item=ItemId("p"), positions=(1, 2)),)
        assert found[0].message == (
            "item p: codes[1], codes[2] in use, allowed: codes that no other ticket has"
        )
        shop.update(cart, brought("C"))

    def test_a_code_that_another_item_of_the_cart_uses_is_refused(self) -> None:
        shop = kiosk()
        cart = shop.opened()

        found = shop.refused(
            lambda: shop.update(cart, brought("A", item="p"), brought("A", item="q"))
        )

        assert found == (TicketCodeTaken(item=ItemId("q"), positions=(0,)),)

    def test_a_code_of_an_item_that_goes_can_be_brought_by_one_that_comes(self) -> None:
        shop = kiosk()
        cart = shop.filled(brought("A", item="p"))

        shop.update(cart, remove("p"), brought("A", item="q"))

        assert shop.codes(cart, "q") == ["A"]
        assert shop.taken("A")
        shop.update(cart, remove("q"))
        assert not shop.taken("A")

    def test_a_code_is_free_at_the_instant_at_which_its_hold_ends(self) -> None:
        shop = kiosk()
        shop.filled(brought("A"))
        cart = shop.opened()
        shop.pass_minutes(14)
        assert shop.refused(lambda: shop.update(cart, brought("A")))
        shop.pass_minutes(1)

        shop.update(cart, brought("A"))

        assert shop.codes(cart, "p") == ["A"]

    def test_amending_keeps_overwrites_and_clears(self) -> None:
        shop = kiosk()
        cart = shop.filled(brought("A", "B", adult=3))
        pass_ = ItemId("p")
        priced = shop.item(cart, "p").priced
        shop.pass_minutes(1)

        shop.update(cart, amend("p", adult=1))
        assert shop.codes(cart, "p") == ["A"]
        assert not shop.taken("B")
        repriced = shop.item(cart, "p").priced
        assert repriced != priced

        shop.pass_minutes(1)
        shop.update(cart, AmendItem(item=pass_, codes=(code("C"),)))
        assert shop.codes(cart, "p") == ["C"]
        assert (shop.taken("A"), shop.taken("C")) == (False, True)
        assert shop.item(cart, "p").priced == repriced

        shop.update(cart, AmendItem(item=pass_, codes=CLEAR))
        assert shop.codes(cart, "p") == []
        assert not shop.taken("C")

    @pytest.mark.parametrize(
        ("wanted", "field", "problem", "allowed"),
        [
            (
                evolve(brought("A"), codes=(code("A", of="senior"),)),
                "codes[0]",
                "is of 'senior', of which there are no tickets",
                "'adult'",
            ),
            (
                evolve(brought("A"), codes=(code("A", part="ride"),)),
                "codes[0]",
                "is of 'adult' of part 'ride', of which there are no tickets",
                "'adult'",
            ),
            (
                brought("A", "B", adult=1),
                "codes[1]",
                "is code 2 of 'adult'",
                "at most 1, one a ticket",
            ),
            (brought("A", "A"), "codes[1]", "is there twice", "each code once"),
            *(
                (
                    brought("A", wrong),
                    "codes[1]",
                    "is no code",
                    "1 to 100 printable characters, no blank at the ends",
                )
                for wrong in ("", " ", "A ", "A\nB", "A\x00", "x" * 101, "\ud800")
            ),
            (
                evolve(add("map", item="p", copy=1), codes=(code("A", of="copy"),)),
                "codes[0]",
                "is brought for 'map'",
                "none: they are made when the order is confirmed",
            ),
        ],
    )
    def test_what_cannot_be_a_code_is_refused(
        self, wanted: AddItem, field: str, problem: str, allowed: str
    ) -> None:
        shop = kiosk()
        cart = shop.opened()

        found = shop.refused(lambda: shop.update(cart, wanted))

        assert found == (
            InvalidTicketCode(item=ItemId("p"), field=field, problem=problem, allowed=allowed),
        )

    def test_the_longest_code_is_allowed(self) -> None:
        shop = kiosk()

        cart = shop.filled(brought("x" * 100, "ü - ß"))

        assert shop.codes(cart, "p") == ["x" * 100, "ü - ß"]


def test_in_a_bundle_each_part_has_codes_of_its_own_source() -> None:
    shop = kiosk()
    wanted = AddItem(
        product=ProductId("both"),
        item=ItemId("x"),
        parts=(part("ride", adult=2), part("visit", adult=1)),
        codes=(code("MINE", part="visit"),),
    )

    cart = shop.filled(wanted)

    found = [(one.part, one.ticket_type) for one in shop.item(cart, "x").codes]
    assert found == [("ride", "adult"), ("ride", "adult"), ("visit", "adult")]
    assert shop.codes(cart, "x")[2] == "MINE"
    assert shop.drawn("codes:cards") == 2


def test_taken_codes_come_before_what_is_sold_out() -> None:
    shop = kiosk(1)
    shop.filled(brought("A"))
    cart = shop.opened()

    found = shop.refused(lambda: shop.update(cart, add("card", adult=2), brought("A")))

    assert [refusal.code for refusal in found] == ["ticket_code_taken", "sold_out"]


def test_no_code_is_shown_anywhere() -> None:
    shop: Kiosk = kiosk()
    cart = shop.filled(add("card", item="a", adult=2), brought("SECRET-MINE"))
    other = shop.opened()
    wrong = evolve(brought("SECRET-MINE"), codes=(code("SECRET-MINE"),))
    bad = evolve(brought("SECRET-MINE"), codes=(code("SECRET-MINE "),))

    shown = [
        repr(shop.office.cart(cart).cart),
        repr(shop.office.cart(cart)),
        str(redacted(shop.office.cart(cart).cart)),
        repr(shop.system.records()),
        str(redacted(shop.system.records())),
        repr(wrong),
        repr(shop.refused(lambda: shop.update(other, wrong))),
        repr(shop.refused(lambda: shop.update(other, bad))),
        *(draw.resource for item in shop.office.cart(cart).cart.items for draw in item.draws),
        repr(shop.system.world().catalogue),
    ]

    assert not [text for text in shown if "SECRET-" in text]
    assert "<secret>" in shown[0]


def test_availability_ends_with_the_stock_and_needs_no_code_of_the_guest() -> None:
    shop = kiosk(3)
    shop.filled(add("card", adult=2))
    day = START.date()

    def states(product: str, count: int) -> list[str]:
        asked = Inquiry(
            products=(ProductId(product),),
            first=day,
            last=day,
            party=((TicketTypeId("adult"), count),),
        )
        return [found.state.name for found in shop.office.availability(asked)]

    assert states("card", 1) == states("pass", 9) == states("both", 1) == ["AVAILABLE"]
    assert states("card", 2) == states("both", 2) == ["TOO_FEW"]
    shop.filled(add("card", adult=1))
    assert states("card", 1) == states("both", 1) == ["SOLD_OUT"]
