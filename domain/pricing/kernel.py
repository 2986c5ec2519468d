"""The kernel: it places the lines of a basket and runs the phases over them.

It takes one look-up per line for what no cart can change (``tables.py``), and runs what is left of
the phases over a working sheet (``calculation.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from counterfoil.domain.allocation import allocate
from counterfoil.domain.basket import Basket, BasketItem, Circumstances
from counterfoil.domain.catalogue.nesting import Bundle
from counterfoil.domain.errors import InvariantError
from counterfoil.domain.money import ROUNDERS
from counterfoil.domain.pricing.calculation import Calculation
from counterfoil.domain.pricing.codes import Settled, settle_codes
from counterfoil.domain.pricing.door import check
from counterfoil.domain.pricing.exactness import Watch
from counterfoil.domain.pricing.itemtables import ItemTable
from counterfoil.domain.pricing.kept import Stored
from counterfoil.domain.pricing.lines import add_bundle, add_item
from counterfoil.domain.pricing.rules import CompiledRules
from counterfoil.domain.pricing.tables import PriceTables
from counterfoil.domain.pricing.variations import apply_variations
from counterfoil.domain.references import ItemId
from counterfoil.domain.refusals import BasketRefusal, RefusedError


class Kernel:
    """Prices any basket by the rules of one tariff; see the module."""

    __slots__ = ("_order_limits", "_round", "rules", "tables")

    def __init__(self, rules: CompiledRules) -> None:
        self.rules = rules
        self.tables = PriceTables(rules)
        self._round = ROUNDERS[rules.tariff.rounding]
        self._order_limits = rules.has_order_limits

    def check(
        self,
        basket: Basket,
        circumstances: Circumstances,
        *,
        kept: AbstractSet[ItemId] | None = None,
    ) -> tuple[BasketRefusal, ...]:
        """Find everything that is wrong with a basket, the first in precedence leading.

        *kept* are the bookings of an order that an amendment does not touch; None: it is a cart.
        """
        return check(self.tables, basket, circumstances, kept)

    def settle(self, basket: Basket, circumstances: Circumstances) -> Settled:
        """Price a basket to the end.

        Raises: RefusedError with everything that is wrong with the basket.
        """
        calculation = Calculation(self.rules, basket, circumstances, self._round, allocate)
        return self._run(calculation, enumerate(basket.items))

    def settle_beside(
        self, basket: Basket, circumstances: Circumstances, stored: Stored
    ) -> Settled:
        """Price an order to the end of which some bookings are kept as they are stored.

        Raises: RefusedError with everything that is wrong with the other bookings.
        """
        calculation = Calculation(self.rules, basket, circumstances, self._round, allocate)
        return self._run_beside(calculation, stored)

    def is_exact(
        self, basket: Basket, circumstances: Circumstances, *, stored: Stored | None = None
    ) -> bool:
        """Price once more with every rounding watched."""
        watch = Watch(self._round)
        calculation = Calculation(self.rules, basket, circumstances, watch.round, watch.allocate)
        if stored is None:
            self._run(calculation, enumerate(basket.items))
        else:
            self._run_beside(calculation, stored)
        folded = [
            plan for line, plan in enumerate(calculation.plans) if line not in calculation.loose
        ]
        return watch.exact and all(plan.exact for plan in folded)

    def _run_beside(self, calculation: Calculation, stored: Stored) -> Settled:
        calculation.keep(stored)
        items = enumerate(calculation.basket.items)
        return self._run(calculation, [one for one in items if one[1].id not in stored])

    def _run(self, calculation: Calculation, places: Iterable[tuple[int, BasketItem]]) -> Settled:
        """Place the lines of *places*, then run phases 1 to 7 over all lines."""
        basket = calculation.basket
        plans, counts = calculation.plans, calculation.counts
        owners, running = calculation.owners, calculation.running
        by_time = self.tables.by_time
        items = basket.items
        unfinished = bool(basket.requested)
        thorough = (
            unfinished or self._order_limits or len(basket.codes) > self.rules.tariff.codes_max
        )
        if thorough:
            self._refuse(calculation)
        names = {item.id for item in items}
        if len(names) != len(items) or "" in names:
            self._refuse(calculation)
        for owner, item in places:
            if item.slot is not None and item.travel_date is not None:
                self._refuse(calculation)
            when = item.travel_date if item.slot is None else item.slot
            table = by_time.get((item.product, when))
            quantities = item.quantities
            if table is None:
                table = self._find(calculation, item, owner)
            if not table.plain or item.options or item.parts or not quantities:
                if not thorough:
                    thorough = True
                    self._refuse(calculation)
                unfinished = True
                self._add(calculation, item, owner, table)
            else:
                if len(quantities) > 1 and len(dict(quantities)) != len(quantities):
                    self._refuse(calculation)
                known = table.plans
                for ticket_type, count in quantities:
                    plan = known.get(ticket_type)
                    if (
                        plan is None
                        or type(count) is not int
                        or not plan.least <= count <= plan.most
                    ):
                        self._refuse(calculation)
                        raise InvariantError("the door let a line pass that cannot be placed")
                    plans.append(plan)
                    counts.append(count)
                    owners.append(owner)
                    running.append(plan.price)
                    if plan.variations:
                        unfinished = True
                if table.is_bound and not thorough:
                    tickets = sum(count for _, count in quantities)
                    if not table.least <= tickets <= table.most:
                        self._refuse(calculation)
                        raise InvariantError("the door let a booking pass that is out of bounds")
        if unfinished:
            apply_variations(calculation)
        return settle_codes(calculation)

    def _refuse(self, calculation: Calculation) -> None:
        """Raise what is wrong with the basket, if anything is."""
        kept = calculation.kept
        found = self.check(
            calculation.basket,
            calculation.circumstances,
            kept=None if kept is None else kept.items,
        )
        if found:
            raise RefusedError(found[0], found[1:])

    def _find(self, calculation: Calculation, item: BasketItem, owner: int) -> ItemTable:
        """Make the table of an item whose product and time are asked for the first time."""
        product = self.rules.catalogue.product(item.product)
        if product is not None and product.currency == self.rules.tariff.currency:
            table = self.tables.of_item(
                product,
                slot=item.slot,
                travel_date=item.travel_date,
                booked=calculation.held(owner).at,
            )
            if table is not None:
                return table
        self._refuse(calculation)
        raise InvariantError("the door let an item pass that has no table")

    def _add(
        self, calculation: Calculation, item: BasketItem, owner: int, table: ItemTable
    ) -> None:
        """Add an item with options, group prices or parts."""
        bundle = table.product
        nesting = bundle.nesting
        if not isinstance(nesting, Bundle):
            add_item(calculation, item, owner=owner, table=table)
            return
        products = {part.id: part.product for part in nesting.parts}
        tables = []
        for choice in item.parts:
            product = self.rules.catalogue.product(products[choice.part])
            assert product is not None, "a catalogue without problems has all parts"
            of_part = self.tables.of_part(
                product,
                bundle=bundle.id,
                slot=choice.slot,
                travel_date=choice.date_in(item),
                booked=calculation.held(owner).at,
            )
            assert of_part is not None, "the door has checked the slot"
            tables.append(of_part)
        add_bundle(calculation, item, owner=owner, bundle=bundle, tables=tables)
