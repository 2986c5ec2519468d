"""How much there is of what: as the catalogue and the tariff say."""

import pytest
from tests.unit.catalogue.conftest import EUR, TOWN
from tests.unit.stock.build import allocation

from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import PromotionId, ResourceId, TariffId
from counterfoil.domain.stock import Limit, limit_of
from counterfoil.domain.tariff.promotions import AmountOff, Per, Promotion, PromotionLimits
from counterfoil.domain.tariff.tariff import Tariff

OFF = AmountOff(amount=100, per=Per.ORDER)
TARIFF = Tariff(
    id=TariffId("city"),
    currency=EUR,
    promotions=(
        Promotion(id=PromotionId("ever"), label="Ever", benefit=OFF),
        Promotion(
            id=PromotionId("a/b"),
            label="Limited",
            benefit=OFF,
            limits=PromotionLimits(uses=7, uses_per_customer=2, budget=5_000),
        ),
    ),
)


@pytest.mark.parametrize(
    ("resource", "total"),
    [
        ("pool:boat-noon", 30),
        ("pool:boat-early", None),
        ("pool:museum/2026-05-02T09:00", 40),
        ("pool:hall/2026-05-02T07:00Z", 60),
        ("pool:museum/2026-05-02T09:01", 0),
        ("pool:nowhere", 0),
        ("spot:concert//stalls/A/2", 1),
        ("spot:concert/2026-05-02/stalls/A/2", 1),
        ("spot:concert//stalls/A/3", 0),
        ("spot:museum//stalls/A/2", 0),
        ("spot:theater//stalls/A/2", 0),
        ("uses:a%2Fb", 7),
        ("uses:a%2Fb/anna", 2),
        ("budget:a%2Fb", 5_000),
        ("uses:ever", None),
        ("uses:ever/anna", None),
        ("budget:ever", None),
        ("uses:never", 0),
        ("uses:never/anna", 0),
        ("budget:never", 0),
    ],
)
def test_how_much_there_is(resource: str, total: int | None) -> None:
    found = limit_of(ResourceId(resource), catalogue=TOWN, tariff=TARIFF)

    assert found == Limit(resource=ResourceId(resource), total=total)


def test_a_limit_has_the_slices_that_are_told() -> None:
    slices = (allocation(5),)

    found = limit_of(
        ResourceId("pool:boat-noon"), catalogue=TOWN, tariff=TARIFF, allocations=slices
    )

    assert found.allocations == slices


def test_text_that_is_no_id_is_refused() -> None:
    with pytest.raises(UsageError, match="is not the id of a resource"):
        limit_of(ResourceId("boat-noon"), catalogue=TOWN, tariff=TARIFF)
