"""Every check, in the order of the reference."""

from __future__ import annotations

from counterfoil.adapters.testkit.conformance.check import Check
from counterfoil.adapters.testkit.conformance.checks import (
    amending,
    commits,
    contention,
    drawing,
    edges,
    erasing,
    faults,
    finding,
    guards,
    keys,
    logs,
    machines,
    orders,
    processes,
    purging,
    settling,
    stories,
    threads,
    unsupported,
    worlds,
)

__all__ = ["CHECKS"]

CHECKS: tuple[Check, ...] = (
    *worlds.CHECKS,
    *commits.CHECKS,
    *drawing.CHECKS,
    *guards.CHECKS,
    *settling.CHECKS,
    *keys.CHECKS,
    *edges.CHECKS,
    *orders.CHECKS,
    *logs.CHECKS,
    *amending.CHECKS,
    *finding.CHECKS,
    *erasing.CHECKS,
    *purging.CHECKS,
    *faults.CHECKS,
    *threads.CHECKS,
    *contention.CHECKS,
    *processes.CHECKS,
    *unsupported.CHECKS,
    *stories.CHECKS,
    *machines.CHECKS,
)
