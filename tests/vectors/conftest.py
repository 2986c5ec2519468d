"""Prints, after the tests, how many observed cases of each file came out as what."""

from collections import Counter

import pytest
from tests.vectors.classing import FILE, VERDICT, Verdict


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    counts: dict[str, Counter[str]] = {}
    for report in terminalreporter.stats.get("passed", ()):
        told = dict(report.user_properties)
        if VERDICT in told:
            counts.setdefault(str(told[FILE]), Counter())[str(told[VERDICT])] += 1
    if not counts:
        return
    terminalreporter.section("observed cases")
    for file, counted in sorted(counts.items()):
        words = ", ".join(f"{counted[one.value]} {one.words}" for one in Verdict)
        terminalreporter.line(f"{file}: {counted.total()} as classed: {words}")
