"""Commits: all of a decision or nothing, once for each key."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from attrs import evolve

from counterfoil.adapters.testkit.conformance.asking import boat, capture
from counterfoil.adapters.testkit.conformance.check import Check, check
from counterfoil.adapters.testkit.conformance.deciding import adding, noting, writing
from counterfoil.adapters.testkit.conformance.failing import raised, require, require_equal
from counterfoil.adapters.testkit.conformance.pier import CASHIER, MINUTE, SLICED
from counterfoil.adapters.testkit.conformance.shop import Shop
from counterfoil.adapters.testkit.conformance.stand import Stand
from counterfoil.adapters.testkit.conformance.states import Recording
from counterfoil.domain.errors import InvariantError
from counterfoil.domain.guards import OrderRevisionIs, VersionIs
from counterfoil.domain.references import CommandKey, HolderId, ResourceId
from counterfoil.domain.statuses import SettlementType
from counterfoil.domain.stock import GENERAL, Draws, Give, Overbooked, Overbooking, Take
from counterfoil.ports.errors import ConflictError
from counterfoil.ports.reservation_system import (
    Committed,
    Done,
    OrderCommitted,
    OrderDone,
    Record,
    Verdict,
)

__all__ = ["CHECKS", "unchanged_by"]

NOON = ResourceId("pool:boat-noon")
Error = TypeVar("Error", bound=Exception)


def unchanged_by(
    law: str, shop: Shop, act: Callable[[], object], error: type[Error], *, why: str
) -> Error:
    """See that *act* raises an error and changes nothing that can be seen."""
    before = shop.state()
    found = raised(law, act, error, why=why)
    now = shop.state()
    for name, was in before.items():
        require_equal(law, what=f"{name} after {why}", found=now[name], expected=was)
    return found


@check("H5", "H6", "D3")
def a_commit_writes_cart_stock_key_and_log(stand: Stand) -> None:
    """What was decided is there afterwards: the cart, what it draws, its key and its line."""
    shop = stand.shop()
    cart = shop.opened()
    decision = adding(shop, cart, boat(2), key="add")
    stand.step("two places are committed")
    answer = shop.system.commit(decision)
    require_equal("D3", what="answer", found=answer, expected=Committed(decision.after))
    require_equal("D3", what="cart", found=shop.system.cart(cart), expected=decision.after)
    require_equal("H5", what=f"drawn of {NOON}", found=shop.drawn(NOON), expected=[2])
    require_equal(
        "H6",
        what="key",
        found=shop.system.recall(decision.key),
        expected=Done(decision.digests, cart, decision.after.version),
    )
    if isinstance(shop.system, Recording):
        require_equal(
            "D3",
            what="last line of the log",
            found=shop.system.records()[-1],
            expected=Record(key=decision.key, at=decision.at, change=decision.change),
        )


@check("H5", "D3")
def a_confirmation_writes_cart_and_order_in_one_step(stand: Stand) -> None:
    """A cart that is confirmed and the order that it became are there together."""
    shop = stand.shop()
    cart = shop.with_items(boat(2, item="a"))
    stand.step("the cart is confirmed")
    order = shop.office.confirm(cart, CASHIER, settlement=SettlementType.VENUE).order
    stored = shop.system.cart(cart)
    require("D3", stored is not None, f"cart {cart} is kept")
    require_equal("D3", what="order of the cart", found=stored and stored.order, expected=order.id)
    require_equal("D3", what="order", found=shop.system.order(order.id), expected=order)
    level = shop.system.levels([NOON], at=shop.clock.now())[NOON]
    require_equal("H5", what="held and sold", found=(level.held, level.sold), expected=(0, 2))


@check("D3", "H6")
def a_commit_of_an_order_writes_it_and_its_key(stand: Stand) -> None:
    """An order that is booked or paid is there, and so is the key."""
    shop = stand.shop()
    order = shop.office.book(CASHIER, boat(2), settlement=SettlementType.VENUE).order
    stand.step("the order is written again under another key")
    changed = evolve(order, revision=order.revision + 1)
    decision = writing(shop, changed, key="write")
    answer = shop.system.commit_order(decision)
    require_equal("D3", what="answer", found=answer, expected=OrderCommitted(changed))
    require_equal("D3", what="order", found=shop.system.order(order.id), expected=changed)
    require_equal(
        "H6",
        what="key",
        found=shop.system.recall(decision.key),
        expected=OrderDone(decision.digests, order.id, changed.version),
    )


@check("H6")
def a_decision_is_committed_once(stand: Stand) -> None:
    """The same decision again is a conflict, whatever its key was used for."""
    shop = stand.shop()
    cart = shop.opened()
    decision = adding(shop, cart, boat(2), key="add")
    shop.system.commit(decision)
    stand.step("the same decision is committed again")
    unchanged_by("H6", shop, lambda: shop.system.commit(decision), ConflictError, why="a key")
    stand.step("the same key comes with a decision about the cart as it now is")
    current = evolve(noting(shop, cart, key="note"), key=decision.key)
    unchanged_by("H6", shop, lambda: shop.system.commit(current), ConflictError, why="a key")
    stand.step("the same key comes with a decision about an order")
    order = shop.office.book(CASHIER, boat(1), settlement=SettlementType.VENUE).order
    other = writing(shop, evolve(order, revision=order.revision + 1), key=decision.key)
    unchanged_by("H6", shop, lambda: shop.system.commit_order(other), ConflictError, why="a key")
    stand.step("the key of an order comes with a decision about a cart")
    shop.office.record_payment(order.id, CASHIER, capture(10_00), key=CommandKey("pay"))
    paid = noting(shop, cart, key="pay")
    unchanged_by("H6", shop, lambda: shop.system.commit(paid), ConflictError, why="a key")


@check("H6", "D2")
def a_conflict_leaves_the_key_free(stand: Stand) -> None:
    """What was not done is not known: the same key may be decided and committed anew."""
    shop = stand.shop()
    cart = shop.opened()
    stale = adding(shop, cart, boat(2), key="add")
    shop.update(cart, boat(1))
    stand.step("a decision about an older version is committed")
    raised("D2", lambda: shop.system.commit(stale), ConflictError, why="an older version")
    require_equal("H6", what="key", found=shop.system.recall(stale.key), expected=None)
    stand.step("it is decided anew and committed under the same key")
    again = adding(shop, cart, boat(2), key="add")
    require_equal(
        "H6", what="answer", found=shop.system.commit(again), expected=Committed(again.after)
    )


@check("D2")
def what_fails_at_its_last_draw_leaves_nothing_behind(stand: Stand) -> None:
    """No cart, no stock, no key and no line of a decision that ran out at its last draw."""
    shop = stand.shop()
    cart = shop.opened()
    until = shop.clock.now() + 5 * MINUTE
    takes = tuple(
        Take(resource=ResourceId(resource), quantity=count, holder=HolderId("h"), expires_at=until)
        for resource, count in (("pool:boat-dusk", 2), ("pool:boat-noon", 11))
    )
    stand.step("two places are drawn where there are four, eleven where there are ten")
    decision = noting(shop, cart, key="draw", draws=Draws(takes=takes))
    error = unchanged_by(
        "D2", shop, lambda: shop.system.commit(decision), ConflictError, why="a last draw"
    )
    require("D2", NOON in str(error), f"the conflict names {NOON}: {error}")


@check("H1")
def one_decision_is_checked_as_a_sum(stand: Stand) -> None:
    """Two lines that would fit each, and not together, are a conflict."""
    shop = stand.shop()
    until = shop.clock.now() + 5 * MINUTE
    takes = tuple(
        Take(resource=NOON, quantity=6, holder=HolderId(holder), expires_at=until)
        for holder in "ab"
    )
    stand.step("six places and six are drawn where there are ten")
    decision = noting(shop, shop.opened(), key="draw", draws=Draws(takes=takes))
    unchanged_by(
        "H1", shop, lambda: shop.system.commit(decision), ConflictError, why="twelve of ten"
    )


@check("H2")
def places_that_ran_out_meanwhile_are_a_conflict(stand: Stand) -> None:
    """A decision is checked again when it is committed."""
    shop = stand.shop()
    decision = adding(shop, shop.opened(), boat(2), key="add")
    stand.step("somebody else takes nine of the ten places")
    shop.with_items(boat(9))
    error = unchanged_by(
        "H2", shop, lambda: shop.system.commit(decision), ConflictError, why="too few places"
    )
    require("H2", NOON in str(error), f"the conflict names {NOON}: {error}")


@check("H2")
def what_is_overbooked_is_told(stand: Stand) -> None:
    """How much was drawn beyond what was left is answered, and again when it is asked for."""
    shop = stand.shop(sells=SLICED)
    dusk = ResourceId("pool:boat-dusk")
    take = Take(
        resource=dusk,
        quantity=6,
        holder=HolderId("h"),
        expires_at=shop.clock.now() + 5 * MINUTE,
        overbooking=Overbooking.ALLOWED,
    )
    decision = noting(shop, shop.opened(), key="draw", draws=Draws(takes=(take,)))
    stand.step("six places are drawn where there are four, as is allowed")
    wanted = (Overbooked(resource=dusk, allocation=GENERAL, quantity=2),)
    answer = shop.system.commit(decision)
    done = shop.system.recall(decision.key)
    resolved = shop.system.resolve(decision)
    told = [getattr(one, "overbooked", None) for one in (answer, done, resolved)]
    require_equal("H2", what="told beyond what was left", found=told, expected=[wanted] * 3)
    require_equal("H2", what="drawn", found=shop.drawn(dusk), expected=[6])


@check("H4")
def a_hold_that_lapsed_meanwhile_is_a_conflict(stand: Stand) -> None:
    """Whoever looks meanwhile may have dropped it; the decision came too late all the same."""
    shop = stand.shop()
    cart = shop.with_items(boat(2, item="a"))
    shop.pass_minutes(19)
    decision = adding(shop, cart, boat(2), key="late")
    require("H4", decision.draws.renews, "the decision renews what is held")
    stand.step("two minutes pass, and somebody counts what is left and takes of it")
    shop.pass_minutes(2)
    shop.drawn(NOON)
    shop.with_items(boat(9))
    unchanged_by(
        "H4", shop, lambda: shop.system.commit(decision), ConflictError, why="a lapsed hold"
    )


@check("H5")
def what_was_never_drawn_is_not_given_back(stand: Stand) -> None:
    """A decision that gives back what nobody has is a mistake of ours, and changes nothing."""
    shop = stand.shop()
    give = Give(resource=NOON, quantity=1, holder=HolderId("nobody"))
    decision = noting(shop, shop.opened(), key="give", draws=Draws(gives=(give,)))
    unchanged_by(
        "H5", shop, lambda: shop.system.commit(decision), InvariantError, why="a wrong give"
    )


@check("H6")
def what_became_of_a_decision_can_be_found_out(stand: Stand) -> None:
    """`resolve` and `resolve_order` say whether it was committed, and change nothing."""
    shop = stand.shop()
    cart = shop.opened()
    decision = adding(shop, cart, boat(2), key="add")
    stand.step("it is looked up before it is committed, and after")
    require_equal(
        "H6", what="before", found=shop.system.resolve(decision), expected=Verdict.NOT_DONE
    )
    shop.system.commit(decision)
    before = shop.state()
    require_equal(
        "H6",
        what="after",
        found=shop.system.resolve(decision),
        expected=Committed(decision.after),
    )
    order = shop.office.book(CASHIER, boat(1), settlement=SettlementType.VENUE).order
    changed = evolve(order, revision=order.revision + 1)
    written = writing(shop, changed, key="write")
    stand.step("the same for an order")
    require_equal(
        "H6", what="before", found=shop.system.resolve_order(written), expected=Verdict.NOT_DONE
    )
    shop.system.commit_order(written)
    require_equal(
        "H6",
        what="after",
        found=shop.system.resolve_order(written),
        expected=OrderCommitted(changed),
    )
    require_equal("H6", what="carts", found=shop.state()["carts"], expected=before["carts"])


@check("D2")
def a_decision_about_another_version_is_a_conflict(stand: Stand) -> None:
    """A cart or an order that has changed, is there already, or is not there."""
    shop = stand.shop()
    cart = shop.opened()
    stale = adding(shop, cart, boat(2), key="add")
    shop.update(cart, boat(1))
    stand.step("a cart has changed since")
    unchanged_by(
        "D2", shop, lambda: shop.system.commit(stale), ConflictError, why="an older version"
    )
    current = adding(shop, cart, boat(2), key="add")
    for version in (0, current.after.version, current.after.version + 1):
        stand.step(f"version {version} is guarded")
        other = evolve(current, guards=(VersionIs(cart=cart, version=version),))
        unchanged_by(
            "D2",
            shop,
            partial(shop.system.commit, other),
            ConflictError,
            why="another version",
        )
    order = shop.office.book(CASHIER, boat(1), settlement=SettlementType.VENUE).order
    changed = evolve(order, revision=order.revision + 1)
    for revision in (0, order.revision + 1):
        stand.step(f"revision {revision} is guarded")
        guards = (OrderRevisionIs(order=order.id, revision=revision),)
        wrong = writing(shop, changed, key="write", guards=guards)
        unchanged_by(
            "D2",
            shop,
            partial(shop.system.commit_order, wrong),
            ConflictError,
            why="another revision",
        )


CHECKS: tuple[Check, ...] = (
    a_commit_writes_cart_stock_key_and_log,
    a_confirmation_writes_cart_and_order_in_one_step,
    a_commit_of_an_order_writes_it_and_its_key,
    a_decision_is_committed_once,
    a_conflict_leaves_the_key_free,
    a_decision_about_another_version_is_a_conflict,
    what_fails_at_its_last_draw_leaves_nothing_behind,
    one_decision_is_checked_as_a_sum,
    places_that_ran_out_meanwhile_are_a_conflict,
    what_is_overbooked_is_told,
    a_hold_that_lapsed_meanwhile_is_a_conflict,
    what_was_never_drawn_is_not_given_back,
    what_became_of_a_decision_can_be_found_out,
)
