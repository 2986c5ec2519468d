"""Line plans: everything about a ticket type at one time that no cart can change.

A plan holds the list price, the variations that depend on product, ticket type and time alone,
already added up, and masks that say which other rules reach the line. Plans are made when a
product and time is first asked for and are kept (``itemtables.py``), so that pricing a cart starts
from one look-up per line.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import NamedTuple

from counterfoil.domain.catalogue.nesting import Combi
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.catalogue.ticket_types import PriceType, TicketKind, TicketType
from counterfoil.domain.pricing.ledger import Cause, RunEntry
from counterfoil.domain.pricing.rules import (
    CompiledRules,
    Taxing,
    TaxSet,
    VariationRule,
    taxing_of_combi,
)
from counterfoil.domain.pricing.scopes import When, in_any, names, reaches
from counterfoil.domain.references import (
    PartId,
    PoolId,
    ProductId,
    TicketTypeId,
)


class Ticket(NamedTuple):
    """One ticket of a plan with a given set of promotions, where nothing else of a cart matters.

    ``least`` and ``most`` bound how many one booking may hold. ``undiscounted`` is LIST +
    VARIATION, ``running`` the price before tax, ``on_top`` what taxes and its own fees add.
    """

    least: int
    most: int
    undiscounted: int
    running: int
    on_top: int
    entries: tuple[RunEntry, ...]


class LinePlan:
    """One ticket type of one product at one time; see the module. Amounts are minor units."""

    __slots__ = (
        "exact",
        "fees",
        "group",
        "least",
        "list_cause",
        "list_price",
        "minimums",
        "most",
        "pools",
        "price",
        "product",
        "promotions",
        "rank",
        "reaching",
        "static_rows",
        "taxing",
        "ticket_type",
        "variations",
        "when",
    )

    product: ProductId
    ticket_type: TicketType
    when: When
    pools: tuple[PoolId, ...]
    rank: tuple[str, str, str]
    group: bool
    least: int
    most: int
    list_cause: Cause
    list_price: int
    price: int
    exact: bool
    static_rows: tuple[RunEntry, ...]
    variations: tuple[VariationRule, ...]
    reaching: tuple[VariationRule, ...]
    promotions: int
    minimums: int
    fees: int
    taxing: Taxing | None


def plan_of_sold(
    rules: CompiledRules,
    *,
    product: ProductId,
    products: frozenset[ProductId],
    ticket_type: TicketTypeId,
    when: When,
) -> LinePlan:
    """Plan tickets that were sold before and are not priced: which rules of today reach them.

    None does where the catalogue no longer has their product or their ticket type.
    """
    known = rules.catalogue.product(product)
    types = () if known is None else known.ticket_types
    found = next((one for one in types if one.id == ticket_type), None)
    lost = TicketType(id=ticket_type, kind=TicketKind.CUSTOM, label=ticket_type)
    plan = bare_plan(product, ticket_type=found or lost, when=when)
    plan.variations = ()
    if known is None or found is None:
        plan.promotions = plan.minimums = plan.fees = 0
        plan.taxing = None
        plan.reaching = ()
    else:
        reach(plan, rules, product=known, products=products)
    return plan


def bare_plan(product: ProductId, *, ticket_type: TicketType, when: When) -> LinePlan:
    """Plan tickets of a type at one time, before any rule is asked."""
    plan = LinePlan()
    plan.product = product
    plan.ticket_type = ticket_type
    plan.when = when
    starts = "" if when.starts_at is None else when.starts_at.astimezone(UTC).isoformat()
    plan.rank = (product, starts, ticket_type.id)
    plan.group = ticket_type.price_type is PriceType.GROUP
    return plan


def reach(
    plan: LinePlan, rules: CompiledRules, *, product: Product, products: frozenset[ProductId]
) -> None:
    """Mark which promotions, fees, taxes and variations reach the tickets."""
    plan.promotions = _mask(
        [
            reaches(
                rule.promotion.scope,
                products=products,
                ticket_type=plan.ticket_type,
                when=plan.when,
            )
            for rule in rules.promotions
        ]
    )
    plan.minimums = _mask(
        [
            rule.promotion.minimum is not None
            and reaches(
                rule.promotion.minimum.scope or rule.promotion.scope,
                products=products,
                ticket_type=plan.ticket_type,
                when=plan.when,
            )
            for rule in rules.promotions
        ]
    )
    plan.fees = _mask(
        [
            (not rule.fee.products or not rule.fee.products.isdisjoint(products))
            and names(rule.fee.ticket_types, ticket_type=plan.ticket_type)
            for rule in rules.fees
        ]
    )
    plan.taxing = _taxing(
        rules, product=product, products=products, ticket_type=plan.ticket_type, when=plan.when
    )
    plan.reaching = tuple(
        rule
        for rule in rules.variations
        if reaches(
            rule.variation.scope, products=products, ticket_type=plan.ticket_type, when=plan.when
        )
    )


def _mask(reached: Sequence[bool]) -> int:
    return sum(1 << index for index, is_reached in enumerate(reached) if is_reached)


def _taxing(
    rules: CompiledRules,
    *,
    product: Product,
    products: frozenset[ProductId],
    ticket_type: TicketType,
    when: When,
) -> Taxing | None:
    nesting = product.nesting
    if not isinstance(nesting, Combi):
        tax_set = _tax_set(rules, products=products, ticket_type=ticket_type, when=when)
        return None if tax_set is None else Taxing(parts=((PartId(""), 1, tax_set),))
    parts = []
    for part in nesting.parts:
        product_of_part = rules.catalogue.product(part.product)
        assert product_of_part is not None, "a catalogue without problems has all parts"
        wanted = part.ticket_types.get(ticket_type.id, ticket_type.id)
        (type_of_part,) = [found for found in product_of_part.ticket_types if found.id == wanted]
        found = _tax_set(
            rules, products=frozenset({part.product}), ticket_type=type_of_part, when=when
        )
        parts.append((part.id, part.share, found))
    return taxing_of_combi(parts)


def _tax_set(
    rules: CompiledRules, *, products: frozenset[ProductId], ticket_type: TicketType, when: When
) -> TaxSet | None:
    for taxation, tax_set in zip(rules.tariff.taxation, rules.tax_sets, strict=True):
        if (
            (not taxation.products or not taxation.products.isdisjoint(products))
            and names(taxation.ticket_types, ticket_type=ticket_type)
            and in_any(when.day, windows=taxation.travel)
        ):
            return tax_set
    return None
