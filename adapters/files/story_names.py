"""The names of a story: carts, actors, earlier steps and resources, each put to its place."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from attrs import evolve, frozen

from counterfoil.adapters.files.documents import Document
from counterfoil.adapters.files.formats.story import NamedActor
from counterfoil.adapters.files.formats.story_rows import StepRow, is_about_cart, is_about_order
from counterfoil.adapters.files.formats.story_steps import DOING
from counterfoil.adapters.files.positions import Path
from counterfoil.adapters.files.problems import FileCode
from counterfoil.adapters.files.reading import Fault, Reading
from counterfoil.adapters.files.story_resources import unknown_resource
from counterfoil.adapters.stories.asking_steps import AskingAvailability
from counterfoil.adapters.stories.order_steps import Booking, Confirming
from counterfoil.adapters.stories.steps import Opening, Repeating
from counterfoil.adapters.stories.story import Step
from counterfoil.domain.basket import Buyer
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.party import AccountType, Actor
from counterfoil.domain.references import ResourceId
from counterfoil.domain.tariff.tariff import Tariff

__all__ = ["Linker", "World"]

ONLY_CART = "cart"  # what a cart is called that the story gives no name
ONLY_ORDER = "order"  # and an order
_BUYING = Opening | Booking | AskingAvailability
GUEST = Actor(account_type=AccountType.GUEST)


@frozen(kw_only=True)
class World:
    """What a story is told of: its name, and what it sells at which prices."""

    name: str
    catalogue: Catalogue
    tariff: Tariff


class Linker:
    """Puts things in the place of their names: carts, actors, earlier steps, resources."""

    def __init__(
        self,
        values: dict[str, Any],
        document: Document,
        reading: Reading,
        world: World | None,
    ) -> None:
        self._rows: tuple[StepRow, ...] = values["steps"]
        self._buyer: Buyer = values.get("buyer") or Buyer()
        self._people: tuple[NamedActor, ...] = values.get("actors", ())
        self._document = document
        self._reading = reading
        self._world = world
        self._carts: list[str] = []
        self._orders: list[str] = []
        self._commands: dict[str, tuple[str, str]] = {}  # cart and order of steps with an id

    def steps(self) -> tuple[Step, ...]:
        """Answer the steps; what is wrong with their names has been noted."""
        actors = {one.id: one.actor for one in self._people}
        self._check_repeated([one.id for one in self._people], section="actor")
        self._check_repeated([row.id for row in self._rows], section="step")
        linked = [self._step(place, row, actors) for place, row in enumerate(self._rows)]
        self._check_unused()
        return tuple(linked)

    def _step(self, place: int, row: StepRow, actors: dict[str, Actor]) -> Step:
        doing = row.doing
        if isinstance(doing, _BUYING) and doing.buyer is None:
            doing = evolve(doing, buyer=self._buyer)
        if row.by and row.by not in actors:
            self._unknown((*_at(place), "by"), row.by, kind="actor", known=actors)
        for key, name in (("key_of", row.key_of), ("again", _repeated(row))):
            if name and name not in self._commands:
                kind = "step with a command before this one"
                self._unknown((*_at(place), key), name, kind=kind, known=self._commands)
        cart, order = self._cart(place, row), self._order(place, row)
        if row.id:
            self._commands[row.id] = cart, order
        for settled in (row.expect.swept or ()) if row.expect is not None else ():
            if settled not in self._carts:
                where = (*_at(place), "expect", "swept")
                self._unknown(where, settled, kind="cart opened before", known=self._carts)
        for resource in (row.expect.capacity or {}) if row.expect is not None else ():
            self._check_resource((*_at(place), "expect", "capacity", resource), resource)
        return Step(
            place=place,
            doing=doing,
            told=_told_words(self._document.value["step"][place]),
            expect=row.expect,
            say=row.say,
            id=row.id,
            cart=cart,
            order=order,
            actor=actors.get(row.by, GUEST),
            key_of=row.key_of,
            version=row.version,
        )

    def _cart(self, place: int, row: StepRow) -> str:
        """Settle which cart a step is about; of none it is the empty name."""
        if isinstance(row.doing, Repeating):
            return self._of_repeated(place, row, kind="cart")
        if not is_about_cart(row.doing):
            return ""
        path = (*_at(place), "cart")
        if isinstance(row.doing, Opening) and not row.key_of:
            name = row.cart or ONLY_CART
            if name in self._carts:
                self._note(
                    path,
                    FileCode.DUPLICATE_VALUE,
                    problem=f"{name!r} is open already",
                    allowed="a name of its own for each cart",
                )
            self._carts.append(name)
            return name
        if row.cart and row.cart not in self._carts:
            self._unknown(path, row.cart, kind="cart opened before", known=self._carts)
        elif not row.cart and len(self._carts) != 1:
            self._note(
                path,
                FileCode.MISSING_KEY,
                problem="is missing",
                allowed=", ".join(self._carts) or "a cart: open one first",
            )
        return row.cart or (self._carts[-1] if self._carts else ONLY_CART)

    def _order(self, place: int, row: StepRow) -> str:
        """Settle which order a step is about; of none it is the empty name."""
        if isinstance(row.doing, Repeating):
            return self._of_repeated(place, row, kind="order")
        if not is_about_order(row.doing):
            return ""
        path = (*_at(place), "order")
        if isinstance(row.doing, Confirming | Booking) and not row.key_of:
            name = row.order or ONLY_ORDER
            if name in self._orders:
                self._note(
                    path,
                    FileCode.DUPLICATE_VALUE,
                    problem=f"{name!r} is made already",
                    allowed="a name of its own for each order",
                )
            if row.expect is None or row.expect.refused is None:
                self._orders.append(name)
            return name
        if row.order and row.order not in self._orders:
            self._unknown(path, row.order, kind="order made before", known=self._orders)
        elif not row.order and len(self._orders) != 1:
            self._note(
                path,
                FileCode.MISSING_KEY,
                problem="is missing",
                allowed=", ".join(self._orders) or "an order: make one first",
            )
        return row.order or (self._orders[-1] if self._orders else ONLY_ORDER)

    def _of_repeated(self, place: int, row: StepRow, *, kind: str) -> str:
        """Take the cart, or the order, of the step whose command is sent again."""
        cart, order = self._commands.get(_repeated(row), ("", ""))
        earlier, stated = (cart, row.cart) if kind == "cart" else (order, row.order)
        if stated and stated != earlier:
            self._note(
                (*_at(place), kind),
                FileCode.CONTRADICTION,
                problem=f"{stated!r} is not the {kind} of that step",
                allowed=f"{earlier}, or nothing" if earlier else "nothing",
            )
        return earlier

    def _check_repeated(self, names: list[str], *, section: str) -> None:
        for place, name in enumerate(names):
            if name and name in names[:place]:
                self._note(
                    (section, place, "id"),
                    FileCode.DUPLICATE_VALUE,
                    problem=f"{name!r} is the id of another {section}",
                    allowed="an id of its own",
                )

    def _check_unused(self) -> None:
        """Note lines that do nothing: names that no step uses."""
        used = {row.by for row in self._rows}
        for place, one in enumerate(self._people):
            if one.id not in used:
                self._unused(("actor", place), one.id, allowed="an actor that a step names in by")
        used = {row.key_of for row in self._rows} | {_repeated(row) for row in self._rows}
        for place, row in enumerate(self._rows):
            if row.id and row.id not in used:
                allowed = "an id that a later step names in again or key_of"
                self._unused((*_at(place), "id"), row.id, allowed=allowed)
        overridden = [row.doing.buyer for row in self._rows if isinstance(row.doing, _BUYING)]
        if "buyer" in self._document.value and None not in overridden:
            allowed = "a cart, booking or question that names no other buyer"
            self._unused(("buyer",), "buyer", allowed=allowed)

    def _unused(self, path: Path, name: str, *, allowed: str) -> None:
        self._note(path, FileCode.UNUSED, problem=f"{name!r} is not used", allowed=allowed)

    def _check_resource(self, path: Path, resource: ResourceId) -> None:
        if self._world is None:
            return
        found = unknown_resource(
            resource, catalogue=self._world.catalogue, tariff=self._world.tariff
        )
        if found is not None:
            self._unknown(path, found.name, kind=found.kind, known=found.known, more=found.more)

    def _unknown(
        self, path: Path, name: str, *, kind: str, known: Iterable[str], more: str = ""
    ) -> None:
        listed = list(known)
        near = get_close_matches(name, listed, n=1)
        fault = Fault(
            FileCode.UNKNOWN_REFERENCE,
            problem=f"{name!r} is no {kind}",
            allowed=", ".join(filter(None, (*listed, more))) or "none: there are none",
            hint=f"did you mean {near[0]}" if near else "",
        )
        self._reading.note(path, fault, value=name)

    def _note(self, path: Path, code: FileCode, *, problem: str, allowed: str) -> None:
        self._reading.note(path, Fault(code, problem=problem, allowed=allowed))


def _at(place: int) -> tuple[str, int]:
    return "step", place


def _repeated(row: StepRow) -> str:
    return row.doing.step if isinstance(row.doing, Repeating) else ""


# --- what a step does, in the words of its file -------------------------------------------------


def _told_words(table: dict[str, Any]) -> str:
    """Write the doing key of a step with its values, as the file has them."""
    name = next(key.name for key in DOING if key.name in table)
    words = _words(table[name])
    return f"{name} {words}".rstrip()


def _words(value: Any) -> str:
    match value:
        case True:
            return ""
        case dict():
            return ", ".join(f"{key} {_inner(inner)}" for key, inner in value.items())
        case list():
            return "; ".join(_words(inner) for inner in value)
        case _:
            return str(value)


def _inner(value: Any) -> str:
    return f"({_words(value)})" if isinstance(value, dict) else _words(value)
