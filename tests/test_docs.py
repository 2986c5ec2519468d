"""What the documentation shows is run, and must come out as shown.

On each page, in README.md and under docs/:

* a ``python`` block with ``>>>`` is a doctest; the blocks of a page share their names;
* a ``python`` block without ``>>>`` must compile, and is run if its first line is ``# run``;
* in a ``console`` block each ``$ counterfoil`` line is run at the root of the repository, and what
  stands below it, up to the next ``$``, is its whole output. ``...`` stands for any text. The
  command must succeed unless ``$ echo $?`` follows and shows another exit status. Other commands
  are not run.

Docstrings of the installed package are doctests as well.
"""

import doctest
import importlib
import os
import pkgutil
import re
import shlex
import subprocess
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import counterfoil

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TERMINAL_COLUMNS = 100  # the width at which the pages show tables
COMMAND_SECONDS_MAX = 60  # a command on a page is short; this one hangs
EXIT_STATUS = "echo $?"
FLAGS = doctest.ELLIPSIS
FENCE = re.compile(
    r"^(?P<indent> *)(?P<fence>`{3,})(?P<language>[\w{}-]*)[^\n]*\n"
    r"(?P<body>.*?)^(?P=indent)(?P=fence)`* *$",
    re.DOTALL | re.MULTILINE,
)


class Block(NamedTuple):
    """A fenced block: its language, its text without indentation, and its first line's number."""

    language: str
    text: str
    line: int


class Command(NamedTuple):
    """A command of a console block, the output below it, and its line's number."""

    words: str
    output: str
    line: int


def blocks(page: str) -> Iterator[Block]:
    """Find all fenced blocks of *page*, those inside lists included."""
    for match in FENCE.finditer(page):
        indent = len(match["indent"])
        text = "".join(line[indent:] for line in match["body"].splitlines(keepends=True))
        yield Block(match["language"], text, page.count("\n", 0, match.start("body")) + 1)


def run_python(page: str, *, name: str) -> list[str]:
    """Run the python blocks of *page* in order; return the failures as text."""
    names: dict[str, object] = {"__name__": "__page__"}
    runner = doctest.DocTestRunner(verbose=False, optionflags=FLAGS)
    failures: list[str] = []
    for block in blocks(page):
        if block.language not in {"python", "pycon"}:
            continue
        if ">>>" in block.text:
            parser = doctest.DocTestParser()
            test = parser.get_doctest(block.text, names, name, name, block.line - 1)
            runner.run(test, out=failures.append, clear_globs=False)
            names.update(test.globs)
            continue
        padded = "\n" * (block.line - 1) + block.text
        try:
            code = compile(padded, name, "exec")
            if block.text.startswith("# run"):
                exec(code, names)  # noqa: S102  (the pages are ours)
        except Exception as error:  # noqa: BLE001  (reported with its place)
            failures.append(f"{name}, block at line {block.line}: {error!r}")
    return failures


def commands(block: Block) -> Iterator[Command]:
    """Split a console block at its ``$`` lines; a backslash continues a command."""
    words: str | None = None
    start, output = 0, list[str]()
    lines = iter(enumerate(block.text.splitlines(), start=block.line))
    for number, text in lines:
        if not text.startswith("$ "):
            output.append(text)
            continue
        if words is not None:
            yield Command(words, "\n".join(output), start)
        words, start, output = text[2:], number, []
        while words.endswith("\\"):
            words = words[:-1] + next(lines)[1].strip()
    if words is not None:
        yield Command(words, "\n".join(output), start)


def counterfoil_command() -> str:
    """Locate the installed command, beside the interpreter that runs the tests."""
    found = sorted(Path(sys.executable).parent.glob("counterfoil*"))
    assert found, f"no counterfoil command beside {sys.executable}: install the package first"
    return str(found[0])


def run_command(words: str) -> tuple[str, int]:
    """Run *words* at the root of the repository; return its whole output and its exit status."""
    fixed = {"COLUMNS": str(TERMINAL_COLUMNS), "NO_COLOR": "1", "PYTHONUTF8": "1", "TERM": "dumb"}
    finished = subprocess.run(
        [counterfoil_command(), *shlex.split(words)[1:]],
        check=False,
        cwd=ROOT,
        encoding="utf-8",
        env={**os.environ, **fixed},
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        timeout=COMMAND_SECONDS_MAX,
    )
    return finished.stdout, finished.returncode


def run_console(
    page: str, *, name: str, run: Callable[[str], tuple[str, int]] = run_command
) -> list[str]:
    """Run the ``$ counterfoil`` lines of *page*; return what came out otherwise than shown."""
    failures: list[str] = []
    for block in blocks(page):
        if block.language not in {"console", "shell-session"}:
            continue
        shown = list(commands(block))
        for place, command in enumerate(shown):
            if command.words.split()[0] != "counterfoil":
                continue
            following = shown[place + 1] if place + 1 < len(shown) else None
            status_shown = following is not None and following.words == EXIT_STATUS
            wanted = int(following.output) if following is not None and status_shown else 0
            output, status = run(command.words)
            if not same_output(command.output, output):
                failures.append(
                    f"{name}:{command.line}: $ {command.words}\nshown:\n{command.output}\n"
                    f"came:\n{output}"
                )
            if status != wanted:
                failures.append(f"{name}:{command.line}: exit status {status}, shown {wanted}")
    return failures


def same_output(shown: str, came: str) -> bool:
    """Compare two outputs line by line; blanks at the end of a line cannot be seen on a page."""
    wanted, got = (
        "\n".join(line.rstrip() for line in text.rstrip().splitlines()) + "\n"
        for text in (shown, came)
    )
    return doctest.OutputChecker().check_output(wanted, got, FLAGS)


def package_modules() -> list[str]:
    """Name all modules of the installed package but the one that runs when imported."""
    found = pkgutil.walk_packages(counterfoil.__path__, "counterfoil.")
    return [module.name for module in found if not module.name.endswith("__main__")]


def page_id(page: Path) -> str:
    """Name a page by its place in the repository."""
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_the_python_of_a_page_runs_as_shown(page: Path) -> None:
    failures = run_python(page.read_text(encoding="utf-8"), name=page_id(page))

    assert not failures, "\n".join(failures)


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_the_commands_of_a_page_print_what_is_shown(page: Path) -> None:
    failures = run_console(page.read_text(encoding="utf-8"), name=page_id(page))

    assert not failures, "\n".join(failures)


@pytest.mark.parametrize("name", package_modules())
def test_the_examples_in_docstrings_hold(name: str) -> None:
    module = importlib.import_module(name)
    assert isinstance(module, types.ModuleType)

    failed, _ = doctest.testmod(module, optionflags=FLAGS)

    assert failed == 0


# The checks above pass on a page without examples, so they are tested on pages that lie.

TRUE_PAGE = """\
```python
>>> whole = 2 + 2
>>> whole
4
```

1. Inside a list, with the names of the block above:

   ```python
   # run
   assert whole == 4
   ```
"""


def test_a_true_page_has_no_failures() -> None:
    assert run_python(TRUE_PAGE, name="page.md") == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("\n4\n", "\n5\n"), ("whole == 4", "whole == 5"), ("assert whole", "assert assert")],
    ids=["doctest", "run", "syntax"],
)
def test_a_page_that_lies_is_found(right: str, wrong: str) -> None:
    (failure,) = run_python(TRUE_PAGE.replace(right, wrong), name="page.md")

    assert "page.md" in failure


def test_a_block_which_is_not_marked_is_compiled_but_not_run() -> None:
    page = "```python\nraise RuntimeError\n```\n"

    assert run_python(page, name="page.md") == []


CONSOLE_PAGE = """\
```console
$ pip install counterfoil
$ counterfoil greet \\
    --loud
Total  12.50
(... ms)
$ counterfoil refuse
no such cart
$ echo $?
2
```
"""


def answer_as_shown(words: str) -> tuple[str, int]:
    answers = {
        "counterfoil greet --loud": ("Total  12.50   \n(17 ms)\n", 0),
        "counterfoil refuse": ("no such cart\n", 2),
    }
    return answers[words]


def test_commands_are_read_with_their_continuation_output_and_status() -> None:
    assert run_console(CONSOLE_PAGE, name="page.md", run=answer_as_shown) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("12.50", "12.51"),
        ("(... ms)\n", ""),
        ("such cart\n", "such cart\nmore\n"),
        ("\n2\n", "\n1\n"),
    ],
    ids=["other text", "line missing", "line too many", "other status"],
)
def test_a_console_block_that_lies_is_found(right: str, wrong: str) -> None:
    page = CONSOLE_PAGE.replace(right, wrong)

    (failure,) = run_console(page, name="page.md", run=answer_as_shown)

    assert failure.startswith("page.md:")


def test_a_command_that_fails_without_saying_so_is_found() -> None:
    page = CONSOLE_PAGE.replace("$ echo $?\n2\n", "")

    (failure,) = run_console(page, name="page.md", run=answer_as_shown)

    assert "exit status 2, shown 0" in failure
