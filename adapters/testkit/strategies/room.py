"""How many more tickets a booking and an order may take, by the limits of the catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from attrs import field, frozen

from counterfoil.adapters.testkit.strategies.counts import TYPES_MAX, Bounds, Quantities, reachable
from counterfoil.adapters.testkit.strategies.offers import Offer, Priced, Time
from counterfoil.domain.catalogue.limits import COUNT_MAX, QuantityLimits
from counterfoil.domain.catalogue.nesting import Bundle
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.catalogue.ticket_types import TicketType
from counterfoil.domain.references import ProductId, TicketTypeId

COUNT_PER_TYPE_MAX = 4  # different counts of one type, from the least that is allowed
COUNT_PER_BOOKING_MAX = 12  # different counts of all types together, likewise

What = tuple[ProductId, TicketTypeId | None]


@frozen(kw_only=True)
class Filling:
    """A way to fill a booking: when, which types, how many of each, and how many in all.

    Some choice of the types adds up to the total; ``reach`` is what such choices add up to.
    """

    times: tuple[Time, ...]
    types: tuple[tuple[TicketTypeId, Bounds], ...]
    total: Bounds
    reach: Bounds


@frozen(kw_only=True)
class Room:
    """What an order and one booking of it have taken; what is left is computed from that.

    A minimum of the order is asked of each booking: it may turn out to be the only one.
    """

    offer: Offer
    order: Counter[What] = field(factory=Counter)
    booking: Counter[What] = field(factory=Counter)

    def next_booking(self) -> Room:
        """Begin another booking of the same order; nothing is taken from the order before."""
        return Room(offer=self.offer, order=Counter(self.order))

    def bookable(self) -> list[Product]:
        """List the products of which one more booking may be made."""
        catalogue = self.offer.catalogue
        return [
            product
            for product in catalogue.products
            if catalogue.bookable(product.id)
            and all(self.fillings(needed) for needed in self._needed(product))
        ]

    def _needed(self, product: Product) -> list[Product]:
        if not isinstance(product.nesting, Bundle):
            return [product]
        return [self.product(part.product) for part in product.nesting.parts if not part.optional]

    def product(self, product: ProductId) -> Product:
        """Find a product of the catalogue."""
        known = self.offer.catalogue.product(product)
        assert known is not None, "a catalogue without problems has the parts of its products"
        return known

    def fillings(self, product: Product, *, total: Bounds | None = None) -> tuple[Filling, ...]:
        """List how a booking of *product* can be filled, with *total* tickets in all."""
        of_product = self.of(product)
        if total is not None:
            of_product = of_product.narrowed(total)
        return tuple(
            filling
            for priced in self.offer.priced(product)
            for filling in self._filled(product, priced, total=of_product)
        )

    def _filled(self, product: Product, priced: Priced, *, total: Bounds) -> Iterator[Filling]:
        for first in range(0, len(priced.types), TYPES_MAX):
            types = tuple(
                (one.id, self._of_type(product, one))
                for one in priced.types[first : first + TYPES_MAX]
            )
            reach = reachable(tuple(bounds for _, bounds in types), total=total)
            if reach is not None:
                yield Filling(times=priced.times, types=types, total=total, reach=reach)

    def of(self, product: Product) -> Bounds:
        """Give how many tickets of a product, or of all parts of a bundle, may be taken yet."""
        ceiling = COUNT_PER_BOOKING_MAX
        if isinstance(product.nesting, Bundle):
            ceiling *= len(product.nesting.parts)
        return self._bounds((product.id, None), product.limits, ceiling=ceiling)

    def _of_type(self, product: Product, ticket_type: TicketType) -> Bounds:
        bounds = self._bounds(
            (product.id, ticket_type.id), ticket_type.limits, ceiling=COUNT_PER_TYPE_MAX
        )
        return bounds.narrowed(Bounds(least=1, most=COUNT_MAX))

    def _bounds(self, what: What, limits: QuantityLimits, *, ceiling: int) -> Bounds:
        booked = self.booking[what]
        least = max(limits.booking_min, limits.order_min) - booked
        most = ceiling + max(least - 1, 0)
        if limits.booking_max is not None:
            most = min(most, limits.booking_max - booked)
        if limits.order_max is not None:
            most = min(most, limits.order_max - self.order[what])
        return Bounds(least=least, most=most)

    def take(self, product: Product, quantities: Quantities) -> int:
        """Take tickets of a product; answer how many."""
        count = 0
        for name, quantity in quantities:
            self._take((product.id, name), quantity)
            count += quantity
        self._take((product.id, None), count)
        return count

    def take_bundle(self, bundle: Product, *, count: int) -> None:
        """Take the tickets of all parts of a bundle."""
        self._take((bundle.id, None), count)

    def _take(self, what: What, count: int) -> None:
        self.order[what] += count
        self.booking[what] += count
