"""The commands about tariffs: `check`, `diff`, `explain` and `schema`."""

from __future__ import annotations

import functools
from enum import Enum
from pathlib import Path

import click

from counterfoil.adapters.cli.documents import write_json
from counterfoil.adapters.cli.failures import ExitStatus
from counterfoil.adapters.cli.sources import FILE, gather
from counterfoil.adapters.cli.tariff_checking import check, check_document, check_lines
from counterfoil.adapters.cli.tariff_difference import difference_document, difference_lines
from counterfoil.adapters.cli.tariff_order import order_tables
from counterfoil.adapters.cli.terminal import show, show_lines
from counterfoil.adapters.files import (
    cart_schema,
    catalogue_schema,
    read_catalogue,
    read_tariff,
    story_schema,
    tariff_schema,
)
from counterfoil.domain.tariff.difference import difference


class SchemaOf(Enum):
    """The kinds of files that have a JSON Schema."""

    TARIFF = "tariff"
    CATALOGUE = "catalogue"
    CART = "cart"
    STORY = "story"


SCHEMAS = {
    SchemaOf.TARIFF: tariff_schema,
    SchemaOf.CATALOGUE: catalogue_schema,
    SchemaOf.STORY: story_schema,
    SchemaOf.CART: cart_schema,
}


@click.group()
def tariff() -> None:
    """Check, compare and read tariffs."""


@tariff.command("check")
@click.argument("file", type=FILE)
@click.option(
    "--catalogue", metavar="FILE", type=FILE, help="Look up products and ticket types in it."
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@click.pass_context
def check_command(
    context: click.Context, /, *, file: Path, catalogue: Path | None, as_json: bool
) -> None:
    """Find everything that is wrong with a tariff.

    Ends with status 1 where there is an error; warnings alone are status 0.
    """
    known = None if catalogue is None else read_catalogue(catalogue)
    report = check(file, catalogue=known)
    if as_json:
        write_json(check_document(report))
    else:
        show_lines(check_lines(report))
    if report.errors:
        context.exit(ExitStatus.BAD_INPUT)


@tariff.command("diff")
@click.argument("old", type=FILE)
@click.argument("new", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def difference_command(*, old: Path, new: Path, as_json: bool) -> None:
    """Tell what is different in NEW, rule by rule."""
    before, after = gather(functools.partial(read_tariff, path) for path in (old, new))
    changes = difference(before, after)
    if as_json:
        write_json(difference_document(changes, old=before, new=after))
    else:
        show_lines(difference_lines(changes, old=before, new=after))


@tariff.command("explain")
@click.argument("file", type=FILE)
def explain_command(*, file: Path) -> None:
    """List the rules of a tariff in the order in which they run."""
    show(order_tables(read_tariff(file)))


@tariff.command("schema")
@click.argument(
    "kind", type=click.Choice([kind.value for kind in SchemaOf]), default=SchemaOf.TARIFF.value
)
def schema_command(*, kind: str) -> None:
    """Print the JSON Schema of a kind of file (default: tariff), for editors."""
    write_json(SCHEMAS[SchemaOf(kind)]())
