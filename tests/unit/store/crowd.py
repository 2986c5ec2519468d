"""Many processes that ask for places at the same moment; run as a module.

    python -m tests.unit.store.crowd PLACE PROCESSES EACH [SLOTS]

Each process asks EACH times for a place on the boat, and writes how many it was granted: at noon,
or by turns in slots that are called 0, 1 and so on, where each process begins with another one.
"""

import os
import sys

from tests.unit.store.crashing import office_at

from counterfoil.adapters.testkit.conformance.asking import boat, key
from counterfoil.adapters.testkit.conformance.pier import GUEST
from counterfoil.domain.refusals import RefusedError
from counterfoil.ports.box_office import BoxOffice

STRIDE = 7  # slots from the first one of a process to that of the next


def ask(office: BoxOffice, number: int, each: int, slots: int) -> int:
    """Ask for places, each for a cart of its own; answer how many were granted."""
    granted, name = 0, str(number)
    for turn in range(each):
        slot = str((turn + number * STRIDE) % slots) if slots else "noon"
        cart = office.open_cart(GUEST, key=key(f"{name}-{turn}-open")).cart.id
        try:
            office.update(cart, GUEST, boat(1, slot=slot), key=key(f"{name}-{turn}-add"))
        except RefusedError as refused:
            if refused.refusal.code != "sold_out":
                raise
        else:
            granted += 1
    return granted


def main(place: str, processes: int, each: int, slots: int = 0) -> None:
    """Let all processes begin when the last one is there."""
    office = office_at(place)
    office.open_cart(GUEST, key=key("warm"))
    ready, go = os.pipe(), os.pipe()
    told = os.pipe()
    children = []
    for number in range(processes):
        child = os.fork()
        if child:
            children.append(child)
            continue
        status = 1
        try:
            os.close(go[1])
            os.write(ready[1], b".")
            os.read(go[0], 1)  # until the parent closes its end
            os.write(told[1], b"%d\n" % ask(office, number, each, slots))
            status = 0
        finally:
            os._exit(status)
    for _ in children:
        os.read(ready[0], 1)
    os.close(go[1])
    if any(os.waitpid(child, 0)[1] for child in children):
        sys.exit("a process failed")
    os.close(told[1])
    sys.stdout.write(os.read(told[0], 65536).decode())


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
