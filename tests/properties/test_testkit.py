"""The test kit itself: what its strategies generate, and how a counterexample is shown."""

import datetime as dt
import sys
import zoneinfo

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from counterfoil.adapters.testkit.laws import (
    LawBrokenError,
    check_allocation,
)
from counterfoil.adapters.testkit.laws.allocations import Runs
from counterfoil.adapters.testkit.strategies import (
    Case,
    carts,
    cases,
    catalogues,
    halves,
    promotions,
    tariffs,
)
from counterfoil.domain.allocation import Groups
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.validation import problems as catalogue_problems
from counterfoil.domain.pricing import (
    compile_pricer,
)
from counterfoil.domain.tariff.problems import Severity
from counterfoil.domain.tariff.problems import problems as tariff_problems

# Nothing of a first failure is needed to say that a case was found.
SEARCH = settings(
    database=None,
    deadline=None,
    derandomize=True,
    max_examples=2_000,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
# Everything that the domain's modules define, by name.
NAMES = {
    name: found
    for module_name, module in sorted(sys.modules.items())
    if module_name.startswith("counterfoil.domain")
    for name, found in vars(module).items()
    if name[0].isalpha()
} | {"Case": Case, "ZoneInfo": zoneinfo.ZoneInfo, "datetime": dt, "zoneinfo": zoneinfo}


class TestStrategies:
    """What the strategies generate is valid, without any of it being thrown away."""

    @given(catalogues())
    def test_catalogues_have_no_problems(self, generated: Catalogue) -> None:
        assert not catalogue_problems(generated)

    @given(st.data())
    def test_tariffs_have_no_errors(self, data: st.DataObject) -> None:
        sold = data.draw(catalogues())
        rules = data.draw(tariffs(catalogue=sold))

        found = tariff_problems(rules, catalogue=sold)

        assert not [problem for problem in found if problem.severity is Severity.ERROR]

    @given(cases())
    def test_baskets_are_not_refused(self, case: Case) -> None:
        assert case.pricer.check(case.basket, case.circumstances) == ()

    @given(st.data())
    def test_carts_of_a_pricer_are_accepted(self, data: st.DataObject) -> None:
        pricer = data.draw(cases()).pricer

        cart = data.draw(carts(pricer=pricer))

        assert pricer.check(*cart) == ()

    @given(st.data())
    def test_one_more_promotion_fits_the_tariff(self, data: st.DataObject) -> None:
        case = data.draw(cases())
        lane = data.draw(st.sampled_from(case.tariff.lanes))

        more = data.draw(promotions(catalogue=case.catalogue, tariff=case.tariff, lane=lane))

        grown = attrs.evolve(case.tariff, promotions=(*case.tariff.promotions, more))
        compile_pricer(case.catalogue, grown)

    @given(st.data())
    def test_halves_are_tickets_of_an_item(self, data: st.DataObject) -> None:
        items = data.draw(cases()).basket
        quantities = {item.id: dict(item.quantities) for item in items.items}

        item, kept = data.draw(halves(basket=items))

        assert all(0 <= count <= quantities[item][name] for name, count in kept.items())


class TestShownCases:
    """A counterexample is shown so that it can be pasted into a test."""

    @given(cases())
    def test_what_is_shown_builds_the_same_case(self, case: Case) -> None:
        assert eval(repr(case), dict(NAMES)) == case  # noqa: S307  (we wrote it)

    @given(cases())
    def test_defaults_are_left_out(self, case: Case) -> None:
        assert "QuantityLimits()" not in repr(case)


def test_a_broken_law_names_itself_and_the_facts() -> None:
    def one_unit_short(amount: int, runs: Runs) -> tuple[list[Groups], int]:
        return [((count, amount - 1),) for count, _, _ in runs], 0

    with pytest.raises(LawBrokenError, match="M2: parts and rest: 6, expected 7") as broken:
        check_allocation(7, [(1, 1, 9)], allocate=one_unit_short)

    assert broken.value.law == "M2"
