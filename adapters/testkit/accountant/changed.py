"""What an order has after it was amended or cancelled, by the accountant's own arithmetic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from counterfoil.adapters.testkit.accountant.claims import (
    Account,
    Claim,
    customer_uses,
    resource_name,
)
from counterfoil.adapters.testkit.accountant.demand import drawn_under
from counterfoil.adapters.testkit.accountant.wants import needs
from counterfoil.adapters.testkit.laws.verdict import require_equal
from counterfoil.domain.basket import BasketItem
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.references import ItemId, PromotionId
from counterfoil.domain.tariff.tariff import Tariff

_PLACES = ("pool:", "spot:")


def places_after(
    items: Mapping[ItemId, Any],
    had: Iterable[Claim],
    *,
    asked: Mapping[ItemId, BasketItem],
    account: Account,
    catalogue: Catalogue,
    until: datetime,
) -> Iterator[Claim]:
    """Work out what an order has of places; what is booked again draws under the same name.

    Raises: LawBrokenError(H1).
    """
    require_equal(
        "H1",
        what="items of a changed order",
        found={name: item.asked for name, item in items.items()},
        expected=dict(asked),
    )
    names = {(claim.item, claim.resource): claim for claim in had}
    for item in items.values():
        wanted = needs(asked[item.id], item.spots, catalogue=catalogue)
        for resource, quantity in wanted.items():
            before = names.get((item.id, resource))
            name = (
                drawn_under(
                    account, item=item.id, resource=resource, fresh=True, catalogue=catalogue
                )
                if before is None
                else before.name
            )
            yield Claim(resource=resource, quantity=quantity, until=until, item=item.id, name=name)


def promotions_after(
    ledger: Any, had: Iterable[Claim], *, account: Account, tariff: Tariff | None, until: Any
) -> Iterator[Claim]:
    """Work out what an order has of limited promotions: by *tariff*, or no more than it *had*."""
    given: Counter[tuple[PromotionId, ItemId]] = Counter()
    for row in ledger.rows():
        if row.cause.kind.value in {"DISCOUNT", "PROMOCODE"}:
            given[PromotionId(row.cause.rule), row.item] -= row.units * row.amount
    sums: Counter[PromotionId] = Counter()
    for (promotion, _), amount in given.items():
        sums[promotion] += max(0, amount)
    known = Counter[Any]()
    for claim in had:
        if not claim.resource.startswith(_PLACES):
            known[claim.resource] += claim.quantity
    limited = {} if tariff is None else {one.id: one.limits for one in tariff.promotions}
    customer = account.buyer.customer
    for promotion, amount in sums.items():
        if not amount:
            continue
        uses, budget = resource_name("uses", promotion), resource_name("budget", promotion)
        wanted = {uses: 1, budget: amount}
        if customer is not None:
            wanted[customer_uses(promotion, customer)] = 1
        limits = limited.get(promotion)
        bounded: set[Any] = set(known)
        if limits is not None and tariff is not None and tariff.limits.value == "held":
            bounded = set()
            if limits.uses is not None:
                bounded.add(uses)
            if limits.budget is not None:
                bounded.add(budget)
            if limits.uses_per_customer is not None and customer is not None:
                bounded.add(customer_uses(promotion, customer))
        for resource, quantity in wanted.items():
            if resource in bounded:
                most = quantity if limits is not None else min(quantity, known[resource])
                yield Claim(resource=resource, quantity=most, until=until)


def check_money(before: Any, after: Any, *, refunds: bool, with_credit: bool) -> tuple[int, int]:
    """Answer what came in with a cancellation or an amendment, and what went back.

    What goes back is what is owed to the guest then and was not before; *with_credit*: that, too.

    Raises: LawBrokenError(M3).
    """
    came, back = _moved(after.payments[len(before.payments) :])
    require_equal(
        "M3",
        what=f"earlier payments of order {after.id}",
        found=after.payments[: len(before.payments)],
        expected=before.payments,
    )
    fell = before.total - after.total
    owed = max(0, before.outstanding)
    if refunds and not came:
        require_equal(
            "M3",
            what=f"what went back of order {after.id}",
            found=back,
            expected=max(0, -before.outstanding + fell) if with_credit else max(0, fell - owed),
        )
    return came, back


def _moved(payments: Iterable[Any]) -> tuple[int, int]:
    came = back = 0
    for one in payments:
        if one.original is not None:
            back += one.amount
        elif one.status.value != "PENDING":
            came += one.amount
    return came, back
