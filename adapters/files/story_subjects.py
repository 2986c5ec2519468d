"""The carts and orders of a story, by the names that it gives them."""

from __future__ import annotations

from counterfoil.adapters.files.formats.story_rows import StepRow, is_about_cart, is_about_order
from counterfoil.adapters.files.problems import FileCode
from counterfoil.adapters.files.story_notes import NameNotes, step_path
from counterfoil.adapters.stories.order_steps import Booking, Confirming
from counterfoil.adapters.stories.steps import Opening, Repeating
from counterfoil.adapters.stories.story import Expectation

__all__ = ["Subjects", "repeated_step"]

ONLY_CART = "cart"  # what a cart is called that the story gives no name
ONLY_ORDER = "order"  # and an order


def repeated_step(row: StepRow) -> str:
    """Name the step that is done once more; of any other step it is the empty name."""
    return row.doing.step if isinstance(row.doing, Repeating) else ""


class Subjects:
    """Settles which cart and which order each step is about, step by step."""

    def __init__(self, notes: NameNotes) -> None:
        self.carts: list[str] = []
        self.orders: list[str] = []
        self.commands: dict[str, tuple[str, str]] = {}  # cart and order of steps with an id
        self._notes = notes

    def settle(self, place: int, row: StepRow) -> tuple[str, str]:
        """Answer the cart and the order of a step; of none it is the empty name."""
        cart, order = self._cart(place, row), self._order(place, row)
        if row.id:
            self.commands[row.id] = cart, order
        # What moved in is called by its id.
        moved = () if row.expect is None else row.expect.moved or ()
        self.orders += [name for name in moved if name not in self.orders]
        return cart, order

    def _cart(self, place: int, row: StepRow) -> str:
        if isinstance(row.doing, Repeating):
            return self._of_repeated(place, row, kind="cart")
        if not is_about_cart(row.doing):
            return ""
        path = (*step_path(place), "cart")
        if isinstance(row.doing, Opening) and not row.key_of:
            name = row.cart or ONLY_CART
            if name in self.carts:
                self._notes.note(
                    path,
                    FileCode.DUPLICATE_VALUE,
                    problem=f"{name!r} is open already",
                    allowed="a name of its own for each cart",
                )
            self.carts.append(name)
            return name
        if row.cart and row.cart not in self.carts:
            self._notes.unknown(path, row.cart, kind="cart opened before", known=self.carts)
        elif not row.cart and len(self.carts) != 1:
            self._notes.note(
                path,
                FileCode.MISSING_KEY,
                problem="is missing",
                allowed=", ".join(self.carts) or "a cart: open one first",
            )
        return row.cart or (self.carts[-1] if self.carts else ONLY_CART)

    def _order(self, place: int, row: StepRow) -> str:
        if isinstance(row.doing, Repeating):
            return self._of_repeated(place, row, kind="order")
        if not is_about_order(row.doing):
            return ""
        path = (*step_path(place), "order")
        if isinstance(row.doing, Confirming | Booking) and not row.key_of:
            name = row.order or ONLY_ORDER
            if name in self.orders:
                self._notes.note(
                    path,
                    FileCode.DUPLICATE_VALUE,
                    problem=f"{name!r} is made already",
                    allowed="a name of its own for each order",
                )
            if _is_made(row.expect):
                self.orders.append(name)
            return name
        if row.order and row.order not in self.orders:
            self._notes.unknown(path, row.order, kind="order made before", known=self.orders)
        elif not row.order and len(self.orders) != 1:
            self._notes.note(
                path,
                FileCode.MISSING_KEY,
                problem="is missing",
                allowed=", ".join(self.orders) or "an order: make one first",
            )
        return row.order or (self.orders[-1] if self.orders else ONLY_ORDER)

    def _of_repeated(self, place: int, row: StepRow, *, kind: str) -> str:
        """Take the cart, or the order, of the step whose command is sent again."""
        cart, order = self.commands.get(repeated_step(row), ("", ""))
        earlier, stated = (cart, row.cart) if kind == "cart" else (order, row.order)
        if stated and stated != earlier:
            self._notes.note(
                (*step_path(place), kind),
                FileCode.CONTRADICTION,
                problem=f"{stated!r} is not the {kind} of that step",
                allowed=f"{earlier}, or nothing" if earlier else "nothing",
            )
        return earlier


def _is_made(expect: Expectation | None) -> bool:
    """Say whether an order is expected: it was not refused, and no money went back instead."""
    return expect is None or (expect.refused is None and not expect.hold_lost)
