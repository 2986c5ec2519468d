"""The empty mapping that all objects share which have nothing in one of theirs.

Most items have no named spots and most carts no limited promotions; a dictionary for each of these
nothings would be a tenth of a cart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

EMPTY: Final[Mapping[Any, Any]] = {}
"""To be read only, as the type says; a plain dictionary, so that what holds it can be pickled."""
