"""Where the command line writes: how wide, in which colors, and what of a file may be shown."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

import click
from rich.console import Console, RenderableType
from rich.text import Text

PLAIN_COLUMNS = 100  # where nobody looks at a terminal: the same on every machine
COLUMNS_MIN = 60  # below it, amounts would be cut in two
COLUMNS_MAX = 120  # beyond it, the eye loses the line between a cause and its amount
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def printable(text: str) -> str:
    """Make text of a file safe to show: one line, without control characters.

    A label could otherwise move the cursor and write over the amounts of others.
    """
    return "".join(
        character if character.isprintable() else " " if character.isspace() else REPLACEMENT
        for character in text
    )


def columns(console: Console) -> int:
    """Answer how wide to write: COLUMNS, else the terminal, else a fixed width; within limits."""
    stated = os.environ.get("COLUMNS", "")
    if stated.isdecimal() and int(stated):
        wanted = int(stated)
    else:
        wanted = console.size.width if console.is_terminal else PLAIN_COLUMNS
    return max(COLUMNS_MIN, min(wanted, COLUMNS_MAX))


def page() -> Console:
    """Make the console of the standard output; it takes text as it is, without markup."""
    console = Console(markup=False, highlight=False, emoji=False, legacy_windows=False)
    console.width = columns(console)
    return console


def progress_console() -> Console:
    """Make the console of the standard error, for what is no part of the answer."""
    return Console(stderr=True, markup=False, highlight=False, emoji=False)


def show(renderables: Iterable[RenderableType]) -> None:
    """Write an answer as a whole, without blanks at the ends of its lines.

    Text that says so is not wrapped, such as a line about a file.
    """
    console = page()
    with console.capture() as capture:
        for renderable in renderables:
            unwrapped = isinstance(renderable, Text) and bool(renderable.no_wrap)
            console.print(renderable, soft_wrap=unwrapped)
    text = "\n".join(line.rstrip() for line in capture.get().rstrip().splitlines())
    # rich has decided about colors already; click must not decide again.
    click.echo(text, color=True)


def show_lines(lines: Iterable[str], *, to_error: bool = False) -> None:
    """Write lines as long as they are, for editors and scripts that read them."""
    for line in lines:
        click.echo(printable(line), err=to_error)


def tolerate_any_encoding() -> None:
    """Let a terminal that lacks a character show a question mark instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
