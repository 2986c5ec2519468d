"""The stage of a story: what it has brought about so far, and how each step is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TypeAlias, runtime_checkable

from attrs import evolve

from counterfoil.adapters.manual_clock import ManualClock
from counterfoil.adapters.stories.asking_steps import (
    AskingAvailability,
    AskingCalendar,
    FindingOrders,
)
from counterfoil.adapters.stories.checking import findings
from counterfoil.adapters.stories.counted import counted_resources
from counterfoil.adapters.stories.differences import declared
from counterfoil.adapters.stories.moving_in import moved_in, moved_out
from counterfoil.adapters.stories.office_steps import Importing, Loading, Sweeping
from counterfoil.adapters.stories.order_steps import (
    AmendingOrder,
    CancellingOrder,
    ReadingOrder,
    is_look,
)
from counterfoil.adapters.stories.seeing import (
    Answer,
    Available,
    Failed,
    Found,
    Moved,
    NotMoved,
    Seen,
    Swept,
    ticket_name,
)
from counterfoil.adapters.stories.sending import NO_CART, KeyedErasing, Sending
from counterfoil.adapters.stories.step_result import StepResult
from counterfoil.adapters.stories.steps import Reading, Repeating, Waiting
from counterfoil.adapters.stories.story import Expectation, Step, Story
from counterfoil.domain.availability import SlotAvailability
from counterfoil.domain.cart.commands import CartCommand, ConfirmCart, OpenCart
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.erasing import EraseCart
from counterfoil.domain.errors import InvariantError, UsageError
from counterfoil.domain.finding import OrderFilter
from counterfoil.domain.order.commands import BookDirect, OrderCommand
from counterfoil.domain.order.previewed import Previewed
from counterfoil.domain.party import Actor
from counterfoil.domain.privacy import PseudonymKey
from counterfoil.domain.references import CartId, CommandKey, OrderId, ResourceId, UnitId
from counterfoil.domain.refusals import RefusedError
from counterfoil.domain.stock import Level
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.ports.box_office import BoxOffice, CartView, OrderView, Refused
from counterfoil.ports.errors import PortError

Command: TypeAlias = CartCommand | OrderCommand | KeyedErasing


@runtime_checkable
class _Loadable(Protocol):
    """A system that can be told to sell by something else."""

    def load(self, catalogue: Catalogue, tariff: Tariff) -> None:
        """Sell by another catalogue and tariff from now on."""
        ...


class Stage:
    """What a story has brought about so far: its carts, its orders and what was sent."""

    def __init__(self, story: Story, box_office: BoxOffice, clock: ManualClock) -> None:
        self._currency = story.tariff.currency
        self._box_office = box_office
        self._clock = clock
        self._carts: dict[str, CartId] = {}
        self._views: dict[str, CartView] = {}
        self._orders: dict[str, OrderView] = {}
        self._previewed: dict[str, Previewed] = {}
        self._sent: dict[str, Command] = {}
        self._erasing_keys: dict[PseudonymKey, None] = {}
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
            erasing_keys=tuple(self._erasing_keys),
        )
        match answer:
            case CartView():
                self._views[step.cart] = answer
            case OrderView() if not is_look(step.doing):
                self._keep(step.order, answer)
            case _:
                pass
        found = findings(step.expect or Expectation(), seen, currency=self._currency)
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
                case Loading() as loading:
                    self._load(loading)
                    return None
                case ReadingOrder(version=version):
                    return self._box_office.order(self._order(step.order), version=version)
                case AskingCalendar() as asked:
                    days = self._box_office.calendar(asked.inquiry)
                    return Available(rooms={str(one.day or "any"): one for one in days})
                case AskingAvailability() as asked:
                    slots = self._box_office.availability(asked.inquiry)
                    return Available(rooms={_slot_name(one): one for one in slots})
                case FindingOrders(wanted=wanted):
                    return self._found(wanted)
                case Importing() as importing:
                    return self._moved(importing, step.actor)
                case Sweeping():
                    return self._swept(step)
                case Repeating(step=repeated):
                    return self._attempt(self._sent[repeated])
                case AmendingOrder() | CancellingOrder() as changing if is_look(changing):
                    return self._looked(step, changing)
                case _:
                    return self._attempt(self._command(step))
        except RefusedError as refused:
            return Refused(refusals=(refused.refusal, *refused.others))
        except (PortError, UsageError) as error:
            return Failed(message=f"{type(error).__name__}: {error}")

    def _looked(self, step: Step, changing: AmendingOrder | CancellingOrder) -> OrderView:
        """Preview a change; the answer is the order as it would be."""
        preview = self._box_office.preview(changing.command(self._sending(step)))
        self._previewed[step.order] = preview.seen
        return OrderView(order=preview.after, at=preview.seen.at)

    def _order(self, name: str) -> OrderId:
        """Answer the id of an order; of one that a failed step did not make, the story's name."""
        known = self._orders.get(name)
        return OrderId(name) if known is None else known.order.id

    def _swept(self, step: Step) -> Swept:
        names = {cart: name for name, cart in self._carts.items()}
        views = self._box_office.sweep(step.actor)
        return Swept(carts=tuple((names[view.cart.id], view) for view in views))

    def _load(self, loading: Loading) -> None:
        system = self._box_office.system
        if not isinstance(system, _Loadable):
            raise UsageError(
                field="load",
                value=type(system).__name__,
                problem="sells by what it was opened with",
                allowed="a system that can be loaded",
            )
        system.load(loading.catalogue, loading.tariff)

    def _found(self, wanted: OrderFilter) -> Found:
        reference = None if wanted.reference is None else self._order(wanted.reference)
        page = self._box_office.find_orders(evolve(wanted, reference=reference))
        names = {view.order.id: name for name, view in self._orders.items()}
        orders = tuple((names.get(one.order.id, one.order.id), one) for one in page.items)
        return Found(orders=orders, page=page)

    def _moved(self, importing: Importing, actor: Actor) -> Moved | NotMoved:
        office = self._box_office
        own = (office.order(self._order(name)).order for name in importing.orders)
        lines = importing.lines or moved_out(own)
        moved = moved_in(office, lines, actor=actor, overbooking=importing.overbooking)
        if isinstance(moved, tuple):
            return NotMoved(faults=tuple((fault.line, fault.problem) for fault in moved))
        for order in moved.orders:
            self._keep(order, office.order(order))
        return Moved(orders=moved.orders, repeated=moved.repeated)

    def _attempt(self, command: Command) -> Answer:
        """Carry a command out; of a cart that became an order, the order is the answer."""
        if isinstance(command, KeyedErasing):
            return self._erased(command)
        if not isinstance(command, CartCommand):
            return self._box_office.attempt_order(command)
        answer = self._box_office.attempt(command)
        if not isinstance(command, ConfirmCart) or isinstance(answer, Refused):
            return answer
        if answer.order is None:
            return answer
        return evolve(self._box_office.order(answer.order.id), replayed=answer.replayed)

    def _erased(self, erasing: KeyedErasing) -> CartView | OrderView:
        command, erasing_key = erasing.command, erasing.erasing_key
        office, actor = self._box_office, command.actor
        view: CartView | OrderView
        if isinstance(command, EraseCart):
            view = office.erase_cart(command.cart, actor, erasing_key=erasing_key, key=command.key)
        else:
            view = office.erase(command.order, actor, erasing_key=erasing_key, key=command.key)
        if erasing_key is not None:
            self._erasing_keys[erasing_key] = None
        return view

    def _command(self, step: Step) -> Command:
        match step.doing:
            case (
                Waiting()
                | Loading()
                | Importing()
                | Reading()
                | ReadingOrder()
                | AskingAvailability()
                | FindingOrders()
                | Sweeping()
                | Repeating()
            ):
                raise InvariantError("only what asks for something is a command")
            case asking:
                command = asking.command(self._sending(step))
        if isinstance(command, OpenCart):
            self._carts.setdefault(step.cart, command.cart)
            self._names.setdefault(command.cart, step.cart)
        if isinstance(command, BookDirect | ConfirmCart):
            self._names.setdefault(command.order, step.order)
        if step.id:
            self._sent[step.id] = command
            self._names.setdefault(command.key, f"of {step.id}")
        return command

    def _sending(self, step: Step) -> Sending:
        known = self._orders.get(step.order)
        return Sending(
            key=self._key(step),
            actor=step.actor,
            cart=self._carts.get(step.cart, NO_CART),
            order=self._order(step.order),
            tickets={} if known is None else _tickets(known),
            previewed=self._previewed.get(step.order),
            currency=self._currency,
            version=step.version,
        )

    def _key(self, step: Step) -> CommandKey:
        return self._sent[step.key_of].key if step.key_of else self._box_office.references.key()

    def _levels(self, step: Step, answer: Answer) -> Mapping[ResourceId, Level]:
        """Load what is expected, and what cart or order draw or drew but for single things."""
        wanted: dict[ResourceId, None] = {}
        for view in (self._views.get(step.cart), self._orders.get(step.order), answer):
            if isinstance(view, CartView | OrderView):
                wanted |= dict.fromkeys(counted_resources(view))
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
