"""What is different between two tariffs, rule by rule.

Rules are matched by their id (lanes by number, list prices by product, ticket type and season). A
row without an id, that is a taxation row and an open variation, is matched by what it says: a
changed one is one removed and one added. Where the order of rules decides amounts, a new order of
the rules that both tariffs have is a difference of its own.

Known limit: a rule with a new id is another rule, however much it is like the old one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias, TypeVar

import attrs
from attrs import frozen

from counterfoil.domain.money import Currency
from counterfoil.domain.references import ProductId, SeasonId, TicketTypeId
from counterfoil.domain.tariff.changes import (
    FieldChange,
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
from counterfoil.domain.tariff.keys import INLINE, is_variant, key_of, prefix_of
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.domain.tariff.wording import NOT_SET, entries, field_words, is_part, words

__all__ = [
    "FieldChange",
    "PriceAdded",
    "PriceChanged",
    "PriceRemoved",
    "RuleAdded",
    "RuleChange",
    "RuleChanged",
    "RuleRemoved",
    "RulesReordered",
    "Section",
    "SettingChanged",
    "difference",
]

SETTINGS = (
    "id",
    "currency",
    "label",
    "rounding",
    "tax_rounding",
    "inclusive",
    "codes",
    "codes_max",
    "limits",
    "group_refund",
    "price_valid",
)
# Where the order decides: what runs after what, or which of several that match is the first.
ORDERED = frozenset(
    {
        Section.SEASONS,
        Section.VARIATIONS,
        Section.PROMOTIONS,
        Section.TAXATION,
        Section.FEES,
    }
)


def difference(old: Tariff, new: Tariff) -> tuple[RuleChange, ...]:
    """Tell what is different in *new*, section by section; nothing if both price alike by text.

    Amounts are texts in the currency of the tariff that they are from. Both tariffs are taken to
    be without problems; of rules with one id only the last is read.
    """
    return tuple(_changes(old, new))


def _changes(old: Tariff, new: Tariff) -> Iterator[RuleChange]:
    yield from _setting_changes(old, new)
    old_rules, new_rules = _rules(old), _rules(new)
    for section in Section:
        if section is Section.PRICES:
            yield from _price_changes(old, new)
        elif section is not Section.SETTINGS:
            before = _Rules(by_id=old_rules[section], currency=old.currency)
            after = _Rules(by_id=new_rules[section], currency=new.currency)
            yield from _rule_changes(section, before=before, after=after)


def _setting_changes(old: Tariff, new: Tariff) -> Iterator[SettingChanged]:
    for name in SETTINGS:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield SettingChanged(
                name=name,
                old=words(before, currency=old.currency),
                new=words(after, currency=new.currency),
            )


def _price_changes(old: Tariff, new: Tariff) -> Iterator[RuleChange]:
    before, after = _prices(old), _prices(new)
    for key in _in_order(before, after):
        product, ticket_type, season = key
        was, now = before.get(key), after.get(key)
        if was == now:
            continue
        if was is None:
            assert now is not None, "a key is of one of the two"
            yield PriceAdded(product=product, ticket_type=ticket_type, season=season, amount=now)
        elif now is None:
            yield PriceRemoved(product=product, ticket_type=ticket_type, season=season, amount=was)
        else:
            yield PriceChanged(
                product=product, ticket_type=ticket_type, season=season, old=was, new=now
            )


_PriceKey: TypeAlias = tuple[ProductId, TicketTypeId, SeasonId | None]


def _prices(tariff: Tariff) -> dict[_PriceKey, str]:
    return {
        (row.product, row.ticket_type, row.season): field_words(
            row, name="amount", currency=tariff.currency
        )
        for row in tariff.prices
    }


# --- rules --------------------------------------------------------------------------------------


@frozen(kw_only=True)
class _Rules:
    """The rules of one section by id, in the order that counts, and their currency."""

    by_id: Mapping[str, attrs.AttrsInstance]
    currency: Currency


def _rules(tariff: Tariff) -> Mapping[Section, Mapping[str, attrs.AttrsInstance]]:
    def by_text(rules: Iterable[attrs.AttrsInstance]) -> dict[str, attrs.AttrsInstance]:
        return {words(rule, currency=tariff.currency): rule for rule in rules}

    promotions = sorted(tariff.promotions, key=lambda rule: (rule.lane, rule.priority, rule.id))
    return {
        Section.SEASONS: {rule.id: rule for rule in tariff.seasons},
        Section.VARIATIONS: {rule.id: rule for rule in tariff.variations},
        Section.OPEN_VARIATIONS: by_text(tariff.open_variations),
        Section.LANES: {str(rule.number): rule for rule in tariff.lanes},
        Section.PROMOTIONS: {rule.id: rule for rule in promotions},
        Section.TAXES: {rule.id: rule for rule in tariff.taxes},
        Section.TAXATION: by_text(tariff.taxation),
        Section.FEES: {rule.id: rule for rule in tariff.fees},
    }


def _rule_changes(section: Section, *, before: _Rules, after: _Rules) -> Iterator[RuleChange]:
    for name in _in_order(before.by_id, after.by_id):
        was, now = before.by_id.get(name), after.by_id.get(name)
        if was is None:
            assert now is not None, "a name is of one of the two"
            text = words(now, currency=after.currency)
            yield RuleAdded(section=section, id=name, label=_label(now), text=text)
        elif now is None:
            text = words(was, currency=before.currency)
            yield RuleRemoved(section=section, id=name, label=_label(was), text=text)
        else:
            fields = tuple(_field_changes(was, now, before=before, after=after))
            if fields:
                yield RuleChanged(section=section, id=name, label=_label(now), fields=fields)
    old_order = tuple(name for name in before.by_id if name in after.by_id)
    new_order = tuple(name for name in after.by_id if name in before.by_id)
    if section in ORDERED and old_order != new_order:
        yield RulesReordered(section=section, old=old_order, new=new_order)


def _label(rule: attrs.AttrsInstance) -> str:
    label = getattr(rule, "label", "")
    return label if isinstance(label, str) else ""


def _field_changes(
    was: attrs.AttrsInstance,
    now: attrs.AttrsInstance,
    *,
    before: _Rules,
    after: _Rules,
    prefix: str = "",
) -> Iterator[FieldChange]:
    """Compare key by key, and into a part whose old and new value are of one class."""
    for field in attrs.fields(type(was)):
        old, new = getattr(was, field.name), getattr(now, field.name)
        if is_part(old) and type(old) is type(new):
            inner = prefix + prefix_of(was, field=field.name)
            yield from _field_changes(old, new, before=before, after=after, prefix=inner)
        elif (old_keys := _keys(was, name=field.name, prefix=prefix, rules=before)) != (
            new_keys := _keys(now, name=field.name, prefix=prefix, rules=after)
        ):
            yield from _key_changes(old_keys, new_keys)
        else:
            old_text = field_words(was, name=field.name, currency=before.currency)
            new_text = field_words(now, name=field.name, currency=after.currency)
            # An instant written in another zone is no change; an amount in another currency is.
            if old != new or (before.currency != after.currency and old_text != new_text):
                owner = now if old is None else was
                name = prefix + key_of(owner, field=field.name)
                yield FieldChange(name=name, old=old_text, new=new_text)


def _keys(
    owner: attrs.AttrsInstance, *, name: str, prefix: str, rules: _Rules
) -> Mapping[str, str]:
    """Write a part key by key; nothing where it is no part, or is told as a whole."""
    value = getattr(owner, name)
    if not is_part(value) or not (isinstance(value, INLINE) or is_variant(value)):
        return {}
    inner = prefix + prefix_of(owner, field=name)
    return {inner + key: text for key, text in entries(value, currency=rules.currency)}


def _key_changes(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[FieldChange]:
    """Tell that one way to say a thing has become another, which is said with other keys."""
    for key in _in_order(old, new):
        was, now = old.get(key, NOT_SET), new.get(key, NOT_SET)
        if was != now:
            yield FieldChange(name=key, old=was, new=now)


_Key = TypeVar("_Key")


def _in_order(before: Mapping[_Key, object], after: Mapping[_Key, object]) -> Iterator[_Key]:
    """Give the keys of *before* and behind them those that only *after* has."""
    yield from before
    yield from (key for key in after if key not in before)
