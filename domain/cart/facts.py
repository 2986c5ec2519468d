"""What the rules of a cart are told, and what they answer where they refuse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from attrs import field, frozen

from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.pricing import Pricer
from counterfoil.domain.privacy import PUBLIC
from counterfoil.domain.references import (
    ResourceId,
)
from counterfoil.domain.refusals import (
    Refusal,
)
from counterfoil.domain.settings import Settings
from counterfoil.domain.stock import Level

Refusals: TypeAlias = tuple[Refusal, ...]


@frozen(kw_only=True, eq=False)
class CartFacts:
    """What the rules of a cart must be told; ``levels`` are those that ``needs`` names."""

    catalogue: Catalogue
    pricer: Pricer
    world: str = field(metadata=PUBLIC)
    levels: Mapping[ResourceId, Level]
    settings: Settings = field(factory=Settings)
