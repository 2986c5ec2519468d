"""Item tables: the line plans of a product at one time, with their prices.

A variation is *static* when nothing of the cart decides it. The static variations of a line up to
its first other one are folded into ``price``; from there on rules run in file order for each cart.
"""

from __future__ import annotations

from counterfoil.domain.catalogue.limits import COUNT_MAX
from counterfoil.domain.catalogue.nesting import Bundle, Cluster
from counterfoil.domain.catalogue.options import Option, OptionSelection
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.catalogue.ticket_types import PriceType, TicketType
from counterfoil.domain.money import ROUNDERS
from counterfoil.domain.pricing.ledger import RunEntry
from counterfoil.domain.pricing.plans import LinePlan, bare_plan, reach
from counterfoil.domain.pricing.rules import (
    CompiledRules,
)
from counterfoil.domain.pricing.scopes import When
from counterfoil.domain.references import (
    PoolId,
    ProductId,
    TicketTypeId,
)
from counterfoil.domain.tariff.tariff import ListPrice, Tariff
from counterfoil.domain.tariff.variations import PercentageBase


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
    plan = bare_plan(product.id, ticket_type=ticket_type, when=when)
    plan.pools = pools
    plan.least = max(1, ticket_type.limits.booking_min)
    most = ticket_type.limits.booking_max
    plan.most = COUNT_MAX if most is None else min(most, COUNT_MAX)
    plan.list_cause = rules.list_causes[product.id]
    plan.list_price = price.amount
    reach(plan, rules, product=product, products=products)
    _fold(plan, rules.tariff)
    return plan


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
