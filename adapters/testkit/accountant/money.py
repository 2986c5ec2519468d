"""Whether the payments of a cart are what came in, and what has to go back."""

from __future__ import annotations

from collections import Counter
from typing import Any

from counterfoil.adapters.testkit.laws.verdict import require_equal


def check_payments(cart: Any, *, received: int, returned: int) -> None:
    """Hold the payments of a *cart* against what was *received* for it, in minor units.

    All of it has gone back when the cart has no items any more, before that what was *returned*;
    no line gives back more than its original brought.

    Raises: LawBrokenError(H4).
    """
    came = {one.id: one.amount for one in cart.payments if one.original is None}
    back: Counter[Any] = Counter()
    for one in cart.payments:
        if one.original is not None:
            back[one.original] += one.amount
    what = f"of cart {cart.id}"
    require_equal("H4", what=f"payments {what}", found=sum(came.values()), expected=received)
    owed = returned if cart.items else received
    require_equal("H4", what=f"refunds {what}", found=sum(back.values()), expected=owed)
    beyond = [one for one in back if back[one] > came.get(one, 0)]
    require_equal("H4", what=f"refunds {what} of more than came", found=beyond, expected=[])
