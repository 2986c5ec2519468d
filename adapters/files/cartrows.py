"""Carts from CSV rows: rows of one item and of one cart are put together.

A row says what an earlier row has said, or leaves the cell empty. What it says differently is
noted: a row that was sorted into the wrong item must not change the price of another one.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from attrs import define, field

from counterfoil.adapters.files.cartfile import CartFile
from counterfoil.adapters.files.formats.cart_row import BUYER_COLUMNS, CART_COLUMNS, CART_ROW
from counterfoil.adapters.files.problems import FileCode
from counterfoil.adapters.files.reading import UNREAD, Fault, Place, Reading
from counterfoil.adapters.files.rows import Rows, read_rows
from counterfoil.domain.basket import Basket, BasketItem, Buyer, PartChoice
from counterfoil.domain.references import (
    ItemId,
    PartId,
    ProductId,
    Promocode,
    SlotId,
    TicketTypeId,
)

__all__ = ["carts_of_rows"]


@define
class _Choice:
    """What rows say of an item, or of a part of one."""

    slot: SlotId | None = None
    travel_date: date | None = None
    quantities: dict[TicketTypeId, int] = field(factory=dict)


@define
class _Item(_Choice):
    product: ProductId | None = None
    parts: dict[PartId, _Choice] = field(factory=dict)


@define
class _Cart:
    items: dict[ItemId, _Item] = field(factory=dict)
    codes: tuple[Promocode, ...] | None = None
    at: datetime | None = None
    channel: str | None = None
    distributor: str | None = None
    partner: str | None = None
    customer: str | None = None


def carts_of_rows(
    text: str, *, name: str, stem: str, reading: Reading
) -> tuple[Rows, list[CartFile]]:
    """Put the rows together; faults are noted in *reading*.

    A cart without a name is called *stem*.

    Raises: FileError for a text that is no CSV or has no rows.
    """
    rows = read_rows(text, name=name, table=CART_ROW, columns=CART_COLUMNS, reading=reading)
    carts: dict[str, _Cart] = {}
    current = stem
    place = Place(reading=reading).at("rows", target=("rows",))
    for index, row in enumerate(rows.rows):
        inner = place.at(index, target=(index,))
        cells = inner.read(CART_ROW, dict(row.cells))
        if cells is UNREAD:
            continue
        current = cells.get("cart", current)
        _add(cells, cart=carts.setdefault(current, _Cart()), place=inner)
    return rows, [_finished(cart, name=called) for called, cart in carts.items()]


def _add(cells: dict[str, Any], *, cart: _Cart, place: Place) -> None:
    for column in ("codes", "at", *BUYER_COLUMNS):
        _say(cart, column, cells=cells, place=place)
    item = cart.items.setdefault(cells["item"], _Item())
    _say(item, "product", cells=cells, place=place)
    if item.product is None:
        _note(
            place,
            "product",
            FileCode.MISSING_KEY,
            problem="is missing",
            allowed="a product in the first row of each item",
        )
    choice = item.parts.setdefault(cells["part"], _Choice()) if "part" in cells else item
    _say(choice, "slot", cells=cells, place=place)
    _say(choice, "travel_date", cells=cells, place=place)
    _count(cells, choice=choice, place=place)


def _say(target: _Cart | _Choice, column: str, *, cells: dict[str, Any], place: Place) -> None:
    """Take what a row says of a cart, item or part, unless an earlier row says otherwise."""
    if column not in cells:
        return
    said = getattr(target, column)
    if said is None:
        setattr(target, column, cells[column])
    elif said != cells[column]:
        told = " ".join(said) if isinstance(said, tuple) else str(said)
        _note(
            place,
            column,
            FileCode.CONTRADICTION,
            problem="differs from an earlier row",
            allowed=f"{told}, or an empty cell",
        )


def _count(cells: dict[str, Any], *, choice: _Choice, place: Place) -> None:
    ticket_type, quantity = cells.get("ticket_type"), cells.get("quantity")
    if ticket_type is None and quantity is None and "part" in cells:
        return  # the part of a combi has a slot, and no tickets of its own
    if ticket_type is None or quantity is None:
        _note(
            place,
            "ticket_type" if ticket_type is None else "quantity",
            FileCode.MISSING_KEY,
            problem="is missing",
            allowed="a ticket type with a quantity in each row",
        )
    elif ticket_type in choice.quantities:
        _note(
            place,
            "ticket_type",
            FileCode.DUPLICATE_VALUE,
            problem=f"{ticket_type!r} has a row before",
            allowed="one row for each ticket type of an item or part",
        )
    else:
        choice.quantities[ticket_type] = quantity


def _note(place: Place, column: str, code: FileCode, *, problem: str, allowed: str) -> None:
    place.reading.note(place.path, Fault(code, problem=problem, allowed=allowed, key=column))


def _finished(cart: _Cart, *, name: str) -> CartFile:
    buyer = {
        column: getattr(cart, column)
        for column in BUYER_COLUMNS
        if getattr(cart, column) is not None
    }
    items = tuple(
        BasketItem(
            id=item_id,
            product=item.product,
            quantities=tuple(item.quantities.items()),
            slot=item.slot,
            travel_date=item.travel_date,
            parts=tuple(
                PartChoice(
                    part=part_id,
                    quantities=tuple(part.quantities.items()),
                    slot=part.slot,
                    travel_date=part.travel_date,
                )
                for part_id, part in item.parts.items()
            ),
        )
        for item_id, item in cart.items.items()
        if item.product is not None
    )
    basket = Basket(items=items, codes=cart.codes or (), buyer=Buyer(**buyer))
    return CartFile(name=name, basket=basket, at=cart.at)
