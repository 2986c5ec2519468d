"""What a refusal says to a person: the field, what is wrong, and what is allowed."""

from datetime import UTC, datetime

import pytest

from counterfoil.domain.references import (
    AllocationId,
    CartId,
    ItemId,
    OrderId,
    ProductId,
    ResourceId,
)
from counterfoil.domain.refusals import (
    AlreadyExists,
    CartEmpty,
    InvalidOrder,
    InvalidRelation,
    NotExpired,
    NothingAsked,
    OrderCancelled,
    OrderVersionConflict,
    Refusal,
    ReservationRequired,
    SaleClosed,
    SoldOut,
    TravelDateRequired,
    Unsupported,
)

C, A, BOAT = CartId("c"), ItemId("a"), ProductId("boat")
ORDER = OrderId("o")
NOON = ResourceId("pool:noon")
MAY, JUNE = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("refusal", "message"),
    [
        (AlreadyExists(cart=C), "cart 'c' exists, allowed: an id that no cart has"),
        (
            NotExpired(cart=C),
            "cart c: has not expired, or that is settled, allowed: an expired cart",
        ),
        (NothingAsked(cart=C), "cart c: no operation, allowed: at least one"),
        (NothingAsked(cart=None), "items: nothing is booked, allowed: at least one item"),
        (
            TravelDateRequired(item=A, product=BOAT),
            "item a: product 'boat' needs a travel date, allowed: a date",
        ),
        (
            SaleClosed(item=A, product=BOAT, opens_at=MAY, closed_at=JUNE),
            (
                "item a: 'boat' is not on sale now, allowed: from 2026-05-01T00:00:00+00:00 "
                "until 2026-06-01T00:00:00+00:00"
            ),
        ),
        (
            SaleClosed(item=A, product=BOAT, closed_at=JUNE),
            "item a: 'boat' is not on sale now, allowed: until 2026-06-01T00:00:00+00:00",
        ),
        (
            SaleClosed(item=A, product=BOAT),
            "item a: 'boat' is not on sale now, allowed: another product",
        ),
        (
            InvalidRelation(item=A, relation=BOAT, allowed=(ProductId("bus"), ProductId("tram"))),
            "item a: relation 'boat', allowed: bus, tram",
        ),
        (
            InvalidRelation(item=A, relation=BOAT, allowed=()),
            "item a: relation 'boat', allowed: none: no product leads to it",
        ),
        (
            Unsupported(capability="notes", instead="a reference"),
            "notes: not supported here, allowed: a reference",
        ),
        (
            SoldOut(resource=NOON, asked=4, left=3),
            "pool:noon: 4 asked for, allowed: at most 3",
        ),
        (
            SoldOut(resource=NOON, allocation=AllocationId("desk"), asked=4, left=0),
            "pool:noon: 4 asked for under 'desk', allowed: at most 0",
        ),
        (
            OrderVersionConflict(order=ORDER, expected=1, actual=2),
            "order o: version 1, allowed: 2, its version now",
        ),
        (OrderCancelled(order=ORDER), "order o: is cancelled, allowed: a new order"),
        (CartEmpty(cart=C), "cart c: is empty, allowed: a cart with items"),
        (
            ReservationRequired(item=A, product=BOAT),
            "item a: 'boat' must be held first, allowed: a cart",
        ),
        (
            InvalidOrder(order=ORDER, problems=(("version", "is 0"), ("bookings", "are none"))),
            "order o: version is 0; bookings are none",
        ),
        (
            SoldOut(resource=None, asked=None, left=None),
            "not enough is left, allowed: less",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else value.code,
)
def test_a_refusal_names_the_field_the_value_and_what_is_allowed(
    refusal: Refusal, message: str
) -> None:
    assert refusal.message == message
