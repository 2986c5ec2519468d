"""The reference of conformance lists every check with its laws and its promise."""

import ast
import re
from inspect import getmembers, getsource, ismodule
from pathlib import Path

import pytest

from counterfoil.adapters.testkit.conformance import CHECKS, Subject, every
from counterfoil.adapters.testkit.conformance.checks import stories

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/reference/conformance.md").read_text(encoding="utf-8")
LAWS = (ROOT / "docs/reference/laws.md").read_text(encoding="utf-8")
ASKING = frozenset({"raised", "require", "require_equal", "unchanged_by"})
MODULES = [module for _, module in getmembers(every, ismodule)]


def rows(text: str) -> list[tuple[str, ...]]:
    """List the cells of the rows of all tables that begin with code."""
    found = re.findall(r"^\| `(\w+)` \| (.*) \| (.*) \|$", text, flags=re.MULTILINE)
    return [tuple(cells) for cells in found]


def test_every_check_has_a_row_in_the_order_of_the_code() -> None:
    told = [
        (check.name, ", ".join(check.laws), check.about)
        for check in CHECKS
        if check not in stories.CHECKS
    ]

    assert rows(PAGE) == told


def test_every_shipped_story_is_a_check() -> None:
    files = sorted((ROOT / "examples/stories").glob("*.toml"))

    assert [check.name for check in stories.CHECKS] == [
        f"story_{file.stem.replace('-', '_')}" for file in files
    ]


def test_every_method_of_a_subject_is_told() -> None:
    methods = [name for name in vars(Subject) if not name.startswith("_")]
    table = PAGE.split("## The subject")[1]

    assert re.findall(r"^\| `(\w+)\([\w, ]*\)` \| ", table, flags=re.MULTILINE) == methods


def test_names_are_used_once() -> None:
    assert len({check.name for check in CHECKS}) == len(CHECKS)


def test_every_law_of_a_check_is_a_law() -> None:
    laws = {law for check in CHECKS for law in check.laws}

    assert laws <= set(re.findall(r"^([A-Z]\d+)$", LAWS, flags=re.MULTILINE))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_a_check_is_about_the_laws_that_it_names(module: object) -> None:
    for function in ast.parse(getsource(module)).body:  # type: ignore[arg-type]
        if not isinstance(function, ast.FunctionDef):
            continue
        declared = {
            law.value
            for call in function.decorator_list
            if isinstance(call, ast.Call)
            for law in call.args
            if isinstance(law, ast.Constant)
        }
        named = {
            call.args[0].value
            for call in ast.walk(function)
            if isinstance(call, ast.Call)
            and isinstance(call.func, ast.Name)
            and call.func.id in ASKING
            and isinstance(call.args[0], ast.Constant)
        }
        if declared and named:
            assert declared == named, function.name
