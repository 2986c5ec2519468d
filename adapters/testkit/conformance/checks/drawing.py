"""Draws: what a commit takes from the stock, all of it or nothing."""

from __future__ import annotations

from counterfoil.adapters.testkit.conformance.asking import boat
from counterfoil.adapters.testkit.conformance.check import Check, check
from counterfoil.adapters.testkit.conformance.checks.commits import unchanged_by
from counterfoil.adapters.testkit.conformance.deciding import adding, noting
from counterfoil.adapters.testkit.conformance.failing import require, require_equal
from counterfoil.adapters.testkit.conformance.pier import MINUTE, SLICED
from counterfoil.adapters.testkit.conformance.stand import Stand
from counterfoil.domain.errors import InvariantError
from counterfoil.domain.references import HolderId, ResourceId
from counterfoil.domain.stock import GENERAL, Draws, Give, Overbooked, Overbooking, Take
from counterfoil.ports.errors import ConflictError

__all__ = ["CHECKS"]

NOON = ResourceId("pool:boat-noon")


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


CHECKS: tuple[Check, ...] = (
    what_fails_at_its_last_draw_leaves_nothing_behind,
    one_decision_is_checked_as_a_sum,
    places_that_ran_out_meanwhile_are_a_conflict,
    what_is_overbooked_is_told,
    a_hold_that_lapsed_meanwhile_is_a_conflict,
    what_was_never_drawn_is_not_given_back,
)
