"""Commands about an order, and direct bookings, driven over a reservation system."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from attrs import evolve, frozen

from counterfoil.domain.cart.cart import Privilege
from counterfoil.domain.cart.digests import Keyed, differing, digests_of
from counterfoil.domain.cart.facts import CartFacts
from counterfoil.domain.decisions import OrderDecision
from counterfoil.domain.empty import EMPTY
from counterfoil.domain.order.commands import (
    AmendOrder,
    BookDirect,
    CancelOrder,
    OrderCommand,
)
from counterfoil.domain.order.deciding import decide_order, order_needs
from counterfoil.domain.order.importing import ImportOrder, codes_of
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.previewing import Preview, Previewable, preview_of
from counterfoil.domain.reconciliation import order_mismatches
from counterfoil.domain.references import OrderId, ResourceId
from counterfoil.domain.refusals import KeyReused, OrderNotFound
from counterfoil.domain.settings import Settings
from counterfoil.domain.stock import Level, PoolResource, read_resource
from counterfoil.ports.clock import Clock
from counterfoil.ports.driver import driven, levels_needed, unknown
from counterfoil.ports.references import References
from counterfoil.ports.reservation_system import (
    OrderCommitted,
    OrderDone,
    OrderInFlight,
    ReservationSystem,
    Verdict,
    World,
)
from counterfoil.ports.views import OrderOutcome, OrderView, Refused
from counterfoil.ports.vouchers import VoucherOffice


def code_owners(system: ReservationSystem, codes: Iterable[str]) -> dict[str, OrderId]:
    """Look up which orders have some codes."""
    found = ((code, system.order_with_code(code)) for code in codes)
    return {code: order.id for code, order in found if order is not None}


@frozen(kw_only=True)
class OrderDriver:
    """Carries out commands about orders; safe to share between threads."""

    system: ReservationSystem
    clock: Clock
    references: References
    settings: Settings
    vouchers: VoucherOffice

    def attempt(self, command: OrderCommand) -> OrderOutcome:
        """Carry a command out, and answer a refusal as a value."""
        return driven(
            command.key,
            clock=self.clock,
            past=lambda: self.past(command),
            decide=lambda: self._decide(command),
            commit=self._commit,
        )

    def view(self, order: Order) -> OrderView:
        """Show an order as it is now."""
        return OrderView(
            order=order,
            at=self.system.now(),
            precedence=self.settings.cancellation.tiers,
            voucher_office=self.vouchers,
        )

    def _commit(self, decision: OrderDecision) -> OrderOutcome:
        answer = self.system.commit_order(decision)
        if not isinstance(answer, OrderCommitted):
            return Refused(refusals=(answer,))
        return OrderView(
            order=answer.order,
            at=decision.at,
            overbooked=answer.overbooked,
            precedence=self.settings.cancellation.tiers,
            mismatches=order_mismatches(decision.expected, answered=answer.order),
            voucher_office=self.vouchers,
        )

    def past(self, command: Keyed) -> OrderOutcome | None:
        """Look up what became of a command before; None: it was not carried out."""
        past = self.system.recall(command.key)
        if past is None:
            return None
        fields = differing(past.digests, digests_of(command))
        if fields:
            return Refused(refusals=(KeyReused(key=command.key, fields=fields),))
        if isinstance(past, OrderDone):
            order = self.system.order(past.order)
            if order is None:
                return Refused(refusals=(OrderNotFound(order=past.order),))
            return evolve(self.view(order), replayed=True, overbooked=past.overbooked)
        assert isinstance(past, OrderInFlight), "the kind of a command is one of its fields"
        found = self.system.resolve_order(past.decision)
        if isinstance(found, OrderCommitted):
            return evolve(
                self.view(found.order),
                replayed=True,
                overbooked=found.overbooked,
                mismatches=order_mismatches(past.decision.expected, answered=found.order),
            )
        if found is Verdict.UNKNOWN:
            raise unknown(command.key)
        return None

    def preview(self, command: Previewable) -> Preview | Refused:
        """Decide a command, commit nothing, and answer what it would do."""
        order, facts, now = self._loaded(command)
        decided = decide_order(order, command, facts, now)
        if not isinstance(decided, OrderDecision):
            return Refused(refusals=decided)
        assert order is not None, "what is not there is refused"
        # A cancellation gives back without asking what is left, and its preview tells that too.
        given = {give.resource for give in decided.draws.gives} - facts.levels.keys()
        if pools := {one for one in given if isinstance(read_resource(one), PoolResource)}:
            levels = {**facts.levels, **self.system.levels(pools, at=now)}
            facts = evolve(facts, levels=levels)
        return preview_of(order, command, decided, facts)

    def _decide(self, command: OrderCommand) -> OrderDecision | Refused:
        """Load what the rule must be told, and ask it."""
        order, facts, now = self._loaded(command)
        decided = decide_order(order, command, facts, now)
        return decided if isinstance(decided, OrderDecision) else Refused(refusals=decided)

    def _loaded(self, command: OrderCommand) -> tuple[Order | None, CartFacts, datetime]:
        """Load what the rule must be told.

        What is booked, now or again, is sold as everything is today; the rest is judged by what
        the order was sold by.
        """
        is_new = isinstance(command, BookDirect)
        order = None if is_new else self.system.order(command.order)
        books = isinstance(command, BookDirect | AmendOrder)
        world = self.system.world(None if order is None or books else order.world)
        now = self.system.now()
        facts = CartFacts(
            catalogue=world.catalogue,
            pricer=world.pricer_of(_privileges(command)),
            world=world.name,
            levels=self._levels(order, command, world, now),
            settings=self.settings,
            secret=self.references.secret(),
            code_owners=self._code_owners(command),
        )
        return order, facts, now

    def _code_owners(self, command: OrderCommand) -> Mapping[str, OrderId]:
        """Look up which orders have the codes of an order that moves in."""
        if not isinstance(command, ImportOrder):
            return EMPTY
        return code_owners(self.system, codes_of(command.imported))

    def _levels(
        self, order: Order | None, command: OrderCommand, world: World, now: datetime
    ) -> Mapping[ResourceId, Level]:
        """Load what the rule must be told."""
        return levels_needed(
            self.system,
            lambda levels: order_needs(
                order,
                command,
                catalogue=world.catalogue,
                tariff=world.pricer.tariff,
                levels=levels,
                now=now,
            ),
            at=now,
        )


def _privileges(command: OrderCommand) -> frozenset[Privilege]:
    """Answer what a command may do; what a cancellation leaves may be less than can be bought."""
    match command:
        case BookDirect(privileges=privileges) | AmendOrder(privileges=privileges):
            return privileges
        case CancelOrder():
            return frozenset({Privilege.IGNORE_LIMITS})
        case _:
            return frozenset()
