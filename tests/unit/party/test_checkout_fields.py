"""Checkout fields: what is missing, and what cannot be meant, told all at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.domain.basket import (
    BasketItem,
    CartTarget,
    ItemTarget,
    PartChoice,
    TicketTypeTarget,
)
from counterfoil.domain.checkout_fields import (
    VALUES_MAX,
    AnswerTarget,
    CheckoutAnswer,
    CheckoutField,
    CheckoutFieldId,
    CheckoutFieldNotAsked,
    CheckoutLevelMismatch,
    DuplicateCheckoutAnswer,
    FieldInput,
    FieldLevel,
    FieldProblem,
    FieldRestriction,
    InvalidCheckoutValue,
    MissingCheckoutField,
    RepeatedCheckoutValue,
    TicketTarget,
    TooManyCheckoutValues,
    UnknownCheckoutField,
    UnknownCheckoutOption,
    UnknownCheckoutTarget,
    field_problems,
    missing_fields,
    recorded_answers,
    remaining_answers,
    target_name,
)
from counterfoil.domain.references import ItemId, PartId, ProductId, TicketTypeId

MORNING = datetime(2026, 3, 1, 9, tzinfo=UTC)
NOON = MORNING + timedelta(hours=3)
ADULT, CHILD = TicketTypeId("adult"), TicketTypeId("child")
CASTLE = BasketItem(
    id=ItemId("a"), product=ProductId("castle"), quantities=((ADULT, 2), (CHILD, 1))
)
BOAT = BasketItem(id=ItemId("b"), product=ProductId("boat"), quantities=((ADULT, 1),))
DAY_OUT = BasketItem(
    id=ItemId("c"),
    product=ProductId("day-out"),
    parts=(PartChoice(part=PartId("lunch"), quantities=((ADULT, 2), (CHILD, 0))),),
)
CART = (CASTLE, BOAT)


def asked(name: str, level: FieldLevel, **fields: Any) -> CheckoutField:
    values = {"restriction": FieldRestriction.REQUIRED, **fields}
    return CheckoutField(id=CheckoutFieldId(name), level=level, **values)


def answer(name: str, *values: str, target: AnswerTarget | None = None) -> CheckoutAnswer:
    return CheckoutAnswer(
        field=CheckoutFieldId(name), values=values, target=target or CartTarget()
    )


def item(name: str) -> ItemTarget:
    return ItemTarget(item=ItemId(name))


def tickets(name: str, ticket_type: TicketTypeId, part: str | None = None) -> TicketTypeTarget:
    within = None if part is None else PartId(part)
    return TicketTypeTarget(item=ItemId(name), ticket_type=ticket_type, part=within)


def ticket(
    name: str, ticket_type: TicketTypeId, ordinal: int, part: str | None = None
) -> TicketTarget:
    within = None if part is None else PartId(part)
    return TicketTarget(item=ItemId(name), ticket_type=ticket_type, ordinal=ordinal, part=within)


ARRIVAL = asked("arrival", FieldLevel.ORDER, options=("AIR", "RAIL"), title="You come by")
GUIDE = asked("guide", FieldLevel.PRODUCT, products=frozenset({ProductId("castle")}))
FIRST_NAME = asked("first-name", FieldLevel.PRODUCT_TYPE)
SHOE_SIZE = asked("shoe-size", FieldLevel.PRODUCT_TYPE, ticket_types=frozenset({CHILD}))
DIET = asked(
    "diet",
    FieldLevel.ORDER,
    restriction=FieldRestriction.OPTIONAL,
    input_type=FieldInput.MULTIPLE,
    options=("vegan", "halal", "none"),
)
MAIL = asked("mail", FieldLevel.ORDER, type="contact_email")
FIELDS = (ARRIVAL, GUIDE, FIRST_NAME, SHOE_SIZE, DIET, MAIL)


def missing(
    *answers: CheckoutAnswer,
    fields: tuple[CheckoutField, ...],
    items: tuple[BasketItem, ...] = CART,
) -> list[tuple[str, AnswerTarget]]:
    return [
        (said.field, said.target) for said in missing_fields(fields, answers=answers, items=items)
    ]


def problems(
    *answers: CheckoutAnswer,
    fields: tuple[CheckoutField, ...] = FIELDS,
    items: tuple[BasketItem, ...] = CART,
) -> tuple[FieldProblem, ...]:
    return field_problems(answers, definitions=fields, items=items)


class TestMissing:
    def test_each_level_is_asked_where_it_belongs(self) -> None:
        assert missing(fields=FIELDS) == [
            ("arrival", CartTarget()),
            ("guide", item("a")),
            ("first-name", tickets("a", ADULT)),
            ("first-name", tickets("a", CHILD)),
            ("first-name", tickets("b", ADULT)),
            ("shoe-size", tickets("a", CHILD)),
            ("mail", CartTarget()),
        ]

    def test_nothing_is_missing_once_everything_is_answered(self) -> None:
        answers = (
            answer("arrival", "AIR"),
            answer("guide", "yes", target=item("a")),
            answer("first-name", "Ada", target=ticket("a", ADULT, 0)),
            answer("first-name", "Bea", target=ticket("a", ADULT, 1)),
            answer("first-name", "Cas", target=tickets("a", CHILD)),
            answer("first-name", "Dia", target=tickets("b", ADULT)),
            answer("shoe-size", "31", target=ticket("a", CHILD, 0)),
            answer("mail", "ada@example.org"),
        )

        assert missing(*answers, fields=FIELDS) == []
        assert problems(*answers) == ()

    def test_the_tickets_without_an_answer_are_named_beside_those_with_one(self) -> None:
        one = answer("first-name", "Bea", target=ticket("a", ADULT, 1))

        assert missing(one, fields=(FIRST_NAME,), items=(CASTLE,)) == [
            ("first-name", ticket("a", ADULT, 0)),
            ("first-name", tickets("a", CHILD)),
        ]

    def test_an_answer_about_one_item_is_none_about_another(self) -> None:
        required = asked("guide", FieldLevel.PRODUCT)
        given_ = answer("guide", "yes", target=item("a"))

        assert missing(given_, fields=(required,)) == [("guide", item("b"))]

    @pytest.mark.parametrize("values", [(), ("",), (" ", "\t")])
    def test_a_blank_answer_is_none(self, values: tuple[str, ...]) -> None:
        assert missing(answer("mail", *values), fields=(MAIL,)) == [("mail", CartTarget())]

    def test_an_optional_field_is_never_missing(self) -> None:
        assert missing(fields=(DIET,)) == []

    def test_the_parts_of_a_bundle_are_asked_and_tickets_that_are_not_there_are_not(self) -> None:
        assert missing(fields=(FIRST_NAME,), items=(DAY_OUT,)) == [
            ("first-name", tickets("c", ADULT, "lunch"))
        ]

    def test_a_field_of_other_products_is_not_asked(self) -> None:
        boats = frozenset({ProductId("boat")})
        fields = tuple(asked(level.name, level, products=boats) for level in FieldLevel)

        assert missing(fields=fields, items=(CASTLE,)) == []
        assert missing(fields=fields) == [
            ("ORDER", CartTarget()),
            ("PRODUCT", item("b")),
            ("PRODUCT_TYPE", tickets("b", ADULT)),
        ]

    def test_an_empty_cart_is_asked_nothing(self) -> None:
        assert missing(fields=FIELDS, items=()) == []

    def test_the_message_says_what_to_answer(self) -> None:
        arrival, guide, *_ = missing_fields((ARRIVAL, GUIDE), answers=(), items=CART)

        assert arrival.code == "missing_checkout_field"
        assert arrival.message == (
            "checkout field 'arrival' (You come by): is required for the cart"
            ", allowed: one of AIR, RAIL"
        )
        assert guide.message == (
            "checkout field 'guide': is required for item a, allowed: an answer"
        )


PROBLEMS: dict[type, tuple[CheckoutAnswer, FieldProblem, str]] = {
    UnknownCheckoutField: (
        answer("arival", "AIR"),
        UnknownCheckoutField(field=CheckoutFieldId("arival"), near=(CheckoutFieldId("arrival"),)),
        "checkout field 'arival' is not asked for, did you mean: arrival",
    ),
    CheckoutLevelMismatch: (
        answer("guide", "yes", target=tickets("a", ADULT)),
        CheckoutLevelMismatch(
            field=GUIDE.id, target=tickets("a", ADULT), level=FieldLevel.PRODUCT
        ),
        "checkout field 'guide': is answered for item a, adult, allowed: an item",
    ),
    UnknownCheckoutTarget: (
        answer("first-name", "Ada", target=ticket("a", ADULT, 2)),
        UnknownCheckoutTarget(
            field=FIRST_NAME.id,
            target=ticket("a", ADULT, 2),
            allowed=("item a, adult 1 to 2", "item a, child 1 to 1"),
        ),
        (
            "checkout field 'first-name': item a, adult 3 is not in the cart"
            ", allowed: item a, adult 1 to 2; item a, child 1 to 1"
        ),
    ),
    CheckoutFieldNotAsked: (
        answer("shoe-size", "31", target=ticket("a", ADULT, 0)),
        CheckoutFieldNotAsked(
            field=SHOE_SIZE.id, target=ticket("a", ADULT, 0), products=(), ticket_types=(CHILD,)
        ),
        "checkout field 'shoe-size': is not asked for item a, adult 1, allowed: ticket type child",
    ),
    TooManyCheckoutValues: (
        answer("arrival", "AIR", "RAIL"),
        TooManyCheckoutValues(field=ARRIVAL.id, target=CartTarget(), count=2, most=1),
        "checkout field 'arrival': 2 values for the cart, allowed: at most 1",
    ),
    UnknownCheckoutOption: (
        answer("diet", "vegan", "Ada's own"),
        UnknownCheckoutOption(
            field=DIET.id, target=CartTarget(), position=1, options=("vegan", "halal", "none")
        ),
        "checkout field 'diet': value 2 for the cart is no option, allowed: vegan, halal, none",
    ),
    RepeatedCheckoutValue: (
        answer("diet", "vegan", "halal", "vegan"),
        RepeatedCheckoutValue(field=DIET.id, target=CartTarget(), position=2),
        "checkout field 'diet': value 3 for the cart is there before, allowed: each value once",
    ),
    InvalidCheckoutValue: (
        answer("mail", "Ada's mail"),
        InvalidCheckoutValue(
            field=MAIL.id,
            target=CartTarget(),
            position=0,
            allowed="one @ between a name and a domain, such as guest@example.com",
        ),
        (
            "checkout field 'mail': value 1 for the cart cannot be meant"
            ", allowed: one @ between a name and a domain, such as guest@example.com"
        ),
    ),
}


class TestProblems:
    @pytest.mark.parametrize("kind", PROBLEMS)
    def test_each_problem_is_found_and_says_what_is_allowed(self, kind: type) -> None:
        wrong, expected, message = PROBLEMS[kind]

        (found,) = problems(wrong)

        assert found == expected
        assert found.message == message
        assert "Ada" not in found.message

    def test_two_answers_about_one_thing_are_one_too_many(self) -> None:
        (found,) = problems(answer("mail", "a@example.org"), answer("mail", "b@example.org"))

        assert found == DuplicateCheckoutAnswer(field=MAIL.id, target=CartTarget())
        assert found.message == (
            "checkout field 'mail': is answered twice for the cart, allowed: one answer"
        )

    def test_all_problems_come_at_once_in_order_of_precedence(self) -> None:
        answers = [wrong for wrong, _, _ in PROBLEMS.values()]
        # Two of these are about one field and one target: that is the duplicate.
        found = problems(*reversed(answers))

        assert [type(problem) for problem in found] == list(get_args(FieldProblem))

    @pytest.mark.parametrize(
        ("level", "target", "fits"),
        [
            (level, target, fits)
            for level, fitting in (
                (FieldLevel.ORDER, {CartTarget()}),
                (FieldLevel.PRODUCT, {item("a")}),
                (FieldLevel.PRODUCT_TYPE, {tickets("a", ADULT), ticket("a", ADULT, 1)}),
            )
            for target in (CartTarget(), item("a"), tickets("a", ADULT), ticket("a", ADULT, 1))
            for fits in [target in fitting]
        ],
    )
    def test_a_field_is_answered_for_what_it_asks_about(
        self, level: FieldLevel, target: AnswerTarget, *, fits: bool
    ) -> None:
        field = asked("any", level)

        found = problems(answer("any", "yes", target=target), fields=(field,))

        mismatch = CheckoutLevelMismatch(field=field.id, target=target, level=level)
        assert found == (() if fits else (mismatch,))

    @pytest.mark.parametrize(
        ("target", "allowed"),
        [
            (item("z"), ("item a", "item b")),
            (tickets("z", ADULT), ("item a", "item b")),
            (tickets("a", TicketTypeId("senior")), ("item a, adult", "item a, child")),
            (tickets("a", ADULT, "lunch"), ("item a, adult", "item a, child")),
            (ticket("a", CHILD, 1), ("item a, adult 1 to 2", "item a, child 1 to 1")),
            (ticket("a", CHILD, -1), ("item a, adult 1 to 2", "item a, child 1 to 1")),
        ],
    )
    def test_what_is_not_in_the_cart_is_unknown(
        self, target: AnswerTarget, allowed: tuple[str, ...]
    ) -> None:
        level = FieldLevel.PRODUCT if isinstance(target, ItemTarget) else FieldLevel.PRODUCT_TYPE

        (found,) = problems(answer("any", "x", target=target), fields=(asked("any", level),))

        assert found == UnknownCheckoutTarget(
            field=CheckoutFieldId("any"), target=target, allowed=allowed
        )

    def test_in_a_bundle_the_part_has_to_be_named(self) -> None:
        named = answer("first-name", "Ada", target=ticket("c", ADULT, 1, "lunch"))
        unnamed = answer("first-name", "Ada", target=ticket("c", ADULT, 1))

        assert problems(named, items=(DAY_OUT,)) == ()
        (found,) = problems(unnamed, items=(DAY_OUT,))
        assert found.message == (
            "checkout field 'first-name': item c, adult 2 is not in the cart"
            ", allowed: item c, part lunch, adult 1 to 2"
        )

    def test_an_item_of_another_product_is_not_asked(self) -> None:
        (found,) = problems(answer("guide", "yes", target=item("b")))

        assert isinstance(found, CheckoutFieldNotAsked)
        assert found.message == (
            "checkout field 'guide': is not asked for item b, allowed: product castle"
        )

    def test_a_cart_without_its_products_is_not_asked(self) -> None:
        boats = asked("pier", FieldLevel.ORDER, products=frozenset({ProductId("boat")}))
        given_ = answer("pier", "north")

        assert problems(given_, fields=(boats,)) == ()
        assert problems(given_, fields=(boats,), items=()) == ()
        (found,) = problems(given_, fields=(boats,), items=(CASTLE,))
        assert isinstance(found, CheckoutFieldNotAsked)

    @pytest.mark.parametrize("values", [(), ("",), ("AIR", "")])
    def test_blank_values_do_not_count(self, values: tuple[str, ...]) -> None:
        assert problems(answer("arrival", *values)) == ()

    def test_several_values_have_a_bound_too(self) -> None:
        many = asked("many", FieldLevel.ORDER, input_type=FieldInput.MULTIPLE)
        values = [str(number) for number in range(VALUES_MAX + 1)]

        assert problems(answer("many", *values[1:]), fields=(many,)) == ()
        (found,) = problems(answer("many", *values), fields=(many,))
        assert found == TooManyCheckoutValues(
            field=many.id, target=CartTarget(), count=VALUES_MAX + 1, most=VALUES_MAX
        )

    @pytest.mark.parametrize(
        ("asked_for", "fine", "wrong"),
        [
            ("contact_email", "a@example.org", "a"),
            ("contact_phone", "+31205550123", "no"),
            ("contact_mobile", "+31205550123", "no"),
            ("contact_language", "nl", "dutch"),
            ("contact_birth_date", "1990-05-17", "17 May"),
            ("contact_age", "41", "old"),
            ("contact_website", "example.org", "none"),
            ("", "anything\nat all", "bell\x07"),
            ("contact_title", "a" * 5_000, "a" * 5_001),
        ],
    )
    def test_the_type_of_a_field_may_bring_a_form(
        self, asked_for: str, fine: str, wrong: str
    ) -> None:
        fields = (asked("any", FieldLevel.ORDER, type=asked_for),)

        assert problems(answer("any", fine), fields=fields) == ()
        (found,) = problems(answer("any", wrong), fields=fields)
        assert isinstance(found, InvalidCheckoutValue)

    def test_a_wrong_option_is_told_once(self) -> None:
        fields = (asked("any", FieldLevel.ORDER, type="contact_age", options=("1", "2")),)

        (found,) = problems(answer("any", "old"), fields=fields)

        assert isinstance(found, UnknownCheckoutOption)


class TestTogether:
    """Answering just what is missing leaves nothing missing and nothing wrong."""

    @given(data=st.data())
    def test_what_is_missing_can_be_answered(self, data: st.DataObject) -> None:
        items = data.draw(carts())
        fields = data.draw(questions())
        open_ = missing_fields(fields, answers=(), items=items)

        answers = tuple(answer_to(said) for said in open_)

        assert missing_fields(fields, answers=answers, items=items) == ()
        assert field_problems(answers, definitions=fields, items=items) == ()
        assert remaining_answers(answers, items=items) == answers

    @given(data=st.data())
    def test_each_answer_left_out_is_missing_again(self, data: st.DataObject) -> None:
        items = data.draw(carts())
        fields = data.draw(questions())
        answers = [answer_to(s) for s in missing_fields(fields, answers=(), items=items)]

        for position, taken in enumerate(answers):
            rest = (*answers[:position], *answers[position + 1 :])
            assert [
                (said.field, said.target)
                for said in missing_fields(fields, answers=rest, items=items)
            ] == [(taken.field, taken.target)]

    @given(data=st.data())
    def test_tickets_may_be_answered_one_by_one(self, data: st.DataObject) -> None:
        items = data.draw(carts())
        fields = tuple(f for f in data.draw(questions()) if f.level is FieldLevel.PRODUCT_TYPE)
        open_ = missing_fields(fields, answers=(), items=items)
        answers = [
            answer(said.field, said.options[0] if said.options else "x", target=single)
            for said in open_
            if isinstance(said.target, TicketTypeTarget)
            for single in singles(said.target, items)
        ]

        assert missing_fields(fields, answers=tuple(answers), items=items) == ()
        if answers:
            # The others of its type still have theirs, so the ticket is named, not the type.
            *rest, taken = answers
            (said,) = missing_fields(fields, answers=tuple(rest), items=items)
            assert said.field == taken.field
            alone = count_of(taken.target, items) == 1
            assert isinstance(said.target, TicketTypeTarget if alone else TicketTarget)


class TestRecorded:
    def test_an_answer_is_created_when_it_is_first_given(self) -> None:
        (found,) = recorded_answers((answer("mail", "a@example.org", " "),), current=(), at=NOON)

        assert found.created == NOON
        assert found.values == ("a@example.org",)

    def test_what_was_answered_can_be_sent_back_as_it_is(self) -> None:
        current = recorded_answers((answer("mail", "a@example.org"),), current=(), at=MORNING)

        assert recorded_answers(current, current=current, at=NOON) == current
        (sent_anew,) = recorded_answers(
            (answer("mail", "a@example.org"),), current=current, at=NOON
        )
        assert sent_anew.created == MORNING

    def test_another_value_is_another_answer_and_a_blank_one_takes_it_back(self) -> None:
        current = recorded_answers((answer("mail", "a@example.org"),), current=(), at=MORNING)

        (found,) = recorded_answers((answer("mail", "b@example.org"),), current=current, at=NOON)

        assert (found.values, found.created) == (("b@example.org",), NOON)
        assert recorded_answers((answer("mail", ""),), current=current, at=NOON) == ()
        assert recorded_answers((), current=current, at=NOON) == ()

    def test_answers_about_what_is_gone_go_too(self) -> None:
        kept = (
            answer("mail", "a@example.org"),
            answer("guide", "yes", target=item("a")),
            answer("first-name", "Ada", target=ticket("a", ADULT, 1)),
        )
        gone = (
            answer("guide", "yes", target=item("z")),
            answer("first-name", "Bea", target=ticket("a", ADULT, 2)),
            answer("first-name", "Cas", target=tickets("b", CHILD)),
        )

        assert remaining_answers((*gone, *kept), items=CART) == kept


@pytest.mark.parametrize(
    ("target", "name"),
    [
        (CartTarget(), "the cart"),
        (item("a"), "item a"),
        (tickets("a", ADULT, "lunch"), "item a, part lunch, adult"),
        (ticket("a", ADULT, 0), "item a, adult 1"),
        (ticket("a", ADULT, 1, "lunch"), "item a, part lunch, adult 2"),
    ],
)
def test_every_target_has_a_name(target: AnswerTarget, name: str) -> None:
    assert target_name(target) == name


@st.composite
def carts(draw: st.DrawFn) -> tuple[BasketItem, ...]:
    names = draw(st.lists(st.sampled_from("abc"), unique=True, max_size=3))
    counts = st.dictionaries(st.sampled_from([ADULT, CHILD]), st.integers(0, 3)).map(
        lambda table: tuple(table.items())
    )
    return tuple(
        BasketItem(
            id=ItemId(name),
            product=ProductId(draw(st.sampled_from(["castle", "boat"]))),
            quantities=draw(counts),
            parts=tuple(
                PartChoice(part=PartId(part), quantities=draw(counts))
                for part in draw(st.lists(st.sampled_from("xy"), unique=True))
            ),
        )
        for name in names
    )


@st.composite
def questions(draw: st.DrawFn) -> tuple[CheckoutField, ...]:
    names = draw(st.lists(st.sampled_from("pqrs"), unique=True))
    fields = []
    for name in names:
        level = draw(st.sampled_from(FieldLevel))
        of_types = level is FieldLevel.PRODUCT_TYPE
        fields.append(
            asked(
                name,
                level,
                restriction=draw(st.sampled_from(FieldRestriction)),
                options=draw(st.sampled_from([(), ("yes", "no")])),
                products=draw(st.frozensets(st.sampled_from(["castle", "boat"]))),
                ticket_types=draw(st.frozensets(st.just(CHILD))) if of_types else frozenset(),
            )
        )
    return tuple(fields)


def answer_to(said: MissingCheckoutField) -> CheckoutAnswer:
    return answer(said.field, said.options[0] if said.options else "x", target=said.target)


def count_of(target: AnswerTarget, items: tuple[BasketItem, ...]) -> int:
    """Count the tickets of a type by means of the tests' own."""
    assert isinstance(target, TicketTypeTarget | TicketTarget)
    (found,) = [each for each in items if each.id == target.item]
    quantities = found.quantities
    for part in found.parts:
        if part.part == target.part:
            quantities = part.quantities
    return dict(quantities)[target.ticket_type]


def singles(target: TicketTypeTarget, items: tuple[BasketItem, ...]) -> Iterator[TicketTarget]:
    for ordinal in range(count_of(target, items)):
        yield ticket(target.item, target.ticket_type, ordinal, target.part)
