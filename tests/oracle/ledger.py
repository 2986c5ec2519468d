"""What the oracle writes down, and everything that it computes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import attrs
from tests.oracle.arithmetic import share_out
from tests.oracle.tickets import Ticket

from counterfoil.domain.basket import Basket, Circumstances
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.pricing import Extensions, Kind, OrderTarget, Target
from counterfoil.domain.references import ItemId, PartId, PromotionId, TaxId
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.domain.tariff.taxes import Effect


class Written(NamedTuple):
    """One entry; `type` and `rule` are those of its cause, `base` what its rate was taken of."""

    kind: Kind
    type: str
    rule: str
    target: Target
    amount: int
    effect: Effect = Effect.ADDED
    tax: TaxId | None = None
    component: PartId | None = None
    base: int | None = None


class Cause(NamedTuple):
    """Why a price entry is written: phase, type and rule id."""

    kind: Kind
    type: str
    rule: str


@attrs.define(kw_only=True)
class Calculation:
    """One price in the making; `tickets` are in the stated order.

    `refused` names the promotions whose budgets could not bear their benefits. `kept` are the
    bookings of an order that is amended which are not touched: what they store is in `entries`.
    """

    catalogue: Catalogue
    tariff: Tariff
    basket: Basket
    circumstances: Circumstances
    extensions: Extensions
    tickets: list[Ticket]
    entries: list[Written] = attrs.field(factory=list)
    refused: set[PromotionId] = attrs.field(factory=set)
    kept: frozenset[ItemId] = frozenset()

    @property
    def fresh(self) -> list[Ticket]:
        """Give the tickets that are priced."""
        return [ticket for ticket in self.tickets if ticket.item not in self.kept]

    def stored(self, kind: Kind, rule: str, *, tax: TaxId | None = None) -> int:
        """Sum what bookings that are kept store of a rule."""
        return sum(
            entry.amount
            for entry in self.entries
            if (entry.kind, entry.rule, entry.tax) == (kind, rule, tax)
            and not isinstance(entry.target, OrderTarget)
            and entry.target.item in self.kept
        )

    def copy(self) -> Calculation:
        tickets = [attrs.evolve(ticket) for ticket in self.tickets]
        return attrs.evolve(self, tickets=tickets, entries=list(self.entries), refused=set())

    @property
    def total(self) -> int:
        return sum(entry.amount for entry in self.entries if entry.effect is Effect.ADDED)

    def write(self, entry: Written) -> None:
        """Write an entry; those of zero are not written."""
        if entry.amount:
            self.entries.append(entry)

    def change(
        self, ticket: Ticket, *, amount: int, cause: Cause, base: int | None = None
    ) -> None:
        """Change the running price of a ticket, but never below zero."""
        allowed = max(amount, -ticket.running)
        ticket.running += allowed
        if cause.kind is Kind.LIST:
            ticket.listed += allowed
        if cause.kind in {Kind.LIST, Kind.VARIATION}:
            ticket.undiscounted += allowed
        self.write(Written(*cause, target=ticket.target, amount=allowed, base=base))

    def spread(
        self, tickets: Sequence[Ticket], *, amount: int, cause: Cause, base: int | None = None
    ) -> None:
        """Allocate an amount by running price; where all are at zero, nothing is charged."""
        allowed = max(amount, -running(tickets))
        shares = share_out(allowed, weights=[ticket.running for ticket in tickets])
        for ticket, share in zip(tickets, shares, strict=True):
            self.change(ticket, amount=share, cause=cause, base=base)


def running(tickets: Iterable[Ticket]) -> int:
    return sum(ticket.running for ticket in tickets)
