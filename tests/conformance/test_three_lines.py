"""The suite as somebody else uses it: three lines in a file of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import evolve
from tests.conformance.memory import InMemory

from counterfoil.adapters.memory import CAPABILITIES, MemorySystem
from counterfoil.adapters.testkit.conformance import (
    CHECKS,
    Check,
    Conformance,
    NotApplicableError,
    run_check,
)
from counterfoil.adapters.testkit.conformance.checks import stories
from counterfoil.ports.reservation_system import Capabilities

THREE_LINES = """\
from counterfoil.adapters.memory import MemorySystem
from counterfoil.adapters.testkit.conformance import Conformance


class TestMine(Conformance):
    def make_system(self, catalogue, tariff, clock):
        return MySystem(catalogue, tariff, clock=clock)


class MySystem(MemorySystem):
    pass
"""
FORGETFUL = THREE_LINES.replace("    pass\n", "    def recall(self, key):\n        return None\n")
SECONDS_MAX = 120
CHOSEN = "a_key_used_for_another_command_is_refused"


def told(text: str, *, folder: Path, chosen: str, **environment: str) -> str:
    """Run pytest on a file outside of this project and answer what it prints."""
    (folder / "test_mine.py").write_text(text, encoding="utf-8")
    finished = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-ra", "-p", "no:cacheprovider", "-k", chosen],
        check=False,
        cwd=folder,
        encoding="utf-8",
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=SECONDS_MAX,
    )
    return finished.stdout


def test_three_lines_are_enough(tmp_path: Path) -> None:
    output = told(THREE_LINES, folder=tmp_path, chosen=f"{CHOSEN} or other_connection")

    assert "1 passed, 1 skipped" in output
    assert "the subject has no opener" in output


def test_a_failure_says_the_law_the_check_and_the_step(tmp_path: Path) -> None:
    output = told(FORGETFUL, folder=tmp_path, chosen=CHOSEN)

    assert "1 failed" in output
    assert "LawBrokenError: H6: refusal: " in output
    assert f"check {CHOSEN} (H6, D2): Another content under a key" in output
    assert "step: the key comes with other items" in output


def test_an_effort_that_there_is_not_is_an_error(tmp_path: Path) -> None:
    output = told(
        THREE_LINES, folder=tmp_path, chosen=CHOSEN, COUNTERFOIL_CONFORMANCE="tremendous"
    )

    assert "COUNTERFOIL_CONFORMANCE: 'tremendous' is no effort, allowed: quick, thorough" in output


def test_every_check_is_a_test() -> None:
    (mark,) = Conformance.test_conforms.pytestmark  # type: ignore[attr-defined]

    assert mark.args[1] == CHECKS


class Deciding(MemorySystem):
    """Says that it decides about stock itself, and that it knows other views."""

    @property
    def capabilities(self) -> Capabilities:
        return evolve(CAPABILITIES, stock="SYSTEM", order_views="ACCOUNT")


class Deciders(InMemory):
    kind = Deciding


PROMISES = [check for check in CHECKS if check not in stories.CHECKS]  # a story would be untrue


@pytest.mark.parametrize("check", PROMISES, ids=lambda check: check.name)
def test_what_only_stores_promise_is_not_asked_of_others(check: Check) -> None:
    if check.any_system and check.name != "orders_as_others_see_them_are_refused_before_any_call":
        run_check(check, Deciders())
        return

    with pytest.raises(NotApplicableError, match=r"capability (stock|order_views): "):
        run_check(check, Deciders())
