"""The resources that a story may name: those of its world."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, assert_never

from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.references import ResourceId
from counterfoil.domain.stock import (
    BudgetResource,
    CodeResource,
    CodeStockResource,
    CustomerUsesResource,
    PoolResource,
    SpotResource,
    UsesResource,
    place_of,
    read_resource,
)
from counterfoil.domain.tariff.tariff import Tariff

__all__ = ["UnknownResource", "unknown_resource"]

_SPOTS = "spot:product/slot or date/section/row/number, as the catalogue has them"


class UnknownResource(NamedTuple):
    """A name of a resource that the world does not have, and what there is."""

    name: str
    kind: str
    known: Iterable[str]
    more: str = ""


def unknown_resource(
    resource: ResourceId, *, catalogue: Catalogue, tariff: Tariff
) -> UnknownResource | None:
    """Look a resource up; None: it is there."""
    match read_resource(resource):
        case PoolResource(pool=pool):
            if catalogue.pool(pool) is None:
                pools = [one.id for one in catalogue.pools]
                return UnknownResource(pool, "pool", pools, _slot_pools(catalogue))
        case SpotResource(product=product, place=place):
            owner = catalogue.product(product)
            spots = () if owner is None else tuple(map(place_of, owner.spots))
            if place not in spots:
                return UnknownResource(resource, "spot", (), _SPOTS)
        case (
            UsesResource(promotion=promotion)
            | CustomerUsesResource(promotion=promotion)
            | BudgetResource(promotion=promotion)
        ):
            promotions = [one.id for one in tariff.promotions]
            if promotion not in promotions:
                return UnknownResource(promotion, "promotion of the tariff", promotions)
        case CodeStockResource(stock=stock):
            if catalogue.code_stock(stock) is None:
                stocks = [one.id for one in catalogue.code_stocks]
                return UnknownResource(stock, "stock of ticket codes", stocks)
        case CodeResource():
            return None  # any code may be brought
        case unknown:
            assert_never(unknown)
    return None


def _slot_pools(catalogue: Catalogue) -> str:
    """Answer how the pools of scheduled slots are written: their own ones, and shared ones."""
    written = dict[str, None]()
    for product in catalogue.products:
        if product.schedule is None:
            continue
        if product.schedule.capacity is not None or product.schedule.shared_pool is None:
            written[f"{product.id}/YYYY-MM-DDTHH:MM by the local start"] = None
        if product.schedule.shared_pool is not None:
            written[f"{product.schedule.shared_pool}/YYYY-MM-DDTHH:MMZ by the start in UTC"] = None
    return ", ".join(written)
