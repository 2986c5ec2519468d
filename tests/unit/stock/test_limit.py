"""How much there is of what: as the catalogue and the tariff say."""

import attrs
import pytest
from tests.unit.catalogue.conftest import EUR, TOWN
from tests.unit.stock.build import allocation

from counterfoil.domain.catalogue.slots import Pool
from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import PoolId, PromotionId, ResourceId, TariffId
from counterfoil.domain.stock import Limit, Overbooking, limit_of
from counterfoil.domain.tariff.promotions import AmountOff, Per, Promotion, PromotionLimits
from counterfoil.domain.tariff.tariff import Tariff

ALLOWED = Overbooking.ALLOWED
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


def test_the_slices_of_a_pool_and_its_overbooking_are_those_of_the_catalogue() -> None:
    slices = (allocation(5),)
    listed = Pool(id=PoolId("boat-noon"), total=30, allocations=slices, overbooking=True)
    museum = TOWN.products[0]
    assert museum.schedule is not None
    scheduled = attrs.evolve(
        museum.schedule, allocations=slices, overbooking=True, shared_allocations=slices[:0]
    )
    town = attrs.evolve(
        TOWN,
        pools=(listed,),
        products=(attrs.evolve(museum, schedule=scheduled), *TOWN.products[1:]),
    )

    names = ("boat-noon", "museum/2026-05-02T09:00", "hall/2026-05-02T07:00Z")
    found = [limit_of(ResourceId(f"pool:{name}"), catalogue=town, tariff=TARIFF) for name in names]

    assert [one.allocations for one in found] == [slices, slices, ()]
    assert [one.overbooking for one in found] == [ALLOWED, ALLOWED, Overbooking.REFUSED]


def test_nothing_but_a_pool_is_ever_overbooked() -> None:
    for resource in ("spot:concert//stalls/A/2", "uses:a%2Fb", "uses:a%2Fb/anna", "budget:a%2Fb"):
        found = limit_of(ResourceId(resource), catalogue=TOWN, tariff=TARIFF)

        assert (found.overbooking, found.allocations) == (Overbooking.REFUSED, ())


def test_text_that_is_no_id_is_refused() -> None:
    with pytest.raises(UsageError, match="is not the id of a resource"):
        limit_of(ResourceId("boat-noon"), catalogue=TOWN, tariff=TARIFF)
