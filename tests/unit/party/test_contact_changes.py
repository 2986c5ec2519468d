"""Contacts over time: versions, what is kept, and who wrote which note."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest

from counterfoil.domain.errors import UsageError
from counterfoil.domain.keeping import CLEAR, KEEP
from counterfoil.domain.party import (
    AccountType,
    Actor,
    Address,
    Company,
    Contact,
    ContactChanges,
    ContactClassification,
    ContactId,
    ContactType,
    CustomField,
    Gender,
    Note,
    NoteRecipient,
    recorded_contacts,
    recorded_notes,
    updated,
)

MORNING = datetime(2026, 3, 1, 9, tzinfo=UTC)
NOON = MORNING + timedelta(hours=3)
CASHIER = Actor(account_type=AccountType.DISTRIBUTOR, name="Mia Berg", role="cashier")
SUPERVISOR = Actor(account_type=AccountType.SUPPLIER, name="Tom Vega", role="supervisor")


def booker(**fields: Any) -> Contact:
    values: dict[str, Any] = {
        "uid": ContactId("booker-1"),
        "type": ContactType.BOOKER,
        "version": 3,
        "name_first": "Ilse",
        "email": "ilse@example.org",
        "birth_date": date(1988, 2, 3),
        "address": Address(city="Utrecht", country_code="NL"),
        "notes": (Note(value="Arrives late", created=MORNING, creator=CASHIER),),
        "created": MORNING,
        "modified": MORNING,
    }
    return Contact(**{**values, **fields})


class TestUpdated:
    def test_a_change_makes_the_next_version_and_keeps_the_rest(self) -> None:
        found = updated(
            booker(), changes=ContactChanges(email="i@example.org"), actor=CASHIER, at=NOON
        )

        assert found == booker(email="i@example.org", version=4, modified=NOON)

    def test_what_is_cleared_is_as_if_it_had_never_been_told(self) -> None:
        changes = ContactChanges(email=CLEAR, birth_date=CLEAR, address=CLEAR, notes=CLEAR)

        found = updated(booker(), changes=changes, actor=CASHIER, at=NOON)

        assert (found.email, found.birth_date, found.address, found.notes) == ("", None, None, ())
        assert found.version == 4

    @pytest.mark.parametrize(
        "changes",
        [
            ContactChanges(),
            ContactChanges(name_first="Ilse", title=CLEAR),
            ContactChanges(notes=(Note(value="Arrives late"),)),
        ],
    )
    def test_what_changes_nothing_makes_no_version(self, changes: ContactChanges) -> None:
        contact = booker()

        assert updated(contact, changes=changes, actor=SUPERVISOR, at=NOON) is contact

    def test_every_field_can_be_changed_and_every_one_but_the_type_cleared(self) -> None:
        values: dict[str, Any] = {
            "type": ContactType.AGENT,
            "birth_date": date(1990, 1, 1),
            "gender": Gender.OTHER,
            "age": 36,
            "company": Company(name="Berg BV"),
            "classification": ContactClassification.MEDIA,
            "address": Address(city="Gent"),
            "notes": (Note(value="Press", created=NOON, creator=CASHIER),),
            "custom_fields": (CustomField(name="size", value="M"),),
        }
        blank = Contact(uid=ContactId("booker-1"), type=ContactType.BOOKER, created=MORNING)
        for name in attrs.fields_dict(ContactChanges):
            value = values.get(name, f"new {name}")
            clear: dict[str, Any] = {name: CLEAR}

            changed = updated(
                blank, changes=ContactChanges(**{name: value}), actor=CASHIER, at=NOON
            )

            assert changed == attrs.evolve(blank, **{name: value}, version=2, modified=NOON)
            if name != "type":
                cleared = updated(changed, changes=ContactChanges(**clear), actor=CASHIER, at=NOON)
                assert cleared == attrs.evolve(blank, version=3, modified=NOON)

    def test_changes_have_the_fields_that_callers_may_set(self) -> None:
        recorded = {"uid", "version", "created", "modified"}

        assert [*attrs.fields_dict(ContactChanges)] == [
            name for name in attrs.fields_dict(Contact) if name not in recorded
        ]

    def test_a_change_is_hidden_like_the_field_itself(self) -> None:
        of_contact = {field.name: field.metadata for field in attrs.fields(Contact)}

        for field in attrs.fields(ContactChanges):
            assert field.metadata == of_contact[field.name]
            assert field.default is KEEP


class TestRecordedContacts:
    def test_a_new_contact_is_version_1_whatever_was_sent(self) -> None:
        sent = booker(version=7, created=None, modified=None)

        (found,) = recorded_contacts((sent,), current=(), actor=SUPERVISOR, at=NOON)

        note = Note(value="Arrives late", created=NOON, creator=SUPERVISOR)
        assert found == booker(version=1, created=NOON, modified=NOON, notes=(note,))

    def test_what_was_answered_can_be_sent_back_as_it_is(self) -> None:
        current = (booker(), booker(uid=ContactId("guest-1"), version=1))

        found = recorded_contacts(current, current=current, actor=SUPERVISOR, at=NOON)

        assert found == current

    def test_what_the_engine_records_is_ignored_when_sent(self) -> None:
        forged = booker(
            version=99,
            created=NOON,
            modified=None,
            notes=(Note(value="Arrives late", created=NOON, creator=SUPERVISOR),),
        )

        assert recorded_contacts((forged,), current=(booker(),), actor=SUPERVISOR, at=NOON) == (
            booker(),
        )

    def test_a_known_contact_is_its_next_version_and_an_unsent_one_is_gone(self) -> None:
        current = (booker(uid=ContactId("guest-1")), booker())
        sent = (booker(phone="+31205550123", version=1),)

        found = recorded_contacts(sent, current=current, actor=CASHIER, at=NOON)

        assert found == (booker(phone="+31205550123", version=4, modified=NOON),)


class TestRecordedNotes:
    def test_a_note_that_was_there_keeps_its_writer_and_a_new_one_gets_one(self) -> None:
        former = Note(value="Ramp", created=MORNING, creator=CASHIER)

        found = recorded_notes(
            (Note(value="Quiet table"), Note(value="Ramp")),
            current=(former,),
            actor=SUPERVISOR,
            at=NOON,
        )

        assert found == (Note(value="Quiet table", created=NOON, creator=SUPERVISOR), former)

    def test_a_note_for_somebody_else_is_another_note(self) -> None:
        former = Note(value="Ramp", created=MORNING, creator=CASHIER)
        sent = Note(value="Ramp", recipients=frozenset({NoteRecipient.SUPPLIER}))

        (found,) = recorded_notes((sent,), current=(former,), actor=SUPERVISOR, at=NOON)

        assert found.creator == SUPERVISOR
        assert found.recipients == frozenset({NoteRecipient.SUPPLIER})

    def test_of_equal_notes_each_is_kept_once(self) -> None:
        former = Note(value="Ramp", created=MORNING, creator=CASHIER)
        sent = (Note(value="Ramp"), Note(value="Ramp"))

        first, second = recorded_notes(sent, current=(former,), actor=SUPERVISOR, at=NOON)

        assert first == former
        assert second == Note(value="Ramp", created=NOON, creator=SUPERVISOR)


class TestWhatAContactCannotBe:
    @pytest.mark.parametrize("version", [0, -1])
    def test_its_versions_begin_at_1(self, version: int) -> None:
        with pytest.raises(UsageError, match=r"^Contact\.version: .* allowed: 1 and up$"):
            booker(version=version)

    @pytest.mark.parametrize("name", ["created", "modified"])
    def test_its_instants_have_a_time_zone(self, name: str) -> None:
        with pytest.raises(UsageError, match=rf"^Contact\.{name}: .* has no time zone"):
            booker(**{name: MORNING.replace(tzinfo=None)})

    def test_neither_is_a_note_of_no_time_zone(self) -> None:
        with pytest.raises(UsageError, match=r"^Note\.created"):
            Note(value="Ramp", created=MORNING.replace(tzinfo=None))
