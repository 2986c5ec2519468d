"""A case that is not what it is classed as is found, whichever way it is classed wrongly."""

from pathlib import Path

import pytest
from tests.vectors.classing import CLASSES, Class, Verdict, fault_of, read_classes
from tests.vectors.neutral import Case, find_cases, minor, read_cases
from tests.vectors.page import END, PAGE, START, page_text

PASSES = Class(verdict=Verdict.PASSES)
PINNED = Class(verdict=Verdict.DIFFERS, why="remainders_in_stated_order", ours="4, 3, 3")
UNSAID = Class(verdict=Verdict.CANNOT_BE_SAID, why="payments_that_cannot_go_back")


def parts(*expected: int) -> Case:
    """Make a case of ten minor units in three parts."""
    given = {"op": "split_into_installments", "amount_minor": "10", "count": 3}
    return Case("own", "parts", given, {"parts_minor": [str(part) for part in expected]})


LOCKED = {"id": "a", "full_refund_possible": False, "partial_refund_possible": False}
REFUND = Case(
    "own", "refund", {"op": "choose_refund_sources", "payments": [LOCKED]}, {"refunds": []}
)


@pytest.mark.parametrize(
    ("case", "classed"),
    [(parts(4, 3, 3), PASSES), (parts(3, 3, 4), PINNED), (REFUND, UNSAID)],
    ids=["passes", "differs", "cannot be said"],
)
def test_a_case_that_is_classed_as_it_is_has_no_fault(case: Case, classed: Class) -> None:
    assert not fault_of(case, classed)


@pytest.mark.parametrize(
    ("case", "classed"),
    [
        (parts(3, 3, 4), PASSES),
        (parts(4, 3, 3), PINNED),
        (parts(3, 3, 4), Class(verdict=Verdict.DIFFERS, why=PINNED.why, ours="3, 4, 3")),
        (parts(4, 3, 3), UNSAID),
        (REFUND, PASSES),
        (REFUND, PINNED),
        (REFUND, Class(verdict=Verdict.CANNOT_BE_SAID, why="taxes_by_customer")),
        (parts(4, 3, 3), None),
    ],
    ids=[
        "differs, classed as passing",
        "passes, classed as differing",
        "differs, but from what is pinned",
        "passes, classed as what cannot be said",
        "cannot be said, classed as passing",
        "cannot be said, classed as differing",
        "cannot be said, for another rule",
        "in no class",
    ],
)
def test_a_case_that_is_classed_otherwise_than_it_is_is_a_fault(
    case: Case, classed: Class | None
) -> None:
    fault = fault_of(case, classed)

    assert f"own: {case.id}" in fault


def test_a_case_in_two_classes_is_refused() -> None:
    text = '[own]\npasses = ["a", "b", "a"]\n[own.differs]\n[own.cannot_be_said]\n'

    with pytest.raises(ValueError, match="own: a is classed twice"):
        read_classes(text)


def test_a_page_with_other_counts_is_stale() -> None:
    page = PAGE.read_text(encoding="utf-8")
    classes = read_classes(CLASSES.read_text(encoding="utf-8"))
    fewer = {file: dict(list(of_file.items())[1:]) for file, of_file in classes.items()}

    assert page_text(page, classes=fewer) != page
    assert page_text(f"before\n{START}old\n{END}after\n", classes=classes).startswith("before\n")


@pytest.mark.parametrize("text", ["12.5", "1e3", "", "+5", 12, None])
def test_an_amount_that_is_not_the_text_of_an_integer_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match="is not the text of an integer"):
        minor(text)


def test_a_number_in_a_file_is_never_a_binary_float(tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    path.write_text('[{"id": "a", "given": {"rate": 0.1}, "expect": {}}]', encoding="utf-8")

    (case,) = read_cases(path)

    assert str(case.given["rate"]) == "0.1"
    assert not isinstance(case.given["rate"], float)


CASES = '[{"id": "a", "given": {}, "expect": {}}]'


@pytest.mark.parametrize("name", ["fees.json", "observed_fees.json"])
def test_a_file_is_found_by_the_end_of_its_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(CASES, encoding="utf-8")
    (tmp_path / "other_coffees.json").write_text("[]", encoding="utf-8")

    (case,) = find_cases(tmp_path, file="fees")

    assert (case.file, case.id) == ("fees", "a")


@pytest.mark.parametrize("names", [[], ["a_fees.json", "b_fees.json"]])
def test_a_file_that_is_not_there_once_is_refused(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        (tmp_path / name).write_text(CASES, encoding="utf-8")

    with pytest.raises(ValueError, match="exactly one file"):
        find_cases(tmp_path, file="fees")
