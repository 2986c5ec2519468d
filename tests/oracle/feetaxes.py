"""FEE_TAX: the tax of a fee, its own or that of its base by share."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import attrs
from tests.oracle.arithmetic import percentage, ratio, share_out
from tests.oracle.ledger import Calculation, Written
from tests.oracle.taxes import TaxAmount, TaxSet, tax_inside, taxables_of, taxes_on
from tests.oracle.tickets import Ticket, grouped

from counterfoil.domain.pricing import Kind, OrderTarget, Target
from counterfoil.domain.references import TaxId
from counterfoil.domain.tariff.fees import Fee, NoFeeTax, OwnFeeTax, SplitFeeTax
from counterfoil.domain.tariff.promotions import Per
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.domain.tariff.taxes import Effect


@attrs.frozen(kw_only=True)
class Share:
    """A part of a fee, or all of it, with its target and the tickets that it is about."""

    target: Target
    tickets: tuple[Ticket, ...]
    amount: int


def own_tax(tax: OwnFeeTax, *, amount: int, tariff: Tariff) -> TaxAmount:
    rate = next(found.rate for found in tariff.taxes if found.id == tax.tax)
    match tax.effect:
        case Effect.ADDED:
            on_top = percentage(rate, of=amount, rounding=tariff.rounding)
            return TaxAmount(amount=on_top, base=amount)
        case Effect.INCLUDED:
            inside = tax_inside(amount, rate=ratio(rate), tariff=tariff)
            return TaxAmount(amount=inside, base=amount - inside)


def write_fee_taxes(
    fee: Fee,
    *,
    amount: int,
    tickets: Sequence[Ticket],
    weights: Sequence[int],
    shares: Sequence[Share],
    calculation: Calculation,
) -> None:
    tariff = calculation.tariff
    stored: dict[TaxId, int] = {}
    match fee.tax:
        case NoFeeTax():
            return
        case OwnFeeTax(tax=tax, effect=effect):
            found = own_tax(fee.tax, amount=amount, tariff=tariff)
            _write(
                fee,
                tax=tax,
                effect=effect,
                found=found,
                shares=shares,
                stored=stored,
                calculation=calculation,
            )
        case SplitFeeTax():
            sets = _sets(tickets, weights=weights, calculation=calculation)
            parts = share_out(amount, weights=[weight for weight, _ in sets.values()])
            for (taxes, (_, about)), part in zip(sets.items(), parts, strict=True):
                found_taxes = taxes_on(part, taxes=taxes, tariff=tariff)
                bearing = [
                    share for share in shares if any(ticket in about for ticket in share.tickets)
                ]
                for tax_of_set in taxes:
                    _write(
                        fee,
                        tax=tax_of_set.id,
                        effect=tax_of_set.effect,
                        found=found_taxes[tax_of_set.id],
                        shares=bearing,
                        stored=stored,
                        calculation=calculation,
                    )


def _sets(
    tickets: Sequence[Ticket], *, weights: Sequence[int], calculation: Calculation
) -> dict[TaxSet, tuple[Fraction, list[Ticket]]]:
    """Group tickets by what they carry; answer how much each group put into the base, and who.

    Tickets without a tax are a group as well. What the tickets of a combi line put in is allocated
    to its parts by their declared shares. Nothing put in at all: tickets weigh alike.
    """
    put = {ticket.target: weight for ticket, weight in zip(tickets, weights, strict=True)}
    sets: dict[TaxSet, tuple[Fraction, list[Ticket]]] = {}
    for line in grouped(tickets, by=lambda ticket: ticket.line):
        taxables = taxables_of(line[0], calculation=calculation)
        shares = [taxable.share for taxable in taxables]
        whole = sum(put[ticket.target] for ticket in line)
        parts = [Fraction(part) for part in share_out(whole, weights=shares)]
        if not any(weights):
            # Reading: the equal weights of free tickets are divided exactly.
            parts = [Fraction(len(line) * share, sum(shares)) for share in shares]
        for taxable, part in zip(taxables, parts, strict=True):
            weight, about = sets.get(taxable.taxes, (Fraction(0), []))
            sets[taxable.taxes] = (weight + part, about + line)
    return sets


def _write(
    fee: Fee,
    *,
    tax: TaxId,
    effect: Effect,
    found: TaxAmount,
    shares: Sequence[Share],
    stored: dict[TaxId, int],
    calculation: Calculation,
) -> None:
    """Allocate a tax with the fee: by fee share, or alike where there is no share of the fee."""
    amount = found.amount
    if fee.per is Per.ORDER:
        # Taken off once, also where two sets carry the tax.
        charged = stored.setdefault(tax, calculation.stored(Kind.FEE_TAX, fee.id, tax=tax))
        taken = max(0, min(amount, charged))
        stored[tax] -= taken
        amount -= taken
        if not shares:
            shares = [Share(target=OrderTarget(), tickets=(), amount=0)]
    weights = [share.amount for share in shares]
    if not any(weights):
        weights = [1 for _ in shares]
    amounts = share_out(amount, weights=weights)
    for share, part in zip(shares, amounts, strict=True):
        calculation.write(
            Written(
                kind=Kind.FEE_TAX,
                type=fee.type.value,
                rule=fee.id,
                target=share.target,
                amount=part,
                effect=Effect.INCLUDED if fee.effect is Effect.INCLUDED else effect,
                tax=tax,
                base=found.base,
            )
        )
