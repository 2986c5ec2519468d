"""Detailing: the people and words of a cart are changed, or something is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from counterfoil.domain.basket import Buyer
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.changes import DetailsChanged
from counterfoil.domain.cart.details import (
    CartDetails,
    DetailChanges,
    changed_details,
    recorded_details,
)
from counterfoil.domain.cart.draft import Draft
from counterfoil.domain.cart.facts import Refusals
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.parties import Party
from counterfoil.domain.checkout_fields import field_problems
from counterfoil.domain.decisions import Decision
from counterfoil.domain.party import (
    InvalidDetail,
    contact_problems,
    custom_field_problems,
    note_problems,
)
from counterfoil.domain.party.shapes import LANGUAGE_ALLOWED, is_language
from counterfoil.domain.references import PartyId
from counterfoil.domain.refusals import DetailRefusal

REFERENCE_LENGTH_MAX = 255  # Characters, as the lines of a contact.


def change_details(draft: Draft, changes: DetailChanges) -> Decision | Refusals:
    """Decide to change the people and words that belong to a cart."""
    current = draft.current
    wanted = changed_details(current.details, changes=changes)
    refusals = detail_refusals(
        wanted,
        before=current.details,
        cart=current,
        catalogue=draft.facts.catalogue,
        on=draft.now.date(),
    )
    if refusals:
        return refusals
    details = recorded_details(
        wanted, current=current.details, actor=draft.command.actor, at=draft.now
    )
    return draft.decided(
        lambda settlement: DetailsChanged(cart=current.id, settlement=settlement, details=details),
        expiries=draft.touched(),
    )


def detail_refusals(
    details: CartDetails,
    *,
    before: CartDetails,
    cart: Cart,
    catalogue: Catalogue,
    on: date,
) -> tuple[DetailRefusal, ...]:
    """Find what is wrong with the *details* of *cart* where they differ from *before*.

    What was there before is not judged again: it may come from another system.
    """
    found: list[DetailRefusal] = []
    if details.contacts != before.contacts:
        found.extend(contact_problems(details.contacts, on=on))
    if details.notes != before.notes:
        found.extend(note_problems(details.notes, field="notes"))
    if details.custom_fields != before.custom_fields:
        found.extend(custom_field_problems(details.custom_fields, field="custom_fields"))
    found.extend(_word_problems(details.language, details.external_reference, "", before))
    token = details.hold_token
    if token != before.hold_token and len(token) > REFERENCE_LENGTH_MAX:
        found.append(_too_long("hold_token", token))
    if details.distribution != before.distribution:
        found.extend(_distribution_problems(details, cart.buyer))
    if details.answers != before.answers:
        found.extend(
            field_problems(
                details.answers,
                definitions=catalogue.checkout_fields,
                items=tuple(item.asked for item in cart.items),
            )
        )
    return tuple(found)


def item_detail_refusals(items: Sequence[CartItem], *, cart: Cart) -> tuple[InvalidDetail, ...]:
    """Find what is wrong with the notes, languages and references of items."""
    found: list[InvalidDetail] = []
    before = {item.id: item for item in cart.items}
    for item in items:
        known = before.get(item.id)
        path = f"item {item.id}: "
        if known is None or item.notes != known.notes:
            found.extend(note_problems(item.notes, field=f"{path}notes"))
        found.extend(_word_problems(item.language, item.external_reference, path, known))
    return tuple(found)


def _word_problems(
    language: str, reference: str, path: str, before: CartDetails | CartItem | None
) -> Iterator[InvalidDetail]:
    known_language = "" if before is None else before.language
    if language not in {"", known_language} and not is_language(language):
        yield InvalidDetail(
            field=f"{path}language", problem="is not a language", allowed=LANGUAGE_ALLOWED
        )
    known_reference = "" if before is None else before.external_reference
    if reference != known_reference and len(reference) > REFERENCE_LENGTH_MAX:
        yield _too_long(f"{path}external_reference", reference)


def _too_long(field: str, text: str) -> InvalidDetail:
    return InvalidDetail(
        field=field,
        problem=f"has {len(text)} characters",
        allowed=f"at most {REFERENCE_LENGTH_MAX}",
    )


def _distribution_problems(details: CartDetails, buyer: Buyer) -> Iterator[InvalidDetail]:
    """Hold the names of who sells against the ids that the price was made for."""
    named: tuple[tuple[str, Party | None, PartyId | None], ...] = (
        ("distributor", details.distribution.distributor, buyer.distributor),
        ("partner", details.distribution.partner, buyer.partner),
    )
    for role, party, bought_through in named:
        if party is not None and party.id != bought_through:
            yield InvalidDetail(
                field=f"distribution.{role}",
                problem=f"is {party.id!r}",
                allowed=f"{bought_through!r}, the buyer's"
                if bought_through
                else "none, as the buyer",
            )
