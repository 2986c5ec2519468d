"""When tickets are: by their slot, by their date, or by the instant at which they are booked."""

from __future__ import annotations

from datetime import date, datetime, time

from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.pricing.rules import CompiledRules
from counterfoil.domain.pricing.scopes import When, seasons_of
from counterfoil.domain.references import SlotId


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
