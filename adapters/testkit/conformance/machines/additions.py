"""What is sold at the pier while a machine runs, to whom, and what may be asked for."""

from __future__ import annotations

from datetime import UTC, date, datetime

from attrs import evolve
from hypothesis import strategies as st

from counterfoil.adapters.testkit.conformance.asking import part, quantities
from counterfoil.adapters.testkit.conformance.pier import (
    CATALOGUE,
    CODES,
    DEARER,
    FILLING,
    HOUSE,
    PRICES,
    SLICED,
)
from counterfoil.domain.basket import Buyer
from counterfoil.domain.cart.commands import AddItem
from counterfoil.domain.checkout_fields import CheckoutField, CheckoutFieldId, FieldLevel
from counterfoil.domain.money import currency
from counterfoil.domain.references import ItemId, PartyId, ProductId, SlotId

TARIFFS = (
    (PRICES, CODES),
    (PRICES, CODES, HOUSE),
    (PRICES, FILLING, CODES, HOUSE),
    (DEARER, CODES),
    (DEARER, CODES.replace("uses = 2", "uses = 1").replace("budget = 10.00", "budget = 6.00")),
)
CATALOGUES = (
    CATALOGUE,
    CATALOGUE.replace("total = 10", "total = 5"),
    SLICED,
    SLICED.replace("total = 10", "total = 6"),
    SLICED.replace('name = "desk"', 'name = "kiosk"'),
)
BUYERS = (
    Buyer(),
    Buyer(channel="desk"),
    Buyer(channel="web"),
    Buyer(channel="desk", distributor=PartyId("agent")),
    Buyer(channel="kiosk", partner=PartyId("nobody")),
)
EUR = currency("EUR")
DIET = CheckoutFieldId("diet")
FIELDS = (CheckoutField(id=DIET, level=FieldLevel.PRODUCT),)
ANY_TIME = datetime.max.replace(tzinfo=UTC)
NAMES = tuple(ItemId(name) for name in "abcdef")
PLACES = st.integers(0, len(NAMES) - 1)
COUNTS = st.integers(1, 5)
SLOTS = st.sampled_from([SlotId("noon"), SlotId("dusk")])
EVENINGS = st.sampled_from([SlotId("friday"), SlotId("saturday")])
KINDS = ["boat", "boat", "lounge", "lounge", "stage", "duo", "twice", "pass", "drink"]
CODE_NAMES = ["EARLY", "ONCE", "PURSE", "STRICT", "EARLY", "ONCE", "PURSE", "LATER", "TEN", "NOPE"]


@st.composite
def additions(draw: st.DrawFn) -> AddItem:
    """Ask for anything that the pier sells; what the item is called is decided later."""
    count = draw(COUNTS)
    kind = draw(st.sampled_from(KINDS))
    asked = AddItem(product=ProductId(kind), quantities=quantities(adult=count))
    match kind:
        case "boat":
            ticket_type = draw(st.sampled_from(["adult", "adult", "child", "raft"]))
            return evolve(asked, slot=draw(SLOTS), quantities=quantities(**{ticket_type: count}))
        case "lounge":
            return evolve(asked, slot=SlotId("noon"))
        case "stage":
            return evolve(asked, slot=draw(EVENINGS))
        case "duo":
            return evolve(
                asked,
                travel_date=date(2026, 6, 20),
                parts=(part("boat", slot=draw(SLOTS)), part("museum")),
                quantities=quantities(adult=count, child=1),
            )
        case "twice":
            there = part("there", slot=draw(SLOTS), adult=count)
            back = part("back", slot=draw(SLOTS), adult=draw(COUNTS))
            return evolve(asked, parts=(there, back), quantities=())
        case "drink":
            return evolve(asked, quantities=quantities(glass=count))
        case _:
            return asked
