"""What can be wrong with the conditions that rules share."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from counterfoil.domain.catalogue.nesting import Cluster
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.catalogue.ticket_types import TicketKind
from counterfoil.domain.references import ProductId, SeasonId, SlotId
from counterfoil.domain.tariff.conditions import (
    CustomCondition,
    FillBand,
    LeadRange,
    Minimum,
    QuantityBand,
    Scope,
)
from counterfoil.domain.tariff.problems.inspection import Inspection
from counterfoil.domain.tariff.problems.problem import ProblemCode, TariffProblem
from counterfoil.domain.tariff.problems.values import (
    EVERYTHING,
    NOTHING,
    amount_problems,
    choices,
    count_problems,
    date_problems,
    problem,
    rate_problems,
    repeated_problems,
    shown,
    time_problems,
)

WEEKDAY_MAX = 6  # 0 is Monday.
KINDS = frozenset(kind.value for kind in TicketKind)


class Reach(Enum):
    """What it means that a rule names a product which is sold only inside a combi.

    REFUSED: variations and promotions cannot aim at a part of a combi. NEVER: the rule is idle.
    MEANT: the rule is about parts, as a tax is.
    """

    REFUSED = "refused"
    NEVER = "never"
    MEANT = "meant"


def scope_problems(scope: Scope, *, path: str, inspection: Inspection) -> Iterator[TariffProblem]:
    """Find what is wrong with which tickets a variation or promotion reaches."""
    products = scope.products
    yield from product_problems(
        products, path=f"{path}.products", inspection=inspection, reach=Reach.REFUSED
    )
    yield from ticket_type_problems(
        scope.ticket_types, path=f"{path}.ticket_types", products=products, inspection=inspection
    )
    yield from _slot_problems(
        scope.slots, path=f"{path}.slots", products=products, inspection=inspection
    )
    for season in sorted(scope.seasons):
        yield from season_problems(season, path=f"{path}.seasons", inspection=inspection)
    yield from date_problems(scope.travel, path=f"{path}.travel")
    for weekday in sorted(scope.weekdays):
        yield from count_problems(weekday, path=f"{path}.weekdays", least=0, most=WEEKDAY_MAX)
    yield from time_problems(scope.times, path=f"{path}.times")


def product_problems(
    products: frozenset[ProductId], *, path: str, inspection: Inspection, reach: Reach
) -> Iterator[TariffProblem]:
    """Find products that the catalogue does not have, and those that have no tickets to reach."""
    if inspection.catalogue is None:
        return
    for name in sorted(products):
        product = inspection.product(name)
        if product is None:
            yield unknown_product(name, path=path, inspection=inspection)
        elif isinstance(product.nesting, Cluster):
            allowed = f"its members: {', '.join(product.nesting.members)}"
            yield problem(path, code=ProblemCode.NEVER_APPLIES, value=name, allowed=allowed)
        else:
            yield from _combi_part_problems(product, path=path, inspection=inspection, reach=reach)


def unknown_product(name: ProductId, *, path: str, inspection: Inspection) -> TariffProblem:
    """Make the problem of a product that is not in the catalogue."""
    known = (product.id for product in inspection.products())
    allowed = choices(known, near=name, otherwise="a product of the catalogue")
    return problem(path, code=ProblemCode.UNKNOWN_PRODUCT, value=name, allowed=allowed)


def ticket_type_problems(
    ticket_types: frozenset[str],
    *,
    path: str,
    products: frozenset[ProductId],
    inspection: Inspection,
) -> Iterator[TariffProblem]:
    """Find ticket types that no product has, and those that the named products do not have.

    A kind, such as ADULT, is known by itself.
    """
    if inspection.catalogue is None:
        return
    reached = {
        found.id for product in inspection.reached(products) for found in product.ticket_types
    }
    known = {found.id for product in inspection.products() for found in product.ticket_types}
    for name in sorted(ticket_types - KINDS - reached):
        code = ProblemCode.NEVER_APPLIES if name in known else ProblemCode.UNKNOWN_TICKET_TYPE
        allowed = choices(reached or known, near=name, otherwise="a ticket type or a kind")
        yield problem(path, code=code, value=name, allowed=allowed)


def season_problems(
    season: SeasonId, *, path: str, inspection: Inspection
) -> Iterator[TariffProblem]:
    """Find a season that the tariff does not have."""
    known = {found.id for found in inspection.tariff.seasons}
    if season not in known:
        allowed = choices(known, near=season, otherwise="a season of the tariff, it has none")
        yield problem(path, code=ProblemCode.UNKNOWN_SEASON, value=season, allowed=allowed)


def quantity_problems(band: QuantityBand, *, path: str) -> Iterator[TariffProblem]:
    """Find what is wrong with how many tickets there must be."""
    wrong = tuple(count_problems(band.least, path=f"{path}.least", least=0))
    yield from wrong
    if band.most is not None:
        least = 0 if wrong else band.least
        yield from count_problems(band.most, path=f"{path}.most", least=least)


def fill_problems(band: FillBand, *, path: str) -> Iterator[TariffProblem]:
    """Find what is wrong with how full a pool must be: [least, most) within 0 to 100 %."""
    wrong = [*rate_problems(band.least, path=f"{path}.least", least=NOTHING, most=EVERYTHING)]
    if band.most is not None:
        wrong += rate_problems(band.most, path=f"{path}.most", least=NOTHING, most=EVERYTHING)
    yield from wrong
    if not wrong and band.most is not None and band.most <= band.least:
        allowed = f"above {band.least}"
        code = ProblemCode.EMPTY_RANGE
        yield problem(f"{path}.most", code=code, value=band.most, allowed=allowed)


def lead_problems(lead: LeadRange, *, path: str) -> Iterator[TariffProblem]:
    """Find a range of lead times, [least, most), that holds none."""
    if lead.least is not None and lead.most is not None and lead.most <= lead.least:
        allowed = f"longer than {shown(lead.least)}"
        code = ProblemCode.EMPTY_RANGE
        yield problem(f"{path}.most", code=code, value=lead.most, allowed=allowed)


def minimum_problems(
    minimum: Minimum, *, path: str, inspection: Inspection
) -> Iterator[TariffProblem]:
    """Find what is wrong with what has to be in the cart."""
    yield from count_problems(minimum.quantity, path=f"{path}.quantity", least=0)
    currency = inspection.tariff.currency
    yield from amount_problems(minimum.value, path=f"{path}.value", currency=currency)
    if minimum.scope is not None:
        yield from scope_problems(minimum.scope, path=f"{path}.scope", inspection=inspection)


def condition_problems(
    conditions: tuple[CustomCondition, ...], *, path: str, inspection: Inspection
) -> Iterator[TariffProblem]:
    """Find conditions of the host that are not registered, or with another version."""
    for position, condition in enumerate(conditions):
        at = f"{path}[{position}]"
        names = (name for name, _ in condition.parameters)
        yield from repeated_problems(names, path=f"{at}.parameters")
        if inspection.extensions is None:
            continue
        registered = inspection.extensions.conditions
        if condition.name not in registered:
            allowed = choices(registered, near=condition.name, otherwise="a registered condition")
            code = ProblemCode.UNKNOWN_CONDITION
            yield problem(f"{at}.name", code=code, value=condition.name, allowed=allowed)
        elif registered[condition.name].version != condition.version:
            allowed = repr(registered[condition.name].version)
            code = ProblemCode.VERSION_DIFFERS
            yield problem(f"{at}.version", code=code, value=condition.version, allowed=allowed)


def _combi_part_problems(
    product: Product, *, path: str, inspection: Inspection, reach: Reach
) -> Iterator[TariffProblem]:
    combis = inspection.combis_of(product)
    if not combis or reach is Reach.MEANT:
        return
    refused = reach is Reach.REFUSED
    code = ProblemCode.AIMS_AT_COMBI_PART if refused else ProblemCode.NEVER_APPLIES
    allowed = f"the combi that it is sold in: {', '.join(combis)}"
    yield problem(path, code=code, value=product.id, allowed=allowed)


def _slot_problems(
    slots: frozenset[SlotId],
    *,
    path: str,
    products: frozenset[ProductId],
    inspection: Inspection,
) -> Iterator[TariffProblem]:
    if inspection.catalogue is None:
        return
    reached = inspection.reached(products)
    for name in sorted(slots):
        if any(inspection.has_slot(product, slot=name) for product in reached):
            continue
        known = any(inspection.has_slot(product, slot=name) for product in inspection.products())
        code = ProblemCode.NEVER_APPLIES if known else ProblemCode.UNKNOWN_SLOT
        listed = (slot.id for product in reached for slot in product.slots)
        allowed = choices(listed, near=name, otherwise="a slot of the products that it reaches")
        yield problem(path, code=code, value=name, allowed=allowed)
