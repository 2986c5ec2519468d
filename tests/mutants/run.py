"""Apply the committed mutants, one after the other, and see each caught by the test of its law.

A mutant is a small change to the engine that breaks one law. For each one in `mutants.toml` the
package is copied to a temporary directory, the text is replaced there, and the test is run against
the copy. A mutant is *caught* when its test fails, *survives* when the test passes, and is *stale*
when its text is not found exactly once, or the test cannot be run at all.

    python tests/mutants/run.py            all mutants
    python tests/mutants/run.py M6 M8      those of some laws

The exit status is 1 unless every mutant is caught. Before the first mutant the tests are run
against an unchanged copy, so that a test which always fails catches nothing. Against a mutant,
Hypothesis tries more examples than usual and does not shrink (`searching.py`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from enum import Enum
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("domain", "ports", "adapters", "examples")
TESTS_FAILED = 1  # pytest's exit status when tests ran and some failed
SECONDS_MAX = 300  # a mutant that makes the engine run for ever is not caught by its test
SHOWN_MAX = 90  # characters of what a test said
SEARCHING = ("-p", "searching")


class Result(Enum):
    """What became of a mutant."""

    CAUGHT = "caught"
    SURVIVES = "survives"
    STALE = "stale"


class Mutant(NamedTuple):
    """One change: in *file*, *find* becomes *replace*; *test* is to fail."""

    law: str
    name: str
    file: str
    find: str
    replace: str
    test: str


def read_mutants(path: Path) -> list[Mutant]:
    """Read the committed mutants."""
    return [Mutant(**row) for row in tomllib.loads(path.read_text("utf-8"))["mutant"]]


def copy_package(target: Path) -> None:
    """Copy the package as it would be installed: the layers inside one importable folder."""
    package = target / "counterfoil"
    ignored = shutil.ignore_patterns("__pycache__")
    package.mkdir(parents=True)
    for name in ("__init__.py", "__main__.py", "py.typed"):
        shutil.copy(ROOT / "src" / "counterfoil" / name, package / name)
    for layer in LAYERS:
        shutil.copytree(ROOT / layer, package / layer, ignore=ignored)


def run_tests(
    tests: list[str], *, package_parent: Path, options: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    """Run tests against the copy of the package in *package_parent*, and nothing else."""
    environment = {
        **os.environ,
        "COUNTERFOIL_PROFILE": "ci",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join([str(package_parent), str(Path(__file__).parent)]),
    }
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *options, *tests],
        check=False,
        cwd=ROOT,
        encoding="utf-8",
        env=environment,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        timeout=SECONDS_MAX,
    )


def mutate(package_parent: Path, mutant: Mutant) -> bool:
    """Replace the text in the copy; answer whether it was found exactly once."""
    path = package_parent / "counterfoil" / mutant.file
    text = path.read_text("utf-8") if path.exists() else ""
    if text.count(mutant.find) != 1:
        return False
    path.write_text(text.replace(mutant.find, mutant.replace), "utf-8")
    return True


def try_mutant(mutant: Mutant) -> tuple[Result, str]:
    """Apply one mutant to a copy of its own and run its test; answer what the test said."""
    with tempfile.TemporaryDirectory() as directory:
        parent = Path(directory)
        copy_package(parent)
        if not mutate(parent, mutant):
            return Result.STALE, f"the text is not in {mutant.file} exactly once"
        finished = run_tests([mutant.test], package_parent=parent, options=SEARCHING)
        if finished.returncode == 0:
            return Result.SURVIVES, "the test passes"
        reason = _reason(finished.stdout)
        if finished.returncode != TESTS_FAILED:
            return Result.STALE, reason
        return Result.CAUGHT, reason


def _reason(output: str) -> str:
    """Find the line that says why the test failed, without the name of the exception's module."""
    told = [line[1:].strip() for line in output.splitlines() if line.startswith("E  ")]
    lines = told or output.splitlines() or ["no output"]
    return lines[0].rpartition("LawBrokenError: ")[2][:SHOWN_MAX]


def sound_without_mutants(mutants: list[Mutant]) -> bool:
    """Run all tests of *mutants* against an unchanged copy."""
    with tempfile.TemporaryDirectory() as directory:
        parent = Path(directory)
        copy_package(parent)
        tests = sorted({mutant.test for mutant in mutants})
        finished = run_tests(tests, package_parent=parent)
        if finished.returncode:
            _say(finished.stdout)
        return finished.returncode == 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(laws: list[str]) -> int:
    """Try the mutants of *laws* (none: all), print a table, and answer the exit status."""
    known = read_mutants(Path(__file__).with_name("mutants.toml"))
    chosen = [mutant for mutant in known if not laws or mutant.law in laws]
    if not chosen:
        _say(f"no such law, known: {', '.join(dict.fromkeys(mutant.law for mutant in known))}")
        return 1
    if not sound_without_mutants(chosen):
        _say("the tests fail without any mutant")
        return 1
    results: list[Result] = []
    for mutant in chosen:
        result, reason = try_mutant(mutant)
        results.append(result)
        _say(f"{mutant.law:4} {result.value:9} {mutant.name:58} {reason}")
    caught = results.count(Result.CAUGHT)
    _say(f"{caught} of {len(results)} mutants caught")
    return 0 if caught == len(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
