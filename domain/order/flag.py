"""Flags: marks on an order, of the host's own meaning."""

from __future__ import annotations

from attrs import field, frozen

from counterfoil.domain.privacy import PUBLIC, Shape, guarded, personal


@frozen(kw_only=True, field_transformer=guarded)
class Flag:
    """A mark of a type, with a value."""

    type: str = field(metadata=PUBLIC)
    value: str = field(default="", metadata=personal(Shape.ANSWER))
