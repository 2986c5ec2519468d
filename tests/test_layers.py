"""What the import contracts cannot see: the domain's packages, files, output and floats."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOMAIN = sorted((ROOT / "domain").rglob("*.py"))
PURE = sorted([*DOMAIN, *(ROOT / "ports").rglob("*.py")])
IMPURE_CALLS = frozenset({"__import__", "breakpoint", "eval", "exec", "input", "open", "print"})


def source_id(source: Path) -> str:
    """Name a module by its place in the repository."""
    return source.relative_to(ROOT).as_posix()


def packages_of(tree: ast.Module) -> set[str]:
    """List the top-level packages that a module imports."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return {name.partition(".")[0] for name in names}


def called_names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """List the plain names that a module calls, with their lines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.lineno, node.func.id


def floats(tree: ast.Module) -> list[tuple[int, str]]:
    """List where a module makes a float: a literal, `float(...)`, or true division."""
    found = [(line, "float()") for line, name in called_names(tree) if name == "float"]
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            found.append((node.lineno, repr(node.value)))
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            found.append((node.lineno, "/"))
    return sorted(found)


def parse(source: Path) -> ast.Module:
    """Read the syntax tree of *source*."""
    return ast.parse(source.read_text(encoding="utf-8"), str(source))


@pytest.mark.parametrize("source", DOMAIN, ids=source_id)
def test_the_domain_imports_the_standard_library_attrs_and_itself(source: Path) -> None:
    allowed = {*sys.stdlib_module_names, "attrs", "counterfoil"}

    assert packages_of(parse(source)) <= allowed


@pytest.mark.parametrize("source", PURE, ids=source_id)
def test_domain_and_ports_open_no_file_and_print_nothing(source: Path) -> None:
    calls = [call for call in called_names(parse(source)) if call[1] in IMPURE_CALLS]

    assert not calls


@pytest.mark.parametrize("source", DOMAIN, ids=source_id)
def test_the_domain_makes_no_float(source: Path) -> None:
    assert not floats(parse(source))


@pytest.mark.parametrize(
    "text",
    ["rate = 0.5", "x = float('1')", "x = a / b", "x /= 2"],
    ids=["literal", "call", "/", "/="],
)
def test_a_float_would_be_seen(text: str) -> None:
    assert floats(ast.parse(text))


def test_integer_arithmetic_is_not_taken_for_a_float() -> None:
    assert not floats(ast.parse("share = (2 * amount + whole) // (2 * whole)"))
