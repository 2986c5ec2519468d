"""What a caller has seen of a preview, sent back with the command that carries it out."""

from __future__ import annotations

from datetime import datetime

from attrs import field, frozen

from counterfoil.domain.privacy import PUBLIC


@frozen(kw_only=True)
class Previewed:
    """When something was previewed, until when that is good, and what it relied on.

    ``components`` are names and digests. Prices and the tiers of cancellations are judged at
    ``at``, holds and capacity when it is carried out.
    Source: docs/reference/previews.md
    """

    at: datetime
    valid_until: datetime
    components: tuple[tuple[str, str], ...] = field(metadata=PUBLIC)
