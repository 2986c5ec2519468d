"""The quote of an order that is amended: some bookings are priced, others keep what they store.

It reads as any quote does: its ledger is that of the whole order as it will be. What an amendment
writes of it is the ledger of the touched bookings, and what is pinned to the order.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from counterfoil.domain.basket import Basket, Circumstances
from counterfoil.domain.money import Rounding
from counterfoil.domain.pricing.express import Express
from counterfoil.domain.pricing.kept import Stored
from counterfoil.domain.pricing.ledger import LedgerRun, RunEntry
from counterfoil.domain.pricing.netting import Line
from counterfoil.domain.pricing.quote import Quote
from counterfoil.domain.references import PromotionId


class AmendedQuote(Quote):
    """The price of an order as it will be; see the module."""

    def __init__(
        self, express: Express, basket: Basket, circumstances: Circumstances, kept: Stored
    ) -> None:
        settled = express.kernel.settle_beside(basket, circumstances, kept)
        super().__init__(express, basket, circumstances, settled.evaluation.total, None, settled)
        self._kept = kept

    @property
    def rounding(self) -> Rounding:
        """How the tariff rounds."""
        return self._express.kernel.rules.tariff.rounding

    @cached_property
    def _all_runs(self) -> list[LedgerRun]:
        return super().runs()

    def runs(self) -> list[LedgerRun]:
        """Write out the ledger of the whole order, kept bookings as they are stored."""
        return self._all_runs

    def place_of(self, line: Line) -> int:
        """Answer the place of a line by product, slot start, ticket type, item and part."""
        return self._places[line]

    @property
    def touched_runs(self) -> list[LedgerRun]:
        """The ledger of the touched bookings, tickets numbered from zero on in each line."""
        return [run for run in self.runs() if run.item and run.item not in self._kept]

    @property
    def order_entries(self) -> tuple[RunEntry, ...]:
        """What is pinned to the order as it will be."""
        return tuple(entry for run in self.runs() if not run.item for entry in run.entries)

    @cached_property
    def granted(self) -> Mapping[PromotionId, int]:
        """What each promotion gives in the whole order, what kept bookings store included."""
        kept = self._calculation.kept
        return super().granted if kept is None else {**kept.ended, **super().granted}

    @property
    def lost(self) -> int:
        """By how much the promotions give more, kept bookings included, than they would today."""
        remainders = self._settled.evaluation.discounted.remainders
        return 0 if remainders is None else remainders.lost

    @cached_property
    def exact(self) -> bool:
        """Whether no amount on the way was rounded, but for those that are stored."""
        kernel = self._express.kernel
        return kernel.is_exact(self.basket, self.circumstances, stored=self._kept)
