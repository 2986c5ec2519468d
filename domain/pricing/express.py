"""The express lane: prices added up from tables, for carts whose tickets do not touch each other.

Most carts are plain: what a ticket bears depends on its product, type and time and on which
promotions are on, and on nothing else in the cart. The price of such a ticket is a constant of the
tariff. It is computed by the kernel, once, on a cart of that one ticket; a cart is then the sum of
its tickets and of the fees on that sum. There is no second set of rules: where anything in a cart
reaches beyond a ticket (a cap, a minimum, an allocation, a second code), the kernel prices it.

The tables hold what follows from catalogue and tariff, never what a cart was priced at.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from operator import attrgetter
from typing import TypeAlias

from attrs import evolve

from counterfoil.domain.allocation import allocate
from counterfoil.domain.basket import Basket, BasketItem, Circumstances
from counterfoil.domain.money import ROUNDERS
from counterfoil.domain.pricing.calculation import ORDER, Calculation, PinnedRow
from counterfoil.domain.pricing.codes import evaluate
from counterfoil.domain.pricing.conditions import Candidate, is_open
from counterfoil.domain.pricing.fees import added_by_fee, fee_entries
from counterfoil.domain.pricing.itemtables import ItemTable
from counterfoil.domain.pricing.kernel import Kernel
from counterfoil.domain.pricing.ledger import LedgerRun, RunEntry, make_run
from counterfoil.domain.pricing.plans import LinePlan, Ticket
from counterfoil.domain.pricing.rules import FeeRule, PromotionRule
from counterfoil.domain.pricing.runs import NO_PART, pinned_runs, run_of_order
from counterfoil.domain.pricing.scopes import sells_to
from counterfoil.domain.pricing.tables import TABLES_MAX, TimeKey
from counterfoil.domain.pricing.ticketwise import adds_up, is_ticketwise
from counterfoil.domain.references import ItemId, ProductId, TicketTypeId
from counterfoil.domain.tariff.promotions import Codes, Per
from counterfoil.domain.tariff.taxes import TaxRounding

ONE_ITEM = Basket(items=(BasketItem(id=ItemId("one"), product=ProductId("any")),))
AT_ANY_TIME = Circumstances(at=datetime(1970, 1, 1, tzinfo=UTC))

BOUND = TicketTypeId("")
"""Stands among the tickets of a product whose bookings are bound as a whole; none are sold."""

NONE_SOLD = Ticket(least=1, most=0, undiscounted=0, running=0, on_top=0, entries=())

_id_of = attrgetter("id")

Tickets: TypeAlias = dict[tuple[ProductId, TimeKey], dict[TicketTypeId, Ticket]]
"""The tickets of each product at each time, with one set of promotions."""

Sums: TypeAlias = tuple[int, int, int]
"""Running prices, what comes on top of them, undiscounted prices."""

AddedUp: TypeAlias = tuple[int, int, Sums]
"""The total of a cart, the promotions that are on, the sums of its tickets."""


class Express:
    """Prices plain carts by adding up tickets; answers None for all others."""

    __slots__ = (
        "_automatic",
        "_by_code",
        "_by_promotions",
        "_fees",
        "_inclusive",
        "_is_open",
        "_kept",
        "_other_fees",
        "_round",
        "_simple_fees",
        "_ticket_rules",
        "kernel",
    )

    def __init__(self, kernel: Kernel) -> None:
        rules = kernel.rules
        tariff = rules.tariff
        self.kernel = kernel
        self._round = ROUNDERS[tariff.rounding]
        self._inclusive = tariff.inclusive
        self._by_promotions: dict[int, Tickets] = {}
        self._kept = 0
        self._fees = tuple(rule for rule in rules.fees if rule.fee.per is not Per.UNIT)
        self._simple_fees = tuple(
            (rule.numerator, rule.denominator, rule.fixed)
            for rule in self._fees
            if _is_simple(rule)
        )
        self._other_fees = tuple(rule for rule in self._fees if not _is_simple(rule))
        self._ticket_rules = evolve(
            rules, fees=tuple(rule for rule in rules.fees if rule.fee.per is Per.UNIT)
        )
        self._automatic = rules.automatic
        ticketwise = {rule.index for rule in rules.promotions if is_ticketwise(rules, rule)}
        self._by_code: dict[str, PromotionRule | None] = {
            code: rule if rule.index in ticketwise else None
            for code, rule in rules.by_code.items()
        }
        self._is_open = (
            rules.monotone
            and not rules.has_order_limits
            and tariff.tax_rounding is TaxRounding.UNIT
            and tariff.codes is Codes.BEST_SUBSET
            and tariff.codes_max > 0
            and all(rule.index in ticketwise for rule in rules.automatic)
            and all(adds_up(rule) for rule in rules.fees)
        )

    def price(self, basket: Basket, circumstances: Circumstances) -> AddedUp | None:
        """Add up a cart: its total and the promotions that are on; None: it is not plain."""
        codes = basket.codes
        if not self._is_open or basket.requested or len(codes) > 1:
            return None
        items = basket.items
        if not items:
            return None
        without = 0
        for promotion in self._automatic:
            if is_open(promotion, basket=basket, circumstances=circumstances):
                without |= 1 << promotion.index
        promotions = without
        if codes and codes[0] in self._by_code:
            keyed = self._by_code[codes[0]]
            if keyed is None:
                return None
            if keyed.bare or is_open(keyed, basket=basket, circumstances=circumstances):
                promotions |= 1 << keyed.index
        try:
            sums = _added_up(items, self._by_promotions[promotions])
        except KeyError:
            sums = self._sums(items, promotions)
        if sums is None:
            return None
        running, on_top, undiscounted = sums
        if promotions != without:
            # A code that saves nothing is not applied, though it may have taken another's place.
            others = (
                self._sums(items, without) if without else (undiscounted, on_top, undiscounted)
            )
            if others is None:
                return None
            if others[0] == running:
                promotions, sums = without, others
                running, on_top, _ = sums
        total = running + on_top
        round_to_minor = self._round
        if running:
            for numerator, denominator, fixed in self._simple_fees:
                total += fixed + round_to_minor(running * numerator, denominator)
        for fee in self._other_fees:
            bases = self._bases(fee, basket, promotions, sums)
            if bases is None:
                return None
            for _, base in bases:
                total += added_by_fee(fee, base, round_to_minor)
        return total, promotions, sums

    def _sums(self, items: Sequence[BasketItem], promotions: int) -> Sums | None:
        """Sum running prices, what comes on top, and undiscounted prices; None: not plain."""
        try:
            return _added_up(items, self._by_promotions[promotions])
        except KeyError:
            # Something is asked for the first time, or is unknown.
            for item in items:
                if not self._tabulate(item, promotions):
                    return None
        try:
            return _added_up(items, self._by_promotions[promotions])
        except KeyError:
            return None

    # --- tables ---------------------------------------------------------------------------------

    def _tabulate(self, item: BasketItem, promotions: int) -> bool:
        """Price one ticket of each type of an item's product; say whether that is all there is."""
        key = (item.product, item.travel_date if item.slot is None else item.slot)
        tickets = self._by_promotions.setdefault(promotions, {})
        if key in tickets:
            return True
        table = self.kernel.tables.by_time.get(key)
        if table is None or not table.plain:
            return False
        if any(plan.variations for plan in table.plans.values()):
            return False
        if self._kept >= TABLES_MAX:
            self._kept = 0
            self._by_promotions = {}
            tickets = self._by_promotions.setdefault(promotions, {})
        self._kept += 1
        made = {
            ticket_type: self._ticket(plan, promotions)
            for ticket_type, plan in table.plans.items()
        }
        tickets[key] = _bound(made, table) if table.is_bound else made
        return True

    def _ticket(self, plan: LinePlan, promotions: int) -> Ticket:
        """Price one ticket by the kernel's own phases."""
        calculation = Calculation(self._ticket_rules, ONE_ITEM, AT_ANY_TIME, self._round, allocate)
        calculation.plans.append(plan)
        calculation.counts.append(1)
        calculation.owners.append(0)
        calculation.running.append(plan.price)
        candidates = {
            rule.index: Candidate(rule, ((0, 1),), None)
            for rule in self.kernel.rules.promotions
            if (promotions & plan.promotions) >> rule.index & 1
        }
        evaluation = evaluate(calculation, candidates)
        (running,) = evaluation.running
        assert isinstance(running, int), "a single ticket has one price"
        entries = list(plan.static_rows)
        for cause, _, amount, base, component in evaluation.rows:
            assert isinstance(amount, int), "a single ticket has one amount"
            assert base is None or isinstance(base, int), "a single ticket has one base"
            entries.append(RunEntry(cause, amount, base, component))
        return Ticket(
            least=plan.least,
            most=plan.most,
            undiscounted=plan.price,
            running=running,
            on_top=evaluation.total - running,
            entries=tuple(entries),
        )

    # --- reading --------------------------------------------------------------------------------

    def runs(self, basket: Basket, added_up: AddedUp) -> list[LedgerRun] | None:
        """Write out the ledger of a cart that was added up; None: the tables were made anew."""
        items = basket.items
        _, promotions, sums = added_up
        tickets = self._by_promotions.get(promotions, {})
        runs: list[LedgerRun] = []
        try:
            for item in items:
                when = item.travel_date if item.slot is None else item.slot
                known = tickets[item.product, when]
                for ticket_type, count in item.quantities:
                    entries = known[ticket_type][-1]
                    runs.append(make_run((item.id, NO_PART, ticket_type, 0, count, entries)))
        except KeyError:
            return None
        pinned = self._pinned(basket, promotions, sums)
        return None if pinned is None else runs + pinned

    def _pinned(self, basket: Basket, promotions: int, sums: Sums) -> list[LedgerRun] | None:
        of_order: list[RunEntry] = []
        of_items: list[PinnedRow] = []
        running, _, undiscounted = sums
        round_to_minor, inclusive = self._round, self._inclusive
        for fee in self._fees:
            if fee.for_order and fee.for_anybody:
                if running or not fee.on_discounted:
                    base = running if fee.on_discounted else undiscounted
                    of_order += fee_entries(fee, base, round_to_minor, inclusive)
                continue
            bases = self._bases(fee, basket, promotions, sums)
            if bases is None:
                return None
            for owner, base in bases:
                entries = fee_entries(fee, base, round_to_minor, inclusive)
                if owner == ORDER:
                    of_order += entries
                else:
                    of_items.extend((owner, entry) for entry in entries)
        runs = pinned_runs(basket, of_items) if of_items else []
        if of_order:
            runs.append(run_of_order(tuple(of_order)))
        return runs

    def _bases(
        self, rule: FeeRule, basket: Basket, promotions: int, sums: Sums
    ) -> list[tuple[int, int]] | None:
        """Answer whom a fee of bookings or of the order is charged to, and on what base.

        None: a table was made anew meanwhile, because it was full.
        """
        if not rule.for_anybody and not sells_to(rule.fee.buyer, buyer=basket.buyer):
            return []
        by_owner: list[tuple[int, Sums]] = [(ORDER, sums)]
        if not rule.for_order:
            by_owner = []
            for owner, item in enumerate(basket.items):
                of_item = self._sums((item,), promotions)
                if of_item is None:
                    return None
                by_owner.append((owner, of_item))
        if rule.on_discounted:
            return [(owner, running) for owner, (running, _, _) in by_owner if running]
        return [(owner, undiscounted) for owner, (_, _, undiscounted) in by_owner]


def _is_simple(rule: FeeRule) -> bool:
    """Whether all that a fee adds is rate x running prices + fixed, once for the order."""
    taxed_on_top = rule.own_tax is not None and rule.own_tax.is_added
    return (
        rule.for_order
        and rule.for_anybody
        and rule.on_discounted
        and rule.is_added
        and not rule.is_bounded
        and not taxed_on_top
    )


def _bound(tickets: dict[TicketTypeId, Ticket], table: ItemTable) -> dict[TicketTypeId, Ticket]:
    """Bind tickets by the limits of a booking, for bookings of one type; others are marked."""
    bound = {
        ticket_type: ticket._replace(
            least=max(ticket.least, table.least), most=min(ticket.most, table.most)
        )
        for ticket_type, ticket in tickets.items()
    }
    bound[BOUND] = NONE_SOLD
    return bound


def _added_up(items: Sequence[BasketItem], tickets: Tickets) -> Sums | None:
    """Add up the tickets of a cart: the hot loop of the library.

    Raises: KeyError for what is not in the tables.
    """
    running = on_top = undiscounted = 0
    last = ""
    for item in items:
        # Ids that ascend are different; only where they do not is it worth looking at all of them.
        if item.id <= last and (not item.id or len(set(map(_id_of, items))) != len(items)):
            return None
        last = item.id
        when: TimeKey = item.slot
        if when is None:
            when = item.travel_date
        elif item.travel_date is not None:
            return None
        known = tickets[item.product, when]
        quantities = item.quantities
        if item.options or item.parts:
            return None
        if len(quantities) != 1 and (
            len(dict(quantities)) != (len(quantities) or 1) or BOUND in known
        ):
            return None
        for ticket_type, count in quantities:
            least, most, before, price, added, _ = known[ticket_type]
            if count.__class__ is not int or not least <= count <= most:
                return None
            undiscounted += count * before
            running += count * price
            on_top += count * added
    return running, on_top, undiscounted
