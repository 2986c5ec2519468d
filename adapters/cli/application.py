"""The commands, put together, and the one place where a failure becomes an exit status."""

from __future__ import annotations

from typing import Any, NoReturn

import click

from counterfoil import __version__
from counterfoil.adapters.cli.available import available
from counterfoil.adapters.cli.failures import exit_status, failure_lines
from counterfoil.adapters.cli.loading import load
from counterfoil.adapters.cli.orders import orders
from counterfoil.adapters.cli.previewing import amend, cancel
from counterfoil.adapters.cli.prices import prices
from counterfoil.adapters.cli.quoting import quote
from counterfoil.adapters.cli.running import run as run_command
from counterfoil.adapters.cli.sweeping import sweep
from counterfoil.adapters.cli.tariff import tariff
from counterfoil.adapters.cli.terminal import show_lines, tolerate_any_encoding
from counterfoil.domain.errors import CounterfoilError


class _Commands(click.Group):
    """Commands whose failures are told in lines, never as a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was named."""
        try:
            return super().invoke(ctx)
        except CounterfoilError as error:
            show_lines(failure_lines(error), to_error=True)
            ctx.exit(exit_status(error))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="counterfoil")
def application() -> None:
    """Price carts of tickets, explain each amount, and play stories of carts and orders."""


application.add_command(quote)
application.add_command(prices)
application.add_command(available)
application.add_command(load)
application.add_command(run_command)
application.add_command(orders)
application.add_command(amend)
application.add_command(cancel)
application.add_command(sweep)
application.add_command(tariff)


def run() -> NoReturn:
    """Run the command line on the arguments of the process, and end the process."""
    tolerate_any_encoding()
    application.main(prog_name="counterfoil")
