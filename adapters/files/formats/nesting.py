"""The field tables of products made of products, and of their relations."""

from __future__ import annotations

from counterfoil.adapters.files.formats.common import id_key
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.lists import ListOf, MappingOf
from counterfoil.adapters.files.shapes.quantities import Integer
from counterfoil.adapters.files.shapes.scalars import Flag, Identifier, choice_of
from counterfoil.adapters.files.shapes.tables import Table
from counterfoil.adapters.files.shapes.variants import Variant, Variants
from counterfoil.domain.catalogue.nesting import (
    Bundle,
    BundlePart,
    Cluster,
    Combi,
    CombiPart,
    Relation,
    RelationKind,
)

__all__ = ["NESTING", "RELATION"]

_PRODUCT = Key(
    name="product",
    shape=Identifier(words="the id of a product"),
    meaning="The product.",
    required=True,
)
_TICKET_TYPE = Identifier(words="the id of a ticket type")
_COMBI_PART = Table(
    name="combi_part",
    meaning="One part of a combi.",
    make=CombiPart,
    parts=(
        id_key("The id that carts name."),
        _PRODUCT,
        Key(
            name="share",
            shape=Integer(),
            meaning="Its weight in the price: of parts with 3 and 1 the first has three quarters.",
            required=True,
            mistaken=("weight",),
        ),
        Key(
            name="ticket_types",
            shape=MappingOf(key=_TICKET_TYPE, value=_TICKET_TYPE),
            meaning="From the combi's ticket types to the part's; one not named keeps its id.",
        ),
    ),
)
_BUNDLE_PART = Table(
    name="bundle_part",
    meaning="One part of a bundle, at its own price.",
    make=BundlePart,
    parts=(
        id_key("The id that carts name."),
        _PRODUCT,
        Key(name="optional", shape=Flag(), meaning="Whether it may be left out."),
    ),
)


def _parts_key(element: Table) -> Key:
    return Key(
        name="part",
        shape=ListOf(element=element, headed=True),
        meaning="The parts.",
        becomes="parts",
        required=True,
        mistaken=("parts",),
    )


_COMBI = Table(
    name="combi",
    meaning="One price for a ticket to all parts.",
    make=Combi,
    parts=(_parts_key(_COMBI_PART),),
)
_BUNDLE = Table(
    name="bundle",
    meaning="Several products in one booking, each at its own price.",
    make=Bundle,
    parts=(_parts_key(_BUNDLE_PART),),
)
_CLUSTER = Table(
    name="cluster",
    meaning="A heading: its members are bookable, it is not.",
    make=Cluster,
    parts=(
        Key(
            name="members",
            shape=ListOf(element=Identifier(words="the id of a product")),
            meaning="The products below it.",
            required=True,
        ),
    ),
)
NESTING = Variants(
    becomes="nesting",
    variants=(
        Variant(
            make=Combi,
            whole=True,
            keys=(Key(name="combi", shape=_COMBI, meaning="It is a combi of these parts."),),
        ),
        Variant(
            make=Bundle,
            whole=True,
            keys=(Key(name="bundle", shape=_BUNDLE, meaning="It is a bundle of these parts."),),
        ),
        Variant(
            make=Cluster,
            whole=True,
            keys=(Key(name="cluster", shape=_CLUSTER, meaning="It is a heading for others."),),
        ),
    ),
)
RELATION = Table(
    name="relation",
    meaning="A pointer to another product, for display.",
    make=Relation,
    parts=(
        Key(
            name="kind",
            shape=choice_of(RelationKind),
            meaning="How they are related.",
            required=True,
            mistaken=("type",),
        ),
        _PRODUCT,
    ),
)
