"""What the options of `amend` ask of an order: bookings sent again, added or removed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, ParamSpec, TypeVar

import click
from attrs import evolve, field, frozen

from counterfoil.adapters.stories.seeing import ticket_name
from counterfoil.domain.basket import PartChoice
from counterfoil.domain.cart.operations import AddItem, AmendItem, Operation, RemoveItem
from counterfoil.domain.order.booking import Booking
from counterfoil.domain.order.order import Order
from counterfoil.domain.references import (
    ItemId,
    PartId,
    ProductId,
    SlotId,
    TicketTypeId,
    UnitId,
)

Subject = tuple[ItemId, PartId]

_SENT = "--quantity, --slot, --date or --remove"

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


@frozen(kw_only=True)
class Wishes:
    """What is to be otherwise, each by its booking and part; the booking itself is no part."""

    added: Mapping[ItemId, ProductId] = field(factory=dict)
    removed: tuple[ItemId, ...] = ()
    quantities: Mapping[Subject, Mapping[TicketTypeId, int]] = field(factory=dict)
    slots: Mapping[Subject, SlotId] = field(factory=dict)
    dates: Mapping[Subject, date] = field(factory=dict)

    def operations(self, order: Order) -> tuple[Operation, ...]:
        """Make the operations; the tickets of a type that is not named stay as many as they are.

        Raises: click.BadParameter for a booking that is neither in the order nor added.
        """
        bookings = {booking.id: booking for booking in order.bookings}
        subjects = (*self.quantities, *self.slots, *self.dates)
        sent = dict.fromkeys(item for item, _ in subjects if item not in self.added)
        for item in (*sent, *self.removed):
            if item not in bookings:
                raise _unknown(item, allowed=[*bookings, *self.added])
        return (
            *(self._again(bookings[item]) for item in sent),
            *(self._added(item, product) for item, product in self.added.items()),
            *(RemoveItem(item=item) for item in self.removed),
        )

    def _again(self, booking: Booking) -> AmendItem:
        subject = (booking.id, PartId(""))
        wishes: dict[str, Any] = {}
        if subject in self.quantities:
            wishes["quantities"] = self._merged(subject, booking.item.quantities)
        if subject in self.slots:
            wishes["slot"] = self.slots[subject]
        if subject in self.dates:
            wishes["travel_date"] = self.dates[subject]
        parts = self._parts(booking.id, booking.item.parts)
        if parts != booking.item.parts:
            wishes["parts"] = parts
        return AmendItem(item=booking.id, **wishes)

    def _added(self, item: ItemId, product: ProductId) -> AddItem:
        subject = (item, PartId(""))
        return AddItem(
            item=item,
            product=product,
            quantities=self._merged(subject, ()),
            slot=self.slots.get(subject),
            travel_date=self.dates.get(subject),
            parts=self._parts(item, ()),
        )

    def _parts(self, item: ItemId, choices: tuple[PartChoice, ...]) -> tuple[PartChoice, ...]:
        subjects = (*self.quantities, *self.slots, *self.dates)
        named = dict.fromkeys(part for one, part in subjects if one == item and part)
        found = {choice.part: choice for choice in choices}
        for part in named:
            choice = found.get(part, PartChoice(part=part))
            subject = (item, part)
            found[part] = evolve(
                choice,
                quantities=self._merged(subject, choice.quantities),
                slot=self.slots.get(subject, choice.slot),
                travel_date=self.dates.get(subject, choice.travel_date),
            )
        return tuple(found.values())

    def _merged(
        self, subject: Subject, counts: Iterable[tuple[TicketTypeId, int]]
    ) -> tuple[tuple[TicketTypeId, int], ...]:
        merged = {**dict(counts), **self.quantities.get(subject, {})}
        return tuple((ticket_type, count) for ticket_type, count in merged.items() if count)


def wish_options(command: Callable[_Parameters, _Result]) -> Callable[_Parameters, _Result]:
    """Give a command the options that say what is to be otherwise."""
    options = (
        _repeated("--remove", "removed", "BOOKING", "Remove a booking."),
        _repeated("--add", "added", "NAME=PRODUCT", "Add a booking, and call it NAME."),
        _repeated("--date", "dates", "BOOKING=DATE", "Another date, such as visit=2026-07-01."),
        _repeated("--slot", "slots", "BOOKING=SLOT", "Another slot."),
        _repeated(
            "--quantity",
            "quantities",
            "BOOKING/TYPE=NUMBER",
            "How many tickets of a type, such as visit/child=2; 0: none.",
        ),
    )
    for option in options:
        command = option(command)
    return command


def wishes_of(
    *,
    quantities: Iterable[str],
    slots: Iterable[str],
    dates: Iterable[str],
    added: Iterable[str],
    removed: Iterable[str],
) -> Wishes:
    """Read the values of the options.

    Raises: click.BadParameter for a value that cannot be meant.
    """
    counts: dict[Subject, dict[TicketTypeId, int]] = {}
    for text in quantities:
        path, number = _pair("--quantity", text, "BOOKING/TYPE=NUMBER, such as visit/child=2")
        where, _, ticket_type = path.rpartition("/")
        if not where or not ticket_type or not number.isdecimal():
            raise _wrong("--quantity", text, "BOOKING/TYPE=NUMBER, such as visit/child=2")
        counts.setdefault(_subject(where), {})[TicketTypeId(ticket_type)] = int(number)
    return Wishes(
        quantities=counts,
        slots={
            _subject(where): SlotId(slot)
            for where, slot in (
                _pair("--slot", text, "BOOKING=SLOT, such as visit=2026-07-01T10:00")
                for text in slots
            )
        },
        dates={_subject(where): day for where, day in map(_date, dates)},
        added={
            ItemId(name): ProductId(product)
            for name, product in (_pair("--add", text, "NAME=PRODUCT") for text in added)
        },
        removed=tuple(map(ItemId, removed)),
    )


def tickets_named(option: str, order: Order, names: Iterable[str]) -> tuple[UnitId, ...]:
    """Answer the tickets of these names: one such as visit/adult/1, or all of visit/adult.

    Raises: click.BadParameter for a name that means no ticket.
    """
    tickets = {
        ticket_name(booking, ticket): ticket.id
        for booking in order.bookings
        for ticket in booking.tickets
    }
    found: dict[UnitId, None] = {}
    for name in names:
        meant = [
            one
            for ticket, one in tickets.items()
            if ticket == name or ticket.startswith(f"{name}/")
        ]
        if not meant:
            raise _wrong(option, name, ", ".join(tickets))
        found |= dict.fromkeys(meant)
    return tuple(found)


def _repeated(
    option: str, name: str, metavar: str, about: str
) -> Callable[[Callable[_Parameters, _Result]], Callable[_Parameters, _Result]]:
    return click.option(
        option, name, metavar=metavar, multiple=True, help=f"{about} May be repeated."
    )


def _subject(text: str) -> Subject:
    item, _, part = text.partition("/")
    return ItemId(item), PartId(part)


def _pair(option: str, text: str, allowed: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    if not name or not value:
        raise _wrong(option, text, allowed)
    return name, value


def _date(text: str) -> tuple[str, date]:
    allowed = "BOOKING=DATE, such as visit=2026-07-01"
    where, value = _pair("--date", text, allowed)
    try:
        return where, date.fromisoformat(value)
    except ValueError as error:
        raise _wrong("--date", text, allowed) from error


def _wrong(option: str, text: str, allowed: str) -> click.BadParameter:
    return click.BadParameter(f"{text!r} cannot be meant, allowed: {allowed}", param_hint=option)


def _unknown(item: ItemId, *, allowed: Iterable[str]) -> click.BadParameter:
    problem = f"booking {item!r} is not in the order, allowed: {', '.join(allowed)}"
    return click.BadParameter(problem, param_hint=_SENT)
