"""Many who ask at once, each through a box office of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from counterfoil.adapters.testkit.conformance.shop import Shop
from counterfoil.adapters.testkit.conformance.stand import NotApplicableError, Stand
from counterfoil.domain.refusals import RefusedError
from counterfoil.ports.box_office import BoxOffice
from counterfoil.ports.errors import RateLimitedError, UnavailableError

__all__ = ["at_once", "granted"]

Answer = TypeVar("Answer")
ATTEMPTS_MAX = 200  # of one who is told each time that nothing was done


def at_once(stand: Stand, shop: Shop, ask: Callable[[BoxOffice, int], Answer]) -> list[Answer]:
    """Let all threads ask at once; every second one over a connection of its own, if there is."""
    threads = stand.effort.threads
    offices = [_office(stand, shop, number) for number in range(threads)]
    barrier = Barrier(threads)

    def work(number: int) -> Answer:
        barrier.wait()
        return ask(offices[number], number)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, range(threads)))


def _office(stand: Stand, shop: Shop, number: int) -> BoxOffice:
    system = shop.system
    if number % 2:
        try:
            system = stand.again(shop).system
        except NotApplicableError:
            system = shop.system
    return shop.host(f"host{number}", system=system)


def granted(ask: Callable[[], object]) -> bool:
    """Whether something is granted; a refusal is not.

    Who is told that nothing was done asks again: *ask* gives the same command under the same key.
    """
    for _ in range(ATTEMPTS_MAX):
        try:
            ask()
        except RefusedError:
            return False
        except (UnavailableError, RateLimitedError):
            continue
        return True
    raise AssertionError(f"asked {ATTEMPTS_MAX} times and never answered")
