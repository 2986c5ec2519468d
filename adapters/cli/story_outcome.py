"""What came of a step of a story, in one line."""

from __future__ import annotations

from counterfoil.adapters.stories.running import StepResult
from counterfoil.adapters.stories.seeing import (
    Available,
    Failed,
    Found,
    Moved,
    NotMoved,
    Swept,
    total_of,
)
from counterfoil.domain.cart.paid_state import PaidState
from counterfoil.domain.money import Currency, format_amount
from counterfoil.domain.payments import refunded, secured
from counterfoil.ports.box_office import CartView, OrderView, Refused


def outcome(step: StepResult, *, currency: Currency) -> str:
    """Say in one line what came of a step; nothing where only time passed."""
    match step.seen.answer:
        case None:
            return ""
        case Failed(message=message):
            return f"failed: {message}"
        case Refused(refusals=refusals):
            told = [f"{one.code}: {step.seen.renamed(one.message)}" for one in refusals]
            return f"refused, {'; '.join(told)}"
        case CartView() as view:
            amount = format_amount(total_of(view), currency=currency)
            pieces = [f"version {view.cart.version}", f"{amount} {currency.code}"]
            if view.replayed:
                pieces.append("as before: the command had been carried out")
            if view.lapsed:
                pieces.append(f"lapsed: {', '.join(item.id for item in view.lapsed)}")
            pieces += _money(view, currency=currency)
            pieces.append(view.cart.state.value.lower())
            return ", ".join(pieces)
        case OrderView() as view:
            return _order_outcome(view, currency=currency)
        case Swept(carts=carts):
            return f"settled: {', '.join(name for name, _ in carts) or 'no cart'}"
        case Found(orders=orders, page=page):
            names = ", ".join(name for name, _ in orders) or "no order"
            return f"found: {names} ({page.total_items} in all)"
        case Moved(orders=orders, repeated=repeated):
            moved = f"moved in: {', '.join(orders) or 'no order'}"
            before = f", there already: {', '.join(repeated)}" if repeated else ""
            return f"{moved}{before}"
        case NotMoved(faults=faults):
            told = [f"line {line}: {step.seen.renamed(problem)}" for line, problem in faults]
            return f"nothing moved in, {'; '.join(told)}"
        case Available(rooms=rooms):
            told = [
                f"{name}: {room.state.value.lower()}, {_left(room.left)}"
                for name, room in rooms.items()
            ]
            return "; ".join(told) or "nothing"


def _money(view: CartView, *, currency: Currency) -> list[str]:
    """Say what came in for a cart and went back, and why it did where a hold was lost."""
    is_lost = view.paid_state is PaidState.HOLD_LOST
    went_back = "to be given back, or to be held again for" if is_lost else "given back"
    payments = view.cart.payments
    sums = (("paid", secured(payments)), (went_back, refunded(payments)))
    pieces = [f"{format_amount(sum_, currency=currency)} {word}" for word, sum_ in sums if sum_]
    if view.cart.hold_lost:
        pieces.append(f"not held again: {', '.join(view.cart.hold_lost)}")
    return pieces


def _left(left: int | None) -> str:
    return "no end" if left is None else f"{left} left"


def _order_outcome(view: OrderView, *, currency: Currency) -> str:
    order = view.order
    amount, paid, owed = (
        format_amount(one, currency=currency)
        for one in (order.total, order.paid, view.owed.amount)
    )
    pieces = [f"order, version {order.version}", f"{amount} {currency.code}", f"{paid} paid"]
    if view.owed.amount > 0:
        pieces.append(f"{owed} owed by {view.owed.by.value.lower()}")
    if view.owed.amount < 0:
        pieces.append(f"{format_amount(-view.owed.amount, currency=currency)} to be given back")
    if view.replayed:
        pieces.append("as before: the command had been carried out")
    return ", ".join([*pieces, order.status.value.lower()])
