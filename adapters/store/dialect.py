"""Dialects: what SQLite and PostgreSQL say differently.

Statements are written with ``?`` for their values; no literal in them has a question mark.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from attrs import frozen


@frozen(kw_only=True)
class Dialect:
    """How a database says what the shared statements leave open.

    ``types`` are by the names of `Kind`. ``among`` makes the condition that a column is among the
    values of one placeholder, and ``many`` what is bound to it. ``for_update`` ends a SELECT whose
    rows are about to be changed, where a transaction does not keep others out by itself. ``iso``
    makes the expression that shows an instant as text, for views.
    """

    name: str
    types: Mapping[str, str]
    table_options: str
    numbered_options: str
    for_update: str
    among: Callable[[str], str]
    many: Callable[[Collection[str]], Any]
    iso: Callable[[str], str]
