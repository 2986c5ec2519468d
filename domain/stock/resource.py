"""What is limited: pools, named spots, uses of promotions and their budgets.

The ledger counts all of them alike, under one id each. An id is text made of other ids, so that a
store can keep it, compare it and find by it what it stands for:

    pool:<pool>
    spot:<product>/<slot or date>/<section>/<row>/<number>
    uses:<promotion>
    uses:<promotion>/<digest of a customer>
    budget:<promotion>
    code:<digest of a ticket code>
    codes:<stock of ticket codes>

A seat is another one on each evening, so that a spot names the slot (or the travel date, or
nothing where the product has neither). A customer is named by a digest, other for each promotion:
ids are logged and kept for good, people are not.

In a name, `/` is written `%2F` and `%` is written `%25`: the promotion `a/b` and the promotion `a`
of customer `b` are two things. The id of a pool is written as it is; nothing follows it.
"""

from __future__ import annotations

import hmac
from sys import intern
from typing import NamedTuple, TypeAlias, assert_never

from attrs import frozen

from counterfoil.domain.catalogue.spots import Spot
from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import (
    CodeStockId,
    CustomerKey,
    PoolId,
    ProductId,
    PromotionId,
    ResourceId,
)

DIGEST_BYTES = 16  # so that chance never makes two customers meet
_NAMESPACE = b"counterfoil/customer-uses/1"

_FORMS = (
    "pool:<pool>, spot:<product>/<slot or date>/<section>/<row>/<number>, "
    "uses:<promotion>, uses:<promotion>/<digest>, budget:<promotion>, "
    "code:<digest>, codes:<stock>"
)


class Place(NamedTuple):
    """Where a spot is; whatever is printed on it, two spots are never in one place."""

    section: str
    row: str
    number: str


def place_of(spot: Spot) -> Place:
    """Name the place of *spot*."""
    return Place(spot.section, spot.row, spot.number)


@frozen(kw_only=True)
class PoolResource:
    """Capacity units of a pool."""

    pool: PoolId


@frozen(kw_only=True)
class SpotResource:
    """One place of *product*, once: in one slot, on one date, or at all (``occasion`` is empty).

    ``occasion`` is the id of the slot, or the travel date as `YYYY-MM-DD`.
    """

    product: ProductId
    occasion: str
    place: Place


@frozen(kw_only=True)
class UsesResource:
    """How often a promotion is used."""

    promotion: PromotionId


@frozen(kw_only=True)
class CustomerUsesResource:
    """How often one customer uses a promotion; the digest stands for the customer."""

    promotion: PromotionId
    digest: str

    @classmethod
    def of(cls, promotion: PromotionId, *, customer: CustomerKey) -> CustomerUsesResource:
        """Answer the resource of a customer."""
        text = f"{promotion}\0{customer}".encode("utf-8", "surrogatepass")
        digest = hmac.digest(_NAMESPACE, text, "sha256")[:DIGEST_BYTES].hex()
        return cls(promotion=promotion, digest=digest)


@frozen(kw_only=True)
class BudgetResource:
    """Minor units that a promotion gives away."""

    promotion: PromotionId


@frozen(kw_only=True)
class CodeResource:
    """One ticket code, which one ticket may have; the digest stands for the code, a secret."""

    digest: str


@frozen(kw_only=True)
class CodeStockResource:
    """Codes of a stock that was made beforehand."""

    stock: CodeStockId


Resource: TypeAlias = (
    PoolResource
    | SpotResource
    | UsesResource
    | CustomerUsesResource
    | BudgetResource
    | CodeResource
    | CodeStockResource
)


def is_of_codes(resource: ResourceId) -> bool:
    """Whether an id is that of a ticket code or a stock of them."""
    return resource.startswith(("code:", "codes:"))


def resource_id(resource: Resource) -> ResourceId:
    """Write *resource* as its id; different resources have different ids.

    >>> resource_id(UsesResource(promotion=PromotionId("spring/1")))
    'uses:spring%2F1'
    """
    match resource:
        case PoolResource(pool=pool):
            # Every item in a slot holds this text: one copy of it is enough, and compares faster.
            return ResourceId(intern(f"pool:{pool}"))
        case SpotResource(product=product, occasion=occasion, place=place):
            return _joined("spot", product, occasion, *place)
        case UsesResource(promotion=promotion):
            return _joined("uses", promotion)
        case CustomerUsesResource(promotion=promotion, digest=digest):
            return _joined("uses", promotion, digest)
        case BudgetResource(promotion=promotion):
            return _joined("budget", promotion)
        case CodeResource(digest=digest):
            return _joined("code", digest)
        case CodeStockResource(stock=stock):
            return _joined("codes", stock)
        case _:
            assert_never(resource)


def read_resource(resource: ResourceId) -> Resource:
    """Read the id that `resource_id` wrote.

    Raises: UsageError for text that is not the id of a resource.
    """
    kind, _, rest = resource.partition(":")
    if kind == "pool":
        return PoolResource(pool=PoolId(rest))
    names = [name.replace("%2F", "/").replace("%25", "%") for name in rest.split("/")]
    match kind, names:
        case "spot", [product, occasion, section, row, number]:
            place = Place(section, row, number)
            read: Resource = SpotResource(
                product=ProductId(product), occasion=occasion, place=place
            )
        case "uses", [promotion]:
            read = UsesResource(promotion=PromotionId(promotion))
        case "uses", [promotion, digest]:
            read = CustomerUsesResource(promotion=PromotionId(promotion), digest=digest)
        case "budget", [promotion]:
            read = BudgetResource(promotion=PromotionId(promotion))
        case "code", [digest]:
            read = CodeResource(digest=digest)
        case "codes", [stock]:
            read = CodeStockResource(stock=CodeStockId(stock))
        case _:
            raise _unreadable(resource)
    # Only one spelling is an id: two spellings would be counted as two resources.
    if resource_id(read) != resource:
        raise _unreadable(resource)
    return read


def _joined(kind: str, *names: str) -> ResourceId:
    written = "/".join([name.replace("%", "%25").replace("/", "%2F") for name in names])
    return ResourceId(f"{kind}:{written}")


def _unreadable(resource: ResourceId) -> UsageError:
    return UsageError(
        field="resource", value=resource, problem="is not the id of a resource", allowed=_FORMS
    )
