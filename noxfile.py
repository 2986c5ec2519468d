"""Developer sessions: `nox` runs what a change must pass, `nox -l` lists the rest.

Tests run against the built wheel, as a host service gets it; types, lint and docs run against an
editable install. Where an interpreter is missing, its session is skipped.
"""

from __future__ import annotations

import os
import pathlib
import tarfile
import zipfile

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.error_on_missing_interpreters = False
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["tests", "coverage", "types", "lint", "docs", "package"]

PYPROJECT = nox.project.load_toml("pyproject.toml")
PYTHONS = ["3.11", "3.12", "3.13"]
SHIPPED_FOLDERS = ("domain", "ports", "adapters", "examples")
PREVIEWS = 100_000  # random orders, each with some previews
DOMAIN_COVERAGE_MIN = 99  # percent of lines and branches together


def group(name: str) -> list[str]:
    """List the requirements of a dependency group."""
    return list(nox.project.dependency_groups(PYPROJECT, name))


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the suite against the wheel and record what it covers."""
    session.install(".[cli,testkit]", *group("test"))
    session.run("coverage", "run", "-m", "pytest", *session.posargs)


@nox.session
def coverage(session: nox.Session) -> None:
    """Merge the data of all test sessions and hold the domain to its minimum."""
    session.install("coverage[toml]")
    session.run("coverage", "combine")
    session.run("coverage", "report")
    minimum = f"--fail-under={DOMAIN_COVERAGE_MIN}"
    session.run("coverage", "report", "--include=domain/*", "--format=total", minimum)


@nox.session
def thorough(session: nox.Session) -> None:
    """Run the suite with many more examples for each property."""
    session.install(".[cli,testkit]", *group("test"))
    env = {"COUNTERFOIL_PROFILE": "thorough"}
    session.run("pytest", "-n", "auto", *session.posargs, env=env)


@nox.session
def crashes(session: nox.Session) -> None:
    """Kill processes that write to a file or a database, crowd others at slots, and audit it."""
    session.install(".[cli,postgres,testkit]", *group("test"))
    env = {"COUNTERFOIL_CRASHES": "500", "COUNTERFOIL_SLOTS": "1000"}
    tests = ("tests/unit/sqlite/test_crashes.py", "tests/unit/postgres/test_processes.py")
    session.run("pytest", *tests, *session.posargs, env=env)


@nox.session
def previews(session: nox.Session) -> None:
    """Hold what is done against what was previewed, entry for entry, over random orders."""
    session.install(".[cli,testkit]", *group("test"))
    tests = "tests/properties/test_amendment_laws.py"
    # A third of them for each refund policy.
    env = {"COUNTERFOIL_PROFILE": "dev", "COUNTERFOIL_EXAMPLES": str(PREVIEWS // 3 + 1)}
    session.run("pytest", "-n", "auto", tests, *session.posargs, env=env)


@nox.session
def lowest(session: nox.Session) -> None:
    """Run the suite with the oldest direct dependencies that we say are enough."""
    session.install("uv")
    python = f"--python={session.virtualenv.location}"
    oldest = ("--resolution=lowest-direct", "--reinstall-package=counterfoil")
    target = (".[cli,testkit]", "--group=test")
    session.run("uv", "pip", "install", "--quiet", python, *oldest, *target)
    session.run("uv", "pip", "list", python)
    session.run("pytest", *session.posargs)


@nox.session
def types(session: nox.Session) -> None:
    """Type-check sources, tests and this file."""
    session.install("-e", ".[cli,testkit]", *group("types"))
    session.run("mypy", *session.posargs)


@nox.session
def pyright(session: nox.Session) -> None:
    """Type-check with a second opinion; slower, and not needed for a change to land."""
    session.install("-e", ".[cli,testkit]", *group("types"), "pyright[nodejs]>=1.1.400")
    python = pathlib.Path(session.virtualenv.location, "bin", "python")
    session.run("pyright", "--pythonpath", str(python))


@nox.session
def lint(session: nox.Session) -> None:
    """Check the style, the format and the layers."""
    session.install("-e", ".[cli,testkit]", *group("lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("lint-imports")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation; a warning is an error."""
    session.install("-e", ".[cli,testkit]", *group("docs"))
    output = session.posargs[0] if session.posargs else "docs/_build/html"
    session.run("sphinx-build", "-n", "-W", "--keep-going", "-q", "docs", output)


@nox.session
def package(session: nox.Session) -> None:
    """Build sdist and wheel, check what is in them, and start the command of the wheel."""
    session.install("build")
    dist = pathlib.Path(session.create_tmp(), "dist")
    for stale in dist.glob("*"):
        stale.unlink()
    session.run("python", "-m", "build", "--outdir", str(dist), ".", silent=True)
    (wheel,) = dist.glob("*.whl")
    (sdist,) = dist.glob("*.tar.gz")
    problems = _wheel_problems(wheel) + _sdist_problems(sdist)
    if problems:
        session.error("; ".join(problems))
    session.install("--force-reinstall", f"{wheel}[cli]")
    session.run("counterfoil", "--version")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure pricer, stock and box office beside plain loops; figures, not verdicts."""
    session.install(".[cli,testkit]", *group("bench"))
    session.run("pytest", "tests/benchmarks", "--benchmark-only", *session.posargs)


@nox.session
def finding(session: nox.Session) -> None:
    """Find orders in a file of a million, and print how long each filter takes."""
    session.install(".[cli,testkit,sqlite]", *group("test"))
    env = {"PYTHONPATH": str(pathlib.Path.cwd())}
    session.run("python", "tests/benchmarks/finding_in_file.py", *session.posargs, env=env)


@nox.session
def conformance(session: nox.Session) -> None:
    """Hold every system to its promises, with many more examples, threads and processes."""
    session.install(".[cli,sqlite,postgres,testkit]", *group("test"))
    env = {"COUNTERFOIL_CONFORMANCE": "thorough"}
    session.run("pytest", "-n", "auto", "tests/conformance", *session.posargs, env=env)


@nox.session
def mutants(session: nox.Session) -> None:
    """Apply the committed mutant of each law and see it caught."""
    session.install("-e", ".[cli,testkit]", *group("test"))
    session.run("python", "tests/mutants/run.py", *session.posargs)


def _shipped_files() -> set[str]:
    """Name all files of the shipped folders, relative to the repository."""
    return {
        pathlib.Path(folder, name).as_posix()
        for shipped in SHIPPED_FOLDERS
        for folder, _, names in os.walk(shipped)
        for name in names
        if not folder.endswith("__pycache__")
    }


def _wheel_problems(wheel: pathlib.Path) -> list[str]:
    """List what is missing from the wheel, and what has no place in it."""
    found = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    own = {"__init__.py", "__main__.py", "py.typed"}
    wanted = {f"counterfoil/{name}" for name in _shipped_files() | own}
    return [f"the wheel lacks {name}" for name in sorted(wanted - found)] + [
        f"the wheel holds {name}" for name in sorted(found - wanted)
    ]


def _sdist_problems(sdist: pathlib.Path) -> list[str]:
    """List what is missing from the sdist, from which tests and docs must be able to run."""
    with tarfile.open(sdist) as archive:
        found = {name.partition("/")[2] for name in archive.getnames()}
    roots = {"CHANGELOG.md", "LICENSE", "README.md", "docs/conf.py", "noxfile.py"}
    wanted = _shipped_files() | roots | {"tests/conftest.py", "src/counterfoil/py.typed"}
    return [f"the sdist lacks {name}" for name in sorted(wanted - found)]
