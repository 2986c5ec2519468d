"""The command line: it prices carts of tickets and explains each amount.

It needs click and rich, which the extra `cli` brings; without them `main` says so.
"""

from __future__ import annotations

import sys
from typing import NoReturn

__all__ = ["main"]

EXTRA = frozenset({"click", "rich"})
EXIT_WITHOUT_EXTRA = 2
WITHOUT_EXTRA = 'counterfoil: the command line needs {}: pip install "counterfoil[cli]"\n'


def main() -> NoReturn:
    """Run the command line on the arguments of the process, and end the process."""
    try:
        # Only here, so that the package can be imported where the extra is not installed.
        from counterfoil.adapters.cli.application import run  # noqa: PLC0415
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in EXTRA:
            raise
        sys.stderr.write(WITHOUT_EXTRA.format(missing))
        sys.exit(EXIT_WITHOUT_EXTRA)
    run()
