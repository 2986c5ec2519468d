"""The harbor's own reservation system, as somebody else might have built it.

It shares nothing with the engine: its own state, its own prices in Decimal, its own references. It
knows no command keys, drops lapsed lines without a word, writes more than four tickets on several
lines, and forgets a reservation when its last line goes, or when it is confirmed. An order that is
booked twice is two orders, whatever its external reference. Requests can be made to go wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from threading import RLock
from typing import Any, TypeVar

from counterfoil.ports.clock import Clock

Document = Mapping[str, Any]
Answer = TypeVar("Answer")
LINE_MOST = 4
HOLD = timedelta(minutes=20)
PAYING = timedelta(minutes=10)

BEFORE = "lost before it arrived"
AFTER = "carried out, but the answer was lost"
ERROR = "carried out, and answered with an error 500"
LATE = "lost, and carried out when the next request comes"


class ConnectionLostError(Exception):
    """Nobody knows whether the request arrived."""


class RefusedHereError(Exception):
    """The harbor says no, with a code of its own; nothing happened."""


class HarborSystem:
    """Boats, their seats, and what is reserved of them."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.seats = {"noon": 10, "dusk": 4}
        self.prices = {"adult": Decimal("10.00"), "child": Decimal("6.00")}
        self.discounts = {"EARLY": Decimal("0.10")}
        self.calls = 0
        self.faults: dict[int, str] = {}
        self.during: Callable[[], object] | None = None
        self._late: list[Callable[[], object]] = []
        self._lock = RLock()
        self._made: dict[str, str] = {}
        self._reservations: dict[str, dict[str, Any]] = {}
        self._orders: dict[str, Document] = {}
        self.made = 0  # orders that there ever were
        self.closed: set[str] = set()

    # --- what it can be asked --------------------------------------------------------------------

    def read(self, reference: str) -> Document | None:
        """GET /reservations/{reference}: the document, or None for 404."""
        return self._request(lambda: self._shown(reference))

    def create(self, external: str, lines: list[dict[str, Any]]) -> Document:
        """POST /reservations: the same external reference is made once."""
        return self._write(lambda: self._create(external, lines))

    def put_lines(self, reference: str, lines: list[dict[str, Any]]) -> Document:
        """PUT /reservations/{reference}/lines: quantities of a booking are overwritten."""
        return self._write(lambda: self._put(reference, lines))

    def delete_lines(self, reference: str, bookings: list[str]) -> Document | None:
        """DELETE /reservations/{reference}/lines: those that are not there are no error."""
        return self._write(lambda: self._delete(reference, bookings))

    def set_codes(self, reference: str, *, add: str = "", remove: str = "") -> Document:
        """POST or DELETE /reservations/{reference}/codes: a code that is there is refused."""
        return self._write(lambda: self._set_code(reference, add, remove))

    def extend(self, reference: str, *, paying: bool) -> Document:
        """POST /reservations/{reference}/extension: anew, or once more for paying."""
        return self._write(lambda: self._extend(reference, paying))

    def cancel(self, reference: str) -> None:
        """DELETE /reservations/{reference}."""
        self._write(lambda: self._reservations.pop(reference, None))

    def confirm(self, reference: str, external: str) -> Document:
        """POST /reservations/{reference}/confirmation: an order, instead of the reservation."""
        return self._write(lambda: self._confirm(reference, external))

    def book(self, external: str, lines: list[dict[str, Any]]) -> Document:
        """POST /orders: sold at once, as often as it is asked for."""
        return self._write(lambda: self._book(external, lines))

    def orders_of(self, external: str) -> list[Document]:
        """GET /orders?external=...: the oldest first."""
        return self._request(
            lambda: [one for one in self._orders.values() if one["external"] == external]
        )

    def cancel_order(self, reference: str) -> None:
        """DELETE /orders/{reference}: one that is not there is no error."""
        self._write(lambda: self._orders.pop(reference, None))

    def taken(self, slot: str) -> int:
        """Count the seats that are held or sold in a slot now."""
        with self._lock:
            self._drop_lapsed()
            return sum(
                line["count"]
                for one in (*self._reservations.values(), *self._orders.values())
                for line in one["lines"]
                if line["slot"] == slot
            )

    def reserved(self) -> list[dict[tuple[str, str, str], int]]:
        """Tell what each reservation holds, by booking, slot and type, without references."""
        with self._lock:
            self._drop_lapsed()
            return [_counts(one["lines"]) for one in self._reservations.values()]

    def sold(self) -> list[dict[tuple[str, str, str], int]]:
        """Tell what each order has, by booking, slot and type, without references."""
        with self._lock:
            return [_counts(one["lines"]) for one in self._orders.values()]

    # --- how requests go -------------------------------------------------------------------------

    def _request(self, carry_out: Callable[[], Answer]) -> Answer:
        with self._lock:
            self.calls += 1
            fault = self.faults.pop(self.calls, None)
            if fault in {BEFORE, LATE}:
                if fault == LATE:
                    self._late.append(carry_out)
                raise ConnectionLostError(fault)
            self._drop_lapsed()
            answer = carry_out()
            if fault is not None:
                raise ConnectionLostError(fault)
            return answer

    def _write(self, carry_out: Callable[[], Answer]) -> Answer:
        """Carry out what was late, and let somebody else come in between."""
        during, self.during = self.during, None
        if during is not None:
            during()
        with self._lock:
            late, self._late = self._late, []
            for one in late:
                one()
            return self._request(carry_out)

    def _drop_lapsed(self) -> None:
        now = self.clock.now()
        for reference, one in list(self._reservations.items()):
            one["lines"] = [line for line in one["lines"] if line["until"] > now]
            if not one["lines"]:
                del self._reservations[reference]

    # --- what it does ----------------------------------------------------------------------------

    def _create(self, external: str, lines: list[dict[str, Any]]) -> Document:
        known = self._made.get(external)
        if known in self._reservations:
            return self._found(known)
        self._check_seats(lines, ())
        reference = f"HS{1000 + len(self._made)}"
        self._made[external] = reference
        self._reservations[reference] = {"lines": [], "codes": [], "paying": False}
        self._write_lines(reference, lines)
        return self._found(reference)

    def _put(self, reference: str, lines: list[dict[str, Any]]) -> Document:
        one = self._reservations.get(reference)
        if one is None:
            raise RefusedHereError("GONE")
        bookings = {line["booking"] for line in lines}
        self._check_seats(lines, [line for line in one["lines"] if line["booking"] in bookings])
        one["lines"] = [line for line in one["lines"] if line["booking"] not in bookings]
        self._write_lines(reference, lines)
        return self._found(reference)

    def _delete(self, reference: str, bookings: list[str]) -> Document | None:
        one = self._reservations.get(reference)
        if one is not None:
            one["lines"] = [line for line in one["lines"] if line["booking"] not in bookings]
            if not one["lines"]:
                del self._reservations[reference]
        return self._shown(reference)

    def _set_code(self, reference: str, add: str, remove: str) -> Document:
        one = self._reservations.get(reference)
        if one is None:
            raise RefusedHereError("GONE")
        if add and (add in one["codes"] or add not in self.discounts):
            raise RefusedHereError("CODE_CANNOT_BE_USED")
        one["codes"] = [code for code in (*one["codes"], add) if code and code != remove]
        return self._found(reference)

    def _extend(self, reference: str, paying: bool) -> Document:  # noqa: FBT001
        one = self._reservations.get(reference)
        if one is None:
            raise RefusedHereError("GONE")
        until = self.clock.now() + HOLD
        for line in one["lines"]:
            if not paying:
                line["until"] = max(line["until"], until)
            elif not one["paying"]:
                line["until"] += PAYING
        one["paying"] = one["paying"] or paying
        return self._found(reference)

    def _confirm(self, reference: str, external: str) -> Document:
        one = self._reservations.get(reference)
        if one is None:
            raise RefusedHereError("GONE")
        self._check_open(one["lines"])
        del self._reservations[reference]
        return self._sell(external, one)

    def _book(self, external: str, lines: list[dict[str, Any]]) -> Document:
        self._check_open(lines)
        self._check_seats(lines, ())
        one: dict[str, Any] = {"lines": [], "codes": [], "paying": False}
        self._add_lines(one, lines)
        return self._sell(external, one)

    def _sell(self, external: str, one: dict[str, Any]) -> Document:
        self.made += 1
        reference = f"HO{5000 + self.made}"
        order = {**self._document(reference, one), "external": external}
        self._orders[reference] = order
        return order

    def _check_open(self, lines: list[dict[str, Any]]) -> None:
        if any(line["slot"] in self.closed for line in lines):
            raise RefusedHereError("CLOSED")

    def _check_seats(self, lines: list[dict[str, Any]], back: Any) -> None:
        for slot, total in self.seats.items():
            wanted = sum(line["count"] for line in lines if line["slot"] == slot)
            freed = sum(line["count"] for line in back if line["slot"] == slot)
            if wanted and self.taken(slot) - freed + wanted > total:
                raise RefusedHereError("NOT_ENOUGH_SEATS")

    def _write_lines(self, reference: str, lines: list[dict[str, Any]]) -> None:
        self._add_lines(self._reservations[reference], lines)

    def _add_lines(self, one: dict[str, Any], lines: list[dict[str, Any]]) -> None:
        """Write a line for every four tickets; every line is held anew."""
        until = self.clock.now() + HOLD
        written = one["lines"]
        for line in written:
            line["until"] = max(line["until"], until)
        for line in lines:
            for first in range(0, line["count"], LINE_MOST):
                count = min(LINE_MOST, line["count"] - first)
                written.append({**line, "count": count, "until": until})

    def _shown(self, reference: str) -> Document | None:
        return self._found(reference) if reference in self._reservations else None

    def _found(self, reference: str) -> Document:
        return self._document(reference, self._reservations[reference])

    def _document(self, reference: str, one: dict[str, Any]) -> Document:
        whole = sum(
            (line["count"] * self.prices[line["type"]] for line in one["lines"]), Decimal()
        )
        off = sum((self.discounts[code] for code in one["codes"]), Decimal())
        return {
            "reference": reference,
            "lines": [{**line, "each": str(self.prices[line["type"]])} for line in one["lines"]],
            "codes": tuple(one["codes"]),
            "paying": one["paying"],
            "total": str((whole - whole * off).quantize(Decimal("0.01"))),
        }


def _counts(lines: list[dict[str, Any]]) -> dict[tuple[str, str, str], int]:
    sums: dict[tuple[str, str, str], int] = {}
    for line in lines:
        key = (line["booking"], line["slot"], line["type"])
        sums[key] = sums.get(key, 0) + line["count"]
    return sums


def end_of(document: Document, booking: str) -> datetime:
    """Tell until when a booking is held: as long as its first line."""
    ends: list[datetime] = [one["until"] for one in document["lines"] if one["booking"] == booking]
    return min(ends)
