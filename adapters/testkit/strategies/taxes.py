"""Draws of taxes and of which tickets carry which."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from counterfoil.adapters.testkit.strategies.choices import flags, pick, subset, whole
from counterfoil.adapters.testkit.strategies.conditions import (
    draw_dates,
    draw_products,
    draw_ticket_types,
)
from counterfoil.adapters.testkit.strategies.features import TariffFeature, World
from counterfoil.adapters.testkit.strategies.money import draw_rate
from counterfoil.domain.references import TaxId
from counterfoil.domain.tariff.taxes import Effect, Tax, Taxation, TaxBase

TAXES_MAX = 3
TAX_PERCENT_MAX = 30


def draw_taxes(draw: st.DrawFn, *, world: World) -> tuple[Tax, ...]:
    """Draw the taxes of a tariff, inclusive and exclusive ones."""
    if not world.has(TariffFeature.TAXES):
        return ()
    taxes: list[Tax] = []
    for place in range(whole(draw, 0, TAXES_MAX)):
        added, on_gross = flags(draw, 2)
        added = added and world.has(TariffFeature.EXCLUSIVE_TAXES)
        taxes.append(
            Tax(
                id=TaxId(f"tax-{place}"),
                label=f"Tax {place}",
                rate=draw_rate(draw, percent_max=TAX_PERCENT_MAX),
                effect=Effect.ADDED if added else Effect.INCLUDED,
                on=TaxBase.GROSS if added and on_gross else TaxBase.NET,
            )
        )
    return tuple(taxes)


def draw_taxation(draw: st.DrawFn, *, taxes: Sequence[Tax], world: World) -> tuple[Taxation, ...]:
    """Draw which tickets carry which taxes; the last row, if any, reaches all that are left."""
    if not taxes:
        return ()
    known = tuple(tax.id for tax in taxes)
    rows: list[Taxation] = []
    for _ in range(whole(draw, 0, 2)):
        carried = subset(draw, known)
        (turned,) = flags(draw, 1)
        ordered = carried[::-1] if turned else carried
        match whole(draw, 0, 2):
            case 0:
                products = frozenset[str](draw_products(draw, vocabulary=world.vocabulary))
                rows.append(Taxation(taxes=ordered, products=products))
            case 1:
                types = draw_ticket_types(draw, vocabulary=world.vocabulary)
                rows.append(Taxation(taxes=ordered, ticket_types=types))
            case _:
                rows.append(Taxation(taxes=ordered, travel=(draw_dates(draw),)))
    if pick(draw, (True, True, True, False)):
        rows.append(Taxation(taxes=subset(draw, known, at_least=1)))
    return tuple(rows)
