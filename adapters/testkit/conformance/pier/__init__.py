"""The pier: a small world in which every rule of carts and orders has something to say.

Its catalogue and the parts of its tariff are files beside this module. The venue lies in a zone
that is UTC all year, so that all times read alike.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files

from counterfoil.adapters.files import parse_catalogue, parse_tariff
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.party import AccountType, Actor
from counterfoil.domain.tariff.tariff import Tariff

__all__ = [
    "CASHIER",
    "CATALOGUE",
    "CODES",
    "DEARER",
    "FILLING",
    "GUEST",
    "HOUSE",
    "INSTANT",
    "MINUTE",
    "PRICES",
    "SLICED",
    "START",
    "catalogue",
    "tariff",
]


def _text(name: str) -> str:
    return (files(__name__) / f"{name}.toml").read_text(encoding="utf-8")


START = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
INSTANT = timedelta(microseconds=1)
GUEST = Actor(account_type=AccountType.GUEST, name="Ada Mol")
CASHIER = Actor(account_type=AccountType.SUPPLIER, name="Bo Tak", role="cashier")

CATALOGUE = _text("catalogue")
PRICES = _text("prices")
# Codes: two uses; one for each customer; a budget that gives in part; one that does not.
CODES = _text("codes")
# Two carts get a tenth off, without a code.
HOUSE = _text("house")
# A tenth dearer from half full on.
FILLING = _text("filling")

DEARER = PRICES.replace("adult = 10.00", "adult = 13.00").replace("adult = 15.00", "adult = 21.00")

# The same pier with slices: of the noon boat for an agent, the desk and the web, which may
# overflow; of the deck for the desk. The dusk boat and the deck may be overbooked, no other pool.
SLICED = (
    CATALOGUE.replace(
        'id = "boat-noon"\ntotal = 10\n',
        'id = "boat-noon"\ntotal = 10\n'
        "allocation = [\n"
        '    { name = "agent", quantity = 2 },\n'
        '    { name = "desk", quantity = 3 },\n'
        '    { name = "web", quantity = 1, overflow = "allowed" },\n'
        "]\n",
    )
    .replace('id = "boat-dusk"\ntotal = 4\n', 'id = "boat-dusk"\ntotal = 4\noverbooking = true\n')
    .replace(
        'id = "deck-noon"\ntotal = 12\n',
        'id = "deck-noon"\ntotal = 12\noverbooking = true\n'
        'allocation = [{ name = "desk", quantity = 4, overflow = "allowed" }]\n',
    )
)


@cache
def catalogue(text: str = CATALOGUE) -> Catalogue:
    """Read a catalogue once."""
    return parse_catalogue(text)


@cache
def tariff(*texts: str) -> Tariff:
    """Read a tariff that is written in several parts once."""
    return parse_tariff("\n".join(texts), catalogue=catalogue())
