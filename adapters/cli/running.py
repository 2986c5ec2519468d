"""The command `run`: plays stories on a system, and says what came out otherwise."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from rich.console import RenderableType

from counterfoil.adapters.cli.documents import write_json
from counterfoil.adapters.cli.failures import ExitStatus
from counterfoil.adapters.cli.sources import FILE, gather
from counterfoil.adapters.cli.story_document import stories_document
from counterfoil.adapters.cli.story_page import (
    failing_steps,
    story_line,
    story_page,
    summary_line,
)
from counterfoil.adapters.cli.terminal import show
from counterfoil.adapters.files import read_story
from counterfoil.adapters.opening import check_system, is_lasting, without_password
from counterfoil.adapters.stories.running import StoryResult, Verdict, run_story


@click.command()
@click.argument("stories", metavar="STORY...", nargs=-1, required=True, type=FILE)
@click.option(
    "--system",
    metavar="URL",
    default="memory:",
    show_default=True,
    help="The reservation system to play on.",
)
@click.option(
    "--entries/--summary",
    "entries",
    default=False,
    help="Show every entry of the ledger, or its causes (default).",
)
@click.option("--quiet", is_flag=True, help="Show only what came out otherwise.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@click.pass_context
def run(
    context: click.Context,
    *,
    stories: tuple[Path, ...],
    system: str,
    entries: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Play stories on a reservation system, and hold what comes out against what they expect.

    Each story has its world to itself. Of several stories a line each is shown, then a summary.
    Ends with status 1 where a step comes out otherwise than expected and declared.
    """
    check_system(system)
    if len(stories) > 1 and is_lasting(system):
        raise click.UsageError(
            f"{without_password(system)} is one place, and each story needs one to itself: "
            "play one of them"
        )
    read = gather(functools.partial(read_story, file) for file in stories)
    results = [run_story(story, system=system) for story in read]
    if as_json:
        write_json(stories_document(results))
    else:
        show(_pages(results, entries=entries, quiet=quiet))
    if any(result.verdict is Verdict.FAILED for result in results):
        context.exit(ExitStatus.BAD_INPUT)


def _pages(
    results: Sequence[StoryResult], *, entries: bool, quiet: bool
) -> Iterator[RenderableType]:
    if len(results) == 1 and not quiet:
        yield from story_page(results[0], entries=entries)
        return
    for result in results:
        yield story_line(result)
        yield from failing_steps(result)
    if len(results) > 1:
        yield summary_line(results)
