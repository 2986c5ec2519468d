"""What is left of a capacity: cases of our own, with numbers worked out by hand."""

from typing import Any

import pytest
from tests.vectors import capacity
from tests.vectors.neutral import CannotBeSaidError


def line(count: int, product: str = "seat", **more: Any) -> dict[str, Any]:
    return {"count": count, "product": product, **more}


def held(count: int, *, until: str = "future", **more: Any) -> dict[str, Any]:
    return line(count, hold_expires=until, **more)


def voucher(uses: int, **more: Any) -> dict[str, Any]:
    return {"count": 1, "max_uses": uses, "quota": "hall", "reserves_capacity": True, **more}


def asked(size: int | None, **more: Any) -> dict[str, Any]:
    return {
        "count_waiting_list": True,
        "quotas": [{"id": "hall", "size": size, "products": ["seat", "stool"]}],
        "order_lines": [],
        "cart_lines": [],
        "vouchers": [],
        "waiting_entries": [],
        **more,
    }


USED = {"reserves_capacity": True, "valid_until": "future"}
OWN = [
    # 80 - 30 sold - 12 in carts
    (asked(80, order_lines=[line(30)], cart_lines=[held(12)]), "hall available, 38"),
    # the cart's 12 are gone again
    (asked(80, order_lines=[line(30)], cart_lines=[held(12, until="past")]), "hall available, 50"),
    # two products, one quota: 80 - 30 - 7
    (asked(80, order_lines=[line(30), line(7, "stool")]), "hall available, 43"),
    # another product is another matter
    (asked(80, order_lines=[line(30), line(7, "table")]), "hall available, 50"),
    (asked(None, order_lines=[line(900)]), "hall available, unlimited"),
    (asked(37, order_lines=[line(37)]), "hall sold_out, 0"),
    # shrunk below what is sold
    (asked(36, order_lines=[line(37)]), "hall sold_out, 0"),
    (asked(37, order_lines=[line(30)], cart_lines=[held(7)]), "hall held_in_carts, 0"),
    # 40 - 30 - 8 that are set aside
    (asked(40, order_lines=[line(30)], vouchers=[voucher(8)]), "hall available, 2"),
    (asked(40, order_lines=[line(32)], vouchers=[voucher(8)]), "hall all_ordered_or_reserved, 0"),
    # 3 of the 8 are used and stand among the 32
    (asked(40, order_lines=[line(32)], vouchers=[voucher(8, used=3)]), "hall available, 3"),
    (asked(40, vouchers=[voucher(8, valid_until="past")]), "hall available, 40"),
    (asked(40, vouchers=[voucher(8, reserves_capacity=False)]), "hall available, 40"),
    # 5 in carts use their vouchers, 3 stay set aside: 40 - 5 - 3, and with another 2: 40 - 7 - 3
    (
        asked(40, vouchers=[voucher(8)], cart_lines=[held(5, voucher=USED)]),
        "hall available, 32",
    ),
    (
        asked(40, vouchers=[voucher(8)], cart_lines=[held(5, voucher=USED), held(2)]),
        "hall available, 30",
    ),
    # a voucher that ended is worth nothing, so that its cart line draws like any other
    (
        asked(
            40,
            vouchers=[voucher(8)],
            cart_lines=[held(5, voucher={**USED, "valid_until": "past"})],
        ),
        "hall available, 27",
    ),
    (
        asked(40, count_waiting_list=False, waiting_entries=[line(9)]),
        "hall available, 40",
    ),
]


@pytest.mark.parametrize(("given", "expected"), OWN)
def test_what_is_left(given: dict[str, Any], expected: str) -> None:
    assert capacity.answer(given) == expected


def test_every_quota_is_told() -> None:
    quotas = [
        {"id": "hall", "size": 9, "variations": [{"id": "front", "product": "seat"}]},
        {"id": "friday", "size": 9, "date": "fri", "products": ["seat"]},
    ]
    orders = [line(2, variation="front"), line(3, variation="back"), line(4, date="fri")]

    found = capacity.answer(asked(0, quotas=quotas, order_lines=orders))

    assert found == "hall available, 7; friday available, 5"


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        (asked(40, waiting_entries=[line(1)]), "waiting_list"),
        (
            asked(
                40,
                quotas=[
                    {"id": "hall", "size": 5, "products": ["seat"], "release_after_exit": True}
                ],
                order_lines=[line(1, scans=[{"type": "exit"}])],
            ),
            "capacity_back_at_the_exit",
        ),
    ],
    ids=["waiting list", "exit"],
)
def test_what_cannot_be_said(given: dict[str, Any], missing: str) -> None:
    with pytest.raises(CannotBeSaidError, match=missing):
        capacity.answer(given)
