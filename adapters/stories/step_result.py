"""What a step of a story brought about, and whether that is what it expects."""

from __future__ import annotations

from enum import Enum

from attrs import frozen

from counterfoil.adapters.stories.finding import Finding
from counterfoil.adapters.stories.seeing import Seen
from counterfoil.adapters.stories.story import Step


class Verdict(Enum):
    """PASSED: as expected. DIFFERS: only in what is declared of the system. FAILED: otherwise."""

    PASSED = "passed"
    DIFFERS = "differs as declared"
    FAILED = "failed"


@frozen(kw_only=True)
class StepResult:
    """What a step brought about; ``differing`` names the capability behind each declared one."""

    step: Step
    seen: Seen
    failed: tuple[Finding, ...] = ()
    differing: tuple[tuple[str, Finding], ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Say whether it came out as expected."""
        if self.failed:
            return Verdict.FAILED
        return Verdict.DIFFERS if self.differing else Verdict.PASSED
