"""TAX and TAX_ROUNDING."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import NamedTuple

import attrs
from tests.oracle.arithmetic import percentage, ratio, rounded, share_out
from tests.oracle.ledger import Calculation, Written
from tests.oracle.tickets import Ticket, grouped, known

from counterfoil.domain.catalogue.nesting import Combi
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.catalogue.ticket_types import TicketType
from counterfoil.domain.pricing import BookingTarget, Kind, OrderTarget
from counterfoil.domain.references import PartId, ProductId, TaxId
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.domain.tariff.taxes import (
    Effect,
    InclusiveRounding,
    Tax,
    TaxBase,
    TaxRounding,
)

TaxSet = tuple[Tax, ...]  # the inclusive ones first, each in the order of the tariff


@attrs.frozen(kw_only=True)
class Taxable:
    """A ticket, or one part of a combi ticket, with its share of the price and its taxes."""

    ticket: Ticket
    component: PartId | None
    share: int  # weight of the part in the price of the combi
    taxes: TaxSet


def taxables_of(ticket: Ticket, *, calculation: Calculation) -> list[Taxable]:
    """List what of a ticket is taxed by itself: parts of a combi in the order of the file."""
    tariff, nesting = calculation.tariff, ticket.product.nesting
    if not isinstance(nesting, Combi):
        taxes = tax_set(
            tariff,
            product=ticket.product,
            bundle=ticket.bundle,
            ticket_type=ticket.ticket_type,
            day=ticket.day,
        )
        return [Taxable(ticket=ticket, component=None, share=1, taxes=taxes)]
    found: list[Taxable] = []
    for part in nesting.parts:
        product = known(calculation.catalogue, product=part.product)
        ticket_type = product.ticket_type(part.ticket_type(ticket.ticket_type.id))
        assert ticket_type is not None, "the catalogue is valid"
        # Reading: a part is taxed as its own product and type, on the date of the combi; a row
        # that names the combi does not reach it, one that names a bundle around it does.
        taxes = tax_set(
            tariff,
            product=product,
            bundle=ticket.bundle,
            ticket_type=ticket_type,
            day=ticket.day,
        )
        found.append(Taxable(ticket=ticket, component=part.id, share=part.share, taxes=taxes))
    return found


def tax_set(
    tariff: Tariff,
    *,
    product: Product,
    bundle: ProductId | None,
    ticket_type: TicketType,
    day: date | None,
) -> TaxSet:
    """Read the first row that matches; no row: no tax."""
    for row in tariff.taxation:
        if row.products and not row.products & {product.id, bundle}:
            continue
        if row.ticket_types and not row.ticket_types & {ticket_type.id, ticket_type.kind.value}:
            continue
        if row.travel and not any(day is not None and day in dates for dates in row.travel):
            continue
        carried = [tax for tax in tariff.taxes if tax.id in row.taxes]
        inclusive = [tax for tax in carried if tax.effect is Effect.INCLUDED]
        exclusive = [tax for tax in carried if tax.effect is Effect.ADDED]
        return (*inclusive, *exclusive)
    return ()


class TaxAmount(NamedTuple):
    """An amount of tax, and what its rate was taken of."""

    amount: int
    base: int


def taxes_on(amount: int, *, taxes: TaxSet, tariff: Tariff) -> dict[TaxId, TaxAmount]:
    """Compute the taxes of one price; *amount* holds the inclusive ones."""
    inclusive = [tax for tax in taxes if tax.effect is Effect.INCLUDED]
    rates = [ratio(tax.rate) for tax in inclusive]
    whole = sum(rates, Fraction(0))
    inside = tax_inside(amount, rate=whole, tariff=tariff)
    net = amount - inside
    found = {
        tax.id: TaxAmount(amount=part, base=net)
        for tax, part in zip(inclusive, share_out(inside, weights=rates), strict=True)
    }
    for tax in taxes:
        if tax.effect is Effect.ADDED:
            base = net if tax.on is TaxBase.NET else amount
            part = percentage(tax.rate, of=base, rounding=tariff.rounding)
            found[tax.id] = TaxAmount(amount=part, base=base)
    return found


def tax_inside(amount: int, *, rate: Fraction, tariff: Tariff) -> int:
    """Say how much of an amount is tax at *rate*; the tariff says which side is rounded."""
    match tariff.inclusive:
        case InclusiveRounding.NET:
            return amount - rounded(amount / (1 + rate), rounding=tariff.rounding)
        case InclusiveRounding.TAX:
            return rounded(amount * rate / (1 + rate), rounding=tariff.rounding)


def write_taxes(calculation: Calculation) -> None:
    groups: dict[tuple[object, frozenset[TaxId]], list[tuple[Taxable, int]]] = {}
    in_step = {
        line[0].line: all(_is_taxed_as_today(ticket, calculation=calculation) for ticket in line)
        for line in grouped(calculation.tickets, by=lambda ticket: ticket.line)
    }
    for ticket in calculation.tickets:
        is_kept = ticket.item in calculation.kept
        in_line = calculation.tariff.tax_rounding is TaxRounding.LINE
        if is_kept and (in_line or not in_step[ticket.line]):
            continue
        taxables = taxables_of(ticket, calculation=calculation)
        amounts = share_out(ticket.running, weights=[taxable.share for taxable in taxables])
        for taxable, amount in zip(taxables, amounts, strict=True):
            if not is_kept:
                _write_taxes(taxable, amount=amount, calculation=calculation)
            ids = frozenset(tax.id for tax in taxable.taxes)
            match calculation.tariff.tax_rounding:
                case TaxRounding.UNIT:
                    pass
                case TaxRounding.LINE:
                    groups.setdefault((ticket.line, ids), []).append((taxable, amount))
                case TaxRounding.ORDER:
                    groups.setdefault((None, ids), []).append((taxable, amount))
    for group in groups.values():
        _write_difference(group, calculation=calculation)


def _is_taxed_as_today(ticket: Ticket, *, calculation: Calculation) -> bool:
    """Tell whether a ticket that is kept stores the taxes that its price would have today."""
    if ticket.item not in calculation.kept:
        return True
    today = calculation.copy()
    today.entries = []
    taxables = taxables_of(ticket, calculation=calculation)
    amounts = share_out(ticket.running, weights=[taxable.share for taxable in taxables])
    for taxable, amount in zip(taxables, amounts, strict=True):
        _write_taxes(taxable, amount=amount, calculation=today)
    stored = [
        entry
        for entry in calculation.entries
        if entry.kind is Kind.TAX and entry.target == ticket.target
    ]
    return {(e.rule, e.effect, e.component, e.amount) for e in stored} == {
        (e.rule, e.effect, e.component, e.amount) for e in today.entries
    }


def _write_taxes(taxable: Taxable, *, amount: int, calculation: Calculation) -> None:
    found = taxes_on(amount, taxes=taxable.taxes, tariff=calculation.tariff)
    for tax in taxable.taxes:
        calculation.write(
            Written(
                kind=Kind.TAX,
                type="TAX",
                rule=tax.id,
                target=taxable.ticket.target,
                amount=found[tax.id].amount,
                effect=tax.effect,
                tax=tax.id,
                component=taxable.component,
                base=found[tax.id].base,
            )
        )


def _write_difference(group: list[tuple[Taxable, int]], *, calculation: Calculation) -> None:
    """Write what the taxes of the group as a whole differ from the sum of its tickets' taxes."""
    tariff, taxable = calculation.tariff, group[0][0]
    whole = sum(amount for _, amount in group)
    right = taxes_on(whole, taxes=taxable.taxes, tariff=tariff)
    for tax in taxable.taxes:
        written = sum(
            taxes_on(amount, taxes=taxable.taxes, tariff=tariff)[tax.id].amount
            for _, amount in group
        )
        in_line = tariff.tax_rounding is TaxRounding.LINE
        calculation.write(
            Written(
                kind=Kind.TAX_ROUNDING,
                type="TAX_ROUNDING",
                rule=tax.id,
                target=BookingTarget(item=taxable.ticket.item) if in_line else OrderTarget(),
                amount=right[tax.id].amount - written,
                effect=tax.effect,
                tax=tax.id,
                base=right[tax.id].base,
            )
        )
