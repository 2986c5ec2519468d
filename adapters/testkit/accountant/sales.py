"""The accountant of orders: what was held becomes sold, and money and uses of tickets are counted.

Of an order it reads what a view of a cart shows, in the order's own shape: the items of its
bookings and their tickets (``id``, ``redemptions``), the amounts of its ``postings``, its
``payments``, ``total``, ``paid`` and ``outstanding``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from attrs import frozen

from counterfoil.adapters.testkit.accountant.books import Accountant, Stock
from counterfoil.adapters.testkit.accountant.changed import (
    check_money,
    places_after,
    promotions_after,
)
from counterfoil.adapters.testkit.accountant.claims import (
    Account,
    Claim,
    added_by,
    promotion_claims,
    tickets_of,
)
from counterfoil.adapters.testkit.accountant.demand import drawn_under
from counterfoil.adapters.testkit.accountant.wants import needs
from counterfoil.adapters.testkit.laws.verdict import require_equal
from counterfoil.domain.basket import BasketItem, Buyer
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.references import CartId, ItemId, OrderId, ResourceId, UnitId
from counterfoil.domain.tariff.tariff import Tariff

FOR_GOOD = datetime.max.replace(tzinfo=UTC)


@frozen(kw_only=True)
class Sale:
    """What the books say of one order: what it has, how many tickets, and its total."""

    claims: tuple[Claim, ...]
    tickets: Mapping[ItemId, int]
    total: int
    account: Account


class SalesAccountant(Accountant):
    """The books of carts, and of the orders that they become or that are booked directly."""

    def __init__(self, catalogue: Catalogue, tariff: Tariff) -> None:
        super().__init__(catalogue, tariff)
        self._sales: dict[OrderId, Sale] = {}
        self._paid: Counter[OrderId] = Counter()
        self._back: Counter[OrderId] = Counter()  # what went back, before there was an order too
        self._uses: Counter[UnitId] = Counter()

    def confirmed(
        self, view: Any, *, cart: CartId, asked: Iterable[BasketItem], tariff: Tariff
    ) -> None:
        """Enter that a *cart* became the order of a *view*: what it had of *asked* is sold.

        What it does not need any more of promotions came back. The total is the one that was shown
        for these items. Of a direct booking *cart* is what `directly` answered.

        Raises: LawBrokenError.
        """
        order = view.order
        account = self._accounts[cart]
        self._accounts[cart] = Account(buyer=account.buyer, ignores_limits=account.ignores_limits)
        self._paid[order.id] = self._received.pop(cart, 0)
        self._back[order.id] = self._returned.pop(cart, 0)
        self._sell(order, account, asked={item.id: item for item in asked}, tariff=tariff)

    def directly(
        self,
        order: OrderId,
        *,
        asked: Collection[BasketItem],
        buyer: Buyer,
        ignores_limits: bool,
        overbooked: Iterable[Any],
        now: datetime,
    ) -> CartId:
        """Hold a direct booking that was carried out against the books, as if by a cart.

        Raises: LawBrokenError(H2) where some pool cannot take it.
        """
        cart = self.asking(order, buyer=buyer, ignores_limits=ignores_limits)
        self.granted(cart, asked=asked, overbooked=overbooked, now=now)
        return cart

    def asking(self, order: OrderId, *, buyer: Buyer, ignores_limits: bool) -> CartId:
        """Open an account for who asks for an order without a cart."""
        cart = CartId(order)
        self.opened(cart, buyer=buyer, ignores_limits=ignores_limits)
        return cart

    def _sell(
        self, order: Any, account: Account, *, asked: Mapping[ItemId, BasketItem], tariff: Tariff
    ) -> None:
        items = {booking.item.id: booking.item for booking in order.bookings}
        require_equal(
            "H1",
            what=f"items of order {order.id}",
            found={name: item.asked for name, item in items.items()},
            expected=asked,
        )
        claims = [
            Claim(
                resource=resource,
                quantity=quantity,
                until=FOR_GOOD,
                item=item.id,
                name=drawn_under(
                    account,
                    item=item.id,
                    resource=resource,
                    fresh=account.holders.get(item.id) != item.holder,
                    catalogue=self._catalogue,
                ),
            )
            for item in items.values()
            for resource, quantity in needs(
                asked[item.id], item.spots, catalogue=self._catalogue
            ).items()
        ]
        written = _Ledger(order)
        claims.extend(
            promotion_claims(
                written,
                dict.fromkeys(items, FOR_GOOD),
                customer=account.buyer.customer,
                tariff=tariff,
            )
        )
        total = sum(added_by(written))
        shown = account.totals.get(frozenset(items), total)
        require_equal("D8", what=f"total of order {order.id}", found=total, expected=shown)
        tickets = {name: _tickets(item) for name, item in asked.items()}
        self._sales[order.id] = Sale(
            claims=tuple(claims),
            tickets=tickets,
            total=total,
            account=Account(buyer=account.buyer, ignores_limits=account.ignores_limits),
        )

    def changed(
        self,
        before: Any,
        after: Any,
        *,
        asked: Mapping[ItemId, BasketItem],
        tariff: Tariff | None,
        refunds: bool,
    ) -> None:
        """Enter that an order was amended or cancelled: by now it has what is *asked*.

        *tariff* is what they are sold by, None: nothing was
        sold. *refunds*: what is owed to the guest went back.

        Raises: LawBrokenError.
        """
        sale = self._sales[after.id]
        live = {one.item.id: one.item for one in after.bookings if one.is_live}
        places = places_after(
            live,
            sale.claims,
            asked=asked,
            account=sale.account,
            catalogue=self._catalogue,
            until=FOR_GOOD,
        )
        rest = promotions_after(
            _Ledger(after), sale.claims, account=sale.account, tariff=tariff, until=FOR_GOOD
        )
        came, back = check_money(before, after, refunds=refunds, with_credit=tariff is not None)
        self._paid[after.id] += came
        self._back[after.id] += back
        self._sales[after.id] = Sale(
            claims=(*places, *rest),
            tickets={name: _tickets(item) for name, item in asked.items()},
            total=sum(added_by(_Ledger(after))),
            account=sale.account,
        )

    def paid(self, order: OrderId, *, amount: int) -> None:
        """Enter that somebody paid for an order, or set money aside, in minor units."""
        self._paid[order] += amount

    def used(self, tickets: Iterable[UnitId]) -> None:
        """Enter a use of each ticket."""
        self._uses.update(tickets)

    def not_used(self, tickets: Iterable[UnitId]) -> None:
        """Enter that a use of each ticket was taken back."""
        self._uses.subtract(tickets)

    def orders(self, orders: Iterable[Any]) -> None:
        """Hold all orders of a system against the books: amounts, money, tickets and their uses.

        Raises: LawBrokenError(M1, H4, H5).
        """
        found = {order.id: order for order in orders}
        require_equal("H5", what="orders", found=sorted(found), expected=sorted(self._sales))
        for name, sale in self._sales.items():
            order = found[name]
            paid, returned = self._paid[name], self._back[name]
            came = sum(
                one.amount
                for one in order.payments
                if one.original is None and one.status.value != "PENDING"
            )
            back = sum(one.amount for one in order.payments if one.original is not None)
            require_equal(
                "M1",
                what=f"order {name}",
                found={
                    "total": order.total,
                    "entries": sum(added_by(_Ledger(order))),
                    "payments": (came, back),
                    "outstanding": order.outstanding,
                },
                expected={
                    "total": sale.total,
                    "entries": sale.total,
                    "payments": (paid, returned),
                    "outstanding": sale.total - paid + returned,
                },
            )
            tickets = {one.item.id: one.tickets for one in order.bookings}
            good = {
                item: sum(one.status.value == "CONFIRMED" for one in there)
                for item, there in tickets.items()
            }
            require_equal(
                "H5",
                what=f"tickets of order {name}",
                found={item: count for item, count in good.items() if count},
                expected=sale.tickets,
            )
            for ticket in (one for there in tickets.values() for one in there):
                uses = sum(one.voided_at is None for one in ticket.redemptions)
                require_equal(
                    "H5",
                    what=f"uses of ticket {ticket.id}",
                    found=uses,
                    expected=self._uses[ticket.id],
                )

    def check(self, system: Stock, *, now: datetime) -> None:
        """Require also that what is sold is what the orders have.

        Raises: LawBrokenError(H2, H3 or H5).
        """
        super().check(system, now=now)
        sold: Counter[ResourceId] = Counter()
        for claim in self._sold():
            sold[claim.resource] += claim.quantity
        known = sorted(self._drawn)
        levels = system.levels(known, at=now)
        for resource in known:
            require_equal(
                "H5",
                what=f"sold of {resource}",
                found=levels[resource].sold,
                expected=sold[resource],
            )

    def _sold(self) -> Iterator[Claim]:
        for sale in self._sales.values():
            yield from sale.claims

    def _live(self, now: datetime) -> defaultdict[ResourceId, Counter[str]]:
        found = super()._live(now)
        for claim in self._sold():
            found[claim.resource][claim.name] += claim.quantity
        return found


class _Row(NamedTuple):
    """An entry of an order, with what it is pinned to and for how many tickets it is."""

    cause: Any
    item: ItemId
    units: int
    amount: int


class _Ledger:
    """The ledger of an order, read as that of a quote is."""

    def __init__(self, order: Any) -> None:
        self._postings = order.postings

    def rows(self) -> list[_Row]:
        """Write out all entries."""
        return [
            _Row(entry.cause, run.item, run.units, entry.amount)
            for posting in self._postings
            for run in posting.runs
            for entry in run.entries
        ]


def _tickets(item: BasketItem) -> int:
    parts = (tickets_of(part.quantities) for part in item.parts)
    return sum((tickets_of(item.quantities), *parts), Counter()).total()
