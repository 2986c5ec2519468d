"""The ways in which two tariffs can differ, as data."""

from __future__ import annotations

from enum import Enum
from typing import TypeAlias

from attrs import frozen

from counterfoil.domain.references import ProductId, SeasonId, TicketTypeId


class Section(Enum):
    """The parts of a tariff, in the order in which differences are told."""

    SETTINGS = "settings"
    SEASONS = "seasons"
    PRICES = "prices"
    VARIATIONS = "variations"
    OPEN_VARIATIONS = "open_variations"
    LANES = "lanes"
    PROMOTIONS = "promotions"
    TAXES = "taxes"
    TAXATION = "taxation"
    FEES = "fees"


@frozen(kw_only=True)
class FieldChange:
    """A field of a rule with its old and new text; ``name`` is its path, such as `limits.uses`."""

    name: str
    old: str
    new: str


@frozen(kw_only=True)
class SettingChanged:
    """A setting of the whole tariff."""

    name: str
    old: str
    new: str


@frozen(kw_only=True)
class PriceAdded:
    """A list price for what had none."""

    product: ProductId
    ticket_type: TicketTypeId
    season: SeasonId | None
    amount: str


@frozen(kw_only=True)
class PriceRemoved:
    """No list price any more."""

    product: ProductId
    ticket_type: TicketTypeId
    season: SeasonId | None
    amount: str


@frozen(kw_only=True)
class PriceChanged:
    """Another list price, or the same number in another currency."""

    product: ProductId
    ticket_type: TicketTypeId
    season: SeasonId | None
    old: str
    new: str


@frozen(kw_only=True)
class RuleAdded:
    """A rule that the old tariff does not have; ``text`` is all that it says."""

    section: Section
    id: str
    label: str
    text: str


@frozen(kw_only=True)
class RuleRemoved:
    """A rule that the new tariff does not have; ``text`` is all that it said."""

    section: Section
    id: str
    label: str
    text: str


@frozen(kw_only=True)
class RuleChanged:
    """A rule of both tariffs that does not say the same; ``label`` is the new one."""

    section: Section
    id: str
    label: str
    fields: tuple[FieldChange, ...]


@frozen(kw_only=True)
class RulesReordered:
    """The rules of both tariffs, in their old and their new order.

    Promotions run in the order of lane, priority and id, wherever they stand.
    """

    section: Section
    old: tuple[str, ...]
    new: tuple[str, ...]


RuleChange: TypeAlias = (
    SettingChanged
    | PriceAdded
    | PriceRemoved
    | PriceChanged
    | RuleAdded
    | RuleRemoved
    | RuleChanged
    | RulesReordered
)
