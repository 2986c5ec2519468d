"""The field tables of what a price depends on beside the basket: fills, limits, held prices."""

from __future__ import annotations

from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.lists import MappingOf
from counterfoil.adapters.files.shapes.moments import Instant
from counterfoil.adapters.files.shapes.quantities import Amount, Integer
from counterfoil.adapters.files.shapes.scalars import Identifier
from counterfoil.adapters.files.shapes.tables import Table
from counterfoil.domain.basket import Fill, HeldPrice, LimitLeft

__all__ = ["FILLS", "HELD_PRICE", "LIMIT_LEFT"]

_FILL = Table(
    name="fill",
    meaning="How full a pool is without the cart's own tickets.",
    make=Fill,
    parts=(
        Key(name="taken", shape=Integer(least=0), meaning="Units taken.", required=True),
        Key(name="total", shape=Integer(least=0), meaning="Units there are.", required=True),
    ),
)
FILLS = Key(
    name="fills",
    shape=MappingOf(key=Identifier(words="the id of a pool"), value=_FILL),
    meaning="How full pools are, by their ids.",
)
LIMIT_LEFT = Table(
    name="limit_left",
    meaning="What is left of a promotion for this cart.",
    make=LimitLeft,
    parts=(
        Key(name="uses", shape=Integer(least=0), meaning="Uses left."),
        Key(
            name="customer_uses",
            shape=Integer(least=0),
            meaning="Uses left for this customer.",
            mistaken=("uses_per_customer",),
        ),
        Key(name="budget", shape=Amount(), meaning="Money left."),
    ),
)
HELD_PRICE = Table(
    name="held_price",
    meaning="When the list price and the variations of a held item were read.",
    make=HeldPrice,
    parts=(
        Key(name="at", shape=Instant(), meaning="The instant.", required=True),
        FILLS,
    ),
)
