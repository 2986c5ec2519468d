"""Running a story: each step through the box office, with a clock that the story turns."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from attrs import evolve, field, frozen

import counterfoil
from counterfoil.adapters.manual_clock import ManualClock
from counterfoil.adapters.stories.asking_steps import AskingAvailability, AskingCalendar
from counterfoil.adapters.stories.checking import Finding, findings
from counterfoil.adapters.stories.differences import declared
from counterfoil.adapters.stories.order_steps import ReadingOrder, Sweeping
from counterfoil.adapters.stories.seeing import Answer, Available, Failed, Seen, Swept, ticket_name
from counterfoil.adapters.stories.sending import NO_CART, Sending
from counterfoil.adapters.stories.steps import Reading, Repeating, Waiting
from counterfoil.adapters.stories.story import Step, Story
from counterfoil.domain.availability import SlotAvailability
from counterfoil.domain.cart.commands import CartCommand, ConfirmCart, OpenCart
from counterfoil.domain.cart.item import Draw
from counterfoil.domain.errors import InvariantError, UsageError
from counterfoil.domain.order.commands import BookDirect, OrderCommand
from counterfoil.domain.references import CartId, CommandKey, OrderId, ResourceId, UnitId
from counterfoil.domain.refusals import RefusedError
from counterfoil.domain.stock import CodeResource, Level, SpotResource, read_resource
from counterfoil.ports.box_office import BoxOffice, CartView, OrderView, Refused
from counterfoil.ports.errors import PortError


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


@frozen(kw_only=True)
class StoryResult:
    """What a story brought about, step by step; ``orders`` are by the names of the story."""

    story: Story
    system: str
    box_office: BoxOffice = field(repr=False)
    steps: tuple[StepResult, ...]
    orders: Mapping[str, OrderId]

    @property
    def verdict(self) -> Verdict:
        """Say whether everything came out as expected."""
        found = {step.verdict for step in self.steps}
        for verdict in (Verdict.FAILED, Verdict.DIFFERS):
            if verdict in found:
                return verdict
        return Verdict.PASSED


def run_story(story: Story, *, system: str = "memory:") -> StoryResult:
    """Run a story in a world of its own, loaded fresh, on the system that a URL names.

    Raises: UsageError for a system that there is not. InvariantError where the engine contradicts
    itself; whatever else goes wrong is the result of its step.
    """
    clock = ManualClock(story.starts)
    box_office = counterfoil.open(
        system, catalogue=story.catalogue, tariff=story.tariff, clock=clock
    )
    return play(story, box_office=box_office, clock=clock, system=system)


def play(story: Story, *, box_office: BoxOffice, clock: ManualClock, system: str) -> StoryResult:
    """Run a story through a box office whose clock is *clock*."""
    stage = _Stage(story, box_office, clock)
    return StoryResult(
        story=story,
        system=system,
        box_office=box_office,
        steps=tuple(stage.perform(step) for step in story.steps),
        orders=stage.orders(),
    )


class _Stage:
    """What a story has brought about so far: its carts, its orders and what was sent."""

    def __init__(self, story: Story, box_office: BoxOffice, clock: ManualClock) -> None:
        self._currency = story.tariff.currency
        self._box_office = box_office
        self._clock = clock
        self._carts: dict[str, CartId] = {}
        self._views: dict[str, CartView] = {}
        self._orders: dict[str, OrderView] = {}
        self._sent: dict[str, CartCommand | OrderCommand] = {}
        self._names: dict[str, str] = {}

    def perform(self, step: Step) -> StepResult:
        """Do a step and hold what comes out against what it expects."""
        answer = self._answer(step)
        now = self._box_office.system.now()
        seen = Seen(
            answer=answer,
            before=self._orders.get(step.order) or self._views.get(step.cart),
            at=now,
            levels=self._levels(step, answer),
            names=dict(self._names),
        )
        match answer:
            case CartView():
                self._views[step.cart] = answer
            case OrderView():
                self._keep(step.order, answer)
            case _:
                pass
        expect = step.expect
        if expect is None:
            return StepResult(step=step, seen=seen)
        found = findings(expect, seen, currency=self._currency)
        reasons = {
            one: declared(self._box_office.system.capabilities, aspect=one.aspect) for one in found
        }
        return StepResult(
            step=step,
            seen=seen,
            failed=tuple(one for one in found if not reasons[one]),
            differing=tuple((reasons[one], one) for one in found if reasons[one]),
        )

    def orders(self) -> Mapping[str, OrderId]:
        """Name the orders that were made."""
        return {name: view.order.id for name, view in self._orders.items()}

    def _keep(self, name: str, view: OrderView) -> None:
        self._orders[name] = view
        self._names.setdefault(view.order.id, name)
        for booking in view.order.bookings:
            for ticket in booking.tickets:
                self._names.setdefault(ticket.id, ticket_name(booking, ticket))

    def _answer(self, step: Step) -> Answer:
        try:
            match step.doing:
                case Waiting(duration=duration):
                    self._clock.turn(duration)
                    return None
                case Reading():
                    return self._box_office.cart(self._carts[step.cart])
                case ReadingOrder(version=version):
                    return self._box_office.order(self._order(step.order), version=version)
                case AskingCalendar() as asked:
                    days = self._box_office.calendar(asked.inquiry)
                    return Available(rooms={str(one.day or "any"): one for one in days})
                case AskingAvailability() as asked:
                    slots = self._box_office.availability(asked.inquiry)
                    return Available(rooms={_slot_name(one): one for one in slots})
                case Sweeping():
                    return self._swept(step)
                case Repeating(step=repeated):
                    return self._attempt(self._sent[repeated])
                case _:
                    return self._attempt(self._command(step))
        except RefusedError as refused:
            return Refused(refusals=(refused.refusal, *refused.others))
        except (PortError, UsageError) as error:
            return Failed(message=f"{type(error).__name__}: {error}")

    def _order(self, name: str) -> OrderId:
        """Answer the id of an order; of one that a failed step did not make, the story's name."""
        known = self._orders.get(name)
        return OrderId(name) if known is None else known.order.id

    def _swept(self, step: Step) -> Swept:
        names = {cart: name for name, cart in self._carts.items()}
        views = self._box_office.sweep(step.actor)
        return Swept(carts=tuple((names[view.cart.id], view) for view in views))

    def _attempt(self, command: CartCommand | OrderCommand) -> Answer:
        """Carry a command out; of a cart that became an order, the order is the answer."""
        if not isinstance(command, CartCommand):
            return self._box_office.attempt_order(command)
        answer = self._box_office.attempt(command)
        if not isinstance(command, ConfirmCart) or isinstance(answer, Refused):
            return answer
        if answer.order is None:
            return answer
        return evolve(self._box_office.order(answer.order.id), replayed=answer.replayed)

    def _command(self, step: Step) -> CartCommand | OrderCommand:
        match step.doing:
            case (
                Waiting()
                | Reading()
                | ReadingOrder()
                | AskingAvailability()
                | Sweeping()
                | Repeating()
            ):
                raise InvariantError("only what asks for something is a command")
            case asking:
                key = self._key(step)
                known = self._orders.get(step.order)
                command = asking.command(
                    Sending(
                        key=key,
                        actor=step.actor,
                        cart=self._carts.get(step.cart, NO_CART),
                        order=self._order(step.order),
                        tickets={} if known is None else _tickets(known),
                        currency=self._currency,
                        version=step.version,
                    )
                )
        if isinstance(command, OpenCart):
            self._carts.setdefault(step.cart, command.cart)
            self._names.setdefault(command.cart, step.cart)
        if isinstance(command, BookDirect | ConfirmCart):
            self._names.setdefault(command.order, step.order)
        if step.id:
            self._sent[step.id] = command
            self._names.setdefault(key, f"of {step.id}")
        return command

    def _key(self, step: Step) -> CommandKey:
        return self._sent[step.key_of].key if step.key_of else self._box_office.references.key()

    def _levels(self, step: Step, answer: Answer) -> Mapping[ResourceId, Level]:
        """Load what is expected, and what cart or order draw or drew but for single things."""
        wanted: dict[ResourceId, None] = {}
        for view in (self._views.get(step.cart), self._orders.get(step.order), answer):
            if isinstance(view, CartView | OrderView):
                wanted |= {one.resource: None for one in _draws(view) if not _is_single(one)}
        if step.expect is not None:
            wanted |= dict.fromkeys(step.expect.capacity or ())
        system = self._box_office.system
        return system.levels(tuple(wanted), at=system.now()) if wanted else {}


def _slot_name(one: SlotAvailability) -> str:
    return str(one.day or "any") if one.slot is None else one.slot.id


def _tickets(view: OrderView) -> Mapping[str, UnitId]:
    """Name the tickets of an order, as they are named in stories."""
    return {
        ticket_name(booking, ticket): ticket.id
        for booking in view.order.bookings
        for ticket in booking.tickets
    }


def _draws(view: CartView | OrderView) -> tuple[Draw, ...]:
    if isinstance(view, OrderView):
        items, uses = tuple(booking.item for booking in view.order.bookings), view.order.uses
    else:
        items, uses = view.cart.items, view.cart.uses
    of_items = [draw for item in items for draw in item.draws]
    return (*of_items, *(draw for use in uses for draw in use.draws))


def _is_single(draw: Draw) -> bool:
    """Say whether one place or code is drawn; there are as many as tickets."""
    return isinstance(read_resource(draw.resource), SpotResource | CodeResource)
