"""Documents: carts, orders, what happened to them, and worlds as JSON text and back, exactly."""

from counterfoil.adapters.documents.document import (
    CART,
    CART_CHANGE,
    CATALOGUE,
    DECISION,
    DOCUMENTS,
    DONE,
    ORDER,
    ORDER_CHANGE,
    ORDER_DECISION,
    ORDER_DONE,
    ORDER_RECORD,
    RECORD,
    TARIFF,
    Document,
)
from counterfoil.adapters.documents.faults import DocumentError, Fault
from counterfoil.adapters.documents.formats import FORMAT, Format

__all__ = [
    "CART",
    "CART_CHANGE",
    "CATALOGUE",
    "DECISION",
    "DOCUMENTS",
    "DONE",
    "FORMAT",
    "ORDER",
    "ORDER_CHANGE",
    "ORDER_DECISION",
    "ORDER_DONE",
    "ORDER_RECORD",
    "RECORD",
    "TARIFF",
    "Document",
    "DocumentError",
    "Fault",
    "Format",
]
