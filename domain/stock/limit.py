"""Limits: how much there is of a resource."""

from __future__ import annotations

from typing import assert_never

from attrs import Attribute, field, frozen

from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import PromotionId, ResourceId
from counterfoil.domain.stock.allocation import Allocation
from counterfoil.domain.stock.resource import (
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
from counterfoil.domain.tariff.promotions import PromotionLimits
from counterfoil.domain.tariff.tariff import Tariff


def _check_total(_: Limit, attribute: Attribute[int | None], value: int | None) -> None:
    if value is not None and (type(value) is not int or value < 0):
        raise UsageError(
            field=attribute.name,
            value=value,
            problem="is not a number of units",
            allowed="a whole number, zero or more; None for unlimited",
        )


def _check_names(
    _: Limit, attribute: Attribute[tuple[Allocation, ...]], value: tuple[Allocation, ...]
) -> None:
    names = [allocation.name for allocation in value]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(
                field=attribute.name,
                value=name,
                problem="is the name of two slices",
                allowed="one slice of each name",
            )


@frozen(kw_only=True)
class Limit:
    """How much there is of a resource (None: unlimited), and which slices are set aside."""

    resource: ResourceId
    total: int | None = field(validator=_check_total)
    allocations: tuple[Allocation, ...] = field(default=(), validator=_check_names)


def limit_of(
    resource: ResourceId,
    *,
    catalogue: Catalogue,
    tariff: Tariff,
    allocations: tuple[Allocation, ...] = (),
) -> Limit:
    """Look up how much there is of *resource*; a budget is in minor units.

    What catalogue and tariff do not have (any more) has a total of zero: nothing more of it is
    drawn, and what is drawn can still be kept and given back.

    Raises: UsageError for text that is not the id of a resource.
    """
    total = _total(resource, catalogue=catalogue, tariff=tariff)
    return Limit(resource=resource, total=total, allocations=allocations)


def _total(resource: ResourceId, *, catalogue: Catalogue, tariff: Tariff) -> int | None:
    read = read_resource(resource)
    match read:
        case PoolResource(pool=pool):
            found = catalogue.pool(pool)
            return 0 if found is None else found.total
        case SpotResource(product=product, place=place):
            owner = catalogue.product(product)
            if owner is None:
                return 0
            return int(any(place_of(spot) == place for spot in owner.spots))
        case UsesResource(promotion=promotion):
            limits = _limits(promotion, tariff=tariff)
            return 0 if limits is None else limits.uses
        case CustomerUsesResource(promotion=promotion):
            limits = _limits(promotion, tariff=tariff)
            return 0 if limits is None else limits.uses_per_customer
        case BudgetResource(promotion=promotion):
            limits = _limits(promotion, tariff=tariff)
            return 0 if limits is None else limits.budget
        case CodeResource():
            return 1
        case CodeStockResource(stock=stock):
            codes = catalogue.code_stock(stock)
            return 0 if codes is None else len(codes.codes)
        case _:
            assert_never(read)


def _limits(promotion: PromotionId, *, tariff: Tariff) -> PromotionLimits | None:
    return next((found.limits for found in tariff.promotions if found.id == promotion), None)
