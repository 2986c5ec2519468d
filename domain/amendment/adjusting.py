"""The price adjustment: what an amendment makes an order dearer or cheaper is taken away again.

It must not be cashed later, by cancelling what was added. So a discount goes to what became
dearer, by its rise: a ticket that was added for nothing gives nothing back. A fee that stays when
its ticket goes is made up for at the order: what is gone bears nothing new. A surcharge goes to
the tickets that stay, by what they fell; where none fell by what they cost, and to the order where
nothing is left that costs anything.

The price is not taxed anew: INCLUDED entries tell, by tax, how much of the adjustment is tax, in
proportion to what tax there is in the ticket.

Source: docs/reference/pricing.md, "After the order"; the vendor's "Update / Amend Order"
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from counterfoil.domain.allocation import allocate
from counterfoil.domain.amendment.ledger import (
    PINNED,
    THE_ORDER,
    Line,
    Place,
    numbered_as_sold,
    places_of,
)
from counterfoil.domain.money import ROUNDERS
from counterfoil.domain.order.commands import PriceAdjustment
from counterfoil.domain.order.posting import added
from counterfoil.domain.pricing.amended import AmendedQuote
from counterfoil.domain.pricing.ledger import Cause, Kind, LedgerRun, RunEntry
from counterfoil.domain.pricing.netting import netted
from counterfoil.domain.references import PartId, TaxId, TicketTypeId
from counterfoil.domain.tariff.taxes import Effect

DISCOUNT = "AMENDMENT_DISCOUNT"  # Source: the vendor's names of what an adjustment is.
SURCHARGE = "AMENDMENT_SURCHARGE"

RULES: Mapping[PriceAdjustment, str] = {
    PriceAdjustment.ORDER: "price_adjustment",
    PriceAdjustment.RESELLER: "price_adjustment_applicable_on_reseller",
}
"""The rule that an adjustment names: who bears it."""

_ORDER: Place = (THE_ORDER, PartId(""), TicketTypeId(""), PINNED)

_Costs: TypeAlias = dict[Place, "_Cost"]


class _Cost(NamedTuple):
    """What one ticket costs after the amendment (what is pinned likewise), and its taxes."""

    amount: int
    taxes: Mapping[TaxId, int]


def adjusted(
    runs: Iterable[LedgerRun],
    *,
    quote: AmendedQuote,
    ordinals: Mapping[Line, Sequence[int]],
    adjustment: PriceAdjustment,
) -> list[LedgerRun]:
    """Answer the entries that take away the difference that *runs* make to the total."""
    if adjustment is PriceAdjustment.NONE:
        return []
    changes: dict[Place, int] = {}
    for run in runs:
        amount = added(run)
        for place in places_of(run):
            changes[place] = changes.get(place, 0) + amount
    difference = sum(changes.values())
    if not difference:
        return []
    costs = _costs(quote, ordinals)
    weights = _weights(changes, costs, difference)
    ordered = sorted(weights, key=lambda place: (*_rank(quote, place), place))
    shares, rest = allocate(abs(difference), [(1, weights[place]) for place in ordered])
    assert not rest, "somebody bears an adjustment"
    sign = -1 if difference > 0 else 1
    type_ = DISCOUNT if difference > 0 else SURCHARGE
    round_to_minor = ROUNDERS[quote.rounding]
    found = []
    for place, share in zip(ordered, shares, strict=True):
        amount = share[0][1]
        cause = Cause(
            kind=Kind.ADJUSTMENT, type=type_, rule=RULES[adjustment], label="Price adjustment"
        )
        entries = [RunEntry(cause, sign * amount, None, None)]
        cost = costs.get(place, _Cost(0, {}))
        for tax, inside in cost.taxes.items() if cost.amount > 0 else ():
            told = round_to_minor(amount * inside, cost.amount)
            entries.append(RunEntry(_told(cause, tax), sign * told, None, None))
        found.append(LedgerRun(*place, 1, tuple(entries)))
    return netted(found)


def _weights(changes: Mapping[Place, int], costs: _Costs, difference: int) -> Mapping[Place, int]:
    """Say by what an adjustment is shared out, and to what."""
    if difference > 0:
        return _by_rise(changes, costs)
    tickets = [place for place in costs if place[3] != PINNED]
    fell = {place: -changes[place] for place in tickets if changes.get(place, 0) < 0}
    by_price = {place: costs[place].amount for place in tickets if costs[place].amount > 0}
    return fell or by_price or {_ORDER: 1}


def _by_rise(changes: Mapping[Place, int], costs: _Costs) -> Mapping[Place, int]:
    """Share by what became dearer; for what is gone, but leaves a fee, the order stands."""
    staying = {item for item, *_ in costs}
    found: dict[Place, int] = {}
    for place, change in changes.items():
        if change > 0:
            stays = place in costs or (place[3] == PINNED and place[0] in staying)
            bearer = place if stays else _ORDER
            found[bearer] = found.get(bearer, 0) + change
    return found


def _costs(quote: AmendedQuote, ordinals: Mapping[Line, Sequence[int]]) -> _Costs:
    """Answer what each ticket of a touched booking costs, and what is pinned."""
    costs: _Costs = {}
    for run in numbered_as_sold(quote.touched_runs, ordinals):
        cost = _cost(run)
        costs.update((place, cost) for place in places_of(run))
    costs[_ORDER] = _cost(LedgerRun(*_ORDER, 1, quote.order_entries))
    return costs


def _cost(run: LedgerRun) -> _Cost:
    taxes: dict[TaxId, int] = {}
    for entry in run.entries:
        if entry.cause.tax is not None:
            taxes[entry.cause.tax] = taxes.get(entry.cause.tax, 0) + entry.amount
    return _Cost(added(run), taxes)


def _rank(quote: AmendedQuote, place: Place) -> tuple[int, int]:
    """Put tickets into the stated order; what is pinned comes after them."""
    if place[3] != PINNED:
        return 0, quote.place_of(place[:3])
    return (1, 0) if place[0] else (2, 0)


def _told(cause: Cause, tax: TaxId) -> Cause:
    return Cause(
        kind=cause.kind,
        type=cause.type,
        rule=cause.rule,
        label=cause.label,
        effect=Effect.INCLUDED,
        tax=tax,
    )
