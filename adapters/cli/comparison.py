"""One cart under several tariffs: how much of the difference each cause makes.

Causes are matched by kind, rule and tax. A rule that was given another id is another cause: its
amounts stand in two rows, and the difference is told all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter

from attrs import frozen

from counterfoil.domain.basket import BasketItem
from counterfoil.domain.pricing import Cause, Kind, Quote
from counterfoil.domain.tariff.taxes import Effect

_KINDS = {kind: place for place, kind in enumerate(Kind)}


@frozen(kw_only=True)
class CauseKey:
    """What makes two entries of different tariffs comparable."""

    effect: Effect
    kind: Kind
    rule: str
    tax: str

    @classmethod
    def of(cls, cause: Cause) -> CauseKey:
        """Read the key off a cause."""
        return cls(effect=cause.effect, kind=cause.kind, rule=cause.rule, tax=cause.tax or "")


@frozen(kw_only=True)
class ComparedAmounts:
    """Minor units under each tariff, in the order of the tariffs."""

    amounts: tuple[int, ...]

    @property
    def differences(self) -> tuple[int, ...]:
        """What each tariff but the first makes more (above zero) or less than the first."""
        return tuple(amount - self.amounts[0] for amount in self.amounts[1:])


@frozen(kw_only=True)
class ComparedCause:
    """A cause with what it adds, or includes, under each tariff; ``label`` is the first one's."""

    key: CauseKey
    label: str
    compared: ComparedAmounts


@frozen(kw_only=True)
class Comparison:
    """The quotes of one cart under several tariffs, by cause and by booking."""

    quotes: tuple[Quote, ...]
    causes: tuple[ComparedCause, ...]

    def added(self, kind: Kind) -> tuple[ComparedCause, ...]:
        """List the causes of one kind that make the total."""
        return tuple(
            cause
            for cause in self.causes
            if cause.key.kind is kind and cause.key.effect is Effect.ADDED
        )

    def included(self) -> tuple[ComparedCause, ...]:
        """List the causes that are inside the total."""
        return tuple(cause for cause in self.causes if cause.key.effect is Effect.INCLUDED)

    def total(self, name: str) -> ComparedAmounts:
        """Compare one of the sums that a quote offers, such as `grand_total`."""
        return ComparedAmounts(amounts=tuple(map(attrgetter(name), self.quotes)))

    def booking(self, item: BasketItem) -> ComparedAmounts:
        """Compare what one booking costs."""
        return ComparedAmounts(
            amounts=tuple(quote.booking_totals[item.id] for quote in self.quotes)
        )


def compare(quotes: Sequence[Quote]) -> Comparison:
    """Compare quotes of one basket by cause; the first one is what the others are held against."""
    sums = [_sums(quote) for quote in quotes]
    labels: dict[CauseKey, str] = {}
    for quote in quotes:
        for row in quote.rows():
            labels.setdefault(CauseKey.of(row.cause), row.cause.label)
    causes = tuple(
        ComparedCause(
            key=key,
            label=label,
            compared=ComparedAmounts(amounts=tuple(of_one.get(key, 0) for of_one in sums)),
        )
        for key, label in _by_kind(labels.items())
    )
    return Comparison(quotes=tuple(quotes), causes=causes)


def _by_kind(labels: Iterable[tuple[CauseKey, str]]) -> list[tuple[CauseKey, str]]:
    """Put the causes into the order of the phases, those of one kind as they were met."""
    return sorted(labels, key=lambda one: _KINDS[one[0].kind])


def _sums(quote: Quote) -> dict[CauseKey, int]:
    sums: dict[CauseKey, int] = {}
    for row in quote.rows():
        key = CauseKey.of(row.cause)
        sums[key] = sums.get(key, 0) + row.units * row.amount
    return sums
