"""Played stories as JSON. docs/reference/cli.md describes each key."""

from __future__ import annotations

from collections.abc import Sequence

from counterfoil.adapters.cli.documents import Document, Json, amount_document
from counterfoil.adapters.stories.checking import levels_of, place_of
from counterfoil.adapters.stories.finding import Finding
from counterfoil.adapters.stories.running import StepResult, StoryResult
from counterfoil.adapters.stories.seeing import (
    Available,
    Failed,
    Found,
    Moved,
    NotMoved,
    Swept,
    live_tickets_of,
    redemptions_of,
    sums_of,
    tickets_of,
    total_of,
)
from counterfoil.adapters.stories.story import UNLIMITED
from counterfoil.domain.money import Currency
from counterfoil.ports.box_office import CartView, OrderView, Refused

FORMAT = "counterfoil.stories/1"


def stories_document(results: Sequence[StoryResult]) -> Document:
    """Describe what came of each step of each story."""
    return {"format": FORMAT, "stories": [_story(result) for result in results]}


def _story(result: StoryResult) -> Document:
    story = result.story
    return {
        "file": story.source.name,
        "title": story.title,
        "world": story.world,
        "system": result.system,
        "verdict": result.verdict.name.lower(),
        "steps": [_step(step, result=result) for step in result.steps],
    }


def _step(step: StepResult, *, result: StoryResult) -> Document:
    source, currency = result.story.source, result.story.tariff.currency
    return {
        "line": source.line(("step", step.step.place)),
        "say": step.step.say or None,
        "told": step.step.told,
        "cart": step.step.cart or None,
        "order": step.step.order or None,
        "at": step.seen.at.isoformat(),
        "verdict": step.verdict.name.lower(),
        "answer": _answer(step, currency=currency),
        "capacity": {
            resource: {
                name: None if count == UNLIMITED else count
                for name, count in levels_of(level).items()
            }
            for resource, level in step.seen.levels.items()
        },
        "failed": [_finding(one, step=step, result=result) for one in step.failed],
        "differing": [
            {"capability": reason, **_finding(one, step=step, result=result)}
            for reason, one in step.differing
        ],
    }


def _answer(step: StepResult, *, currency: Currency) -> Json:
    match step.seen.answer:
        case None:
            return None
        case Failed(message=message):
            return {"kind": "failed", "message": message}
        case Refused(refusals=refusals):
            return {
                "kind": "refused",
                "refusals": [
                    {"code": one.code, "message": step.seen.renamed(one.message)}
                    for one in refusals
                ],
            }
        case CartView() as view:
            return {
                "kind": "cart",
                "version": view.cart.version,
                "state": view.cart.state.value,
                "replayed": view.replayed,
                "total": amount_document(total_of(view), currency),
                "causes": {
                    name: amount_document(amount, currency)
                    for name, amount in sums_of(view).items()
                },
                "items": [
                    {
                        "item": item.id,
                        "product": item.product,
                        "tickets": tickets_of(item),
                        "expires_at": item.expires_at.isoformat(),
                    }
                    for item in view.cart.items
                ],
                "lapsed": [item.id for item in view.lapsed],
            }
        case OrderView() as view:
            return _order(view, currency=currency)
        case Swept(carts=carts):
            return {"kind": "swept", "carts": [name for name, _ in carts]}
        case Found(orders=orders, page=page):
            return {
                "kind": "found",
                "total_items": page.total_items,
                "orders": [
                    {"order": name, "bookings": [one.id for one in order.bookings]}
                    for name, order in orders
                ],
            }
        case Moved(orders=moved, repeated=repeated):
            return {"kind": "moved", "orders": list(moved), "repeated": list(repeated)}
        case NotMoved(faults=faults):
            return {
                "kind": "not_moved",
                "faults": [
                    {"line": line, "problem": step.seen.renamed(problem)}
                    for line, problem in faults
                ],
            }
        case Available(rooms=rooms):
            return {
                "kind": "available",
                "rooms": [
                    {"name": name, "state": room.state.value, "left": room.left}
                    for name, room in rooms.items()
                ],
            }


def _order(view: OrderView, *, currency: Currency) -> Document:
    order = view.order
    return {
        "kind": "order",
        "version": order.version,
        "status": order.status.value,
        "replayed": view.replayed,
        "total": amount_document(order.total, currency),
        "paid": amount_document(order.paid, currency),
        "owed": amount_document(view.owed.amount, currency),
        "owed_by": view.owed.by.value,
        "causes": {
            name: amount_document(amount, currency) for name, amount in sums_of(view).items()
        },
        "bookings": [
            {
                "booking": booking.id,
                "product": booking.item.product,
                "status": booking.status.value,
                "tickets": live_tickets_of(booking),
            }
            for booking in order.bookings
        ],
        "redemptions": {ticket: state.value for ticket, state in redemptions_of(view).items()},
        "events": [event.type.value for event in order.events],
    }


def _finding(one: Finding, *, step: StepResult, result: StoryResult) -> Document:
    path = place_of(step.step, one)
    return {
        "line": result.story.source.line(path),
        "aspect": one.aspect,
        "expected": one.expected,
        "found": one.found,
    }
