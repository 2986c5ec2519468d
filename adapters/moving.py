"""Moving in: orders as lines of JSON, out of one system and into another.

All lines are looked at before the first order is written: what is no document, contradicts itself,
is there already or finds no room is told at once, with its line, and nothing has happened then.
Each order is then written by a command of its own, under a key that follows from its id, so that
an import that was cut off is repeated as it is: what has moved in already is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from attrs import frozen

from counterfoil.adapters.documents import ORDER, DocumentError
from counterfoil.domain.errors import CounterfoilError, UsageError
from counterfoil.domain.order.importing import (
    ImportOrder,
    Selling,
    codes_of,
    import_key,
    import_refusals,
    resources_of,
)
from counterfoil.domain.order.order import Order
from counterfoil.domain.party import Actor
from counterfoil.domain.references import OrderId, ResourceId
from counterfoil.domain.refusals import InvalidOrder, OrderExists, SoldOut
from counterfoil.domain.stock import Overbooked, Overbooking
from counterfoil.domain.stock.level import Room
from counterfoil.domain.typed import require_type
from counterfoil.ports.box_office import BoxOffice
from counterfoil.ports.order_driver import code_owners


@frozen(kw_only=True)
class LineFault:
    """What is wrong with a line of an import; lines count from 1."""

    line: int
    problem: str

    def __str__(self) -> str:
        """Answer both in one line."""
        return f"line {self.line}: {self.problem}"


class ImportRefusedError(CounterfoilError):
    """An import cannot be; ``faults`` are all reasons, and nothing was written."""

    def __init__(self, *faults: LineFault) -> None:
        super().__init__(*faults)
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


@frozen(kw_only=True)
class MovedIn:
    """What an import did: the orders that moved in, those that had, what was overbooked."""

    orders: tuple[OrderId, ...]
    repeated: tuple[OrderId, ...]
    overbooked: tuple[Overbooked, ...]


class _Line(NamedTuple):
    number: int
    order: Order
    earlier: tuple[Order, ...] = ()


def export_orders(orders: Iterable[Order], *, office: BoxOffice | None = None) -> Iterator[str]:
    """Write orders, a line each, without line ends.

    An order is written in its last version, with its whole ledger, its payments and its events.
    With the *office* that has it, its earlier versions come before it, in lines of their own.
    """
    return map(_line_of, orders if office is None else _with_versions(orders, office))


def _with_versions(orders: Iterable[Order], office: BoxOffice) -> Iterator[Order]:
    for order in orders:
        if isinstance(order, Order):
            for version in range(1, order.version):
                found = office.system.order(order.id, version=version)
                if found is not None:
                    yield found
        yield order


def _line_of(order: Order) -> str:
    require_type(order, Order, field="orders", allowed="orders, such as view.order")
    return ORDER.encode(order)


def import_orders(
    office: BoxOffice,
    lines: Iterable[str | bytes],
    *,
    actor: Actor,
    overbooking: Overbooking = Overbooking.REFUSED,
) -> MovedIn:
    """Take orders over, a line each; blank lines are passed over.

    Lines of one order are its versions, the first one first. What orders have is drawn as sold.
    Where it is not there, the import is refused, or overbooks what may be overbooked, if
    *overbooking* is ALLOWED; that is recorded.

    Raises: ImportRefusedError with all that is wrong, UsageError for one text instead of lines.
        RefusedError and PortError for what changed or failed on the way: what moved in by then
        stays, and the import may be repeated.
    """
    if isinstance(lines, str | bytes):
        raise UsageError(
            field="lines",
            value=type(lines),
            problem="is one text",
            allowed="lines, such as an open file or text.splitlines()",
        )
    read, faults = _read(lines)
    faults += _faults(office, read, actor, overbooking)
    if faults:
        raise ImportRefusedError(*sorted(faults, key=lambda fault: fault.line))
    moved: list[OrderId] = []
    repeated: list[OrderId] = []
    overbooked: list[Overbooked] = []
    for line in read:
        command = _command(line, actor, overbooking)
        view = office.execute_order(command)
        (repeated if view.replayed else moved).append(line.order.id)
        overbooked += () if view.replayed else view.overbooked
    return MovedIn(orders=tuple(moved), repeated=tuple(repeated), overbooked=tuple(overbooked))


def _read(lines: Iterable[str | bytes]) -> tuple[list[_Line], list[LineFault]]:
    read: list[_Line] = []
    faults: list[LineFault] = []
    first: dict[OrderId, int] = {}  # where in what was read
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            order = ORDER.decode(line)
        except DocumentError as error:
            faults += [LineFault(line=number, problem=str(fault)) for fault in error.faults]
            continue
        if order.id not in first:
            first[order.id] = len(read)
            read.append(_Line(number, order))
            continue
        before = read[first[order.id]]
        if before.order.version < order.version:
            earlier = (*before.earlier, before.order)
            read[first[order.id]] = _Line(number, order, earlier)
            continue
        allowed = f"once, or version {before.order.version + 1} and up"
        problem = f"order {order.id}: is in line {before.number} already, allowed: {allowed}"
        faults.append(LineFault(line=number, problem=problem))
    return read, faults


def _command(line: _Line, actor: Actor, overbooking: Overbooking) -> ImportOrder:
    return ImportOrder.of(line.order, earlier=line.earlier, actor=actor, overbooking=overbooking)


def _faults(
    office: BoxOffice, read: list[_Line], actor: Actor, overbooking: Overbooking
) -> list[LineFault]:
    """Look at all orders that have not moved in yet, one after the other."""
    system, now = office.system, office.system.now()
    world = system.world()
    selling = Selling(name=world.name, catalogue=world.catalogue, tariff=world.pricer.tariff)
    new = [line for line in read if system.recall(import_key(line.order.id)) is None]
    resources = frozenset[ResourceId]().union(*(resources_of(line.order) for line in new))
    levels = system.levels(resources, at=now)
    rooms = {resource: Room(level) for resource, level in levels.items()}
    owners: dict[str, OrderId] = {}
    faults = []
    for line in new:
        codes = codes_of(line.order)
        owners.update(code_owners(system, codes - owners.keys()))
        refusals = import_refusals(
            system.order(line.order.id),
            _command(line, actor, overbooking),
            world=selling,
            owners=owners,
            rooms=rooms,
            levels=levels,
            now=now,
        )
        owners.update(dict.fromkeys(codes - owners.keys(), line.order.id))
        problems = [problem for refusal in refusals for problem in _problems(refusal)]
        faults += [LineFault(line=line.number, problem=problem) for problem in problems]
    return faults


def _problems(refusal: OrderExists | InvalidOrder | SoldOut) -> list[str]:
    if isinstance(refusal, InvalidOrder):
        return [f"order {refusal.order}: {' '.join(one)}" for one in refusal.problems]
    return [refusal.message]
