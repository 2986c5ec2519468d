"""The reference of the ports lists every method, error, policy and mismatch, and nothing else."""

import inspect
import re
from pathlib import Path
from typing import get_args

from counterfoil.domain.reconciliation import Mismatch
from counterfoil.ports import errors
from counterfoil.ports.clock import Clock
from counterfoil.ports.errors import PortError
from counterfoil.ports.journal import Journal
from counterfoil.ports.reconciling import ReconcilePolicy
from counterfoil.ports.references import References
from counterfoil.ports.reservation_system import ReservationSystem
from counterfoil.ports.vouchers import VoucherOffice

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs/reference/ports.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """Give the text below a heading of the second level."""
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def headings(title: str) -> list[str]:
    """List what has a heading of its own in a section."""
    return re.findall(r"^### `(?:\w+\.)?(\w+)`$", section(title), flags=re.MULTILINE)


def rows(title: str) -> list[str]:
    """List what has a row of its own in the table of a section."""
    return re.findall(r"^\| `(\w+)` \|", section(title), flags=re.MULTILINE)


def methods(port: type) -> list[str]:
    """List the methods of a port in the order of the code."""
    return [
        name
        for name, member in vars(port).items()
        if (inspect.isfunction(member) or isinstance(member, property)) and name[0] != "_"
    ]


def test_every_method_of_a_port_has_a_heading_in_the_order_of_the_code() -> None:
    assert headings("Reservation system") == methods(ReservationSystem)
    assert headings("Journal") == methods(Journal)
    assert headings("Clock") == methods(Clock)
    assert headings("References") == methods(References)
    assert headings("Voucher office") == methods(VoucherOffice)


def test_every_error_of_a_port_is_listed() -> None:
    found = {
        name
        for name, member in vars(errors).items()
        if inspect.isclass(member) and issubclass(member, PortError) and member is not PortError
    }

    assert set(rows("Port errors")) == found


def test_every_mismatch_has_a_heading_in_the_order_in_which_they_are_found() -> None:
    assert headings("Mismatches") == [kind.code for kind in get_args(Mismatch)]


def test_every_policy_is_listed() -> None:
    assert rows("Mismatches") == [policy.value for policy in ReconcilePolicy]
