"""Strategies for changes to a case that a law says something about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from counterfoil.adapters.testkit.strategies.features import EVERYTHING, TariffFeature, World
from counterfoil.adapters.testkit.strategies.promotions import draw_promotion
from counterfoil.adapters.testkit.strategies.tariffs import NO_EXTENSIONS
from counterfoil.adapters.testkit.strategies.vocabulary import Vocabulary
from counterfoil.domain.basket import Basket
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.pricing.extensions import Extensions
from counterfoil.domain.references import ItemId, TicketTypeId
from counterfoil.domain.tariff.promotions import Lane, Promotion
from counterfoil.domain.tariff.tariff import Tariff

T = TypeVar("T")


@st.composite
def reorderings(draw: st.DrawFn, *, basket: Basket) -> Basket:
    """Generate the same basket with everything that was entered in another order."""
    items = [
        attrs.evolve(
            item,
            quantities=_shuffled(draw, item.quantities),
            options=_shuffled(draw, item.options),
            parts=_shuffled(
                draw,
                [
                    attrs.evolve(part, quantities=_shuffled(draw, part.quantities))
                    for part in item.parts
                ],
            ),
        )
        for item in basket.items
    ]
    return attrs.evolve(
        basket,
        items=_shuffled(draw, items),
        codes=_shuffled(draw, basket.codes),
        requested=_shuffled(draw, basket.requested),
    )


def item_names(*, basket: Basket) -> SearchStrategy[Mapping[ItemId, ItemId]]:
    """Generate a new name for every item; the order of the names may be another."""
    ids = tuple(item.id for item in basket.items)
    names = [ItemId(f"renamed-{place}") for place in range(len(ids))]
    return st.permutations(names).map(lambda shuffled: dict(zip(ids, shuffled, strict=True)))


@st.composite
def promotions(
    draw: st.DrawFn,
    *,
    catalogue: Catalogue,
    tariff: Tariff,
    lane: Lane,
    features: Collection[TariffFeature] = EVERYTHING,
    extensions: Extensions = NO_EXTENSIONS,
) -> Promotion:
    """Generate one more promotion for a *lane* of *tariff*, with an id and code of its own."""
    world = World(
        features=frozenset(features),
        vocabulary=Vocabulary.of(catalogue),
        seasons=tuple(season.id for season in tariff.seasons),
        extensions=extensions,
    )
    taken = {promotion.id for promotion in tariff.promotions}
    place = next(place for place in range(len(taken) + 1) if f"promotion-{place}" not in taken)
    return draw_promotion(draw, place=place, lanes=(lane,), world=world)


@st.composite
def halves(draw: st.DrawFn, *, basket: Basket) -> tuple[ItemId, Mapping[TicketTypeId, int]]:
    """Generate how to split an item of *basket*: its id, and how many tickets of a type stay.

    Both halves have a ticket where some item has two.
    """
    counted = {item.id: sum(count for _, count in item.quantities) for item in basket.items}
    several = [item for item in basket.items if counted[item.id] > 1]
    item = draw(st.sampled_from(several or basket.items))
    staying = draw(st.integers(1, max(1, counted[item.id] - 1)))
    kept: dict[TicketTypeId, int] = {}
    for name, count in item.quantities:
        kept[name] = min(count, staying)
        staying -= kept[name]
    return item.id, kept


def _shuffled(draw: st.DrawFn, values: Sequence[T]) -> tuple[T, ...]:
    """Draw an order; nothing is drawn where there is only one."""
    return tuple(draw(st.permutations(values))) if len(values) > 1 else tuple(values)
