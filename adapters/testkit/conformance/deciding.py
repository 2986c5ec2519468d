"""Decisions that are made as the box office makes them, and committed by hand."""

from __future__ import annotations

from attrs import evolve

from counterfoil.adapters.testkit.conformance.pier import CASHIER, GUEST
from counterfoil.adapters.testkit.conformance.shop import Shop
from counterfoil.domain.cart.commands import AddItem, CartCommand, ChangeDetails, UpdateCart
from counterfoil.domain.cart.deciding import decide
from counterfoil.domain.cart.details import DetailChanges
from counterfoil.domain.cart.facts import CartFacts
from counterfoil.domain.cart.needs import needs
from counterfoil.domain.decisions import Decision, OrderDecision, OrderExpectation
from counterfoil.domain.guards import Guard
from counterfoil.domain.order.changes import OrderConfirmed
from counterfoil.domain.order.order import Order
from counterfoil.domain.references import CartId, CommandKey
from counterfoil.domain.stock import Draws
from counterfoil.ports.driver import levels_needed

__all__ = ["adding", "decided", "noting", "writing"]


def decided(shop: Shop, command: CartCommand) -> Decision:
    """Decide a command about a cart, without committing it."""
    cart = shop.system.cart(command.cart)
    world = shop.system.world(None if cart is None else cart.world)
    now = shop.system.now()
    facts = CartFacts(
        catalogue=world.catalogue,
        pricer=world.pricer,
        world=world.name,
        levels=levels_needed(
            shop.system,
            lambda levels: needs(
                cart,
                command,
                catalogue=world.catalogue,
                tariff=world.pricer.tariff,
                levels=levels,
            ),
            at=now,
        ),
        settings=shop.office.settings,
        secret=shop.office.references.secret(),
    )
    answer = decide(cart, command, facts, now)
    assert isinstance(answer, Decision), f"{command} is decided, not refused: {answer}"
    return answer


def adding(shop: Shop, cart: CartId, *items: AddItem, key: str) -> Decision:
    """Decide to add items to a cart."""
    return decided(shop, UpdateCart(key=CommandKey(key), actor=GUEST, cart=cart, operations=items))


def noting(shop: Shop, cart: CartId, *, key: str, draws: Draws | None = None) -> Decision:
    """Decide to note a reference in a cart, and draw besides whatever is asked for."""
    made = decided(
        shop,
        ChangeDetails(
            key=CommandKey(key),
            actor=GUEST,
            cart=cart,
            changes=DetailChanges(external_reference=key),
        ),
    )
    return made if draws is None else evolve(made, draws=draws)


def writing(
    shop: Shop, order: Order, *, key: str, guards: tuple[Guard, ...] = ()
) -> OrderDecision:
    """Decide that an order is as it is given."""
    return OrderDecision(
        key=CommandKey(key),
        actor=CASHIER,
        digests="BookDirect",
        at=shop.clock.now(),
        change=OrderConfirmed(order=order),
        guards=guards,
        draws=Draws(),
        after=order,
        expected=OrderExpectation(lines={}, total=None, version=order.version),
    )
