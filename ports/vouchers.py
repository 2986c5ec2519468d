"""Where vouchers come from: the library makes none, it shows what the host has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from counterfoil.domain.order.order import Order
from counterfoil.domain.order.vouchers import Vouchers


class VoucherOffice(Protocol):
    """Knows the links of vouchers and their state. Called from any thread.

    ``of`` is called when the vouchers of a view are first read, and never by a command: an order
    does not wait for its voucher.
    """

    def of(self, order: Order) -> Vouchers:
        """Answer the vouchers of an order.

        Raises: PortError.
        """
        ...


class NoVouchers:
    """A host that has no vouchers."""

    def of(self, order: Order) -> Vouchers:  # noqa: ARG002  (it has none of any order)
        """Answer that there are none."""
        return Vouchers()


if TYPE_CHECKING:
    _: VoucherOffice = NoVouchers()
