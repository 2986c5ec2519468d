"""What is told of a code that does not apply: what fails, and the nearest change."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from attrs import evolve
from tests.unit.pricing.build import (
    NOON,
    basket,
    in_currency,
    item,
    off,
    outcome,
    part,
    promotion,
    quote,
    scope,
    tariff,
)

from counterfoil.domain.basket import Basket, Buyer, LimitLeft
from counterfoil.domain.money import currency
from counterfoil.domain.pricing import (
    ConditionFacts,
    Extensions,
    PromocodeOutcome,
    PromocodeReason,
    RegisteredCondition,
)
from counterfoil.domain.references import (
    CustomerKey,
    PartyId,
    ProductId,
    Promocode,
    PromotionId,
    SeasonId,
    SlotId,
)
from counterfoil.domain.tariff.conditions import (
    BuyerScope,
    CountedOver,
    CustomCondition,
    DateRange,
    InstantRange,
    Minimum,
    Scope,
    TimeRange,
)
from counterfoil.domain.tariff.promotions import Partial, PromotionLimits
from counterfoil.domain.tariff.tariff import Season

BOATS = (item("a", "boat", adult=1, child=1),)
DEAL, CODE = PromotionId("deal"), Promocode("DEAL")
MONDAY = item("a", "tower", slot="mon-10", adult=1, child=1)
JUNE = Season(id=SeasonId("june"), label="June", dates=(DateRange(first=date(2026, 6, 9)),))


def refused(asked: Basket, left: LimitLeft | None = None, **conditions: Any) -> PromocodeOutcome:
    """Enter the code of a promotion of ten percent under conditions that do not hold."""
    extensions = conditions.pop("extensions", None)
    rules = tariff(
        seasons=(JUNE,), promotions=(promotion("deal", off("10"), code="DEAL", **conditions),)
    )
    found = quote(
        rules,
        evolve(asked, codes=(CODE,)),
        limits={} if left is None else {DEAL: left},
        extensions=extensions,
    )
    assert found.discount == 0
    one = outcome(found, "DEAL")
    assert one.promotion == DEAL
    assert one.message
    return one


# --- windows and limits -------------------------------------------------------------------------


def test_not_yet_valid() -> None:
    later = InstantRange(starts_at=NOON + timedelta(days=1), ends_at=NOON + timedelta(days=2))
    latest = InstantRange(starts_at=NOON + timedelta(days=9))
    past = InstantRange(ends_at=NOON - timedelta(days=9))

    one = refused(basket(*BOATS), booked=(latest, past, later))

    # The next of the windows to come.
    assert one.reason is PromocodeReason.NOT_YET_VALID
    assert one.facts == (("valid_from", "2026-06-02T12:00:00+00:00"),)
    assert one.nearest == "book from 2026-06-02T12:00:00+00:00"


def test_expired() -> None:
    first = InstantRange(ends_at=NOON - timedelta(days=9))
    last = InstantRange(starts_at=NOON - timedelta(days=1), ends_at=NOON)

    one = refused(basket(*BOATS), booked=(last, first))

    assert one.reason is PromocodeReason.EXPIRED
    assert one.facts == (("valid_until", "2026-06-01T12:00:00+00:00"),)
    assert one.nearest == ""


def test_used_up() -> None:
    limits = PromotionLimits(uses=10)

    one = refused(basket(*BOATS), LimitLeft(uses=0), limits=limits)

    assert one.reason is PromocodeReason.USED_UP
    assert one.facts == (("uses_left", "0"),)


def test_used_up_by_the_customer() -> None:
    limits = PromotionLimits(uses_per_customer=1)
    known = basket(*BOATS, buyer=Buyer(customer=CustomerKey("c-1")))

    one = refused(known, LimitLeft(customer_uses=0), limits=limits)

    assert one.reason is PromocodeReason.USED_UP
    assert one.facts == (("customer_uses_left", "0"),)


def test_needs_customer() -> None:
    one = refused(basket(*BOATS), limits=PromotionLimits(uses_per_customer=1))

    assert one.reason is PromocodeReason.NEEDS_CUSTOMER
    assert one.facts == (("uses_per_customer", "1"),)
    assert one.nearest == "say who the customer is"


def test_budget_exhausted() -> None:
    for partial in Partial:
        limits = PromotionLimits(budget=10_000, partial=partial)

        one = refused(basket(*BOATS), LimitLeft(budget=0), limits=limits)

        assert one.reason is PromocodeReason.BUDGET_EXHAUSTED
        assert one.facts == (("budget_left", "0.00"),)


def test_a_budget_that_holds_less_than_the_benefit_is_exhausted_too() -> None:
    # Ten percent are 2.25, of which 2.24 are left.
    one = refused(basket(*BOATS), LimitLeft(budget=224), limits=PromotionLimits(budget=10_000))

    assert one.reason is PromocodeReason.BUDGET_EXHAUSTED
    assert one.facts == (("budget_left", "2.24"),)


# --- minimum not reached ------------------------------------------------------------------------


def test_minimum_not_reached_by_quantity() -> None:
    one = refused(basket(*BOATS), minimum=Minimum(quantity=5))

    assert one.reason is PromocodeReason.MINIMUM_NOT_REACHED
    assert one.facts == (("quantity_wanted", "5"), ("quantity_missing", "3"))
    assert one.nearest == "add 3 more matching tickets"


def test_minimum_not_reached_by_one_ticket() -> None:
    one = refused(basket(*BOATS), minimum=Minimum(quantity=3))

    assert one.nearest == "add 1 more matching ticket"


def test_minimum_not_reached_by_value() -> None:
    # The cart is worth 22.50.
    one = refused(basket(*BOATS), minimum=Minimum(value=2600))

    assert one.facts == (("value_wanted", "26.00"), ("value_missing", "3.50"))
    assert one.nearest == "add matching tickets for 3.50 EUR more"


def test_minimum_not_reached_by_both() -> None:
    one = refused(basket(*BOATS), minimum=Minimum(quantity=4, value=2600))

    assert [name for name, _ in one.facts] == [
        "quantity_wanted",
        "quantity_missing",
        "value_wanted",
        "value_missing",
    ]
    assert one.nearest == ("add 2 more matching tickets; add matching tickets for 3.50 EUR more")


def test_minimum_not_reached_in_any_booking_names_the_nearest_one() -> None:
    three = Minimum(quantity=3, value=3000, over=CountedOver.BOOKING)
    asked = basket(
        item("b", "boat", adult=1), item("c", "boat", adult=2), item("a", "boat", child=2)
    )

    one = refused(asked, minimum=three)

    # c misses a ticket; a misses a ticket and 15.00.
    assert one.facts == (("quantity_wanted", "3"), ("quantity_missing", "1"))
    assert one.nearest == "add 1 more matching ticket to booking c"


def test_of_bookings_that_miss_as_much_the_first_by_id_is_named() -> None:
    five = Minimum(value=5000, over=CountedOver.BOOKING)
    b, a = item("b", "boat", adult=1), item("a", "boat", adult=1)

    for asked in (basket(b, a), basket(a, b)):
        one = refused(asked, minimum=five)

        assert one.nearest == "add matching tickets for 35.00 EUR more to booking a"


def test_amounts_in_facts_have_the_decimals_of_the_currency() -> None:
    kuwait = currency("KWD")
    rules = tariff(
        currency=kuwait,
        promotions=(promotion("deal", off("10"), code="DEAL", minimum=Minimum(value=2600)),),
    )

    found = quote(rules, basket(*BOATS, codes=("DEAL",)), catalogue=in_currency(kuwait))

    assert outcome(found, "DEAL").nearest == "add matching tickets for 0.350 KWD more"


# --- not applicable -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "facts", "nearest"),
    [
        (scope("boat"), (("products", "boat"),), "add a ticket of boat"),
        (scope("tour", "boat"), (("products", "boat, tour"),), "add a ticket of boat or tour"),
        (
            scope("tower", types=("senior", "STUDENT", "YOUTH")),
            (("ticket_types", "STUDENT, YOUTH, senior"),),
            "add a ticket of tower, of type STUDENT, YOUTH or senior",
        ),
        (scope(types=("senior",)), (("ticket_types", "senior"),), "add a ticket, of type senior"),
        (
            scope("tower", weekdays=frozenset({5, 6})),
            (("weekdays", "Saturday, Sunday"),),
            "choose a Saturday or Sunday",
        ),
        (
            scope(slots=frozenset({SlotId("sat-10"), SlotId("sat-14")})),
            (("slots", "sat-10, sat-14"),),
            "choose slot sat-10 or sat-14",
        ),
        (
            scope(
                times=(
                    TimeRange(starts_at=time(8), ends_at=time(10)),
                    TimeRange(starts_at=time(20), ends_at=time(22, 30)),
                )
            ),
            (("times", "08:00 until 10:00, 20:00 until 22:30"),),
            "choose a time from 08:00 until 10:00 or from 20:00 until 22:30",
        ),
        (
            scope(travel=(DateRange(first=date(2026, 6, 9), last=date(2026, 6, 30)),)),
            (("travel", "2026-06-09 to 2026-06-30"),),
            "choose a date 2026-06-09 to 2026-06-30",
        ),
        (
            scope(seasons=frozenset({JUNE.id})),
            (("seasons", "june"),),
            "choose a date in June",
        ),
        (
            # Each condition that fails is told, and each that the new ticket must meet.
            scope("boat", types=("ADULT",), weekdays=frozenset({5})),
            (("products", "boat"), ("weekdays", "Saturday")),
            "add a ticket of boat, of type ADULT, and choose a Saturday",
        ),
        (
            scope(
                "tower",
                weekdays=frozenset({5}),
                times=(TimeRange(starts_at=time(14), ends_at=time(15)),),
            ),
            (("weekdays", "Saturday"), ("times", "14:00 until 15:00")),
            "choose a Saturday and a time from 14:00 until 15:00",
        ),
    ],
)
def test_not_applicable_names_what_keeps_it_from_the_tickets(
    wanted: Scope, facts: tuple[tuple[str, str], ...], nearest: str
) -> None:
    one = refused(basket(MONDAY), scope=wanted)

    assert one.reason is PromocodeReason.NOT_APPLICABLE
    assert (one.facts, one.nearest) == (facts, nearest)


def test_of_several_tickets_the_one_that_fails_the_least_is_looked_at() -> None:
    # The boats fail the product and the day, the tower on Monday only the day.
    wanted = scope("tower", weekdays=frozenset({5}))
    boats = item("0", "boat", adult=1)

    for items in ((boats, MONDAY), (MONDAY, boats)):
        one = refused(basket(*items), scope=wanted)

        assert one.facts == (("weekdays", "Saturday"),)
        assert one.nearest == "choose a Saturday"


def test_a_part_of_a_bundle_is_looked_at_as_both_products() -> None:
    asked = item("a", "day", parts=(part("up", slot="mon-10", adult=1),))

    for name in ("day", "tower"):
        one = refused(basket(asked), scope=scope(name, weekdays=frozenset({5})))

        assert one.facts == (("weekdays", "Saturday"),)


def test_an_empty_cart_is_told_which_ticket_to_add() -> None:
    bound = refused(basket(), scope=scope("boat", weekdays=frozenset({5})))
    unbound = refused(basket())

    assert bound.facts == (("products", "boat"), ("weekdays", "Saturday"))
    assert bound.nearest == "add a ticket of boat, and choose a Saturday"
    assert (unbound.facts, unbound.nearest) == ((), "add a ticket")


def test_not_applicable_names_the_products_that_are_missing() -> None:
    trio = frozenset({ProductId("tower"), ProductId("pass"), ProductId("boat")})

    one = refused(basket(*BOATS), together=trio)

    assert one.reason is PromocodeReason.NOT_APPLICABLE
    assert one.facts == (("missing_products", "pass, tower"),)
    assert one.nearest == "add a ticket of pass and a ticket of tower"


@pytest.mark.parametrize(
    ("wanted", "facts", "nearest"),
    [
        (
            BuyerScope(channels=frozenset({"desk", "app"})),
            (("channels", "app, desk"),),
            "buy through channel app or desk",
        ),
        (
            BuyerScope(
                distributors=frozenset({PartyId("north")}), partners=frozenset({PartyId("bus")})
            ),
            (("distributors", "north"), ("partners", "bus")),
            "buy through distributor north and partner bus",
        ),
        (
            BuyerScope(customer_tags=frozenset({"press", "member"})),
            (("customer_tags", "member, press"),),
            "be a customer with the tag member or press",
        ),
        (
            BuyerScope(channels=frozenset({"web"}), customer_tags=frozenset({"press"})),
            (("customer_tags", "press"),),
            "be a customer with the tag press",
        ),
        (
            BuyerScope(channels=frozenset({"desk"}), customer_tags=frozenset({"press"})),
            (("channels", "desk"), ("customer_tags", "press")),
            "buy through channel desk and be a customer with the tag press",
        ),
    ],
)
def test_not_applicable_names_what_keeps_it_from_the_buyer(
    wanted: BuyerScope, facts: tuple[tuple[str, str], ...], nearest: str
) -> None:
    one = refused(basket(*BOATS, buyer=Buyer(channel="web")), buyer=wanted)

    assert one.reason is PromocodeReason.NOT_APPLICABLE
    assert (one.facts, one.nearest) == (facts, nearest)


def never(_: ConditionFacts, __: object) -> bool:
    return False


def test_not_applicable_names_the_conditions_of_the_host() -> None:
    names = ("first", "second", "third")
    holds = {"first": never, "second": lambda _, __: True, "third": never}
    extensions = Extensions(
        conditions={
            name: RegisteredCondition(name=name, version="1", holds=holds[name]) for name in names
        }
    )
    custom = tuple(CustomCondition(name=name, version="1") for name in names)

    one = refused(basket(*BOATS), custom=custom, extensions=extensions)

    assert one.reason is PromocodeReason.NOT_APPLICABLE
    assert (one.facts, one.nearest) == ((("custom", "first, third"),), "")


def test_all_conditions_that_fail_are_told_at_once() -> None:
    extensions = Extensions(
        conditions={"own": RegisteredCondition(name="own", version="1", holds=never)}
    )

    one = refused(
        basket(*BOATS),
        scope=scope("tower"),
        together=frozenset({ProductId("pass")}),
        buyer=BuyerScope(channels=frozenset({"desk"})),
        custom=(CustomCondition(name="own", version="1"),),
        extensions=extensions,
    )

    assert one.facts == (
        ("products", "tower"),
        ("missing_products", "pass"),
        ("channels", "desk"),
        ("custom", "own"),
    )
    assert one.nearest == ("add a ticket of tower; add a ticket of pass; buy through channel desk")
