"""What is wrong with a tariff: every problem at once, each with its path and what is allowed."""

from counterfoil.domain.tariff.problems.inspection import RegisteredRule, RegisteredRules
from counterfoil.domain.tariff.problems.problem import (
    WARNINGS,
    ProblemCode,
    Severity,
    TariffError,
    TariffProblem,
)
from counterfoil.domain.tariff.problems.tariff import problems

__all__ = [
    "WARNINGS",
    "ProblemCode",
    "RegisteredRule",
    "RegisteredRules",
    "Severity",
    "TariffError",
    "TariffProblem",
    "problems",
]
