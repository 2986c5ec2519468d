"""What can be wrong with the taxes, and with which tickets carry them."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from counterfoil.domain.catalogue.nesting import Bundle, Combi
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.references import ProductId, TaxId
from counterfoil.domain.tariff.conditions import DateRange
from counterfoil.domain.tariff.fees import OwnFeeTax
from counterfoil.domain.tariff.problems.conditions import (
    Reach,
    product_problems,
    ticket_type_problems,
)
from counterfoil.domain.tariff.problems.inspection import Inspection
from counterfoil.domain.tariff.problems.problem import ProblemCode, TariffProblem
from counterfoil.domain.tariff.problems.values import (
    choices,
    date_problems,
    id_problems,
    problem,
    rate_problems,
    repeated_problems,
)
from counterfoil.domain.tariff.taxes import Effect, Taxation, TaxBase


def tax_problems(inspection: Inspection) -> Iterator[TariffProblem]:
    """Find what is wrong with the taxes, one by one."""
    taken: dict[str, str] = {}
    for position, tax in enumerate(inspection.tariff.taxes):
        path = f"taxes[{position}]"
        yield from id_problems(tax.id, path=f"{path}.id", taken=taken)
        yield from rate_problems(tax.rate, path=f"{path}.rate")
        if tax.effect is Effect.INCLUDED and tax.on is TaxBase.GROSS:
            code = ProblemCode.WITHOUT_EFFECT
            allowed = "net: only a tax on top of the price chooses its base"
            yield problem(f"{path}.on", code=code, value=tax.on, allowed=allowed)
    yield from _unused_problems(inspection)


def _unused_problems(inspection: Inspection) -> Iterator[TariffProblem]:
    """Find taxes that nothing can carry, because no row says which tickets carry taxes."""
    if inspection.tariff.taxation:
        return
    of_fees = {fee.tax.tax for fee in inspection.tariff.fees if isinstance(fee.tax, OwnFeeTax)}
    unused = [tax.id for tax in inspection.tariff.taxes if tax.id not in of_fees]
    if unused:
        yield TariffProblem(
            path="taxes",
            code=ProblemCode.NO_TAXATION,
            value=", ".join(unused),
            allowed="[[taxation]], which says which tickets carry which taxes",
        )


def taxation_problems(inspection: Inspection) -> Iterator[TariffProblem]:
    """Find what is wrong with which tickets carry which taxes.

    Of several rows that match a ticket the first counts: a row is never read where one above it
    matches all that it matches. Rows that only together match so much are not looked for.
    """
    reaches = [_reach(taxation, inspection=inspection) for taxation in inspection.tariff.taxation]
    for position, taxation in enumerate(inspection.tariff.taxation):
        path = f"taxation[{position}]"
        yield from repeated_problems(taxation.taxes, path=f"{path}.taxes")
        for index, tax in enumerate(taxation.taxes):
            yield from tax_reference_problems(
                tax, path=f"{path}.taxes[{index}]", inspection=inspection
            )
        yield from _reach_problems(taxation, path=path, inspection=inspection)
        yield from date_problems(taxation.travel, path=f"{path}.travel")
        above = next((n for n in range(position) if reaches[n].holds(reaches[position])), None)
        if above is not None:
            code = ProblemCode.NEVER_APPLIES
            told = "is for all tickets" if reaches[above].everything else "matches all of these"
            allowed = f"a place above taxation[{above}], which {told}"
            value = ", ".join(taxation.taxes)
            yield problem(path, code=code, value=value, allowed=allowed)


@frozen(kw_only=True)
class _Reach:
    """The tickets that a row matches: by its names, and by the catalogue where there is one.

    ``tickets`` are ticket types by product and, inside a bundle, the bundle.
    """

    taxation: Taxation
    tickets: frozenset[tuple[str, str, str]]

    @property
    def everything(self) -> bool:
        """Whether the row matches every ticket."""
        row = self.taxation
        return not (row.products or row.ticket_types or row.travel)

    def holds(self, other: _Reach) -> bool:
        """Say whether every ticket that *other* matches is matched by this row."""
        ours, theirs = self.taxation, other.taxation
        if ours.travel and not (
            theirs.travel
            and all(any(_within(day, window) for window in ours.travel) for day in theirs.travel)
        ):
            return False
        if other.tickets:
            return other.tickets <= self.tickets
        return _names_all(ours.products, theirs.products) and _names_all(
            ours.ticket_types, theirs.ticket_types
        )


def _reach(taxation: Taxation, *, inspection: Inspection) -> _Reach:
    tickets = frozenset(
        (bundle, product.id, ticket_type.id)
        for bundle, product in _sold(inspection)
        for ticket_type in product.ticket_types
        if (not taxation.products or not taxation.products.isdisjoint((bundle, product.id)))
        and (
            not taxation.ticket_types
            or not taxation.ticket_types.isdisjoint((ticket_type.id, ticket_type.kind.value))
        )
    )
    return _Reach(taxation=taxation, tickets=tickets)


def _sold(inspection: Inspection) -> Iterator[tuple[str, Product]]:
    """Give all products, by themselves and as parts of each bundle."""
    for product in inspection.products():
        yield "", product
        if isinstance(product.nesting, Bundle):
            for part in product.nesting.parts:
                inner = inspection.product(part.product)
                if inner is not None:
                    yield product.id, inner


def _names_all(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    return not ours or (bool(theirs) and theirs <= ours)


def _within(inner: DateRange, outer: DateRange) -> bool:
    starts = outer.first is None or (inner.first is not None and outer.first <= inner.first)
    ends = outer.last is None or (inner.last is not None and inner.last <= outer.last)
    return starts and ends


def tax_reference_problems(
    tax: TaxId, *, path: str, inspection: Inspection
) -> Iterator[TariffProblem]:
    """Find a tax that the tariff does not have."""
    known = {found.id for found in inspection.tariff.taxes}
    if tax not in known:
        allowed = choices(known, near=tax, otherwise="a tax of the tariff, it has none")
        yield problem(path, code=ProblemCode.UNKNOWN_TAX, value=tax, allowed=allowed)


def _reach_problems(
    taxation: Taxation, *, path: str, inspection: Inspection
) -> Iterator[TariffProblem]:
    products = frozenset(ProductId(name) for name in taxation.products)
    yield from product_problems(
        products, path=f"{path}.products", inspection=inspection, reach=Reach.MEANT
    )
    for name in sorted(products):
        product = inspection.product(name)
        # Each part of a combi is taxed as the product that it is.
        if product is not None and isinstance(product.nesting, Combi):
            code = ProblemCode.NEVER_APPLIES
            allowed = f"its parts: {', '.join(part.product for part in product.nesting.parts)}"
            yield problem(f"{path}.products", code=code, value=name, allowed=allowed)
    yield from ticket_type_problems(
        taxation.ticket_types,
        path=f"{path}.ticket_types",
        products=products,
        inspection=inspection,
    )
