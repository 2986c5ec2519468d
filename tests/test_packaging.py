"""The folders at the top are what is installed, under their import names and no others."""

import ast
import importlib.metadata
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

import counterfoil

ROOT = Path(__file__).resolve().parents[1]
LINKS = ROOT / "src" / "counterfoil"
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
HATCH: dict[str, Any] = PYPROJECT["tool"]["hatch"]["build"]["targets"]
LAYERS = ("adapters", "ports", "domain")  # from the outside inwards
SHIPPED = frozenset({*LAYERS, "examples"})
NOT_SHIPPED = frozenset({"changes", "docs", "src", "tests"})
EXTRAS_ONLY = ("click", "hypothesis", "pytest", "rich")  # absent from a base install
COMMAND = (sys.executable, "-m", "counterfoil")


def shipped_files() -> set[str]:
    """List the files of the shipped folders, relative to the repository."""
    return {
        path.relative_to(ROOT).as_posix()
        for folder in SHIPPED
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def own_sources() -> list[Path]:
    """List all Python files of the repository, each once."""
    places = [*(ROOT / folder for folder in (*SHIPPED, "docs", "tests")), LINKS]
    nested = {path for place in places for path in place.rglob("*.py") if place != LINKS}
    return sorted(nested | set(LINKS.glob("*.py")) | set(ROOT.glob("*.py")))


def is_editable() -> bool:
    """Tell whether the package under test is linked to a checkout instead of installed."""
    text = importlib.metadata.distribution("counterfoil").read_text("direct_url.json")
    return bool(text) and bool(json.loads(text or "{}").get("dir_info", {}).get("editable"))


def installed_files() -> set[str]:
    """List the files that the installation made, but for its metadata and compiled modules."""
    files = importlib.metadata.files("counterfoil")
    assert files, "the installation has no record of its files"
    return {
        file.as_posix()
        for file in files
        if ".dist-info" not in file.parts[0] and "__pycache__" not in file.parts
    }


def imported_names(source: Path) -> set[str]:
    """List the modules that *source* imports; a relative import begins with a dot."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"), str(source))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            names.add("." * node.level + (node.module or ""))
    return names


@pytest.mark.skipif((ROOT / "PKG-INFO").exists(), reason="an unpacked sdist has no links")
@pytest.mark.parametrize("folder", sorted(SHIPPED))
def test_each_shipped_folder_has_a_relative_link(folder: str) -> None:
    link = LINKS / folder

    assert link.is_symlink()
    assert link.readlink() == Path("..", "..", folder)
    assert link.resolve(strict=True) == ROOT / folder


def test_each_folder_at_the_top_is_either_shipped_or_known() -> None:
    made_by_tools = {"__pycache__", "build", "dist"}
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name[0] != "."}

    assert folders - made_by_tools <= SHIPPED | NOT_SHIPPED
    assert folders >= SHIPPED


def test_sdist_and_wheel_take_each_shipped_folder() -> None:
    for target in ("sdist", "wheel"):
        assert set(HATCH[target]["only-include"]) >= SHIPPED, target
    names = {folder: f"counterfoil/{folder}" for folder in SHIPPED}
    assert HATCH["wheel"]["sources"] == {"src": "", **names}


def test_the_installation_holds_the_shipped_files_and_no_others() -> None:
    if is_editable():
        pytest.skip("an editable install has no files of its own; .ci/run tests a plain one")
    own = {"__init__.py", "__main__.py", "py.typed"}
    wanted = {f"counterfoil/{name}" for name in shipped_files() | own}

    found = {name for name in installed_files() if not name.startswith("../")}

    assert found == wanted, "install the package again if files are new"


def test_tests_run_against_what_is_installed() -> None:
    place = Path(counterfoil.__file__)

    if is_editable():
        assert place == LINKS / "__init__.py"
    else:
        assert ROOT / "src" not in place.parents


def test_the_version_is_the_one_of_the_distribution() -> None:
    assert counterfoil.__version__ == importlib.metadata.version("counterfoil")


def test_the_command_tells_its_version() -> None:
    finished = subprocess.run([*COMMAND, "--version"], capture_output=True, check=True, text=True)

    assert counterfoil.__version__ in finished.stdout.split()


def test_the_installed_command_is_the_command_of_the_module() -> None:
    (point,) = importlib.metadata.entry_points(group="console_scripts", name="counterfoil")

    assert point.value == "counterfoil.adapters.cli:main"
    assert callable(point.load())


def test_a_host_may_have_a_domain_package_of_its_own(tmp_path: Path) -> None:
    for layer in LAYERS:
        (tmp_path / layer).mkdir()
        (tmp_path / layer / "__init__.py").write_text("OWNER = 'the host'\n", encoding="utf-8")
    host = tmp_path / "host.py"
    host.write_text(
        "import adapters, domain, ports\n"
        "import counterfoil.adapters, counterfoil.domain, counterfoil.ports\n"
        "assert {m.OWNER for m in (adapters, domain, ports)} == {'the host'}\n"
        "assert counterfoil.domain is not domain\n",
        encoding="utf-8",
    )

    subprocess.run([sys.executable, str(host)], check=True, cwd=tmp_path)


def test_no_source_imports_a_layer_by_its_bare_name_or_relatively() -> None:
    bare = {*SHIPPED, "src"}

    found = {
        (source.relative_to(ROOT).as_posix(), name)
        for source in own_sources()
        for name in imported_names(source)
        if name.startswith(".") or name.split(".")[0] in bare
    }

    assert not found


def test_the_linter_bans_bare_layer_names() -> None:
    tidy = PYPROJECT["tool"]["ruff"]["lint"]["flake8-tidy-imports"]

    assert tidy["ban-relative-imports"] == "all"
    assert set(tidy["banned-api"]) >= SHIPPED


def test_a_base_install_is_enough_for_all_but_the_extras() -> None:
    program = (
        "import importlib, pkgutil, sys\n"
        f"sys.modules.update(dict.fromkeys({EXTRAS_ONLY!r}))\n"
        "import counterfoil.adapters, counterfoil.domain, counterfoil.ports\n"
        "for module in pkgutil.walk_packages(counterfoil.__path__, 'counterfoil.',\n"
        "                                    onerror=lambda name: None):\n"
        "    extra = module.name.startswith(('counterfoil.adapters.cli',\n"
        "                                    'counterfoil.adapters.testkit'))\n"
        "    if not extra and module.name != 'counterfoil.__main__':\n"
        "        importlib.import_module(module.name)\n"
        "        print(module.name)\n"
    )

    finished = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True
    )

    assert finished.returncode == 0, finished.stderr
    assert {f"counterfoil.{layer}" for layer in LAYERS} <= set(finished.stdout.split())


@pytest.mark.skipif((ROOT / "PKG-INFO").exists(), reason="an unpacked sdist has no .ci/run")
def test_the_pages_show_the_test_command_that_is_run_for_every_change() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    (command,) = (line for line in script.splitlines() if line.endswith(".venv/bin/pytest"))

    shown = {
        line.strip().removeprefix("$ ")
        for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md"))
        for line in page.read_text(encoding="utf-8").splitlines()
        if line.strip().endswith(".venv/bin/pytest")
    }

    assert shown == {command}
