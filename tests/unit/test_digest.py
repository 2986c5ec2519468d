"""Digests: equal for equal values in every process, different for what differs."""

from __future__ import annotations

import importlib
import os
import pkgutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from hashlib import sha256
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import counterfoil.domain
from counterfoil.domain.basket import Basket, BasketItem, Fill, HeldPrice
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.parties import Party
from counterfoil.domain.catalogue.product import Admission, Product
from counterfoil.domain.catalogue.ticket_types import TicketKind, TicketType
from counterfoil.domain.digest import DEPTH_MAX, DIGEST_LENGTH, digest
from counterfoil.domain.errors import UsageError
from counterfoil.domain.money import Money, Rate, Rounding, currency
from counterfoil.domain.references import (
    CatalogueId,
    ItemId,
    PartyId,
    PoolId,
    ProductId,
    Promocode,
    PromotionId,
    RuleId,
    SeasonId,
    TariffId,
    TicketTypeId,
)
from counterfoil.domain.tariff.conditions import DateRange, InstantRange, LeadRange, Scope
from counterfoil.domain.tariff.promotions import PercentageOff, Promotion
from counterfoil.domain.tariff.tariff import ListPrice, Season, Tariff
from counterfoil.domain.tariff.variations import (
    FixedAmount,
    Percentage,
    Variation,
    VariationType,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NEW_YORK = ZoneInfo("America/New_York")


def summer_tariff() -> Tariff:
    """Build one tariff with every kind of value that tariffs hold."""
    return Tariff(
        id=TariffId("harbor-2026"),
        currency=currency("EUR"),
        rounding=Rounding.HALF_EVEN,
        seasons=(
            Season(
                id=SeasonId("high"),
                label="High season",
                dates=(DateRange(first=date(2026, 6, 1), last=date(2026, 8, 31)),),
            ),
        ),
        prices=(
            ListPrice(
                product=ProductId("harbor-tour"), ticket_type=TicketTypeId("adult"), amount=1850
            ),
        ),
        variations=(
            Variation(
                id=RuleId("weekend"),
                label="Weekend",
                type=VariationType.PRODUCT_DAILY,
                difference=Percentage(rate=Rate.percent("7.5")),
                scope=Scope(
                    products=frozenset({ProductId("harbor-tour"), ProductId("night-tour")}),
                    weekdays=frozenset({5, 6}),
                ),
                lead=LeadRange(least=timedelta(days=2)),
            ),
        ),
        promotions=(
            Promotion(
                id=PromotionId("welcome"),
                label="Welcome",
                benefit=PercentageOff(rate=Rate.percent(10)),
                code=Promocode("WELCOME"),
                booked=(InstantRange(starts_at=datetime(2026, 3, 1, 9, tzinfo=AMSTERDAM)),),
            ),
        ),
        price_valid=timedelta(hours=2),
    )


def harbor_catalogue(*, zone: tzinfo = AMSTERDAM) -> Catalogue:
    product = Product(
        id=ProductId("harbor-tour"),
        title="Harbor tour",
        currency=currency("EUR"),
        zone=zone,
        admission=Admission.TIME_OPEN,
        supplier=Party(id=PartyId("boats"), name="Boats"),
        ticket_types=(TicketType(id=TicketTypeId("adult"), kind=TicketKind.ADULT, label="Adult"),),
    )
    return Catalogue(id=CatalogueId("harbor"), products=(product,))


class TestWhatIsStored:
    """Digests are stored with quotes and orders: a change of these two is a breaking change."""

    def test_the_digest_of_a_tariff_stays_what_it_is(self) -> None:
        assert digest(summer_tariff()) == "36bfd6f835296f3f6f50ecfac4c54d6f"

    def test_the_digest_of_a_catalogue_stays_what_it_is(self) -> None:
        assert digest(harbor_catalogue()) == "fa02440b8275c40930c94b73790477c5"

    def test_the_encoding_names_class_fields_and_types_each_with_its_own_end(self) -> None:
        encoding = b"<s11:FixedAmounts6:amountifa;>"

        assert digest(FixedAmount(amount=250)) == sha256(encoding).hexdigest()[:DIGEST_LENGTH]

    @pytest.mark.parametrize("seed", ["1", "2"])
    def test_another_process_has_the_same_digest(self, seed: str) -> None:
        names = "frozenset({'harbor', 'museum', 'tower', 'zoo'})"
        program = f"from counterfoil.domain.digest import digest; print(digest({names}))"

        answer = subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        )

        assert answer.stdout.strip() == digest(frozenset({"zoo", "tower", "museum", "harbor"}))


class Pair(NamedTuple):
    left: int
    right: int


class Shouting(str):
    """A text with a class of its own, equal to the plain one."""

    __slots__ = ()


EQUAL = {
    "sets in any order": (frozenset({"a", "b", "c"}), frozenset({"c", "b", "a"})),
    "mappings in any order": ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    "mappings of any kind": ({"a": 1}, MappingProxyType({"a": 1})),
    "an instant in any zone": (
        datetime(2026, 6, 1, 12, tzinfo=AMSTERDAM),
        datetime(2026, 6, 1, 10, tzinfo=UTC),
    ),
    "the first instant of all": (
        datetime(1, 1, 1, 1, tzinfo=timezone(timedelta(hours=1))),
        datetime(1, 1, 1, tzinfo=UTC),
    ),
    "an offset under any name": (
        timezone(timedelta(hours=2)),
        timezone(timedelta(hours=2), "summer time"),
    ),
    "a named tuple and a plain one": (Pair(left=1, right=2), (1, 2)),
    "text of a subclass": (Shouting("a"), "a"),
    "durations": (timedelta(hours=24), timedelta(days=1)),
    "rates in any terms": (Rate.of(1, 40), Rate.percent("2.5")),
    "what was made twice": (summer_tariff(), summer_tariff()),
}

DIFFERENT = {
    "a number and its digits": (1, "1"),
    "a number and a truth": (1, True),
    "nothing and the word": (None, "None"),
    "nothing and no text": (None, ""),
    "no members and no keys": ((), {}),
    "a list of members and a set of them": ((1,), frozenset({1})),
    "members in another order": ((1, 2), (2, 1)),
    "nested in another way": (((1,), 2), ((1, 2),)),
    "text cut at another place": (("ab", "c"), ("a", "bc")),
    "text that looks like an encoding": (("a", "b"), ('a"s1:b',)),
    "signs": (1, -1),
    "numbers beyond any machine word": (10**30, 10**30 + 1),
    "days": (date(2026, 1, 1), date(2026, 1, 2)),
    "a day and its midnight": (date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC)),
    "times of day": (time(10), time(10, 0, 0, 1)),
    "durations": (timedelta(hours=1), timedelta(hours=1, microseconds=1)),
    "a duration and its number": (timedelta(microseconds=1), 1),
    "zones": (AMSTERDAM, NEW_YORK),
    "a zone and its name": (AMSTERDAM, "Europe/Amsterdam"),
    "offsets": (timezone(timedelta(hours=1)), timezone(timedelta(hours=2))),
    "members of an enumeration": (Rounding.HALF_UP, Rounding.HALF_EVEN),
    "enumerations with one name in both": (VariationType.OTHER, TicketKind.CUSTOM),
    "a member and its name": (VariationType.OTHER, "OTHER"),
    "classes with one content": (FixedAmount(amount=1), Fill(taken=1, total=1)),
    "a key and its value": ({"a": "b"}, {"b": "a"}),
    "rates": (Rate.percent(10), Rate.percent(11)),
    "currencies": (Money.parse("1", "EUR"), Money.parse("1", "USD")),
    "zones deep in a product": (harbor_catalogue(), harbor_catalogue(zone=NEW_YORK)),
}


@pytest.mark.parametrize(("left", "right"), EQUAL.values(), ids=EQUAL)
def test_equal_values_have_equal_digests(left: object, right: object) -> None:
    assert left == right

    assert digest(left) == digest(right)


@pytest.mark.parametrize(("left", "right"), DIFFERENT.values(), ids=DIFFERENT)
def test_what_differs_has_different_digests(left: object, right: object) -> None:
    assert digest(left) != digest(right)


def test_a_digest_is_short_hexadecimal_text() -> None:
    text = digest(summer_tariff())

    assert len(text) == DIGEST_LENGTH
    assert set(text) <= set("0123456789abcdef")


def test_half_a_surrogate_pair_is_text_like_any_other() -> None:
    assert digest("\ud800") != digest("\ud801")


class TestFields:
    def test_the_name_of_a_field_counts(self) -> None:
        @attrs.frozen(kw_only=True)
        class Fee:
            minimum: int

        first = Fee(minimum=5)

        @attrs.frozen(kw_only=True)
        class Fee:  # type: ignore[no-redef]
            maximum: int

        assert digest(first) != digest(Fee(maximum=5))  # type: ignore[call-arg]

    def test_a_field_at_its_default_is_left_out(self) -> None:
        @attrs.frozen(kw_only=True)
        class Rule:
            id: str

        old = Rule(id="peak")

        @attrs.frozen(kw_only=True)
        class Rule:  # type: ignore[no-redef]
            id: str
            label: str = ""
            scope: Scope = attrs.field(factory=Scope)

        assert digest(Rule(id="peak")) == digest(old)
        assert digest(Rule(id="peak", label="Peak")) != digest(old)  # type: ignore[call-arg]
        weekend = Scope(weekdays=frozenset({6}))
        assert digest(Rule(id="peak", scope=weekend)) != digest(old)  # type: ignore[call-arg]

    def test_a_default_that_depends_on_other_fields_is_not_left_out(self) -> None:
        @attrs.frozen(kw_only=True)
        class Rule:
            id: str
            label: str = attrs.field(default=attrs.Factory(lambda self: self.id, takes_self=True))

        assert digest(Rule(id="peak")) == digest(Rule(id="peak", label="peak"))
        assert digest(Rule(id="peak")) != digest(Rule(id="peak", label=""))

    def test_the_order_of_fields_does_not_count(self) -> None:
        @attrs.frozen(kw_only=True)
        class Band:
            least: int
            most: int

        first = Band(least=1, most=2)

        @attrs.frozen(kw_only=True)
        class Band:  # type: ignore[no-redef]
            most: int
            least: int

        assert digest(Band(least=1, most=2)) == digest(first)

    def test_a_field_that_is_not_compared_does_not_count(self) -> None:
        @attrs.frozen(kw_only=True)
        class Index:
            name: str
            cache: object = attrs.field(eq=False)

        assert digest(Index(name="a", cache=1.5)) == digest(Index(name="a", cache=object()))

    def test_two_classes_of_the_domain_never_share_a_name(self) -> None:
        names = Counter(kind.__name__ for kind in set(classes_of_the_domain()))

        assert names["Tariff"] == 1
        assert [name for name, count in names.items() if count > 1] == []


def classes_of_the_domain() -> Iterator[type]:
    modules = pkgutil.walk_packages(counterfoil.domain.__path__, "counterfoil.domain.")
    for found in modules:
        for member in vars(importlib.import_module(found.name)).values():
            if isinstance(member, type) and attrs.has(member):
                yield member


class Foreign:
    """A type that the domain knows nothing about."""


class UnnamedZone(tzinfo):
    """A zone without a key."""

    def utcoffset(self, _moment: datetime | None, /) -> timedelta:
        return timedelta(0)

    def dst(self, _moment: datetime | None, /) -> None:
        return None

    def tzname(self, _moment: datetime | None, /) -> str:
        return "nowhere"


UNREADABLE = {
    "a float": (1.5, "value", "is a float"),
    "a decimal": (Decimal("1.5"), "value", "is a Decimal"),
    "bytes": (b"a", "value", "is a bytes"),
    "a list": ([1], "value", "is a list"),
    "a set that can change": ({1}, "value", "is a set"),
    "a foreign object": (Foreign(), "value", "is a Foreign"),
    "a class": (Tariff, "value", "is a type"),
    "a naive datetime": (
        datetime(2026, 1, 1),  # noqa: DTZ001 - this is what is refused
        "value",
        "is a datetime without a time zone",
    ),
    "a time of day with an offset": (
        time(10, tzinfo=UTC),
        "value",
        "is a time of day with a time zone",
    ),
    "a zone without a key": (UnnamedZone(), "value", "is a UnnamedZone without a key"),
    "a float in a tuple": ((1, 2, 0.5), "[2]", "is a float"),
    "a float in a mapping": ({"rate": 0.5}, "['rate']", "is a float"),
    "a float in a set": (frozenset({0.5}), "value", "is a float"),
    "a float deep inside": (
        Basket(
            items=(
                BasketItem(id=ItemId("1"), product=ProductId("a")),
                BasketItem(
                    id=ItemId("2"),
                    product=ProductId("b"),
                    quantities=((TicketTypeId("adult"), 1.5),),  # type: ignore[arg-type]
                ),
            )
        ),
        "items[1].quantities[0][1]",
        "is a float",
    ),
    "a float behind a mapping": (
        HeldPrice(
            at=datetime(2026, 1, 1, tzinfo=UTC),
            fills={PoolId("hall"): 0.5},  # type: ignore[dict-item]
        ),
        "fills['hall']",
        "is a float",
    ),
}


@pytest.mark.parametrize(("value", "field", "problem"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_domain_value_is_refused_with_its_path(
    value: object, field: str, problem: str
) -> None:
    with pytest.raises(UsageError) as caught:
        digest(value)

    assert (caught.value.field, caught.value.problem) == (field, problem)
    assert "tuples, frozensets and mappings" in caught.value.allowed


@pytest.mark.parametrize("secret", [b"sesame", ["sesame"], {"sesame"}, bytearray(b"sesame")])
def test_what_may_be_a_secret_is_not_shown(secret: object) -> None:
    with pytest.raises(UsageError) as caught:
        digest(("open", secret))

    assert "sesame" not in str(caught.value)
    assert "sesame" not in repr(caught.value.value)


def test_a_value_that_holds_itself_is_refused() -> None:
    endless: dict[str, object] = {}
    endless["self"] = endless

    with pytest.raises(UsageError, match="'dict' is nested more than 64 deep, or holds itself"):
        digest(endless)


def test_nesting_is_refused_only_beyond_the_limit() -> None:
    value: tuple[object, ...] = ()
    for _ in range(DEPTH_MAX):
        value = (value,)

    assert digest(value)
    with pytest.raises(UsageError):
        digest((value,))


# Few leaves and short names, so that two draws are often equal.
LEAVES = st.one_of(
    st.none(),
    st.integers(min_value=-1, max_value=2),
    st.text(alphabet="a1:;()", max_size=2),
    st.sampled_from([date(2026, 1, 1), timedelta(1), Rounding.HALF_UP, Rate.of(1, 2)]),
    st.builds(FixedAmount, amount=st.integers(min_value=0, max_value=1)),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=2).map(tuple),
        st.frozensets(inner, max_size=2),
    ),
    max_leaves=4,
)


class TestProperties:
    @given(left=VALUES, right=VALUES)
    def test_digests_are_equal_exactly_where_values_are(self, left: object, right: object) -> None:
        assert (digest(left) == digest(right)) == (left == right)

    @given(members=st.lists(VALUES, max_size=5), data=st.data())
    def test_the_order_in_which_a_set_is_filled_changes_nothing(
        self, members: list[object], data: st.DataObject
    ) -> None:
        shuffled = data.draw(st.permutations(members))

        assert digest(frozenset(members)) == digest(frozenset(shuffled))

    @given(items=st.dictionaries(st.text(max_size=3), VALUES, max_size=5), data=st.data())
    def test_the_order_in_which_a_mapping_is_filled_changes_nothing(
        self, items: Mapping[str, object], data: st.DataObject
    ) -> None:
        shuffled = data.draw(st.permutations(list(items.items())))

        assert digest(items) == digest(dict(shuffled))

    @given(
        instant=st.datetimes(
            min_value=datetime(1900, 1, 1),  # noqa: DTZ001 - the zone is added on the way
            timezones=st.sampled_from([UTC, AMSTERDAM, NEW_YORK]),
        )
    )
    def test_the_zone_in_which_an_instant_is_written_changes_nothing(
        self, instant: datetime
    ) -> None:
        assert digest(instant) == digest(instant.astimezone(UTC))
