"""The rule of availability: an answer for each slot, date or product that is asked about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from attrs import evolve

from counterfoil.domain.availability.answers import (
    RANKS,
    AvailabilityState,
    FromPrice,
    SlotAvailability,
)
from counterfoil.domain.availability.asking import AskedPart, Tickets, asked_item, fewest
from counterfoil.domain.availability.from_price import from_price
from counterfoil.domain.availability.inquiry import Inquiry, products_of
from counterfoil.domain.availability.moments import Moment, Timetable, required_parts
from counterfoil.domain.availability.parts import PartsChooser, combi_tickets
from counterfoil.domain.availability.room import Room
from counterfoil.domain.availability.trial import Tried, trial_cart, try_item, with_choices_left
from counterfoil.domain.basket import BasketItem, Circumstances, Fill
from counterfoil.domain.cart.capacity import fills_of, reads_fill
from counterfoil.domain.cart.facts import CartFacts
from counterfoil.domain.catalogue.nesting import Bundle, CombiPart
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.catalogue.ticket_types import TicketType
from counterfoil.domain.references import PartId, PoolId
from counterfoil.domain.refusals import (
    PartMissing,
    RefusedError,
    SaleClosed,
    SlotClosed,
    SoldOut,
    SpotTaken,
)
from counterfoil.domain.stock import WHOLE_ITEM


def availability(
    inquiry: Inquiry, facts: CartFacts, now: datetime
) -> tuple[SlotAvailability, ...]:
    """Answer how available each slot is at an instant; products in the order of the inquiry.

    Products that `inquiry_refusals` names are passed over.

    Raises: UsageError for dates that no schedule knows.
    """
    window = _Window(inquiry, facts, now)
    return tuple(
        window.answer(product, moment)
        for product in products_of(inquiry, catalogue=facts.catalogue)
        for moment in window.timetable.moments(product)
    )


class _Attempt(NamedTuple):
    """What became of one try."""

    state: AvailabilityState
    tried: Tried
    parts: tuple[AskedPart, ...]


class _Window:
    """One inquiry while it is answered."""

    def __init__(self, inquiry: Inquiry, facts: CartFacts, now: datetime) -> None:
        catalogue = facts.catalogue
        self.timetable = Timetable(catalogue, first=inquiry.first, last=inquiry.last)
        self._inquiry = inquiry
        self._facts = evolve(facts, catalogue=with_choices_left(catalogue))
        self._now = now
        self._cart = trial_cart(inquiry, now=now)
        self._room = Room(catalogue, levels=facts.levels, buyer=inquiry.buyer)
        self._chooser = PartsChooser(self.timetable, room=self._room, now=now)
        self._reads_fill = reads_fill(facts.pricer.tariff)

    def answer(self, product: Product, moment: Moment) -> SlotAvailability:
        """Answer how available a product is at a moment."""
        attempts = self._attempts(product, moment)
        state, tried, parts = min(attempts, key=lambda attempt: RANKS[attempt.state])
        return SlotAvailability(
            product=product.id,
            day=moment.day,
            slot=moment.slot,
            state=state,
            pools=self._room.pools(tried.item),
            spots_left=self._room.spots(tried.item),
            prices=tuple(self._prices(product, moment, parts)),
            currency=product.currency,
            total=tried.total if self._inquiry.party else None,
            refusals=tried.refusals,
            mains=self._facts.pricer.catalogue.mains_of(product.id),
            item=tried.item,
        )

    # --- whether the party fits -----------------------------------------------------------------

    def _attempts(self, product: Product, moment: Moment) -> Iterator[_Attempt]:
        """Try the party; without one, the smallest bookings until the first that is possible."""
        for tickets in self._parties(product):
            parts = self._chooser.choose(product, moment=moment, tickets=tickets)
            item = asked_item(product, moment=moment, tickets=tickets, parts=parts)
            tried = try_item(self._cart, item=item, facts=self._facts, now=self._now)
            state = self._state(tried)
            yield _Attempt(state, tried, parts)
            if state is AvailabilityState.AVAILABLE:
                return

    def _parties(self, product: Product) -> Iterator[Mapping[PartId, Tickets]]:
        party = self._inquiry.party
        if party:
            yield self._shared(product, party)
        elif isinstance(product.nesting, Bundle):
            yield self._fewest_of_parts(product)
        else:
            for ticket_type in product.ticket_types:
                yield self._shared(product, fewest(product, ticket_type=ticket_type))

    def _shared(self, product: Product, tickets: Tickets) -> Mapping[PartId, Tickets]:
        """Answer what tickets mean for each part: in a bundle the same, in a combi its own."""
        found = {WHOLE_ITEM: tickets}
        for part, _ in required_parts(product, catalogue=self.timetable.catalogue):
            found[part.id] = (
                combi_tickets(part, tickets=tickets) if isinstance(part, CombiPart) else tickets
            )
        return found

    def _fewest_of_parts(self, bundle: Product) -> dict[PartId, Tickets]:
        return {
            part.id: fewest(product, ticket_type=product.ticket_types[0])
            for part, product in required_parts(bundle, catalogue=self.timetable.catalogue)
        }

    def _state(self, tried: Tried) -> AvailabilityState:
        """Name what a cart answered, by the first refusal in precedence."""
        if not tried.refusals:
            return AvailabilityState.AVAILABLE
        match tried.refusals[0]:
            case SlotClosed() | PartMissing():
                return AvailabilityState.CLOSED
            case SaleClosed(opens_at=opens_at):
                if opens_at is not None and self._now < opens_at:
                    return AvailabilityState.NOT_YET_ON_SALE
                return AvailabilityState.SALE_ENDED
            case SoldOut() | SpotTaken():
                spots = self._room.spots(tried.item)
                left = [*(pool.left for pool in self._room.pools(tried.item)), spots]
                left += [one.left for one in tried.refusals if isinstance(one, SoldOut)]
                return AvailabilityState.SOLD_OUT if 0 in left else AvailabilityState.TOO_FEW
            case _:
                return AvailabilityState.NOT_BOOKABLE

    # --- what one ticket costs ------------------------------------------------------------------

    def _prices(
        self, product: Product, moment: Moment, parts: tuple[AskedPart, ...]
    ) -> Iterator[FromPrice]:
        """Price one ticket of each type alone, in the slots that were tried."""
        for part, ticket_type, tickets in self._singles(product):
            item = asked_item(product, moment=moment, tickets=tickets, parts=parts)
            amount = self._price(item, part, ticket_type)
            if amount is not None:
                yield FromPrice(ticket_type=ticket_type.id, amount=amount, part=part)

    def _singles(
        self, product: Product
    ) -> Iterator[tuple[PartId, TicketType, Mapping[PartId, Tickets]]]:
        """List each ticket type with the smallest booking of it; in a bundle, of each part."""
        if not isinstance(product.nesting, Bundle):
            for ticket_type in product.ticket_types:
                tickets = {WHOLE_ITEM: fewest(product, ticket_type=ticket_type)}
                yield WHOLE_ITEM, ticket_type, tickets
            return
        others = self._fewest_of_parts(product)
        for part, found in required_parts(product, catalogue=self.timetable.catalogue):
            for ticket_type in found.ticket_types:
                own = {part.id: fewest(found, ticket_type=ticket_type)}
                yield part.id, ticket_type, others | own

    def _price(self, item: BasketItem, part: PartId, ticket_type: TicketType) -> int | None:
        facts = self._facts
        fills: Mapping[PoolId, Fill] = {}
        if self._reads_fill:
            fills = fills_of(item, catalogue=facts.catalogue, levels=facts.levels, own={})
        try:
            return from_price(
                facts.pricer,
                item=item,
                part=part,
                ticket_type=ticket_type,
                buyer=self._inquiry.buyer,
                circumstances=Circumstances(at=self._now, fills=fills),
            )
        except RefusedError:
            return None  # the refusals of the answer say why
