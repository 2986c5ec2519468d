"""Which slots the parts of a combi or bundle are asked for in.

A combi of a museum at 10, 11 and 12 and a cruise every half hour has many ways through a day. It
is as open as its scarcest part: each part that has slots is asked for in the best of them on that
day, beside what the parts before it take. That is the first that can be sold and takes the whole
party; where none does, the one with most room; where none can be sold, the first.

Known limits: slots of two parts may overlap in time; and where different products share a pool, a
part may take the room that only a later part needs, so that another choice would have fitted. A
combi that is AVAILABLE can always be booked as it was asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple

from counterfoil.domain.availability.asking import AskedPart, Tickets
from counterfoil.domain.availability.inquiry import ASKED
from counterfoil.domain.availability.moments import Moment, Timetable, required_parts
from counterfoil.domain.availability.room import Room
from counterfoil.domain.basket import BasketItem
from counterfoil.domain.cart.sale import slot_refusals, window_refusals
from counterfoil.domain.catalogue.nesting import CombiPart
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.catalogue.slots import Slot
from counterfoil.domain.references import PartId, TicketTypeId


class _Claim(NamedTuple):
    """What a part wants of one pool, or of the spots of one slot, and what others leave of it."""

    source: tuple[str, ...]
    left: int
    wanted: int


class PartsChooser:
    """Chooses the slots of parts, for one room at one instant."""

    def __init__(self, timetable: Timetable, *, room: Room, now: datetime) -> None:
        self._timetable = timetable
        self._room = room
        self._now = now

    def choose(
        self, product: Product, *, moment: Moment, tickets: Mapping[PartId, Tickets]
    ) -> tuple[AskedPart, ...]:
        """Choose a slot for each part that has some on the day; *tickets* are those of a part."""
        chosen = []
        taken: Counter[tuple[str, ...]] = Counter()
        for part, found in required_parts(product, catalogue=self._timetable.catalogue):
            slot, day = None, None
            if found.availability and moment.day is not None:
                slot = self._slot(found, moment.day, tickets[part.id], taken)
            elif found.travel_date_required and moment.slot is not None:
                day = moment.day  # an item in a slot has no date that its parts could take
            chosen.append(
                AskedPart(
                    part=part.id,
                    product=found,
                    slot=None if slot is None else slot.id,
                    travel_date=day,
                )
            )
        return tuple(chosen)

    def _slot(
        self, product: Product, day: date, tickets: Tickets, taken: Counter[tuple[str, ...]]
    ) -> Slot | None:
        """Choose a slot, and write down what it takes."""

        def order(slot: Slot) -> tuple[int, int]:
            if self._is_closed(product, slot):
                return (2, 0)
            rooms = [
                claim.left - taken[claim.source]
                for claim in self._claims(product, slot, tickets)
                if claim.left - taken[claim.source] < claim.wanted
            ]
            return (1, -min(rooms)) if rooms else (0, 0)

        best = min(self._timetable.slots_on(product, day=day), key=order, default=None)
        if best is not None:
            for claim in self._claims(product, best, tickets):
                taken[claim.source] += claim.wanted
        return best

    def _claims(self, product: Product, slot: Slot, tickets: Tickets) -> Iterator[_Claim]:
        item = BasketItem(id=ASKED, product=product.id, slot=slot.id)
        units = units_of(product, tickets=tickets)
        for pool in self._room.pools(item):
            if pool.left is not None:
                yield _Claim((pool.pool,), pool.left, units)
        spots = self._room.spots(item)
        if spots is not None:
            count = sum(one for _, one in tickets)
            yield _Claim((product.id, slot.id), spots, count)

    def _is_closed(self, product: Product, slot: Slot) -> bool:
        catalogue, now = self._timetable.catalogue, self._now
        closed = next(slot_refusals(ASKED, product, slot.id, catalogue, now), None)
        late = next(window_refusals(ASKED, product, slot.starts_at, now), None)
        return closed is not None or late is not None


def units_of(product: Product, *, tickets: Tickets) -> int:
    """Sum the capacity units of tickets; types that the product does not have take none."""
    capacities = {found.id: found.capacity for found in product.ticket_types}
    return sum(capacities.get(ticket_type, 0) * count for ticket_type, count in tickets)


def combi_tickets(part: CombiPart, *, tickets: Tickets) -> Tickets:
    """Answer the tickets of a combi's part for tickets of the combi."""
    sums: dict[TicketTypeId, int] = {}
    for ticket_type, count in tickets:
        sums[ticket_type] = sums.get(ticket_type, 0) + count
    return tuple(part.quantities(sums).items())
