"""The laws of money that one quote can be held against: M1, M2 and M5 to M12.

Each class quotes its law from docs/reference/laws.md. Beside a law with preconditions stands a
test that finds a case to which it applies, so that no property passes because nothing was tried.
"""

from collections.abc import Callable

import attrs
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from counterfoil.adapters.testkit.laws import (
    Verdict,
    check_added_code,
    check_added_promotion,
    check_allocation,
    check_allocations,
    check_floors,
    check_free_cart,
    check_grossed_up_fee,
    check_groups,
    check_permutation,
    check_removed_code,
    check_renaming,
    check_scaling,
    check_split,
    check_sums,
    check_taxes,
)
from counterfoil.adapters.testkit.strategies import (
    EVERYTHING,
    Case,
    CatalogueFeature,
    TariffFeature,
    amounts,
    best_lane_cases,
    cases,
    free_cases,
    halves,
    item_names,
    plain_cases,
    promotions,
    reorderings,
    scaled,
)
from counterfoil.domain.references import (
    Promocode,
)

# Nothing of a first failure is needed to say that a case was found.
SEARCH = settings(
    database=None,
    deadline=None,
    derandomize=True,
    max_examples=2_000,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
# Amounts times this leave nothing to round for most percentages.
ROUND = 10_000
# ... and for many taxes inside a price as well.
VERY_ROUND = 2**6 * 3**3 * 5**4 * 7 * 11


PRICE_ONLY = EVERYTHING - {
    TariffFeature.TAXES,
    TariffFeature.GROSSED_UP,
    TariffFeature.PER_BOOKING,
    TariffFeature.PER_ORDER,
    TariffFeature.CAPS,
}
TICKETS_ALONE = EVERYTHING - {TariffFeature.PER_BOOKING, TariffFeature.TAX_ROUNDING}
ITEMS_ALONE = EVERYTHING - {
    TariffFeature.PER_ORDER,
    TariffFeature.CAPS,
    TariffFeature.LIMITS,
}
CODES_ONLY = frozenset({TariffFeature.PROMOTIONS, TariffFeature.CODES})
FEW_RULES = frozenset({TariffFeature.PROMOTIONS, TariffFeature.TAXES, TariffFeature.FEES})
SPLITTABLE = tuple(
    set(CatalogueFeature) - {CatalogueFeature.GROUP_PRICES, CatalogueFeature.BUNDLES}
)


def require_applies(law: Callable[[Case], Verdict], *, among: st.SearchStrategy[Case]) -> None:
    """Find a case to which a law applies; Hypothesis raises where there is none."""
    find(among, lambda case: law(case) is Verdict.HOLDS, settings=SEARCH)


class TestM1:
    """M1, sums.

    The ADDED entries sum to the total; a booking is its tickets plus what is pinned to it, the
    order its bookings plus what is pinned to it, for every kind and every tax id; INCLUDED
    entries change nothing.
    """

    @given(cases())
    def test_entries_sum_to_the_total(self, case: Case) -> None:
        assert check_sums(*case.priced) is Verdict.HOLDS

    @given(cases())
    def test_the_audit_of_a_quote_finds_nothing(self, case: Case) -> None:
        assert case.pricer.price(case.basket, case.circumstances).audit() == ()


class TestM2:
    """M2, allocations.

    In an allocation a weight of zero gets zero, no target passes its floor, and the parts plus
    the reported rest are the amount; where all weights are zero, all is reported.
    """

    @given(
        amounts(most=10**7),
        st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9_999), st.integers(0, 9_999))),
    )
    def test_an_allocation_gives_or_reports(
        self, amount: int, runs: list[tuple[int, int, int]]
    ) -> None:
        assert check_allocation(amount, runs) is Verdict.HOLDS

    @given(cases())
    def test_a_quote_gives_or_reports(self, case: Case) -> None:
        assert check_allocations(*case.priced) is Verdict.HOLDS


class TestM5:
    """M5, groups.

    A line is shown as groups of equal tickets; count times amount over its groups is the line,
    exactly.
    """

    @given(cases())
    def test_groups_multiply_out_to_their_line(self, case: Case) -> None:
        assert check_groups(*case.priced) is Verdict.HOLDS


class TestM6:
    """M6, taxes.

    Net plus taxes is the gross; with `inclusive = net` the net is round(gross / (1 + sum of
    the rates)), for each ticket (each part of a combi) and, at rounding level `line` or
    `order`, for each tax group of that level, TAX_ROUNDING included.
    """

    @given(cases())
    def test_net_and_taxes_are_the_gross(self, case: Case) -> None:
        assert check_taxes(*case.priced) is Verdict.HOLDS


class TestM7:
    """M7, what pays for itself, and what is free.

    A grossed-up fee with rate x (1 + tax) under a half: x is the least solution, and the fee
    of the whole plus x plus the tax of x is x. All tickets free and every fee on the
    discounted price: the total is 0.
    """

    @given(cases())
    def test_a_grossed_up_fee_pays_for_itself(self, case: Case) -> None:
        check_grossed_up_fee(*case.priced)

    def test_there_are_grossed_up_fees(self) -> None:
        require_applies(lambda case: check_grossed_up_fee(*case.priced), among=cases())

    @given(free_cases())
    def test_a_free_cart_costs_nothing(self, case: Case) -> None:
        assert check_free_cart(*case.priced) is Verdict.HOLDS


class TestM8:
    """M8, codes.

    (a) A quote is a function of the set of codes, so that removing one gives, entry for entry,
    the quote of the cart without it. (b) Unless all codes apply as entered or a promotion may
    raise a price, one more code never raises the total.
    """

    CAN_RAISE = frozenset({TariffFeature.AS_ENTERED, TariffFeature.MAY_RAISE})

    @given(cases())
    def test_a_removed_code_leaves_no_trace(self, case: Case) -> None:
        for code in set(case.basket.codes):
            assert check_removed_code(*case.priced, code=code) is Verdict.HOLDS

    @given(plain_cases())
    def test_a_removed_code_leaves_no_trace_in_a_plain_cart(self, case: Case) -> None:
        pricer, basket, circumstances = case.priced
        typed = attrs.evolve(basket, codes=(*basket.codes[:3], Promocode("TYPO")))

        for code in set(typed.codes):
            verdict = check_removed_code(pricer, typed, circumstances, code=code)
            assert verdict is Verdict.HOLDS

    @given(cases(tariff_features=EVERYTHING - CAN_RAISE))
    def test_one_more_code_never_raises_the_total(self, case: Case) -> None:
        for promotion in case.tariff.promotions:
            if promotion.code is not None and promotion.code not in case.basket.codes:
                assert check_added_code(*case.priced, code=promotion.code) is Verdict.HOLDS

    def test_several_codes_apply(self) -> None:
        def applies(case: Case) -> Verdict:
            quote = case.pricer.price(case.basket, case.circumstances)
            applied = [found for found in quote.promocodes if found.reason is None]
            return Verdict.HOLDS if len(applied) > 1 else Verdict.DOES_NOT_APPLY

        require_applies(applies, among=cases(tariff_features=CODES_ONLY))


class TestM9:
    """M9, the order of entry.

    Permuting items or codes, or renaming items so that their order stays, changes no entry,
    compared by ticket; any other renaming may only move the minor unit of a tie, and what
    later phases make of it.
    """

    @given(st.data())
    def test_the_order_of_entry_changes_nothing(self, data: st.DataObject) -> None:
        case = data.draw(cases())
        permuted = data.draw(reorderings(basket=case.basket))

        assert check_permutation(*case.priced, permuted=permuted) is Verdict.HOLDS

    @given(cases())
    def test_names_in_the_same_order_change_nothing(self, case: Case) -> None:
        ids = sorted(item.id for item in case.basket.items)
        names = {item: type(item)(f"a new {item}") for item in ids}

        assert check_renaming(*case.priced, names=names) is Verdict.HOLDS

    @given(st.data())
    def test_other_names_change_nothing_where_items_stand_alone(self, data: st.DataObject) -> None:
        case = data.draw(cases(tariff_features=ITEMS_ALONE))

        check_renaming(*case.priced, names=data.draw(item_names(basket=case.basket)))


class TestM10:
    """M10, the best wins.

    In a lane of mode `best`, with benefits of zero or more, one more promotion never raises
    the lane's closing sum.
    """

    @given(st.data())
    def test_one_more_promotion_never_closes_dearer(self, data: st.DataObject) -> None:
        case = data.draw(best_lane_cases())
        catalogue, tariff = case.catalogue, case.tariff
        promotion = data.draw(
            promotions(
                catalogue=catalogue,
                tariff=tariff,
                lane=tariff.lanes[-1],
                features=EVERYTHING - {TariffFeature.MAY_RAISE},
            )
        )

        verdict = check_added_promotion(*case.priced, promotion=promotion)

        assert verdict is Verdict.HOLDS


class TestM11:
    """M11, scaling and splitting.

    (a) Where no amount on the way was rounded, all amounts of tariff and cart times a whole k
    give the quote times k. (b) With rounding per ticket, no rule, option, lane, condition or
    requested variation per line or booking and no group price, splitting an item in two leaves
    the sum per kind, rule and ticket type.
    """

    @given(cases(tariff_features=PRICE_ONLY), st.integers(2, 9))
    def test_exact_prices_scale(self, case: Case, factor: int) -> None:
        check_scaling(*scaled(case, factor=ROUND).priced, factor=factor)

    @given(cases(), st.integers(2, 9))
    def test_exact_taxes_and_fees_scale(self, case: Case, factor: int) -> None:
        check_scaling(*scaled(case, factor=VERY_ROUND).priced, factor=factor)

    def test_there_are_exact_quotes_with_taxes_promotions_and_fees(self) -> None:
        def applies(case: Case) -> Verdict:
            round_case = scaled(case, factor=VERY_ROUND)
            quote = round_case.pricer.price(round_case.basket, round_case.circumstances)
            if not (quote.tax_by_id and quote.discount and quote.fees_added):
                return Verdict.DOES_NOT_APPLY
            return check_scaling(*round_case.priced, factor=3)

        require_applies(applies, among=cases(tariff_features=FEW_RULES))

    @given(st.data())
    def test_splitting_an_item_leaves_the_sums(self, data: st.DataObject) -> None:
        case = data.draw(cases(tariff_features=TICKETS_ALONE, catalogue_features=SPLITTABLE))
        item, kept = data.draw(halves(basket=case.basket))

        check_split(*case.priced, item=item, kept=kept)

    def test_there_are_items_to_split(self) -> None:
        def applies(case: Case) -> Verdict:
            quote = case.pricer.price(case.basket, case.circumstances)
            if not (quote.variation and quote.discount and quote.fees_added):
                return Verdict.DOES_NOT_APPLY
            item = case.basket.items[0]
            kept = {name: count // 2 for name, count in item.quantities}
            return check_split(*case.priced, item=item.id, kept=kept)

        require_applies(
            applies, among=cases(tariff_features=TICKETS_ALONE, catalogue_features=SPLITTABLE)
        )


class TestM12:
    """M12, floors.

    No ticket's running price and no fee is ever below zero.
    """

    @given(cases())
    def test_nothing_is_below_zero(self, case: Case) -> None:
        assert check_floors(*case.priced) is Verdict.HOLDS
