"""What every journal must do, as checks of a journal that somebody made.

Each check takes a function that makes an empty journal, and raises AssertionError where the
journal does not keep what `counterfoil.ports.journal` promises. `check_journal` runs them all; a
test of one's own may go through `JOURNAL_CHECKS` instead, so that each is reported by its name.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from attrs import evolve

from counterfoil.adapters.testkit.decisions import (
    START,
    changing,
    opened_in,
    opening,
)
from counterfoil.adapters.testkit.journal_orders import ORDER_CHECKS
from counterfoil.adapters.testkit.promises import MakeJournal, conflict_of, expect
from counterfoil.domain.cart.expiry import readable_until
from counterfoil.domain.decisions import Decision
from counterfoil.domain.errors import UsageError
from counterfoil.domain.guards import VersionIs
from counterfoil.domain.privacy import PseudonymKey, pseudonymized
from counterfoil.domain.references import CartId, CommandKey, SystemReference
from counterfoil.ports.journal import Journal
from counterfoil.ports.reservation_system import Done, InFlight

SECOND = timedelta(seconds=1)
THREADS = 8
TWICE = 2


def check_journal(make: MakeJournal) -> None:
    """Run every check, each over a journal of its own.

    Raises: AssertionError.
    """
    for check in JOURNAL_CHECKS:
        check(make)


def check_what_was_never_begun_is_not_known(make: MakeJournal) -> None:
    """Check that a new journal knows nothing, and that nothing can be ended in it."""
    journal, decision = make(), opening("a")
    journal.forget(decision.key)
    journal.set_aside(decision.key)
    expect(conflict_of(lambda: journal.finish(decision, after=decision.after)) is False)
    expect(conflict_of(lambda: _note(journal, decision, "create", "R1")) is False)
    expect(journal.recall(decision.key) is None)
    expect(journal.shadow(decision.after.id) is None)
    expect(journal.at_work(decision.after.id) is None)
    expect(not journal.noted(decision.key))
    expect(journal.unfinished(before=START + SECOND) == ())


def check_a_decision_under_way_is_found_by_key_by_cart_and_by_age(make: MakeJournal) -> None:
    """Check that what was begun is in flight, with the decision itself."""
    journal, decision = make(), opening("a")
    expect(journal.begin(decision) == 1)
    expect(journal.recall(decision.key) == InFlight(decision))
    expect(journal.at_work(decision.after.id) == InFlight(decision))
    expect(journal.unfinished(before=START + SECOND) == (InFlight(decision),))
    expect(journal.unfinished(before=START) == ())
    expect(journal.shadow(decision.after.id) is None)


def check_what_is_finished_is_done_and_is_the_shadow(make: MakeJournal) -> None:
    """Check that a key keeps digests and version, and that its cart is free again."""
    journal, decision = make(), opening("a")
    seen = evolve(decision.after, system_reference=SystemReference("R1"))
    journal.begin(decision)
    journal.finish(decision, after=seen)
    expect(journal.recall(decision.key) == Done(decision.digests, seen.id, seen.version))
    expect(journal.shadow(seen.id) == seen)
    expect(journal.at_work(seen.id) is None)
    expect(journal.unfinished(before=START + SECOND) == ())
    expect(conflict_of(lambda: journal.begin(decision)) is False)


def check_finishing_twice_keeps_the_first(make: MakeJournal) -> None:
    """Check that who sent a decision and who looked it up may both finish it."""
    journal, decision = make(), opening("a")
    journal.begin(decision)
    journal.finish(decision, after=decision.after)
    later = changing(decision.after, "b")
    journal.begin(later)
    journal.finish(later, after=later.after)
    journal.finish(decision, after=decision.after)
    expect(journal.shadow(later.after.id) == later.after)


def check_one_decision_at_a_time_for_a_cart(make: MakeJournal) -> None:
    """Check that another decision and the very same one conflict; other carts are free."""
    journal = make()
    opened = opened_in(journal, "a")
    first, second = changing(opened, "b"), changing(opened, "c")
    journal.begin(first)
    expect(conflict_of(lambda: journal.begin(second)) is True)
    expect(conflict_of(lambda: journal.begin(first)) is True)
    expect(journal.recall(second.key) is None)
    expect(journal.begin(opening("d")) == 1)
    journal.finish(first, after=first.after)
    expect(conflict_of(lambda: journal.begin(second)) is False)
    expect(journal.begin(changing(first.after, "c")) == 1)


def check_a_decision_for_another_version_does_not_begin(make: MakeJournal) -> None:
    """Check that a cart that changed, is there already or is not there is a conflict."""
    journal = make()
    opened = opened_in(journal, "a")
    again = evolve(opening("b"), after=opened, guards=(VersionIs(cart=opened.id, version=0),))
    expect(conflict_of(lambda: journal.begin(again)) is False)
    expect(conflict_of(lambda: journal.begin(changing(opening("x").after, "b"))) is False)
    expect(conflict_of(lambda: journal.begin(changing(evolve(opened, version=2), "b"))) is False)
    expect(journal.recall(CommandKey("b")) is None)
    expect(journal.at_work(opened.id) is None)


def check_what_is_forgotten_never_was(make: MakeJournal) -> None:
    """Check that after a refusal the key is new and the cart is free, as it was."""
    journal = make()
    opened = opened_in(journal, "a")
    decision = changing(opened, "b")
    journal.begin(decision)
    _note(journal, decision, "create", "R1")
    journal.forget(decision.key)
    expect(journal.recall(decision.key) is None)
    expect(not journal.noted(decision.key))
    expect(journal.shadow(opened.id) == opened)
    expect(journal.begin(decision) == 1)


def check_what_was_set_aside_is_known_to_be_a_repetition(make: MakeJournal) -> None:
    """Check that others may change the cart, and that the key keeps its count and notes."""
    journal = make()
    opened = opened_in(journal, "a")
    decision = changing(opened, "b")
    journal.begin(decision)
    _note(journal, decision, "create", "R0")
    _note(journal, decision, "create", "R1")
    journal.set_aside(decision.key)
    expect(journal.recall(decision.key) is None)
    expect(journal.at_work(opened.id) is None)
    expect(journal.unfinished(before=START + SECOND) == ())
    expect(dict(journal.noted(decision.key)) == {"create": "R1"})
    expect(conflict_of(lambda: journal.finish(decision, after=decision.after)) is False)
    other = changing(opened, "c")
    expect(journal.begin(other) == 1)
    journal.finish(other, after=other.after)
    again = changing(other.after, "b")
    expect(journal.begin(again) == TWICE)
    journal.finish(again, after=again.after)
    expect(not journal.noted(decision.key))


def check_the_oldest_under_way_come_first(make: MakeJournal) -> None:
    """Check that a sweep gets as many as it asks for, by the instant of the decision."""
    journal = make()
    decisions = [
        evolve(opening(name), at=START + number * SECOND)
        for number, name in ((3, "a"), (1, "b"), (2, "c"))
    ]
    for decision in decisions:
        journal.begin(decision)
    found = journal.unfinished(before=START + 3 * SECOND, limit=5)
    expect([flight.decision.key for flight in found] == ["b", "c"])
    expect(len(journal.unfinished(before=START + 4 * SECOND, limit=1)) == 1)


def check_what_nobody_can_read_is_purged_with_its_keys(make: MakeJournal) -> None:
    """Check that a cart goes when it is over, not before, with every key of its own."""
    journal = make()
    opened = opened_in(journal, "a")
    kept = opened_in(journal, "z", at=START + SECOND)
    aside = changing(opened, "b")
    journal.begin(aside)
    _note(journal, aside, "create", "R1")
    journal.set_aside(aside.key)
    over = readable_until(opened)
    expect(journal.purge(before=over - SECOND) == 0)
    expect(journal.shadow(opened.id) == opened)
    expect(journal.purge(before=over) == 1)
    expect(journal.shadow(opened.id) is None)
    expect(journal.recall(CommandKey("a")) is None)
    expect(not journal.noted(aside.key))
    expect(journal.shadow(kept.id) == kept)
    expect(isinstance(journal.recall(CommandKey("z")), Done))
    expect(journal.begin(opening("a")) == 1)


def check_a_cart_at_work_is_not_purged(make: MakeJournal) -> None:
    """Check that what is under way stays; the cart goes when it has ended."""
    journal = make()
    opened = opened_in(journal, "a")
    decision = changing(opened, "b")
    journal.begin(decision)
    over = readable_until(opened)
    expect(journal.purge(before=over) == 0)
    expect(journal.recall(decision.key) == InFlight(decision))
    journal.forget(decision.key)
    expect(journal.purge(before=over) == 1)


def check_erasing_leaves_no_word_of_anybody(make: MakeJournal) -> None:
    """Check that a shadow has pseudonyms, and that nothing can be tried against its keys."""
    journal, erasing_key = make(), PseudonymKey(secret=b"only for this check of a journal")
    decision = opening("a")
    seen = evolve(decision.after, cancellation_reason="Ada Mol is ill")
    journal.begin(decision)
    expect(conflict_of(lambda: journal.erase(seen.id, erasing_key=erasing_key)) is True)
    journal.finish(decision, after=seen)
    journal.erase(seen.id, erasing_key=erasing_key)
    expect(journal.shadow(seen.id) == pseudonymized(seen, key=erasing_key))
    expect(journal.shadow(seen.id) != seen)
    expect(journal.recall(decision.key) == Done("OpenCart", seen.id, seen.version))
    journal.erase(CartId("nobody's"), erasing_key=erasing_key)


def check_a_purge_stops_at_its_limit(make: MakeJournal) -> None:
    """Check that no more go at once than asked for, the oldest first."""
    journal = make()
    carts = [opened_in(journal, name, at=START + n * SECOND) for n, name in enumerate("abc")]
    over = readable_until(carts[-1])
    expect(journal.purge(before=over, limit=TWICE) == TWICE)
    expect([journal.shadow(cart.id) for cart in carts] == [None, None, carts[2]])
    expect(journal.purge(before=over, limit=TWICE) == 1)
    try:
        journal.purge(before=over, limit=0)
    except UsageError:
        return
    raise AssertionError("a limit that forgets nothing is the mistake of the caller")


def check_of_many_threads_one_begins(make: MakeJournal) -> None:
    """Check that of decisions for one cart, begun at once, exactly one begins."""
    journal = make()
    opened = opened_in(journal, "a")
    barrier = Barrier(THREADS)

    def begin(number: int) -> bool:
        barrier.wait()
        return conflict_of(lambda: journal.begin(changing(opened, f"b{number}"))) is None

    with ThreadPoolExecutor(THREADS) as threads:
        expect(sum(threads.map(begin, range(THREADS))) == 1)


JOURNAL_CHECKS: tuple[Callable[[MakeJournal], None], ...] = (
    check_what_was_never_begun_is_not_known,
    check_a_decision_under_way_is_found_by_key_by_cart_and_by_age,
    check_what_is_finished_is_done_and_is_the_shadow,
    check_finishing_twice_keeps_the_first,
    check_one_decision_at_a_time_for_a_cart,
    check_a_decision_for_another_version_does_not_begin,
    check_what_is_forgotten_never_was,
    check_what_was_set_aside_is_known_to_be_a_repetition,
    check_the_oldest_under_way_come_first,
    check_what_nobody_can_read_is_purged_with_its_keys,
    check_a_cart_at_work_is_not_purged,
    check_erasing_leaves_no_word_of_anybody,
    check_a_purge_stops_at_its_limit,
    check_of_many_threads_one_begins,
    *ORDER_CHECKS,
)


def _note(journal: Journal, decision: Decision, step: str, reference: str) -> None:
    journal.note(decision.key, step=step, reference=SystemReference(reference))
