"""M6: net and taxes are the gross, for each ticket and for each tax group."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from counterfoil.adapters.testkit.laws.reading import (
    Line,
    item_of,
    lines_of,
    prices_before_tax,
    rounded,
    shared_out,
)
from counterfoil.adapters.testkit.laws.verdict import LawBrokenError, Verdict, require_equal
from counterfoil.domain.basket import Basket, Circumstances
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.nesting import Combi
from counterfoil.domain.catalogue.ticket_types import TicketType
from counterfoil.domain.pricing import Pricer, Quote
from counterfoil.domain.pricing.ledger import Kind, UnitTarget
from counterfoil.domain.references import ItemId, PartId, ProductId, TaxId
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.domain.tariff.taxes import (
    Effect,
    InclusiveRounding,
    Tax,
    TaxBase,
    TaxRounding,
)

Taxes: TypeAlias = tuple[Tax, ...]
TaxIds: TypeAlias = frozenset[TaxId]
TaxedPart: TypeAlias = tuple[UnitTarget, PartId | None]
GroupKey: TypeAlias = tuple[int, TaxIds]


class Owed(NamedTuple):
    """What a gross price owes: the inclusive taxes together, and each exclusive one."""

    inclusive: int
    exclusive: dict[TaxId, int]


def check_taxes(pricer: Pricer, basket: Basket, circumstances: Circumstances) -> Verdict:
    """Require M6: net plus taxes is the gross.

    With `inclusive = net` the net is round(gross / (1 + sum of the inclusive rates)), with `tax`
    the taxes together are rounded instead; each of several inclusive taxes is less than a minor
    unit away from its share; an exclusive tax is its rate of the net, or of the gross where it
    says so. This is so for each ticket, each part of a combi, and at rounding level `line` or
    `order` for each tax group, TAX_ROUNDING included.

    Raises: LawBrokenError.
    """
    quote = pricer.price(basket, circumstances)
    prices = prices_before_tax(quote.entries)
    written = _tax_entries(quote, tariff=pricer.tariff)
    groups: dict[GroupKey, int] = defaultdict(int)
    carried: dict[GroupKey, Taxes] = {}
    by_order = pricer.tariff.tax_rounding is TaxRounding.ORDER
    lines = lines_of(basket, catalogue=pricer.catalogue)
    for place, line in enumerate(lines):
        parts = _taxed_parts(line, pricer=pricer)
        for unit in line.units():
            grosses = _grosses(prices.get(unit, 0), parts=parts)
            for (component, _, taxes), gross in zip(parts, grosses, strict=True):
                found = written.pop((unit, component), Counter())
                _require_owed(
                    taxes, gross=gross, found=found, tariff=pricer.tariff, what=f"{unit}"
                )
                key = (-1 if by_order else place, frozenset(tax.id for tax in taxes))
                groups[key] += gross
                carried[key] = taxes
    if written:
        raise LawBrokenError("M6", f"taxes on what carries none: {dict(written)}")
    _require_groups(quote, tariff=pricer.tariff, lines=lines, groups=groups, carried=carried)
    return Verdict.HOLDS


def _tax_entries(quote: Quote, *, tariff: Tariff) -> dict[TaxedPart, Counter[TaxId]]:
    written: dict[TaxedPart, Counter[TaxId]] = {}
    effects = {tax.id: tax.effect for tax in tariff.taxes}
    for entry in quote.entries:
        if entry.kind is not Kind.TAX:
            continue
        if not isinstance(entry.target, UnitTarget) or entry.cause.tax is None:
            raise LawBrokenError("M6", f"TAX of {entry.cause.rule} is not about a ticket")
        if entry.cause.effect is not effects[entry.cause.tax]:
            raise LawBrokenError("M6", f"tax {entry.cause.tax} is {entry.cause.effect.value}")
        part = written.setdefault((entry.target, entry.component), Counter())
        part[entry.cause.tax] += entry.amount
    return written


# --- which taxes a ticket carries ---------------------------------------------------------------


def _taxed_parts(line: Line, *, pricer: Pricer) -> list[tuple[PartId | None, int, Taxes]]:
    """List the parts of a ticket with their shares and taxes; one for all that is no combi."""
    tariff = pricer.tariff
    nesting = line.product.nesting
    if not isinstance(nesting, Combi):
        products = {line.product.id} if line.bundle is None else {line.product.id, line.bundle}
        taxes = _carried(tariff, products=products, ticket_type=line.ticket_type, line=line)
        return [(None, 1, taxes)]
    parts: list[tuple[PartId | None, int, Taxes]] = []
    for part in nesting.parts:
        taken = _type_taken(
            pricer.catalogue, product=part.product, name=part.ticket_type(line.ticket_type.id)
        )
        taxes = _carried(tariff, products={part.product}, ticket_type=taken, line=line)
        parts.append((part.id, part.share, taxes))
    return parts


def _type_taken(catalogue: Catalogue, *, product: ProductId, name: str) -> TicketType:
    known = catalogue.product(product)
    assert known is not None, "a catalogue without problems has the parts of its combis"
    (taken,) = [found for found in known.ticket_types if found.id == name]
    return taken


def _carried(
    tariff: Tariff, *, products: set[ProductId], ticket_type: TicketType, line: Line
) -> Taxes:
    """Find the taxes of the first row that matches."""
    by_id = {tax.id: tax for tax in tariff.taxes}
    for row in tariff.taxation:
        dated = not row.travel or (
            line.day is not None and any(line.day in dates for dates in row.travel)
        )
        typed = not row.ticket_types or row.ticket_types & {ticket_type.id, ticket_type.kind.value}
        if dated and typed and (not row.products or row.products & products):
            return tuple(by_id[tax] for tax in row.taxes)
    return ()


def _grosses(price: int, *, parts: Sequence[tuple[PartId | None, int, Taxes]]) -> list[int]:
    return shared_out(price, weights=[share for _, share, _ in parts])


# --- what they come to --------------------------------------------------------------------------


def _owed(taxes: Taxes, *, gross: int, tariff: Tariff) -> Owed:
    inside = sum(
        (Fraction(tax.rate.numerator, tax.rate.denominator) for tax in _inclusive(taxes)),
        start=Fraction(0),
    )
    if tariff.inclusive is InclusiveRounding.NET:
        net = rounded(gross / (1 + inside), rounding=tariff.rounding)
    else:
        net = gross - rounded(gross * inside / (1 + inside), rounding=tariff.rounding)
    exclusive = {
        tax.id: rounded(
            Fraction(tax.rate.numerator, tax.rate.denominator)
            * (gross if tax.on is TaxBase.GROSS else net),
            rounding=tariff.rounding,
        )
        for tax in taxes
        if tax.effect is Effect.ADDED
    }
    return Owed(inclusive=gross - net, exclusive=exclusive)


def _inclusive(taxes: Taxes) -> Taxes:
    return tuple(tax for tax in taxes if tax.effect is Effect.INCLUDED)


def _require_owed(
    taxes: Taxes, *, gross: int, found: Counter[TaxId], tariff: Tariff, what: str
) -> None:
    """Require that the taxes written on one price are those that it owes."""
    owed = _owed(taxes, gross=gross, tariff=tariff)
    strangers = set(found) - {tax.id for tax in taxes}
    if strangers:
        raise LawBrokenError("M6", f"{what} does not carry {sorted(strangers)}")
    for tax, amount in owed.exclusive.items():
        require_equal("M6", what=f"{what}, {tax}", found=found[tax], expected=amount)
    inside = _inclusive(taxes)
    together = sum(found[tax.id] for tax in inside)
    require_equal(
        "M6", what=f"{what}, tax inside {gross}", found=together, expected=owed.inclusive
    )
    _require_shares(inside, whole=owed.inclusive, found=found, what=what)


def _require_shares(inside: Taxes, *, whole: int, found: Counter[TaxId], what: str) -> None:
    rates = [Fraction(tax.rate.numerator, tax.rate.denominator) for tax in inside]
    if not any(rates):
        return
    for tax, rate in zip(inside, rates, strict=True):
        exact = whole * rate / sum(rates)
        if abs(found[tax.id] - exact) >= 1 or (not rate and found[tax.id]):
            raise LawBrokenError("M6", f"{what}, {tax.id}: {found[tax.id]} for a share of {exact}")


def _require_groups(
    quote: Quote,
    *,
    tariff: Tariff,
    lines: Sequence[Line],
    groups: dict[GroupKey, int],
    carried: dict[GroupKey, Taxes],
) -> None:
    """Require what groups owe together, place by place: TAX plus TAX_ROUNDING.

    The groups of one booking are added up, because their differences are all pinned to it.
    """
    if tariff.tax_rounding is TaxRounding.UNIT:
        for entry in quote.entries:
            if entry.kind is Kind.TAX_ROUNDING:
                raise LawBrokenError("M6", f"TAX_ROUNDING with rounding per ticket: {entry}")
        return
    expected: Counter[tuple[ItemId | None, str]] = Counter()
    for (place, tax_ids), gross in groups.items():
        owed = _owed(carried[place, tax_ids], gross=gross, tariff=tariff)
        item = lines[place].item if place >= 0 else None
        expected[item, "inside"] += owed.inclusive
        for tax, amount in owed.exclusive.items():
            expected[item, tax] += amount
    found: Counter[tuple[ItemId | None, str]] = Counter()
    by_order = tariff.tax_rounding is TaxRounding.ORDER
    for entry in quote.entries:
        if entry.kind in {Kind.TAX, Kind.TAX_ROUNDING}:
            included = entry.cause.effect is Effect.INCLUDED
            item = None if by_order else item_of(entry.target)
            found[item, "inside" if included else str(entry.cause.tax)] += entry.amount
    for key in expected.keys() | found.keys():
        require_equal("M6", what=f"taxes of group {key}", found=found[key], expected=expected[key])
