"""Previews as JSON, without anything personal. docs/reference/cli.md describes each key."""

from __future__ import annotations

from counterfoil.adapters.cli.documents import Document, amount_document
from counterfoil.adapters.cli.order_document import (
    bookings_document,
    payment_document,
    posting_document,
)
from counterfoil.adapters.cli.preview_page import invalidated_tickets
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.previewing import Preview

PREVIEW_FORMAT = "counterfoil.preview/1"


def preview_document(name: str, preview: Preview) -> Document:
    """Describe what would be done."""
    before, after = preview.before, preview.after
    currency = after.currency
    return {
        "format": PREVIEW_FORMAT,
        "order": name,
        "reference": after.id,
        "at": preview.seen.at.isoformat(),
        "valid_until": preview.valid_until.isoformat(),
        "currency": currency.code,
        "difference": amount_document(preview.difference, currency),
        "refund": amount_document(preview.refund, currency),
        "before": _side(before, preview),
        "after": _side(after, preview),
        "postings": [
            posting_document(one, currency=currency)
            for one in after.postings[len(before.postings) :]
        ],
        "payments": [payment_document(one) for one in preview.payments],
        "fees": [
            {"booking": booking, "amount": amount_document(fee, currency)}
            for booking, fee in preview.fees.items()
        ],
        "capacity": [
            {
                "resource": pool.resource,
                "taken": pool.taken,
                "given": pool.given,
                "left": pool.left,
            }
            for pool in preview.capacity
        ],
        "invalidated": list(invalidated_tickets(preview)),
        "components": dict(preview.seen.components),
    }


def _side(order: Order, preview: Preview) -> Document:
    """Describe the order as it is, or would be."""
    return {
        "version": order.version,
        "status": order.status.value,
        "total": amount_document(order.total, order.currency),
        "paid": amount_document(order.paid, order.currency),
        "owed": amount_document(order.owed.amount, order.currency),
        "bookings": bookings_document(order, now=preview.seen.at),
    }
