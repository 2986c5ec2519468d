"""The reference page of the command line names every command, option and key there is."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from counterfoil import examples
from counterfoil.adapters.cli.application import application
from counterfoil.adapters.cli.calendar_table import CSV_COLUMNS
from counterfoil.adapters.cli.failures import ExitStatus
from counterfoil.adapters.cli.tariff_difference import KINDS

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")

Run = Callable[..., tuple[int, str, str]]


def commands(command: click.Command, *, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """List all commands below *command* with their full names."""
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from commands(inner, path=f"{path} {name}".strip())
    else:
        yield path, command


COMMANDS = dict(commands(application))


def section(name: str) -> str:
    """Cut out what the page says about a command."""
    return PAGE.split(f"\n## {name}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_a_section_with_all_its_options(name: str) -> None:
    options = {
        option
        for parameter in COMMANDS[name].params
        if isinstance(parameter, click.Option)
        for option in (*parameter.opts, *parameter.secondary_opts)
    }

    shown = section(name)

    assert [option for option in sorted(options - {"--help", "-h"}) if option not in shown] == []


def keys(document: Any) -> Iterator[str]:
    """List the keys of a document and of everything in it, but those of free content."""
    if isinstance(document, list):
        for one in document:
            yield from keys(one)
    if isinstance(document, dict):
        for key, value in document.items():
            yield key
            if key != "facts":
                yield from keys(value)


def test_each_key_of_a_quote_is_described(run: Run) -> None:
    tariffs = ("--tariff", "tariff.toml", "--tariff", "tariff.toml", "--code", "NONSENSE")

    _, out, _ = run("quote", "cart.json", "--world", ".", *tariffs, "--json")

    found = set(keys(json.loads(out)))
    assert {"comparisons", "nearest", "minor", "ordinal", "codes_and_limits"} <= found
    assert [key for key in sorted(found) if f"`{key}`" not in section("quote")] == []


def test_each_key_of_a_check_is_described(run: Run, folder: Path) -> None:
    (folder / "bad.toml").write_text("x = 1\n", encoding="utf-8")

    _, sound, _ = run("tariff", "check", "tariff.toml", "--json")
    _, bad, _ = run("tariff", "check", "bad.toml", "--json")

    free = set(json.loads(sound)["tariff"]["rules"])
    found = {*keys(json.loads(sound)), *keys(json.loads(bad))} - free
    assert [key for key in sorted(found) if f"`{key}`" not in section("tariff check")] == []


STORY = str(Path(__file__).parents[3] / "examples" / "stories" / "at-the-gate.toml")


def described(document: Any, *, sections: str) -> list[str]:
    """List the keys of a document that sections of the page do not name."""
    found = set(keys(document)) - {"decimal", "minor"}
    return [key for key in sorted(found) if f"`{key}`" not in sections]


def test_each_key_of_orders_is_described(run: Run) -> None:
    _, listed, _ = run("orders", "list", "--after", STORY, "--json")
    _, shown, _ = run("orders", "show", "order", "--after", STORY, "--json")

    assert described(json.loads(listed), sections=section("orders list")) == []
    both = section("orders list") + section("orders show")
    assert described(json.loads(shown), sections=both) == []


def test_each_key_of_an_order_in_a_story_is_described(run: Run) -> None:
    _, out, _ = run("run", STORY, "--json")

    answers = [step["answer"] for step in json.loads(out)["stories"][0]["steps"]]
    orders = [one for one in answers if one is not None and one["kind"] == "order"]
    assert orders
    for order in orders:
        assert described(dict.fromkeys(order), sections=section("run")) == []


def test_each_kind_of_difference_is_described() -> None:
    shown = section("tariff diff")

    assert [kind for kind in KINDS.values() if f"`{kind}`" not in shown] == []


def test_each_column_of_the_calendar_is_described() -> None:
    shown = section("prices")

    assert [column for column in CSV_COLUMNS if f"`{column}`" not in shown] == []


def test_each_exit_status_is_described() -> None:
    shown = PAGE.split("\nExit status\n")[1].split("\n\n")[0]

    assert [status for status in ExitStatus if f"{status.value}: " not in shown] == []


def test_each_shipped_world_is_named() -> None:
    shown = PAGE.split("`--world NAME|DIR`")[1].split("\n## ")[0]

    assert [world for world in examples.worlds() if f"`{world}`" not in shown] == []
