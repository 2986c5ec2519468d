"""Conditions and benefits that a host registers by name.

Both are pure functions of what they are given. A changed one takes a new version, which the tariff
names, so that the digest of the tariff changes with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias, TypeVar

from attrs import Attribute, field, frozen

from counterfoil.domain.basket import Basket, Circumstances
from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import ItemId, PartId, ProductId, TicketTypeId


@frozen(kw_only=True)
class LineFacts:
    """One line as a condition sees it.

    ``undiscounted`` is LIST + VARIATION of all its tickets, in minor units.
    """

    item: ItemId
    part: PartId
    product: ProductId
    ticket_type: TicketTypeId
    count: int
    undiscounted: int


@frozen(kw_only=True)
class ConditionFacts:
    """What a condition may read: never a running price."""

    basket: Basket
    circumstances: Circumstances
    lines: tuple[LineFacts, ...]


@frozen(kw_only=True)
class EligibleUnit:
    """One ticket that a benefit may make cheaper.

    ``running`` is its price now, ``list_price`` the sum of its LIST entries; both minor units.
    """

    item: ItemId
    part: PartId
    product: ProductId
    ticket_type: TicketTypeId
    ordinal: int
    list_price: int
    running: int


Answer = TypeVar("Answer")
Holds: TypeAlias = Callable[[ConditionFacts, Mapping[str, str]], bool]
Reductions: TypeAlias = Callable[[tuple[EligibleUnit, ...], Mapping[str, str]], tuple[int, ...]]


def called(name: str, function: Callable[[], Answer]) -> Answer:
    """Call a function of the host; what it raises leaves under its name.

    Raises: UsageError from whatever the function raised.
    """
    try:
        return function()
    except Exception as error:
        raise UsageError(
            field=name,
            value=type(error).__name__,
            problem=f"was raised: {error}",
            allowed="a pure function that answers for every cart",
        ) from error


@frozen(kw_only=True)
class RegisteredCondition:
    """A condition: whether it holds, given the facts and the parameters that the tariff states."""

    name: str
    version: str
    holds: Holds


@frozen(kw_only=True)
class RegisteredBenefit:
    """A benefit: how many minor units each ticket is cheaper, in the order given.

    Each amount lies in 0 .. the ticket's running price.
    """

    name: str
    version: str
    amounts: Reductions


def _check_names(
    _: object,
    attribute: Attribute[Mapping[str, RegisteredCondition | RegisteredBenefit]],
    value: Mapping[str, RegisteredCondition | RegisteredBenefit],
) -> None:
    for name, registered in value.items():
        if registered.name != name:
            raise UsageError(
                field=f"{attribute.name}[{name!r}]",
                value=registered.name,
                problem="is registered under another name",
                allowed=repr(name),
            )


@frozen(kw_only=True)
class Extensions:
    """The conditions and benefits of one host, by name."""

    conditions: Mapping[str, RegisteredCondition] = field(factory=dict, validator=_check_names)
    benefits: Mapping[str, RegisteredBenefit] = field(factory=dict, validator=_check_names)
