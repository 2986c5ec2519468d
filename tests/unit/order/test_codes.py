"""Codes of tickets that were sold: brought, made, shared."""

from datetime import date, datetime

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.order.turnstile import START, codes_of, day_out, gate, tickets

from counterfoil.domain.catalogue.code_settings import CodeFormat, VoucherPer
from counterfoil.domain.catalogue.ticket_codes import is_code
from counterfoil.domain.references import ItemId

SEPARATE = ("walk", "card", "spa")


def test_each_ticket_has_a_code_of_its_own_where_nothing_is_said() -> None:
    codes = codes_of(gate().sold(tickets("walk", 5)), "walk")

    assert len(set(codes)) == 5
    assert all(is_code(code) for code in codes)


def test_codes_that_were_brought_are_those_of_the_first_tickets() -> None:
    codes = codes_of(gate().sold(tickets("card", 3, "MINE-1", "MINE-2")), "card")

    assert codes[:2] == ["MINE-1", "MINE-2"]
    assert codes[2] not in {"", *codes[:2]}


def test_a_group_code_is_one_for_a_booking() -> None:
    order = gate().sold(tickets("party", 3, item="a"), tickets("party", 2, item="b"))

    first, second = set(codes_of(order, "a")), set(codes_of(order, "b"))

    assert len(first) == len(second) == 1
    assert first != second


def test_a_combi_code_is_one_for_the_bookings_that_have_it() -> None:
    shop = gate()
    order = shop.sold(tickets("ferry", 2), tickets("tower", 2), tickets("walk"))
    other = shop.sold(tickets("ferry"), name="other")

    shared = {*codes_of(order, "ferry"), *codes_of(order, "tower")}

    assert len(shared) == 1
    assert shared.isdisjoint(codes_of(order, "walk"))
    assert shared.isdisjoint(codes_of(other, "ferry"))


def test_a_part_of_a_bundle_shares_and_brings_as_its_product_says() -> None:
    together, own, alone = (
        codes_of(gate().sold(day_out(2, "MINE-1")), "day")[place : place + 2]
        for place in (0, 2, 4)
    )

    assert together[0] == together[1]
    assert own[0] == "MINE-1" != own[1]
    assert len({*together, *own, *alone}) == 5


def test_what_was_sold_says_how_its_codes_are_shown() -> None:
    order = gate().sold(tickets("party"), tickets("ferry"))

    party, ferry = (order.booking(ItemId(name)) for name in ("party", "ferry"))

    assert party is not None
    assert ferry is not None
    assert party.sold.code_settings.format is CodeFormat.BAR_CODE_C128
    assert ferry.sold.code_settings.voucher is VoucherPer.PER_PERSON


@given(
    names=st.lists(st.text("abcdef", min_size=1, max_size=6), unique=True, max_size=6),
    count=st.integers(1, 4),
)
def test_no_code_is_on_tickets_of_two_orders_and_the_same_key_makes_the_same(
    names: list[str], count: int
) -> None:
    """Codes that nobody shares are unique over all orders; the same command, the same codes."""
    wanted = (*(tickets(name, count) for name in SEPARATE), tickets("ferry", count))
    shop, again = gate(), gate()

    orders = [shop.sold(*wanted, name=name) for name in names]

    codes = [code for order in orders for name in SEPARATE for code in codes_of(order, name)]
    shared = [codes_of(order, "ferry")[0] for order in orders]
    assert len({*codes, *shared}) == len(codes) + len(shared)
    for order, name in zip(orders, names, strict=True):
        repeated = again.sold(*wanted, name=name)
        assert [codes_of(repeated, one) for one in (*SEPARATE, "ferry")] == [
            codes_of(order, one) for one in (*SEPARATE, "ferry")
        ]


def test_no_code_is_in_what_is_logged() -> None:
    order = gate().sold(tickets("card", 2, "MINE-1"), tickets("party"), tickets("ferry"))

    for name in ("card", "party", "ferry"):
        assert not any(code in repr(order) for code in codes_of(order, name))


def test_a_booking_is_good_until_its_day_is_over_at_the_venue() -> None:

    order = gate().sold(evolve(tickets("walk"), travel_date=date(2026, 7, 1)), tickets("spa"))

    walk, spa = order.bookings
    # Amsterdam is two hours ahead of UTC in July.
    assert walk.sold.valid_until == datetime(2026, 7, 1, 22, 0, tzinfo=START.tzinfo)
    assert spa.sold.valid_until is None
