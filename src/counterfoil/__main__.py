"""Run the command line with `python -m counterfoil`."""

import sys

from counterfoil.adapters.cli import main

if __name__ == "__main__":
    sys.exit(main())
