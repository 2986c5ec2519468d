"""A story as it was read: its world, its people and its steps, each with what is to come out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from attrs import field, frozen

from counterfoil.adapters.stories.steps import Doing
from counterfoil.domain.availability import AvailabilityState
from counterfoil.domain.cart.cart import CartState
from counterfoil.domain.cart.paid_state import PaidState
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.order.event import EventType
from counterfoil.domain.order.order import Debtor
from counterfoil.domain.party import Actor, ContactId
from counterfoil.domain.payments import PaymentStatus, PaymentType
from counterfoil.domain.references import ItemId, Promocode, ResourceId, TicketTypeId
from counterfoil.domain.statuses import BookingStatus, OrderStatus, RedemptionStatus
from counterfoil.domain.tariff.tariff import Tariff


@frozen(kw_only=True)
class ExpectedRefusal:
    """The code that leads, and facts of it; ``also`` are the codes of everything found beside."""

    code: str
    facts: Mapping[str, Any] = field(factory=dict)
    also: tuple[str, ...] | None = None


@frozen(kw_only=True)
class ExpectedLevel:
    """How a resource stands; what is None is not compared, and -1 left is unlimited."""

    held: int | None = None
    sold: int | None = None
    left: int | None = None


@frozen(kw_only=True)
class ExpectedPayment:
    """One line of what was paid and given back; ``amount`` is minor units."""

    type: PaymentType
    status: PaymentStatus
    amount: int


@frozen(kw_only=True)
class ExpectedRoom:
    """How available a slot or a date is; left: None is not compared, -1 is unlimited."""

    state: AvailabilityState
    left: int | None = None


UNLIMITED = -1  # what is left where there is no limit


@frozen(kw_only=True)
class Expectation:
    """What is to come out of a step; what is None is not compared.

    Amounts are minor units. ``items``, ``codes``, ``lapsed``, ``changed``, ``payments``,
    ``bookings``, ``events`` and ``swept`` are compared as a whole; ``expires``, ``spots``,
    ``tickets`` and ``capacity`` for what they name. ``changed`` holds the new sums of the causes
    whose sums differ from when the cart or order was last seen. From ``status`` to ``events`` it
    is about an order, ``swept`` names carts, ``slots`` and ``days`` are what was asked about.
    From ``found`` to ``found_bookings`` it is about a page of orders, from ``moved`` to ``faulty``
    about an import, each of them as a whole. ``contacts`` are compared for what they name;
    ``erased`` is whether nothing personal is left but pseudonyms under a key of the story.
    """

    refused: ExpectedRefusal | None = None
    total: int | None = None
    version: int | None = None
    state: CartState | None = None
    items: Mapping[ItemId, Mapping[TicketTypeId, int]] | None = None
    lapsed: frozenset[ItemId] | None = None
    changed: Mapping[str, int] | None = None
    codes: Mapping[Promocode, str] | None = None
    expires: Mapping[ItemId, timedelta] | None = None
    spots: Mapping[ItemId, tuple[str, ...]] | None = None
    payments: tuple[ExpectedPayment, ...] | None = None
    paid_state: PaidState | None = None
    hold_lost: tuple[str, ...] | None = None
    contacts: Mapping[ContactId, Mapping[str, str]] | None = None
    erased: bool | None = None
    replayed: bool | None = None
    status: OrderStatus | None = None
    paid: int | None = None
    owed: int | None = None
    owed_by: Debtor | None = None
    bookings: Mapping[ItemId, BookingStatus] | None = None
    tickets: Mapping[str, RedemptionStatus] | None = None
    events: tuple[EventType, ...] | None = None
    swept: tuple[str, ...] | None = None
    found: tuple[str, ...] | None = None
    total_items: int | None = None
    found_bookings: Mapping[str, tuple[ItemId, ...]] | None = None
    moved: tuple[str, ...] | None = None
    repeated: tuple[str, ...] | None = None
    faulty: tuple[int, ...] | None = None
    slots: Mapping[str, ExpectedRoom] | None = None
    days: Mapping[str, ExpectedRoom] | None = None
    capacity: Mapping[ResourceId, ExpectedLevel] | None = None


@frozen(kw_only=True)
class Step:
    """One step; ``told`` is what it does in the words of the file.

    ``cart`` is the local name of a cart, ``key_of`` the id of the step whose key is used again.
    ``order`` is that of an order. ``place`` is its position in the story, from zero.
    """

    place: int
    doing: Doing
    told: str
    expect: Expectation | None = None
    say: str = ""
    id: str = ""
    cart: str = ""
    order: str = ""
    actor: Actor
    key_of: str = ""
    version: int | None = None


class Lines(Protocol):
    """A file that can tell its lines."""

    @property
    def name(self) -> str:
        """Name the file."""
        ...

    def line(self, path: tuple[str | int, ...]) -> int | None:
        """Find the line of a path, or of what is around it."""
        ...


@frozen(kw_only=True)
class Story:
    """A story: what is told, in which world, from which instant on."""

    title: str
    note: str = ""
    world: str
    starts: datetime
    catalogue: Catalogue
    tariff: Tariff
    steps: tuple[Step, ...]
    source: Lines = field(eq=False, repr=False)
