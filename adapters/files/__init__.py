"""Catalogue, tariff, cart and story files: read into objects, or refused with every fault.

`read_catalogue`, `read_tariff`, `read_carts` and `read_story` read files, `parse_...` texts;
`check_...` list what is wrong without raising. The formats are described in docs/reference, and as
JSON Schema.
"""

from counterfoil.adapters.files.cartfile import CartFile
from counterfoil.adapters.files.carts import parse_carts, read_carts
from counterfoil.adapters.files.catalogues import (
    check_catalogue,
    parse_catalogue,
    read_catalogue,
)
from counterfoil.adapters.files.problems import FileCode, FileError, FileProblem, Severity
from counterfoil.adapters.files.schemas import (
    cart_schema,
    catalogue_schema,
    story_schema,
    tariff_schema,
)
from counterfoil.adapters.files.stories import check_story, parse_story, read_story
from counterfoil.adapters.files.tariffs import check_tariff, parse_tariff, read_tariff

__all__ = [
    "CartFile",
    "FileCode",
    "FileError",
    "FileProblem",
    "Severity",
    "cart_schema",
    "catalogue_schema",
    "check_catalogue",
    "check_story",
    "check_tariff",
    "parse_carts",
    "parse_catalogue",
    "parse_story",
    "parse_tariff",
    "read_carts",
    "read_catalogue",
    "read_story",
    "read_tariff",
    "story_schema",
    "tariff_schema",
]
