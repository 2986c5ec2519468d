"""The accountant: books of carts, and the comparison with what a system says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from counterfoil.adapters.testkit.accountant.claims import (
    Account,
    Claim,
    added_by,
    customer_uses,
    limit_of,
    pool_name,
    promotion_claims,
    resource_name,
)
from counterfoil.adapters.testkit.accountant.demand import drawn_under, more_needs
from counterfoil.adapters.testkit.accountant.money import check_payments
from counterfoil.adapters.testkit.accountant.slices import fits, overbooked_by
from counterfoil.adapters.testkit.accountant.wants import (
    needs,
    pool_of,
    slices_of,
    total_of,
)
from counterfoil.adapters.testkit.laws.verdict import LawBrokenError, require_equal
from counterfoil.domain.basket import BasketItem, Buyer
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.references import (
    CartId,
    ItemId,
    PromotionId,
    ResourceId,
)
from counterfoil.domain.tariff.tariff import Tariff


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
        self._returned: Counter[CartId] = Counter()
        self._overbooked: set[ResourceId] = set()

    def reloaded(self, catalogue: Catalogue, tariff: Tariff) -> None:
        """Count against another catalogue and tariff from now on."""
        self._catalogue = catalogue
        self._tariff = tariff

    def opened(
        self, cart: CartId, *, buyer: Buyer | None = None, ignores_limits: bool = False
    ) -> None:
        """Open an account for a cart, which may overbook where that is allowed, or may not."""
        self._accounts[cart] = Account(buyer=buyer or Buyer(), ignores_limits=ignores_limits)

    def received(self, cart: CartId, *, amount: int) -> None:
        """Enter that somebody paid for a cart, or set money aside, in minor units."""
        self._received[cart] += amount

    def returned(self, cart: CartId) -> None:
        """Enter that all a cart was paid so far goes back, whatever it still holds."""
        self._returned[cart] = self._received[cart]

    def money(self, view: Any) -> None:
        """Hold the payments that a *view* shows against the books.

        Raises: LawBrokenError(H4).
        """
        cart = view.cart.id
        check_payments(view.cart, received=self._received[cart], returned=self._returned[cart])

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
        account = self._accounts[cart.id]
        claims = [
            Claim(
                resource=resource,
                quantity=quantity,
                until=item.expires_at,
                item=item.id,
                name=drawn_under(
                    account,
                    item=item.id,
                    resource=resource,
                    fresh=account.holders.get(item.id) != item.holder,
                    catalogue=self._catalogue,
                ),
            )
            for item in cart.items
            for resource, quantity in needs(
                wanted[item.id], item.spots, catalogue=self._catalogue
            ).items()
        ]
        customer = account.buyer.customer
        claims.extend(promotion_claims(view.quote, until, customer=customer, tariff=tariff))
        self._accounts[cart.id] = Account(
            buyer=account.buyer,
            ignores_limits=account.ignores_limits,
            claims=tuple(claims),
            until=until,
            asked=wanted,
            holders={item.id: item.holder for item in cart.items},
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

    def granted(
        self,
        cart: CartId,
        *,
        asked: Iterable[BasketItem],
        overbooked: Iterable[Any],
        now: datetime,
        replacing: Collection[ItemId] = (),
    ) -> None:
        """Hold what is about to be entered against the books: every pool can take it.

        Only a cart that ignores limits may overbook, and only pools that the catalogue lets it;
        then that is told, under its name and to the unit. Call this before `carried_out`.

        Raises: LawBrokenError(H2).
        """
        account = self._accounts[cart]
        live = self._live(now)
        expected: Counter[tuple[ResourceId, str]] = Counter()
        told = Counter({(one.resource, str(one.allocation)): one.quantity for one in overbooked})
        more = more_needs(
            account, asked=asked, now=now, replacing=replacing, catalogue=self._catalogue
        )
        for resource, names in more.items():
            pool = pool_of(resource, catalogue=self._catalogue)
            if fits(pool, drawn=live[resource], asked=names):
                continue
            if not (pool.overbooking and account.ignores_limits):
                raise LawBrokenError("H2", f"{resource} cannot give {dict(names)} more")
            self._overbooked.add(resource)
            if len(names) > 1:
                # Who of two names went beyond depends on who is served first.
                said = Counter({one: told[one] for one in told if one[0] == resource})
                expected += said or Counter({(resource, min(names)): 1})
                continue
            ((name, count),) = names.items()
            expected[resource, name] = overbooked_by(
                pool, drawn=live[resource], asked=count, name=name
            )
        require_equal("H2", what=f"overbooked by {cart}", found=told, expected=expected)

    def sold_out(
        self,
        cart: CartId,
        *,
        asked: Iterable[BasketItem],
        now: datetime,
        replacing: Collection[ItemId] = (),
    ) -> None:
        """Hold a refusal for capacity against the books: some pool cannot take what is asked for.

        What one item gives up, others of the cart can have under the same name. Items that replace
        another one of their id (*replacing*) draw anew. Spots are not looked at.

        Raises: LawBrokenError(H1) where every pool could take it.
        """
        account = self._accounts[cart]
        live = self._live(now)
        more = more_needs(
            account, asked=asked, now=now, replacing=replacing, catalogue=self._catalogue
        )
        for resource, names in more.items():
            pool = pool_of(resource, catalogue=self._catalogue)
            if account.ignores_limits and pool.overbooking:
                continue
            if not fits(pool, drawn=live[resource], asked=names):
                return
        raise LawBrokenError("H1", f"cart {cart} is refused what fits: {more}")

    def used_up(self, promotion: PromotionId, *, now: datetime, customer: str | None) -> None:
        """Hold a refusal of a code as used up against the books: no use is left.

        The limits are today's, by whatever tariff the cart is priced.

        Raises: LawBrokenError(H3) where one is free.
        """
        live = self._live(now)
        names = [resource_name("uses", promotion)]
        if customer is not None:
            names.append(customer_uses(promotion, customer))
        for name in names:
            total = limit_of(name, tariff=self._tariff)
            if total is not None and live[name].total() >= total:
                return
        raise LawBrokenError("H3", f"{promotion} is refused as used up, and a use is free")

    def check(self, system: Stock, *, now: datetime) -> None:
        """Require that the system's levels are those of the books, and that nothing is overdrawn.

        What was drawn before a total became smaller may stay; it must not grow, but by what was
        overbooked since the last check.

        Raises: LawBrokenError(H2, H3 or H5).
        """
        live = self._live(now)
        listed = {pool_name(pool.id) for pool in self._catalogue.pools}
        known = sorted(self._drawn.keys() | live.keys() | listed)
        levels = system.levels(known, at=now)
        for resource in known:
            level, drawn = levels[resource], live[resource]
            require_equal(
                "H5", what=f"drawn of {resource}", found=level.drawn, expected=drawn.total()
            )
            require_equal(
                "H5",
                what=f"drawn of the slices of {resource}",
                found={one.allocation.name: one.held + one.sold for one in level.allocations},
                expected={
                    name: drawn[name] for name in slices_of(resource, catalogue=self._catalogue)
                },
            )
            total = total_of(resource, catalogue=self._catalogue, tariff=self._tariff)
            if resource in self._overbooked or total is None:
                continue
            if level.drawn > max(total, self._drawn.get(resource, 0)):
                law = "H2" if resource.startswith(("pool:", "spot:")) else "H3"
                raise LawBrokenError(
                    law, f"{level.drawn} of {total} units of {resource} are drawn"
                )
        self._drawn = {resource: live[resource].total() for resource in known}
        self._overbooked = set()

    def _enter_total(self, view: Any) -> None:
        """Require that the ledger sums to the total, and the total to be the one shown before."""
        quote, cart = view.quote, view.cart
        total = 0 if quote is None else quote.total
        added = 0 if quote is None else sum(added_by(quote))
        require_equal("M1", what=f"entries of cart {cart.id}", found=added, expected=total)
        items = frozenset(item.id for item in cart.items)
        shown = self._accounts[cart.id].totals.setdefault(items, total)
        require_equal("D8", what=f"total of cart {cart.id}", found=total, expected=shown)

    def _live(self, now: datetime) -> defaultdict[ResourceId, Counter[str]]:
        """Count what is drawn of each resource under each name."""
        found: defaultdict[ResourceId, Counter[str]] = defaultdict(Counter)
        for account in self._accounts.values():
            for claim in account.claims:
                if now < claim.until:
                    found[claim.resource][claim.name] += claim.quantity
        return found
