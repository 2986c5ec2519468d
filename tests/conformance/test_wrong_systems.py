"""Systems that are wrong on purpose, each caught by the checks that are named beside it."""

import pytest
from attrs import evolve
from tests.conformance.memory import InMemory
from tests.conformance.wrong import keeping, stock

from counterfoil.adapters.memory import MemorySystem
from counterfoil.adapters.testkit.conformance import CHECKS, QUICK, Subject, run_check
from counterfoil.adapters.testkit.laws.verdict import LawBrokenError
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.ports.clock import Clock
from counterfoil.ports.reservation_system import ReservationSystem

EFFORT = evolve(QUICK, examples=400, shrinks=False)  # it stops at the first that is broken
NAMED = {check.name: check for check in CHECKS}

# What each of them is caught by: the first is about it, the others catch it as well.
CAUGHT: dict[type[MemorySystem], tuple[str, ...]] = {
    stock.ChecksPerLine: (
        "one_decision_is_checked_as_a_sum",
        "stock_is_settled_as_the_specification_says",
    ),
    stock.ChecksBeforeTheLock: (
        "of_the_last_places_all_are_granted_and_no_more",
        "the_last_uses_of_a_code_are_granted_once_each",
        "a_seat_is_given_to_one",
    ),
    stock.GivesBackTwice: ("what_comes_back_comes_back_once", "anything_may_happen_to_carts"),
    stock.ForgetsTheAllocation: (
        "stock_is_settled_as_the_specification_says",
        "anything_may_happen_to_carts",
    ),
    stock.CountsExpiredHolds: ("a_hold_counts_until_its_expiry_and_not_at_it",),
    stock.DropsHoldsTooEarly: ("a_hold_counts_until_its_expiry_and_not_at_it",),
    stock.KeepsHoldsTooLong: ("a_hold_counts_until_its_expiry_and_not_at_it",),
    stock.RoundsInstants: ("instants_are_kept_to_the_microsecond",),
    stock.ForgetsUses: (
        "the_last_uses_of_a_code_are_granted_once_each",
        "stock_is_settled_as_the_specification_says",
        "anything_may_happen_to_carts",
    ),
    stock.OverbooksSilently: ("what_is_overbooked_is_told", "anything_may_happen_to_carts"),
    stock.LeavesWhatFitted: (
        "what_fails_at_its_last_draw_leaves_nothing_behind",
        "one_decision_is_checked_as_a_sum",
    ),
    stock.SellsNothing: (
        "a_confirmation_writes_cart_and_order_in_one_step",
        "anything_may_happen_to_orders",
    ),
    keeping.RemembersRefusals: ("a_conflict_leaves_the_key_free",),
    keeping.ForgetsKeys: (
        "a_key_used_for_another_command_is_refused",
        "a_commit_writes_cart_stock_key_and_log",
    ),
    keeping.WritesTheCartButNotTheStock: (
        "what_fails_at_its_last_draw_leaves_nothing_behind",
        "places_that_ran_out_meanwhile_are_a_conflict",
    ),
    keeping.NumbersEventsWithGaps: (
        "events_are_numbered_from_one_without_a_gap",
        "who_follows_events_misses_none",
    ),
    keeping.ListsAnOrderTwice: (
        "a_change_without_a_new_version_takes_the_place_of_its_own",
        "finding_is_looking_at_every_order",
        "pages_put_together_hold_every_order_once",
    ),
    keeping.LosesEarlierVersions: ("every_version_of_an_order_can_be_read",),
    keeping.LosesVersionsOnTheWay: ("an_order_moves_in_with_its_earlier_versions",),
    keeping.ForgetsTheOrderWithItsCart: ("the_log_of_an_order_outlives_its_cart",),
    keeping.MistakesAPaymentForAVersion: ("every_version_of_an_order_can_be_read",),
    keeping.IgnoresTheVersion: ("a_decision_about_another_version_is_a_conflict",),
    keeping.IgnoresTheRevision: ("a_decision_about_another_version_is_a_conflict",),
    keeping.IgnoresTheLevel: (
        "a_guarded_level_is_a_band_with_an_open_end",
        "a_price_that_relied_on_a_level_is_decided_anew",
    ),
    keeping.ErasesTheLatestVersionOnly: ("earlier_versions_are_erased_too",),
    keeping.ErasesTheOrderButNotItsCart: ("of_an_erased_order_no_word_of_a_person_is_left",),
    keeping.KeepsDigestsOfTheErased: ("nothing_can_be_tried_out_against_a_key",),
    keeping.PurgesWhatIsReadable: (
        "a_cart_is_purged_when_it_is_over_and_not_before",
        "a_purge_changes_nothing_that_can_be_read",
        "a_key_is_known_as_long_as_its_cart_can_be_read",
    ),
    keeping.PurgesWhatOwes: ("what_owes_is_kept_until_it_is_settled",),
    keeping.SweepsInAnyOrder: ("carts_are_overdue_from_their_expiry_until_they_are_settled",),
    keeping.SellsByTodaysWorld: ("carts_keep_the_prices_that_they_were_opened_with",),
    keeping.MakesAnOrderButLeavesTheCart: (
        "a_confirmation_writes_cart_and_order_in_one_step",
        "anything_may_happen_to_orders",
    ),
    keeping.FindsTheFirstOrderOfACode: ("a_code_finds_the_order_that_was_sold_with_it_last",),
    keeping.TellsTheWrongClock: ("the_system_judges_by_its_clock",),
}
PAIRS = [(kind, name) for kind, names in CAUGHT.items() for name in names]


class Wrong(InMemory):
    """Systems of a kind that is wrong."""

    def __init__(self, kind: type[MemorySystem]) -> None:
        self.kind = kind


@pytest.mark.parametrize(
    ("kind", "name"), PAIRS, ids=[f"{kind.__name__}-{name}" for kind, name in PAIRS]
)
def test_a_wrong_system_is_caught(kind: type[MemorySystem], name: str) -> None:
    check = NAMED[name]

    with pytest.raises(LawBrokenError) as caught:
        run_check(check, Wrong(kind), effort=EFFORT)

    assert caught.value.law in {*check.laws, "M1"}
    told = "\n".join(caught.value.__notes__)
    assert f"check {name} ({', '.join(check.laws)})" in told
    assert "step: " in told


def test_every_wrong_system_has_a_line_in_the_table() -> None:
    written = {
        found
        for module in (keeping, stock)
        for found in vars(module).values()
        if isinstance(found, type)
        and issubclass(found, MemorySystem)
        and found.__module__ == module.__name__
    }

    assert written == set(CAUGHT)


class Untold(Subject):
    """Says nothing of how its systems are made."""


def test_who_says_nothing_is_told_what_to_write() -> None:
    with pytest.raises(NotImplementedError, match="Untold must make a system: write make_system"):
        run_check(CHECKS[0], Untold())


class Closing(InMemory):
    """Its systems count how many are closed."""

    def __init__(self) -> None:
        self.made = 0
        self.closed = 0

    def make_system(self, catalogue: Catalogue, tariff: Tariff, clock: Clock) -> ReservationSystem:
        self.made += 1
        return super().make_system(catalogue, tariff, clock)

    def discard(self, system: ReservationSystem) -> None:
        assert isinstance(system, MemorySystem)
        self.closed += 1


@pytest.mark.parametrize(
    "name",
    [
        "the_system_judges_by_its_clock",
        "a_fault_while_selling_is_made_good_by_repeating",
        "stock_is_settled_as_the_specification_says",
        "anything_may_happen_to_carts",
    ],
)
def test_every_system_is_let_go_of_once(name: str) -> None:
    subject = Closing()

    run_check(NAMED[name], subject)

    assert subject.made == subject.closed > 0
