"""Every journal keeps the promises of the port; here the one in memory."""

from collections.abc import Callable

import pytest

from counterfoil.adapters.memory_journal import MemoryJournal
from counterfoil.adapters.testkit.decisions import opened_in, opening
from counterfoil.adapters.testkit.journal import JOURNAL_CHECKS, MakeJournal, check_journal
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.decisions import Decision
from counterfoil.domain.references import CommandKey


@pytest.mark.parametrize("check", JOURNAL_CHECKS, ids=lambda check: check.__name__)
def test_the_journal_in_memory(check: Callable[[MakeJournal], None]) -> None:
    check(MemoryJournal)


def test_a_purged_journal_is_as_small_as_a_new_one() -> None:
    journal = MemoryJournal()
    cart = opened_in(journal, "a")
    journal.begin(opening("b"))
    journal.forget(CommandKey("b"))
    journal.begin(opening("c"))
    journal.set_aside(CommandKey("c"))

    assert journal.purge(before=cart.opened_at.replace(month=7)) == 3

    for name, kept in vars(journal).items():
        if name not in {"_lock", "_order"}:
            assert not kept, name
    assert not journal._order._heap


class Careless(MemoryJournal):
    """Lets everybody begin."""

    def begin(self, decision: Decision) -> int:
        self._at_work.clear()
        return super().begin(decision)


class Forgetful(MemoryJournal):
    """Forgets that a key was begun when it is set aside."""

    def set_aside(self, key: CommandKey) -> None:
        self.forget(key)


class Overwriting(MemoryJournal):
    """Finishes a second time what is done."""

    def finish(self, decision: Decision, *, after: Cart) -> None:
        super().finish(decision, after=after)
        self._shadows[after.id] = after


@pytest.mark.parametrize("broken", [Careless, Forgetful, Overwriting])
def test_a_journal_that_breaks_a_promise_is_found(broken: MakeJournal) -> None:
    with pytest.raises(AssertionError):
        check_journal(broken)
