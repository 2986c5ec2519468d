"""Amendments: what is previewed is what is done, and what is not sent keeps every minor unit.

They quote D1, D3, D5, H2, H5 and H7 over random sequences of amendments of random orders.
"""

from collections import Counter
from collections.abc import Mapping
from itertools import chain

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.cart.pier import GUEST, Pier, add, amend, boat, capture, key, pier, remove
from tests.unit.cart.world import CODES, FILLING, HOUSE, PRICES

from counterfoil.domain.amendment.ledger import net_runs
from counterfoil.domain.cart.commands import AddItem, AmendItem, Operation
from counterfoil.domain.order.applying import apply_to_order
from counterfoil.domain.order.commands import AmendOrder, PriceAdjustment
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.previewing import Preview
from counterfoil.domain.payments import refunded
from counterfoil.domain.references import ItemId, Promocode, ResourceId, SlotId
from counterfoil.domain.refusals import RefusedError
from counterfoil.domain.settings import AmendCapacity, Settings
from counterfoil.domain.statuses import SettlementType
from counterfoil.ports.views import Refused

ENTRANCE = """
[[fee]]
id = "service"
label = "Service"
type = "SERVICE"
percentage = 2.5
per = "booking"

[[fee]]
id = "order"
label = "Order"
type = "SERVICE"
fixed = 0.75
per = "order"
"""
TARIFFS = st.sampled_from(
    [(PRICES, CODES), (PRICES, FILLING, CODES), (PRICES, CODES, HOUSE), (PRICES, CODES, ENTRANCE)]
)
NAMES = st.sampled_from(["a", "b", "c", "d"])
COUNTS = st.integers(1, 4)
CODE_NAMES = st.sampled_from(["EARLY", "ONCE", "PURSE", "STRICT"])


@st.composite
def additions(draw: st.DrawFn, name: str) -> AddItem:
    """Add something under a name."""
    count = draw(COUNTS)
    match draw(st.sampled_from(["boat", "lounge", "stage", "pass"])):
        case "boat":
            return boat(count, slot=draw(st.sampled_from(["noon", "dusk"])), item=name)
        case "lounge":
            return add("lounge", slot="noon", item=name, adult=count)
        case "stage":
            evening = draw(st.sampled_from(["friday", "saturday"]))
            return add("stage", slot=evening, item=name, adult=1)
        case _:
            return add("pass", item=name, adult=count)


@st.composite
def operations(draw: st.DrawFn) -> Operation:
    """Do something to one of four bookings, there or not."""
    name = draw(NAMES)
    match draw(st.sampled_from(["add", "amend", "amend", "move", "remove"])):
        case "add":
            return draw(additions(name))
        case "amend":
            return amend(name, adult=draw(COUNTS))
        case "move":
            return AmendItem(
                item=ItemId(name), slot=SlotId(draw(st.sampled_from(["noon", "dusk", "friday"])))
            )
        case _:
            return remove(name)


@st.composite
def commands(draw: st.DrawFn) -> AmendOrder:
    """Amend one to three bookings of an order that is named later."""
    return AmendOrder(
        key=key("later"),
        actor=GUEST,
        order="later",  # type: ignore[arg-type]
        operations=tuple(
            draw(st.lists(operations(), min_size=1, max_size=3, unique_by=lambda one: one.item))
        ),
        price_adjustment=draw(st.sampled_from(list(PriceAdjustment))),
    )


def sold(shop: Pier, items: list[AddItem], codes: list[str], settlement: SettlementType) -> Order:
    """Sell what can be sold of some items, at the codes that apply."""
    cart = shop.opened(customer="ada")
    shop.update(cart, boat(1, item="z"))
    for item in items:
        try:
            shop.update(cart, item)
        except RefusedError:
            continue
    for code in codes:
        try:
            shop.office.apply_promocode(cart, GUEST, Promocode(code))
        except RefusedError:
            continue
    quote = shop.read(cart).quote
    assert quote is not None
    paid = (capture(quote.total),) if settlement is SettlementType.DIRECT and quote.total else ()
    return shop.office.confirm(cart, GUEST, settlement=settlement, payments=paid).order


def units(orders: list[Order]) -> Mapping[ResourceId, int]:
    """Count what orders have drawn."""
    found: Counter[ResourceId] = Counter()
    for order in orders:
        has = [booking.item.draws for booking in order.bookings]
        for draw in chain(*has, *(use.draws for use in order.uses)):
            found[draw.resource] += draw.quantity
    return found


@settings(max_examples=60)
@given(
    TARIFFS,
    st.lists(additions("x"), max_size=3),
    st.lists(CODE_NAMES, max_size=2, unique=True),
    st.lists(commands(), min_size=1, max_size=5),
    st.sampled_from([SettlementType.DIRECT, SettlementType.EXTERNAL, SettlementType.VENUE]),
    st.sampled_from(list(AmendCapacity)),
)
def test_what_is_previewed_is_what_is_done(  # noqa: PLR0917
    tariff: tuple[str, ...],
    items: list[AddItem],
    codes: list[str],
    asked: list[AmendOrder],
    settlement: SettlementType,
    capacity: AmendCapacity,
) -> None:
    """D1: preview and commit give the identical ledger. D3, D5, H2, H5: see the steps."""
    shop = pier(*tariff, settings=Settings(amend_capacity=capacity))
    named = [evolve(item, item=ItemId("abc"[place])) for place, item in enumerate(items)]
    order = sold(shop, named, codes, settlement)
    made = order
    for place, command in enumerate(asked):
        wanted = evolve(command, key=key(f"amend {place}"), order=order.id)
        preview = _previewed(shop, wanted)
        if preview is None:
            continue
        shop.clock.turn(shop.office.settings.preview_valid_for / 100)
        after = shop.office.execute_order(evolve(wanted, preview=preview.seen)).order
        _is_as_previewed(order, after, preview)
        _left_alone(order, after, wanted)
        if wanted.price_adjustment is not PriceAdjustment.NONE:
            assert after.total == order.total
        order = after
    replayed = made
    for record in shop.system.order_records():
        replayed = apply_to_order(replayed, record.change)
    assert replayed == order
    drawn = units([order])
    levels = shop.system.levels(drawn, at=shop.clock.now())
    assert {name: level.drawn for name, level in levels.items()} == drawn
    for level in levels.values():
        assert level.total is None or level.drawn <= level.total


def _previewed(shop: Pier, wanted: AmendOrder) -> Preview | None:
    """Preview a command; where that is refused, the command is refused alike."""
    try:
        return shop.office.preview(wanted)
    except RefusedError as error:
        refused = error.refusal
    outcome = shop.office.attempt_order(wanted)
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0] == refused
    return None


def _is_as_previewed(order: Order, after: Order, preview: Preview) -> None:
    runs = [posting.runs for posting in after.postings]
    assert runs == [posting.runs for posting in preview.after.postings]
    assert after.total == preview.after.total
    assert [line.amount for line in after.payments] == [
        line.amount for line in preview.after.payments
    ]
    assert after.version == order.version + 1
    assert after.postings[: len(order.postings)] == order.postings
    assert after.payments[: len(order.payments)] == order.payments
    assert refunded(after.payments) <= sum(line.amount for line in after.payments)


def _left_alone(order: Order, after: Order, command: AmendOrder) -> None:
    """See that bookings that were not sent keep all that they are and every entry."""
    named = {operation.item for operation in command.operations}
    untouched = {booking.id for booking in order.bookings if booking.id not in named}
    for name in untouched:
        assert after.booking(name) == order.booking(name)
    assert net_runs(after.postings, untouched) == net_runs(order.postings, untouched)
    for booking in after.bookings:
        before = order.booking(booking.id)
        if booking.id in named and before is not None:
            assert booking.version == before.version + 1
