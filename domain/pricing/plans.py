"""Line plans: everything about a ticket type at one time that no cart can change.

A plan holds the list price, the variations that depend on product, ticket type and time alone,
already added up, and masks that say which other rules reach the line. Plans are made when a
product and time is first asked for and are kept, so that pricing a cart starts from one look-up
per line.

A variation is *static* when nothing of the cart decides it. The static variations of a line up to
its first other one are folded into ``price``; from there on rules run in file order for each cart.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from counterfoil.domain.catalogue.limits import COUNT_MAX
from counterfoil.domain.catalogue.nesting import Bundle, Cluster, Combi
from counterfoil.domain.catalogue.options import Option, OptionSelection
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.catalogue.ticket_types import PriceType, TicketKind, TicketType
from counterfoil.domain.money import ROUNDERS
from counterfoil.domain.pricing.ledger import Cause, RunEntry
from counterfoil.domain.pricing.rules import (
    CompiledRules,
    Taxing,
    TaxSet,
    VariationRule,
    taxing_of_combi,
)
from counterfoil.domain.pricing.scopes import When, in_any, names, reaches, seasons_of
from counterfoil.domain.references import (
    PartId,
    PoolId,
    ProductId,
    SlotId,
    TicketTypeId,
)
from counterfoil.domain.tariff.tariff import ListPrice, Tariff
from counterfoil.domain.tariff.variations import PercentageBase


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


class ItemTable:
    """The plans of a product at one time; ``plain`` products need nothing but their quantities.

    ``least`` and ``most`` bind the tickets of one booking, all types together; ``is_bound`` says
    whether they say more than the plans do.
    """

    __slots__ = ("is_bound", "least", "most", "plain", "plans", "product")

    def __init__(
        self,
        product: Product,
        *,
        plans: dict[TicketTypeId, LinePlan],
        plain: bool,
    ) -> None:
        limits = product.limits
        self.product = product
        self.plans = plans
        self.plain = plain
        self.is_bound = limits.booking_min > 1 or limits.booking_max is not None
        self.least = limits.booking_min
        self.most = sum(plan.most for plan in plans.values())
        if limits.booking_max is not None:
            self.most = limits.booking_max


def when_of_slot(rules: CompiledRules, *, product: Product, slot: SlotId) -> When | None:
    """Read when a slot is, or answer None where the product has no such slot."""
    found = rules.catalogue.slot(product.id, slot_id=slot)
    if found is None:
        return None
    local = found.starts_at.astimezone(product.zone)
    return When(
        slot=slot,
        day=local.date(),
        clock=local.time(),
        starts_at=found.starts_at,
        seasons=seasons_of(local.date(), seasons=rules.tariff.seasons),
    )


def when_of_day(rules: CompiledRules, *, product: Product, day: date) -> When:
    """Read when a travel date is: it starts at the venue's midnight and has no time of day."""
    return When(
        day=day,
        starts_at=datetime.combine(day, time(), tzinfo=product.zone),
        seasons=seasons_of(day, seasons=rules.tariff.seasons),
    )


def when_booked(rules: CompiledRules, *, product: Product, at: datetime) -> When:
    """Read when an undated item is: only its seasons are known, from its booking instant."""
    return When(
        seasons=seasons_of(at.astimezone(product.zone).date(), seasons=rules.tariff.seasons)
    )


def item_table(
    rules: CompiledRules, *, product: Product, when: When, bundle: ProductId | None = None
) -> ItemTable:
    """Plan every ticket type of a product at one time; types without a list price are left out."""
    products = frozenset({product.id}) if bundle is None else frozenset({product.id, bundle})
    pools: tuple[PoolId, ...] = ()
    if when.slot is not None:
        slot = rules.catalogue.slot(product.id, slot_id=when.slot)
        assert slot is not None, "the slot was read before"
        pools = rules.catalogue.pools_of(product.id, slot=slot)
    plans = {}
    for ticket_type in product.ticket_types:
        row = _list_price(rules, product=product, ticket_type=ticket_type.id, when=when)
        if row is not None:
            plans[ticket_type.id] = _line_plan(
                rules,
                product=product,
                products=products,
                ticket_type=ticket_type,
                when=when,
                price=row,
                pools=pools,
            )
    return ItemTable(product, plans=plans, plain=_is_plain(product))


def _is_plain(product: Product) -> bool:
    return (
        not isinstance(product.nesting, Bundle | Cluster)
        and not any(_shapes_price(option) for option in product.options)
        and all(
            ticket_type.price_type is PriceType.INDIVIDUAL for ticket_type in product.ticket_types
        )
    )


def _shapes_price(option: Option) -> bool:
    return option.required or option.selection is OptionSelection.AUTO


def _list_price(
    rules: CompiledRules, *, product: Product, ticket_type: TicketTypeId, when: When
) -> ListPrice | None:
    """Find the row of the first season, in file order, of the day; else the row without one."""
    rows = rules.prices.get((product.id, ticket_type), ())
    by_season = {row.season: row for row in rows}
    for season in rules.tariff.seasons:
        if season.id in when.seasons and season.id in by_season:
            return by_season[season.id]
    return by_season.get(None)


def _line_plan(
    rules: CompiledRules,
    *,
    product: Product,
    products: frozenset[ProductId],
    ticket_type: TicketType,
    when: When,
    price: ListPrice,
    pools: tuple[PoolId, ...],
) -> LinePlan:
    plan = _plan_of(product.id, ticket_type=ticket_type, when=when)
    plan.pools = pools
    plan.least = max(1, ticket_type.limits.booking_min)
    most = ticket_type.limits.booking_max
    plan.most = COUNT_MAX if most is None else min(most, COUNT_MAX)
    plan.list_cause = rules.list_causes[product.id]
    plan.list_price = price.amount
    _reach(plan, rules, product=product, products=products)
    _fold(plan, rules.tariff)
    return plan


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
    plan = _plan_of(product, ticket_type=found or lost, when=when)
    plan.variations = ()
    if known is None or found is None:
        plan.promotions = plan.minimums = plan.fees = 0
        plan.taxing = None
        plan.reaching = ()
    else:
        _reach(plan, rules, product=known, products=products)
    return plan


def _plan_of(product: ProductId, *, ticket_type: TicketType, when: When) -> LinePlan:
    plan = LinePlan()
    plan.product = product
    plan.ticket_type = ticket_type
    plan.when = when
    starts = "" if when.starts_at is None else when.starts_at.astimezone(UTC).isoformat()
    plan.rank = (product, starts, ticket_type.id)
    plan.group = ticket_type.price_type is PriceType.GROUP
    return plan


def _reach(
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


def _fold(plan: LinePlan, tariff: Tariff) -> None:
    """Add up the static variations before the first other one; group lines fold none."""
    rounder = ROUNDERS[tariff.rounding]
    price = plan.list_price
    rows = [RunEntry(plan.list_cause, price, None, None)] if price else []
    exact = True
    folded = 0
    for rule in plan.reaching:
        difference = rule.difference
        if plan.group or not rule.static:
            break
        if difference.base is None:
            amount, base = difference.numerator, None
        else:
            base = plan.list_price if difference.base is PercentageBase.LIST else price
            amount = rounder(base * difference.numerator, difference.denominator)
            exact = exact and base * difference.numerator % difference.denominator == 0
        if price + amount < 0:
            break
        folded += 1
        if amount:
            rows.append(RunEntry(rule.cause, amount, base, None))
        price += amount
    plan.price = price
    plan.exact = exact
    plan.static_rows = tuple(rows)
    plan.variations = plan.reaching[folded:]


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
