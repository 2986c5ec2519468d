"""Availability and the cart agree: what is available is accepted, what is not is refused alike."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st
from tests.unit.availability.worlds import adding, inquiry
from tests.unit.cart.pier import CASHIER, Pier, add, boat, pier
from tests.unit.cart.world import CODES, FILLING, HOUSE, PRICES

from counterfoil.domain.availability import AvailabilityState, Inquiry, SlotAvailability
from counterfoil.domain.cart.cart import Privilege
from counterfoil.domain.cart.commands import AddItem
from counterfoil.domain.references import TicketTypeId
from counterfoil.domain.refusals import Refusal, RefusedError

OPENING = datetime(2026, 5, 20, 9, tzinfo=UTC)
FRIDAY, SATURDAY = date(2026, 6, 19), date(2026, 6, 20)
SINGLES = ["boat", "lounge", "terrace", "stage", "pass", "museum", "staff", "charter"]
NESTED = ["duo", "twice"]
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)

counts = st.integers(1, 12)
holds = st.lists(
    st.one_of(
        st.builds(boat, st.integers(1, 10), slot=st.sampled_from(["noon", "dusk"])),
        st.builds(lambda count: add("lounge", slot="noon", adult=count), counts),
        st.builds(lambda count: add("terrace", slot="noon", adult=count), counts),
        st.builds(lambda count: add("stage", slot="friday", adult=count), st.integers(1, 8)),
    ),
    max_size=4,
)
instants = st.one_of(
    st.just(NOW), st.integers(0, 33 * 24).map(lambda hours: OPENING + timedelta(hours=hours))
)
parties = st.dictionaries(
    st.sampled_from(["adult", "child", "raft"]), counts, min_size=1, max_size=2
)


def inquiries(
    *, products: list[str], party: st.SearchStrategy[dict[str, int]]
) -> st.SearchStrategy[Inquiry]:
    """Ask about two days of one product."""
    return st.builds(
        lambda product, first, party, privileges: inquiry(
            product,
            first=first,
            last=first + timedelta(days=1),
            party=party,
            privileges=privileges,
        ),
        st.sampled_from(products),
        st.sampled_from([date(2026, 6, 1), date(2026, 6, 12), FRIDAY, SATURDAY]),
        party,
        st.frozensets(st.sampled_from(list(Privilege))),
    )


with_party = inquiries(products=SINGLES + NESTED, party=parties)
without_party = inquiries(products=SINGLES, party=st.just({}))
any_inquiries = st.one_of(with_party, without_party)


def filled(held: list[AddItem], *, at: datetime) -> Pier:
    """Open the pier at an instant at which others hold what fits of *held*."""
    found = pier(PRICES, CODES, HOUSE, FILLING, at=at)
    for item in held:
        cart = found.opened()
        try:
            found.update(cart, item)
        except RefusedError:
            continue
    return found


def answers_to(found: Pier, asked: Inquiry) -> tuple[SlotAvailability, ...]:
    """Ask, where this caller may: a hidden product has no answer for others."""
    try:
        return found.office.availability(asked)
    except RefusedError:
        assert asked.products == ("staff",)
        assert Privilege.ALLOW_HIDDEN not in asked.privileges
        return ()


def booked(found: Pier, asked: Inquiry, item: AddItem) -> int | tuple[Refusal, ...]:
    """Book an item in an empty cart and let it go; answer the total, or what is refused."""
    office = found.office
    cart = office.open_cart(CASHIER, buyer=asked.buyer, privileges=asked.privileges).cart.id
    try:
        view = office.update(cart, CASHIER, item)
    except RefusedError as error:
        return (error.refusal, *error.others)
    office.cancel(cart, CASHIER)
    assert view.quote is not None
    return view.quote.total


class TestTheCartAgrees:
    """A slot is AVAILABLE for a party exactly where an empty cart takes that party now.

    The cart charges the total that was told; what it refuses, it refuses as was told.
    """

    @given(holds, with_party, instants)
    @example([], inquiry("charter", first=date(2026, 6, 12), party={"adult": 1}), NOW)
    @example(
        [add("stage", slot="friday", adult=5)],
        inquiry("stage", first=FRIDAY, party={"adult": 4}),
        NOW,
    )
    def test_with_a_party(self, held: list[AddItem], asked: Inquiry, at: datetime) -> None:
        found = filled(held, at=at)

        for answer in answers_to(found, asked):
            outcome = booked(found, asked, adding(answer.item))

            if answer.state is AvailabilityState.AVAILABLE:
                assert outcome == answer.total
                assert answer.refusals == ()
            else:
                assert outcome == answer.refusals
                assert answer.total is None

    @given(holds, without_party, instants)
    def test_without_one(self, held: list[AddItem], asked: Inquiry, at: datetime) -> None:
        """Some single ticket is taken exactly where the slot is AVAILABLE."""
        found = filled(held, at=at)

        for answer in answers_to(found, asked):
            taken = [
                isinstance(booked(found, asked, _one(answer, ticket_type)), int)
                for ticket_type in ("adult", "child", "raft")
            ]

            assert any(taken) == (answer.state is AvailabilityState.AVAILABLE)


def _one(answer: SlotAvailability, ticket_type: str) -> AddItem:
    item = answer.item
    return AddItem(
        product=item.product,
        slot=item.slot,
        travel_date=item.travel_date,
        quantities=((TicketTypeId(ticket_type), 1),),
    )


class TestWhatIsLeft:
    """A party of single places fits exactly where as many are left, in the slots of the pier."""

    @given(holds, st.sampled_from(["boat", "lounge", "stage"]), counts)
    def test_fits(self, held: list[AddItem], product: str, count: int) -> None:
        found = filled(held, at=NOW)

        for answer in answers_to(
            found, inquiry(product, first=FRIDAY, last=SATURDAY, party={"adult": count})
        ):
            if answer.state is AvailabilityState.CLOSED:
                continue
            assert answer.left is not None
            assert (answer.state is AvailabilityState.AVAILABLE) == (answer.left >= count)
            assert (answer.state is AvailabilityState.SOLD_OUT) == (answer.left == 0)

    @given(holds, holds, any_inquiries)
    def test_what_others_hold_opens_nothing(
        self, held: list[AddItem], more: list[AddItem], asked: Inquiry
    ) -> None:
        """Whatever is held besides, no slot has more left than before."""
        before = answers_to(filled(held, at=NOW), asked)
        after = answers_to(filled([*held, *more], at=NOW), asked)

        for free, fuller in zip(before, after, strict=True):
            if free.item == fuller.item and free.left is not None:
                assert fuller.left is not None
                assert fuller.left <= free.left
            if fuller.state is AvailabilityState.AVAILABLE:
                assert free.state is AvailabilityState.AVAILABLE


class TestTheCalendarAgrees:
    """A day is open exactly where one of its slots is, and its prices are those of one of them."""

    @given(holds, any_inquiries, instants)
    def test_with_the_slots(self, held: list[AddItem], asked: Inquiry, at: datetime) -> None:
        found = filled(held, at=at)
        slots = answers_to(found, asked)
        if not slots:
            return

        for day in found.office.calendar(asked):
            of_day = [slot for slot in slots if slot.day == day.day]
            states = [slot.state for slot in of_day]

            assert day.slots == len(of_day)
            assert day.available == states.count(AvailabilityState.AVAILABLE)
            assert (day.available > 0) == (day.state is AvailabilityState.AVAILABLE)
            assert not of_day or day.state in states
            for price in day.prices:
                assert any(price in slot.prices for slot in of_day)
                assert all(
                    price.amount <= other.amount
                    for slot in of_day
                    if slot.state is day.state
                    for other in slot.prices
                    if (other.part, other.ticket_type) == (price.part, price.ticket_type)
                )
