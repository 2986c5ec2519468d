"""Where the codes of tickets come from, and stocks of codes that were made beforehand."""

from __future__ import annotations

from enum import Enum
from hashlib import sha256

from attrs import field, frozen

from counterfoil.domain.privacy import SECRET, guarded
from counterfoil.domain.references import CodeStockId

CODE_LENGTH_MAX = 100  # characters: more than the largest symbol that a gate reads at once
CODE_ALLOWED = f"1 to {CODE_LENGTH_MAX} printable characters, no blank at the ends"


class TicketCodeSource(Enum):
    """ENGINE: made when an order is confirmed; BROUGHT: the caller may send them; STOCK: drawn.

    What a caller does not bring is made when the order is confirmed.
    """

    ENGINE = "ENGINE"
    BROUGHT = "BROUGHT"
    STOCK = "STOCK"


@frozen(kw_only=True, field_transformer=guarded)
class CodeStock:
    """Codes that were made beforehand, each for one ticket.

    A code admits whoever shows it. Stocks are therefore compared, and named in the digest of a
    catalogue, by a fingerprint of all their codes together.
    """

    id: CodeStockId
    codes: tuple[str, ...] = field(eq=False, metadata=SECRET)
    fingerprint: str = field(init=False, repr=False, metadata=SECRET)

    def __attrs_post_init__(self) -> None:
        """Take the fingerprint once."""
        written = "".join(f"{len(code)}:{code}" for code in self.codes)
        found = sha256(written.encode("utf-8", "surrogatepass")).hexdigest()
        object.__setattr__(self, "fingerprint", found)


def is_code(text: str) -> bool:
    """Whether *text* can be a code; see CODE_ALLOWED."""
    return 0 < len(text) <= CODE_LENGTH_MAX and text == text.strip() and text.isprintable()
