"""Privacy: personal data and secrets are declared once, at the field that holds them.

The declarations hide those fields from every repr, from what is written to logs (`redacted`) and
say what stands for them when a person is erased (`pseudonymized`).
"""

from counterfoil.domain.privacy.declarations import (
    PUBLIC,
    PUBLIC_MODULES,
    SECRET,
    Declaration,
    Privacy,
    Shape,
    declarations,
    declared,
    guarded,
    personal,
    undeclared_fields,
)
from counterfoil.domain.privacy.erasing import pseudonymized
from counterfoil.domain.privacy.pseudonyms import KEY_BYTES_MIN, PseudonymKey, pseudonym
from counterfoil.domain.privacy.redaction import redacted

__all__ = [
    "KEY_BYTES_MIN",
    "PUBLIC",
    "PUBLIC_MODULES",
    "SECRET",
    "Declaration",
    "Privacy",
    "PseudonymKey",
    "Shape",
    "declarations",
    "declared",
    "guarded",
    "personal",
    "pseudonym",
    "pseudonymized",
    "redacted",
    "undeclared_fields",
]
