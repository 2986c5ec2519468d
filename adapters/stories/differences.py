"""What may differ between systems: ONE table, by what a system says of itself.

A story says what should come out where the engine decides. Where the system's word counts, some of
it cannot be promised; that is declared here, and nowhere in a story or a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from counterfoil.ports.reservation_system import Capabilities

# What is expected under these names is not compared where a capability has that value. A name
# stands for all that begins with it and a dot, or is it: `refused.left`, `capacity.pool`.
DIFFERENCES: Mapping[tuple[str, str], tuple[str, ...]] = MappingProxyType(
    {
        # The system prices by rules of its own, and says so in its own entries.
        ("price", "SYSTEM"): ("total", "changed", "codes", "paid", "owed"),
        ("price", "ON_REQUEST"): ("total", "changed", "codes", "paid", "owed"),
        # The system counts: it does not say how much it has, nor how much is left.
        ("stock", "SYSTEM"): (
            "capacity.pool",
            "capacity.spot",
            "refused.resource",
            "refused.asked",
            "refused.left",
        ),
        # The system counts the uses of codes, and gives no reason of ours.
        ("promotion_limits", "SYSTEM"): (
            "capacity.uses",
            "capacity.budget",
            "refused.reason",
            "refused.facts",
            "refused.nearest",
        ),
    }
)


def declared(capabilities: Capabilities, *, aspect: str) -> str:
    """Name the capability by which *aspect* may differ; empty where it may not."""
    for (capability, value), aspects in DIFFERENCES.items():
        if getattr(capabilities, capability) == value and any(
            aspect == name or aspect.startswith(f"{name}.") for name in aspects
        ):
            return f"{capability} {value}"
    return ""
