"""What can be wrong with slots, with the pools behind them, and with the switches for both."""

from __future__ import annotations

from collections.abc import Iterator

from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.product import Admission, Product
from counterfoil.domain.catalogue.slots import CapacityType, Pool, Slot
from counterfoil.domain.catalogue.validation.allocations import (
    allocation_problems,
    slices_of,
)
from counterfoil.domain.catalogue.validation.problem import (
    CatalogueProblem,
    ProblemCode,
    id_problems,
    instant_problems,
    number_problems,
    order_problems,
    problem,
    shown,
)
from counterfoil.domain.catalogue.validation.schedules import schedule_problems
from counterfoil.domain.references import PoolId


def availability_problems(
    product: Product, *, path: str, catalogue: Catalogue
) -> Iterator[CatalogueProblem]:
    """Find what is wrong with the slots of *product*, and what contradicts its capacity."""
    yield from _switch_problems(product, path=path)
    yield from id_problems((slot.id for slot in product.slots), path=f"{path}.slots")
    for position, slot in enumerate(product.slots):
        at = f"{path}.slots[{position}]"
        yield from _slot_time_problems(slot, path=at, product=product)
        yield from _slot_pool_problems(slot, path=at, product=product, catalogue=catalogue)
    if product.schedule is not None:
        yield from schedule_problems(
            product.schedule, path=f"{path}.schedule", capacity_type=product.capacity_type
        )


def pool_problems(catalogue: Catalogue) -> Iterator[CatalogueProblem]:
    """Find what is wrong with the listed pools, and with pools that several schedules share."""
    yield from id_problems((pool.id for pool in catalogue.pools), path="pools")
    for position, pool in enumerate(catalogue.pools):
        at = f"pools[{position}]"
        if pool.total is not None:
            yield from number_problems(pool.total, path=f"{at}.total", least=0)
        yield from allocation_problems(
            pool.allocations, path=f"{at}.allocations", total=pool.total
        )
    said: dict[PoolId, tuple[int, Pool]] = {}
    for position, product in enumerate(catalogue.products):
        schedule = product.schedule
        if schedule is None or schedule.shared_pool is None:
            continue
        pool = schedule.shared(schedule.shared_pool)
        first, other = said.setdefault(pool.id, (position, pool))
        yield from _sharing_problems(
            pool, path=f"products[{position}].schedule", said=other, by=f"products[{first}]"
        )


def _sharing_problems(pool: Pool, *, path: str, said: Pool, by: str) -> Iterator[CatalogueProblem]:
    """Find where one schedule says of a shared *pool* what another one did not say."""
    if pool.total != said.total:
        yield problem(
            f"{path}.shared_capacity",
            code=ProblemCode.SHARED_CAPACITY_DIFFERS,
            value=pool.total,
            allowed=f"what {by} says of this pool, "
            f"{'unlimited' if said.total is None else said.total}",
        )
    if pool.allocations != said.allocations:
        yield problem(
            f"{path}.shared_allocations",
            code=ProblemCode.SHARED_CAPACITY_DIFFERS,
            value=slices_of(pool),
            allowed=f"what {by} says of this pool, {shown(slices_of(said))}",
        )
    if pool.overbooking != said.overbooking:
        yield problem(
            f"{path}.shared_overbooking",
            code=ProblemCode.SHARED_CAPACITY_DIFFERS,
            value=pool.overbooking,
            allowed=f"what {by} says of this pool, {said.overbooking}",
        )


def _switch_problems(product: Product, *, path: str) -> Iterator[CatalogueProblem]:
    has_slots = bool(product.slots) or product.schedule is not None
    if product.availability and product.admission is Admission.TIME_OPEN:
        yield problem(
            f"{path}.availability",
            code=ProblemCode.AVAILABILITY_NOT_ALLOWED,
            value=product.availability,
            allowed="no availability with admission TIME_OPEN",
        )
    if product.availability and not has_slots:
        yield problem(
            f"{path}.availability",
            code=ProblemCode.NO_SLOTS,
            value=product.availability,
            allowed="listed slots or a schedule beside it",
        )
    if not product.availability:
        for field, given in (("slots", product.slots), ("schedule", product.schedule)):
            if given:
                yield problem(
                    f"{path}.{field}",
                    code=ProblemCode.SLOTS_NOT_EXPECTED,
                    value="given",
                    allowed="none on a product without availability",
                )
    yield from _capacity_problems(product, path=path)


def _capacity_problems(product: Product, *, path: str) -> Iterator[CatalogueProblem]:
    not_set = product.capacity_type is CapacityType.NOT_SET
    if product.managed_capacity and not product.availability:
        yield problem(
            f"{path}.managed_capacity",
            code=ProblemCode.CAPACITY_WITHOUT_SLOTS,
            value=product.managed_capacity,
            allowed="only with availability: slots are what draws from pools",
        )
    if product.managed_capacity and not_set:
        yield problem(
            f"{path}.capacity_type",
            code=ProblemCode.CAPACITY_TYPE_NOT_SET,
            value=product.capacity_type,
            allowed="OWN, SHARED or COMBINED with managed capacity",
        )
    if not product.managed_capacity and not not_set:
        yield problem(
            f"{path}.capacity_type",
            code=ProblemCode.CAPACITY_NOT_MANAGED,
            value=product.capacity_type,
            allowed="NOT_SET without managed capacity",
        )


def _slot_time_problems(slot: Slot, *, path: str, product: Product) -> Iterator[CatalogueProblem]:
    found = (
        *instant_problems(slot.starts_at, path=f"{path}.starts_at", zone=product.zone),
        *instant_problems(slot.ends_at, path=f"{path}.ends_at", zone=product.zone),
    )
    yield from found
    if not found:
        yield from order_problems(slot.starts_at, last=slot.ends_at, path=f"{path}.ends_at")


def _slot_pool_problems(
    slot: Slot, *, path: str, product: Product, catalogue: Catalogue
) -> Iterator[CatalogueProblem]:
    capacity_type = product.capacity_type
    for field, pool, draws in (
        ("capacity_id", slot.capacity_id, capacity_type.draws_own),
        ("capacity_shared_id", slot.capacity_shared_id, capacity_type.draws_shared),
    ):
        at = f"{path}.{field}"
        if draws and pool is None:
            yield problem(
                at,
                code=ProblemCode.POOL_MISSING,
                value=pool,
                allowed=f"the id of a pool, as capacity type {capacity_type.name} needs",
            )
        elif pool is not None and not draws:
            yield problem(
                at,
                code=ProblemCode.POOL_NOT_EXPECTED,
                value=pool,
                allowed=f"none with capacity type {capacity_type.name}",
            )
        elif pool is not None and catalogue.pool(pool) is None:
            yield problem(
                at,
                code=ProblemCode.UNKNOWN_POOL,
                value=pool,
                allowed="the id of a pool of the catalogue, or of a scheduled slot's pool",
            )
