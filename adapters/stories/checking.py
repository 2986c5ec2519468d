"""Holding what was seen against what a story expects: every difference, with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from counterfoil.adapters.stories.answer_checking import (
    AVAILABLE_CHECKS,
    FOUND_CHECKS,
    MOVED_CHECKS,
    NOT_MOVED_CHECKS,
    SWEPT_CHECKS,
)
from counterfoil.adapters.stories.finding import Finding, differences, written
from counterfoil.adapters.stories.order_checking import ORDER_CHECKS, named_contacts, payments_of
from counterfoil.adapters.stories.seeing import (
    Answer,
    Available,
    Failed,
    Found,
    Moved,
    NotMoved,
    Seen,
    Swept,
    changed_sums,
    codes_of,
    facts_of,
    is_erased,
    spots_of,
    tickets_of,
    total_of,
)
from counterfoil.adapters.stories.story import (
    UNLIMITED,
    Expectation,
    ExpectedRefusal,
    Step,
)
from counterfoil.domain.money import Currency, format_amount
from counterfoil.domain.stock import BudgetResource, Level, read_resource
from counterfoil.ports.box_office import CartView, OrderView, Refused


def place_of(step: Step, finding: Finding) -> tuple[str | int, ...]:
    """Answer the place of a finding in the file of its story."""
    return "step", step.place, "expect", *finding.path


def findings(expect: Expectation, seen: Seen, *, currency: Currency) -> tuple[Finding, ...]:
    """Compare everything that is expected."""
    return tuple(_findings(expect, seen, currency))


def _findings(expect: Expectation, seen: Seen, currency: Currency) -> Iterator[Finding]:
    checks = _checks(seen.answer)
    match seen.answer:
        case Failed(message=message):
            yield Finding(path=(), aspect="answer", expected="an answer", found=message)
        case Refused(refusals=refusals):
            if expect.refused is None and _is_expected(expect, ANY_CHECKS):
                told = "; ".join(f"{one.code}: {seen.renamed(one.message)}" for one in refusals)
                yield Finding(
                    path=(), aspect="answer", expected="it is done", found=f"refused, {told}"
                )
        case NotMoved(faults=faults) if expect.faulty is None:
            told = "; ".join(f"line {line}: {seen.renamed(problem)}" for line, problem in faults)
            yield Finding(path=(), aspect="answer", expected="it is done", found=told)
        case answer if expect.refused is None and checks:
            yield from _of_answer(expect, answer, seen, currency)
        case _:
            pass
    if expect.refused is not None and not isinstance(seen.answer, Failed):
        yield from _of_refusal(expect.refused, seen)
    if expect.capacity is not None:
        yield from _of_capacity(expect, seen, currency)


def _is_expected(expect: Expectation, names: Iterable[str]) -> bool:
    return any(getattr(expect, name) is not None for name in names)


def _of_answer(
    expect: Expectation, answer: Answer, seen: Seen, currency: Currency
) -> Iterator[Finding]:
    checks = _checks(answer)
    for name in ANY_CHECKS:
        expected = getattr(expect, name)
        if expected is None:
            continue
        if name not in checks:
            wanted = written(name, expected, currency)
            found = "a thing that does not come out of this"
            yield Finding(path=(name,), aspect=name, expected=wanted, found=found)
            continue
        found = checks[name](answer, seen, expected)
        if found != expected:
            yield from differences(name, expected, found, currency)


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
        "paid_state": lambda view, _, __: view.paid_state,
        "hold_lost": lambda view, _, __: view.cart.hold_lost,
        "contacts": lambda view, _, expected: named_contacts(view, expected),
        "erased": lambda view, seen, _: is_erased(view, keys=seen.erasing_keys),
        "replayed": lambda view, _, __: view.replayed,
    }
)


def _checks(answer: Answer) -> Mapping[str, Callable[[Any, Seen, Any], Any]]:
    """Answer what can be read off an answer."""
    match answer:
        case CartView():
            return VIEW_CHECKS
        case OrderView():
            return ORDER_CHECKS
        case Available():
            return AVAILABLE_CHECKS
        case Swept():
            return SWEPT_CHECKS
        case Found():
            return FOUND_CHECKS
        case Moved():
            return MOVED_CHECKS
        case NotMoved():
            return NOT_MOVED_CHECKS
        case _:
            return {}


# Every key of an expectation that is read off an answer, in the order in which they are told.
ANY_CHECKS = tuple(
    dict.fromkeys(
        (
            *VIEW_CHECKS,
            *ORDER_CHECKS,
            *AVAILABLE_CHECKS,
            *SWEPT_CHECKS,
            *FOUND_CHECKS,
            *MOVED_CHECKS,
        )
    )
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
