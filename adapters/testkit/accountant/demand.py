"""What a cart asks of pools beyond what it has, by the name that it draws under."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from counterfoil.adapters.testkit.accountant.claims import Account
from counterfoil.adapters.testkit.accountant.wants import pool_needs, slices_of
from counterfoil.domain.basket import BasketItem
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.references import ItemId, ResourceId


def more_needs(
    account: Account,
    *,
    asked: Iterable[BasketItem],
    now: datetime,
    replacing: Collection[ItemId],
    catalogue: Catalogue,
) -> Mapping[ResourceId, Counter[str]]:
    """Count what a cart takes of pools beyond what it has, by the name it draws under.

    What one item gives up, others of the cart can have under the same name. An item that replaces
    another of its id (*replacing*) is a new one.
    """
    found: defaultdict[ResourceId, Counter[str]] = defaultdict(Counter)
    for item in asked:
        known = item.id in account.asked and now < account.until[item.id]
        fresh = not known or item.id in replacing
        for resource, quantity in pool_needs(item, catalogue=catalogue).items():
            name = drawn_under(
                account, item=item.id, resource=resource, fresh=fresh, catalogue=catalogue
            )
            found[resource][name] += quantity
    for claim in account.claims:
        if now < claim.until and claim.resource in found:
            found[claim.resource][claim.name] -= claim.quantity
    return {resource: +names for resource, names in found.items()}


def drawn_under(
    account: Account, *, item: ItemId, resource: ResourceId, fresh: bool, catalogue: Catalogue
) -> str:
    """Tell under which name an item draws: as before, or under the first that has a slice."""
    before = None if fresh else account.name_of(item, resource)
    if before is not None:
        return before
    slices = slices_of(resource, catalogue=catalogue)
    return next((name for name in account.names() if name in slices), "")
