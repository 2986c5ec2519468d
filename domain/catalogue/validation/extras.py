"""What can be wrong with what goes along with a ticket: options, pickup points and named spots."""

from __future__ import annotations

from collections.abc import Iterator

from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.options import Option, OptionPrice, OptionValue
from counterfoil.domain.catalogue.pickup import PickupPoint, PickupRule, PickupTime
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.catalogue.validation.problem import (
    CatalogueProblem,
    ProblemCode,
    id_problems,
    local_time_problems,
    number_problems,
    problem,
)
from counterfoil.domain.money import AMOUNT_MAX

VALUE_COUNT_MAX = 100  # Source: the vendor's value_count, 0..100.


def option_problems(product: Product, *, path: str) -> Iterator[CatalogueProblem]:
    """Find what is wrong with the options of *product*, their values and their prices."""
    yield from id_problems((option.id for option in product.options), path=f"{path}.options")
    for position, option in enumerate(product.options):
        at = f"{path}.options[{position}]"
        if not option.values:
            yield problem(
                f"{at}.values",
                code=ProblemCode.NO_OPTION_VALUES,
                value=None,
                allowed="at least one value",
            )
        yield from number_problems(option.values_max, path=f"{at}.values_max", least=1)
        yield from id_problems((value.id for value in option.values), path=f"{at}.values")
        for number, value in enumerate(option.values):
            yield from _value_problems(
                value, path=f"{at}.values[{number}]", option=option, product=product
            )


def pickup_problems(
    product: Product, *, path: str, catalogue: Catalogue
) -> Iterator[CatalogueProblem]:
    """Find what is wrong with the pickup points of *product*, and with whether one is needed."""
    points = product.pickup_points
    if product.pickup_rule is PickupRule.NONE and points:
        yield problem(
            f"{path}.pickup_points",
            code=ProblemCode.PICKUP_NOT_EXPECTED,
            value=f"{len(points)} points",
            allowed="none with pickup rule NONE",
        )
    if product.pickup_rule is not PickupRule.NONE and not points:
        yield problem(
            f"{path}.pickup_points",
            code=ProblemCode.NO_PICKUP_POINTS,
            value=None,
            allowed=f"at least one point with pickup rule {product.pickup_rule.name}",
        )
    yield from id_problems((point.id for point in points), path=f"{path}.pickup_points")
    for position, point in enumerate(points):
        yield from _point_problems(
            point, path=f"{path}.pickup_points[{position}]", product=product, catalogue=catalogue
        )


def spot_problems(product: Product, *, path: str) -> Iterator[CatalogueProblem]:
    """Find spots that nobody could find, and two spots in one place."""
    seen: dict[tuple[str, str, str], int] = {}
    for position, spot in enumerate(product.spots):
        place = (spot.section, spot.row, spot.number)
        if not any(name.strip() for name in place):
            yield problem(
                f"{path}.spots[{position}]",
                code=ProblemCode.EMPTY_ID,
                value=None,
                allowed="a section, a row or a number",
            )
        elif place in seen:
            yield problem(
                f"{path}.spots[{position}]",
                code=ProblemCode.DUPLICATE_ID,
                value=" / ".join(place),
                allowed=f"a place of its own, spots[{seen[place]}] has this one",
            )
        seen.setdefault(place, position)


def _value_problems(
    value: OptionValue, *, path: str, option: Option, product: Product
) -> Iterator[CatalogueProblem]:
    prices = {f"prices[{name}]": price for name, price in value.prices.items()}
    for field, price in {"price": value.price, **prices}.items():
        yield from number_problems(price, path=f"{path}.{field}", least=0, most=AMOUNT_MAX)
        if price and option.price_type is OptionPrice.INCLUDED:
            yield problem(
                f"{path}.{field}",
                code=ProblemCode.PRICE_NOT_EXPECTED,
                value=price,
                allowed="0 with price type INCLUDED",
            )
    if value.prices and option.price_type is OptionPrice.PRODUCT:
        yield problem(
            f"{path}.prices",
            code=ProblemCode.PRICE_NOT_EXPECTED,
            value="given",
            allowed="no price per ticket type with price type PRODUCT",
        )
    for name in value.prices:
        if product.ticket_type(name) is None:
            yield problem(
                f"{path}.prices[{name}]",
                code=ProblemCode.UNKNOWN_TICKET_TYPE,
                value=name,
                allowed=f"a ticket type of {product.id!r}: "
                f"{', '.join(sorted(found.id for found in product.ticket_types))}",
            )
    yield from number_problems(
        value.count_max, path=f"{path}.count_max", least=0, most=VALUE_COUNT_MAX
    )


def _point_problems(
    point: PickupPoint, *, path: str, product: Product, catalogue: Catalogue
) -> Iterator[CatalogueProblem]:
    fixed = point.time_type is PickupTime.FIXED
    if not point.times or (fixed and len(point.times) > 1):
        yield problem(
            f"{path}.times",
            code=ProblemCode.PICKUP_TIMES,
            value=f"{len(point.times)} times",
            allowed="exactly one with time type FIXED" if fixed else "at least one",
        )
    yield from local_time_problems(point.times, path=f"{path}.times")
    for slot_id in sorted(point.slots):
        if catalogue.slot(product.id, slot_id=slot_id) is None:
            yield problem(
                f"{path}.slots",
                code=ProblemCode.UNKNOWN_SLOT,
                value=slot_id,
                allowed=f"the id of a slot of {product.id!r}",
            )
