"""Holding what was seen against what a story expects: every difference, with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any, TypeAlias

from attrs import frozen

from counterfoil.adapters.files.shapes.moments import duration_text
from counterfoil.adapters.stories.order_checking import ORDER_CHECKS, payments_of, rooms_of
from counterfoil.adapters.stories.seeing import (
    Available,
    Failed,
    Seen,
    Swept,
    View,
    changed_sums,
    codes_of,
    facts_of,
    spots_of,
    tickets_of,
    total_of,
)
from counterfoil.adapters.stories.story import (
    UNLIMITED,
    Expectation,
    ExpectedRefusal,
    ExpectedRoom,
    Step,
)
from counterfoil.domain.money import Currency, format_amount
from counterfoil.domain.stock import BudgetResource, Level, read_resource
from counterfoil.ports.box_office import CartView, OrderView, Refused

Path: TypeAlias = tuple[str, ...]


@frozen(kw_only=True)
class Finding:
    """Something that came out otherwise than expected; ``path`` is its place in ``expect``.

    ``aspect`` is the name under which differences between systems are declared.
    """

    path: Path
    aspect: str
    expected: str
    found: str


def place_of(step: Step, finding: Finding) -> tuple[str | int, ...]:
    """Answer the place of a finding in the file of its story."""
    return "step", step.place, "expect", *finding.path


def findings(expect: Expectation, seen: Seen, *, currency: Currency) -> tuple[Finding, ...]:
    """Compare everything that is expected."""
    return tuple(_findings(expect, seen, currency))


def _findings(expect: Expectation, seen: Seen, currency: Currency) -> Iterator[Finding]:
    match seen.answer:
        case Failed(message=message):
            yield Finding(path=(), aspect="answer", expected="an answer", found=message)
        case Refused() if expect.refused is None and _expects_view(expect):
            told = "; ".join(
                f"{one.code}: {seen.renamed(one.message)}" for one in seen.answer.refusals
            )
            yield Finding(
                path=(), aspect="answer", expected="it is done", found=f"refused, {told}"
            )
        case (CartView() | OrderView()) as view if expect.refused is None:
            yield from _of_view(expect, view, seen, currency)
        case Available() as available if expect.refused is None:
            yield from _of_rooms(expect, available, currency)
        case Swept(carts=carts) if expect.swept is not None:
            found = tuple(name for name, _ in carts)
            if found != expect.swept:
                yield from _differences("swept", expect.swept, found, currency)
        case _:
            pass
    if expect.refused is not None and not isinstance(seen.answer, Failed):
        yield from _of_refusal(expect.refused, seen)
    if expect.capacity is not None:
        yield from _of_capacity(expect, seen, currency)


def _expects_view(expect: Expectation) -> bool:
    return any(getattr(expect, name) is not None for name in (*VIEW_CHECKS, *ORDER_CHECKS))


def _of_view(expect: Expectation, view: View, seen: Seen, currency: Currency) -> Iterator[Finding]:
    checks: Mapping[str, Callable[[Any, Seen, Any], Any]] = VIEW_CHECKS
    kind = "cart"
    if isinstance(view, OrderView):
        checks, kind = ORDER_CHECKS, "order"
    for name in dict.fromkeys((*VIEW_CHECKS, *ORDER_CHECKS)):
        expected = getattr(expect, name)
        if expected is None:
            continue
        if name not in checks:
            wanted = _written(name, expected, currency)
            found = f"a thing that no {kind} has"
            yield Finding(path=(name,), aspect=name, expected=wanted, found=found)
            continue
        found = checks[name](view, seen, expected)
        if found != expected:
            yield from _differences(name, expected, found, currency)


def _of_rooms(expect: Expectation, available: Available, currency: Currency) -> Iterator[Finding]:
    for name in ("slots", "days"):
        expected = getattr(expect, name)
        found = {} if expected is None else rooms_of(expected, available)
        if found != (expected or {}):
            yield from _differences(name, expected, found, currency)


def _differences(name: str, expected: Any, found: Any, currency: Currency) -> Iterator[Finding]:
    """Tell a difference; of a table, each key that differs."""
    if not isinstance(expected, Mapping):
        yield Finding(
            path=(name,),
            aspect=name,
            expected=_written(name, expected, currency),
            found=_written(name, found, currency),
        )
        return
    for key in dict.fromkeys((*expected, *found)):
        if expected.get(key) != found.get(key):
            yield Finding(
                path=(name, key) if key in expected else (name,),
                aspect=name,
                expected=_entry(name, key, expected, currency),
                found=_entry(name, key, found, currency),
            )


def _entry(name: str, key: str, values: Mapping[str, Any], currency: Currency) -> str:
    value = _written(name, values[key], currency) if key in values else "not there"
    return f"{key} {value}"


def _written(name: str, value: Any, currency: Currency) -> str:
    match name, value:
        case (("total" | "changed" | "paid" | "owed"), int()):
            return format_amount(value, currency=currency)
        case "payments", _:
            lines = [
                (one.type.value, format_amount(one.amount, currency=currency), one.status.value)
                for one in value
            ]
            return ", ".join(map(" ".join, lines)) or "no payment"
        case "expires", None:
            return "nothing held"
        case "expires", _:
            return f"{duration_text(value)} left"
        case _, ExpectedRoom(state=state, left=left):
            counted = (
                "" if left is None else f", {'unlimited' if left == UNLIMITED else left} left"
            )
            return f"{state.value}{counted}"
        case _, Enum():
            return str(value.value)
        case _, bool():
            return "yes" if value else "no"
        case _, Mapping():
            return ", ".join(f"{count} {ticket_type}" for ticket_type, count in value.items())
        case _, (tuple() | list() | frozenset()):
            listed = sorted(value) if isinstance(value, frozenset) else value
            return ", ".join(_written(name, one, currency) for one in listed) or "nothing"
        case _:
            return str(value)


def _items(view: CartView, _: Seen, __: Any) -> Any:
    return {item.id: tickets_of(item) for item in view.cart.items}


def _expires(view: CartView, seen: Seen, expected: Mapping[Any, Any]) -> Any:
    return {item.id: item.expires_at - seen.at for item in view.cart.items if item.id in expected}


def _spots(view: CartView, _: Seen, expected: Mapping[Any, Any]) -> Any:
    return {item.id: spots_of(item) for item in view.cart.items if item.id in expected}


# What is read off a cart for each key of an expectation, to be equal to what is expected.
VIEW_CHECKS: Mapping[str, Callable[[CartView, Seen, Any], Any]] = MappingProxyType(
    {
        "total": lambda view, _, __: total_of(view),
        "version": lambda view, _, __: view.cart.version,
        "state": lambda view, _, __: view.cart.state,
        "items": _items,
        "lapsed": lambda view, _, __: frozenset(item.id for item in view.lapsed),
        "changed": lambda view, seen, _: changed_sums(seen.before, view),
        "codes": lambda view, _, __: codes_of(view.quote),
        "expires": _expires,
        "spots": _spots,
        "payments": lambda view, _, __: payments_of(view.cart.payments),
        "replayed": lambda view, _, __: view.replayed,
    }
)


def _of_refusal(expected: ExpectedRefusal, seen: Seen) -> Iterator[Finding]:
    if not isinstance(seen.answer, Refused):
        yield Finding(
            path=("refused",), aspect="refused", expected=expected.code, found="it was done"
        )
        return
    first, *others = seen.answer.refusals
    if first.code != expected.code:
        yield Finding(
            path=("refused",),
            aspect="refused",
            expected=expected.code,
            found=f"{first.code}: {seen.renamed(first.message)}",
        )
        return
    found = facts_of(first, seen=seen)
    for name, value in expected.facts.items():
        if found[name] != value:
            yield Finding(
                path=("refused", name),
                aspect=f"refused.{name}",
                expected=f"{name} {_fact(value)}",
                found=f"{name} {_fact(found[name])}",
            )
    codes = tuple(one.code for one in others)
    if expected.also is not None and codes != expected.also:
        yield Finding(
            path=("refused", "also"),
            aspect="refused.also",
            expected=", ".join(expected.also) or "nothing beside it",
            found=", ".join(codes) or "nothing beside it",
        )


def _fact(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {inner}" for name, inner in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _of_capacity(expect: Expectation, seen: Seen, currency: Currency) -> Iterator[Finding]:
    for resource, expected in (expect.capacity or {}).items():
        level = seen.levels[resource]
        found = levels_of(level)
        for name in ("held", "sold", "left"):
            wanted = getattr(expected, name)
            if wanted is not None and wanted != found[name]:
                yield Finding(
                    path=("capacity", resource, name),
                    aspect=f"capacity.{resource.partition(':')[0]}",
                    expected=f"{resource} {units(level, wanted, currency)} {name}",
                    found=f"{units(level, found[name], currency)} {name}",
                )


def levels_of(level: Level) -> Mapping[str, int]:
    """Answer what is held, sold and left of a resource."""
    left = level.left()
    return {"held": level.held, "sold": level.sold, "left": UNLIMITED if left is None else left}


def units(level: Level, count: int, currency: Currency) -> str:
    """Write a number of units of a resource: of a budget, an amount."""
    if count == UNLIMITED:
        return "unlimited"
    if isinstance(read_resource(level.resource), BudgetResource):
        return format_amount(count, currency=currency)
    return str(count)
