"""Moving in, where the extra that it needs is installed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from counterfoil.domain.errors import UsageError
from counterfoil.domain.order.order import Order
from counterfoil.domain.party import Actor
from counterfoil.domain.stock import Overbooking
from counterfoil.ports.box_office import BoxOffice

if TYPE_CHECKING:
    from counterfoil.adapters.moving import LineFault, MovedIn

_WITH_EXTRA = 'pip install "counterfoil[documents]"'


def moved_in(
    office: BoxOffice,
    lines: Iterable[str | bytes],
    *,
    actor: Actor,
    overbooking: Overbooking = Overbooking.REFUSED,
) -> MovedIn | tuple[LineFault, ...]:
    """Take orders over, a line each, or answer all that is wrong with the lines.

    Raises: UsageError where the extra is not installed; RefusedError and PortError as
        `import_orders` does.
    """
    try:
        # Only here: documents are an extra of their own.
        from counterfoil.adapters.moving import (  # noqa: PLC0415
            ImportRefusedError,
            import_orders,
        )
    except ModuleNotFoundError as error:
        raise _missing(error) from error
    try:
        return import_orders(office, lines, actor=actor, overbooking=overbooking)
    except ImportRefusedError as error:
        return error.faults


def moved_out(orders: Iterable[Order]) -> tuple[str, ...]:
    """Write orders, a line each.

    Raises: UsageError where the extra is not installed.
    """
    try:
        from counterfoil.adapters.moving import export_orders  # noqa: PLC0415 (as above)
    except ModuleNotFoundError as error:
        raise _missing(error) from error
    return tuple(export_orders(orders))


def _missing(error: ModuleNotFoundError) -> Exception:
    """Answer what is told where the extra is not installed; anything else is a defect."""
    if error.name != "cattrs":
        return error
    return UsageError(
        field="orders",
        value=error.name,
        problem="is not installed, and orders cannot move without it",
        allowed=_WITH_EXTRA,
    )
