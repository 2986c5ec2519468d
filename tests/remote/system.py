"""The harbor as a reservation system: a small adapter with a journal beside it.

Ids of ours go out as the harbor's bookings and external references; what the harbor knows nothing
of (details, payments, an empty cart, uses of tickets) lives in the journal's shadows. It knows no
keys either: an order is found by its external reference, which is our id of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, assert_never

from attrs import evolve
from tests.remote.harbor import (
    ConnectionLostError,
    Document,
    HarborSystem,
    RefusedHereError,
    end_of,
)
from tests.remote.orders import lines_for, order_of

from counterfoil.domain.basket import HeldPrice
from counterfoil.domain.cart.achieved import achieved
from counterfoil.domain.cart.cart import Cart, CartState, Priced
from counterfoil.domain.cart.changes import (
    CartEmptied,
    CartErased,
    CartOpened,
    CartWasCancelled,
    CartWasConfirmed,
    DetailsChanged,
    ExpirySettled,
    HoldNotRegained,
    HoldsExtended,
    ItemsUpdated,
    PaymentAttached,
    PaymentCameLate,
    PromocodesChanged,
)
from counterfoil.domain.cart.item import CartItem, Told
from counterfoil.domain.decisions import Decision, OrderDecision
from counterfoil.domain.finding import (
    NotModified,
    OrderFilter,
    Page,
    RecordedEvent,
    found,
    found_if_modified,
)
from counterfoil.domain.order.achieved import achieved_order
from counterfoil.domain.order.changes import (
    BookingsCancelled,
    OrderAmended,
    OrderConfirmed,
    OrderImported,
)
from counterfoil.domain.order.order import Order
from counterfoil.domain.privacy import PseudonymKey
from counterfoil.domain.references import (
    CartId,
    CommandKey,
    HolderId,
    ItemId,
    OrderId,
    ProductId,
    Promocode,
    ResourceId,
    SlotId,
    SystemReference,
    TicketTypeId,
)
from counterfoil.domain.refusals import (
    CartExpired,
    InvalidPromocode,
    PromocodeReason,
    Refusal,
    SaleClosed,
    SoldOut,
    Unsupported,
)
from counterfoil.domain.stock import Level
from counterfoil.ports.errors import ConflictError, OutcomeUnknownError, UnavailableError
from counterfoil.ports.journal import Journal
from counterfoil.ports.reservation_system import (
    PURGE_LIMIT,
    Answer,
    Capabilities,
    Committed,
    OrderAnswer,
    OrderCommitted,
    Past,
    ReservationSystem,
    Verdict,
    World,
)

QUIET = timedelta(seconds=30)  # no request is under way for longer
CAPABILITIES = Capabilities(
    stock="SYSTEM", price="SYSTEM", promotion_limits="SYSTEM", command_keys="PROCESS"
)


class RemoteSystem:
    """Translates decisions into requests, and documents into carts."""

    def __init__(self, harbor: HarborSystem, journal: Journal, world: World) -> None:
        self.harbor = harbor
        self.journal = journal
        self._world = world

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    def now(self) -> datetime:
        return self.harbor.clock.now()

    def world(self, name: str | None = None) -> World:
        assert name in {None, self._world.name}
        return self._world

    def order(self, order: OrderId, *, version: int | None = None) -> Order | None:
        """Load the shadow: the harbor amends no orders, so that there is one version."""
        known = self.journal.order(order)
        return known if known is None or version in {None, known.version} else None

    def orders(self, wanted: OrderFilter) -> Page:
        """Find none: the harbor lists its orders only by external reference."""
        return found((), wanted, self.now())

    def orders_if_modified(self, wanted: OrderFilter, *, since: datetime) -> Page | NotModified:
        return found_if_modified((), wanted, since, self.now())

    def events_after(
        self,
        sequence: int,  # noqa: ARG002
        *,
        limit: int,  # noqa: ARG002
    ) -> tuple[RecordedEvent, ...]:
        return ()

    def order_with_code(self, code: str) -> Order | None:  # noqa: ARG002
        """Have none: the harbor gives no codes."""
        return None

    def levels(
        self,
        resources: Collection[ResourceId],
        *,
        at: datetime,  # noqa: ARG002
    ) -> Mapping[ResourceId, Level]:
        """Refuse nothing before it is asked: the harbor does not say how much is left."""
        return {resource: Level(resource=resource, total=None) for resource in resources}

    def cart(self, cart: CartId) -> Cart | None:
        """Load the shadow, and see which of its items the harbor still has.

        While somebody confirms it the reservation may be gone because there is an order.
        """
        left = self.journal.at_work(cart)
        if left is not None and left.decision.order is not None:
            self.resolve(left.decision)
        shadow = self.journal.shadow(cart)
        if shadow is None or shadow.order is not None:
            return shadow
        seen = {item.id: item for item in self._load(shadow, shadow.system_reference).items}
        items = (seen.get(item.id) or evolve(item, told=Told.EXPIRED) for item in shadow.items)
        return evolve(shadow, items=tuple(items))

    def recall(self, key: CommandKey) -> Past | None:
        return self.journal.recall(key)

    def commit(self, decision: Decision) -> Answer:
        repeated = self._begin(decision) > 1
        try:
            answer = self._carry_out(decision)
        except ConnectionLostError as error:
            raise unknown(decision.key) from error
        except RefusedHereError as error:
            # A repetition may be refused because the first one was carried out.
            found = self._achieved(decision) if repeated else None
            if found is None:
                self.journal.forget(decision.key)
                return refusal_of(str(error), decision)
            answer = found
        return self._finished(decision, answer)

    def commit_order(self, decision: OrderDecision) -> OrderAnswer:
        if isinstance(decision.change, OrderAmended | BookingsCancelled | OrderImported):
            return Unsupported(capability="changing orders", instead="a request to the harbor")
        repeated = self._begin_order(decision) > 1
        if not isinstance(decision.change, OrderConfirmed):
            return self._finished_order(decision, decision.after)  # the harbor is not told
        lines = lines_for(booking.item for booking in decision.after.bookings)
        try:
            document = self.harbor.book(decision.after.id, lines)
        except ConnectionLostError as error:
            raise unknown(decision.key) from error
        except RefusedHereError as error:
            found = self._sold(decision.after, decision.key) if repeated else None
            if found is None:
                self.journal.forget(decision.key)
                return order_refusal_of(str(error), decision)
            return self._finished_order(decision, found)
        if not repeated:
            return self._finished_order(decision, order_of(document, decision.after))
        kept = self._sold(decision.after, decision.key)
        assert kept is not None, "it was just answered"
        return self._finished_order(decision, kept)

    def erase_cart(self, decision: Decision, *, erasing_key: PseudonymKey) -> Answer:  # noqa: ARG002
        return Unsupported(capability="erasing", instead="a request to the harbor")

    def erase_order(
        self,
        decision: OrderDecision,  # noqa: ARG002
        *,
        erasing_key: PseudonymKey,  # noqa: ARG002
    ) -> OrderAnswer:
        return Unsupported(capability="erasing", instead="a request to the harbor")

    def resolve(self, decision: Decision) -> Committed | Verdict:
        try:
            found = self._achieved(decision)
            if found is not None:
                return self._finished(decision, found)
        except OutcomeUnknownError:
            return Verdict.UNKNOWN
        return self._not_done(decision)

    def resolve_order(self, decision: OrderDecision) -> OrderCommitted | Verdict:
        """Find out what became of it; of two bookings with one reference only the first stays."""
        change = decision.change
        try:
            if isinstance(change, OrderConfirmed):
                found = self._sold(decision.after, decision.key)
            else:
                found = self.journal.order(decision.after.id)
            if found is not None and achieved_order(change, found):
                return self._finished_order(decision, found)
        except OutcomeUnknownError:
            return Verdict.UNKNOWN
        return self._not_done(decision)

    def _not_done(self, decision: Decision | OrderDecision) -> Verdict:
        """Let others at it, once no request can arrive any more."""
        if self.now() < decision.at + QUIET:
            return Verdict.UNKNOWN
        self.journal.set_aside(decision.key)
        return Verdict.NOT_DONE

    def overdue(self, at: datetime, *, limit: int) -> tuple[CartId, ...]:  # noqa: ARG002
        """Owe nothing: the harbor takes no payments, and drops what has lapsed by itself."""
        return ()

    def purge(self, *, before: datetime, limit: int = PURGE_LIMIT) -> int:
        return self.journal.purge(before=before, limit=limit)

    def _begin(self, decision: Decision) -> int:
        """Take the cart; where somebody left it in the middle, find out what became of that."""
        try:
            return self.journal.begin(decision)
        except ConflictError:
            left = self.journal.at_work(decision.after.id)
            if left is not None:
                self.resolve(left.decision)
            raise

    def _begin_order(self, decision: OrderDecision) -> int:
        """Take the order, as ``_begin`` takes a cart."""
        try:
            return self.journal.begin_order(decision)
        except ConflictError:
            left = self.journal.order_at_work(decision.after.id)
            if left is not None:
                self.resolve_order(left.decision)
            raise

    def _carry_out(self, decision: Decision) -> Committed:
        if decision.order is None:
            return Committed(_seen(self._send(decision), decision.after))
        reference = self._reference(decision)
        if reference is None:
            raise RefusedHereError("GONE")
        document = self.harbor.confirm(reference, decision.order.id)
        return Committed(decision.after, order=order_of(document, decision.order))

    def _finished(self, decision: Decision, answer: Committed) -> Committed:
        try:
            self.journal.finish(decision, after=answer.cart, order=answer.order)
        except ConflictError as error:  # somebody looked it up before it was there
            raise unknown(decision.key) from error
        return answer

    def _finished_order(self, decision: OrderDecision, after: Order) -> OrderCommitted:
        try:
            self.journal.finish_order(decision, after=after)
        except ConflictError as error:  # somebody looked it up before it was there
            raise unknown(decision.key) from error
        return OrderCommitted(after)

    def _achieved(self, decision: Decision) -> Committed | None:
        order = None
        cart = decision.after
        if decision.order is not None:
            order = self._sold(decision.order, decision.key)
        if order is None:
            try:
                cart = self._load(evolve(cart, order=None), self._reference(decision))
            except UnavailableError as error:
                raise unknown(decision.key) from error
        return Committed(cart, order=order) if achieved(decision.change, cart) else None

    def _sold(self, wanted: Order, key: CommandKey) -> Order | None:
        """Find the order with our reference; cancel others with the same, which came late."""
        try:
            documents = self.harbor.orders_of(wanted.id)
            for twin in documents[1:]:
                self.harbor.cancel_order(twin["reference"])
        except ConnectionLostError as error:
            raise unknown(key) from error
        return order_of(documents[0], wanted) if documents else None

    def _reference(self, decision: Decision) -> SystemReference | None:
        return decision.after.system_reference or self.journal.noted(decision.key).get("create")

    def _load(self, known: Cart, reference: SystemReference | None) -> Cart:
        if reference is None:
            return _seen(None, known)
        try:
            return _seen(self.harbor.read(reference), known)
        except ConnectionLostError as error:
            raise UnavailableError("the harbor does not answer") from error

    def _send(self, decision: Decision) -> Document | None:
        reference = self._reference(decision)
        match decision.change:
            case ItemsUpdated() as change:
                return self._send_items(decision, change, reference)
            case _ if reference is None:
                return None
            case CartOpened() | DetailsChanged() | ExpirySettled() | PaymentCameLate():
                return self.harbor.read(reference)
            case PromocodesChanged(codes=codes):
                before = self.journal.shadow(decision.after.id)
                known = () if before is None else before.codes
                none = {Promocode("")}
                (add,) = set(codes) - set(known) or none
                (remove,) = set(known) - set(codes) or none
                return self.harbor.set_codes(reference, add=add, remove=remove)
            case HoldsExtended(payment_began=paying):
                return self.harbor.extend(reference, paying=paying)
            case PaymentAttached():
                return self.harbor.extend(reference, paying=True)
            case CartEmptied() | CartWasCancelled():
                self.harbor.cancel(reference)
                return None
            case CartWasConfirmed() | CartErased() | HoldNotRegained():
                raise AssertionError("an order is made elsewhere, and the harbor erases nobody")
            case _:
                assert_never(decision.change)

    def _send_items(
        self, decision: Decision, change: ItemsUpdated, reference: SystemReference | None
    ) -> Document | None:
        """Add and amend in one request, then remove in another: never less than before."""
        changed = (*change.added, *change.amended)
        removed = set(change.removed) - {item.id for item in change.added}
        lines = lines_for(changed)
        document: Document | None = None
        if lines and reference is None:
            # Told apart from a reservation that the cart had before and that is gone.
            external = f"{decision.after.id}-{decision.expected.version}"
            document = self.harbor.create(external, lines)
            reference = SystemReference(document["reference"])
            self.journal.note(decision.key, step="create", reference=reference)
        elif lines and reference is not None:
            document = self.harbor.put_lines(reference, lines)
        if removed and reference is not None:
            document = self.harbor.delete_lines(reference, sorted(removed))
        return document


def _seen(document: Document | None, known: Cart) -> Cart:
    """Answer a cart as the harbor shows it; *known* has what the harbor knows nothing of."""
    if document is None:
        return evolve(known, items=(), priced=None, uses=(), system_reference=None)
    ours = {item.id: item for item in known.items}
    bookings = dict.fromkeys(ItemId(line["booking"]) for line in document["lines"])
    items = tuple(_item(document, booking, ours.get(booking), known) for booking in bookings)
    ends = [item.expires_at for item in items]
    at = known.opened_at if known.priced is None else known.priced.at
    return evolve(
        known,
        state=CartState.OPEN,
        items=items,
        codes=tuple(map(Promocode, document["codes"])),
        priced=Priced(at=at, total=int(Decimal(document["total"]) * 100)),
        payment_began=document["paying"],
        last_expiry=max([*ends, known.last_expiry or ends[0]]),
        system_reference=SystemReference(document["reference"]),
    )


def _item(document: Document, booking: ItemId, ours: CartItem | None, cart: Cart) -> CartItem:
    """Answer an item: ours as the harbor has it, or one that we know nothing of."""
    lines = [line for line in document["lines"] if line["booking"] == booking]
    counts: dict[TicketTypeId, int] = {}
    for line in lines:
        counts[line["type"]] = counts.get(line["type"], 0) + line["count"]
    item = ours or CartItem(
        id=booking,
        product=ProductId("boat"),
        slot=SlotId(lines[0]["slot"]),
        holder=HolderId(booking),
        held_since=cart.opened_at,
        priced=HeldPrice(at=cart.opened_at),
        expires_at=cart.opened_at,
    )
    return evolve(
        item,
        slot=SlotId(lines[0]["slot"]),
        quantities=tuple(counts.items()),
        expires_at=end_of(document, booking),
        told=Told.HELD,
    )


def refusal_of(code: str, decision: Decision) -> Refusal:
    """Answer the nearest refusal, without facts that the harbor does not give."""
    match code:
        case "NOT_ENOUGH_SEATS":
            return SoldOut(resource=None, asked=None, left=None)
        case "CODE_CANNOT_BE_USED":
            code = decision.after.codes[-1]
            return InvalidPromocode(promocode=Promocode(code), reason=PromocodeReason.UNSTATED)
        case "CLOSED" if decision.order is not None:
            return closed_for(decision.order)
        case _:
            assert code == "GONE"
            ended = decision.after.last_expiry or decision.at
            return CartExpired(cart=decision.after.id, expired_at=ended)


def order_refusal_of(code: str, decision: OrderDecision) -> Refusal:
    """Answer the nearest refusal of a direct booking."""
    if code == "NOT_ENOUGH_SEATS":
        return SoldOut(resource=None, asked=None, left=None)
    assert code == "CLOSED"
    return closed_for(decision.after)


def closed_for(order: Order) -> Refusal:
    """Answer that something is not sold any more; the harbor does not say which and since when."""
    first = order.bookings[0].item
    return SaleClosed(item=first.id, product=first.product)


def unknown(key: CommandKey) -> OutcomeUnknownError:
    """Make the error for a command of which nobody knows whether it was carried out."""
    return OutcomeUnknownError(f"no answer to {key!r}", key=key)


if TYPE_CHECKING:
    _: type[ReservationSystem] = RemoteSystem
