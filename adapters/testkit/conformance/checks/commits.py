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
from counterfoil.adapters.testkit.conformance.pier import CASHIER
from counterfoil.adapters.testkit.conformance.shop import Shop
from counterfoil.adapters.testkit.conformance.stand import Stand
from counterfoil.adapters.testkit.conformance.states import Recording
from counterfoil.domain.guards import OrderRevisionIs, VersionIs
from counterfoil.domain.references import CommandKey, ResourceId
from counterfoil.domain.statuses import SettlementType
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
    what_became_of_a_decision_can_be_found_out,
)
