"""All checks of a basket, in one pass."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import get_args

from counterfoil.domain.basket import Basket, Circumstances
from counterfoil.domain.pricing.door.items import ItemVisit
from counterfoil.domain.pricing.door.limits import limit_refusals
from counterfoil.domain.pricing.door.placed import Placed
from counterfoil.domain.pricing.door.requests import request_refusals
from counterfoil.domain.pricing.tables import PriceTables
from counterfoil.domain.references import ItemId
from counterfoil.domain.refusals import BasketRefusal, DuplicateItem, TooManyCodes, UnnamedItem
from counterfoil.domain.tariff.promotions import CODES_MAX

_PRECEDENCE = {kind: place for place, kind in enumerate(get_args(BasketRefusal))}


def check(
    tables: PriceTables,
    basket: Basket,
    circumstances: Circumstances,
    kept: AbstractSet[ItemId] | None = None,
) -> tuple[BasketRefusal, ...]:
    """Find everything that is wrong with *basket*, the first in precedence leading.

    *kept* are the bookings of an order that an amendment does not touch: they count where limits
    are per order, and nothing is found wrong with them, nor with the order's own codes. None: it
    is a cart.
    Source: the order of precedence is that of the union in ``domain/refusals.py``.
    """
    untouched = kept or frozenset()
    found: list[BasketRefusal] = []
    placed: list[Placed] = []
    seen: set[ItemId] = set()
    for item in basket.items:
        if not item.id:
            found.append(UnnamedItem(product=item.product))
        elif item.id in seen:
            found.append(DuplicateItem(item=item.id))
        seen.add(item.id)
        held = circumstances.held.get(item.id)
        visit = ItemVisit(tables, item, circumstances.at if held is None else held.at, placed)
        refusals = list(visit.refusals())
        if item.id not in untouched:
            found.extend(refusals)
    found.extend(limit_refusals(placed, untouched=untouched))
    found.extend(request_refusals(tables.rules, basket))
    most = tables.rules.tariff.codes_max if kept is None else CODES_MAX
    codes = len(set(basket.codes))
    if codes > most:
        found.append(TooManyCodes(count=codes, most=most))
    return tuple(sorted(found, key=lambda refusal: _PRECEDENCE[type(refusal)]))
