"""The field tables of options, pickup points and named spots."""

from __future__ import annotations

import re
from collections.abc import Iterator

from counterfoil.adapters.files.formats.common import LABEL, id_key
from counterfoil.adapters.files.problems import FileCode
from counterfoil.adapters.files.reading import Fault, shown
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.lists import Elements, ListOf, MappingOf, SetOf
from counterfoil.adapters.files.shapes.moments import ClockTime
from counterfoil.adapters.files.shapes.quantities import Amount, Integer
from counterfoil.adapters.files.shapes.scalars import Flag, Identifier, Text, choice_of
from counterfoil.adapters.files.shapes.tables import Table
from counterfoil.adapters.files.shapes.variants import Variant, Variants
from counterfoil.domain.catalogue.options import (
    Option,
    OptionCount,
    OptionPrice,
    OptionSelection,
    OptionValue,
)
from counterfoil.domain.catalogue.pickup import PickupPoint, PickupTime
from counterfoil.domain.catalogue.spots import Spot, SpotKind

__all__ = ["OPTION", "PICKUP_POINT", "SPOT"]

SPOTS_MAX = 100_000  # of one entry: a stadium

_VALUE = Table(
    name="option_value",
    meaning="One choice of an option.",
    make=OptionValue,
    parts=(
        id_key("The id that carts name."),
        LABEL,
        Key(name="price", shape=Amount(), meaning="Its price.", mistaken=("amount",)),
        Key(
            name="prices",
            shape=MappingOf(key=Identifier(words="the id of a ticket type"), value=Amount()),
            meaning="Other prices for single ticket types.",
        ),
        Key(
            name="count_max",
            shape=Integer(least=0),
            meaning="The most that may be asked for where the count is flexible.",
        ),
    ),
)
OPTION = Table(
    name="option",
    meaning="A question with priced answers.",
    make=Option,
    parts=(
        id_key("The id that carts name."),
        LABEL,
        Key(
            name="value",
            shape=ListOf(element=_VALUE, headed=True),
            meaning="The answers.",
            becomes="values",
            required=True,
        ),
        Key(
            name="price_type",
            shape=choice_of(OptionPrice),
            meaning="For the booking, for each ticket, or included.",
        ),
        Key(
            name="count_type",
            shape=choice_of(OptionCount),
            meaning="Whether the guest says how many.",
        ),
        Key(
            name="selection",
            shape=choice_of(OptionSelection),
            meaning="Whether the guest chooses, or it is always there.",
        ),
        Key(name="required", shape=Flag(), meaning="Whether one answer has to be chosen."),
        Key(name="values_max", shape=Integer(least=1), meaning="How many answers may be chosen."),
    ),
)
PICKUP_POINT = Table(
    name="pickup_point",
    meaning="A place where guests are picked up.",
    make=PickupPoint,
    parts=(
        id_key("The id of the point."),
        LABEL,
        Key(
            name="time_type",
            shape=choice_of(PickupTime),
            meaning="One time, or a choice of times.",
            required=True,
        ),
        Key(
            name="times",
            shape=ListOf(element=ClockTime()),
            meaning="Its times, local to the venue.",
            required=True,
            mistaken=("time",),
        ),
        Key(
            name="slots",
            shape=SetOf(element=Identifier(words="the id of a slot"), restricts=True),
            meaning="Only for these slots; left out: for every slot.",
        ),
    ),
)


def _names(ranges: str, *, key: str) -> Iterator[str]:
    """Spell out "A-C,F" and "1-20"."""
    for part in ranges.split(","):
        first, dash, last = (text.strip() for text in part.partition("-"))
        if not dash and re.fullmatch(r"[A-Za-z0-9]{1,20}", first):
            yield first
        elif re.fullmatch(r"[A-Z]", first) and re.fullmatch(r"[A-Z]", last):
            yield from (chr(code) for code in range(ord(first), ord(last) + 1))
        elif re.fullmatch(r"[0-9]{1,6}", first) and re.fullmatch(r"[0-9]{1,6}", last):
            yield from (str(number) for number in range(int(first), int(last) + 1))
        else:
            raise Fault(
                FileCode.INVALID_TEXT,
                problem=f"{shown(ranges)} is no list of names and ranges",
                allowed="names and ranges such as A-F, A-C,F or 1-20",
                key=key,
            )


def _spots(
    *,
    section: str,
    rows: tuple[str, str],
    numbers: tuple[str, str],
    name: str = "",
    kind: SpotKind = SpotKind.SEAT,
) -> Elements:
    """Make the spots of every row and number."""
    all_rows, all_numbers = list(_spelled(rows)), list(_spelled(numbers))
    count = len(all_rows) * len(all_numbers)
    if not 0 < count <= SPOTS_MAX:
        raise Fault(
            FileCode.OUT_OF_RANGE,
            problem=f"stands for {count} spots",
            allowed=f"1 to {SPOTS_MAX}",
            key=numbers[0],
        )
    return Elements(
        values=tuple(
            Spot(
                section=section,
                row=row,
                number=number,
                name=_printed(name, section=section, row=row, number=number),
                kind=kind,
            )
            for row in all_rows
            for number in all_numbers
        )
    )


def _spelled(text: tuple[str, str]) -> Iterator[str]:
    key, value = text
    return _names(value, key=key) if key in {"rows", "numbers"} else iter((value,))


def _printed(name: str, *, section: str, row: str, number: str) -> str:
    return name.replace("{section}", section).replace("{row}", row).replace("{number}", number)


def _one_or_many(one: str, many: str, *, what: str) -> Variants:
    """Offer a key for one name and a key for ranges of names."""
    return Variants(
        becomes=many,
        required=True,
        variants=(
            Variant(
                make=lambda text: (one, text),
                keys=(Key(name=one, shape=Identifier(), meaning=f"One {what}.", becomes="text"),),
            ),
            Variant(
                make=lambda text: (many, text),
                keys=(
                    Key(
                        name=many,
                        shape=Identifier(words="names and ranges such as A-F or 1-20"),
                        meaning=f"Many {what}s at once, such as A-F, A-C,F or 1-20.",
                        becomes="text",
                    ),
                ),
            ),
        ),
    )


SPOT = Table(
    name="spot",
    meaning="One named spot, or all spots of some rows and numbers.",
    make=_spots,
    parts=(
        Key(name="section", shape=Identifier(), meaning="The section.", required=True),
        _one_or_many("row", "rows", what="row"),
        _one_or_many("number", "numbers", what="number"),
        Key(
            name="name",
            shape=Text(),
            meaning="What is printed; {section}, {row} and {number} are filled in.",
        ),
        Key(name="kind", shape=choice_of(SpotKind), meaning="What it is."),
    ),
)
