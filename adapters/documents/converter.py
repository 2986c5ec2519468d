"""The converter: one set of hooks for all classes of the domain, made by cattrs.

A field that has its default is left out, so that documents stay small and a class can get a new
field with a default. As with digests, a default must never change its meaning.
"""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.cols import is_frozenset, is_mapping
from cattrs.gen import make_dict_structure_fn

from counterfoil.adapters.documents.faults import UnreadableError
from counterfoil.adapters.documents.postings import register_postings
from counterfoil.adapters.documents.values import (
    Hook,
    as_object,
    mapping_reader,
    mapping_writer,
    register_values,
    set_reader,
    set_writer,
    tuple_reader,
)

TAG = "type"  # says which member of a union a value is


def make_converter() -> Converter:
    """Make the converter of documents; its hooks are generated when a class is first met."""
    converter = Converter(omit_if_default=True, forbid_extra_keys=True)
    converter.register_structure_hook_factory(attrs.has, _class_reader)
    register_values(converter)
    converter.register_structure_hook_factory(_is_tuple, tuple_reader)
    converter.register_structure_hook_factory(is_frozenset, set_reader)
    converter.register_unstructure_hook_factory(is_frozenset, set_writer)
    converter.register_structure_hook_factory(is_mapping, mapping_reader)
    converter.register_unstructure_hook_factory(is_mapping, mapping_writer)
    converter.register_structure_hook_factory(_is_union_of_classes, _union_reader)
    converter.register_unstructure_hook_factory(_is_union_of_classes, _union_writer)
    register_postings(converter)
    return converter


def _class_reader(kind: type[Any], converter: Converter) -> Hook:
    read = make_dict_structure_fn(
        kind, converter, _cattrs_forbid_extra_keys=True, _cattrs_detailed_validation=True
    )
    return lambda value, _: read(as_object(value), kind)


def _is_tuple(kind: object) -> bool:
    return get_origin(kind) is tuple


def _is_union_of_classes(kind: object) -> bool:
    return get_origin(kind) in {Union, UnionType} and len(_members(kind)) > 1


def _members(union: object) -> list[type[Any]]:
    found = [one for one in get_args(union) if one is not NoneType]
    return found if all(map(attrs.has, found)) else []


def _union_writer(union: Any, converter: Converter) -> Any:
    hooks = {one: converter.get_unstructure_hook(one) for one in _members(union)}
    assert not any(hasattr(attrs.fields(one), TAG) for one in hooks), "the tag is no field"

    def write(value: Any) -> dict[str, Any]:
        kind = type(value)
        written: dict[str, Any] = hooks[kind](value)
        written[TAG] = kind.__name__
        return written

    return write


def _union_reader(union: Any, converter: Converter) -> Hook:
    hooks = {one.__name__: (converter.get_structure_hook(one), one) for one in _members(union)}

    def read(value: object, _: object) -> Any:
        fields = dict(as_object(value))
        tag = fields.pop(TAG, None)
        if not isinstance(tag, str) or tag not in hooks:
            raise UnreadableError(f"has no known {TAG!r}, allowed: {', '.join(sorted(hooks))}")
        hook, kind = hooks[tag]
        return hook(fields, kind)

    return read
