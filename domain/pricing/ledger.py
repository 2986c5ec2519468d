"""The ledger of a price: every minor unit has one entry, one cause and one target.

A pricer writes *runs*: one row for neighboring tickets of a line that bear the same amount. An
``Entry`` is one ticket's part of a row, and is made only when somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import partial
from typing import NamedTuple, TypeAlias

from attrs import frozen

from counterfoil.domain.money import Rate
from counterfoil.domain.references import ItemId, PartId, TaxId, TicketTypeId
from counterfoil.domain.tariff.fees import FeeRefund
from counterfoil.domain.tariff.taxes import Effect


class Kind(Enum):
    """The phase that wrote an entry, in the order of the phases."""

    LIST = "LIST"
    VARIATION = "VARIATION"
    DISCOUNT = "DISCOUNT"
    PROMOCODE = "PROMOCODE"
    TAX = "TAX"
    TAX_ROUNDING = "TAX_ROUNDING"
    FEE = "FEE"
    FEE_TAX = "FEE_TAX"
    ADJUSTMENT = "ADJUSTMENT"


@frozen(kw_only=True)
class Cause:
    """Why an entry exists: the phase, the field's own name for it, and the rule with its words.

    ``rate`` is the percentage that was applied, where there is one; ``tax`` the tax id of a TAX,
    TAX_ROUNDING or FEE_TAX; ``refund`` says what becomes of a FEE and its FEE_TAX on cancellation.
    """

    kind: Kind
    type: str
    rule: str
    label: str
    effect: Effect = Effect.ADDED
    title: str = ""
    description: str = ""
    rate: Rate | None = None
    tax: TaxId | None = None
    refund: FeeRefund | None = None


@frozen(kw_only=True, order=True)
class UnitTarget:
    """One ticket: stable for its whole life.

    ``part`` is empty except for tickets inside a bundle.
    """

    item: ItemId
    part: PartId
    ticket_type: TicketTypeId
    ordinal: int


@frozen(kw_only=True)
class BookingTarget:
    """A whole booking: pinned, not shared out to its tickets."""

    item: ItemId


@frozen(kw_only=True)
class OrderTarget:
    """The whole order: pinned, not shared out."""


Target: TypeAlias = UnitTarget | BookingTarget | OrderTarget


@frozen(kw_only=True)
class Entry:
    """One amount (signed minor units) with its one cause and its one target.

    ``base`` is what the cause's rate was applied to, before allocation to tickets; ``component``
    names the part of a combi that a TAX entry is about.
    """

    target: Target
    cause: Cause
    amount: int
    base: int | None = None
    component: PartId | None = None

    @property
    def kind(self) -> Kind:
        """Answer the phase that wrote the entry."""
        return self.cause.kind


EntryFields: TypeAlias = tuple[Cause, int, int | None, PartId | None]
RunFields: TypeAlias = tuple[ItemId, PartId, TicketTypeId, int, int, "tuple[RunEntry, ...]"]


class RunEntry(NamedTuple):
    """An entry of each ticket of a run: its cause, its amount, what the rate was applied to."""

    cause: Cause
    amount: int
    base: int | None
    component: PartId | None


class LedgerRun(NamedTuple):
    """Neighboring tickets of one line that bear the same entries, or what is pinned to one target.

    The tickets ``ordinal`` .. ``ordinal + units - 1``. Pinned runs have one unit, ordinal -1 and
    empty part and ticket type; ``item`` is empty for the order's own.
    """

    item: ItemId
    part: PartId
    ticket_type: TicketTypeId
    ordinal: int
    units: int
    entries: tuple[RunEntry, ...]


# A named tuple's own constructor takes three times as long, and a cart has a dozen of these.
make_run: Callable[[RunFields], LedgerRun] = partial(tuple.__new__, LedgerRun)
make_run_entry: Callable[[EntryFields], RunEntry] = partial(tuple.__new__, RunEntry)


class LedgerRow(NamedTuple):
    """One entry of a run, written out: ``units`` entries of ``amount``."""

    cause: Cause
    item: ItemId
    part: PartId
    ticket_type: TicketTypeId
    ordinal: int
    units: int
    amount: int
    base: int | None
    component: PartId | None
