"""Carts of files: chosen by name, and priced under each tariff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import Enum

import attrs
import click
from attrs import frozen

from counterfoil.adapters.cli.failures import RejectedError
from counterfoil.adapters.cli.sources import NamedPricer
from counterfoil.adapters.files import CartFile
from counterfoil.domain.basket import Circumstances
from counterfoil.domain.errors import InvariantError
from counterfoil.domain.pricing import Quote
from counterfoil.domain.references import Promocode
from counterfoil.domain.refusals import RefusedError


class InstantSource(Enum):
    """Who said at which instant a cart is priced."""

    OPTION = "as asked"
    CART = "the cart's own instant"
    CLOCK = "now"


@frozen(kw_only=True)
class PricedCart:
    """What a cart costs, under which tariff, and where the instant came from."""

    cart: CartFile
    pricer: NamedPricer
    instant_source: InstantSource
    quote: Quote


def choose_carts(carts: Sequence[CartFile], *, names: tuple[str, ...]) -> tuple[CartFile, ...]:
    """Keep the carts that are named, or all where none is.

    Raises: click.BadParameter for a name that no cart has.
    """
    for name in names:
        if name not in {cart.name for cart in carts}:
            known = ", ".join(dict.fromkeys(cart.name for cart in carts))
            raise click.BadParameter(
                f"no cart is named {name!r}, allowed: {known}", param_hint="'--cart'"
            )
    return tuple(cart for cart in carts if not names or cart.name in names)


def with_codes(cart: CartFile, *, codes: tuple[str, ...]) -> CartFile:
    """Add promocodes to those of a cart."""
    entered = (*cart.basket.codes, *map(Promocode, codes))
    return attrs.evolve(cart, basket=attrs.evolve(cart.basket, codes=entered))


def price_carts(
    carts: Sequence[CartFile],
    *,
    pricers: Sequence[NamedPricer],
    at: datetime | None,
    now: datetime,
) -> tuple[tuple[PricedCart, ...], ...]:
    """Price every cart under every tariff: a row for each cart, in the order of the tariffs.

    An instant that is given wins over the cart's own, and the clock is the last resort.

    Raises: RejectedError with the refusals of all carts, so that nothing is shown in part.
    """
    refused: list[str] = []
    rows = []
    for cart in carts:
        refused += [
            f"cart {cart.name}: limits: {name!r} is no promotion of the tariff [unknown_promotion]"
            for name in _unknown_limits(cart, pricers=pricers, at=now)
        ]
        row = []
        for pricer in pricers:
            try:
                row.append(_price(cart, pricer=pricer, at=at, now=now))
            except RefusedError as error:
                under = f" under {pricer.name}" if len(pricers) > 1 else ""
                refused += [
                    f"cart {cart.name}{under}: {refusal.message} [{refusal.code}]"
                    for refusal in (error.refusal, *error.others)
                ]
        rows.append(tuple(row))
    if refused:
        raise RejectedError(tuple(refused))
    return tuple(rows)


def _unknown_limits(cart: CartFile, *, pricers: Sequence[NamedPricer], at: datetime) -> list[str]:
    """Name the promotions of a cart's limits that no tariff has: nobody means those."""
    known = {one.id for pricer in pricers for one in pricer.pricer.tariff.promotions}
    return sorted(cart.circumstances(at).limits.keys() - known)


def _told(circumstances: Circumstances, *, pricer: NamedPricer) -> Circumstances:
    """Tell a tariff what is left of its own promotions: compared ones have others as well."""
    own = {one.id for one in pricer.pricer.tariff.promotions}
    limits = {name: left for name, left in circumstances.limits.items() if name in own}
    return attrs.evolve(circumstances, limits=limits)


def _price(
    cart: CartFile, *, pricer: NamedPricer, at: datetime | None, now: datetime
) -> PricedCart:
    if at is not None:
        source, instant = InstantSource.OPTION, at
    elif cart.at is not None:
        source, instant = InstantSource.CART, cart.at
    else:
        source, instant = InstantSource.CLOCK, now
    circumstances = _told(cart.circumstances(instant), pricer=pricer)
    found = pricer.pricer.price(cart.basket, circumstances)
    violations = found.audit()
    if violations:
        # A wrong amount does harm; no amount does not.
        told = "; ".join(f"{one.law}: {one.message}" for one in violations)
        raise InvariantError(f"cart {cart.name}: the quote breaks the laws of prices: {told}")
    return PricedCart(cart=cart, pricer=pricer, instant_source=source, quote=found)
