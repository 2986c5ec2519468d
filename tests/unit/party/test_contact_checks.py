"""What is wrong with contacts, notes, custom fields and actors: all at once, values untold."""

from __future__ import annotations

from datetime import date
from typing import Any, get_type_hints

import attrs
import pytest

from counterfoil.domain.party import (
    CONTACTS_MAX,
    NOTE_LENGTH_MAX,
    AccountType,
    Actor,
    Address,
    Company,
    Contact,
    ContactId,
    ContactType,
    CustomField,
    Note,
    actor_problems,
    contact_problems,
    custom_field_problems,
    note_problems,
)
from counterfoil.domain.party.refusals import InvalidDetail

TODAY = date(2026, 3, 1)


def guest(**fields: Any) -> Contact:
    values: dict[str, Any] = {"uid": ContactId("guest-1"), "type": ContactType.GUEST}
    return Contact(**{**values, **fields})


def full_guest() -> Contact:
    return guest(
        external_uid="crm/77",
        number="20311",
        title="Dr",
        name_first="Ines",
        name_last="O\u2019Neil-Çelik",
        email="ines@example.org",
        phone="+31 20 555 01 23",
        mobile="0612345678",
        language="nl",
        nationality="Belgian",
        flight_number="HV 123",
        loyalty_number="L-9",
        room_number="12b",
        birth_place="Gent",
        birth_date=TODAY,
        passport="EH123",
        age=0,
        website="example.org",
        company=Company(name="Harbor BV", registration_number="1", tax_number="BE1"),
        address=Address(
            name="Home",
            street="Kade 1",
            city="Gent",
            postal_code="9000",
            country="Belgium",
            country_code="BE",
            latitude="51.05",
            longitude="3.72",
            notes="Ring twice,\nthen wait",
        ),
        notes=(Note(value="Brings a dog"),),
        custom_fields=(CustomField(name="size", value=""),),
    )


def found(*contacts: Contact) -> list[tuple[str, str]]:
    return [(said.field, said.problem) for said in contact_problems(contacts, on=TODAY)]


def test_a_full_contact_is_fine_and_so_is_an_empty_one() -> None:
    assert found(full_guest(), guest(uid=ContactId("g"))) == []


@pytest.mark.parametrize(
    ("fields", "path", "problem"),
    [
        ({"uid": ""}, "uid", "is no id"),
        ({"uid": "ines@example.org"}, "uid", "is no id"),
        ({"uid": "u" * 65}, "uid", "is no id"),
        ({"email": "ines"}, "email", "is not an e-mail address"),
        ({"phone": "later"}, "phone", "is not a phone number"),
        ({"mobile": "1"}, "mobile", "is not a phone number"),
        ({"language": "flemish"}, "language", "is not a language"),
        ({"website": "ftp://x"}, "website", "is not a website"),
        ({"birth_date": date(2026, 3, 2)}, "birth_date", "is in the future"),
        ({"birth_date": date(1875, 12, 31)}, "birth_date", "is too long ago"),
        ({"age": -1}, "age", "is no age"),
        ({"age": 151}, "age", "is no age"),
        ({"name_last": "a" * 256}, "name_last", "has 256 characters"),
        ({"number": "1" * 51}, "number", "has 51 characters"),
        ({"external_uid": "1" * 51}, "external_uid", "has 51 characters"),
        ({"name_first": "Ines\nBcc: x"}, "name_first", "has control characters"),
        ({"title": "Dr\x00"}, "title", "has control characters"),
        ({"company": Company(tax_number="\t")}, "company.tax_number", "has control characters"),
        ({"address": Address(country_code="be")}, "address.country_code", "is not a country"),
        ({"address": Address(city="a\u2028b")}, "address.city", "has control characters"),
        ({"address": Address(notes="a\x1b[2J")}, "address.notes", "has control characters"),
        ({"address": Address(latitude="51")}, "address", "has half a position"),
        ({"address": Address(longitude="51")}, "address", "has half a position"),
        (
            {"address": Address(latitude="91", longitude="3")},
            "address.latitude",
            "is not a latitude",
        ),
        (
            {"address": Address(latitude="9", longitude="west")},
            "address.longitude",
            "is not a longitude",
        ),
        ({"notes": (Note(value=" \n"),)}, "notes[0].value", "is blank"),
        (
            {"custom_fields": (CustomField(name=""),)},
            "custom_fields[0].name",
            "is blank",
        ),
    ],
)
def test_a_field_that_cannot_be_meant_is_named(
    fields: dict[str, Any], path: str, problem: str
) -> None:
    assert found(guest(**fields)) == [(f"contacts[0].{path}", problem)]


@pytest.mark.parametrize(
    "fields",
    [
        {"birth_date": TODAY},
        {"birth_date": date(1876, 1, 1)},
        {"age": 150},
        {"name_last": "a" * 255},
        {"number": "1" * 50},
        {"uid": "u" * 64},
        {"name_first": "\u0645\u06cc\u200c\u062e"},
        {"address": Address(latitude="90", longitude="-180")},
    ],
)
def test_the_bounds_themselves_are_fine(fields: dict[str, Any]) -> None:
    assert found(guest(**fields)) == []


def test_every_line_of_a_contact_is_bounded() -> None:
    limits = {"website": 2049, "email": 300, "phone": 40, "mobile": 40, "language": 40}
    lines = [
        name for name, kind in get_type_hints(Contact).items() if kind is str or name == "uid"
    ]

    assert len(lines) == 17
    for name in lines:
        problems = found(guest(**{name: "a" * limits.get(name, 256)}))
        assert [path for path, _ in problems] == [f"contacts[0].{name}"]


def test_every_part_of_an_address_and_of_a_company_is_bounded() -> None:
    for field in attrs.fields(Address):
        address = Address(**{field.name: "a" * (NOTE_LENGTH_MAX + 1)})
        paths = [path for path, _ in found(guest(address=address))]
        assert f"contacts[0].address.{field.name}" in paths
    for field in attrs.fields(Company):
        company = Company(**{field.name: "a" * 256})
        assert found(guest(company=company)) == [
            (f"contacts[0].company.{field.name}", "has 256 characters")
        ]


def test_all_problems_of_all_contacts_come_at_once_in_their_order() -> None:
    first = guest(email="x", age=200)
    second = guest(language="xx")

    assert found(first, second) == [
        ("contacts[0].email", "is not an e-mail address"),
        ("contacts[0].age", "is no age"),
        ("contacts[1].uid", "is used twice"),
        ("contacts[1].language", "is not a language"),
    ]


def test_there_is_a_bound_to_the_number_of_contacts() -> None:
    guests = tuple(guest(uid=ContactId(f"g{number}")) for number in range(CONTACTS_MAX + 1))

    assert found(*guests[1:]) == []
    assert found(*guests) == [("contacts", "are 501")]


def test_a_message_names_the_field_and_what_is_allowed_and_never_the_value() -> None:
    (problem,) = contact_problems((guest(phone="call Ines"),), on=TODAY)

    assert problem.code == "invalid_detail"
    assert problem.message == (
        "contacts[0].phone is not a phone number, allowed: 5 to 15 digits, such as "
        "+31 20 555 01 23, with +, spaces, points, hyphens, slashes and brackets"
    )
    assert "Ines" not in repr(problem)


def test_no_value_is_in_any_message() -> None:
    lines = ("title", "name_first", "email", "phone", "website", "passport", "language")
    bad = guest(
        **dict.fromkeys(lines, "Qz\n" * 90),
        address=Address(**{field.name: "Qz\x07" * 2000 for field in attrs.fields(Address)}),
        notes=(Note(value="Qz\x07" * 2000),),
        custom_fields=(CustomField(name="Qz\n", value="Qz\x07"),),
    )

    problems = contact_problems((bad,), on=TODAY)

    assert len(problems) > 25
    assert not any("Qz" in problem.message for problem in problems)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("", "is blank"),
        ("a" * (NOTE_LENGTH_MAX + 1), f"has {NOTE_LENGTH_MAX + 1} characters"),
        ("bell\x07", "has control characters"),
    ],
)
def test_a_note_is_a_bounded_text(value: str, problem: str) -> None:
    (said,) = note_problems((Note(value="fine"), Note(value=value)), field="items[2].notes")

    assert (said.field, said.problem) == ("items[2].notes[1].value", problem)


def test_a_note_may_have_lines() -> None:
    assert note_problems((Note(value="one\r\n\ttwo" + "a" * 100),), field="notes") == ()
    assert note_problems((Note(value="a" * NOTE_LENGTH_MAX),), field="notes") == ()


def test_a_custom_field_is_bounded_too() -> None:
    fields = (CustomField(name="a\nb", value="fine\nlines"), CustomField(name="b", value="\x00"))

    assert custom_field_problems(fields, field="custom_fields") == (
        InvalidDetail(
            field="custom_fields[0].name",
            problem="has control characters",
            allowed="one line of text",
        ),
        InvalidDetail(
            field="custom_fields[1].value",
            problem="has control characters",
            allowed="lines of text",
        ),
    )


def test_an_actor_may_be_nobody_we_know() -> None:
    assert actor_problems(Actor(account_type=AccountType.GUEST)) == ()


def test_what_an_actor_says_is_checked() -> None:
    actor = Actor(account_type=AccountType.GUEST, name="a" * 256, email="me", role="x\ny")

    assert [(said.field, said.problem) for said in actor_problems(actor)] == [
        ("actor.name", "has 256 characters"),
        ("actor.role", "has control characters"),
        ("actor.email", "is not an e-mail address"),
    ]
