"""How long the strategies take: a thousand property examples should be a matter of seconds.

The aim is 1,000 examples over a ten-rule tariff in under 10 s, generation, pricing and a law
included. The figures are shown, not judged: `nox -s bench`.
"""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, find, given, settings
from pytest_benchmark.fixture import BenchmarkFixture

from counterfoil.adapters.testkit.laws import check_sums
from counterfoil.adapters.testkit.strategies import Cart, Case, carts, cases
from counterfoil.domain.tariff.tariff import Tariff

EXAMPLES = 1_000
RULES = 10  # variations, promotions and fees together
SEARCH = settings(
    database=None,
    deadline=None,
    derandomize=True,
    max_examples=EXAMPLES,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def rules_of(tariff: Tariff) -> int:
    return len(tariff.variations) + len(tariff.promotions) + len(tariff.fees)


def test_carts_of_one_ten_rule_tariff(benchmark: BenchmarkFixture) -> None:
    many = cases(variations_max=6, promotions_max=8, fees_max=6)
    case = find(many, lambda found: rules_of(found.tariff) == RULES, settings=SEARCH)
    pricer = case.pricer

    @SEARCH
    @given(carts(pricer=pricer))
    def every_cart_adds_up(cart: Cart) -> None:
        check_sums(pricer, cart.basket, cart.circumstances)

    benchmark.extra_info["examples"] = EXAMPLES
    benchmark.pedantic(every_cart_adds_up, rounds=3)  # type: ignore[no-untyped-call]


def test_cases_with_a_new_tariff_of_about_ten_rules_each(benchmark: BenchmarkFixture) -> None:
    counted: list[int] = []

    @SEARCH
    @given(cases(variations_max=6, promotions_max=8, fees_max=6))
    def every_case_adds_up(case: Case) -> None:
        counted.append(rules_of(case.tariff))
        check_sums(*case.priced)

    benchmark.pedantic(every_case_adds_up, rounds=1)  # type: ignore[no-untyped-call]
    benchmark.extra_info["examples"] = EXAMPLES
    benchmark.extra_info["rules_mean"] = sum(counted) // len(counted)
