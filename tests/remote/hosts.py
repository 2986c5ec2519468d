"""A harbor with hosts that book there, and processes that end in the middle."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from tests.remote.harbor import BEFORE, HarborSystem
from tests.remote.system import QUIET, RemoteSystem
from tests.unit.cart.pier import GUEST, START, boat, catalogue, key, tariff
from tests.unit.cart.world import CODES, PRICES

from counterfoil.adapters.memory import MemorySystem
from counterfoil.adapters.memory_journal import MemoryJournal
from counterfoil.adapters.testkit.clocks import CountingReferences, ManualClock
from counterfoil.domain.cart.commands import derived
from counterfoil.domain.references import CartId, CommandKey
from counterfoil.ports.box_office import BoxOffice
from counterfoil.ports.errors import PortError
from counterfoil.ports.journal import Journal
from counterfoil.ports.reconciling import ReconcilePolicy

CART = CartId(derived(CommandKey("open"), "cart"))
THREADS = 8
Step = Callable[[BoxOffice], Any]
JOURNAL_CALLS = {name for name in vars(Journal) if name[0] != "_"}


class CrashError(BaseException):
    """The process ends here: nothing after it is carried out."""


class Crashing(MemoryJournal):
    """Ends the process at a numbered call, before or after its effect; what is written stays."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0
        self.crash_at = (0, BEFORE)

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name not in JOURNAL_CALLS:
            return found

        def call(*arguments: Any, **named: Any) -> Any:
            self.calls += 1
            number, when = self.crash_at
            if self.calls == number and when == BEFORE:
                raise CrashError
            answer = found(*arguments, **named)
            if self.calls == number:
                raise CrashError
            return answer

        return call


class Harbor:
    """A harbor, a journal, and as many hosts as somebody starts."""

    def __init__(self, journal: MemoryJournal | None = None) -> None:
        self.clock = ManualClock(START)
        self.remote = HarborSystem(self.clock)
        self.journal = journal or MemoryJournal()
        advisory = PRICES.replace("codes_max = 3", 'codes_max = 3\nlimits = "advisory"')
        memory = MemorySystem(catalogue(), tariff(advisory, CODES), clock=self.clock)
        self.world = memory.world()
        self.hosts = 0

    def host(self, reconcile: ReconcilePolicy = ReconcilePolicy.WARN) -> BoxOffice:
        self.hosts += 1
        return BoxOffice(
            system=RemoteSystem(self.remote, self.journal, self.world),
            clock=self.clock,
            references=CountingReferences(prefix=f"host{self.hosts}"),
            reconcile=reconcile,
        )

    def with_boat(self, count: int = 2, *, item: str = "a") -> BoxOffice:
        office = self.host()
        office.open_cart(GUEST, key=key("open"))
        office.update(CART, GUEST, boat(count, item=item), key=key("first"))
        return office

    def wait(self, duration: timedelta = QUIET) -> None:
        self.clock.turn(duration)


def run(harbor: Harbor, steps: Callable[[], Iterable[Step]]) -> None:
    """Take every step; after a fault wait a little and repeat it, as a host would.

    After a crash another process goes on with the step that was being taken.
    """
    office = harbor.host()
    for step in steps():
        try:
            step(office)
        except PortError:
            harbor.wait()
            step(office)
        except CrashError:
            harbor.wait()
            office = harbor.host()
            step(office)
