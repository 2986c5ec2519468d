"""Machines: anything is done in any order, and books of their own are kept beside."""

from __future__ import annotations

from hypothesis.stateful import run_state_machine_as_test

from counterfoil.adapters.testkit.conformance.check import Check, check
from counterfoil.adapters.testkit.conformance.machines import CartMachine, OrderMachine
from counterfoil.adapters.testkit.conformance.stand import Stand

__all__ = ["CHECKS"]


def _run(machine: type[CartMachine], stand: Stand) -> None:
    stand.shop()  # so that a system that is no store is told before
    stand.step("the machine runs; the steps that broke it are listed below")
    of_subject = type(machine.__name__, (machine,), {"subject": stand.subject})
    run_state_machine_as_test(of_subject, settings=stand.effort.searching)


@check("H1", "H2", "H3", "H4", "H5", "H6", "D2", "D3", "D8")
def anything_may_happen_to_carts(stand: Stand) -> None:
    """Two hosts, several carts and time; an accountant agrees after each step."""
    _run(CartMachine, stand)


@check("H1", "H2", "H3", "H4", "H5", "H6", "D2", "D3", "D5", "D8")
def anything_may_happen_to_orders(stand: Stand) -> None:
    """Carts become orders, others are booked directly; they are paid and used, and that undone."""
    _run(OrderMachine, stand)


CHECKS: tuple[Check, ...] = (anything_may_happen_to_carts, anything_may_happen_to_orders)
