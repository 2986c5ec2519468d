"""Cart files: JSON with one cart or several, or CSV with one row for each ticket type."""

from __future__ import annotations

from os import PathLike
from pathlib import Path as FilePath
from pathlib import PurePath

from attrs import evolve

from counterfoil.adapters.files.cartfile import CartFile
from counterfoil.adapters.files.cartrows import carts_of_rows
from counterfoil.adapters.files.documents import (
    DATA_BYTES_MAX,
    Document,
    json_document,
    read_text,
    refuse,
)
from counterfoil.adapters.files.formats.cart import CART, CART_LIST, CARTS
from counterfoil.adapters.files.positions import Path
from counterfoil.adapters.files.problems import FileCode, FileError, FileProblem
from counterfoil.adapters.files.reading import UNREAD, Context, Fault, Place, Reading, path_text
from counterfoil.domain.money import Currency

__all__ = ["parse_carts", "read_carts"]


def read_carts(
    path: str | PathLike[str], *, currency: Currency | None = None
) -> tuple[CartFile, ...]:
    """Read all carts of a file; its name ends in .json or .csv.

    *currency* is that of the amounts in requested variations and budgets, where the file names
    none.

    Raises: FileError with everything that is wrong with the form. What a cart asks for is judged
        by the pricer.
    """
    file = FilePath(path)
    _check_suffix(str(file))
    text = read_text(file, bytes_max=DATA_BYTES_MAX)
    return parse_carts(text, name=str(file), currency=currency)


def parse_carts(
    text: str, *, name: str = "cart.json", currency: Currency | None = None
) -> tuple[CartFile, ...]:
    """Read carts from *text*; the end of *name* says whether it is JSON or CSV.

    Raises: FileError as `read_carts` does.
    """
    stem = PurePath(name).stem
    reading = Reading()
    if _check_suffix(name) == ".csv":
        rows, carts = carts_of_rows(text, name=name, stem=stem, reading=reading)
        found = list(reading.problems(rows))
    else:
        document = json_document(text, name=name)
        carts = _structured(document, stem=stem, currency=currency, reading=reading)
        found = [*_repetitions(document), *reading.problems(document)]
    if found:
        raise FileError(tuple(sorted(found, key=lambda problem: problem.line or 0)))
    return tuple(carts)


def _check_suffix(name: str) -> str:
    suffix = PurePath(name).suffix.lower()
    if suffix not in {".json", ".csv"}:
        refuse(
            file=name,
            line=None,
            code=FileCode.UNKNOWN_FORMAT,
            value=repr(suffix),
            problem="the end of the name says no known format",
            allowed=".json or .csv",
        )
    return suffix


def _structured(
    document: Document, *, stem: str, currency: Currency | None, reading: Reading
) -> list[CartFile]:
    """Read one cart, a list of carts, or a table of them."""
    place = Place(reading=reading, context=Context(currency=currency))
    value = document.value
    if isinstance(value, list):
        found = place.read(CART_LIST, value)
    elif isinstance(value, dict) and "carts" in value:
        found = place.read(CARTS, value)
    else:
        cart = place.read(CART, value)
        found = UNREAD if cart is UNREAD else (cart,)
    if found is UNREAD:
        return []
    return _named(found, stem=stem, reading=reading, table=isinstance(value, dict))


def _named(
    carts: tuple[CartFile, ...], *, stem: str, reading: Reading, table: bool
) -> list[CartFile]:
    """Name carts after the file where they have no name; two of one name cannot be told apart."""
    named: dict[str, CartFile] = {}
    for index, cart in enumerate(carts):
        name = cart.name or (stem if len(carts) == 1 else f"{stem}-{index + 1}")
        if name in named:
            path: Path = ("carts", index) if table else (index,)
            fault = Fault(
                FileCode.DUPLICATE_VALUE,
                problem=f"{name!r} is the name of a cart before",
                allowed="a name of its own",
                key="name",
            )
            reading.note(path, fault, value=name)
        named[name] = evolve(cart, name=name)
    return list(named.values())


def _repetitions(document: Document) -> list[FileProblem]:
    """Tell keys that one object holds twice; only the last value of each was read."""
    return [
        FileProblem(
            file=document.name,
            line=line,
            path=path_text(path),
            code=FileCode.DUPLICATE_KEY.value,
            value=str(path[-1]),
            allowed="each key once",
            message=f"{path_text(path)}: the key stands here again, allowed: each key once",
        )
        for path, line in document.repeated
    ]
