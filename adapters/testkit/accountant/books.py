"""The accountant: books of carts, and the comparison with what a system says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from counterfoil.adapters.testkit.accountant.claims import (
    Account,
    Claim,
    limit_of,
    pool_name,
    promotion_claims,
    resource_name,
    tickets_of,
)
from counterfoil.adapters.testkit.laws.verdict import LawBrokenError, require_equal
from counterfoil.domain.basket import BasketItem
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.nesting import CombiPart
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.catalogue.spots import Spot
from counterfoil.domain.references import (
    CartId,
    CustomerKey,
    ItemId,
    PoolId,
    PromotionId,
    ResourceId,
    SlotId,
    TicketTypeId,
)
from counterfoil.domain.tariff.tariff import Tariff

_OWN_POOL = frozenset({"OWN", "COMBINED"})
_SHARED_POOL = frozenset({"SHARED", "COMBINED"})


class Stock(Protocol):
    """A system that tells levels at an instant."""

    def levels(
        self, resources: Collection[ResourceId], *, at: datetime
    ) -> Mapping[ResourceId, Any]:
        """Answer for each of *resources* something that says how much is ``drawn``."""
        ...


class Accountant:
    """The books of one system; tell it everything that is carried out there."""

    def __init__(self, catalogue: Catalogue, tariff: Tariff) -> None:
        self._catalogue = catalogue
        self._tariff = tariff
        self._accounts: dict[CartId, Account] = {}
        self._drawn: dict[ResourceId, int] = {}
        self._received: Counter[CartId] = Counter()

    def reloaded(self, catalogue: Catalogue, tariff: Tariff) -> None:
        """Count against another catalogue and tariff from now on."""
        self._catalogue = catalogue
        self._tariff = tariff

    def opened(self, cart: CartId, *, customer: CustomerKey | None = None) -> None:
        """Open an account for a cart."""
        self._accounts[cart] = Account(customer=customer)

    def received(self, cart: CartId, *, amount: int) -> None:
        """Enter that somebody paid for a cart, or set money aside, in minor units."""
        self._received[cart] += amount

    def money(self, view: Any) -> None:
        """Hold the payments that a *view* shows against the books.

        What came in is what was entered. All of it has gone back when the cart has no items any
        more, none of it before; no line gives back more than its original brought.

        Raises: LawBrokenError(H4).
        """
        cart = view.cart
        came = {one.id: one.amount for one in cart.payments if one.original is None}
        back: Counter[Any] = Counter()
        for one in cart.payments:
            if one.original is not None:
                back[one.original] += one.amount
        received = self._received[cart.id]
        what = f"of cart {cart.id}"
        require_equal("H4", what=f"payments {what}", found=sum(came.values()), expected=received)
        owed = came if not cart.items else {}
        require_equal("H4", what=f"refunds {what}", found=dict(back), expected=owed)

    def carried_out(self, view: Any, *, asked: Iterable[BasketItem], tariff: Tariff) -> None:
        """Enter what a cart was *asked* for by now, and the *view* of it that was answered.

        *tariff* is the one that the cart is priced by. The answer must show every item as asked,
        and its ledger must sum to its total.

        Raises: LawBrokenError.
        """
        cart = view.cart
        wanted = {item.id: item for item in asked}
        require_equal(
            "H1",
            what=f"items of cart {cart.id}",
            found={item.id: item.asked for item in cart.items},
            expected=wanted,
        )
        until = {item.id: item.expires_at for item in cart.items}
        claims = [
            Claim(resource=resource, quantity=quantity, until=item.expires_at)
            for item in cart.items
            for resource, quantity in self._needs(wanted[item.id], item.spots).items()
        ]
        customer = self._accounts[cart.id].customer
        claims.extend(promotion_claims(view.quote, until, customer=customer, tariff=tariff))
        self._accounts[cart.id] = Account(
            customer=customer, claims=tuple(claims), until=until, asked=wanted
        )
        self._enter_total(view)
        self.money(view)

    def held(self, cart: CartId, *, now: datetime) -> frozenset[ItemId]:
        """Name the items that a cart still holds by the books."""
        account = self._accounts[cart]
        return frozenset(item for item, until in account.until.items() if now < until)

    def read(self, view: Any, *, now: datetime) -> None:
        """Hold what a read answered against the books: items that lapsed are gone, no others.

        The total is the one that was shown before, as long as no more has lapsed.

        Raises: LawBrokenError.
        """
        account = self._accounts[view.cart.id]
        live = self.held(view.cart.id, now=now)
        require_equal(
            "H4",
            what=f"items of cart {view.cart.id} at {now.isoformat()}",
            found={item.id: item.asked for item in view.cart.items},
            expected={item: account.asked[item] for item in account.asked if item in live},
        )
        self._enter_total(view)
        self.money(view)

    def sold_out(
        self,
        cart: CartId,
        *,
        asked: Iterable[BasketItem],
        now: datetime,
        replacing: Collection[ItemId] = (),
    ) -> None:
        """Hold a refusal for capacity against the books: some pool cannot take what is asked for.

        What the cart would give back in the same step makes no room, not even for an item that
        replaces another of its id (*replacing*). Spots are not looked at.

        Raises: LawBrokenError(H1) where every pool could take it.
        """
        live = self._live(now)
        account = self._accounts[cart]
        more: Counter[ResourceId] = Counter()
        for item in asked:
            before = account.asked.get(item.id)
            more += self._pool_needs(item)
            if before is not None and now < account.until[item.id] and item.id not in replacing:
                more -= self._pool_needs(before) & self._pool_needs(item)
        short = {
            resource
            for resource, quantity in more.items()
            if (total := self._total(resource)) is not None and live[resource] + quantity > total
        }
        if not short:
            raise LawBrokenError("H1", f"cart {cart} is refused what fits: {dict(more)}")

    def used_up(
        self, promotion: PromotionId, *, tariff: Tariff, now: datetime, customer: str | None
    ) -> None:
        """Hold a refusal of a code as used up against the books: no use is left.

        Of the limits of *tariff*, by which the cart is priced, and of today's the lower one binds.

        Raises: LawBrokenError(H3) where one is free.
        """
        live = self._live(now)
        names = [resource_name("uses", promotion)]
        if customer is not None:
            names.append(resource_name("uses", promotion, customer))
        for name in names:
            totals = [limit_of(name, tariff=known) for known in (tariff, self._tariff)]
            if any(total is not None and live[name] >= total for total in totals):
                return
        raise LawBrokenError("H3", f"{promotion} is refused as used up, and a use is free")

    def check(self, system: Stock, *, now: datetime) -> None:
        """Require that the system's levels are those of the books, and that nothing is overdrawn.

        What was drawn before a total became smaller may stay; it must not grow.

        Raises: LawBrokenError(H2, H3 or H5).
        """
        live = self._live(now)
        known = sorted(self._drawn.keys() | live.keys() | set(self._listed()))
        levels = system.levels(known, at=now)
        for resource in known:
            drawn = levels[resource].drawn
            require_equal("H5", what=f"drawn of {resource}", found=drawn, expected=live[resource])
            total = self._total(resource)
            if total is not None and drawn > max(total, self._drawn.get(resource, 0)):
                law = "H2" if resource.startswith(("pool:", "spot:")) else "H3"
                raise LawBrokenError(law, f"{drawn} of {total} units of {resource} are drawn")
        self._drawn = {resource: live[resource] for resource in known}

    def _enter_total(self, view: Any) -> None:
        """Require that the ledger sums to the total, and the total to be the one shown before."""
        quote, cart = view.quote, view.cart
        total = 0 if quote is None else quote.total
        added = (
            0
            if quote is None
            else sum(
                row.units * row.amount for row in quote.rows() if row.cause.effect.value == "ADDED"
            )
        )
        require_equal("M1", what=f"entries of cart {cart.id}", found=added, expected=total)
        items = frozenset(item.id for item in cart.items)
        shown = self._accounts[cart.id].totals.setdefault(items, total)
        require_equal("D8", what=f"total of cart {cart.id}", found=total, expected=shown)

    def _live(self, now: datetime) -> Counter[ResourceId]:
        found: Counter[ResourceId] = Counter()
        for account in self._accounts.values():
            for claim in account.claims:
                if now < claim.until:
                    found[claim.resource] += claim.quantity
        return found

    def _listed(self) -> Iterator[ResourceId]:
        return (pool_name(pool.id) for pool in self._catalogue.pools)

    def _needs(self, item: BasketItem, spots: Mapping[Any, Sequence[Spot]]) -> Counter[ResourceId]:
        """Work out what an item takes: places of its pools, and its spots, one for each ticket."""
        found = self._pool_needs(item)
        for part, product, slot, day, counts in self._visits(item):
            tickets = sum(counts.values()) if product.spots else 0
            chosen = spots.get(part, ())
            require_equal("H1", what=f"spots of {item.id}", found=len(chosen), expected=tickets)
            occasion = slot or ("" if day is None else day.isoformat())
            for spot in chosen:
                place = (spot.section, spot.row, spot.number)
                found[resource_name("spot", product.id, occasion, *place)] += 1
        return found

    def _pool_needs(self, item: BasketItem) -> Counter[ResourceId]:
        found: Counter[ResourceId] = Counter()
        for _, product, slot_id, _, counts in self._visits(item):
            if not product.managed_capacity or slot_id is None:
                continue
            weights = {one.id: one.capacity for one in product.ticket_types}
            units = sum(weights[name] * count for name, count in counts.items())
            slot = self._catalogue.slot(product.id, slot_id=slot_id)
            kind = product.capacity_type.value
            if slot is None or not units:
                continue
            if kind in _OWN_POOL and slot.capacity_id is not None:
                found[pool_name(slot.capacity_id)] += units
            if kind in _SHARED_POOL and slot.capacity_shared_id is not None:
                found[pool_name(slot.capacity_shared_id)] += units
        return found

    def _visits(
        self, item: BasketItem
    ) -> Iterator[tuple[str, Product, SlotId | None, date | None, Counter[TicketTypeId]]]:
        """Tell each product that an item admits to, with its slot, date and tickets."""
        product = self._product(item)
        own = tickets_of(item.quantities)
        yield "", product, item.slot, item.travel_date, own
        parts = {part.id: part for part in self._catalogue.parts(product.id)}
        for choice in item.parts:
            part = parts[choice.part]
            counts = tickets_of(choice.quantities)
            if isinstance(part, CombiPart):
                counts = tickets_of(
                    (part.ticket_types.get(name, name), n) for name, n in own.items()
                )
            inner = self._catalogue.product(part.product)
            assert inner is not None, "a catalogue without problems has all parts"
            yield part.id, inner, choice.slot, choice.travel_date or item.travel_date, counts

    def _product(self, item: BasketItem) -> Product:
        found = self._catalogue.product(item.product)
        assert found is not None, "what was carried out is in the catalogue"
        return found

    def _total(self, resource: ResourceId) -> int | None:
        """Look up how much there is; what catalogue and tariff do not have, is zero."""
        kind, _, name = resource.partition(":")
        if kind == "pool":
            pool = self._catalogue.pool(PoolId(name))
            return 0 if pool is None else pool.total
        if kind == "spot":
            return 1
        return limit_of(resource, tariff=self._tariff)
