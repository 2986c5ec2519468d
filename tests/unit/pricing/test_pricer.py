"""The pricer: compiling, sharing, bounded tables, and the express lane beside the kernel."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve
from tests.unit.pricing.build import (
    ADULT,
    CITY,
    NOON,
    TOWER,
    basket,
    chosen,
    fee,
    item,
    off,
    part,
    promotion,
    quote,
    tariff,
    variation,
)

from counterfoil.domain.basket import (
    Basket,
    BasketItem,
    Buyer,
    Circumstances,
    HeldPrice,
    LimitLeft,
)
from counterfoil.domain.catalogue.validation import CatalogueError
from counterfoil.domain.errors import InvariantError, UsageError
from counterfoil.domain.pricing import Extensions, Pricer, compile_pricer, kernel
from counterfoil.domain.pricing import express as express_lane
from counterfoil.domain.pricing import tables as price_tables
from counterfoil.domain.references import ItemId, ProductId, PromotionId, SeasonId
from counterfoil.domain.tariff.conditions import BuyerScope, DateRange
from counterfoil.domain.tariff.fees import FeeBase
from counterfoil.domain.tariff.problems import TariffError
from counterfoil.domain.tariff.promotions import AmountOff, Per
from counterfoil.domain.tariff.tariff import Season

WHEN = Circumstances(at=NOON)
# Fees per booking and per order, promotions with and without a code: all of it adds up.
RULES = tariff(
    promotions=(
        promotion("always", off("10")),
        promotion("each", AmountOff(amount=100, per=Per.UNIT), code="EACH"),
    ),
    fees=(
        fee("order", rate="2", fixed=10),
        fee("booking", rate="1", fixed=5, per=Per.BOOKING, minimum=20),
        fee("due", fixed=3, on=FeeBase.UNDISCOUNTED),
    ),
)


def carts() -> Iterator[Basket]:
    """Give carts of several products, times and codes."""
    for codes in ((), ("EACH",), ("NOPE",)):
        for slot in ("sat-10", "sat-14", "mon-10"):
            for boats in (1, 2):
                yield basket(
                    item("a", "tower", slot=slot, adult=2),
                    item("b", "boat", child=boats),
                    item("c", "tour", adult=1),
                    codes=codes,
                )


# --- compiling ----------------------------------------------------------------------------------


def test_a_pricer_knows_what_it_was_compiled_from() -> None:
    own = Extensions()

    pricer = compile_pricer(CITY, RULES, extensions=own)

    assert (pricer.catalogue, pricer.tariff, pricer.extensions) == (CITY, RULES, own)
    assert repr(pricer) == "Pricer(catalogue='city', tariff='summer-2026')"


def test_a_catalogue_with_problems_does_not_compile() -> None:
    with pytest.raises(CatalogueError) as raised:
        compile_pricer(evolve(CITY, products=(TOWER, TOWER)), RULES)

    assert raised.value.problems
    assert str(raised.value).splitlines() == [one.message for one in raised.value.problems]


def test_a_tariff_with_problems_does_not_compile_and_tells_all_of_them() -> None:
    wrong = tariff(fees=(fee("service", fixed=-1), fee("service", fixed=-2)))

    with pytest.raises(TariffError) as raised:
        compile_pricer(CITY, wrong)

    assert {problem.path for problem in raised.value.problems} >= {
        "fees[0].fixed",
        "fees[1].fixed",
        "fees[1].id",
    }


def test_a_tariff_with_warnings_compiles() -> None:
    unpriced = tariff(prices={"boat": {"adult": 1500}})

    assert compile_pricer(CITY, unpriced).price(basket(item("a", "boat", adult=1)), WHEN).total


# --- the express lane ---------------------------------------------------------------------------


def by_kernel(pricer: Pricer, cart: Basket) -> tuple[int, object]:
    settled = pricer.kernel.settle(cart, WHEN)
    return settled.evaluation.total, settled.promocodes


def test_a_cart_that_is_added_up_costs_what_the_kernel_says() -> None:
    pricer = compile_pricer(CITY, RULES)

    for cart in [*carts(), *carts()]:
        found = pricer.price(cart, WHEN)

        assert (found.total, found.promocodes) == by_kernel(pricer, cart)
        assert found.audit() == ()
        assert found == compile_pricer(CITY, RULES).price(cart, WHEN)


def test_plain_carts_are_added_up_once_their_tables_are_there() -> None:
    pricer = compile_pricer(CITY, RULES)

    for cart in carts():
        before = pricer._express.price(cart, WHEN)
        pricer.price(cart, WHEN)
        after = pricer._express.price(cart, WHEN)

        assert after is not None
        assert before in {None, after}
        assert after[0] == by_kernel(pricer, cart)[0]


@pytest.mark.parametrize(
    "cart",
    [
        basket(item("a", "boat", adult=1), codes=("EACH", "NOPE")),
        basket(item("a", "tour", adult=1, options=(chosen("guide"),))),
        basket(item("a", "pass", adult=1, parts=(part("up", slot="sat-10"),))),
        basket(item("a", "day", parts=(part("up", slot="sat-10", adult=1),))),
        basket(item("a", "school", **{"class": 2})),
    ],
    ids=["codes", "option", "parts", "bundle", "group"],
)
def test_carts_that_reach_beyond_a_ticket_are_left_to_the_kernel(cart: Basket) -> None:
    pricer = compile_pricer(CITY, RULES)
    pricer.price(cart, WHEN)

    assert pricer._express.price(cart, WHEN) is None
    assert pricer.price(cart, WHEN).total == by_kernel(pricer, cart)[0]


def test_a_cart_is_not_mistaken_for_one_that_was_priced_before() -> None:
    # The same products and times; each has something that the tables do not know.
    pricer = compile_pricer(CITY, RULES)
    boats = basket(item("a", "boat", adult=2))
    assert pricer.price(boats, WHEN) == pricer.price(boats, WHEN)

    with_tour = basket(*boats.items, item("b", "pass", adult=1))
    dated = basket(item("a", "boat", adult=2, travel_date=date(2026, 6, 6)))

    for cart in (with_tour, dated, boats):
        assert pricer.price(cart, WHEN).total == by_kernel(pricer, cart)[0]


# --- bounded tables -----------------------------------------------------------------------------


@pytest.mark.parametrize("most", [1, 2, 3, 4])
def test_tables_are_bounded_and_made_anew(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(price_tables, "TABLES_MAX", most)
    monkeypatch.setattr(express_lane, "TABLES_MAX", most)
    pricer = compile_pricer(CITY, RULES)

    quotes = [pricer.price(cart, WHEN) for cart in [*carts(), *carts()]]

    for found in quotes:
        assert found == compile_pricer(CITY, RULES).price(found.basket, WHEN)
    assert len(pricer.kernel.tables.by_time) <= most
    assert sum(map(len, pricer._express._by_promotions.values())) <= most


def test_a_table_that_fills_up_while_a_cart_is_priced(monkeypatch: pytest.MonkeyPatch) -> None:
    # Three tickets without the code are known, and there is room for one more of the two to come.
    monkeypatch.setattr(express_lane, "TABLES_MAX", 4)
    pricer = compile_pricer(CITY, RULES)
    for slot in ("sat-10", "sat-14", "mon-10") * 2:
        pricer.price(basket(item("a", "tower", slot=slot, adult=1)), WHEN)
    cart = basket(item("a", "boat", adult=1), item("b", "tour", adult=1), codes=("EACH",))

    quotes = [pricer.price(cart, WHEN) for _ in range(3)]

    for found in quotes:
        assert found == compile_pricer(CITY, RULES).price(cart, WHEN)


def test_tables_of_bundles_and_of_booking_dates_are_bounded_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(price_tables, "TABLES_MAX", 1)
    june = Season(id=SeasonId("june"), label="June", dates=(DateRange(first=date(2026, 6, 1)),))
    pricer = compile_pricer(CITY, tariff(seasons=(june,)))
    plain = compile_pricer(CITY, tariff())

    for _ in range(2):
        for slot in ("sat-10", "sat-14"):
            for product, cents in (("boat", 1500), ("tour", 2500)):
                parts = (part("up", slot=slot, adult=1), part("sail", slot=None, adult=1))
                cart = basket(item("a", "day", parts=parts), item("b", product, adult=1))
                days = [evolve(WHEN, at=NOON + timedelta(days=day)) for day in range(3)]

                assert {pricer.price(cart, when).total for when in days} == {3500 + cents}
                assert plain.price(cart, WHEN).total == 3500 + cents


class Meddler(Buyer):
    """A buyer whose channel is read while another thread makes all tables anew."""

    def __getattribute__(self, name: str) -> Any:
        if name == "channel":
            MEDDLING[0]()
        return super().__getattribute__(name)


MEDDLING: list[Callable[[], None]] = []


@pytest.mark.parametrize("reading", [False, True], ids=["pricing", "reading"])
def test_tables_that_another_thread_makes_anew_meanwhile_are_no_loss(*, reading: bool) -> None:
    # A fee per booking for some buyers looks into the tables again, after the tickets were summed.
    desk = BuyerScope(channels=frozenset({"desk"}))
    rules = tariff(fees=(fee("booking", rate="1", per=Per.BOOKING, buyer=desk),))
    pricer = compile_pricer(CITY, rules)
    cart = basket(item("a", "boat", adult=1), buyer=Meddler(channel="desk"))
    MEDDLING[:] = [lambda: None]
    pricer.price(cart, WHEN)
    before = pricer.price(cart, WHEN)

    def make_anew() -> None:
        pricer.kernel.tables.by_time.clear()
        pricer._express._by_promotions.clear()

    MEDDLING[:] = [make_anew]
    found = before if reading else pricer.price(cart, WHEN)

    assert found.total == 1515
    assert [row.amount for row in found.rows()] == [1500, 15]


@pytest.mark.parametrize(
    "wrong", [item("a", "zeppelin", adult=1), item("a", "boat", pilot=1)], ids=["item", "line"]
)
def test_a_door_that_lets_everything_pass_would_be_found(
    wrong: BasketItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel, "check", lambda *_: ())

    with pytest.raises(InvariantError, match="the door let"):
        compile_pricer(CITY, RULES).price(basket(wrong), WHEN)


# --- sharing ------------------------------------------------------------------------------------


def test_a_pricer_may_be_shared_between_threads() -> None:
    shared, alone = compile_pricer(CITY, RULES), compile_pricer(CITY, RULES)
    asked = [*carts()] * 5

    with ThreadPoolExecutor(max_workers=4) as pool:
        totals = list(pool.map(lambda cart: shared.price(cart, WHEN).total, asked))

    assert totals == [alone.price(cart, WHEN).total for cart in asked]


def test_the_same_cart_costs_the_same_whatever_was_priced_before() -> None:
    rules = tariff(variations=(variation("peak", "12.5"),))
    cart = basket(item("a", "boat", adult=3))
    pricer = compile_pricer(CITY, rules)
    before = pricer.price(cart, WHEN)
    for other in carts():
        pricer.price(other, WHEN)

    assert pricer.price(cart, WHEN) == before == quote(rules, cart)


def test_limits_of_a_promotion_that_is_not_there_are_an_error_of_the_caller() -> None:
    pricer = compile_pricer(CITY, tariff())
    mistyped = Circumstances(at=NOON, limits={PromotionId("tyde"): LimitLeft(uses=0)})

    with pytest.raises(UsageError, match="limits: 'tyde' is no promotion of the tariff"):
        pricer.price(basket(item("a", "boat", adult=1)), mistyped)


def test_an_instant_without_a_zone_is_refused() -> None:
    naive = NOON.replace(tzinfo=None)

    with pytest.raises(UsageError, match="allowed: an aware datetime"):
        Circumstances(at=naive)
    with pytest.raises(UsageError, match="allowed: an aware datetime"):
        HeldPrice(at=naive)


def test_quantities_may_be_a_mapping() -> None:
    pairs = BasketItem(id=ItemId("a"), product=ProductId("boat"), quantities=((ADULT.id, 2),))

    assert BasketItem(id=ItemId("a"), product=ProductId("boat"), quantities={ADULT.id: 2}) == pairs


def test_one_text_is_not_a_tuple_of_codes() -> None:
    with pytest.raises(UsageError, match="allowed: a tuple of codes"):
        Basket(items=(), codes="TIDE")  # type: ignore[arg-type]
