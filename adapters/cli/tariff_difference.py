"""The differences of two tariffs, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import assert_never

import attrs

from counterfoil.adapters.cli.documents import Document, Json
from counterfoil.adapters.cli.naming import named
from counterfoil.domain.digest import digest
from counterfoil.domain.tariff.changes import (
    PriceAdded,
    PriceChanged,
    PriceRemoved,
    RuleAdded,
    RuleChange,
    RuleChanged,
    RuleRemoved,
    RulesReordered,
    Section,
    SettingChanged,
)
from counterfoil.domain.tariff.tariff import Tariff

FORMAT = "counterfoil.tariff-difference/1"
KINDS: dict[type[RuleChange], str] = {
    SettingChanged: "setting_changed",
    PriceAdded: "price_added",
    PriceRemoved: "price_removed",
    PriceChanged: "price_changed",
    RuleAdded: "rule_added",
    RuleRemoved: "rule_removed",
    RuleChanged: "rule_changed",
    RulesReordered: "rules_reordered",
}


def difference_lines(changes: Sequence[RuleChange], *, old: Tariff, new: Tariff) -> Iterator[str]:
    """Tell the changes section by section: + is new, - is gone, ~ is changed."""
    yield f"{old.id} ({digest(old)}) -> {new.id} ({digest(new)})"
    if not changes:
        yield "no differences"
    for section, of_section in groupby(changes, key=_section):
        yield ""
        yield section.value.replace("_", " ")
        for change in of_section:
            yield from _change_lines(change)


def _section(change: RuleChange) -> Section:
    match change:
        case SettingChanged():
            return Section.SETTINGS
        case PriceAdded() | PriceRemoved() | PriceChanged():
            return Section.PRICES
        case RuleAdded() | RuleRemoved() | RuleChanged() | RulesReordered():
            return change.section
        case _:
            assert_never(change)


def _change_lines(change: RuleChange) -> Iterator[str]:
    match change:
        case SettingChanged(name=name, old=old, new=new):
            yield f"  ~ {name}: {old} -> {new}"
        case PriceAdded(amount=amount):
            yield f"  + {_price(change)}: {amount}"
        case PriceRemoved(amount=amount):
            yield f"  - {_price(change)}: {amount}"
        case PriceChanged(old=old, new=new):
            yield f"  ~ {_price(change)}: {old} -> {new}"
        case RuleAdded(text=text):
            yield f"  + {_rule(change)}{text}"
        case RuleRemoved(text=text):
            yield f"  - {_rule(change)}{text}"
        case RuleChanged(fields=fields):
            yield f"  ~ {named(change.label, id=change.id)}"
            for field in fields:
                yield f"      {field.name}: {field.old} -> {field.new}"
        case RulesReordered(old=old, new=new):
            yield f"  ~ order: {', '.join(old)} -> {', '.join(new)}"
        case _:
            assert_never(change)


def _price(change: PriceAdded | PriceRemoved | PriceChanged) -> str:
    season = "" if change.season is None else f" in {change.season}"
    return f"{change.ticket_type} of {change.product}{season}"


def _rule(change: RuleAdded | RuleRemoved) -> str:
    """Name a rule before its text; a row without an id is known by the text alone."""
    return "" if change.id == change.text else f"{named(change.label, id=change.id)}: "


def difference_document(changes: Sequence[RuleChange], *, old: Tariff, new: Tariff) -> Document:
    """Describe the changes as JSON; every field of a change is a text, a list of texts or null."""
    return {
        "format": FORMAT,
        "old": {"id": old.id, "digest": digest(old)},
        "new": {"id": new.id, "digest": digest(new)},
        "changes": [_change(change) for change in changes],
    }


def _change(change: RuleChange) -> dict[str, Json]:
    facts = attrs.asdict(change, value_serializer=_plain)
    if "label" in facts:
        facts["label"] = facts["label"] or None
    return {"change": KINDS[type(change)], "section": _section(change).value, **facts}


def _plain(_: object, __: object, value: object) -> object:
    return value.value if isinstance(value, Section) else value
