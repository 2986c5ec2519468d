"""The installed command as a process of its own: streams, colors, encodings, missing extra."""

import json
import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import counterfoil

SECONDS_MAX = 60  # a command that takes longer hangs
COMMAND = Path(sys.executable).parent / "counterfoil"
ITEMS = [{"id": "1", "product": "ferry", "tickets": {"adult": 1}}]


def start(
    *words: str, folder: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the installed command in *folder*."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in {"COLUMNS", "FORCE_COLOR", "NO_COLOR", "PYTHONIOENCODING"}
    }
    return subprocess.run(
        [str(COMMAND), *words],
        capture_output=True,
        check=False,
        cwd=folder,
        encoding="utf-8",
        env={**inherited, "PYTHONUTF8": "1", **(environment or {})},
        stdin=subprocess.DEVNULL,
        timeout=SECONDS_MAX,
    )


def test_the_command_says_its_version(folder: Path) -> None:
    finished = start("--version", folder=folder)

    assert finished.returncode == 0
    assert finished.stdout == f"counterfoil, version {counterfoil.__version__}\n"


def test_the_module_is_the_same_command(folder: Path) -> None:
    words = [sys.executable, "-m", "counterfoil", "--version"]

    finished = subprocess.run(
        words, capture_output=True, check=False, cwd=folder, text=True, timeout=SECONDS_MAX
    )

    assert finished.stdout == start("--version", folder=folder).stdout


def test_a_quote_comes_out_as_shown_on_a_hundred_columns(folder: Path) -> None:
    page = Path(__file__).parent / "worked-example-100.txt"

    finished = start("quote", "cart.json", "--world", ".", folder=folder)

    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout == page.read_text(encoding="utf-8")


def test_a_refusal_is_a_line_and_a_status(folder: Path) -> None:
    cart = {"items": [{**ITEMS[0], "product": "fery"}]}
    (folder / "odd.json").write_text(json.dumps(cart), encoding="utf-8")

    finished = start("quote", "odd.json", "--world", ".", folder=folder)

    assert (finished.returncode, finished.stdout) == (1, "")
    assert finished.stderr.startswith("cart odd: item 1: product 'fery' is not in the catalogue")


def test_a_shipped_world_needs_no_path(folder: Path) -> None:
    words = ("quote", "carts/worked-example.json", "--world", "museum")

    finished = start(*words, "--tariff", "worked-example.toml", folder=folder)

    assert finished.returncode == 0
    assert "46.88" in finished.stdout


def test_a_terminal_that_lacks_a_sign_shows_another_one(folder: Path) -> None:
    cyrillic = {"PYTHONIOENCODING": "iso8859-5", "PYTHONUTF8": "0"}

    finished = start("quote", "cart.json", "--world", ".", folder=folder, environment=cyrillic)

    assert (finished.returncode, finished.stderr) == (0, "")
    assert "2 ? Adult" in finished.stdout


def test_what_scripts_read_is_utf_8_on_every_terminal(folder: Path) -> None:
    named = json.dumps({"name": "Café ×", "items": ITEMS})
    (folder / "named.json").write_text(named, encoding="utf-8")
    cyrillic = {"PYTHONIOENCODING": "iso8859-5", "PYTHONUTF8": "0"}
    words = ("quote", "named.json", "--world", ".", "--json")

    finished = start(*words, folder=folder, environment=cyrillic)

    assert json.loads(finished.stdout)["quotes"][0]["cart"] == "Café ×"


def test_a_pipe_has_no_colors_unless_they_are_asked_for(folder: Path) -> None:
    words = ("quote", "cart.json", "--world", ".")

    plain = start(*words, folder=folder)
    colored = start(
        *words, folder=folder, environment={"FORCE_COLOR": "1", "TERM": "xterm", "COLUMNS": "100"}
    )

    assert "\x1b[" not in plain.stdout
    assert "\x1b[1m" in colored.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo terminals")
def test_a_terminal_sees_included_amounts_dimmed(folder: Path) -> None:
    text = "".join(screen("quote", "cart.json", "--world", ".", folder=folder))

    assert "\x1b[2mtax" in text
    assert "\x1b[1mTotals" in text


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo terminals")
def test_long_work_shows_its_progress_beside_the_answer(folder: Path) -> None:
    shutil.copyfile(folder / "tariff.toml", folder / "copy.toml")
    long = ("--product", "island", "--from", "2026-01-01", "--to", "2026-12-31", "--csv")

    text = "".join(screen("prices", "--world", ".", *long, folder=folder))
    piped = start("prices", "--world", ".", *long, folder=folder)

    assert "Pricing" in text
    assert "Pricing" not in piped.stdout + piped.stderr
    assert len(piped.stdout.splitlines()) == 366


def screen(*words: str, folder: Path) -> Iterator[str]:
    """Run the command at a terminal and read what appears on it."""
    ours, theirs = pty.openpty()
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"COLUMNS", "NO_COLOR", "FORCE_COLOR"}
    }
    with subprocess.Popen(
        [str(COMMAND), *words],
        cwd=folder,
        env={**environment, "TERM": "xterm", "PYTHONUTF8": "1"},
        stderr=theirs,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
    ) as process:
        os.close(theirs)
        while True:
            try:
                chunk = os.read(ours, 65_536)
            except OSError:  # the other end is closed: Linux says so with an error
                break
            if not chunk:
                break
            yield chunk.decode("utf-8", "replace")
        process.wait(SECONDS_MAX)
    os.close(ours)


@pytest.mark.parametrize("missing", ["click", "rich"])
def test_without_the_extra_it_says_what_to_install(missing: str) -> None:
    program = (
        "import sys\n"
        f"sys.modules[{missing!r}] = None\n"
        "from counterfoil.adapters.cli import main\n"
        "main()\n"
    )

    finished = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=False,
        text=True,
        timeout=SECONDS_MAX,
    )

    assert (finished.returncode, finished.stdout) == (2, "")
    assert finished.stderr == (
        f'counterfoil: the command line needs {missing}: pip install "counterfoil[cli]"\n'
    )


def test_any_other_missing_module_is_not_hidden() -> None:
    program = (
        "import sys\n"
        "sys.modules['counterfoil.adapters.cli.sources'] = None\n"
        "from counterfoil.adapters.cli import main\n"
        "main()\n"
    )

    finished = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=False,
        text=True,
        timeout=SECONDS_MAX,
    )

    assert finished.returncode == 1
    assert "ModuleNotFoundError" in finished.stderr
