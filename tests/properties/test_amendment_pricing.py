"""The price of an order of which some bookings are kept, against a second implementation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from random import Random

import attrs
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.oracle.comparison import answers_of, answers_of_quote, as_written
from tests.oracle.keeping import opened
from tests.oracle.ledger import Written
from tests.oracle.oracle import settled
from tests.properties.test_oracle import EXTENSIONS

from counterfoil.adapters.testkit.strategies import Case, carts, cases, tariffs
from counterfoil.domain.basket import (
    Basket,
    CartTarget,
    Circumstances,
    RequestedVariation,
)
from counterfoil.domain.pricing import (
    AmendedQuote,
    BookingTarget,
    Entry,
    Kind,
    LedgerRun,
    Pricer,
    Quote,
    UnitTarget,
    compile_pricer,
)
from counterfoil.domain.pricing.netting import netted
from counterfoil.domain.references import ItemId
from counterfoil.domain.refusals import RefusedError

PROMOTION_KINDS = frozenset({Kind.DISCOUNT, Kind.PROMOCODE})

Kept = dict[ItemId, list[LedgerRun]]


@attrs.define(kw_only=True)
class Amendment:
    """An order as it will be: what it keeps, and by what the rest is priced."""

    pricer: Pricer
    basket: Basket
    circumstances: Circumstances
    kept: Kept

    def quote(self) -> AmendedQuote:
        try:
            return self.pricer.amend(self.basket, self.circumstances, kept=self.kept)
        except RefusedError:
            assume(False)  # noqa: FBT003
            raise


def stored(quote: Quote, *, items: set[ItemId]) -> Kept:
    """Give what some bookings of an order store."""
    kept: Kept = {item: [] for item in items}
    for run in netted(quote.runs()):
        if run.item in items:
            kept[run.item].append(run)
    return kept


def renamed(basket: Basket, *, names: Mapping[ItemId, ItemId]) -> Basket:
    def aimed(requested: RequestedVariation) -> RequestedVariation:
        target = requested.target
        if isinstance(target, CartTarget):
            return requested
        return attrs.evolve(requested, target=attrs.evolve(target, item=names[target.item]))

    return attrs.evolve(
        basket,
        items=tuple(attrs.evolve(item, id=names[item.id]) for item in basket.items),
        requested=tuple(map(aimed, basket.requested)),
    )


@st.composite
def amendments(draw: st.DrawFn, *, same_tariff: bool = False, small: bool = False) -> Amendment:
    """Generate an order at one tariff, and an amendment of it at the same or another one."""
    case: Case = draw(cases(extensions=EXTENSIONS))
    if small:
        prices = tuple(attrs.evolve(row, amount=row.amount % 12) for row in case.tariff.prices)
        case.tariff = attrs.evolve(case.tariff, prices=prices)
    before = case.pricer
    if same_tariff or draw(st.booleans()):
        after = before
    else:
        tariff = draw(tariffs(catalogue=case.catalogue, extensions=EXTENSIONS))
        after = compile_pricer(case.catalogue, tariff, extensions=EXTENSIONS)
    order = before.price(case.basket, case.circumstances)
    items = [item.id for item in case.basket.items]
    staying = draw(st.sets(st.sampled_from(items), min_size=1))
    cart = draw(carts(pricer=after, items_max=2))
    # New names stand before, between and after those that are kept.
    names = {
        item.id: ItemId(f"{draw(st.sampled_from(['a', 'item-0', 'z']))}{place}-new")
        for place, item in enumerate(cart.basket.items)
    }
    fresh = renamed(cart.basket, names=names)
    basket = attrs.evolve(
        fresh,
        items=(*(item for item in case.basket.items if item.id in staying), *fresh.items),
        codes=tuple(dict.fromkeys((*fresh.codes, *case.basket.codes)))[:4],
    )
    circumstances = attrs.evolve(
        cart.circumstances,
        held={names[item]: held for item, held in cart.circumstances.held.items()},
        promotions_at=draw(st.sampled_from([None, case.circumstances.at])),
    )
    return Amendment(
        pricer=after,
        basket=basket,
        circumstances=circumstances,
        kept=stored(order, items=staying),
    )


def as_compared(entry: Written, *, kept: Kept) -> Written:
    """Leave out the base where the page says nothing of it."""
    target = getattr(entry.target, "item", None)
    if entry.kind in PROMOTION_KINDS or target in kept:
        return entry._replace(base=None)
    return entry


def disagreements(amendment: Amendment) -> list[str]:
    quote = amendment.quote()
    pricer = amendment.pricer
    entries = Counter(as_written(entry) for entry in quote.entries)
    of_kept: dict[ItemId, list[Written]] = {}
    for name, runs in amendment.kept.items():
        found = [as_written(entry) for run in runs for entry in _entries(run)]
        of_kept[name] = found
    priced = settled(
        opened(
            quote.basket,
            kept=of_kept,
            circumstances=amendment.circumstances,
            catalogue=pricer.catalogue,
            tariff=pricer.tariff,
            extensions=pricer.extensions,
        )
    )
    ours: Counter[Written] = Counter()
    for written, times in entries.items():
        ours[as_compared(written, kept=amendment.kept)] += times
    theirs = Counter(as_compared(entry, kept=amendment.kept) for entry in priced.entries)
    problems = [f"only the pricer writes {entry}" for entry in ours - theirs]
    problems += [f"only the oracle writes {entry}" for entry in theirs - ours]
    expected = answers_of(priced)
    problems += [
        f"{name}: pricer {answer}, oracle {expected[name]}"
        for name, answer in answers_of_quote(quote).items()
        if answer != expected[name]
    ]
    return problems


def _entries(run: LedgerRun) -> list[Entry]:
    found = []
    for ordinal in range(run.ordinal, run.ordinal + run.units):
        target = (
            BookingTarget(item=run.item)
            if ordinal < 0
            else UnitTarget(
                item=run.item, part=run.part, ticket_type=run.ticket_type, ordinal=ordinal
            )
        )
        found += [
            Entry(target=target, cause=cause, amount=amount, base=base, component=component)
            for cause, amount, base, component in run.entries
        ]
    return found


class TestTwoImplementationsAgree:
    """A promotion gives what it gives on the whole, less what untouched tickets keep of it."""

    @settings(max_examples=settings().max_examples * 3)
    @given(amendment=amendments())
    def test_on_every_entry_of_an_amended_order(self, amendment: Amendment) -> None:
        assert disagreements(amendment) == []

    @settings(max_examples=settings().max_examples * 2)
    @given(amendment=amendments(small=True))
    def test_on_prices_of_a_few_minor_units(self, amendment: Amendment) -> None:
        assert disagreements(amendment) == []


def written(quote: Quote) -> Counter[Written]:
    return Counter(as_written(entry) for entry in quote.entries)


class TestWhatIsKept:
    """Bookings that an amendment does not touch keep their entries, to the minor unit."""

    @given(amendment=amendments())
    def test_kept_bookings_keep_their_entries(self, amendment: Amendment) -> None:
        quote = amendment.quote()

        kept = [run for run in netted(quote.runs()) if run.item in amendment.kept]
        before = [run for runs in amendment.kept.values() for run in runs]

        assert sums(kept) == sums(before)

    @given(amendment=amendments())
    def test_an_amended_order_is_sound(self, amendment: Amendment) -> None:
        quote = amendment.quote()

        assert quote.audit() == ()
        assert all(amount >= 0 for amount in quote.unit_totals.values())

    @given(amendment=amendments())
    def test_where_nothing_is_kept_it_is_a_cart(self, amendment: Amendment) -> None:
        touched = attrs.evolve(
            amendment.basket,
            items=tuple(item for item in amendment.basket.items if item.id not in amendment.kept),
            codes=amendment.basket.codes[: amendment.pricer.tariff.codes_max],
        )
        amendment = attrs.evolve(amendment, basket=touched, kept={})
        quote = amendment.quote()

        fresh = amendment.pricer.price(touched, amendment.circumstances)

        assert written(quote) == written(fresh)
        assert answers_of_quote(quote) == answers_of_quote(fresh)
        assert quote.exact == fresh.exact

    @given(amendment=amendments(), order=st.randoms(use_true_random=False))
    def test_the_order_of_bookings_and_codes_changes_nothing(
        self, amendment: Amendment, order: Random
    ) -> None:
        items, codes = list(amendment.basket.items), list(amendment.basket.codes)
        order.shuffle(items)
        order.shuffle(codes)
        turned = attrs.evolve(amendment.basket, items=tuple(items), codes=tuple(codes))

        quote = amendment.quote()
        other = attrs.evolve(amendment, basket=turned).quote()

        assert written(other) == written(quote)


class TestWhatPromotionsGive:
    """No cap and no budget of a promotion is passed, however often an order is amended."""

    @given(amendment=amendments(), again=st.booleans())
    def test_no_cap_and_no_budget_is_passed(self, amendment: Amendment, *, again: bool) -> None:
        kept = amendment.kept
        if again:
            first = amendment.quote()
            names = {item.id for item in amendment.basket.items}
            amendment = attrs.evolve(
                amendment, kept=stored(first, items=names & set(list(names)[:2]))
            )
            kept = amendment.kept
        quote = amendment.quote()

        before = given_by(run for runs in kept.values() for run in runs)
        after = given_by(quote.runs())
        for promotion in amendment.pricer.tariff.promotions:
            had = before.get(promotion.id, 0)
            has = after.get(promotion.id, 0)
            assert quote.granted.get(promotion.id, 0) == has
            if promotion.may_raise:
                continue  # what it makes dearer is given to others beside its cap
            if promotion.cap is not None:
                assert has <= max(had, promotion.cap)
            if promotion.limits.budget is not None:
                told = amendment.circumstances.limits.get(promotion.id)
                left = promotion.limits.budget
                if told is not None and told.budget is not None:
                    left = told.budget
                assert has <= max(had, left)


def given_by(runs: Iterable[LedgerRun]) -> dict[str, int]:
    found: dict[str, int] = {}
    for run in runs:
        for entry in run.entries:
            if entry.cause.kind in PROMOTION_KINDS:
                amount = -entry.amount * run.units
                found[entry.cause.rule] = found.get(entry.cause.rule, 0) + amount
    return found


def sums(runs: Iterable[LedgerRun]) -> Counter[object]:
    """Count entries ticket by ticket, whatever their bases."""
    return Counter(
        (run[:3], ordinal, entry.cause, entry.amount, entry.component)
        for run in runs
        for ordinal in range(run.ordinal, run.ordinal + run.units)
        for entry in run.entries
    )
