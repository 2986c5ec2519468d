"""Phase 1, LIST: the lines of a basket with their list prices and options.

Lines of a plain product take everything from their plan. Group prices, options and bundles are
written out here; their lines are *loose*: no rule is folded into them.

Source: docs/reference/pricing.md, "List".
"""

from __future__ import annotations

from collections.abc import Sequence

from counterfoil.domain.basket import BasketItem, ChosenOption
from counterfoil.domain.catalogue.options import (
    Option,
    OptionCount,
    OptionPrice,
    OptionSelection,
    OptionValue,
)
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.pricing.allotment import allot
from counterfoil.domain.pricing.amounts import Amounts, plus
from counterfoil.domain.pricing.calculation import Calculation
from counterfoil.domain.pricing.itemtables import ItemTable
from counterfoil.domain.pricing.ledger import Cause, Kind
from counterfoil.domain.references import PartId, TicketTypeId


def add_item(calculation: Calculation, item: BasketItem, *, owner: int, table: ItemTable) -> None:
    """Add the lines of an item with options or group prices."""
    first = len(calculation.plans)
    _add_lines(calculation, item.quantities, owner=owner, table=table, part=PartId(""))
    _add_options(calculation, table.product, item.options, first=first)


def add_bundle(
    calculation: Calculation,
    item: BasketItem,
    *,
    owner: int,
    bundle: Product,
    tables: Sequence[ItemTable],
) -> None:
    """Add the lines of a bundle, part by part; *tables* are those of the chosen parts."""
    first = len(calculation.plans)
    for choice, table in zip(item.parts, tables, strict=True):
        first_of_part = len(calculation.plans)
        _add_lines(calculation, choice.quantities, owner=owner, table=table, part=choice.part)
        _add_options(calculation, table.product, choice.options, first=first_of_part)
    _add_options(calculation, bundle, item.options, first=first)


def _add_options(
    calculation: Calculation,
    product: Product,
    options: Sequence[ChosenOption],
    *,
    first: int,
) -> None:
    lines = range(first, len(calculation.plans))
    for option, chosen in _chosen_options(product, options):
        _add_option(calculation, option, chosen, lines=lines)


def _add_lines(
    calculation: Calculation,
    quantities: Sequence[tuple[TicketTypeId, int]],
    *,
    owner: int,
    table: ItemTable,
    part: PartId,
) -> None:
    for ticket_type, count in quantities:
        plan = table.plans[ticket_type]
        line = len(calculation.plans)
        calculation.plans.append(plan)
        calculation.counts.append(count)
        calculation.owners.append(owner)
        calculation.running.append(plan.list_price)
        calculation.loose.add(line)
        if part:
            calculation.parts[line] = part
        if plan.group:
            shares = allot(calculation, plan.list_price, [(line, count, 1)])
            calculation.running[line] = shares[line]
        if plan.list_price:
            calculation.rows.append((plan.list_cause, line, calculation.running[line], None, None))


def _chosen_options(
    product: Product, options: Sequence[ChosenOption]
) -> list[tuple[Option, tuple[OptionValue, ChosenOption]]]:
    """Pair the options of a product with what was chosen, or comes without being asked for."""
    found: list[tuple[Option, tuple[OptionValue, ChosenOption]]] = []
    for option in product.options:
        values = {value.id: value for value in option.values}
        # In the order of the catalogue, never of entry.
        chosen = [
            choice
            for value in option.values
            for choice in sorted(options, key=lambda choice: choice.ticket_type or "")
            if choice.option == option.id and choice.value == value.id
        ]
        if option.selection is OptionSelection.AUTO and not chosen:
            chosen = [ChosenOption(option=option.id, value=value) for value in values]
        found.extend((option, (values[choice.value], choice)) for choice in chosen)
    return found


def _add_option(
    calculation: Calculation,
    option: Option,
    chosen: tuple[OptionValue, ChosenOption],
    *,
    lines: range,
) -> None:
    value, choice = chosen
    if option.price_type is OptionPrice.INCLUDED:
        return
    times = choice.count if option.count_type is OptionCount.FLEXIBLE else 1
    cause = Cause(
        kind=Kind.LIST,
        type="OPTION",
        rule=f"{option.id}/{value.id}",
        label=f"{option.label}: {value.label}",
    )
    allotted: dict[int, Amounts]
    if option.price_type is OptionPrice.PRODUCT:
        amount = times * value.price
        weighed = [(line, calculation.counts[line], 1) for line in lines]
        allotted = allot(calculation, amount, weighed)
    else:
        allotted = {
            line: times * value.prices.get(calculation.plans[line].ticket_type.id, value.price)
            for line in lines
            if choice.ticket_type in (None, calculation.plans[line].ticket_type.id)
        }
    for line, share in allotted.items():
        if share:
            calculation.rows.append((cause, line, share, None, None))
            count = calculation.counts[line]
            calculation.running[line] = plus(calculation.running[line], share, count)
