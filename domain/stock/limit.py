"""Limits: how much there is of a resource, for whom, and whether more may be sold."""

from __future__ import annotations

from typing import assert_never

from attrs import Attribute, field, frozen

from counterfoil.domain.catalogue.allocations import Allocation
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.slots import Pool
from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import AllocationId, PromotionId, ResourceId
from counterfoil.domain.stock.draws import Overbooking
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


def _check_allocations(
    _: Limit, attribute: Attribute[tuple[Allocation, ...]], value: tuple[Allocation, ...]
) -> None:
    seen: set[AllocationId] = set()
    for allocation in value:
        name, quantity = allocation.name, allocation.quantity
        if not name.strip():
            problem = "is a blank name of a slice"
        elif name in seen:
            problem = "is the name of two slices"
        elif type(quantity) is not int or quantity < 0:
            problem = f"is a slice of {quantity!r} units"
        else:
            seen.add(name)
            continue
        raise UsageError(
            field=attribute.name,
            value=name,
            problem=problem,
            allowed="slices of zero units or more, each with a name of its own",
        )


@frozen(kw_only=True)
class Limit:
    """How much there is of a resource (None: unlimited), and which slices are set aside.

    ``overbooking`` says whether draws that ask for it may go beyond what is left.
    """

    resource: ResourceId
    total: int | None = field(validator=_check_total)
    allocations: tuple[Allocation, ...] = field(default=(), validator=_check_allocations)
    overbooking: Overbooking = Overbooking.REFUSED


def limit_of(resource: ResourceId, *, catalogue: Catalogue, tariff: Tariff) -> Limit:
    """Look up how much there is of *resource*; a budget is in minor units.

    Only pools have slices, and only they can be overbooked, where the catalogue says so. What
    catalogue and tariff do not have (any more) has a total of zero: nothing more of it is drawn,
    and what is drawn can still be kept and given back.

    Raises: UsageError for text that is not the id of a resource.
    """
    read = read_resource(resource)
    match read:
        case PoolResource(pool=pool):
            return _pool_limit(resource, pool=catalogue.pool(pool))
        case SpotResource(product=product, place=place):
            owner = catalogue.product(product)
            spots = () if owner is None else owner.spots
            return Limit(
                resource=resource, total=int(any(place_of(spot) == place for spot in spots))
            )
        case UsesResource(promotion=promotion):
            total = _limits(promotion, tariff=tariff).uses
        case CustomerUsesResource(promotion=promotion):
            total = _limits(promotion, tariff=tariff).uses_per_customer
        case BudgetResource(promotion=promotion):
            total = _limits(promotion, tariff=tariff).budget
        case CodeResource():
            total = 1
        case CodeStockResource(stock=stock):
            codes = catalogue.code_stock(stock)
            total = 0 if codes is None else len(codes.codes)
        case _:
            assert_never(read)
    return Limit(resource=resource, total=total)


def _pool_limit(resource: ResourceId, *, pool: Pool | None) -> Limit:
    if pool is None:
        return Limit(resource=resource, total=0)
    return Limit(
        resource=resource,
        total=pool.total,
        allocations=pool.allocations,
        overbooking=Overbooking.ALLOWED if pool.overbooking else Overbooking.REFUSED,
    )


_NO_PROMOTION = PromotionLimits(uses=0, uses_per_customer=0, budget=0)


def _limits(promotion: PromotionId, *, tariff: Tariff) -> PromotionLimits:
    found = (one.limits for one in tariff.promotions if one.id == promotion)
    return next(found, _NO_PROMOTION)
