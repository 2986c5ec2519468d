"""Orders as JSON, without anything personal. docs/reference/cli.md describes each key."""

from __future__ import annotations

from datetime import datetime

from counterfoil.adapters.cli.documents import Document, amount_document
from counterfoil.adapters.cli.order_sources import Listed
from counterfoil.adapters.stories.seeing import live_tickets_of, ticket_name
from counterfoil.domain.money import Currency
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.passes import redemption_status
from counterfoil.domain.order.posting import Posting
from counterfoil.domain.payments import Payment
from counterfoil.ports.box_office import OrderView

LIST_FORMAT = "counterfoil.orders/1"
ORDER_FORMAT = "counterfoil.order/1"


def orders_document(listed: Listed) -> Document:
    """Describe what stands in the list of each order, and where the page lies."""
    page = listed.page
    return {
        "format": LIST_FORMAT,
        "orders": [_head(row.name, row.view, tickets=row.tickets) for row in listed.rows],
        "page": {
            "page_index": page.page_index,
            "total_pages": page.total_pages,
            "items_per_page": page.items_per_page,
            "start_index": page.start_index,
            "total_items": page.total_items,
        },
    }


def order_document(name: str, view: OrderView) -> Document:
    """Describe one order in full."""
    order = view.order
    tickets = sum(sum(live_tickets_of(one).values()) for one in order.bookings)
    return {
        "format": ORDER_FORMAT,
        **_head(name, view, tickets=tickets),
        "bookings": bookings_document(order, now=view.at),
        "postings": [posting_document(one, currency=order.currency) for one in order.postings],
        "payments": [payment_document(one) for one in order.payments],
        "events": [
            {
                "event": event.type.value,
                "version": event.order_version,
                "at": event.at.isoformat(),
                "by": None if event.actor is None else event.actor.account_type.value,
            }
            for event in order.events
        ],
    }


def _head(name: str, view: OrderView, *, tickets: int) -> Document:
    order: Order = view.order
    return {
        "order": name,
        "reference": order.id,
        "version": order.version,
        "status": order.status.value,
        "settlement": order.settlement.value,
        "created_at": order.created_at.isoformat(),
        "currency": order.currency.code,
        "tickets": tickets,
        "total": amount_document(order.total, order.currency),
        "paid": amount_document(order.paid, order.currency),
        "owed": amount_document(view.owed.amount, order.currency),
        "owed_by": view.owed.by.value,
    }


def bookings_document(order: Order, *, now: datetime) -> list[Document]:
    """Describe the bookings of an order; *now* says which tickets can still be used."""
    return [
        {
            "booking": booking.id,
            "product": booking.item.product,
            "slot": booking.item.slot,
            "status": booking.status.value,
            "tickets": [
                {
                    "ticket": ticket_name(booking, ticket),
                    "reference": ticket.id,
                    "status": ticket.status.value,
                    "redemption": redemption_status(ticket, sold=booking.sold, now=now).value,
                }
                for ticket in booking.tickets
            ],
        }
        for booking in order.bookings
    ]


def posting_document(posting: Posting, *, currency: Currency) -> Document:
    """Describe what was written at one time: the entries, those of equal tickets together."""
    return {
        "version": posting.version,
        "at": posting.at.isoformat(),
        "reason": posting.reason.value,
        "entries": [
            {
                "booking": run.item or None,
                "ticket_type": run.ticket_type or None,
                "units": run.units,
                "kind": entry.cause.kind.value,
                "rule": entry.cause.rule,
                "effect": entry.cause.effect.value,
                "amount": amount_document(entry.amount, currency),
            }
            for run in posting.runs
            for entry in run.entries
        ],
    }


def payment_document(payment: Payment) -> Document:
    """Describe a line of the payments."""
    return {
        "payment": payment.id,
        "type": payment.type.value,
        "status": payment.status.value,
        "method": payment.method.value,
        "at": payment.created.isoformat(),
        "amount": amount_document(payment.amount, payment.currency),
    }
