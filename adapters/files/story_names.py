"""The names of a story: actors, earlier steps, resources and files, each put to its place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path as FilePath
from typing import Any

from attrs import evolve

from counterfoil.adapters.files.documents import DATA_BYTES_MAX, Document, read_text
from counterfoil.adapters.files.formats.story import NamedActor
from counterfoil.adapters.files.formats.story_office import NamedLines, NamedWorld
from counterfoil.adapters.files.formats.story_rows import RowDoing, StepRow
from counterfoil.adapters.files.positions import Path
from counterfoil.adapters.files.problems import FileError
from counterfoil.adapters.files.reading import Reading
from counterfoil.adapters.files.story_notes import NameNotes, step_path
from counterfoil.adapters.files.story_resources import unknown_resource
from counterfoil.adapters.files.story_subjects import Subjects, repeated_step
from counterfoil.adapters.files.story_words import told_words
from counterfoil.adapters.files.story_worlds import World, Worlds
from counterfoil.adapters.stories.asking_steps import AskingAvailability, FindingOrders
from counterfoil.adapters.stories.office_steps import Importing, Loading
from counterfoil.adapters.stories.order_steps import Booking
from counterfoil.adapters.stories.steps import Doing, Opening, Waiting
from counterfoil.adapters.stories.story import Expectation, Step
from counterfoil.domain.basket import Buyer
from counterfoil.domain.party import AccountType, Actor
from counterfoil.domain.references import ResourceId

__all__ = ["Linker"]

_BUYING = Opening | Booking | AskingAvailability
GUEST = Actor(account_type=AccountType.GUEST)


class Linker:
    """Puts things in the place of their names: carts, actors, earlier steps, files, resources."""

    def __init__(
        self,
        values: dict[str, Any],
        document: Document,
        reading: Reading,
        *,
        worlds: Worlds,
        world: World | None,
        folder: FilePath,
    ) -> None:
        self._rows: tuple[StepRow, ...] = values["steps"]
        self._buyer: Buyer = values.get("buyer") or Buyer()
        self._people: tuple[NamedActor, ...] = values.get("actors", ())
        self._document = document
        self._notes = NameNotes(reading)
        self._worlds = worlds
        self._world = world  # today's, where it could be read
        self._folder = folder
        self._subjects = Subjects(self._notes)

    def steps(self) -> tuple[Step, ...]:
        """Answer the steps; what is wrong with their names has been noted."""
        actors = {one.id: one.actor for one in self._people}
        self._notes.check_repeated([one.id for one in self._people], section="actor")
        self._notes.check_repeated([row.id for row in self._rows], section="step")
        linked = [self._step(place, row, actors) for place, row in enumerate(self._rows)]
        self._check_unused()
        return tuple(linked)

    def _step(self, place: int, row: StepRow, actors: dict[str, Actor]) -> Step:
        at, commands = step_path(place), self._subjects.commands
        if row.by and row.by not in actors:
            self._notes.unknown((*at, "by"), row.by, kind="actor", known=actors)
        for key, name in (("key_of", row.key_of), ("again", repeated_step(row))):
            if name and name not in commands:
                kind = "step with a command before this one"
                self._notes.unknown((*at, key), name, kind=kind, known=commands)
        doing = self._doing(place, row.doing)
        cart, order = self._subjects.settle(place, row)
        if row.expect is not None:
            self._check_expected(place, row.expect)
        return Step(
            place=place,
            doing=doing,
            told=told_words(self._document.value["step"][place]),
            expect=row.expect,
            say=row.say,
            id=row.id,
            cart=cart,
            order=order,
            actor=actors.get(row.by, GUEST),
            key_of=row.key_of,
            version=row.version,
        )

    def _doing(self, place: int, doing: RowDoing) -> Doing:
        """Answer what a step does, with what it names."""
        match doing:
            case NamedWorld():
                return self._loading(place, doing)
            case NamedLines():
                return self._importing(place, doing)
            case FindingOrders():
                reference = doing.wanted.reference
                if reference is not None:
                    self._check_order((*step_path(place), "find", "reference"), reference)
                return doing
            case _ if isinstance(doing, _BUYING) and doing.buyer is None:
                return evolve(doing, buyer=self._buyer)
            case _:
                return doing

    def _loading(self, place: int, named: NamedWorld) -> Loading | Waiting:
        """Read what is loaded; what cannot be read has been noted, and no story comes of it."""
        if self._world is None:
            return Waiting(timedelta())  # stands for it: without a world no story comes of this
        found = self._worlds.loaded(named, today=self._world, at=(*step_path(place), "load"))
        self._world = found or self._world
        return Loading(catalogue=self._world.catalogue, tariff=self._world.tariff)

    def _importing(self, place: int, named: NamedLines) -> Importing:
        """Read the lines of what moves in."""
        at = (*step_path(place), "import")
        for number, name in enumerate(named.orders):
            self._check_order((*at, "orders", number), name)
        lines: tuple[str, ...] = ()
        if named.file:
            try:
                text = read_text(self._folder / named.file, bytes_max=DATA_BYTES_MAX)
                lines = tuple(text.splitlines())
            except FileError as error:
                self._worlds.faults += [
                    self._worlds.told(one, path=(*at, "file")) for one in error.problems
                ]
        return Importing(lines=lines, orders=named.orders, overbooking=named.overbooking)

    def _check_expected(self, place: int, expect: Expectation) -> None:
        """Look up what an expectation names."""
        at = (*step_path(place), "expect")
        carts = self._subjects.carts
        for settled in expect.swept or ():
            if settled not in carts:
                kind = "cart opened before"
                self._notes.unknown((*at, "swept"), settled, kind=kind, known=carts)
        for name in (*(expect.found or ()), *(expect.found_bookings or ())):
            key = "found" if name in (expect.found or ()) else "found_bookings"
            self._check_order((*at, key), name)
        for resource in expect.capacity or {}:
            self._check_resource((*at, "capacity", resource), resource)

    def _check_order(self, path: Path, name: str) -> None:
        orders = self._subjects.orders
        if name not in orders:
            self._notes.unknown(path, name, kind="order made before", known=orders)

    def _check_resource(self, path: Path, resource: ResourceId) -> None:
        if self._world is None:
            return
        found = unknown_resource(
            resource, catalogue=self._world.catalogue, tariff=self._world.tariff
        )
        if found is not None:
            self._notes.unknown(
                path, found.name, kind=found.kind, known=found.known, more=found.more
            )

    def _check_unused(self) -> None:
        """Note lines that do nothing: names that no step uses."""
        used = {row.by for row in self._rows}
        for place, one in enumerate(self._people):
            if one.id not in used:
                allowed = "an actor that a step names in by"
                self._notes.unused(("actor", place), one.id, allowed=allowed)
        used = {row.key_of for row in self._rows} | {repeated_step(row) for row in self._rows}
        for place, row in enumerate(self._rows):
            if row.id and row.id not in used:
                allowed = "an id that a later step names in again or key_of"
                self._notes.unused((*step_path(place), "id"), row.id, allowed=allowed)
        if "buyer" in self._document.value and None not in self._buyers():
            allowed = "a cart, booking or question that names no other buyer"
            self._notes.unused(("buyer",), "buyer", allowed=allowed)

    def _buyers(self) -> Iterator[Buyer | None]:
        for row in self._rows:
            if isinstance(row.doing, _BUYING):
                yield row.doing.buyer
