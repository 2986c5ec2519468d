"""Phase 2, requested variations: what a caller may ask for, at which levels and in which order."""

from attrs import evolve
from tests.unit.pricing.build import (
    amounts,
    basket,
    item,
    part,
    quote,
    requested,
    tariff,
    variation,
)

from counterfoil.domain.basket import (
    CartTarget,
    ItemTarget,
    PartTarget,
    RequestedVariation,
    RequestTarget,
    TicketTypeTarget,
)
from counterfoil.domain.pricing import Kind, Quote
from counterfoil.domain.references import ItemId, PartId, RuleId, TicketTypeId
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.domain.tariff.variations import (
    OpenVariation,
    PercentageBase,
    VariationType,
)

RUNNING = PercentageBase.RUNNING
A, B = ItemId("a"), ItemId("b")
ADULT, CHILD = TicketTypeId("adult"), TicketTypeId("child")
TOWER = item("a", "tower", slot="sat-10", adult=1, child=1)
BOAT = item("b", "boat", adult=1)
DAY = item("a", "day", parts=(part("up", slot="sat-10", adult=1), part("sail", adult=1)))


def opened(**changes: object) -> Tariff:
    """Make a tariff that opens the type OTHER to everybody."""
    return tariff(open_variations=(OpenVariation(type=VariationType.OTHER),), **changes)


def asked(*wanted: RequestedVariation, rules: Tariff | None = None) -> Quote:
    return quote(rules or opened(), basket(TOWER, BOAT, requested=wanted))


def test_on_a_ticket_type_an_amount_is_for_each_ticket() -> None:
    for_adults = TicketTypeTarget(item=A, ticket_type=ADULT)

    found = quote(
        opened(),
        basket(
            evolve(TOWER, quantities=((ADULT, 2), (CHILD, 1))),
            BOAT,
            requested=(requested("own", -150, for_adults),),
        ),
    )

    assert amounts(found, Kind.VARIATION, "own") == {"a/adult/0": -150, "a/adult/1": -150}


def test_on_a_booking_an_amount_is_allocated_to_its_tickets() -> None:
    # 100 over 2000 : 1000
    found = asked(requested("own", 100, ItemTarget(item=A)))

    assert amounts(found, Kind.VARIATION, "own") == {"a/adult/0": 67, "a/child/0": 33}


def test_on_the_cart_an_amount_is_allocated_to_all_tickets() -> None:
    # 900 over 1500 (boat), 2000 and 1000
    found = asked(requested("own", -900, CartTarget()))

    assert amounts(found, Kind.VARIATION, "own") == {
        "b/adult/0": -300,
        "a/adult/0": -400,
        "a/child/0": -200,
    }


def test_on_a_part_of_a_bundle_an_amount_is_for_each_of_its_tickets() -> None:
    on_sail = PartTarget(item=A, part=PartId("sail"))

    found = quote(opened(), basket(DAY, requested=(requested("own", 100, on_sail),)))

    assert amounts(found, Kind.VARIATION, "own") == {"a/sail/adult/0": 100}


def test_on_a_ticket_type_of_a_bundle_one_part_may_be_named() -> None:
    in_any_part = TicketTypeTarget(item=A, ticket_type=ADULT)
    in_sail = TicketTypeTarget(item=A, ticket_type=ADULT, part=PartId("sail"))

    of_any = quote(opened(), basket(DAY, requested=(requested("own", 100, in_any_part),)))
    of_sail = quote(opened(), basket(DAY, requested=(requested("own", 100, in_sail),)))

    assert amounts(of_any, Kind.VARIATION) == {"a/sail/adult/0": 100, "a/up/adult/0": 100}
    assert amounts(of_sail, Kind.VARIATION) == {"a/sail/adult/0": 100}


def test_a_percentage_reads_the_list_or_the_running_price() -> None:
    rules = opened(variations=(variation("peak", 500),))

    # of 2000 + 1000 + 1500, and of 2500 + 1500 + 2000
    on_list = asked(requested("own", "10"), rules=rules)
    on_running = asked(requested("own", "10", base=RUNNING), rules=rules)

    assert sum(amounts(on_list, Kind.VARIATION, "own").values()) == 450
    assert sum(amounts(on_running, Kind.VARIATION, "own").values()) == 600


def test_requested_ones_run_after_those_of_the_tariff() -> None:
    rules = opened(variations=(variation("peak", 500),))
    tenth = requested("own", "10", TicketTypeTarget(item=A, ticket_type=ADULT), RUNNING)

    assert amounts(asked(tenth, rules=rules), Kind.VARIATION, "own") == {"a/adult/0": 250}


def test_they_run_by_level_part_type_booking_cart_whatever_their_ids() -> None:
    # Each adds ten percent of what the ones before left: 2000, 2200, 2420, 2662.
    targets: dict[str, RequestTarget] = {
        "d": PartTarget(item=A, part=PartId("up")),
        "c": TicketTypeTarget(item=A, ticket_type=ADULT),
        "b": ItemTarget(item=A),
        "a": CartTarget(),
    }
    wanted = tuple(requested(name, "10", target, RUNNING) for name, target in targets.items())
    only_up = item("a", "day", parts=(part("up", slot="sat-10", adult=1),))

    for order in (wanted, wanted[::-1]):
        found = quote(opened(), basket(only_up, requested=order))

        rules = [one for one in found.entries if one.kind is Kind.VARIATION]
        assert [(one.cause.rule, one.amount) for one in rules] == [
            ("d", 200),
            ("c", 220),
            ("b", 242),
            ("a", 266),
        ]


def test_of_one_level_and_item_they_run_by_id() -> None:
    # "a" adds ten percent of 2000, "b" a fixed 1.00 that "a" has not seen, in any order of asking.
    adults = TicketTypeTarget(item=A, ticket_type=ADULT)
    wanted = (requested("b", 100, adults), requested("a", "10", adults, RUNNING))

    for order in (wanted, wanted[::-1]):
        found = asked(*order)

        assert amounts(found, Kind.VARIATION, "a") == {"a/adult/0": 200}
        assert amounts(found, Kind.VARIATION, "b") == {"a/adult/0": 100}


def test_of_one_level_and_item_the_id_decides_also_between_a_part_and_all_parts() -> None:
    in_any_part = TicketTypeTarget(item=A, ticket_type=ADULT)
    in_up = TicketTypeTarget(item=A, ticket_type=ADULT, part=PartId("up"))
    wanted = (requested("b", 100, in_any_part), requested("a", "10", in_up, RUNNING))

    found = quote(opened(), basket(DAY, requested=wanted))

    assert amounts(found, Kind.VARIATION, "a") == {"a/up/adult/0": 200}


def test_the_entry_says_what_the_caller_called_it() -> None:
    plain = requested("own", 100)
    found = asked(plain, evolve(plain, id=RuleId("own2"), label="Concierge"))

    labels = {one.cause.rule: one.cause.label for one in found.entries}
    assert (labels["own"], labels["own2"]) == ("own", "Concierge")


def test_a_requested_cart_discount_is_a_variation_whatever_its_type() -> None:
    fixed = VariationType.CART_DISCOUNT_FIXED
    rules = tariff(open_variations=(OpenVariation(type=fixed),))
    wanted = evolve(requested("own", -900), type=fixed)

    found = asked(wanted, rules=rules)

    assert found.variation == -900
    assert found.discount == 0
    assert {one.cause.type for one in found.entries if one.kind is Kind.VARIATION} == {
        "CART_DISCOUNT_FIXED"
    }


def test_a_requested_one_stops_at_zero_and_says_what_it_could_not_give() -> None:
    found = asked(requested("own", -1200, TicketTypeTarget(item=A, ticket_type=CHILD)))

    assert amounts(found, Kind.VARIATION) == {"a/child/0": -1000}
    assert [(cut.rule, cut.amount) for cut in found.cut_offs] == [("own", 200)]


def test_on_a_group_line_a_requested_percentage_is_computed_on_the_line() -> None:
    # 2.5 % of 10000 is 250, allocated over 3334, 3333 and 3333.
    classes = item("a", "school", **{"class": 3})
    wanted = requested("own", "2.5", TicketTypeTarget(item=A, ticket_type=TicketTypeId("class")))

    found = quote(opened(), basket(classes, requested=(wanted,)))

    assert list(amounts(found, Kind.VARIATION).values()) == [84, 83, 83]
