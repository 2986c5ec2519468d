"""Processes that reserve and sell in one store until they are killed; run as a script.

    python crashing.py PLACE ANSWERED ROUNDS

PLACE is a file, or the URL of a PostgreSQL database.
In each round some processes work at random speed on it, and all are killed at a random
moment. Every command that was answered is noted in ANSWERED by its key, right after its answer.
"""

import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterable
from itertools import count
from pathlib import Path

from counterfoil.adapters.postgres.store import PostgresStore
from counterfoil.adapters.sqlite.opening import Durability
from counterfoil.adapters.sqlite.store import SqliteStore
from counterfoil.adapters.store.store import Store
from counterfoil.adapters.store.system import StoreSystem
from counterfoil.adapters.testkit.clocks import CountingReferences, ManualClock
from counterfoil.adapters.testkit.conformance.asking import boat, key
from counterfoil.adapters.testkit.conformance.pier import CASHIER, GUEST, START
from counterfoil.domain.statuses import SettlementType
from counterfoil.ports.box_office import BoxOffice

WORKERS = 3
ALIVE_MS = (30, 250)  # how long a round lives: from a few commits to some dozen

Note = Callable[[str], None]


def store_at(place: Path | str) -> Store:
    """Open a store."""
    if str(place).startswith("postgresql:"):
        return PostgresStore(str(place))
    return SqliteStore(place, durability=Durability.NORMAL)


def office_at(place: Path | str) -> BoxOffice:
    """Open a box office over a store that was loaded."""
    clock = ManualClock(START)
    system = StoreSystem(store_at(place), clock=clock)
    return BoxOffice(system=system, clock=clock, references=CountingReferences())


def work(office: BoxOffice, name: str, note: Note, turns: Iterable[int]) -> None:
    """Open carts, and sell, leave or cancel every third of them."""
    for turn in turns:
        told = f"{name}-{turn}"
        cart = office.open_cart(GUEST, key=key(f"{told}-open")).cart.id
        note(f"{told}-open")
        office.update(cart, GUEST, boat(1 + turn % 2, item="a"), key=key(f"{told}-add"))
        note(f"{told}-add")
        if turn % 3 == 0:
            settlement = SettlementType.VENUE
            office.confirm(cart, CASHIER, settlement=settlement, key=key(f"{told}-sell"))
            note(f"{told}-sell")
        elif turn % 3 == 1:
            office.cancel(cart, GUEST, key=key(f"{told}-cancel"))
            note(f"{told}-cancel")


def started(office: BoxOffice, name: str, note: Note) -> int:
    """Fork a process that works until it is killed; answer its id."""
    process = os.fork()
    if process:
        return process
    try:
        work(office, name, note, count())
    finally:
        os._exit(1)  # nothing of the parent's is closed or flushed twice


def main(place: str, answered: Path, rounds: int) -> None:
    """Run the rounds; a process that ends by itself is a failure."""
    lines = os.open(answered, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def note(text: str) -> None:
        os.write(lines, f"{text}\n".encode())

    office = office_at(place)
    work(office, "warm", note, range(3))  # what is made once is made before the clock runs
    for number in range(rounds):
        workers = [started(office, f"{number}-{worker}", note) for worker in range(WORKERS)]
        time.sleep(random.randint(*ALIVE_MS) / 1000)
        for worker in workers:
            os.kill(worker, signal.SIGKILL)
        for worker in workers:
            _, status = os.waitpid(worker, 0)
            if not os.WIFSIGNALED(status):
                sys.exit(f"a process of round {number} ended by itself")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
