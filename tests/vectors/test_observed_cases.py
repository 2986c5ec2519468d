"""Numeric cases observed on another engine, answered by ours as they are classed.

The cases are not part of the repository: the environment variable COUNTERFOIL_VECTORS names their
folder. Without it they are skipped, and the classes and the page about them are still held
together.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.vectors.classing import CLASSES, FILE, VERDICT, Verdict, fault_of, read_classes
from tests.vectors.neutral import Case, find_cases
from tests.vectors.operations import OPERATIONS
from tests.vectors.page import END, PAGE, START, page_text
from tests.vectors.reasons import MISSING, REASONS, Reason

VARIABLE = "COUNTERFOIL_VECTORS"
FOLDER = os.environ.get(VARIABLE)
CLASSED = read_classes(CLASSES.read_text(encoding="utf-8"))
ABSENT = pytest.mark.skip(reason=f"{VARIABLE} names no folder with observed cases")


def observed(file: str) -> tuple[Case, ...]:
    return find_cases(Path(FOLDER or ""), file=file)


def cases() -> list[object]:
    if not FOLDER:
        return [pytest.param(None, marks=ABSENT, id="absent")]
    return [pytest.param(case, id=case.id) for file in CLASSED for case in observed(file)]


def files() -> list[object]:
    if not FOLDER:
        return [pytest.param("", marks=ABSENT, id="absent")]
    return [pytest.param(file, id=file) for file in CLASSED]


@pytest.mark.vectors
@pytest.mark.parametrize("case", cases())
def test_a_case_is_what_it_is_classed_as(
    case: Case, record_property: Callable[[str, object], None]
) -> None:
    classed = CLASSED[case.file].get(case.id)

    fault = fault_of(case, classed)

    assert not fault, fault
    assert classed is not None
    record_property(FILE, case.file)
    record_property(VERDICT, classed.verdict.value)


@pytest.mark.vectors
@pytest.mark.parametrize("file", files())
def test_the_classes_name_every_case_of_a_file_and_no_other(file: str) -> None:
    names = [case.id for case in observed(file)]

    assert len(names) == len(set(names))
    assert set(names) == CLASSED[file].keys()


@pytest.mark.vectors
@pytest.mark.parametrize("file", files())
def test_where_only_the_place_of_a_rounding_differs_the_totals_do_not(file: str) -> None:
    pinned = [
        (case, CLASSED[file][case.id].ours)
        for case in observed(file)
        if CLASSED[file][case.id].why == "rounding_is_pinned"
    ]

    for case, ours in pinned:
        theirs = OPERATIONS[case.operation].expected(case.given, case.expect)
        assert ours.rpartition("; ")[2] == theirs.rpartition("; ")[2], case.id


# --- always run ---------------------------------------------------------------------------------


def test_every_difference_has_a_reason_and_every_reason_a_case() -> None:
    used = {
        one.why
        for of_file in CLASSED.values()
        for one in of_file.values()
        if one.verdict is Verdict.DIFFERS
    }

    assert used == REASONS.keys()


def test_every_missing_rule_is_named() -> None:
    used = {
        one.why
        for of_file in CLASSED.values()
        for one in of_file.values()
        if one.verdict is Verdict.CANNOT_BE_SAID
    }

    assert used <= MISSING.keys()


@pytest.mark.parametrize("reason", REASONS.values(), ids=REASONS.keys())
def test_the_rule_that_decides_stands_on_the_page(reason: Reason) -> None:
    page = PAGE.with_name(reason.page).read_text(encoding="utf-8")
    plain = re.sub(r"\[([^][]*)\]\([^)]*\)", r"\1", page).replace("**", "")

    assert reason.rule in " ".join(plain.split())


def test_the_page_shows_the_classes_as_they_are() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert page.count(START) == page.count(END) == 1
    assert page == page_text(page, classes=CLASSED)
