"""What every journal must do about orders; `check_journal` runs these too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from attrs import evolve

from counterfoil.adapters.testkit.decisions import (
    START,
    becoming,
    booked_in,
    booking,
    opened_in,
    opening,
    paying,
)
from counterfoil.adapters.testkit.promises import MakeJournal, conflict_of, expect
from counterfoil.domain.cart.expiry import readable_until
from counterfoil.domain.decisions import OrderDecision
from counterfoil.domain.guards import OrderRevisionIs
from counterfoil.domain.order.order import Order
from counterfoil.domain.privacy import PseudonymKey, pseudonymized
from counterfoil.domain.references import CartId, CommandKey, OrderId, SystemReference
from counterfoil.ports.reservation_system import Done, OrderDone, OrderInFlight

SECOND = timedelta(seconds=1)
TWICE = 2


def check_a_cart_and_its_order_are_finished_in_one_step(make: MakeJournal) -> None:
    """Check that whoever finds the key, the cart or the order finds the other two."""
    journal = make()
    opened = opened_in(journal, "a")
    decision = becoming(opened, "b")
    order = decision.order
    assert order is not None, "it is decided with the cart"
    journal.begin(decision)
    expect(journal.order(order.id) is None)
    expect(journal.order_at_work(order.id) is None)
    seen = evolve(order, system_reference=SystemReference("R1"))
    journal.finish(decision, after=decision.after, order=seen)
    cart = decision.after
    expect(
        journal.recall(decision.key)
        == Done(decision.digests, cart.id, cart.version, order=order.id)
    )
    expect(journal.shadow(cart.id) == cart)
    expect(journal.order(order.id) == seen)
    journal.finish(decision, after=decision.after, order=order)
    expect(journal.order(order.id) == seen)


def check_a_decision_about_an_order_goes_the_same_way(make: MakeJournal) -> None:
    """Check that it is in flight until it is finished, and done after that."""
    journal, decision = make(), booking("a")
    name = decision.after.id
    expect(journal.order(name) is None)
    expect(conflict_of(lambda: journal.finish_order(decision, after=decision.after)) is False)
    expect(journal.begin_order(decision) == 1)
    expect(journal.recall(decision.key) == OrderInFlight(decision))
    expect(journal.order_at_work(name) == OrderInFlight(decision))
    expect(journal.at_work(CartId(name)) is None)
    expect(journal.unfinished(before=START + SECOND) == (OrderInFlight(decision),))
    seen = evolve(decision.after, system_reference=SystemReference("R1"))
    journal.finish_order(decision, after=seen)
    expect(journal.recall(decision.key) == OrderDone(decision.digests, name, seen.version))
    expect(journal.order(name) == seen)
    expect(journal.order_at_work(name) is None)
    expect(journal.unfinished(before=START + SECOND) == ())
    journal.finish_order(decision, after=decision.after)
    expect(journal.order(name) == seen)


def check_one_decision_at_a_time_for_an_order(make: MakeJournal) -> None:
    """Check that another one conflicts, and one for another revision as well."""
    journal = make()
    order = booked_in(journal, "a")
    first, second = paying(order, "b"), paying(order, "c")
    journal.begin_order(first)
    expect(conflict_of(lambda: journal.begin_order(second)) is True)
    expect(conflict_of(lambda: journal.begin_order(first)) is True)
    journal.finish_order(first, after=first.after)
    expect(conflict_of(lambda: journal.begin_order(second)) is False)
    expect(conflict_of(lambda: journal.begin_order(first)) is False)
    expect(conflict_of(lambda: journal.begin_order(paying(_other(order), "d"))) is False)
    expect(conflict_of(lambda: journal.begin_order(_again(order, "e"))) is False)
    expect(journal.begin_order(paying(first.after, "c")) == 1)


def check_an_order_is_let_go_as_a_cart_is(make: MakeJournal) -> None:
    """Check that what is forgotten never was, and what is set aside is known to be repeated."""
    journal = make()
    order = booked_in(journal, "a")
    decision = paying(order, "b")
    journal.begin_order(decision)
    journal.forget(decision.key)
    expect(journal.recall(decision.key) is None)
    expect(journal.begin_order(decision) == 1)
    journal.set_aside(decision.key)
    expect(journal.order_at_work(order.id) is None)
    expect(journal.order(order.id) == order)
    expect(conflict_of(lambda: journal.finish_order(decision, after=decision.after)) is False)
    expect(journal.begin_order(decision) == TWICE)


def check_an_order_is_not_purged(make: MakeJournal) -> None:
    """Check that an order stays when the cart that it was goes."""
    journal = make()
    opened = opened_in(journal, "a")
    decision, booked = becoming(opened, "b"), booked_in(journal, "c")
    journal.begin(decision)
    journal.finish(decision, after=decision.after, order=decision.order)
    expect(journal.purge(before=readable_until(decision.after)) == 1)
    expect(journal.recall(decision.key) is None)
    expect(journal.order(OrderId("order-b")) == decision.order)
    expect(journal.order(booked.id) == booked)
    expect(isinstance(journal.recall(CommandKey("c")), OrderDone))


def check_a_confirmation_that_was_refused_keeps_nothing_longer(make: MakeJournal) -> None:
    """Check that a cart goes when it can be read no more, whatever it nearly became."""
    journal, first = make(), opening("a")
    held = evolve(first.after, last_expiry=START)
    journal.begin(first)
    journal.finish(first, after=held)
    decision = becoming(held, "b")
    journal.begin(decision)
    journal.forget(decision.key)
    expect(journal.purge(before=readable_until(held)) == 1)
    expect(journal.shadow(held.id) is None)


def check_erasing_an_order_leaves_no_word_of_anybody(make: MakeJournal) -> None:
    """Check that an order has pseudonyms, and that nothing can be tried against its keys."""
    journal, erasing_key = make(), PseudonymKey(secret=b"only for this check of a journal")
    order = booked_in(journal, "a")
    decision = paying(order, "b")
    journal.begin_order(decision)
    expect(conflict_of(lambda: journal.erase_order(order.id, erasing_key=erasing_key)) is True)
    journal.forget(decision.key)
    journal.erase_order(order.id, erasing_key=erasing_key)
    expect(journal.order(order.id) == pseudonymized(order, key=erasing_key))
    expect(journal.order(order.id) != order)
    expect(journal.recall(CommandKey("a")) == OrderDone("BookDirect", order.id, order.version))
    journal.erase_order(OrderId("nobody's"), erasing_key=erasing_key)


ORDER_CHECKS: tuple[Callable[[MakeJournal], None], ...] = (
    check_a_cart_and_its_order_are_finished_in_one_step,
    check_a_decision_about_an_order_goes_the_same_way,
    check_one_decision_at_a_time_for_an_order,
    check_an_order_is_let_go_as_a_cart_is,
    check_an_order_is_not_purged,
    check_a_confirmation_that_was_refused_keeps_nothing_longer,
    check_erasing_an_order_leaves_no_word_of_anybody,
)


def _other(order: Order) -> Order:
    """Answer the order as if it had been changed once more."""
    return evolve(order, revision=order.revision + 3)


def _again(order: Order, key: str) -> OrderDecision:
    """Decide to make an order that is there already."""
    made = booking(key)
    guard = OrderRevisionIs(order=order.id, revision=0)
    return evolve(made, after=order, guards=(guard,))
