"""Combis, bundles, headings, add-ons and hidden products; over Old Harbor and the pier."""

from datetime import UTC, date, datetime

import pytest
from tests.unit.availability.worlds import Shop, amounts, inquiry, shop, tickets
from tests.unit.cart.pier import Pier, boat, pier
from tests.unit.cart.world import PRICES

from counterfoil.domain.availability import AvailabilityState, SlotAvailability
from counterfoil.domain.cart.cart import Privilege
from counterfoil.domain.cart.commands import AddItem
from counterfoil.domain.references import PartId, ProductId
from counterfoil.domain.refusals import NotBookable, PartMissing, RefusedError

JULY = date(2026, 7, 4)
MIDSUMMER = date(2026, 6, 20)
CRUISES = [f"{hour}:{minute}" for hour in range(10, 18) for minute in ("00", "30")]


def harbor() -> Shop:
    return shop("city-combi", at=datetime(2026, 7, 1, 9, tzinfo=UTC))


def fill_cruises(found: Shop, *times: str, leaving: int) -> None:
    """Leave so many of the 48 seats of some departures on the fourth of July."""
    for time in times:
        wanted = 48 - leaving
        while wanted:
            count = min(16, wanted)
            found.hold(tickets("canal-cruise", slot=f"2026-07-04T{time}", adult=count))
            wanted -= count


def asked_at_pier(found: Pier, product: str, **party: int) -> tuple[SlotAvailability, ...]:
    return found.office.availability(inquiry(product, first=MIDSUMMER, party=party))


def cruise_of(answer: SlotAvailability) -> str:
    """Name the time of the cruise that was tried."""
    (slot,) = [choice.slot for choice in answer.item.parts if choice.part == "cruise"]
    assert slot is not None
    return slot.partition("T")[2]


def test_a_combi_is_answered_for_each_day_with_the_first_slot_that_takes_the_party() -> None:
    found = harbor()
    fill_cruises(found, "10:00", leaving=0)
    fill_cruises(found, "10:30", leaving=3)

    alone, both, four = (
        found.slots("city-combi", first=JULY, party={"adult": count})[0] for count in (1, 2, 4)
    )

    assert [cruise_of(answer) for answer in (alone, both, four)] == ["10:30", "10:30", "11:00"]
    assert [answer.left for answer in (alone, both, four)] == [3, 3, 48]
    assert {answer.state for answer in (alone, both, four)} == {AvailabilityState.AVAILABLE}
    assert both.day == JULY
    assert both.slot is None
    assert amounts(both) == {"adult": 3200, "child": 1600}
    assert both.total == 6400


def test_a_combi_is_as_open_as_its_scarcest_part() -> None:
    found = harbor()
    fill_cruises(found, *CRUISES, leaving=0)

    friday, saturday = found.slots(
        "city-combi", first=date(2026, 7, 3), last=JULY, party={"adult": 1}
    )

    assert friday.state is AvailabilityState.AVAILABLE
    assert saturday.state is AvailabilityState.SOLD_OUT
    assert saturday.left == 0


def test_where_no_slot_of_a_part_takes_the_party_the_roomiest_is_told() -> None:
    found = harbor()
    fill_cruises(found, *(time for time in CRUISES if time != "14:00"), leaving=0)
    fill_cruises(found, "14:00", leaving=2)

    (answer,) = found.slots("city-combi", first=JULY, party={"adult": 3})

    assert answer.state is AvailabilityState.TOO_FEW
    assert (cruise_of(answer), answer.left) == ("14:00", 2)


def test_a_day_without_a_slot_of_a_part_is_closed() -> None:
    found = shop("city-combi", at=datetime(2026, 10, 30, 9, tzinfo=UTC))

    (answer,) = found.slots("city-combi", first=date(2026, 11, 2), party={"adult": 1})

    assert answer.state is AvailabilityState.CLOSED
    (refusal,) = answer.refusals
    assert isinstance(refusal, PartMissing)
    assert refusal.part == "cruise"


def test_a_bundle_takes_the_party_in_each_part_that_cannot_be_left_out() -> None:
    (answer,) = harbor().slots("day-out", first=JULY, party={"adult": 2})

    assert [(choice.part, choice.quantities) for choice in answer.item.parts] == [
        ("cruise", (("adult", 2),)),
        ("tram", (("adult", 2),)),
    ]
    # A tenth off the list price of each: 18.00 for the boat, 24.00 for the tram.
    assert amounts(answer) == {
        "cruise/adult": 1620,
        "cruise/child": 810,
        "tram/adult": 2160,
        "tram/child": 1080,
    }
    assert answer.from_price(answer.prices[0].ticket_type, part=PartId("cruise")) == 1620
    assert answer.state is AvailabilityState.AVAILABLE
    assert answer.total == 7560


def test_parts_that_share_a_pool_are_counted_together() -> None:
    found = pier(PRICES)
    found.with_items(boat(7))
    found.with_items(boat(4, slot="dusk"))

    one, two = (asked_at_pier(found, "twice", adult=count)[0] for count in (1, 2))

    assert one.state is AvailabilityState.AVAILABLE
    assert {(choice.part, choice.slot) for choice in one.item.parts} == {
        ("there", "noon"),
        ("back", "noon"),
    }
    # Three places are left at noon, none at dusk: two for the way there leave one for the other.
    assert two.state is not AvailabilityState.AVAILABLE


def test_a_part_leaves_the_slot_that_the_part_before_it_has_filled() -> None:
    found = pier(PRICES)
    found.with_items(boat(7))

    (answer,) = asked_at_pier(found, "twice", adult=2)

    assert answer.state is AvailabilityState.AVAILABLE
    assert [(choice.part, choice.slot) for choice in answer.item.parts] == [
        ("there", "noon"),
        ("back", "dusk"),
    ]


def test_a_heading_is_answered_by_its_members_in_order() -> None:
    answers = harbor().slots("old-harbor", "hop-on", first=JULY)

    assert list(dict.fromkeys(answer.product for answer in answers)) == [
        "city-combi",
        "day-out",
        "print-museum",
        "canal-cruise",
        "hop-on",
    ]
    assert [answer.day for answer in answers if answer.product == "hop-on"] == [None]


def test_an_add_on_is_open_beside_its_main_product() -> None:
    (answer,) = asked_at_pier(pier(PRICES), "drink", glass=2)

    assert answer.state is AvailabilityState.AVAILABLE
    assert answer.mains == (ProductId("boat"), ProductId("lounge"))
    assert answer.total == 800


def test_a_hidden_product_is_shown_to_those_who_may_sell_it() -> None:
    asked = inquiry("staff", first=MIDSUMMER)
    found = pier(PRICES)

    with pytest.raises(RefusedError) as caught:
        found.office.availability(asked)
    allowed = found.office.availability(
        inquiry("staff", first=MIDSUMMER, privileges=frozenset({Privilege.ALLOW_HIDDEN}))
    )

    assert isinstance(caught.value.refusal, NotBookable)
    assert [answer.state for answer in allowed] == [AvailabilityState.AVAILABLE]


def test_a_closed_slot_stays_in_the_list() -> None:
    answers = asked_at_pier(pier(PRICES), "boat", adult=1)

    assert [(answer.item.slot, answer.state) for answer in answers] == [
        ("dawn", AvailabilityState.CLOSED),
        ("noon", AvailabilityState.AVAILABLE),
        ("dusk", AvailabilityState.AVAILABLE),
    ]


def test_a_ticket_that_takes_three_places_needs_three() -> None:
    found = pier(PRICES)
    found.with_items(boat(2, slot="dusk"))

    dusk = asked_at_pier(found, "boat", raft=1)[-1]

    assert (dusk.state, dusk.left) == (AvailabilityState.TOO_FEW, 2)


def test_an_unlimited_pool_has_no_end() -> None:
    quay = asked_at_pier(pier(PRICES), "terrace", adult=50)[-1]

    assert quay.item.slot == "open"
    assert (quay.state, quay.left) == (AvailabilityState.AVAILABLE, None)


def test_what_was_tried_can_be_booked_as_it_is() -> None:
    found = harbor()
    (answer,) = found.slots("city-combi", first=JULY, party={"adult": 2, "child": 1})

    view = found.hold(
        AddItem(
            product=answer.item.product,
            quantities=answer.item.quantities,
            travel_date=answer.item.travel_date,
            parts=answer.item.parts,
        )
    )

    assert [choice.part for choice in answer.item.parts] == ["cruise"]
    assert view.cart.items[0].parts == answer.item.parts
    assert view.quote is not None
    assert view.quote.total == answer.total
