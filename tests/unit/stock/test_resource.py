"""The ids of resources: one for each, and each can be read."""

import pytest

from counterfoil.domain.catalogue import Spot
from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import (
    CodeStockId,
    CustomerKey,
    PoolId,
    ProductId,
    PromotionId,
    ResourceId,
)
from counterfoil.domain.stock import (
    BudgetResource,
    CodeResource,
    CodeStockResource,
    CustomerUsesResource,
    Place,
    PoolResource,
    Resource,
    SpotResource,
    UsesResource,
    place_of,
    read_resource,
    resource_id,
)

RESOURCES: list[tuple[Resource, str]] = [
    (PoolResource(pool=PoolId("hall")), "pool:hall"),
    (PoolResource(pool=PoolId("tower/2026-05-02T08:00Z")), "pool:tower/2026-05-02T08:00Z"),
    (PoolResource(pool=PoolId("50%")), "pool:50%"),
    (
        SpotResource(
            product=ProductId("stalls"), occasion="fri", place=Place("VIP Area", "F", "5")
        ),
        "spot:stalls/fri/VIP Area/F/5",
    ),
    (
        SpotResource(product=ProductId("a/b"), occasion="", place=Place("50% off", "", "1/2")),
        "spot:a%2Fb//50%25 off//1%2F2",
    ),
    (UsesResource(promotion=PromotionId("SUMMER")), "uses:SUMMER"),
    (UsesResource(promotion=PromotionId("a/b")), "uses:a%2Fb"),
    (
        CustomerUsesResource(promotion=PromotionId("a"), digest="00ff"),
        "uses:a/00ff",
    ),
    (UsesResource(promotion=PromotionId("a%2Fb")), "uses:a%252Fb"),
    (BudgetResource(promotion=PromotionId("SUMMER")), "budget:SUMMER"),
    (CodeResource(digest="00ff"), "code:00ff"),
    (CodeStockResource(stock=CodeStockId("a/b")), "codes:a%2Fb"),
]


@pytest.mark.parametrize(("resource", "name"), RESOURCES, ids=[name for _, name in RESOURCES])
def test_an_id_is_written_and_read(resource: Resource, name: str) -> None:
    written = resource_id(resource)

    assert written == name
    assert read_resource(written) == resource


@pytest.mark.parametrize(
    "name",
    [
        "",
        "hall",
        "seat:hall",
        "spot:stalls/F/5",
        "spot:stalls/fri/a/F/5/6",
        "uses:a/b/c",
        "budget:a/b",
        "uses:50%",
        "uses:a%2fb",
    ],
)
def test_what_is_no_id_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="is not the id of a resource") as refused:
        read_resource(ResourceId(name))

    assert refused.value.value == name


def test_what_is_printed_on_a_spot_does_not_say_where_it_is() -> None:
    spot = Spot(section="Stalls", row="A", number="1", name="The best seat")

    assert place_of(spot) == Place("Stalls", "A", "1")


def test_a_customer_is_named_by_a_digest_that_differs_with_the_promotion() -> None:
    early = CustomerUsesResource.of(PromotionId("early"), customer=CustomerKey("ada@mol.example"))
    late = CustomerUsesResource.of(PromotionId("late"), customer=CustomerKey("ada@mol.example"))
    other = CustomerUsesResource.of(PromotionId("early"), customer=CustomerKey("bo"))

    names = {resource_id(one) for one in (early, late, other)}

    assert len(names) == len({early.digest, late.digest, other.digest}) == 3
    assert not any("ada" in name or "/bo" in name for name in names)
    assert early == CustomerUsesResource.of(
        PromotionId("early"), customer=CustomerKey("ada@mol.example")
    )
