"""Orders of generated cases, and short ways to cancel of them, without any system."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from attrs import evolve, frozen

from counterfoil.adapters.testkit.strategies import Case
from counterfoil.domain.basket import BasketItem, HeldPrice
from counterfoil.domain.cancellation.deciding import cancelled
from counterfoil.domain.cancellation.settings import CancellationSettings
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.commands import ConfirmCart
from counterfoil.domain.cart.facts import CartFacts, Refusals
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.cart.pricing import price, uses_held
from counterfoil.domain.catalogue.unlimited import without_limits
from counterfoil.domain.order.applying import apply_to_order
from counterfoil.domain.order.changes import BookingsCancelled
from counterfoil.domain.order.checkout import sold
from counterfoil.domain.order.commands import CancelOrder
from counterfoil.domain.order.order import Order
from counterfoil.domain.party import AccountType, Actor
from counterfoil.domain.payments import NewPayment, PaymentType
from counterfoil.domain.pricing import compile_pricer
from counterfoil.domain.references import CartId, CommandKey, HolderId, UnitId
from counterfoil.domain.settings import Settings
from counterfoil.domain.statuses import SettlementType, TicketStatus

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
GUEST = Actor(account_type=AccountType.GUEST, name="Ada Mol")


@frozen(kw_only=True)
class Sold:
    """An order, and what the rules of cancelling are told."""

    order: Order
    facts: CartFacts

    def cancels(
        self, order: Order, tickets: Iterable[UnitId] = (), *, step: int = 0, refund: bool = True
    ) -> BookingsCancelled | Refusals:
        """Decide to cancel tickets of an order; none is named: all of it."""
        command = CancelOrder(
            key=CommandKey(f"cancel-{step}"),
            actor=GUEST,
            order=order.id,
            tickets=tuple(tickets),
            reason="rain",
            refund=refund,
        )
        return cancelled(order, command, self.facts, NOW + step * timedelta(hours=1))

    def without(
        self, order: Order, tickets: Iterable[UnitId] = (), *, step: int = 0, refund: bool = True
    ) -> Order:
        """Cancel tickets of an order, which nothing may forbid."""
        change = self.cancels(order, tickets, step=step, refund=refund)
        assert isinstance(change, BookingsCancelled), change
        return apply_to_order(order, change)


def sold_case(
    case: Case, *, settings: CancellationSettings, quarters: int = 4, authorized: bool = False
) -> Sold:
    """Sell what a case asks for; *quarters* of it are paid, the last of them only set aside."""
    around = case.circumstances
    cart = Cart(
        id=CartId("c"),
        version=1,
        world="w",
        opened_at=NOW,
        items=tuple(
            _item(one, around.held.get(one.id) or HeldPrice(at=around.at, fills=around.fills))
            for one in case.basket.items
        ),
        codes=case.basket.codes,
        requested=case.basket.requested,
        buyer=case.basket.buyer,
        holder=HolderId("h"),
    )
    priced, quote = price(cart, pricer=case.pricer, at=around.at, limits=around.limits)
    cart = evolve(cart, priced=priced, uses=uses_held(cart, quote=quote, tariff=case.tariff))
    facts = CartFacts(
        catalogue=evolve(case.catalogue, checkout_fields=()),
        pricer=case.pricer,
        world="w",
        levels={},
        settings=Settings(cancellation=settings),
        secret=b"s",
    )
    paid = quote.total * quarters // 4
    aside = paid // 2 if authorized else 0
    payments = tuple(
        NewPayment(type=kind, amount=amount, currency=quote.currency)
        for kind, amount in (
            (PaymentType.CAPTURE, (paid - aside) // 3),
            (PaymentType.CAPTURE, paid - aside - (paid - aside) // 3),
            (PaymentType.AUTHORIZATION, aside),
        )
        if amount
    )
    command = ConfirmCart(
        key=CommandKey("k"),
        actor=GUEST,
        cart=cart.id,
        settlement=SettlementType.VENUE,
        payments=payments,
    )
    order = sold(None, cart, command, facts, NOW)
    assert isinstance(order, Order), order
    unlimited = compile_pricer(
        without_limits(case.catalogue), case.tariff, extensions=case.extensions
    )
    return Sold(order=order, facts=evolve(facts, pricer=unlimited))


def _item(asked: BasketItem, held: HeldPrice) -> CartItem:
    return CartItem(
        id=asked.id,
        product=asked.product,
        quantities=asked.quantities,
        slot=asked.slot,
        travel_date=asked.travel_date,
        options=asked.options,
        parts=asked.parts,
        holder=HolderId(f"h-{asked.id}"),
        held_since=NOW,
        priced=held,
        expires_at=NOW + timedelta(hours=1),
    )


def good_tickets(order: Order) -> list[UnitId]:
    """Name the tickets that are good."""
    return [
        ticket.id
        for booking in order.bookings
        for ticket in booking.tickets
        if ticket.status is TicketStatus.CONFIRMED
    ]
