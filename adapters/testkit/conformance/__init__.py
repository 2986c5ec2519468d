"""The conformance suite: what every reservation system promises, held against one of your own.

    from counterfoil.adapters.testkit.conformance import Conformance


    class TestMine(Conformance):
        def make_system(self, catalogue, tariff, clock):
            return MySystem(catalogue, tariff, clock=clock)

`CHECKS` are the promises one by one, `run_check` holds a `Subject` against one of them outside
pytest. It needs the extra `testkit`.
"""

from counterfoil.adapters.testkit.conformance.check import Check, NotApplicableError, run_check
from counterfoil.adapters.testkit.conformance.every import CHECKS
from counterfoil.adapters.testkit.conformance.subject import (
    QUICK,
    THOROUGH,
    Effort,
    Opener,
    Subject,
)
from counterfoil.adapters.testkit.conformance.suite import Conformance

__all__ = [
    "CHECKS",
    "QUICK",
    "THOROUGH",
    "Check",
    "Conformance",
    "Effort",
    "NotApplicableError",
    "Opener",
    "Subject",
    "run_check",
]
