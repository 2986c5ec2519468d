"""The price tables of a pricer: item tables by product and time, made on demand and kept.

What is kept depends on catalogue and tariff alone, never on a cart that came before. All look-ups
may run in several threads at once: at worst a table is made twice.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeAlias

from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.catalogue.schedule import CALENDAR
from counterfoil.domain.pricing.itemtables import ItemTable, item_table
from counterfoil.domain.pricing.rules import CompiledRules
from counterfoil.domain.pricing.scopes import When
from counterfoil.domain.pricing.times import when_booked, when_of_day, when_of_slot
from counterfoil.domain.references import ProductId, SlotId

TABLES_MAX = 100_000  # kept before all are made anew: two years of hourly slots of six products

TimeKey: TypeAlias = SlotId | date | None


def is_text(value: object) -> bool:
    """Whether a slot id is text, as its type says: callers have other types to hand as well."""
    return isinstance(value, str)


def is_travel_date(value: object) -> bool:
    """Whether a travel date is a date alone, within the years that schedules know."""
    return type(value) is date and value in CALENDAR


class PriceTables:
    """Item tables by product and time; see the module.

    ``by_time`` is read directly where a cart is priced. Its key is the product and the slot or
    travel date; items with neither have one key, too, unless the tariff has seasons, which then
    follow their booking instant.
    """

    __slots__ = ("_booked", "_parts", "by_time", "rules")

    def __init__(self, rules: CompiledRules) -> None:
        self.rules = rules
        self.by_time: dict[tuple[ProductId, TimeKey], ItemTable] = {}
        self._booked: dict[tuple[ProductId, date], ItemTable] = {}
        self._parts: dict[tuple[ProductId, ProductId, TimeKey], ItemTable] = {}

    def of_item(
        self, product: Product, *, slot: SlotId | None, travel_date: date | None, booked: datetime
    ) -> ItemTable | None:
        """Find the table of a product at a time, or answer None where it has no such slot."""
        key = (product.id, travel_date if slot is None else slot)
        table = self.by_time.get(key)
        if table is not None:
            return table
        if slot is None and travel_date is None and self.rules.tariff.seasons:
            return self._of_booking_date(product, booked)
        table = self._make(product, slot=slot, travel_date=travel_date, bundle=None)
        if table is not None:
            if len(self.by_time) >= TABLES_MAX:
                self.by_time.clear()
            self.by_time[key] = table
        return table

    def _of_booking_date(self, product: Product, booked: datetime) -> ItemTable:
        key = (product.id, booked.astimezone(product.zone).date())
        table = self._booked.get(key)
        if table is None:
            when = when_booked(self.rules, product=product, at=booked)
            table = item_table(self.rules, product=product, when=when)
            if len(self._booked) >= TABLES_MAX:
                self._booked.clear()
            self._booked[key] = table
        return table

    def of_part(
        self,
        product: Product,
        *,
        bundle: ProductId,
        slot: SlotId | None,
        travel_date: date | None,
        booked: datetime,
    ) -> ItemTable | None:
        """Find the table of a bundle's part at a time; rules that name the bundle reach it too."""
        key = (bundle, product.id, travel_date if slot is None else slot)
        seasonal = key[2] is None and bool(self.rules.tariff.seasons)
        table = None if seasonal else self._parts.get(key)
        if table is not None:
            return table
        if seasonal:
            when = when_booked(self.rules, product=product, at=booked)
            return item_table(self.rules, product=product, when=when, bundle=bundle)
        table = self._make(product, slot=slot, travel_date=travel_date, bundle=bundle)
        if table is not None:
            if len(self._parts) >= TABLES_MAX:
                self._parts.clear()
            self._parts[key] = table
        return table

    def _make(
        self,
        product: Product,
        *,
        slot: SlotId | None,
        travel_date: date | None,
        bundle: ProductId | None,
    ) -> ItemTable | None:
        if slot is not None:
            if not is_text(slot):
                return None  # the door says so; a schedule would read it
            when = when_of_slot(self.rules, product=product, slot=slot)
            if when is None:
                return None
        elif travel_date is not None:
            if not is_travel_date(travel_date):
                return None  # the door says so
            when = when_of_day(self.rules, product=product, day=travel_date)
        else:
            # No season is known to the tariff, so that the booking instant decides nothing.
            when = When()
        return item_table(self.rules, product=product, when=when, bundle=bundle)
