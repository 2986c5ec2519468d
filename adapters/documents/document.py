"""The documents: a name, a format and a content, as one line of JSON with sorted keys."""

from __future__ import annotations

import json
from typing import Any, Generic, NoReturn, TypeVar

from attrs import frozen

from counterfoil.adapters.documents.converter import make_converter
from counterfoil.adapters.documents.faults import (
    DocumentError,
    Fault,
    UnreadableError,
    faults_of,
)
from counterfoil.adapters.documents.formats import FORMAT, Format
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.changes import CartChange
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.decisions import Decision, OrderDecision
from counterfoil.domain.order.changes import OrderChange
from counterfoil.domain.order.order import Order
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.ports.reservation_system import Done, OrderDone, OrderRecord, Record

Content = TypeVar("Content")

_ENVELOPE = frozenset({"document", "format", "content"})
_CONVERTER = make_converter()
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


@frozen(kw_only=True)
class Document(Generic[Content]):
    """A kind of document; ``type`` is the class, or the union of classes, that it holds."""

    name: str
    type: Any

    def encode(self, value: Content) -> str:
        """Write *value* as one line; equal values that were made alike have equal lines."""
        content = _CONVERTER.unstructure(value, unstructure_as=self.type)
        return _ENCODER.encode(
            {"document": self.name, "format": FORMAT.number, "content": content}
        )

    def decode(self, text: str | bytes, *, known: Format = FORMAT) -> Content:
        """Read what ``encode`` wrote; the value is equal to the one that was written.

        Raises: DocumentError with everything that is wrong.
        """
        content = self._opened(text, known)
        try:
            value: Content = _CONVERTER.structure(content, self.type)
        except Exception as error:  # noqa: BLE001 - told with its path
            raise DocumentError(*faults_of(error, path="$.content")) from None
        return value

    def _opened(self, text: str | bytes, known: Format) -> Any:
        try:
            envelope = json.loads(text, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            problem = "is nested too deep" if isinstance(error, RecursionError) else "is no JSON"
            raise DocumentError(Fault(path="$", problem=problem)) from None
        if type(envelope) is not dict or envelope.keys() != _ENVELOPE:
            allowed = ", ".join(sorted(_ENVELOPE))
            problem = f"is no document, allowed: an object of {allowed}"
            raise DocumentError(Fault(path="$", problem=problem))
        if envelope["document"] != self.name:
            problem = f"is another document, allowed: {self.name}"
            raise DocumentError(Fault(path="$.document", problem=problem))
        return known.upgraded(self.name, envelope["content"], number=envelope["format"])


def _no_number(text: str) -> NoReturn:
    raise UnreadableError(f"{text} is no number")


CART: Document[Cart] = Document(name="cart", type=Cart)
CART_CHANGE: Document[CartChange] = Document(name="cart_change", type=CartChange)
CATALOGUE: Document[Catalogue] = Document(name="catalogue", type=Catalogue)
DECISION: Document[Decision] = Document(name="decision", type=Decision)
DONE: Document[Done] = Document(name="done", type=Done)
ORDER: Document[Order] = Document(name="order", type=Order)
ORDER_CHANGE: Document[OrderChange] = Document(name="order_change", type=OrderChange)
ORDER_DECISION: Document[OrderDecision] = Document(name="order_decision", type=OrderDecision)
ORDER_DONE: Document[OrderDone] = Document(name="order_done", type=OrderDone)
ORDER_RECORD: Document[OrderRecord] = Document(name="order_record", type=OrderRecord)
RECORD: Document[Record] = Document(name="record", type=Record)
TARIFF: Document[Tariff] = Document(name="tariff", type=Tariff)

DOCUMENTS: tuple[Document[Any], ...] = (
    CART,
    CART_CHANGE,
    CATALOGUE,
    DECISION,
    DONE,
    ORDER,
    ORDER_CHANGE,
    ORDER_DECISION,
    ORDER_DONE,
    ORDER_RECORD,
    RECORD,
    TARIFF,
)
