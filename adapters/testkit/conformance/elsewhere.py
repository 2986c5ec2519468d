"""Asking from other processes, each over a connection of its own to the same state."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeAlias

from counterfoil.adapters.testkit.clocks import CountingReferences, ManualClock
from counterfoil.adapters.testkit.conformance.shop import Shop
from counterfoil.adapters.testkit.conformance.stand import Stand
from counterfoil.adapters.testkit.conformance.subject import Opener
from counterfoil.ports.box_office import BoxOffice

__all__ = ["Asking", "in_processes"]

Asking: TypeAlias = Callable[[BoxOffice, int], Any]
SECONDS_MAX = 120  # a process that does not answer by then hangs

_STARTING: list[Any] = []  # the barrier of this process


def in_processes(stand: Stand, shop: Shop, ask: Asking) -> list[Any]:
    """Let processes ask at once; *ask* is a function of a module, and its answer can be pickled.

    Raises: NotApplicableError where the subject has no opener.
    """
    opener = stand.opener(shop)
    count = stand.effort.processes
    context = get_context("spawn")
    with ProcessPoolExecutor(
        count, mp_context=context, initializer=_begin, initargs=(context.Barrier(count),)
    ) as pool:
        parcel, folder = pickle.dumps(opener), _folder_of(opener)
        asked = [
            pool.submit(_work, parcel, folder, shop.clock.now(), ask, number)
            for number in range(count)
        ]
        return [one.result(timeout=SECONDS_MAX) for one in asked]


def _begin(barrier: Any) -> None:
    _STARTING.append(barrier)


def _folder_of(opener: Opener) -> str:
    """Name the folder from which the module of an opener is imported; empty: nobody knows.

    pytest may have imported it from a folder that is not on the path of other processes.
    """
    while isinstance(opener, partial):
        opener = opener.func
    name = getattr(opener, "__module__", None)
    file = getattr(sys.modules.get(name or ""), "__file__", None)
    return "" if name is None or file is None else str(Path(file).parents[name.count(".")])


def _work(parcel: bytes, folder: str, now: datetime, ask: Asking, number: int) -> Any:
    if folder and folder not in sys.path:
        sys.path.append(folder)
    opener: Opener = pickle.loads(parcel)  # noqa: S301 - our own, of a moment ago
    clock = ManualClock(now)
    system = opener(clock)
    try:
        office = BoxOffice(
            system=system, clock=clock, references=CountingReferences(prefix=f"process{number}")
        )
        _STARTING[0].wait(SECONDS_MAX)
        return ask(office, number)
    finally:
        close = getattr(system, "close", None)
        if close is not None:
            close()
