"""Machines: anything is done to carts and orders in any order, and all of it must hold."""

from counterfoil.adapters.testkit.conformance.machines.carts import CartMachine
from counterfoil.adapters.testkit.conformance.machines.orders import OrderMachine

__all__ = ["CartMachine", "OrderMachine"]
