"""What a cart has of what is limited, read off its ledger, and how much there is of it."""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from attrs import field, frozen

from counterfoil.domain.basket import BasketItem, Buyer
from counterfoil.domain.references import (
    CustomerKey,
    ItemId,
    PromotionId,
    ResourceId,
    TicketTypeId,
)
from counterfoil.domain.tariff.promotions import PromotionLimits
from counterfoil.domain.tariff.tariff import Tariff

_DISCOUNTS = frozenset({"DISCOUNT", "PROMOCODE"})


@frozen(kw_only=True)
class Claim:
    """Units of a resource that a cart has until an instant, which is not included.

    ``name`` is the slice that they were drawn from, empty for what nobody has set aside.
    """

    resource: ResourceId
    quantity: int
    until: datetime
    item: ItemId | None = None
    name: str = ""


@frozen(kw_only=True)
class Account:
    """What the books say of one cart: claims, how long each item is held, and what was answered.

    ``ignores_limits`` is whether it may overbook, where that is allowed. ``holders`` are the holds
    of its items: another holder is another hold. ``totals`` is the total that was shown for each
    set of items that were still held.
    """

    buyer: Buyer = field(factory=Buyer)
    ignores_limits: bool = False
    claims: tuple[Claim, ...] = ()
    until: Mapping[ItemId, datetime] = field(factory=dict)
    asked: Mapping[ItemId, BasketItem] = field(factory=dict)
    holders: Mapping[ItemId, str] = field(factory=dict)
    totals: dict[frozenset[ItemId], int] = field(factory=dict)

    def names(self) -> tuple[str, ...]:
        """Name the slices that the cart may draw from: of who sells, else of how it is sold."""
        buyer = self.buyer
        return tuple(filter(None, (buyer.distributor, buyer.partner, buyer.channel)))

    def name_of(self, item: ItemId, resource: ResourceId) -> str | None:
        """Tell under which name an item draws a resource; None if it does not."""
        for claim in self.claims:
            if (claim.item, claim.resource) == (item, resource):
                return claim.name
        return None


def limit_of(resource: ResourceId, *, tariff: Tariff) -> int | None:
    """Look up the limit of uses or of a budget; of a promotion that is not there, zero."""
    for promotion in tariff.promotions:
        limits = promotion.limits
        if resource == resource_name("budget", promotion.id):
            return limits.budget
        if resource == resource_name("uses", promotion.id):
            return limits.uses
        if resource.startswith(resource_name("uses", promotion.id) + "/"):
            return limits.uses_per_customer
    return 0


def promotion_claims(
    quote: Any,
    until: Mapping[ItemId, datetime],
    *,
    customer: CustomerKey | None,
    tariff: Tariff,
) -> Iterator[Claim]:
    """Read off the ledger who carries what of each limited promotion.

    One use for the cart until the last carrier ends; of a budget, to each item what it was given.
    """
    given: dict[tuple[PromotionId, ItemId], int] = {}
    for row in () if quote is None else quote.rows():
        if row.cause.kind.value in _DISCOUNTS and row.item:
            key = (PromotionId(row.cause.rule), row.item)
            given[key] = given.get(key, 0) - row.units * row.amount
    limits: dict[PromotionId, PromotionLimits] = {
        one.id: one.limits for one in tariff.promotions if tariff.limits.value == "held"
    }
    last: dict[PromotionId, datetime] = {}
    for (promotion, item), amount in given.items():
        last[promotion] = max(until[item], last.get(promotion, until[item]))
        if promotion in limits and limits[promotion].budget is not None and amount > 0:
            name = resource_name("budget", promotion)
            yield Claim(resource=name, quantity=amount, until=until[item])
    for promotion, end in last.items():
        if promotion not in limits:
            continue
        if limits[promotion].uses is not None:
            yield Claim(resource=resource_name("uses", promotion), quantity=1, until=end)
        if limits[promotion].uses_per_customer is not None and customer is not None:
            yield Claim(resource=customer_uses(promotion, customer), quantity=1, until=end)


def added_by(quote: Any) -> Iterator[int]:
    """Read off the ledger what makes the total."""
    for row in quote.rows():
        if row.cause.effect.value == "ADDED":
            yield row.units * row.amount


def tickets_of(quantities: Iterable[tuple[TicketTypeId, int]]) -> Counter[TicketTypeId]:
    """Add up counts of one ticket type."""
    found: Counter[TicketTypeId] = Counter()
    for ticket_type, count in quantities:
        found[ticket_type] += count
    return found


def pool_name(pool: str) -> ResourceId:
    """Name a pool as a resource."""
    return ResourceId(f"pool:{pool}")


def resource_name(kind: str, *names: str) -> ResourceId:
    """Name uses, a budget or a spot as a resource, as the documentation says."""
    written = "/".join(name.replace("%", "%25").replace("/", "%2F") for name in names)
    return ResourceId(f"{kind}:{written}")


def customer_uses(promotion: PromotionId, customer: str) -> ResourceId:
    """Name the uses of one customer: by a digest, as the documentation says, so as to name nobody.

    It is worked out here again, because the accountant takes no rule's word.
    """
    told = f"{promotion}\0{customer}".encode("utf-8", "surrogatepass")
    found = hmac.new(b"counterfoil/customer-uses/1", told, "sha256").hexdigest()[:32]
    return resource_name("uses", promotion, found)
