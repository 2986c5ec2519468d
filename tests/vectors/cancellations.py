"""Cancellations: an order is sold as the case says, cancelled, and what is left of it is told.

Every line is a booking of its own, and fees belong to the order: one that is kept never goes back.
A fixed fee is charged once for the cancellation, one per ticket for each ticket that is no add-on;
where a case has both, the second is a tier of the other clock, and both are added.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

from attrs import evolve, frozen
from tests.vectors.cart import TARIFF, product, ticket_type
from tests.vectors.neutral import REFUSED, CannotBeSaidError, Given, minor

from counterfoil.domain.basket import BasketItem, HeldPrice
from counterfoil.domain.cancellation.deciding import cancelled
from counterfoil.domain.cancellation.settings import CancellationSettings, ClockCombination
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.commands import ConfirmCart
from counterfoil.domain.cart.facts import CartFacts
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.cart.pricing import price
from counterfoil.domain.catalogue import Admission, Catalogue, Product, Slot
from counterfoil.domain.catalogue.policies import (
    CancellationClock,
    CancellationFeePer,
    CancellationPolicy,
    CancellationTier,
)
from counterfoil.domain.money import Rate, currency
from counterfoil.domain.order.applying import apply_to_order
from counterfoil.domain.order.changes import BookingsCancelled
from counterfoil.domain.order.checkout import sold
from counterfoil.domain.order.commands import CancelOrder
from counterfoil.domain.order.order import Order
from counterfoil.domain.party import AccountType, Actor
from counterfoil.domain.payments import (
    NewPayment,
    PaymentType,
    recorded_payment,
)
from counterfoil.domain.pricing import compile_pricer
from counterfoil.domain.references import (
    CartId,
    CatalogueId,
    CommandKey,
    HolderId,
    ItemId,
    PaymentId,
    ProductId,
    RuleId,
    SlotId,
    TicketTypeId,
)
from counterfoil.domain.settings import Settings
from counterfoil.domain.statuses import SettlementType
from counterfoil.domain.tariff.fees import Fee, FeeBase, FeeRefund, FeeType
from counterfoil.domain.tariff.tariff import ListPrice, Tariff

NOW = datetime(2026, 5, 2, 9, tzinfo=UTC)
VISIT = NOW + timedelta(days=30)
SOMEBODY = Actor(account_type=AccountType.GUEST)
ONE = TicketTypeId("one")
DUE, ON_VISIT = CancellationClock.BOOKING_DATE, CancellationClock.TRAVEL_DATE
NO_FEE = Rate.of(0, 1)


@frozen(kw_only=True)
class Line:
    """One line of an order: what it costs, whether it goes, and whether it can."""

    name: str
    price: int
    goes: bool = True
    is_addon: bool = False
    is_blocked: bool = False


@frozen(kw_only=True)
class Sale:
    """An order to be sold and cancelled: its fees by name, what is kept, and what was paid."""

    money: str
    lines: Sequence[Line]
    fees: Sequence[tuple[str, int]]
    kept: Collection[str]
    paid: Sequence[int]


@frozen(kw_only=True)
class Charge:
    """What cancelling costs: once, as a share, and for each ticket."""

    fixed: int
    share: Rate
    per_ticket: int = 0


# --- the operations -----------------------------------------------------------------------------


def answer_of_whole(given: Given) -> str:
    """Cancel all of an order at a fee that is told.

    Raises: CannotBeSaidError for a fee that is taxed, and for gift cards that were sold.
    """
    order, fee = given["order"], given["cancellation_fee_minor"]
    if "issued_gift_card_balances_minor" in order:
        raise CannotBeSaidError("gift_cards_that_were_sold")
    if fee is not None and given["fee_tax"] != "untaxed":
        raise CannotBeSaidError("tax_of_a_cancellation_fee")
    fees, names = _fees(order["fees"]), given["kept_fee_types"]
    kept = sum(amount for name, amount in fees if name in names)
    sale = Sale(
        money=given["currency"],
        lines=_lines(order),
        fees=fees,
        kept=names,
        paid=[minor(order["paid_minor"])],
    )
    asked = 0 if fee is None else minor(fee) - kept
    return _whole(*_cancelled(sale, Charge(fixed=asked, share=NO_FEE)))


def expected_of_whole(_: Given, expect: Given) -> str:
    """Write the observed order."""
    if "error" in expect:
        return REFUSED
    return _written(
        total=minor(expect["total_minor"]),
        fee=sum(minor(one["gross_minor"]) for one in expect["cancellation_fee_lines"]),
        refund=minor(expect["refund_due_minor"]),
    )


def answer_of_self_service(given: Given) -> str:
    """Cancel an order of one line and its fees, and say what is kept in all."""
    paid = given["order_status"] == "paid"
    policy = given["policy_if_paid" if paid else "policy_if_unpaid"]
    total, fees = minor(given["total_minor"]), _fees(given["order_fees"])
    sale = Sale(
        money=given["currency"],
        lines=[Line(name="L1", price=total - sum(amount for _, amount in fees))],
        fees=fees,
        kept=given["keepable_fee_types"] if policy["keep_order_fees"] else (),
        paid=[total] if paid else [],
    )
    charge = Charge(fixed=minor(policy["flat_minor"]), share=Rate.percent(policy["percent"]))
    after = _cancelled(sale, charge)[1]
    assert after is not None
    return f"fee {after.total}"


def expected_of_self_service(_: Given, expect: Given) -> str:
    """Write what was observed to be kept."""
    return f"fee {minor(expect['fee_minor'])}"


def answer_of_event(given: Given) -> str:
    """Cancel the lines of some dates.

    Raises: CannotBeSaidError for payments that nobody can give back.
    """
    order, policy, dates = given["order"], given["policy"], given["cancelled_dates"]
    if not all(one["auto_refundable"] for one in order["payments"]):
        raise CannotBeSaidError("payments_that_cannot_go_back")
    sale = Sale(
        money=given["currency"],
        lines=[
            evolve(line, goes=dates == "all" or one["date"] in dates)
            for line, one in zip(_lines(order), order["lines"], strict=True)
        ],
        fees=_fees(order["fees"]),
        kept=policy["kept_fee_types"],
        paid=[minor(one["amount_minor"]) for one in order["payments"]],
    )
    charge = Charge(
        fixed=minor(policy["fixed_minor"]),
        share=Rate.percent(policy["percent"]),
        per_ticket=minor(policy["per_ticket_minor"]),
    )
    before, after = _cancelled(sale, charge)
    if after is None:
        return REFUSED
    open_lines = [one.id for one in after.bookings if one.is_live]
    return f"{_whole(before, after)}, owed {max(0, after.outstanding)}, open {open_lines}"


def expected_of_event(_: Given, expect: Given) -> str:
    """Write the observed order."""
    written = _written(
        total=minor(expect["total_after_minor"]),
        fee=minor(expect["cancellation_fee_minor"]),
        refund=sum(minor(one["amount_minor"]) for one in expect["refunds"]),
    )
    return f"{written}, owed {minor(expect['still_owed_minor'])}, open {expect['open_lines']}"


# --- an order that is sold and cancelled --------------------------------------------------------


def _lines(order: Given) -> list[Line]:
    return [
        Line(
            name=one["id"],
            price=minor(one["gross_minor"]),
            is_addon="addon_of" in one,
            is_blocked=one.get("blocked", False),
        )
        for one in order["lines"]
    ]


def _fees(fees: Sequence[Given]) -> list[tuple[str, int]]:
    return [(one["type"], minor(one["gross_minor"])) for one in fees]


def _whole(before: Order, after: Order | None) -> str:
    assert after is not None
    fee = sum(
        entry.amount
        for run in after.postings[-1].runs
        for entry in run.entries
        if entry.cause.type == "CANCELLATION"
    )
    return _written(total=after.total, fee=fee, refund=before.paid - after.paid)


def _written(*, total: int, fee: int, refund: int) -> str:
    return f"total {total}, fee {fee}, refund {refund}"


def _cancelled(sale: Sale, charge: Charge) -> tuple[Order, Order | None]:
    """Sell an order and cancel what goes of it; None: that is refused."""
    money = currency(sale.money)
    catalogue = Catalogue(
        id=CatalogueId("case"), products=tuple(_product(one, sale, charge) for one in sale.lines)
    )
    tariff = Tariff(
        id=TARIFF,
        currency=money,
        prices=tuple(
            ListPrice(product=ProductId(one.name), ticket_type=ONE, amount=one.price)
            for one in sale.lines
        ),
        fees=tuple(_fee(name, amount, kept=name in sale.kept) for name, amount in sale.fees),
    )
    facts = CartFacts(
        catalogue=catalogue,
        pricer=compile_pricer(catalogue, tariff),
        world="case",
        levels={},
        settings=Settings(cancellation=CancellationSettings(clocks=ClockCombination.SUM)),
        secret=b"case",
    )
    order = _sold(sale, facts)
    command = CancelOrder(
        key=CommandKey("cancel"),
        actor=SOMEBODY,
        order=order.id,
        bookings=tuple(ItemId(one.name) for one in sale.lines if one.goes),
    )
    change = cancelled(order, command, facts, NOW)
    if not isinstance(change, BookingsCancelled):
        return order, None
    return order, apply_to_order(order, change)


def _product(line: Line, sale: Sale, charge: Charge) -> Product:
    once = CancellationTier(
        clock=DUE,
        threshold=timedelta(0),
        fee_percentage=charge.share,
        fee_amount=charge.fixed,
        fee_per=CancellationFeePer.CANCELLATION,
    )
    each = CancellationTier(
        clock=ON_VISIT,
        threshold=timedelta(days=60),
        fee_percentage=NO_FEE,
        fee_amount=charge.per_ticket,
        fee_per=CancellationFeePer.TICKET,
    )
    tiers = (once,) if line.is_addon else (once, each)
    return product(
        line.name,
        ticket_type(ONE),
        currency=currency(sale.money),
        admission=Admission.TIME_SLOT,
        availability=True,
        slots=(Slot(id=SlotId("s"), starts_at=VISIT, ends_at=VISIT + timedelta(hours=1)),),
        cancellation=CancellationPolicy(
            allowed=not line.is_blocked, tiers=() if line.is_blocked else tiers
        ),
    )


def _fee(name: str, amount: int, *, kept: bool) -> Fee:
    return Fee(
        id=RuleId(name),
        label=name,
        type=FeeType.CUSTOM,
        fixed=amount,
        on=FeeBase.UNDISCOUNTED,
        refund=FeeRefund.NEVER if kept else FeeRefund.LAST,
    )


def _sold(sale: Sale, facts: CartFacts) -> Order:
    items = tuple(
        BasketItem(
            id=ItemId(one.name),
            product=ProductId(one.name),
            slot=SlotId("s"),
            quantities={ONE: 1},
        )
        for one in sale.lines
    )
    cart = Cart(
        id=CartId("case"),
        version=1,
        world="case",
        opened_at=NOW,
        items=tuple(
            CartItem(
                id=item.id,
                product=item.product,
                slot=item.slot,
                quantities=item.quantities,
                holder=HolderId(item.id),
                held_since=NOW,
                priced=HeldPrice(at=NOW),
                expires_at=NOW + timedelta(hours=1),
            )
            for item in items
        ),
        holder=HolderId("case"),
    )
    priced, _ = price(cart, pricer=facts.pricer, at=NOW, limits={})
    command = ConfirmCart(
        key=CommandKey("confirm"),
        actor=SOMEBODY,
        cart=cart.id,
        settlement=SettlementType.VENUE,
    )
    order = sold(None, evolve(cart, priced=priced), command, facts, NOW)
    assert isinstance(order, Order)
    # More may have been paid than it costs, which nobody could do here.
    payments = tuple(
        recorded_payment(
            NewPayment(type=PaymentType.CAPTURE, amount=amount, currency=order.currency),
            payment_id=PaymentId(f"p{number}"),
            at=NOW,
            creator=SOMEBODY,
        )
        for number, amount in enumerate(sale.paid)
        if amount
    )
    return evolve(order, payments=payments)
