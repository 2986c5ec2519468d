"""The field tables of what a step of a story does to the whole office, and of erasing."""

from __future__ import annotations

from attrs import frozen

from counterfoil.adapters.files.problems import FileCode
from counterfoil.adapters.files.reading import Fault
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.lists import ListOf
from counterfoil.adapters.files.shapes.scalars import Converted, Identifier, Text, choice_of
from counterfoil.adapters.files.shapes.tables import Table
from counterfoil.adapters.files.shapes.variants import Variant, Variants
from counterfoil.adapters.stories.erasing_steps import Erasing, ErasingCart, ErasingOrder
from counterfoil.domain.privacy import PseudonymKey
from counterfoil.domain.stock import Overbooking

__all__ = ["ERASE_CART", "ERASE_ORDER", "IMPORT", "LOAD", "NamedLines", "NamedWorld"]

_PATH = "a path from the folder of the story"


@frozen(kw_only=True)
class NamedWorld:
    """What is loaded, by name: a shipped world, or one or two paths from the story's folder."""

    world: str = ""
    catalogue: str = ""
    tariff: str = ""


@frozen(kw_only=True)
class NamedLines:
    """What moves in, by name: a file, or orders of the story."""

    file: str = ""
    orders: tuple[str, ...] = ()
    overbooking: Overbooking = Overbooking.REFUSED


def _named_world(**names: str) -> NamedWorld:
    """Refuse a load of nothing, and a world beside files."""
    if not names:
        raise Fault(
            FileCode.TOO_FEW, problem="loads nothing", allowed="one of world, catalogue, tariff"
        )
    if "world" in names and len(names) > 1:
        raise Fault(
            FileCode.CONFLICTING_KEYS,
            problem="names both files already",
            allowed="a world, or catalogue and tariff",
            key="world",
        )
    if "catalogue" in names and "tariff" not in names:
        raise Fault(
            FileCode.MISSING_KEY,
            problem="is missing",
            allowed="the tariff that goes with the catalogue",
            key="tariff",
        )
    return NamedWorld(**names)


LOAD = Table(
    name="loading",
    meaning="What is sold from now on; carts keep the prices that they were opened with.",
    make=_named_world,
    defaults=dict,
    parts=(
        Key(
            name="world",
            shape=Identifier(words="the name of a shipped world"),
            meaning="Catalogue and tariff of a shipped world.",
        ),
        Key(
            name="catalogue",
            shape=Identifier(words=_PATH),
            meaning="Another catalogue, as a path from the folder of the story.",
        ),
        Key(
            name="tariff",
            shape=Identifier(words=_PATH),
            meaning="Another tariff, likewise; alone: the catalogue stays.",
        ),
    ),
)


def _named_lines(
    *, source: str | tuple[str, ...], overbooking: Overbooking = Overbooking.REFUSED
) -> NamedLines:
    if isinstance(source, str):
        return NamedLines(file=source, overbooking=overbooking)
    return NamedLines(orders=source, overbooking=overbooking)


def _pseudonym_key(text: str) -> PseudonymKey:
    return PseudonymKey(secret=text.encode("utf-8"))


IMPORT = Table(
    name="import",
    meaning="Orders that move in.",
    make=_named_lines,
    defaults=NamedLines,
    parts=(
        Variants(
            becomes="source",
            required=True,
            variants=(
                Variant(
                    keys=(
                        Key(
                            name="file",
                            shape=Identifier(words=_PATH),
                            meaning="A file with an order in each line, as a path from the folder"
                            " of the story. Its orders have their ids as names.",
                        ),
                    ),
                    make=str,
                    whole=True,
                ),
                Variant(
                    keys=(
                        Key(
                            name="orders",
                            shape=ListOf(
                                element=Identifier(words="the name of an order"), least=1
                            ),
                            meaning="Orders of the story, exported as they are then.",
                        ),
                    ),
                    make=tuple,
                    whole=True,
                ),
            ),
        ),
        Key(
            name="overbooking",
            shape=choice_of(Overbooking),
            meaning="Whether they may overbook what may be overbooked; left out: refused.",
        ),
    ),
)
_ERASING_KEY = Key(
    name="erasing_key",
    shape=Converted(shape=Text(), convert=_pseudonym_key),
    meaning="The key of the pseudonyms, 16 bytes or more; left out: there is none.",
    mistaken=("key",),
)


def _erasing(name: str, meaning: str, make: type[Erasing]) -> Table:
    return Table(name=name, meaning=meaning, make=make, defaults=dict, parts=(_ERASING_KEY,))


ERASE_CART = _erasing("cart_erasing", "The people of a cart are forgotten.", ErasingCart)
ERASE_ORDER = _erasing("order_erasing", "The people of an order are forgotten.", ErasingOrder)
