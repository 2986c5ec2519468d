"""The quote: its ledger in three forms, its sums, its groups, and what makes two quotes equal."""

from datetime import timedelta
from itertools import permutations

import pytest
from attrs import evolve
from tests.unit.pricing.build import (
    CITY,
    NOON,
    amounts,
    basket,
    chosen,
    fee,
    inside,
    item,
    off,
    on_top,
    part,
    per_ticket,
    promotion,
    quote,
    scope,
    tariff,
    taxed,
    variation,
    written,
)

from counterfoil.domain.basket import Circumstances
from counterfoil.domain.pricing import (
    Kind,
    Quote,
    UnitGroup,
    compile_pricer,
)
from counterfoil.domain.references import ItemId, PartId, Promocode, TaxId, TicketTypeId
from counterfoil.domain.tariff.fees import OwnFeeTax
from counterfoil.domain.tariff.promotions import AmountOff, Per, PromotionLimits
from counterfoil.domain.tariff.taxes import Effect
from counterfoil.domain.tariff.variations import VariationLevel

CODE, HOUR = Promocode("CODE"), timedelta(hours=1)
# Everything at once: 5.00 over three tickets makes equal tickets differ by a minor unit.
RULES = tariff(
    variations=(variation("peak", 250, scope=scope("tower")),),
    promotions=(
        promotion("family", AmountOff(amount=500, per=Per.ORDER)),
        promotion("code", off("10"), code="CODE"),
    ),
    taxes=(inside("vat9", "9"), on_top("city", "5"), inside("vat21", "21")),
    taxation=(taxed("vat9", products=("tower",)), taxed("city")),
    fees=(
        fee(
            "service",
            rate="2.5",
            per=Per.BOOKING,
            tax=OwnFeeTax(tax=TaxId("vat21"), effect=Effect.ADDED),
        ),
        fee("told", rate="1", effect=Effect.INCLUDED),
    ),
)
ITEMS = (
    item("c", "tower", slot="sat-10", adult=3),
    item("b", "tour", adult=1, child=2, options=(chosen("locker"),)),
    item("a", "day", parts=(part("up", slot="sat-14", adult=1), part("sail", child=2))),
    item("d", "pass", adult=2),
    item("e", "school", **{"class": 4}),
)


@pytest.fixture(name="found", scope="module")
def fixture_found() -> Quote:
    return quote(RULES, basket(*ITEMS, codes=("CODE",)))


# --- the ledger ---------------------------------------------------------------------------------


def test_rows_are_the_runs_written_out(found: Quote) -> None:
    written_out = [
        (run.item, run.ticket_type, run.ordinal, run.units, entry.cause.rule, entry.amount)
        for run in found.runs()
        for entry in run.entries
    ]

    assert written_out == [
        (row.item, row.ticket_type, row.ordinal, row.units, row.cause.rule, row.amount)
        for row in found.rows()
    ]


def test_entries_are_the_rows_ticket_by_ticket(found: Quote) -> None:
    by_ticket = sorted(
        (written(entry.target), entry.cause.rule, entry.kind.value, entry.amount, entry.base or 0)
        for entry in found.entries
    )

    from_rows = sorted(
        (
            "/".join(
                str(word)
                for word in (row.item, row.part, row.ticket_type, row.ordinal + place)
                if word != ""
            )
            if row.ordinal >= 0
            else row.item,
            row.cause.rule,
            row.cause.kind.value,
            row.amount,
            row.base or 0,
        )
        for row in found.rows()
        for place in range(row.units)
    )
    assert by_ticket == from_rows


def test_the_runs_of_a_line_cover_its_tickets_without_gap(found: Quote) -> None:
    ends: dict[tuple[str, str, str], int] = {}
    for run in found.runs():
        if run.ordinal >= 0:
            line = (run.item, run.part, run.ticket_type)
            assert run.ordinal == ends.get(line, 0)
            assert run.units > 0
            ends[line] = run.ordinal + run.units

    assert ends == {
        ("c", "", "adult"): 3,
        ("b", "", "adult"): 1,
        ("b", "", "child"): 2,
        ("a", "up", "adult"): 1,
        ("a", "sail", "child"): 2,
        ("d", "", "adult"): 2,
        ("e", "", "class"): 4,
    }


def test_equal_tickets_are_one_run() -> None:
    found = quote(tariff(), item("a", "boat", adult=100))

    (row,) = found.rows()
    assert (row.ordinal, row.units, row.amount) == (0, 100, 1500)
    assert len(found.entries) == 100


def test_pinned_runs_have_no_ticket(found: Quote) -> None:
    pinned = [run for run in found.runs() if run.ordinal < 0]

    assert [run.item for run in pinned] == ["c", "b", "a", "d", "e", ""]
    assert {(run.part, run.ticket_type, run.ordinal, run.units) for run in pinned} == {
        ("", "", -1, 1)
    }


def test_entries_stand_in_the_order_of_the_phases_then_the_stated_order(found: Quote) -> None:
    kinds = [entry.kind for entry in found.entries]
    order = list(Kind)
    phases = [
        {Kind.PROMOCODE: Kind.DISCOUNT, Kind.FEE_TAX: Kind.FEE}.get(kind, kind) for kind in kinds
    ]
    assert phases == sorted(phases, key=order.index)

    # Product id, slot start, ticket type, item, ordinal: boat, pass, school, tour, tower.
    listed = [written(entry.target) for entry in found.entries if entry.kind is Kind.LIST]
    assert list(dict.fromkeys(listed)) == [
        "a/sail/child/0",
        "a/sail/child/1",
        "d/adult/0",
        "d/adult/1",
        "e/class/0",
        "e/class/1",
        "e/class/2",
        "e/class/3",
        "b/adult/0",
        "b/child/0",
        "b/child/1",
        "c/adult/0",
        "c/adult/1",
        "c/adult/2",
        "a/up/adult/0",
    ]


def test_pinned_entries_stand_last_bookings_by_id_then_the_order(found: Quote) -> None:
    fees = [written(entry.target) for entry in found.entries if entry.kind is Kind.FEE]

    assert fees == ["a", "b", "c", "d", "e", ""]


def test_the_order_of_items_changes_no_entry(found: Quote) -> None:
    for items in list(permutations(ITEMS))[::17]:
        other = quote(RULES, basket(*items, codes=("CODE",)))

        assert other.entries == found.entries
        assert other.promocodes == found.promocodes


# --- sums ---------------------------------------------------------------------------------------


def test_every_sum_is_a_sum_of_entries(found: Quote) -> None:
    def added(*kinds: Kind) -> int:
        return sum(
            entry.amount
            for entry in found.entries
            if entry.kind in kinds and entry.cause.effect is Effect.ADDED
        )

    assert found.subtotal == added(Kind.LIST)
    assert found.variation == added(Kind.VARIATION) == 4 * 250
    assert found.discount == added(Kind.DISCOUNT, Kind.PROMOCODE) < -500
    assert found.fees_added == added(Kind.FEE) > 0
    assert found.grand_total == found.total == added(*Kind)
    assert found.revenue == found.total - found.fees_added - found.fees_included
    told = sum(amounts(found, Kind.FEE, "told").values())
    assert found.fees_included == told > 0


def test_the_subtotal_holds_options_and_group_prices(found: Quote) -> None:
    # 3 x 20.00; 25.00 + 2 x 12.00 + 2.50; 20.00 + 2 x 7.50; 2 x 30.00; 100.00
    assert found.subtotal == 6000 + 5150 + 3500 + 6000 + 10000


def test_taxes_are_summed_by_id_whether_inside_or_on_top(found: Quote) -> None:
    for tax in ("vat9", "city", "vat21"):
        assert found.tax_by_id[TaxId(tax)] == sum(
            entry.amount for entry in found.entries if entry.cause.tax == tax
        )
    assert list(found.tax_by_id) == ["city", "vat21", "vat9"]


def test_bookings_and_what_is_pinned_to_the_order_make_the_total() -> None:
    found = quote(
        tariff(fees=(fee("order", fixed=100), fee("booking", fixed=7, per=Per.BOOKING))),
        basket(item("a", "boat", adult=2), item("b", "boat", child=1)),
    )

    assert found.booking_totals == {"a": 3007, "b": 757}
    assert per_ticket(found) == {"a/adult/0": 1500, "a/adult/1": 1500, "b/child/0": 750}
    assert found.total == 3007 + 757 + 100


def test_a_ticket_costs_all_that_is_added_to_it(found: Quote) -> None:
    sums = dict.fromkeys(per_ticket(found), 0)
    for entry in found.entries:
        if written(entry.target) in sums and entry.cause.effect is Effect.ADDED:
            sums[written(entry.target)] += entry.amount

    assert per_ticket(found) == sums


# --- groups -------------------------------------------------------------------------------------


def test_a_line_is_shown_as_groups_of_equal_tickets_the_dearest_first() -> None:
    # 500 off over three of 20.00: 167, 167 and 166.
    rules = tariff(promotions=(promotion("deal", AmountOff(amount=500, per=Per.ORDER)),))

    found = quote(rules, item("a", "tower", slot="sat-10", adult=3))

    def group(count: int, amount: int) -> UnitGroup:
        return UnitGroup(
            item=ItemId("a"),
            part=PartId(""),
            ticket_type=TicketTypeId("adult"),
            count=count,
            amount=amount,
        )

    assert found.groups(ItemId("a")) == (group(1, 1834), group(2, 1833))


def test_equal_tickets_that_are_not_neighbors_are_one_group() -> None:
    # A surcharge of one cent falls on the first ticket; then the first two are one cent cheaper.
    rules = tariff(
        variations=(variation("odd", 1, level=VariationLevel.BOOKING),),
        promotions=(
            promotion(
                "cent",
                AmountOff(amount=1, per=Per.UNIT),
                limits=PromotionLimits(units_per_cart=2),
            ),
        ),
    )

    found = quote(rules, item("a", "boat", adult=3))

    assert list(per_ticket(found).values()) == [1500, 1499, 1500]
    assert [(group.count, group.amount) for group in found.groups(ItemId("a"))] == [
        (2, 1500),
        (1, 1499),
    ]


def test_the_groups_of_a_bundle_name_their_parts(found: Quote) -> None:
    groups = found.groups(ItemId("a"))

    assert {(group.part, group.ticket_type) for group in groups} == {
        ("up", "adult"),
        ("sail", "child"),
    }


def test_an_item_that_is_not_there_has_no_groups(found: Quote) -> None:
    assert found.groups(ItemId("z")) == ()


# --- the quote as a value -----------------------------------------------------------------------


def test_an_empty_cart_costs_nothing() -> None:
    found = quote(RULES, basket())

    assert (found.total, found.entries, found.booking_totals) == (0, (), {})


def test_quotes_of_one_cart_are_equal_and_of_two_are_not() -> None:
    pricer = compile_pricer(CITY, RULES)
    boat = basket(item("a", "boat", adult=1))
    when = Circumstances(at=NOON)

    assert pricer.price(boat, when) == pricer.price(boat, when)
    assert pricer.price(boat, when) != pricer.price(evolve(boat, codes=(CODE,)), when)
    assert pricer.price(boat, when) != pricer.price(boat, evolve(when, at=NOON + HOUR))
    assert pricer.price(boat, when) != compile_pricer(CITY, tariff()).price(boat, when)
    assert pricer.price(boat, when) != "a price"


def test_a_quote_is_no_key() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(quote(tariff(), item("a", "boat", adult=1)))


def test_a_quote_says_in_a_log_what_it_is(found: Quote) -> None:
    whole = f"{found.total // 100}.{found.total % 100:02}"

    assert repr(found) == f"Quote({whole} EUR, 5 items, codes applied: ['CODE'])"


def test_a_quote_knows_what_was_priced(found: Quote) -> None:
    assert found.basket.items == ITEMS
    assert found.circumstances == Circumstances(at=NOON)
    assert found.currency.code == "EUR"
