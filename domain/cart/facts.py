"""What the rules of a cart are told, and what they answer where they refuse."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal, TypeAlias

from attrs import field, frozen

from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.empty import EMPTY
from counterfoil.domain.pricing import Pricer
from counterfoil.domain.privacy import PUBLIC, SECRET
from counterfoil.domain.references import OrderId, ResourceId
from counterfoil.domain.refusals import (
    Refusal,
)
from counterfoil.domain.settings import Settings
from counterfoil.domain.stock import Level

Refusals: TypeAlias = tuple[Refusal, ...]


@frozen(kw_only=True, eq=False)
class CartFacts:
    """What the rules must be told; ``levels`` are those that ``needs`` names.

    ``secret`` is what codes of tickets are made from. ``confirm_margin`` is how much must be left
    of a hold to confirm it: more than nothing where the system is slow to answer. ``priced_by``
    says whose total a guest was shown: the engine's, or what the system answered last. An order
    that moves in is told ``code_owners``: which orders have its codes already.
    """

    catalogue: Catalogue
    pricer: Pricer
    world: str = field(metadata=PUBLIC)
    levels: Mapping[ResourceId, Level]
    settings: Settings = field(factory=Settings)
    secret: bytes = field(default=b"", repr=False, metadata=SECRET)
    confirm_margin: timedelta = timedelta(0)
    priced_by: Literal["ENGINE", "SYSTEM"] = "ENGINE"
    code_owners: Mapping[str, OrderId] = field(default=EMPTY, repr=False, metadata=SECRET)
