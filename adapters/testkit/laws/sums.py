"""M1, M5 and M12: what entries sum to, how lines are grouped, and that nothing is below zero."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from typing import TypeVar

from counterfoil.adapters.testkit.laws.reading import (
    PRICE_KINDS,
    added,
    item_of,
    lines_of,
    steps_of_tickets,
)
from counterfoil.adapters.testkit.laws.verdict import LawBrokenError, Verdict, require_equal
from counterfoil.domain.basket import Basket, Circumstances
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.pricing import Pricer, Quote
from counterfoil.domain.pricing.ledger import Entry, Kind, UnitTarget
from counterfoil.domain.references import ItemId, TaxId
from counterfoil.domain.tariff.taxes import Effect

TAX_KINDS = frozenset({Kind.TAX, Kind.TAX_ROUNDING, Kind.FEE_TAX})

Key = TypeVar("Key", bound=Hashable)


def check_sums(pricer: Pricer, basket: Basket, circumstances: Circumstances) -> Verdict:
    """Require M1: the ADDED entries sum to the total, on every level and for every kind.

    A booking is its tickets plus what is pinned to it, the order its bookings plus what is pinned
    to it; every figure of the quote is a sum of entries; INCLUDED entries change none of them
    but `tax_by_id` and `fees_included`; entries name tickets of the basket, each amount once.

    Raises: LawBrokenError.
    """
    quote = pricer.price(basket, circumstances)
    entries = quote.entries
    _require_targets(quote, catalogue=pricer.catalogue)
    _require_rows(quote)
    by_booking: Counter[ItemId] = Counter({item.id: 0 for item in basket.items})
    by_ticket: Counter[UnitTarget] = Counter()
    pinned_to_order = 0
    for entry in entries:
        if entry.cause.effect is not Effect.ADDED:
            continue
        item = item_of(entry.target)
        if item is None:
            pinned_to_order += entry.amount
            continue
        by_booking[item] += entry.amount
        if isinstance(entry.target, UnitTarget):
            by_ticket[entry.target] += entry.amount
    for name, found, expected in (
        ("total", quote.total, added(entries)),
        (
            "bookings and what is pinned to the order",
            by_booking.total() + pinned_to_order,
            quote.total,
        ),
        ("booking_totals", dict(quote.booking_totals), dict(by_booking)),
        (
            "unit_totals",
            _without_zeros(quote.unit_totals),
            _without_zeros(by_ticket),
        ),
    ):
        require_equal("M1", what=name, found=found, expected=expected)
    _require_figures(quote)
    return Verdict.HOLDS


def _require_targets(quote: Quote, *, catalogue: Catalogue) -> None:
    tickets = {
        unit for line in lines_of(quote.basket, catalogue=catalogue) for unit in line.units()
    }
    items = {item.id for item in quote.basket.items}
    for entry in quote.entries:
        item = item_of(entry.target)
        if isinstance(entry.target, UnitTarget) and entry.target not in tickets:
            raise LawBrokenError("M1", f"{entry.target} is no ticket of the basket")
        if item is not None and item not in items:
            raise LawBrokenError("M1", f"{entry.target} is no booking of the basket")
        if entry.kind in PRICE_KINDS and not isinstance(entry.target, UnitTarget):
            raise LawBrokenError("M1", f"{entry.kind.value} is pinned to {entry.target}")
        if entry.kind in PRICE_KINDS and entry.cause.effect is not Effect.ADDED:
            raise LawBrokenError("M1", f"{entry.kind.value} of {entry.cause.rule} is not ADDED")
        if not entry.amount:
            raise LawBrokenError("M1", f"an entry of zero by {entry.cause.rule}")


def _require_rows(quote: Quote) -> None:
    """Require that the compact rows and the entries say the same, cause by cause."""
    compact: Counter[object] = Counter()
    for row in quote.rows():
        for ordinal in range(row.ordinal, row.ordinal + row.units):
            ticket = (row.item, row.part, row.ticket_type, ordinal)
            compact[row.cause, ticket, row.component] += row.amount
    expanded: Counter[object] = Counter()
    for entry in quote.entries:
        expanded[entry.cause, _ticket(entry), entry.component] += entry.amount
    for key in compact.keys() | expanded.keys():
        require_equal("M1", what=f"rows of {key}", found=compact[key], expected=expanded[key])


def _ticket(entry: Entry) -> tuple[str, str, str, int]:
    target = entry.target
    if isinstance(target, UnitTarget):
        return target.item, target.part, target.ticket_type, target.ordinal
    return item_of(target) or "", "", "", -1


def _require_figures(quote: Quote) -> None:
    by_kind: Counter[tuple[Kind, Effect]] = Counter()
    by_tax: Counter[TaxId] = Counter()
    for entry in quote.entries:
        by_kind[entry.kind, entry.cause.effect] += entry.amount
        if entry.kind in TAX_KINDS:
            if entry.cause.tax is None:
                raise LawBrokenError(
                    "M1", f"{entry.kind.value} of {entry.cause.rule} has no tax id"
                )
            by_tax[entry.cause.tax] += entry.amount
    fees_added = by_kind[Kind.FEE, Effect.ADDED]
    fees_included = by_kind[Kind.FEE, Effect.INCLUDED]
    discount = by_kind[Kind.DISCOUNT, Effect.ADDED] + by_kind[Kind.PROMOCODE, Effect.ADDED]
    for name, found, expected in (
        ("grand_total", quote.grand_total, quote.total),
        ("subtotal", quote.subtotal, by_kind[Kind.LIST, Effect.ADDED]),
        ("variation", quote.variation, by_kind[Kind.VARIATION, Effect.ADDED]),
        ("discount", quote.discount, discount),
        ("fees_added", quote.fees_added, fees_added),
        ("fees_included", quote.fees_included, fees_included),
        ("revenue", quote.revenue, quote.total - fees_added - fees_included),
        ("tax_by_id", _without_zeros(quote.tax_by_id), _without_zeros(by_tax)),
    ):
        require_equal("M1", what=name, found=found, expected=expected)


def _without_zeros(counted: Mapping[Key, int]) -> dict[Key, int]:
    return {key: amount for key, amount in counted.items() if amount}


def check_groups(pricer: Pricer, basket: Basket, circumstances: Circumstances) -> Verdict:
    """Require M5: a line is shown as groups of equal tickets that multiply out to it, exactly.

    The groups of a line count its tickets, and count times amount is what its tickets sum to.

    Raises: LawBrokenError.
    """
    quote = pricer.price(basket, circumstances)
    amounts: Counter[UnitTarget] = Counter()
    for entry in quote.entries:
        if isinstance(entry.target, UnitTarget) and entry.cause.effect is Effect.ADDED:
            amounts[entry.target] += entry.amount
    shown = {item.id: quote.groups(item.id) for item in basket.items}
    lines = lines_of(basket, catalogue=pricer.catalogue)
    for line in lines:
        place = f"{line.item} {line.part} {line.ticket_type.id}"
        found: Counter[int] = Counter()
        for group in shown[line.item]:
            if (group.part, group.ticket_type) == (line.part, line.ticket_type.id):
                if group.count < 1:
                    raise LawBrokenError("M5", f"{place}: a group of {group.count} tickets")
                found[group.amount] += group.count
        expected = Counter(amounts[unit] for unit in line.units())
        require_equal("M5", what=f"{place}: tickets by amount", found=found, expected=expected)
    counted = sum(group.count for groups in shown.values() for group in groups)
    tickets = sum(line.count for line in lines)
    require_equal("M5", what="tickets in all groups", found=counted, expected=tickets)
    return Verdict.HOLDS


def check_floors(pricer: Pricer, basket: Basket, circumstances: Circumstances) -> Verdict:
    """Require M12: no ticket's running price and no fee is ever below zero.

    The running price is read after every rule, in the order in which the rules ran.

    Raises: LawBrokenError.
    """
    quote = pricer.price(basket, circumstances)
    steps = steps_of_tickets(quote.entries, tariff=pricer.tariff, basket=basket)
    for unit, of_ticket in steps.items():
        running = 0
        for entry in of_ticket:
            running += entry.amount
            if running < 0:
                raise LawBrokenError("M12", f"{unit} is at {running} after {entry.cause.rule}")
    for entry in quote.entries:
        if entry.kind in {Kind.FEE, Kind.FEE_TAX, Kind.TAX} and entry.amount < 0:
            raise LawBrokenError(
                "M12",
                f"{entry.kind.value} of {entry.cause.rule} on {entry.target}: {entry.amount}",
            )
    return Verdict.HOLDS
