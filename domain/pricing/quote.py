"""The quote: a total, and a ledger that is written out when somebody reads it.

Every number that a quote offers beside the total is a sum of ledger entries. Pricing leaves
compact rows behind; rows, entries, sums and explanations are made on demand and are proved equal
to what the total was made of (``audit``).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from attrs import frozen

from counterfoil.domain.basket import Basket, BasketItem, Circumstances
from counterfoil.domain.digest import digest
from counterfoil.domain.money import Currency, Money
from counterfoil.domain.pricing.audit import Violation, violations_of
from counterfoil.domain.pricing.calculation import Calculation, CutOff
from counterfoil.domain.pricing.codes import UNBORNE, UNGIVEN, Settled
from counterfoil.domain.pricing.explanation import explanation_of
from counterfoil.domain.pricing.express import AddedUp, Express
from counterfoil.domain.pricing.ledger import (
    BookingTarget,
    Entry,
    Kind,
    LedgerRow,
    LedgerRun,
    OrderTarget,
    Target,
    UnitTarget,
)
from counterfoil.domain.pricing.netting import Line
from counterfoil.domain.pricing.promocodes import PromocodeOutcome
from counterfoil.domain.pricing.runs import settled_runs
from counterfoil.domain.references import ItemId, PartId, PromotionId, TaxId, TicketTypeId
from counterfoil.domain.tariff.taxes import Effect

_TAX_KINDS = frozenset({Kind.TAX, Kind.TAX_ROUNDING, Kind.FEE_TAX})
_PHASES = {
    Kind.LIST: 1,
    Kind.VARIATION: 2,
    Kind.DISCOUNT: 3,
    Kind.PROMOCODE: 3,
    Kind.TAX: 4,
    Kind.TAX_ROUNDING: 4,
    Kind.FEE: 5,
    Kind.FEE_TAX: 5,
    Kind.ADJUSTMENT: 6,
}


@frozen(kw_only=True)
class UnitGroup:
    """Equal tickets of one line: ``count`` tickets at ``amount`` minor units each.

    ``amount`` is the sum of everything ADDED to the ticket.
    """

    item: ItemId
    part: PartId
    ticket_type: TicketTypeId
    count: int
    amount: int


@frozen(kw_only=True)
class Fingerprint:
    """A digest of each thing that a price depends on, so that a difference can be named."""

    catalogue: str
    tariff: str
    basket: str
    codes_and_limits: str
    instant: str


class Quote:
    """The price of a basket under stated circumstances; amounts are minor units of ``currency``.

    Two quotes are equal when they price the same basket under the same circumstances to the same
    entries.
    """

    def __init__(
        self,
        express: Express,
        basket: Basket,
        circumstances: Circumstances,
        total: int,
        added_up: AddedUp | None,
        settled: Settled | None,
    ) -> None:
        self.basket = basket
        self.circumstances = circumstances
        self.total = total
        self._express = express
        self._added_up = added_up
        self._settled_before = settled

    @cached_property
    def _settled(self) -> Settled:
        """The whole sheet; a price that was added up is written out when somebody reads it."""
        return self._settled_before or self._express.kernel.settle(self.basket, self.circumstances)

    @property
    def _calculation(self) -> Calculation:
        return self._settled.calculation

    @property
    def promocodes(self) -> tuple[PromocodeOutcome, ...]:
        """What became of each code, in the order of the codes."""
        if not self.basket.codes:
            return ()
        return self._settled.promocodes

    def __repr__(self) -> str:
        amount = Money(amount=self.total, currency=self.currency)
        codes = [one.code for one in self.promocodes if one.applied]
        return f"Quote({amount}, {len(self.basket.items)} items, codes applied: {codes})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Quote):
            return NotImplemented
        return (
            self.basket == other.basket
            and self.circumstances == other.circumstances
            and self.rows() == other.rows()
        )

    __hash__ = None  # type: ignore[assignment]  # a quote is compared, never a key

    # --- what was priced ------------------------------------------------------------------------

    @property
    def currency(self) -> Currency:
        """The currency of every amount."""
        return self._express.kernel.rules.tariff.currency

    @cached_property
    def fingerprint(self) -> Fingerprint:
        """A digest of each thing that the price depends on."""
        rules = self._express.kernel.rules
        basket, circumstances = self.basket, self.circumstances
        return Fingerprint(
            catalogue=digest(rules.catalogue),
            tariff=digest(rules.tariff),
            basket=digest(
                (
                    frozenset(map(_unordered, basket.items)),
                    frozenset(basket.requested),
                    basket.buyer,
                )
            ),
            codes_and_limits=digest((frozenset(basket.codes), circumstances.limits)),
            instant=digest(_instant(circumstances)),
        )

    # --- the ledger -----------------------------------------------------------------------------

    def runs(self) -> list[LedgerRun]:
        """Write out the ledger: neighboring tickets with the same entries, then what is pinned.

        Line by line in the order of the basket, the rules of a ticket in the order in which they
        ran. This is the quickest way to read every entry.
        """
        if self._added_up is not None:
            runs = self._express.runs(self.basket, self._added_up)
            if runs is not None:
                return runs
        return settled_runs(self._settled)

    def rows(self) -> list[LedgerRow]:
        """Write out the ledger as a flat table: a row for each entry of each run."""
        return [
            LedgerRow(cause, item, part, ticket_type, ordinal, units, amount, base, component)
            for item, part, ticket_type, ordinal, units, entries in self.runs()
            for cause, amount, base, component in entries
        ]

    @cached_property
    def _places(self) -> Mapping[Line, int]:
        """The place of each line in the stated order."""
        calculation = self._calculation
        items = self.basket.items
        return {
            (items[calculation.owners[line]].id, calculation.part(line), plan.ticket_type.id): rank
            for line, (plan, rank) in enumerate(
                zip(calculation.plans, calculation.ranks, strict=True)
            )
        }

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The ledger ticket by ticket, pinned amounts last.

        In the order of the phases; within one by product, slot start, ticket type, item and
        ticket, the rules of one ticket in the order in which they ran.
        """
        places = self._places
        last = len(places)

        def place(row: LedgerRow) -> tuple[int, int, ItemId]:
            phase = _PHASES[row.cause.kind]
            if row.ordinal >= 0:
                return phase, places[row.item, row.part, row.ticket_type], ItemId("")
            return phase, last if row.item else last + 1, row.item

        return tuple(
            Entry(
                target=_target(row, row.ordinal + unit),
                cause=row.cause,
                amount=row.amount,
                base=row.base,
                component=row.component,
            )
            for row in sorted(self.rows(), key=place)
            for unit in range(row.units)
        )

    # --- sums of entries ------------------------------------------------------------------------

    @property
    def grand_total(self) -> int:
        """What the guest pays: the sum of all ADDED entries."""
        return self.total

    @property
    def subtotal(self) -> int:
        """List prices and options."""
        return self._added_by_kind.get(Kind.LIST, 0)

    @property
    def variation(self) -> int:
        """All variations, signed."""
        return self._added_by_kind.get(Kind.VARIATION, 0)

    @property
    def discount(self) -> int:
        """All automatic discounts and promocodes, signed."""
        by_kind = self._added_by_kind
        return by_kind.get(Kind.DISCOUNT, 0) + by_kind.get(Kind.PROMOCODE, 0)

    @property
    def fees_added(self) -> int:
        """Fees on top of the price, without their taxes."""
        return self._added_by_kind.get(Kind.FEE, 0)

    @property
    def adjustment(self) -> int:
        """What amendments of the order added or took off against their difference, signed."""
        return self._added_by_kind.get(Kind.ADJUSTMENT, 0)

    @cached_property
    def fees_included(self) -> int:
        """Fees inside the price, without their taxes: told for information."""
        return sum(
            row.units * row.amount
            for row in self.rows()
            if row.cause.kind is Kind.FEE and row.cause.effect is Effect.INCLUDED
        )

    @property
    def revenue(self) -> int:
        """The grand total less added and included fees."""
        return self.total - self.fees_added - self.fees_included

    @cached_property
    def tax_by_id(self) -> Mapping[TaxId, int]:
        """TAX, TAX_ROUNDING and FEE_TAX together, by tax id, inside the total or on top."""
        sums: dict[TaxId, int] = {}
        for row in self.rows():
            if row.cause.kind in _TAX_KINDS and row.cause.tax is not None:
                tax = row.cause.tax
                sums[tax] = sums.get(tax, 0) + row.units * row.amount
        return dict(sorted(sums.items()))

    @cached_property
    def _added_by_kind(self) -> Mapping[Kind, int]:
        sums: dict[Kind, int] = {}
        for row in self.rows():
            if row.cause.effect is Effect.ADDED:
                kind = row.cause.kind
                sums[kind] = sums.get(kind, 0) + row.units * row.amount
        return sums

    @cached_property
    def booking_totals(self) -> Mapping[ItemId, int]:
        """What each booking costs: its tickets and what is pinned to it.

        The order's own entries are in none.
        """
        sums = {item.id: 0 for item in self.basket.items}
        for run in self.runs():
            if run.item:
                sums[run.item] += run.units * _added(run)
        return sums

    @cached_property
    def unit_totals(self) -> Mapping[UnitTarget, int]:
        """What each ticket costs: the sum of everything ADDED to it."""
        return {
            UnitTarget(
                item=run.item, part=run.part, ticket_type=run.ticket_type, ordinal=ordinal
            ): amount
            for run in self.runs()
            if run.ordinal >= 0
            for amount in (_added(run),)
            for ordinal in range(run.ordinal, run.ordinal + run.units)
        }

    def groups(self, item: ItemId) -> tuple[UnitGroup, ...]:
        """Show the lines of an item as groups of equal tickets, the dearest first.

        Count x amount over the groups of a line is the line.
        """
        return self._groups.get(item, ())

    @cached_property
    def _groups(self) -> Mapping[ItemId, tuple[UnitGroup, ...]]:
        counts: dict[tuple[ItemId, PartId, TicketTypeId], dict[int, int]] = {}
        for run in self.runs():
            if run.ordinal >= 0:
                by_amount = counts.setdefault((run.item, run.part, run.ticket_type), {})
                amount = _added(run)
                by_amount[amount] = by_amount.get(amount, 0) + run.units
        groups: dict[ItemId, list[UnitGroup]] = {}
        for (item, part, ticket_type), by_amount in counts.items():
            groups.setdefault(item, []).extend(
                UnitGroup(
                    item=item, part=part, ticket_type=ticket_type, count=count, amount=amount
                )
                for amount, count in sorted(by_amount.items(), reverse=True)
            )
        return {item: tuple(found) for item, found in groups.items()}

    # --- how it came about ----------------------------------------------------------------------

    @cached_property
    def granted(self) -> Mapping[PromotionId, int]:
        """What each promotion gave, in minor units; each that is named here takes one use."""
        if self._added_up is not None and not self._added_up[1]:
            return {}  # Added up without any promotion.
        rules = self._express.kernel.rules
        return {
            rules.promotions[index].promotion.id: amount
            for index, amount in self._settled.evaluation.discounted.given.items()
        }

    @cached_property
    def cut_offs(self) -> tuple[CutOff, ...]:
        """What could not be given or charged: no ticket goes below zero, free ones bear none."""
        promotions = self._express.kernel.rules.promotions
        discounted = self._settled.evaluation.discounted
        remainders = discounted.remainders
        unborne = {} if remainders is None else remainders.unborne
        found = [
            CutOff(
                rule=promotions[index].promotion.id,
                label=promotions[index].promotion.label,
                amount=amount,
                reason=reason,
            )
            for amounts, reason in ((discounted.ungiven, UNGIVEN), (unborne, UNBORNE))
            for index, amount in amounts.items()
        ]
        cuts = (*self._calculation.cut_offs, *found)
        return tuple(sorted(cuts, key=lambda cut: (cut.rule, cut.amount)))

    @cached_property
    def exact(self) -> bool:
        """Whether no amount on the way was rounded, losers of lanes and code subsets included."""
        return self._express.kernel.is_exact(self.basket, self.circumstances)

    def explain(self) -> str:
        """Tell in plain text where every minor unit comes from."""
        return explanation_of(self)

    def audit(self) -> tuple[Violation, ...]:
        """Hold this quote against the laws that hold always; empty when it is sound."""
        return violations_of(self)


def _instant(circumstances: Circumstances) -> tuple[object, ...]:
    """Answer what a price reads of time; fingerprints that are stored stay good."""
    instant = (circumstances.at, circumstances.held, circumstances.fills)
    if circumstances.promotions_at is None:
        return instant
    return (*instant, circumstances.promotions_at)


def _unordered(item: BasketItem) -> tuple[object, ...]:
    """Answer what an item says, without the order in which it says it."""
    parts = frozenset(
        (choice.part, frozenset(choice.quantities), choice.slot, choice.travel_date)
        for choice in item.parts
    )
    return (
        (item.id, item.product, item.slot, item.travel_date),
        frozenset(item.quantities),
        frozenset(item.options),
        parts,
    )


def _target(row: LedgerRow, ordinal: int) -> Target:
    if row.ordinal >= 0:
        return UnitTarget(
            item=row.item, part=row.part, ticket_type=row.ticket_type, ordinal=ordinal
        )
    return BookingTarget(item=row.item) if row.item else OrderTarget()


def _added(run: LedgerRun) -> int:
    """Sum what is ADDED to each ticket of a run."""
    return sum(entry.amount for entry in run.entries if entry.cause.effect is Effect.ADDED)
