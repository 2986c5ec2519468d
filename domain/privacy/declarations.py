"""Declarations: which fields hold personal data, which a secret, and which may be seen by anybody.

A field is declared once, in its metadata, and everything reads the declaration from there: the
class's repr, what is written to a log, and erasing.

    @frozen(kw_only=True, field_transformer=guarded)
    class Guest:
        email: str = field(default="", metadata=personal(Shape.EMAIL))
        language: str = field(default="", metadata=PUBLIC)

Text needs a declaration, because text can hold anything. It has one without metadata in two cases:

* it is an id (a type of ``references.py``, the customer key excepted): ids are made by the engine
  or chosen by the host, and name things, not people;
* its class stands in one of `PUBLIC_MODULES`, which describe what is sold and why it costs what it
  costs, or say to anybody why something was refused.

Other types need one only where they are personal: a birth date, an age. What is not declared is
hidden from logs and stops erasing, so a forgotten field never leaks by silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any, Literal, NewType, get_args, get_origin, get_type_hints

import attrs

from counterfoil.domain import references
from counterfoil.domain.errors import InvariantError
from counterfoil.domain.references import CustomerKey

PUBLIC_MODULES = (
    "counterfoil.domain.cart.refusals",
    "counterfoil.domain.catalogue",
    "counterfoil.domain.checkout_fields.refusals",
    "counterfoil.domain.currencies",
    "counterfoil.domain.money",
    "counterfoil.domain.party.refusals",
    "counterfoil.domain.pricing",
    "counterfoil.domain.refusals",
    "counterfoil.domain.stock",
    "counterfoil.domain.tariff",
)

_METADATA_KEY = "counterfoil.privacy"


class Privacy(Enum):
    """PERSONAL: about a person; SECRET: whoever knows it may act; PUBLIC: anybody may see it."""

    PUBLIC = "PUBLIC"
    PERSONAL = "PERSONAL"
    SECRET = "SECRET"  # noqa: S105 - the name of a kind of field


class Shape(Enum):
    """What becomes of a personal field when it is erased.

    All but REMOVED leave a pseudonym of that form; an ANSWER takes the form of what was typed.
    REMOVED puts the field's default. It is for values of few possible answers as well: equal
    pseudonyms would show who shares one, and a count which one it is.
    """

    NAME = "NAME"
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    WEBSITE = "WEBSITE"
    CODE = "CODE"
    TEXT = "TEXT"
    ANSWER = "ANSWER"
    REMOVED = "REMOVED"


@attrs.frozen(kw_only=True)
class Declaration:
    """What is declared of a field; ``shape`` matters where it is not public."""

    privacy: Privacy
    shape: Shape = Shape.TEXT

    @property
    def hides(self) -> bool:
        """Whether the value is for nobody's eyes."""
        return self.privacy is not Privacy.PUBLIC

    @property
    def mark(self) -> str:
        """What stands in place of the value."""
        return f"<{self.privacy.name.lower()}>"


Metadata = Mapping[str, Declaration]

VISIBLE = Declaration(privacy=Privacy.PUBLIC)
_SECRET_CODE = Declaration(privacy=Privacy.SECRET, shape=Shape.CODE)

PUBLIC: Metadata = MappingProxyType({_METADATA_KEY: VISIBLE})
SECRET: Metadata = MappingProxyType({_METADATA_KEY: _SECRET_CODE})


def personal(shape: Shape) -> Metadata:
    """Answer the metadata of a personal field that is erased as *shape* says."""
    declaration = Declaration(privacy=Privacy.PERSONAL, shape=shape)
    return MappingProxyType({_METADATA_KEY: declaration})


def guarded(kind: type, fields: list[attrs.Attribute[Any]]) -> list[attrs.Attribute[Any]]:
    """Hide the personal and secret fields of an attrs class from its repr.

    To be named as the class's ``field_transformer``.

    Raises: InvariantError for a field that is removed when erased but has no default to put.
    """
    return [_guarded_field(kind, field) for field in fields]


def declarations(kind: type) -> Mapping[str, Declaration | None]:
    """Answer what is declared of each field of an attrs class; None: nothing is."""
    known = _DECLARATIONS.get(kind)
    if known is None:
        known = _DECLARATIONS[kind] = MappingProxyType(_read_declarations(kind))
    return known


def undeclared_fields(kind: type) -> tuple[str, ...]:
    """Name the fields of an attrs class that can hold text and are not declared."""
    hints = _hints(kind)
    return tuple(
        name
        for name, declaration in declarations(kind).items()
        if declaration is None and any(map(_holds_text, _leaves(hints.get(name, object))))
    )


def declared(field: attrs.Attribute[Any]) -> Declaration | None:
    """Answer what a field's own metadata says, or None."""
    declaration = field.metadata.get(_METADATA_KEY)
    assert declaration is None or isinstance(declaration, Declaration), "the key is ours"
    return declaration


def default_of(field: attrs.Attribute[Any]) -> object:
    """Answer the value that a field has when nothing is said, or ``attrs.NOTHING``."""
    default: object = field.default
    # attrs.Factory is a class, but its type stubs present it as a function.
    factory: Callable[[], object] | None = getattr(default, "factory", None)
    if factory is None:
        return default
    return attrs.NOTHING if getattr(default, "takes_self", False) else factory()


def is_public_module(module: str) -> bool:
    """Whether all text of the classes of a module is public."""
    return any(module == name or module.startswith(f"{name}.") for name in PUBLIC_MODULES)


# What is read off a class once; it grows with classes, not values.
_DECLARATIONS: dict[type, Mapping[str, Declaration | None]] = {}


def _read_declarations(kind: type) -> dict[str, Declaration | None]:
    assert attrs.has(kind), "the caller looked"
    hints: Mapping[str, object] | None = None
    found: dict[str, Declaration | None] = {}
    for field in attrs.fields(kind):
        declaration = declared(field)
        if declaration is None:
            hints = _hints(kind) if hints is None else hints
            declaration = VISIBLE if _is_public(kind, hints.get(field.name)) else None
        found[field.name] = declaration
    return found


def _guarded_field(kind: type, field: attrs.Attribute[Any]) -> attrs.Attribute[Any]:
    declaration = declared(field)
    if declaration is None or not declaration.hides:
        return field
    default = default_of(field)
    if declaration.shape is Shape.REMOVED and default is attrs.NOTHING:
        raise InvariantError(f"{kind.__name__}.{field.name}: is removed but has no default")
    if field.repr is False:
        return field
    return field.evolve(repr=_hidden(declaration, default))


def _hidden(declaration: Declaration, default: object) -> Callable[[object], str]:
    def hidden(value: object) -> str:
        # That nothing was said is no secret, and a repr without it would be hard to read.
        return repr(value) if value == default else declaration.mark

    return hidden


def _is_public(kind: type, hint: object) -> bool:
    leaves = [leaf for leaf in _leaves(hint) if _holds_text(leaf)]
    if CustomerKey in leaves:
        return False
    return is_public_module(kind.__module__) or (bool(leaves) and all(map(_is_id, leaves)))


def _hints(kind: type) -> Mapping[str, object]:
    try:
        return get_type_hints(kind)
    except NameError:
        # A class inside a function, of types that only the function knows: nothing is certain.
        return {}


def _leaves(hint: object) -> Iterator[object]:
    """Yield the types of which a type is made: of a union, a tuple, a mapping."""
    arguments = () if get_origin(hint) is Literal else get_args(hint)
    if not arguments:
        yield hint
    for argument in arguments:
        yield from _leaves(argument)


def _holds_text(leaf: object) -> bool:
    if isinstance(leaf, NewType):
        return _holds_text(leaf.__supertype__)
    if leaf is object or leaf is Any:
        return True
    return isinstance(leaf, type) and issubclass(leaf, str | bytes) and not issubclass(leaf, Enum)


def _is_id(leaf: object) -> bool:
    return isinstance(leaf, NewType) and leaf.__module__ == references.__name__
