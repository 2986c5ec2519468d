"""What items need, beside counting ticket by ticket, in random catalogues with nested products."""

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from counterfoil.adapters.testkit.strategies import baskets, catalogues, tariffs
from counterfoil.domain.basket import Basket, BasketItem, PartChoice
from counterfoil.domain.catalogue import Bundle, Catalogue, Combi, Product
from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import ProductId, SlotId, TicketTypeId
from counterfoil.domain.stock import resources_for

SEARCH = settings(max_examples=1_000, database=None, phases=[Phase.generate])


@st.composite
def carts(draw: st.DrawFn) -> tuple[Catalogue, Basket]:
    catalogue = draw(catalogues())
    tariff = draw(tariffs(catalogue=catalogue))
    return catalogue, draw(baskets(catalogue=catalogue, tariff=tariff))


def tickets(
    item: BasketItem, *, catalogue: Catalogue
) -> Iterator[tuple[Product, SlotId | None, TicketTypeId]]:
    """List single tickets: each of a combi is one to every part."""
    product = known(item.product, catalogue=catalogue)
    chosen = {choice.part: choice for choice in item.parts}
    if isinstance(product.nesting, Bundle):
        parts = {part.id: part.product for part in product.nesting.parts}
        for choice in item.parts:
            for ticket_type, count in choice.quantities:
                for _ in range(count):
                    yield (
                        known(parts[choice.part], catalogue=catalogue),
                        choice.slot,
                        ticket_type,
                    )
        return
    for ticket_type, count in item.quantities:
        for _ in range(count):
            yield product, item.slot, ticket_type
            if isinstance(product.nesting, Combi):
                for part in product.nesting.parts:
                    slot = chosen.get(part.id, PartChoice(part=part.id)).slot
                    yield (
                        known(part.product, catalogue=catalogue),
                        slot,
                        part.ticket_types.get(ticket_type, ticket_type),
                    )


def known(product: ProductId, *, catalogue: Catalogue) -> Product:
    found = catalogue.product(product)
    assert found is not None
    return found


def counted(item: BasketItem, *, catalogue: Catalogue) -> dict[str, int] | None:
    """Count pools ticket by ticket; None where a slot is missing."""
    units: Counter[str] = Counter()
    for product, slot_id, ticket_type in tickets(item, catalogue=catalogue):
        if not product.managed_capacity:
            continue
        slot = None if slot_id is None else catalogue.slot(product.id, slot_id=slot_id)
        if slot is None:
            return None
        found = product.ticket_type(ticket_type)
        assert found is not None
        for pool in {slot.capacity_id, slot.capacity_shared_id} - {None}:
            units[f"pool:{pool}"] += found.capacity
    return {pool: count for pool, count in units.items() if count}


@given(carts())
def test_items_need_what_their_tickets_need(cart: tuple[Catalogue, Basket]) -> None:
    catalogue, basket = cart
    for item in basket.items:
        expected = counted(item, catalogue=catalogue)

        if expected is None:
            with pytest.raises(UsageError, match="is not a slot of"):
                resources_for(item, catalogue=catalogue)
        else:
            assert resources_for(item, catalogue=catalogue) == expected


def test_items_that_need_several_pools_are_generated() -> None:
    def several(cart: tuple[Catalogue, Basket]) -> bool:
        catalogue, basket = cart
        return any(
            item.parts and len(counted(item, catalogue=catalogue) or ()) > 1
            for item in basket.items
        )

    find(carts(), several, settings=SEARCH)
