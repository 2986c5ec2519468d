"""Where the pricer and the oracle disagree about one case, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from tests.oracle.ledger import Written
from tests.oracle.oracle import CodeOutcome, Priced, price

from counterfoil.adapters.testkit.strategies import Case
from counterfoil.domain.pricing import BookingTarget, Entry, Kind, OrderTarget, Quote, UnitTarget
from counterfoil.domain.references import TaxId
from counterfoil.domain.tariff.taxes import Effect

TAX_KINDS = frozenset({Kind.TAX, Kind.TAX_ROUNDING, Kind.FEE_TAX})
PROMOTION_KINDS = frozenset({Kind.DISCOUNT, Kind.PROMOCODE})


def disagreements(case: Case) -> list[str]:
    """Price a case twice and list what differs; empty where both agree on everything."""
    priced = price(
        case.basket,
        circumstances=case.circumstances,
        catalogue=case.catalogue,
        tariff=case.tariff,
        extensions=case.extensions,
    )
    # Twice, because a pricer may add up from what it remembers of the first time.
    first = case.pricer.price(case.basket, case.circumstances)
    second = case.pricer.price(case.basket, case.circumstances)
    return [*_differences(first, priced=priced), *_differences(second, priced=priced)]


def _differences(quote: Quote, *, priced: Priced) -> list[str]:
    ours = Counter(as_written(entry) for entry in quote.entries)
    theirs = Counter(priced.entries)
    found = [f"only the pricer writes {entry}" for entry in ours - theirs]
    found += [f"only the oracle writes {entry}" for entry in theirs - ours]
    expected = answers_of(priced)
    found += [
        f"{name}: pricer {answer}, oracle {expected[name]}"
        for name, answer in answers_of_quote(quote).items()
        if answer != expected[name]
    ]
    return found


def as_written(entry: Entry) -> Written:
    """Read an entry of the pricer; where no rate was applied, nothing is said about its base."""
    cause = entry.cause
    return Written(
        kind=entry.kind,
        type=cause.type,
        rule=cause.rule,
        target=entry.target,
        amount=entry.amount,
        effect=cause.effect,
        tax=cause.tax,
        component=entry.component,
        base=None if cause.rate is None else entry.base,
    )


def answers_of_quote(quote: Quote) -> Mapping[str, object]:
    """Read everything that a quote answers beside its entries."""
    return {
        "total": quote.total,
        "subtotal": quote.subtotal,
        "variation": quote.variation,
        "discount": quote.discount,
        "fees_added": quote.fees_added,
        "fees_included": quote.fees_included,
        "revenue": quote.revenue,
        "tax_by_id": dict(quote.tax_by_id),
        "booking_totals": dict(quote.booking_totals),
        "unit_totals": dict(quote.unit_totals),
        "granted": dict(quote.granted),
        "promocodes": {
            CodeOutcome(code=found.code, reason=found.reason, amount=found.amount)
            for found in quote.promocodes
        },
    }


def answers_of(priced: Priced) -> Mapping[str, object]:
    """Compute the same from the entries of the oracle."""
    added = [entry for entry in priced.entries if entry.effect is Effect.ADDED]
    fees = [entry for entry in priced.entries if entry.kind is Kind.FEE]
    fees_added = sum(fee.amount for fee in fees if fee.effect is Effect.ADDED)
    fees_included = sum(fee.amount for fee in fees if fee.effect is Effect.INCLUDED)
    tax_by_id: Counter[TaxId] = Counter()
    for entry in priced.entries:
        if entry.kind in TAX_KINDS:
            assert entry.tax is not None, "a tax has an id"
            tax_by_id[entry.tax] += entry.amount
    units = dict.fromkeys(priced.tickets, 0)
    bookings = {ticket.item: 0 for ticket in priced.tickets}
    for entry in added:
        match entry.target:
            case UnitTarget(item=item):
                units[entry.target] += entry.amount
                bookings[item] += entry.amount
            case BookingTarget(item=item):
                bookings[item] += entry.amount
            case OrderTarget():
                pass
    return {
        "total": priced.total,
        "subtotal": _sum(added, kinds=frozenset({Kind.LIST})),
        "variation": _sum(added, kinds=frozenset({Kind.VARIATION})),
        "discount": _sum(added, kinds=PROMOTION_KINDS),
        "fees_added": fees_added,
        "fees_included": fees_included,
        "revenue": priced.total - fees_added - fees_included,
        "tax_by_id": dict(tax_by_id),
        "booking_totals": bookings,
        "unit_totals": units,
        "granted": dict(priced.granted),
        "promocodes": set(priced.outcomes),
    }


def _sum(entries: list[Written], *, kinds: frozenset[Kind]) -> int:
    return sum(entry.amount for entry in entries if entry.kind in kinds)
