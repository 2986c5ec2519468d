"""The arithmetic of the benchmark carts written by hand: a loop over lines, nothing else.

No ledger, no conditions, no reasons, no checks: what a programmer would write for this one shape.
Both versions round per ticket, half up.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from tests.benchmarks.carts import BareLine

CENT = Decimal(1)
TWENTY = Decimal("0.20")
INCLUSIVE = Decimal("1.20")
NINE = Decimal("0.09")
SERVICE = Decimal("0.025")


def price_with_integers(lines: Sequence[BareLine]) -> tuple[int, int, int, int, int]:
    """Price a cart: total, discount, tax inside, tax on top, tax inside the service fee."""
    running = discount = inside = on_top = 0
    for count, price, variation, with_code, exclusive in lines:
        ticket = price + variation
        if with_code:
            off = (2 * ticket * 20 + 100) // 200
            ticket -= off
            discount += count * off
        if exclusive:
            on_top += count * ((2 * ticket * 9 + 100) // 200)
        else:
            inside += count * (ticket - (2 * ticket * 100 + 120) // 240)
        running += count * ticket
    fee = (2 * running * 25 + 1000) // 2000
    fee_tax = fee - (2 * fee * 100 + 120) // 240
    return running + on_top + fee + 95, discount, inside, on_top, fee_tax


def price_with_decimals(lines: Sequence[BareLine]) -> tuple[int, int, int, int, int]:
    """Price a cart with decimal.Decimal, amounts in minor units."""
    running = discount = inside = on_top = Decimal(0)
    for count, price, variation, with_code, exclusive in lines:
        ticket = Decimal(price + variation)
        if with_code:
            off = (ticket * TWENTY).quantize(CENT, ROUND_HALF_UP)
            ticket -= off
            discount += count * off
        if exclusive:
            on_top += count * (ticket * NINE).quantize(CENT, ROUND_HALF_UP)
        else:
            inside += count * (ticket - (ticket / INCLUSIVE).quantize(CENT, ROUND_HALF_UP))
        running += count * ticket
    fee = (running * SERVICE).quantize(CENT, ROUND_HALF_UP)
    fee_tax = fee - (fee / INCLUSIVE).quantize(CENT, ROUND_HALF_UP)
    total = running + on_top + fee + 95
    return int(total), int(discount), int(inside), int(on_top), int(fee_tax)
