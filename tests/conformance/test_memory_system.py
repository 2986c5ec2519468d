"""The system in memory keeps every promise."""

from tests.conformance.memory import InMemory

from counterfoil.adapters.testkit.conformance import Conformance


class TestMemory(InMemory, Conformance):
    """It cannot be reached by another process: that is skipped."""
