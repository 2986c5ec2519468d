"""The checks as a class of tests: three lines for a system of one's own."""

from __future__ import annotations

import os
from typing import ClassVar

import pytest

from counterfoil.adapters.testkit.conformance.check import Check, NotApplicableError, run_check
from counterfoil.adapters.testkit.conformance.every import CHECKS
from counterfoil.adapters.testkit.conformance.subject import QUICK, THOROUGH, Effort, Subject

__all__ = ["Conformance"]

SETTING = "COUNTERFOIL_CONFORMANCE"
EFFORTS = {"quick": QUICK, "thorough": THOROUGH}


class Conformance(Subject):
    """Tests that hold a kind of reservation system against every check.

    A subclass whose name pytest collects says how a system is made:

        class TestMine(Conformance):
            def make_system(self, catalogue, tariff, clock):
                return MySystem(catalogue, tariff, clock=clock)

    ``effort`` is what the environment variable COUNTERFOIL_CONFORMANCE says, `quick` without it.
    A check of what the system does not offer is skipped, and says why.
    """

    effort: ClassVar[Effort | None] = None

    @pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
    def test_conforms(self, check: Check) -> None:
        """Hold a system against a check."""
        try:
            run_check(check, self, effort=self.effort or _effort())
        except NotApplicableError as reason:
            pytest.skip(str(reason))


def _effort() -> Effort:
    chosen = os.environ.get(SETTING, "quick")
    if chosen not in EFFORTS:
        allowed = ", ".join(EFFORTS)
        raise pytest.UsageError(f"{SETTING}: {chosen!r} is no effort, allowed: {allowed}")
    return EFFORTS[chosen]
