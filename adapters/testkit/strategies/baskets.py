"""Strategies for baskets of a catalogue and a tariff, and for circumstances of a basket."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from counterfoil.adapters.testkit.strategies.choices import (
    booking_instant,
    flags,
    pick,
    subset,
    whole,
)
from counterfoil.adapters.testkit.strategies.items import draw_item
from counterfoil.adapters.testkit.strategies.offers import Offer
from counterfoil.adapters.testkit.strategies.room import Room
from counterfoil.adapters.testkit.strategies.variations import draw_difference
from counterfoil.adapters.testkit.strategies.vocabulary import (
    CHANNELS,
    CUSTOMER_TAGS,
    DISTRIBUTORS,
    PARTNERS,
)
from counterfoil.domain.basket import (
    Basket,
    BasketItem,
    Buyer,
    CartTarget,
    Circumstances,
    Fill,
    HeldPrice,
    ItemTarget,
    LimitLeft,
    PartTarget,
    RequestedVariation,
    RequestTarget,
    TicketTypeTarget,
)
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.nesting import Bundle
from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import (
    CustomerKey,
    ItemId,
    PartyId,
    PoolId,
    ProductId,
    Promocode,
    PromotionId,
    RuleId,
    SlotId,
)
from counterfoil.domain.tariff.conditions import BuyerScope
from counterfoil.domain.tariff.promotions import PromotionLimits
from counterfoil.domain.tariff.tariff import Tariff

UNKNOWN_CODE = Promocode("NOSUCH")
CUSTOMER = CustomerKey("customer")
REQUESTED_MAX = 2
HELD_HOURS_MAX = 24


@st.composite
def baskets(
    draw: st.DrawFn, *, catalogue: Catalogue, tariff: Tariff, items_max: int = 3
) -> Basket:
    """Generate baskets of 1 to *items_max* items that a pricer of the two accepts.

    Codes are those of the tariff, an unknown one, and repeated ones; requested variations are of
    types that the tariff opens to the buyer, at all levels. Tickets are for a fixed two weeks, for
    the dates at which seasons and travel windows of the tariff begin and end, and for the slots of
    the catalogue; their counts keep all its limits.

    Raises: UsageError where no ticket of the catalogue can be sold at the tariff.
    """
    items = _draw_items(draw, count=whole(draw, 1, items_max), catalogue=catalogue, tariff=tariff)
    buyer = _draw_buyer(draw)
    return Basket(
        items=tuple(items),
        codes=_draw_codes(draw, tariff=tariff),
        requested=_draw_requested(
            draw, items=items, buyer=buyer, catalogue=catalogue, tariff=tariff
        ),
        buyer=buyer,
    )


@st.composite
def circumstances(
    draw: st.DrawFn, *, basket: Basket, catalogue: Catalogue, tariff: Tariff
) -> Circumstances:
    """Generate an instant, held items, what is left of limits, and how full the pools are."""
    at = booking_instant(draw)
    pools = _pools(basket, catalogue=catalogue)
    held: dict[ItemId, HeldPrice] = {}
    for item in subset(draw, basket.items):
        since = at - timedelta(hours=whole(draw, 0, HELD_HOURS_MAX))
        held[item.id] = HeldPrice(at=since, fills=_draw_fills(draw, pools))
    return Circumstances(
        at=at, held=held, limits=_draw_limits_left(draw, tariff), fills=_draw_fills(draw, pools)
    )


def _draw_items(
    draw: st.DrawFn, *, count: int, catalogue: Catalogue, tariff: Tariff
) -> list[BasketItem]:
    """Draw at most *count* items: as many as the limits of the order leave room for."""
    room = Room(offer=Offer(catalogue=catalogue, tariff=tariff))
    items: list[BasketItem] = []
    candidates = room.bookable()
    while candidates and len(items) < count:
        product = pick(draw, candidates)
        booking = room.next_booking()
        item = draw_item(draw, item=ItemId(f"item-{len(items)}"), product=product, room=booking)
        if item is None:
            candidates.remove(product)
        else:
            items.append(item)
            room = booking.next_booking()
            candidates = room.bookable()
    if not items:
        raise UsageError(
            field="tariff",
            value=tariff.id,
            problem="sells nothing of the catalogue",
            allowed="a tariff with prices, in its currency, for a product that can be booked",
        )
    return items


def _draw_buyer(draw: st.DrawFn) -> Buyer:
    partner, distributor, customer, member, desk = flags(draw, 5)
    return Buyer(
        channel=CHANNELS[desk],
        distributor=PartyId(DISTRIBUTORS[0]) if distributor else None,
        partner=PartyId(PARTNERS[0]) if partner else None,
        customer=CUSTOMER if customer else None,
        customer_tags=frozenset(CUSTOMER_TAGS[:1]) if member else frozenset(),
    )


def _draw_codes(draw: st.DrawFn, *, tariff: Tariff) -> tuple[Promocode, ...]:
    known = [promotion.code for promotion in tariff.promotions if promotion.code is not None]
    left_out = subset(draw, known)
    turned, repeated, mistyped = flags(draw, 3)
    entered = [code for code in known if code not in left_out]
    if mistyped:
        entered.insert(0, UNKNOWN_CODE)
    if turned:
        entered.reverse()
    if repeated:
        entered += entered[:1]
    return tuple(entered[: tariff.codes_max])


def _draw_requested(
    draw: st.DrawFn,
    *,
    items: list[BasketItem],
    buyer: Buyer,
    catalogue: Catalogue,
    tariff: Tariff,
) -> tuple[RequestedVariation, ...]:
    types = [
        opened.type for opened in tariff.open_variations if _sells_to(opened.buyer, buyer=buyer)
    ]
    if not types:
        return ()
    targets = _targets(items, catalogue=catalogue)
    return tuple(
        RequestedVariation(
            id=RuleId(f"requested-{place}"),
            type=pick(draw, types),
            difference=draw_difference(draw),
            label=f"Requested {place}",
            target=pick(draw, targets),
        )
        for place in range(whole(draw, 0, REQUESTED_MAX))
    )


def _targets(items: list[BasketItem], *, catalogue: Catalogue) -> tuple[RequestTarget, ...]:
    """List everything in the basket at which a requested variation may aim."""
    targets: list[RequestTarget] = [CartTarget()]
    for item in items:
        targets.append(ItemTarget(item=item.id))
        targets.extend(
            TicketTypeTarget(item=item.id, ticket_type=name) for name, _ in item.quantities
        )
        product = catalogue.product(item.product)
        if product is None or not isinstance(product.nesting, Bundle):
            continue
        for choice in item.parts:
            targets.append(PartTarget(item=item.id, part=choice.part))
            targets.extend(
                TicketTypeTarget(item=item.id, ticket_type=name, part=choice.part)
                for name, _ in choice.quantities
            )
    return tuple(targets)


def _sells_to(scope: BuyerScope, *, buyer: Buyer) -> bool:
    asked = (
        (scope.channels, {buyer.channel}),
        (scope.distributors, {buyer.distributor}),
        (scope.partners, {buyer.partner}),
        (scope.customer_tags, buyer.customer_tags),
    )
    return all(not wanted or not wanted.isdisjoint(known) for wanted, known in asked)


def _draw_limits_left(draw: st.DrawFn, tariff: Tariff) -> dict[PromotionId, LimitLeft]:
    limited = [found for found in tariff.promotions if found.limits.counted]
    return {
        promotion.id: _draw_limit_left(draw, promotion.limits)
        for promotion in subset(draw, limited)
    }


def _draw_limit_left(draw: st.DrawFn, limits: PromotionLimits) -> LimitLeft:
    return LimitLeft(
        uses=None if limits.uses is None else whole(draw, 0, limits.uses),
        customer_uses=(
            None if limits.uses_per_customer is None else whole(draw, 0, limits.uses_per_customer)
        ),
        budget=None if limits.budget is None else whole(draw, 0, limits.budget),
    )


def _pools(basket: Basket, *, catalogue: Catalogue) -> tuple[PoolId, ...]:
    """Name the pools that the slots of a basket draw from."""
    chosen: list[tuple[ProductId, SlotId | None]] = []
    for item in basket.items:
        chosen.append((item.product, item.slot))
        parts = {part.id: part.product for part in catalogue.parts(item.product)}
        chosen.extend((parts[choice.part], choice.slot) for choice in item.parts)
    pools: dict[PoolId, None] = {}
    for product, slot_id in chosen:
        slot = None if slot_id is None else catalogue.slot(product, slot_id=slot_id)
        if slot is not None:
            pools |= dict.fromkeys(catalogue.pools_of(product, slot=slot))
    return tuple(pools)


def _draw_fills(draw: st.DrawFn, pools: tuple[PoolId, ...]) -> dict[PoolId, Fill]:
    fills: dict[PoolId, Fill] = {}
    for pool in subset(draw, pools):
        total = whole(draw, 1, 20)
        fills[pool] = Fill(taken=whole(draw, 0, total), total=total)
    return fills
