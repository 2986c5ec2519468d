"""The pricer: a tariff compiled for a catalogue, which answers the price of any basket.

It is pure: same basket, circumstances, catalogue and tariff, same quote. A pricer may be shared
between threads.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from attrs import evolve

from counterfoil.domain.basket import Basket, CartTarget, Circumstances
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.validation import CatalogueError
from counterfoil.domain.catalogue.validation import problems as catalogue_problems
from counterfoil.domain.errors import UsageError
from counterfoil.domain.pricing.amended import AmendedQuote
from counterfoil.domain.pricing.compiler import compile_rules
from counterfoil.domain.pricing.express import Express
from counterfoil.domain.pricing.extensions import Extensions
from counterfoil.domain.pricing.kept import Stored
from counterfoil.domain.pricing.kernel import Kernel
from counterfoil.domain.pricing.quote import Quote
from counterfoil.domain.pricing.rules import CompiledRules
from counterfoil.domain.references import ItemId
from counterfoil.domain.refusals import BasketRefusal
from counterfoil.domain.tariff.problems import Severity, TariffError, problems
from counterfoil.domain.tariff.tariff import Tariff


class Pricer:
    """A tariff compiled for a catalogue; made by ``compile_pricer``."""

    __slots__ = ("_express", "_kernel", "_rules")

    def __init__(self, rules: CompiledRules) -> None:
        self._rules = rules
        self._kernel = Kernel(rules)
        self._express = Express(self._kernel)

    def __repr__(self) -> str:
        return f"Pricer(catalogue={self.catalogue.id!r}, tariff={self.tariff.id!r})"

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue that the tariff was compiled for."""
        return self._rules.catalogue

    @property
    def tariff(self) -> Tariff:
        """The tariff."""
        return self._rules.tariff

    @property
    def kernel(self) -> Kernel:
        """The kernel, which prices any basket; the express lane is proved equal to it."""
        return self._kernel

    @property
    def extensions(self) -> Extensions:
        """The host's conditions and benefits."""
        return self._rules.extensions

    def check(
        self,
        basket: Basket,
        circumstances: Circumstances,
        *,
        kept: AbstractSet[ItemId] | None = None,
    ) -> tuple[BasketRefusal, ...]:
        """Find everything that is wrong with a basket, the first in precedence leading.

        *kept* are the bookings of an order that an amendment does not touch; None: it is a cart.
        """
        if kept is not None:
            return self._kernel.check(basket, circumstances, kept=kept)
        if self._express.price(basket, circumstances) is not None:
            return ()  # Nothing is wrong with what can be added up.
        return self._kernel.check(basket, circumstances)

    def price(self, basket: Basket, circumstances: Circumstances) -> Quote:
        """Price a basket.

        Raises: RefusedError with everything that is wrong with the basket; UsageError for limits
            of promotions that the tariff does not have.
        Source: docs/reference/pricing.md
        """
        if circumstances.limits:
            self._check_limits(circumstances)
        added_up = self._express.price(basket, circumstances)
        if added_up is not None:
            return Quote(self._express, basket, circumstances, added_up[0], added_up, None)
        settled = self._kernel.settle(basket, circumstances)
        return Quote(self._express, basket, circumstances, settled.evaluation.total, None, settled)

    def amend(self, basket: Basket, circumstances: Circumstances, *, kept: Stored) -> AmendedQuote:
        """Price an order of which some bookings are touched and others kept as they are stored.

        *basket* is the order as it will be; *kept* names the bookings that are not touched, each
        with its net entries, its live tickets numbered from zero on in each line. Requested
        variations that aim at a kept booking are left out: it stores them.

        Raises: RefusedError with everything that is wrong with the touched bookings; UsageError
            for limits of promotions that the tariff does not have.
        Source: docs/reference/pricing.md, "After the order"
        """
        if circumstances.limits:
            self._check_limits(circumstances)
        requested = tuple(
            one
            for one in basket.requested
            if isinstance(one.target, CartTarget) or one.target.item not in kept
        )
        asked = evolve(basket, requested=requested)
        return AmendedQuote(self._express, asked, circumstances, kept)

    def _check_limits(self, circumstances: Circumstances) -> None:
        known = {promotion.id for promotion in self.tariff.promotions}
        unknown = sorted(circumstances.limits.keys() - known)
        if unknown:
            raise UsageError(
                field="limits",
                value=", ".join(unknown),
                problem="is no promotion of the tariff",
                allowed=", ".join(sorted(known)) or "none: the tariff has no promotions",
            )


def compile_pricer(
    catalogue: Catalogue, tariff: Tariff, *, extensions: Extensions | None = None
) -> Pricer:
    """Compile a tariff for a catalogue.

    Raises: CatalogueError or TariffError with every problem, where one of them is an error.
    """
    registered = extensions or Extensions()
    wrong = catalogue_problems(catalogue)
    if wrong:
        raise CatalogueError(wrong)
    found = problems(tariff, catalogue=catalogue, extensions=registered)
    if any(problem.severity is Severity.ERROR for problem in found):
        raise TariffError(found)
    return Pricer(compile_rules(catalogue, tariff, registered))
