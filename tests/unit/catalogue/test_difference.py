"""What is different between two catalogues is told part by part."""

from datetime import timedelta

from attrs import evolve
from tests.unit.cart.pier import catalogue
from tests.unit.cart.world import CATALOGUE

from counterfoil.domain.catalogue import (
    Catalogue,
    CatalogueChange,
    Happening,
    HoldPolicy,
    Part,
    catalogue_difference,
)
from counterfoil.domain.catalogue.slots import Slot
from counterfoil.domain.references import PoolId, ProductId

PIER = catalogue()


def told(new: Catalogue, *, old: Catalogue = PIER) -> list[tuple[str, str, str]]:
    return [
        (change.part.value, change.name, change.happening.value)
        for change in catalogue_difference(old, new)
    ]


def resized(total: str) -> Catalogue:
    return catalogue(CATALOGUE.replace('id = "boat-noon"\ntotal = 10', f'id = "boat-noon"{total}'))


def test_the_same_catalogue_has_no_differences() -> None:
    assert catalogue_difference(PIER, catalogue()) == ()


def test_a_pool_that_grows_and_one_that_shrinks_have_their_totals() -> None:
    def change(happening: Happening, new: int) -> CatalogueChange:
        return CatalogueChange(
            part=Part.POOL, happening=happening, name="boat-noon", old=10, new=new
        )

    assert catalogue_difference(PIER, resized("\ntotal = 12")) == (change(Happening.GROWN, 12),)
    assert catalogue_difference(PIER, resized("\ntotal = 0")) == (change(Happening.SHRUNK, 0),)


def test_a_pool_without_a_limit_is_the_largest() -> None:
    limited = evolve(PIER, pools=tuple(evolve(pool, total=9) for pool in PIER.pools))
    unlimited = evolve(PIER, pools=tuple(evolve(pool, total=None) for pool in PIER.pools))

    assert {what for _, _, what in told(unlimited, old=limited)} == {"grown"}
    assert {what for _, _, what in told(limited, old=unlimited)} == {"shrunk"}


def test_what_comes_and_goes_is_told_with_what_changes() -> None:
    first, *others = PIER.products
    pool = evolve(PIER.pools[0], overbooking=True)
    new = evolve(
        PIER,
        hold=HoldPolicy(length=timedelta(minutes=1)),
        products=(*others, evolve(first, id=ProductId("kayak"))),
        pools=(pool, *PIER.pools[2:], evolve(PIER.pools[1], id=PoolId("bay"))),
    )

    came_and_went = {
        ("settings", PIER.id, "changed"),
        ("product", first.id, "removed"),
        ("product", "kayak", "added"),
        ("pool", pool.id, "changed"),
        ("pool", PIER.pools[1].id, "removed"),
        ("pool", "bay", "added"),
    }
    assert set(told(new)) == came_and_went
    assert len(told(new)) == len(came_and_went)
    assert [change.fields for change in catalogue_difference(PIER, new) if change.fields] == [
        ("hold",),
        ("overbooking",),
    ]


def test_slots_close_open_move_come_and_go() -> None:
    boat = next(product for product in PIER.products if product.slots)
    slot, *rest = boat.slots
    closed = evolve(slot, active=False)
    later = evolve(slot, ends_at=slot.ends_at + timedelta(hours=1))

    def pier(*slots: Slot) -> Catalogue:
        product = evolve(boat, slots=(*slots, *rest))
        return evolve(
            PIER, products=tuple(product if one.id == boat.id else one for one in PIER.products)
        )

    name = f"{boat.id} {slot.id}"
    assert told(pier(closed)) == [("slot", name, "closed")]
    assert told(PIER, old=pier(closed)) == [("slot", name, "opened")]
    assert told(pier(later)) == [("slot", name, "changed")]
    assert told(pier()) == [("slot", name, "removed")]
    assert told(PIER, old=pier()) == [("slot", name, "added")]
