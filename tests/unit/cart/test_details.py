"""People, words and answers of a cart: what is sent changes, and goes with its item."""

from datetime import timedelta
from typing import Any

import attrs
import pytest
from attrs import evolve
from tests.unit.cart.pier import (
    CASHIER,
    GUEST,
    MINUTE,
    START,
    Pier,
    add,
    amend,
    boat,
    codes,
    item_of,
    pier,
    remove,
)

from counterfoil.domain.basket import CartTarget, ItemTarget, TicketTypeTarget
from counterfoil.domain.cart.commands import AmendItem
from counterfoil.domain.cart.details import CartDetails, DetailChanges
from counterfoil.domain.catalogue.parties import Party
from counterfoil.domain.checkout_fields import (
    AnswerTarget,
    CheckoutAnswer,
    CheckoutField,
    CheckoutFieldId,
    FieldLevel,
    FieldRestriction,
    TicketTarget,
)
from counterfoil.domain.keeping import CLEAR, KEEP
from counterfoil.domain.party import (
    Contact,
    ContactId,
    ContactType,
    CustomField,
    Distribution,
    Note,
)
from counterfoil.domain.references import CartId, ItemId, PartyId, TicketTypeId
from counterfoil.domain.refusals import InvalidDetail

NAME = CheckoutFieldId("name")
HEIGHT = CheckoutFieldId("height")
DIET = CheckoutFieldId("diet")
FIELDS = (
    CheckoutField(id=NAME, level=FieldLevel.ORDER, restriction=FieldRestriction.REQUIRED),
    CheckoutField(id=HEIGHT, level=FieldLevel.PRODUCT_TYPE, restriction=FieldRestriction.REQUIRED),
    CheckoutField(id=DIET, level=FieldLevel.PRODUCT, restriction=FieldRestriction.REQUIRED),
)
ADULT = TicketTypeId("adult")
DETAILS = CartDetails(
    contacts=(Contact(uid=ContactId("c-1"), type=ContactType.BOOKER, name_first="Ada"),),
    notes=(Note(value="by the window"),),
    custom_fields=(CustomField(name="till", value="7"),),
    language="nl",
    external_reference="x-1",
    hold_token="opaque",  # noqa: S106  (no password)
)


def answer(
    field: CheckoutFieldId, *values: str, about: AnswerTarget | None = None
) -> CheckoutAnswer:
    """Answer a field."""
    return CheckoutAnswer(field=field, values=values, target=about or CartTarget())


def item(name: str) -> ItemTarget:
    """Name an item as what an answer is about."""
    return ItemTarget(item=ItemId(name))


def ticket(name: str, ordinal: int) -> TicketTarget:
    """Name a ticket as what an answer is about."""
    return TicketTarget(item=ItemId(name), ticket_type=ADULT, ordinal=ordinal)


def answered(shop: Pier, cart: CartId, *answers: CheckoutAnswer) -> list[str]:
    """Give answers, and tell those that are there."""
    shop.office.change_details(cart, GUEST, DetailChanges(answers=answers))
    return there(shop, cart)


def there(shop: Pier, cart: CartId) -> list[str]:
    """Tell the values of all answers that a cart shows."""
    return [value for one in shop.read(cart).cart.details.answers for value in one.values]


# --- only what is sent --------------------------------------------------------------------------


PARTS: dict[str, tuple[Any, Any]] = {
    "contacts": ((), ()),
    "notes": ((), ()),
    "custom_fields": ((CustomField(name="desk", value="1"),), ()),
    "language": ("en", ""),
    "external_reference": ("x-2", ""),
    "hold_token": ("other", ""),
}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("sent", ["value", "clear"])
def test_one_part_is_replaced_or_cleared_and_the_others_stay(part: str, sent: str) -> None:
    shop = pier()
    cart = shop.office.open_cart(GUEST, details=DETAILS).cart
    value, empty = PARTS[part]
    changes = DetailChanges(**{part: value if sent == "value" else CLEAR})

    after = shop.office.change_details(cart.id, GUEST, changes).cart.details

    assert after == evolve(cart.details, **{part: value if sent == "value" else empty})


def test_what_is_answered_can_be_sent_back_and_changes_nothing() -> None:
    shop = pier(fields=FIELDS)
    cart = shop.office.open_cart(GUEST, details=DETAILS).cart.id
    shop.update(cart, boat(2, item="a"))
    answered(shop, cart, answer(NAME, "Ada"), answer(DIET, "none", about=item("a")))
    before = shop.read(cart).cart
    shop.pass_minutes(5)

    after = shop.office.change_details(cart, CASHIER, DetailChanges.replacing(before.details)).cart

    assert after.details == before.details
    assert after.version == before.version + 1


def test_versions_writers_and_instants_that_are_sent_are_ignored() -> None:
    shop = pier()
    cart = shop.opened()
    note = Note(value="late", created=START - timedelta(days=9), creator=CASHIER)
    contact = evolve(DETAILS.contacts[0], version=7, created=START - timedelta(days=9))

    details = shop.office.change_details(
        cart, GUEST, DetailChanges(notes=(note,), contacts=(contact,))
    ).cart.details

    assert (details.notes[0].created, details.notes[0].creator) == (START, GUEST)
    assert (details.contacts[0].version, details.contacts[0].created) == (1, START)


# --- what is refused ----------------------------------------------------------------------------


WRONG: dict[str, tuple[DetailChanges, str]] = {
    "contact": (
        DetailChanges(
            contacts=(Contact(uid=ContactId("c-1"), type=ContactType.GUEST, email="ada"),)
        ),
        "contacts[0].email",
    ),
    "note": (DetailChanges(notes=(Note(value=""),)), "notes[0].value"),
    "custom field": (
        DetailChanges(custom_fields=(CustomField(name="", value="x"),)),
        "custom_fields[0].name",
    ),
    "language": (DetailChanges(language="dutch"), "language"),
    "reference": (DetailChanges(external_reference="x" * 256), "external_reference"),
    "token": (DetailChanges(hold_token="x" * 256), "hold_token"),
    "distributor": (
        DetailChanges(distribution=Distribution(distributor=Party(id=PartyId("d"), name="Dock"))),
        "distribution.distributor",
    ),
    "partner": (
        DetailChanges(distribution=Distribution(partner=Party(id=PartyId("p"), name="Port"))),
        "distribution.partner",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_be_meant_is_refused_by_its_field(what: str) -> None:
    shop = pier()
    cart = shop.opened()
    changes, field = WRONG[what]

    (refusal,) = shop.refused(lambda: shop.office.change_details(cart, GUEST, changes))

    assert isinstance(refusal, InvalidDetail)
    assert refusal.field == field
    assert "x" * 256 not in refusal.message


@pytest.mark.parametrize("what", WRONG)
def test_a_cart_is_not_opened_with_what_cannot_be_meant(what: str) -> None:
    shop = pier()
    changes, field = WRONG[what]
    sent = {
        name: value
        for name in attrs.fields_dict(DetailChanges)
        if (value := getattr(changes, name)) is not KEEP
    }

    (refusal,) = shop.refused(lambda: shop.office.open_cart(GUEST, details=CartDetails(**sent)))

    assert getattr(refusal, "field", "") == field


def test_references_may_have_255_characters_and_parties_are_those_of_the_buyer() -> None:
    shop = pier()
    cart = shop.opened()
    longest = "x" * 255

    details = shop.office.change_details(
        cart, GUEST, DetailChanges(external_reference=longest, hold_token=longest)
    ).cart.details

    assert (details.external_reference, details.hold_token) == (longest, longest)


def test_all_that_is_wrong_is_told_at_once() -> None:
    shop = pier(fields=FIELDS)
    cart = shop.opened()
    wrong = DetailChanges(
        language="dutch", notes=(Note(value=""),), answers=(answer(CheckoutFieldId("nam"), "x"),)
    )

    refusals = shop.refused(lambda: shop.office.change_details(cart, GUEST, wrong))

    assert codes(refusals) == ["invalid_detail", "invalid_detail", "unknown_checkout_field"]


def test_an_actor_that_cannot_be_meant_gives_no_command() -> None:
    shop = pier()
    cart = shop.opened()
    nobody = evolve(GUEST, email="ada")

    refusals = shop.refused(
        lambda: shop.office.change_details(cart, nobody, DetailChanges(language="nl"))
    )

    assert codes(refusals) == ["invalid_detail"]


# --- answers ------------------------------------------------------------------------------------


def test_what_is_missing_is_told_until_it_is_answered() -> None:
    shop = pier(fields=FIELDS)
    cart = shop.with_items(boat(2, item="a"))

    assert [one.field for one in shop.read(cart).missing] == [NAME, HEIGHT, DIET]
    answered(
        shop,
        cart,
        answer(NAME, "Ada"),
        answer(HEIGHT, "170", about=ticket("a", 0)),
        answer(DIET, " ", about=item("a")),
    )
    assert [(one.field, one.target) for one in shop.read(cart).missing] == [
        (HEIGHT, ticket("a", 1)),
        (DIET, item("a")),
    ]
    answered(
        shop,
        cart,
        answer(NAME, "Ada"),
        answer(HEIGHT, "170", about=TicketTypeTarget(item=ItemId("a"), ticket_type=ADULT)),
        answer(DIET, "none", about=item("a")),
    )
    assert shop.read(cart).missing == ()


def test_nothing_is_missing_where_nothing_is_asked_or_nothing_is_booked() -> None:
    assert pier(fields=FIELDS).office.open_cart(GUEST).missing == ()
    shop = pier()
    assert shop.update(shop.opened(), boat(1)).missing == ()


def test_an_answer_about_what_is_not_there_is_refused() -> None:
    shop = pier(fields=FIELDS)
    cart = shop.with_items(boat(1, item="a"))
    wrong = (answer(DIET, "none", about=item("b")), answer(HEIGHT, "1", about=ticket("a", 1)))

    refusals = shop.refused(lambda: answered(shop, cart, *wrong))

    assert codes(refusals) == ["unknown_checkout_target", "unknown_checkout_target"]


def with_answers() -> tuple[Pier, CartId]:
    """Book the boat and the lounge, and answer about both."""
    shop = pier(fields=FIELDS)
    cart = shop.with_items(boat(2, item="a"), add("lounge", slot="noon", item="b", adult=1))
    given = answered(
        shop,
        cart,
        answer(NAME, "cart"),
        answer(DIET, "a", about=item("a")),
        answer(HEIGHT, "a1", about=ticket("a", 0)),
        answer(HEIGHT, "a2", about=ticket("a", 1)),
        answer(DIET, "b", about=item("b")),
    )
    assert given == ["cart", "a", "a1", "a2", "b"]
    return shop, cart


def test_answers_go_with_the_item_that_is_removed() -> None:
    shop, cart = with_answers()

    shop.update(cart, remove("b"))

    assert there(shop, cart) == ["cart", "a", "a1", "a2"]


def test_answers_go_with_the_ticket_that_is_taken_off() -> None:
    shop, cart = with_answers()

    shop.update(cart, amend("a", adult=1))
    shop.update(cart, amend("a", adult=2))

    assert there(shop, cart) == ["cart", "a", "a1", "b"]


def test_answers_lapse_with_their_item_in_reads_and_for_good() -> None:
    shop, cart = with_answers()
    shop.pass_minutes(10)
    assert there(shop, cart) == ["cart", "a", "a1", "a2"]

    shop.update(cart, add("lounge", slot="noon", item="b", adult=1))

    assert there(shop, cart) == ["cart", "a", "a1", "a2"]


def test_answers_are_not_those_of_an_item_that_comes_under_the_same_id() -> None:
    shop, cart = with_answers()

    shop.update(cart, remove("b"), add("lounge", slot="noon", item="b", adult=1))

    assert there(shop, cart) == ["cart", "a", "a1", "a2"]


def test_only_answers_about_the_whole_cart_outlive_its_items() -> None:
    shop, cart = with_answers()

    shop.office.empty(cart, GUEST)

    assert there(shop, cart) == ["cart"]


# --- words of items -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"notes": (Note(value=""),)}, "item a: notes[0].value"),
        ({"language": "dutch"}, "item a: language"),
        ({"external_reference": "x" * 256}, "item a: external_reference"),
    ],
)
def test_words_of_an_item_are_checked_when_they_come_and_when_they_change(
    words: dict[str, Any], field: str
) -> None:
    shop = pier()
    cart = shop.opened()
    asked = boat(1, item="a")

    (on_adding,) = shop.refused(lambda: shop.update(cart, evolve(asked, **words)))
    shop.update(cart, asked)
    (on_amending,) = shop.refused(lambda: shop.update(cart, AmendItem(item=ItemId("a"), **words)))

    assert getattr(on_adding, "field", "") == getattr(on_amending, "field", "") == field


def test_notes_of_an_item_say_who_wrote_them_and_can_be_cleared() -> None:
    shop = pier()
    cart = shop.with_items(evolve(boat(1, item="a"), notes=(Note(value="first"),)))
    shop.pass_minutes(1)

    view = shop.office.update(
        cart,
        CASHIER,
        AmendItem(item=ItemId("a"), notes=(Note(value="first"), Note(value="second"))),
    )

    notes = item_of(view, "a").notes
    assert [(note.value, note.creator, note.created) for note in notes] == [
        ("first", GUEST, START),
        ("second", CASHIER, START + MINUTE),
    ]
    assert item_of(shop.update(cart, AmendItem(item=ItemId("a"), notes=CLEAR)), "a").notes == ()


def test_a_longer_reference_of_another_system_may_be_sent_back() -> None:
    """What was there before is not judged again."""
    shop = pier()
    cart = shop.with_items(boat(1, item="a"))
    stored = shop.system._carts._carts[cart]
    long = evolve(
        stored,
        items=(evolve(stored.items[0], external_reference="x" * 300, language="??"),),
        details=CartDetails(external_reference="y" * 300, language="??", hold_token="z" * 300),
    )
    shop.system._carts._carts[cart] = long

    shop.office.change_details(cart, GUEST, DetailChanges.replacing(long.details))
    view = shop.update(cart, AmendItem.replacing(long.items[0]))

    assert view.cart.details == long.details
    assert view.cart.items == long.items
