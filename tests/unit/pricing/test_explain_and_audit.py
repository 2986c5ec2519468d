"""The quote in plain text, and the laws that it is held against."""

from collections.abc import Callable

import pytest
from attrs import evolve
from tests.unit.pricing.build import (
    basket,
    fee,
    inside,
    item,
    off,
    part,
    promotion,
    quote,
    scope,
    tariff,
    taxed,
    variation,
)

from counterfoil.domain.pricing import Entry, Kind, Quote
from counterfoil.domain.references import ItemId, TaxId
from counterfoil.domain.tariff.fees import OwnFeeTax
from counterfoil.domain.tariff.promotions import AmountOff, Per
from counterfoil.domain.tariff.taxes import Effect

RULES = tariff(
    variations=(variation("peak", 250, scope=scope("tower")),),
    promotions=(
        promotion("less", AmountOff(amount=900, per=Per.UNIT), scope=scope(types=("child",))),
        promotion("gone", off("10"), code="GONE", scope=scope("ferry")),
    ),
    taxes=(inside("vat9", "9"), inside("vat21", "21")),
    taxation=(taxed("vat9", products=("tower",)), taxed("vat21")),
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


def priced() -> Quote:
    tower = item("a", "tower", slot="sat-10", adult=2, child=1)
    combi = item("b", "pass", adult=1)
    both = item("c", "day", parts=(part("up", slot="sat-14", adult=1), part("sail", child=2)))
    return quote(RULES, basket(tower, combi, both, codes=("GONE", "NOPE")))


EXPLAINED = """\
a: tower, 49.96 EUR
  2 x adult at 22.50
  1 x child at 3.50
    LIST                    20.00  2 x adult: Tower (tower)
    VARIATION                2.50  2 x adult: Peak (peak)
    TAX             (1.86 inside)  2 x adult: VAT 9 % (vat9, 9 % of 20.64)
    LIST                    10.00  1 x child: Tower (tower)
    VARIATION                2.50  1 x child: Peak (peak)
    DISCOUNT                -9.00  1 x child: Less (less)
    TAX             (0.29 inside)  1 x child: VAT 9 % (vat9, 9 % of 3.21)
    FEE                      1.21  pinned: Service (service, 2.5 % of 48.50)
    FEE_TAX                  0.25  pinned: VAT 21 % on Service (service, 21 % of 1.21)
b: pass, 30.91 EUR
  1 x adult at 30.00
    LIST                    30.00  1 x adult: Pass (pass)
    TAX             (1.86 inside)  1 x adult, part up: VAT 9 % (vat9, 9 % of 20.64)
    TAX             (1.30 inside)  1 x adult, part sail: VAT 21 % (vat21, 21 % of 6.20)
    FEE                      0.75  pinned: Service (service, 2.5 % of 30.00)
    FEE_TAX                  0.16  pinned: VAT 21 % on Service (service, 21 % of 0.75)
c: day, 23.18 EUR
  1 x up adult at 22.50
  2 x sail child at 0.00
    LIST                    20.00  1 x adult in up: Tower (tower)
    VARIATION                2.50  1 x adult in up: Peak (peak)
    TAX             (1.86 inside)  1 x adult in up: VAT 9 % (vat9, 9 % of 20.64)
    LIST                     7.50  2 x child in sail: Boat (boat)
    DISCOUNT                -7.50  2 x child in sail: Less (less)
    FEE                      0.56  pinned: Service (service, 2.5 % of 22.50)
    FEE_TAX                  0.12  pinned: VAT 21 % on Service (service, 21 % of 0.56)
"""


def test_every_minor_unit_is_explained_booking_by_booking() -> None:
    assert priced().explain().startswith(EXPLAINED)


def test_what_is_pinned_to_the_order_what_was_cut_off_and_the_codes_follow() -> None:
    rest = priced().explain()[len(EXPLAINED) :]

    assert rest.startswith(
        "order, 0.00 EUR\n    FEE             (1.01 inside)  pinned: Told (told, 1 % of 101.00)\n"
    )
    # The children of the boat cost 7.50 of the 9.00.
    assert "not given or charged: 3.00, Less (less): tickets at zero cannot be cheaper\n" in rest
    assert "\ncode GONE: not_applicable: This code is not for what is in your cart. (" in rest
    assert "\ncode NOPE: unknown: We do not know this code.\n" in rest
    assert rest.endswith("\ntotal 104.05 EUR")


def test_what_the_order_pays_itself_stands_in_its_heading() -> None:
    vat = OwnFeeTax(tax=TaxId("vat21"), effect=Effect.ADDED)
    rules = tariff(taxes=RULES.taxes, fees=(fee("service", fixed=100, tax=vat),))

    lines = quote(rules, item("a", "boat", adult=1)).explain().splitlines()

    assert lines[3:] == [
        "order, 1.21 EUR",
        "    FEE                      1.00  pinned: Service (service)",
        "    FEE_TAX                  0.21  pinned: VAT 21 % on Service (service, 21 % of 1.00)",
        "total 16.21 EUR",
    ]


def test_without_anything_of_its_own_the_order_is_not_mentioned() -> None:
    lines = quote(tariff(), item("a", "boat", adult=1)).explain().splitlines()

    assert lines == [
        "a: boat, 15.00 EUR",
        "  1 x adult at 15.00",
        "    LIST                    15.00  1 x adult: Boat (boat)",
        "total 15.00 EUR",
    ]


def test_a_code_that_applies_is_explained_by_its_entries_alone() -> None:
    rules = tariff(promotions=(promotion("deal", off("10"), code="DEAL"),))

    text = quote(rules, basket(item("a", "boat", adult=1), codes=("DEAL",))).explain()

    assert "PROMOCODE               -1.50  1 x adult: Deal (deal, 10 % of 15.00)" in text
    assert "code DEAL" not in text


# --- the audit ----------------------------------------------------------------------------------


def broken(found: Quote, **changes: object) -> Quote:
    """Put other numbers in the place of what a quote has worked out."""
    vars(found).update(changes)
    return found


def with_entries(change: Callable[[tuple[Entry, ...]], tuple[Entry, ...]]) -> Quote:
    found = priced()
    return broken(found, entries=change(found.entries))


def told(found: Quote) -> dict[str, str]:
    return {violation.law: violation.message for violation in found.audit()}


def test_a_sound_quote_breaks_no_law() -> None:
    assert priced().audit() == ()


def test_a_total_that_is_not_the_sum_of_its_entries_is_found() -> None:
    found = priced()
    messages = [violation.message for violation in broken(found, total=found.total + 1).audit()]

    assert "the ADDED entries sum to 10405, the total is 10406" in messages
    assert "the sums by kind make 10405, the total is 10406" in messages
    assert "bookings and the order's own sum to 10405, the total is 10406" in messages


def test_a_booking_that_is_not_the_sum_of_its_entries_is_found() -> None:
    found = priced()
    totals = {**found.booking_totals, ItemId("a"): 4995}

    messages = [violation.message for violation in broken(found, booking_totals=totals).audit()]

    assert "the entries of a sum to 4996, its total is 4995" in messages


def test_an_entry_that_is_missing_is_found() -> None:
    assert "M1" in told(with_entries(lambda entries: entries[1:]))


def test_groups_that_do_not_make_their_tickets_are_found() -> None:
    found = priced()
    units = dict(found.unit_totals)
    units[next(iter(units))] += 1

    assert told(broken(found, unit_totals=units)) == {
        "M5": "the groups of a show 4850, its tickets cost 4851"
    }


@pytest.mark.parametrize("kind", [Kind.VARIATION, Kind.DISCOUNT, Kind.PROMOCODE])
def test_a_ticket_below_zero_is_found(kind: Kind) -> None:
    def lower(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        first = entries[0]
        cause = evolve(first.cause, kind=kind, rule="thief")
        return (*entries, evolve(first, cause=cause, amount=-99999))

    assert "after thief" in told(with_entries(lower))["M12"]


def test_a_negative_fee_is_found() -> None:
    def lower(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        fee_entry = next(entry for entry in entries if entry.kind is Kind.FEE)
        return (*entries, evolve(fee_entry, amount=-1))

    assert told(with_entries(lower))["M12"] == "fee service is -1"


def test_an_entry_of_zero_is_found() -> None:
    found = with_entries(lambda entries: (*entries, evolve(entries[0], amount=0)))

    (violation,) = found.audit()
    assert violation.law == "M1"
    assert violation.message.startswith("boat wrote an entry of zero for UnitTarget(")
