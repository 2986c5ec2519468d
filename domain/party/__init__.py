"""People: who acts, who is served, what is noted about them, and through whom is sold."""

from counterfoil.domain.party.actors import AccountType, Actor
from counterfoil.domain.party.addresses import Address, Company
from counterfoil.domain.party.changes import (
    ContactChanges,
    recorded_contacts,
    updated,
)
from counterfoil.domain.party.checks import (
    CONTACTS_MAX,
    NOTE_LENGTH_MAX,
    actor_problems,
    contact_problems,
    custom_field_problems,
    note_problems,
)
from counterfoil.domain.party.contacts import (
    Contact,
    ContactClassification,
    ContactId,
    ContactType,
    Gender,
)
from counterfoil.domain.party.custom_fields import CustomField, CustomFieldType
from counterfoil.domain.party.distribution import Distribution
from counterfoil.domain.party.notes import Note, NoteRecipient, recorded_notes
from counterfoil.domain.party.refusals import InvalidDetail

__all__ = [
    "CONTACTS_MAX",
    "NOTE_LENGTH_MAX",
    "AccountType",
    "Actor",
    "Address",
    "Company",
    "Contact",
    "ContactChanges",
    "ContactClassification",
    "ContactId",
    "ContactType",
    "CustomField",
    "CustomFieldType",
    "Distribution",
    "Gender",
    "InvalidDetail",
    "Note",
    "NoteRecipient",
    "actor_problems",
    "contact_problems",
    "custom_field_problems",
    "note_problems",
    "recorded_contacts",
    "recorded_notes",
    "updated",
]
