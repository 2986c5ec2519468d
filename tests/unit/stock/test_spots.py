"""The caller's spots, checked, and the engine's choice, in its order of preference."""

import pytest

from counterfoil.domain.catalogue import Spot
from counterfoil.domain.errors import UsageError
from counterfoil.domain.stock import (
    Place,
    SpotChoice,
    SpotsChosen,
    SpotsMiscounted,
    SpotsRepeated,
    SpotsShort,
    SpotsTaken,
    SpotsUnknown,
    choose_spots,
    place_of,
)


def spot(text: str) -> Spot:
    section, row, number = text.split()
    return Spot(section=section, row=row, number=number, name=f"{section} {row}{number}")


def spots(*rows: str) -> list[Spot]:
    """Read `S A 1-4` as four spots of section S, row A, and `S A 1,3,x` as three."""
    found: list[Spot] = []
    for text in rows:
        section, row, numbers = text.split()
        for part in numbers.split(","):
            first, _, last = part.partition("-")
            every = [first] if not last else map(str, range(int(first), int(last) + 1))
            found.extend(spot(f"{section} {row} {number}") for number in every)
    return found


def places(*texts: str) -> list[Place]:
    return [place_of(spot(text)) for text in texts]


def chosen(choice: SpotChoice) -> list[str]:
    assert isinstance(choice, SpotsChosen), choice
    return [" ".join(place_of(found)) for found in choice.spots]


# --- the caller chooses -------------------------------------------------------------------------

HALL = spots("S A 1-4", "S B 1-4")


def test_what_the_caller_wants_is_chosen_in_the_order_of_the_caller() -> None:
    choice = choose_spots(HALL, taken=(), count=2, wanted=places("S B 3", "S A 1"))

    assert choice == SpotsChosen(spots=(spot("S B 3"), spot("S A 1")))


@pytest.mark.parametrize(
    ("wanted", "choice"),
    [
        (["S A 1"], SpotsMiscounted(asked=2, named=1)),
        (["S A 1", "S A 1", "S A 9"], SpotsMiscounted(asked=2, named=3)),
        (["S A 9", "S A 9"], SpotsRepeated(places=(Place("S", "A", "9"),))),
        (["S A 9", "S A 2"], SpotsUnknown(places=(Place("S", "A", "9"),))),
        (["S A 2", "S A 1"], SpotsTaken(places=(Place("S", "A", "2"),))),
        (["S B 2", "S A 2"], SpotsTaken(places=(Place("S", "B", "2"), Place("S", "A", "2")))),
    ],
    ids=["too few", "count first", "repetition second", "unknown third", "taken", "all taken"],
)
def test_what_the_caller_cannot_have_is_named(wanted: list[str], choice: SpotChoice) -> None:
    taken = places("S A 2", "S B 2")

    assert choose_spots(HALL, taken=taken, count=2, wanted=places(*wanted)) == choice


def test_a_number_is_a_name_and_no_value() -> None:
    choice = choose_spots(HALL, taken=(), count=1, wanted=places("S A 01"))

    assert choice == SpotsUnknown(places=(Place("S", "A", "01"),))


# --- the engine chooses -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hall", "taken", "count", "best"),
    [
        (["S A 1-4"], [], 2, ["S A 1", "S A 2"]),
        (["S A 1-4"], ["S A 2"], 2, ["S A 3", "S A 4"]),
        (["S A 1-4", "S B 1-4"], ["S A 2"], 3, ["S B 1", "S B 2", "S B 3"]),
        # nine before ten, whatever the order of the list
        (["S A 12", "S A 9-11"], [], 3, ["S A 9", "S A 10", "S A 11"]),
        # sections and rows come as they are listed
        (["Z Q 1-2", "A B 1-2", "A A 1-2"], [], 2, ["Z Q 1", "Z Q 2"]),
        (["A Q 1-2", "A B 1-2"], ["A Q 1"], 2, ["A B 1", "A B 2"]),
        # odd and even sides: three is beside two and four, not beside one and five
        (["S A 1,3,5", "S B 1,2"], [], 2, ["S B 1", "S B 2"]),
        # letters behind or before the digits are sides of their own
        (["S A 1a,1b,2a,2b,3b"], [], 3, ["S A 1b", "S A 2b", "S A 3b"]),
        (["S A L9,R1,L10,R2"], [], 2, ["S A L9", "S A L10"]),
        # only the last digits count: 1-9 and 1-10 are beside each other
        (["S A T1.9,T1.10"], [], 2, ["S A T1.9", "S A T1.10"]),
        # without digits a spot is beside nobody
        (["S A left,middle,right", "S B 7,8"], [], 2, ["S B 7", "S B 8"]),
        (["S A box,box0", "S B 7,8"], [], 2, ["S B 7", "S B 8"]),
        (["S A left,middle,right"], [], 2, ["S A left", "S A middle"]),
        (["S A 007,8"], [], 2, ["S A 007", "S A 8"]),
    ],
)
def test_spots_beside_one_another(
    hall: list[str], taken: list[str], count: int, best: list[str]
) -> None:
    choice = choose_spots(spots(*hall), taken=places(*taken), count=count)

    assert chosen(choice) == best


def test_two_groups_are_better_than_three() -> None:
    hall = spots("S A 1-2", "S B 1-2", "S C 1-3", "S D 1-3")

    choice = choose_spots(hall, taken=(), count=6)

    assert chosen(choice) == ["S C 1", "S C 2", "S C 3", "S D 1", "S D 2", "S D 3"]


def test_of_as_many_groups_the_first_are_used() -> None:
    hall = spots("S A 1-2", "S B 1-2", "S C 1-4", "S D 1-4")

    choice = choose_spots(hall, taken=(), count=6)

    # A and C do as well as C and D
    assert chosen(choice) == ["S A 1", "S A 2", "S C 1", "S C 2", "S C 3", "S C 4"]


def test_a_section_that_has_room_for_all_is_better_than_two_sections() -> None:
    hall = spots("Front A 1-3", "Back A 1-3", "Back B 1-3")

    choice = choose_spots(hall, taken=(), count=6)

    assert {found.split()[0] for found in chosen(choice)} == {"Back"}


def test_fewer_groups_are_better_than_one_section() -> None:
    hall = spots("Front A 1-4", "Middle A 1-2", "Middle B 1-2", "Middle C 1-2", "Back A 1-2")

    choice = choose_spots(hall, taken=(), count=6)

    assert chosen(choice) == [
        "Front A 1",
        "Front A 2",
        "Front A 3",
        "Front A 4",
        "Middle A 1",
        "Middle A 2",
    ]


def test_the_last_free_spots_go_wherever_they_are() -> None:
    hall = spots("S A 1-5", "T B 1-5")
    taken = places("S A 1", "S A 3", "T B 2", "T B 3", "T B 5")

    assert chosen(choose_spots(hall, taken=taken, count=5)) == [
        "S A 2",
        "S A 4",
        "S A 5",
        "T B 1",
        "T B 4",
    ]
    assert choose_spots(hall, taken=taken, count=6) == SpotsShort(asked=6, left=5)


def test_a_hall_without_spots_is_short() -> None:
    assert choose_spots([], taken=(), count=1) == SpotsShort(asked=1, left=0)


@pytest.mark.parametrize("count", [0, -1, True, "2"])
def test_a_count_is_a_whole_number_above_zero(count: int) -> None:
    with pytest.raises(UsageError, match=r"count: .* is not a number of spots"):
        choose_spots(HALL, taken=(), count=count)
