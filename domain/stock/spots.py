"""Spots: the caller's choice, checked, or the engine's.

A guest who does not choose wants to sit beside the others of the party, as far in front as that
allows. The engine chooses, in this order of preference:

1. the fewest groups. A group is of one section and row, and its numbers follow one another;
2. one section, the first that has a choice of so few groups;
3. the spots that come first.

Sections and rows come in the order in which the catalogue lists them, so list the best ones first.
In a row, spots come by number: by the text around the last digits, then by their value, so that 9
comes before 10 and 2b after 1b. Numbers follow one another where the text around them is the same
and the value is one more; a spot without digits is beside nobody.

As many as possible go to the first of several groups. Known limit: that can seat one guest alone,
and a single spot may be left over at the end of a row.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple, TypeAlias

from attrs import frozen

from counterfoil.domain.catalogue.spots import Spot
from counterfoil.domain.errors import UsageError
from counterfoil.domain.stock.resource import Place, place_of

_NUMBER = re.compile(r"(?P<before>.*?)(?P<digits>[0-9]{1,9})(?P<behind>[^0-9]*)", re.DOTALL)


@frozen(kw_only=True)
class SpotsChosen:
    """The spots: as the caller ordered them, or first ones first."""

    spots: tuple[Spot, ...]


@frozen(kw_only=True)
class SpotsMiscounted:
    """The caller named more or fewer spots than there are tickets."""

    asked: int
    named: int


@frozen(kw_only=True)
class SpotsRepeated:
    """The caller named some places more than once."""

    places: tuple[Place, ...]


@frozen(kw_only=True)
class SpotsUnknown:
    """There is nothing in some of the places that the caller named."""

    places: tuple[Place, ...]


@frozen(kw_only=True)
class SpotsTaken:
    """Some of the spots that the caller named are not free."""

    places: tuple[Place, ...]


@frozen(kw_only=True)
class SpotsShort:
    """The engine was to choose, and fewer spots are free than there are tickets."""

    asked: int
    left: int


SpotChoice: TypeAlias = (
    SpotsChosen | SpotsMiscounted | SpotsRepeated | SpotsUnknown | SpotsTaken | SpotsShort
)


def choose_spots(
    spots: Iterable[Spot],
    *,
    taken: Collection[Place],
    count: int,
    wanted: Sequence[Place] = (),
) -> SpotChoice:
    """Choose *count* of *spots*: those in the *wanted* places, or the best free ones.

    Equal arguments always get the same spots.

    Returns: SpotsChosen, or the first that applies of: SpotsMiscounted, SpotsRepeated,
        SpotsUnknown, SpotsTaken where places are wanted; SpotsShort where none are.
    Raises: UsageError for a count below one.
    """
    if type(count) is not int or count < 1:
        raise UsageError(
            field="count",
            value=count,
            problem="is not a number of spots",
            allowed="a whole number above zero",
        )
    if wanted:
        return _wanted(spots, taken=taken, count=count, wanted=wanted)
    groups = _free_groups(spots, taken=taken)
    left = sum(len(group.spots) for group in groups)
    if left < count:
        return SpotsShort(asked=count, left=left)
    return SpotsChosen(spots=tuple(_best(groups, count=count)))


def _wanted(
    spots: Iterable[Spot], *, taken: Collection[Place], count: int, wanted: Sequence[Place]
) -> SpotChoice:
    if len(wanted) != count:
        return SpotsMiscounted(asked=count, named=len(wanted))
    repeated = tuple(place for place, times in Counter(wanted).items() if times > 1)
    if repeated:
        return SpotsRepeated(places=repeated)
    known = {place_of(spot): spot for spot in spots}
    unknown = tuple(place for place in wanted if place not in known)
    if unknown:
        return SpotsUnknown(places=unknown)
    occupied = tuple(place for place in wanted if place in taken)
    if occupied:
        return SpotsTaken(places=occupied)
    return SpotsChosen(spots=tuple(known[place] for place in wanted))


class _Number(NamedTuple):
    """The number of a spot, to be sorted by; ``value`` is below zero where it has no digits."""

    before: str
    behind: str
    value: int
    text: str


class _Group(NamedTuple):
    """Free spots beside one another."""

    section: str
    spots: list[Spot]


def _number(text: str) -> _Number:
    match = _NUMBER.fullmatch(text)
    if match is None:
        return _Number(text, "", -1, text)
    return _Number(match["before"], match["behind"], int(match["digits"]), text)


def _free_groups(spots: Iterable[Spot], *, taken: Collection[Place]) -> list[_Group]:
    """Gather the free spots into groups, the longest possible ones, first ones first."""
    rows: dict[str, dict[str, list[tuple[_Number, Spot]]]] = {}
    for spot in spots:
        row = rows.setdefault(spot.section, {}).setdefault(spot.row, [])
        if place_of(spot) not in taken:
            row.append((_number(spot.number), spot))
    groups: list[_Group] = []
    for section, of_section in rows.items():
        for row in of_section.values():
            last: _Number | None = None
            for number, spot in sorted(row, key=lambda numbered: numbered[0]):
                if last is not None and _follows(number, last=last):
                    groups[-1].spots.append(spot)
                else:
                    groups.append(_Group(section, [spot]))
                last = number
    return groups


def _follows(number: _Number, *, last: _Number) -> bool:
    return number[:2] == last[:2] and last.value >= 0 and number.value == last.value + 1


def _best(groups: Sequence[_Group], *, count: int) -> list[Spot]:
    """Choose by the order of preference; there are *count* spots at least."""
    pieces = _fewest(_lengths(groups), count=count)
    for section in dict.fromkeys(group.section for group in groups):
        of_section = [group for group in groups if group.section == section]
        if _longest(_lengths(of_section), pieces=pieces) >= count:
            return _first(of_section, count=count, pieces=pieces)
    return _first(groups, count=count, pieces=pieces)


def _first(groups: Sequence[_Group], *, count: int, pieces: int) -> list[Spot]:
    """Choose the spots that come first, out of *pieces* groups; so many are enough."""
    behind = _lengths(groups)
    chosen: list[Spot] = []
    remaining = iter(groups)
    while wanting := count - len(chosen):
        group = next(remaining)
        behind[len(group.spots)] -= 1
        # A group is used unless those behind it could not make up for the choice of it.
        if wanting - len(group.spots) <= _longest(behind, pieces=pieces - 1):
            chosen.extend(group.spots[:wanting])
            pieces -= 1
    return chosen


def _lengths(groups: Iterable[_Group]) -> Counter[int]:
    return Counter(len(group.spots) for group in groups)


def _fewest(lengths: Counter[int], *, count: int) -> int:
    """Count the longest groups that together have *count* spots."""
    pieces = 0
    for length in sorted(lengths, reverse=True):
        used = min(lengths[length], -(-count // length))
        pieces += used
        count = max(0, count - used * length)
    return pieces


def _longest(lengths: Counter[int], *, pieces: int) -> int:
    """Count the spots of the longest *pieces* groups."""
    total = 0
    for length in sorted(lengths, reverse=True):
        used = min(lengths[length], pieces)
        total += used * length
        pieces -= used
        if not pieces:
            break
    return total
