"""Changes of orders: an order is sold as the case says, changed, and what it is then is told.

Lines that are added, moved to another date or given another price are booked again; a product is
changed by removing a booking and adding another one. A price that is set is a requested variation
of the ticket, by the difference. Only what is asked for more must fit, which is a setting of ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from tests.vectors.cart import TARIFF, product, ticket_type
from tests.vectors.neutral import REFUSED, CannotBeSaidError, Given, minor

from counterfoil.adapters.memory import MemorySystem
from counterfoil.adapters.testkit.clocks import CountingReferences, ManualClock
from counterfoil.domain.basket import RequestedVariation, TicketTypeTarget
from counterfoil.domain.cart.cart import Privilege
from counterfoil.domain.cart.operations import AddItem, AmendItem, Operation, RemoveItem
from counterfoil.domain.catalogue import Admission, CapacityType, Catalogue, Product, Slot
from counterfoil.domain.catalogue.slots import Pool
from counterfoil.domain.money import Rate, currency
from counterfoil.domain.order.commands import AmendOrder, CancelOrder
from counterfoil.domain.order.order import Order
from counterfoil.domain.party import AccountType, Actor
from counterfoil.domain.payments import NewPayment, PaymentType
from counterfoil.domain.pricing.ledger import Kind
from counterfoil.domain.references import (
    CatalogueId,
    CommandKey,
    ItemId,
    PoolId,
    ProductId,
    RuleId,
    SlotId,
    TaxId,
    TicketTypeId,
)
from counterfoil.domain.refusals import RefusedError
from counterfoil.domain.settings import AddOnsOnRemoval, AmendCapacity, Settings
from counterfoil.domain.statuses import SettlementType
from counterfoil.domain.tariff.tariff import ListPrice, Tariff
from counterfoil.domain.tariff.taxes import Effect, Tax, Taxation
from counterfoil.domain.tariff.variations import FixedAmount, OpenVariation, VariationType
from counterfoil.ports.box_office import BoxOffice

NOW = datetime(2026, 5, 2, 9, tzinfo=UTC)
ONE = TicketTypeId("one")
SOMEBODY = Actor(account_type=AccountType.GUEST)
BY_HAND = VariationType.OTHER
SETTINGS = Settings(amend_capacity=AmendCapacity.DIFFERENCE, add_ons=AddOnsOnRemoval.TAKE)
UNSAID = {
    "change_tax_rule": "taxes_chosen_by_hand",
    "set_fee": "fees_changed_by_hand",
    "cancel_fee": "fees_changed_by_hand",
    "move_line_to_new_order": "orders_in_two",
}
ANY_DATE, FIRST, SECOND = "any", "D1", "D2"
OPEN = (PoolId("open"), PoolId("open too"))


def answer(given: Given) -> str:
    """Sell the order, change it, and write what it is then.

    Raises: CannotBeSaidError for what no command of ours does.
    """
    for operation in given["operations"]:
        if operation["op"] in UNSAID:
            raise CannotBeSaidError(UNSAID[operation["op"]])
    if any("issued_gift_card_balance_minor" in line for line in given["order"]["lines"]):
        raise CannotBeSaidError("gift_cards_that_were_sold")
    office, order = _sold(given)
    try:
        return _written(_changed(office, order, given), with_money="paid_minor" in given["order"])
    except RefusedError as error:
        if error.refusal.code != "sold_out":
            raise
        return REFUSED


def expected(given: Given, expect: Given) -> str:
    """Write the observed order; where one was said to be paid by nothing, without what is owed."""
    if "error" in expect:
        return REFUSED
    order = expect["order"]
    lines = sorted(
        f"{line['product']} {minor(line['gross_minor'])} with {minor(line['tax_minor'])}"
        for line in order["lines"]
    )
    told = f"total {minor(order['total_minor'])}: {', '.join(lines)}"
    if "paid_minor" not in given["order"]:
        return told
    return f"{told}; owed {minor(order['owed_minor'])}"


def _changed(office: BoxOffice, order: Order, given: Given) -> Order:
    cancelled = [ItemId(one["line"]) for one in given["operations"] if one["op"] == "cancel_line"]
    if cancelled:
        assert len(cancelled) == len(given["operations"]), "nothing else is asked for"
        command = CancelOrder(
            key=CommandKey("cancel"), actor=SOMEBODY, order=order.id, bookings=tuple(cancelled)
        )
        return office.execute_order(command).order
    wanted = AmendOrder(
        key=CommandKey("change"),
        actor=SOMEBODY,
        order=order.id,
        operations=tuple(_operations(given)),
        requested=tuple(_requested(given)),
        privileges=frozenset() if given["check_capacity"] else frozenset(Privilege),
    )
    return office.execute_order(wanted).order


def _operations(given: Given) -> Iterator[Operation]:
    """Write what is asked for as operations; a booking that is moved and priced is sent once."""
    moved = {one["line"] for one in given["operations"] if one["op"] == "change_date"}
    lines = {line["id"]: line for line in given["order"]["lines"]}
    for operation in given["operations"]:
        match operation["op"]:
            case "add_lines":
                for _ in range(operation["count"]):
                    yield _added(operation, date=operation["date"])
            case "change_date":
                yield AmendItem(item=ItemId(operation["line"]), slot=SlotId(operation["date"]))
            case "set_price":
                if operation["line"] not in moved:
                    yield AmendItem(item=ItemId(operation["line"]))
            case "change_product":
                yield RemoveItem(item=ItemId(operation["line"]))
                yield _added(operation, date=lines[operation["line"]].get("date"))
            case unknown:
                raise AssertionError(unknown)


def _added(operation: Given, *, date: str | None) -> AddItem:
    main = operation.get("addon_of")
    return AddItem(
        product=ProductId(operation["product"]),
        quantities=((ONE, 1),),
        slot=SlotId(date or ANY_DATE),
        main=None if main is None else ItemId(main),
    )


def _requested(given: Given) -> Iterator[RequestedVariation]:
    lines = {line["id"]: line for line in given["order"]["lines"]}
    for operation in given["operations"]:
        if operation["op"] == "set_price":
            name = operation["line"]
            more = minor(operation["gross_minor"]) - minor(lines[name]["gross_minor"])
            yield RequestedVariation(
                id=RuleId(f"price of {name}"),
                type=BY_HAND,
                difference=FixedAmount(amount=more),
                target=TicketTypeTarget(item=ItemId(name), ticket_type=ONE),
            )


# --- the order before ---------------------------------------------------------------------------


def _sold(given: Given) -> tuple[BoxOffice, Order]:
    """Sell the order where there is room for it, and leave what the case says that there is."""
    order, money = given["order"], currency(given["currency"])
    clock = ManualClock(NOW)
    tariff = _tariff(given)
    system = MemorySystem(_catalogue(given, full=False), tariff, clock=clock)
    office = BoxOffice(
        system=system, clock=clock, references=CountingReferences(), settings=SETTINGS
    )
    cart = office.open_cart(SOMEBODY).cart.id
    adding = (
        AddItem(
            item=ItemId(line["id"]),
            product=ProductId(line["product"]),
            quantities=((ONE, 1),),
            slot=SlotId(line.get("date") or ANY_DATE),
            main=ItemId(line["addon_of"]) if "addon_of" in line else None,
        )
        for line in order["lines"]
    )
    office.update(cart, SOMEBODY, *adding)
    paid = minor(order.get("paid_minor", "0"))
    captured = NewPayment(type=PaymentType.CAPTURE, amount=paid, currency=money) if paid else None
    made = office.confirm(
        cart,
        SOMEBODY,
        settlement=SettlementType.VENUE,
        payments=() if captured is None else (captured,),
    ).order
    assert made.total == minor(order["total_minor"])
    system.load(_catalogue(given, full=True), tariff)
    return office, made


def _rows(given: Given) -> Iterator[tuple[str, int, str]]:
    """Yield the products with what they cost and the rate of the tax in it."""
    for line in given["order"]["lines"]:
        yield line["product"], minor(line["gross_minor"]), line["rate_percent"]
    for operation in given["operations"]:
        if operation["op"] == "add_lines":
            yield operation["product"], minor(operation["gross_minor"]), operation["rate_percent"]
        elif operation["op"] == "change_product":
            rate = operation["rule"]["rate_percent"]
            yield operation["product"], minor(operation["listed_minor"]), rate


def _tariff(given: Given) -> Tariff:
    rows = {name: (price, Rate.percent(rate)) for name, price, rate in _rows(given)}
    rates = {rate: TaxId(f"at {rate.as_percent()} %") for _, rate in rows.values()}
    return Tariff(
        id=TARIFF,
        currency=currency(given["currency"]),
        prices=tuple(
            ListPrice(product=ProductId(name), ticket_type=ONE, amount=price)
            for name, (price, _) in rows.items()
        ),
        open_variations=(OpenVariation(type=BY_HAND),),
        taxes=tuple(
            Tax(id=name, label=name, rate=rate, effect=Effect.INCLUDED)
            for rate, name in rates.items()
        ),
        taxation=tuple(
            Taxation(taxes=(rates[rate],), products=frozenset({ProductId(name)}))
            for name, (_, rate) in rows.items()
        ),
    )


def _catalogue(given: Given, *, full: bool) -> Catalogue:
    """Make the products, which draw from what is limited; *full*: only what the case leaves."""
    limited = [one for one in given["capacity"] if one["size"] is not None]
    pools = tuple(
        Pool(
            id=PoolId(f"q{place}"),
            total=one["size"] if full else None,
            overbooking=not given["check_capacity"],
        )
        for place, one in enumerate(limited)
    )
    names = dict.fromkeys(name for name, *_ in _rows(given))
    return Catalogue(
        id=CatalogueId("case"),
        products=tuple(_product(name, given, limited, pools) for name in names),
        pools=(*pools, *(Pool(id=name, total=None) for name in OPEN)),
    )


def _product(name: str, given: Given, limited: Sequence[Given], pools: Sequence[Pool]) -> Product:
    def slot(date: str) -> Slot:
        own, shared = (*pools_of(date), *OPEN)[:2]
        day = NOW + timedelta(days=30 + len(date))
        return Slot(
            id=SlotId(date),
            starts_at=day,
            ends_at=day + timedelta(hours=1),
            capacity_id=own,
            capacity_shared_id=shared,
        )

    def pools_of(date: str) -> list[PoolId]:
        return [
            pool.id
            for one, pool in zip(limited, pools, strict=True)
            if name in one["products"] and one.get("date", date) == date
        ]

    return product(
        name,
        ticket_type(ONE),
        currency=currency(given["currency"]),
        admission=Admission.TIME_POINT,
        availability=True,
        managed_capacity=True,
        capacity_type=CapacityType.COMBINED,
        slots=tuple(map(slot, (ANY_DATE, FIRST, SECOND))),
        addon_of=frozenset(_mains(name, given)),
    )


def _mains(name: str, given: Given) -> Iterator[ProductId]:
    lines = given["order"]["lines"]
    products = {line["id"]: ProductId(line["product"]) for line in lines}
    for one in (*lines, *given["operations"]):
        if one.get("product") == name and one.get("addon_of") is not None:
            yield products[one["addon_of"]]


def _written(order: Order, *, with_money: bool) -> str:
    lines = []
    for booking in (one for one in order.bookings if one.is_live):
        entries = [
            (entry.cause, entry.amount)
            for posting in order.postings
            for run in posting.runs
            if run.item == booking.id
            for entry in run.entries
        ]
        gross = sum(amount for cause, amount in entries if cause.effect is Effect.ADDED)
        tax = sum(amount for cause, amount in entries if cause.kind is Kind.TAX)
        lines.append(f"{booking.item.product} {gross} with {tax}")
    told = f"total {order.total}: {', '.join(sorted(lines))}"
    return f"{told}; owed {order.outstanding}" if with_money else told
