"""Keyed digests: what stands in an index for a value that nobody may read there."""

from __future__ import annotations

import hmac
from secrets import token_bytes

from attrs import field, frozen

from counterfoil.domain.privacy import SECRET

KEY_BYTES = 32
DIGEST_BYTES = 16  # so that chance never makes two values meet


@frozen
class KeyedDigests:
    """Digests under one key: equal values have equal digests, and nobody else can make them."""

    key: bytes = field(factory=lambda: token_bytes(KEY_BYTES), repr=False, metadata=SECRET)

    def of(self, text: str) -> bytes:
        """Answer the digest of a text; how long that takes tells nothing but its length."""
        digest = hmac.digest(self.key, text.encode("utf-8", "surrogatepass"), "sha256")
        return digest[:DIGEST_BYTES]
