"""The engine's choice of spots beside trying all choices, in halls of a few spots."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from counterfoil.domain.catalogue import Spot
from counterfoil.domain.stock import Place, SpotsChosen, SpotsShort, choose_spots, place_of

SIDES = ("", "L")  # numbers like 7 and 7L: two sides of a row


@st.composite
def halls(draw: st.DrawFn) -> list[Place]:
    """Generate places of up to two sections with two rows each, in any order."""
    numbers = st.builds(lambda value, side: f"{value}{side}", st.integers(7, 12), sides())
    place = st.builds(Place, st.sampled_from("ST"), st.sampled_from("AB"), numbers)
    return draw(st.lists(place, max_size=10, unique=True))


def sides() -> st.SearchStrategy[str]:
    return st.sampled_from(SIDES)


def beside(place: Place, other: Place) -> bool:
    if (place.section, place.row) != (other.section, other.row):
        return False
    (value, side), (other_value, other_side) = split(place.number), split(other.number)
    return side == other_side and abs(value - other_value) == 1


def split(number: str) -> tuple[int, str]:
    return int(number.rstrip("L")), number.lstrip("0123456789")


def groups(chosen: tuple[Place, ...]) -> int:
    """Count groups: every pair that sits together makes one fewer."""
    return len(chosen) - sum(beside(one, other) for one, other in combinations(chosen, 2))


def best(hall: list[Place], free: list[Place], count: int) -> list[Place]:
    """Try all choices of *count* free places."""
    sections = list(dict.fromkeys(place.section for place in hall))
    rows = list(dict.fromkeys((place.section, place.row) for place in hall))

    def position(place: Place) -> tuple[int, int, str, int]:
        value, side = split(place.number)
        return (
            sections.index(place.section),
            rows.index((place.section, place.row)),
            side,
            value,
        )

    def preference(chosen: tuple[Place, ...]) -> tuple[object, ...]:
        seated = {place.section for place in chosen}
        one_section = sections.index(min(seated)) if len(seated) == 1 else len(sections)
        return groups(chosen), one_section, sorted(map(position, chosen))

    choice = min(combinations(free, count), key=preference)
    return sorted(choice, key=position)


@given(halls(), st.integers(1, 5), st.data())
def test_the_choice_is_the_best_of_all(hall: list[Place], count: int, data: st.DataObject) -> None:
    taken = data.draw(st.sets(st.sampled_from(hall), max_size=3)) if hall else set[Place]()
    free = [place for place in hall if place not in taken]

    choice = choose_spots([Spot(**place._asdict()) for place in hall], taken=taken, count=count)

    if len(free) < count:
        assert choice == SpotsShort(asked=count, left=len(free))
    else:
        assert isinstance(choice, SpotsChosen)
        assert [place_of(spot) for spot in choice.spots] == best(hall, free, count)
