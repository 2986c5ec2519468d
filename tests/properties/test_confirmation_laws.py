"""What a confirmation takes is what was shown last, whatever happens between the two."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.cart.pier import CASHIER, GUEST, START, boat, catalogue, pier, tariff

from counterfoil.adapters.testkit.conformance.machines.additions import (
    CATALOGUES,
    TARIFFS,
    additions,
)
from counterfoil.domain.cart.commands import AddItem
from counterfoil.domain.references import CartId
from counterfoil.domain.refusals import RefusedError
from counterfoil.domain.statuses import SettlementType
from counterfoil.ports.box_office import BoxOffice

NEARLY_LATE = START + timedelta(minutes=55)  # the code EARLY is good until the hour is over


class TestD8:
    """What the last answer showed as the total is what a confirmation takes.

    > Engine. What the last answer showed as the total is what a confirmation takes, whatever the
    > clock, the fill or the tariff did since, until an item lapses.
    """

    @given(
        begins=st.sampled_from([START, NEARLY_LATE, NEARLY_LATE]),
        before=st.sampled_from(TARIFFS),
        items=st.lists(additions(), min_size=1, max_size=3),
        code=st.sampled_from(["", "EARLY", "ONCE", "PURSE", "STRICT"]),
        seconds=st.lists(st.integers(0, 299), min_size=2, max_size=2),
        others=st.lists(additions(), max_size=3),
        after=st.sampled_from(TARIFFS),
        places=st.sampled_from(CATALOGUES),
        rival=st.sampled_from(["", "EARLY", "PURSE"]),
    )
    def test_what_was_shown_is_what_is_taken(
        self,
        *,
        begins: datetime,
        before: tuple[str, ...],
        items: list[AddItem],
        code: str,
        seconds: list[int],
        others: list[AddItem],
        after: tuple[str, ...],
        places: str,
        rival: str,
    ) -> None:
        shop = pier(*before, at=begins)
        cart = shop.opened(customer="ada")
        asked = [*items, boat(1)] if code else items
        if not tried(shop.office, cart, asked, code=code):
            return
        quote = shop.read(cart).quote
        shown = 0 if quote is None else quote.total
        shop.clock.turn(timedelta(seconds=seconds[0]))
        tried(shop.office, shop.opened(), others, code=rival)
        shop.system.load(catalogue(places), tariff(*after))
        tried(shop.office, shop.opened(), others, code=rival)
        shop.clock.turn(timedelta(seconds=seconds[1]))

        order = shop.office.confirm(
            cart, CASHIER, settlement=SettlementType.VENUE, charged=shown
        ).order

        assert order.total == shown
        assert shop.read(cart).cart.order == order.id


def tried(office: BoxOffice, cart: CartId, items: list[AddItem], *, code: str) -> bool:
    """Put items into a cart, and a code; answer whether the items are there."""
    try:
        if code:
            office.apply_promocode(cart, GUEST, code)
    except RefusedError:
        pass
    try:
        office.update(cart, GUEST, *items)
    except RefusedError:
        return False
    return True
