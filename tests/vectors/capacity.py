"""Capacity: quotas with orders, carts and vouchers, as pools with rows and an allocation.

A quota is a pool. Ordered lines are sold, cart lines are held. Vouchers that reserve capacity are
an allocation of as many units as they may still be used; a cart line with such a voucher draws
under its name. A line draws from the quotas that list its variation, or its product.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from tests.vectors.neutral import CannotBeSaidError, Given

from counterfoil.domain.references import AllocationId, HolderId, ResourceId
from counterfoil.domain.stock import (
    GENERAL,
    Allocation,
    Level,
    LevelState,
    Limit,
    Row,
    levels_of,
)

NOW = datetime(2026, 5, 2, 9, tzinfo=UTC)
INSTANTS = {"past": NOW - timedelta(hours=1), "future": NOW + timedelta(hours=1)}
VOUCHERS = AllocationId("vouchers")
STATES: Mapping[LevelState, str] = {
    LevelState.AVAILABLE: "available",
    LevelState.SOLD_OUT: "sold_out",
    LevelState.OVERDRAWN: "sold_out",
    LevelState.HELD: "held_in_carts",
    LevelState.RESERVED: "all_ordered_or_reserved",
}


def answer(given: Given) -> str:
    """Say what is left of every quota, and how it stands.

    Raises: CannotBeSaidError for a waiting list that counts and for capacity that comes back when
        its guest has left.
    """
    return "; ".join(_written(quota["id"], _level(quota, given)) for quota in given["quotas"])


def expected(_: Given, expect: Given) -> str:
    """Write what was observed."""
    return "; ".join(
        f"{quota['id']} {quota['state']}, {_count(quota['available'])}"
        for quota in expect["quotas"]
    )


def _level(quota: Given, given: Given) -> Level:
    waiting = [entry for entry in given["waiting_entries"] if _draws(entry, quota)]
    if waiting and given["count_waiting_list"]:
        raise CannotBeSaidError("waiting_list")
    orders = [line for line in given["order_lines"] if _draws(line, quota)]
    if quota.get("release_after_exit") and any(line.get("scans") for line in orders):
        raise CannotBeSaidError("capacity_back_at_the_exit")
    resource = ResourceId(f"pool:{quota['id']}")
    rows = [_row(resource, line, f"order-{place}") for place, line in enumerate(orders)]
    carts = [line for line in given["cart_lines"] if _draws(line, quota)]
    rows += [_row(resource, line, f"cart-{place}") for place, line in enumerate(carts)]
    reserved = sum(
        (voucher["max_uses"] - voucher.get("used", 0)) * voucher["count"]
        for voucher in given["vouchers"]
        if _reserves(voucher) and _draws(voucher, quota)
    )
    allocations = (Allocation(name=VOUCHERS, quantity=reserved),) if reserved else ()
    limit = Limit(resource=resource, total=quota["size"], allocations=allocations)
    return levels_of([limit], rows, at=NOW)[resource]


def _row(resource: ResourceId, line: Given, holder: str) -> Row:
    voucher = line.get("voucher")
    return Row(
        resource=resource,
        holder=HolderId(holder),
        quantity=line["count"],
        allocation=VOUCHERS if voucher is not None and _reserves(voucher) else GENERAL,
        expires_at=INSTANTS[line["hold_expires"]] if "hold_expires" in line else None,
    )


def _reserves(voucher: Given) -> bool:
    ends = voucher.get("valid_until")
    return bool(voucher.get("reserves_capacity")) and (ends is None or INSTANTS[ends] > NOW)


def _draws(line: Given, quota: Given) -> bool:
    """Say whether what names a quota, a product or a variation is about *quota*."""
    if "quota" in line:
        return bool(line["quota"] == quota["id"])
    if line.get("date") != quota.get("date"):
        return False
    variations = {one["id"]: one["product"] for one in quota.get("variations", ())}
    if "variation" in line:
        return line["variation"] in variations
    return line["product"] in {*quota.get("products", ()), *variations.values()}


def _written(name: str, level: Level) -> str:
    return f"{name} {STATES[level.state()]}, {_count(level.left())}"


def _count(left: int | None) -> str:
    return "unlimited" if left is None else str(left)
