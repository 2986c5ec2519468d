"""Words: what full-text search looks at in an order, and how a keyword finds it.

A word is a run of characters without spaces and the marks that separate; an e-mail address is
one. Letters count the same in both cases. ``*`` in a keyword stands for any characters, or none.
The codes of tickets are no text: they are secrets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import normalize

from counterfoil.domain.order.order import Order
from counterfoil.domain.party import Contact

WILDCARD = "*"
_WORD = re.compile(r'[^\s,;:()<>"]+')


def folded(text: str) -> str:
    """Answer a text in the form in which it is compared: one case, single spaces."""
    return " ".join(normalize("NFKC", text).casefold().split())


def words_in(text: str) -> tuple[str, ...]:
    """Answer the words of a text, folded."""
    return tuple(_WORD.findall(folded(text)))


def words_of(order: Order) -> frozenset[str]:
    """Answer the words under which an order is found."""
    return frozenset(word for text in _texts_of(order) for word in words_in(text))


def keyword_finds(keyword: str, *, word: str) -> bool:
    """Whether a folded keyword stands for a word."""
    first, *rest = keyword.split(WILDCARD)
    if not rest:
        return word == keyword
    *middle, last = rest
    if len(word) < len(first) + len(last) or not (word.startswith(first) and word.endswith(last)):
        return False
    place, end = len(first), len(word) - len(last)
    for piece in middle:
        # The leftmost place leaves the most for those that follow.
        at = word.find(piece, place, end)
        if at < 0:
            return False
        place = at + len(piece)
    return True


def names_of(contact: Contact) -> frozenset[str]:
    """Answer the names that a contact goes by, folded: first, last, and both."""
    names = (
        contact.name_first,
        contact.name_last,
        f"{contact.name_first} {contact.name_last}",
    )
    return frozenset(name for name in map(folded, names) if name)


def _texts_of(order: Order) -> Iterator[str]:
    yield order.id
    yield order.details.external_reference
    seller, distribution = order.seller, order.details.distribution
    for party in (
        seller.platform,
        seller.reseller,
        seller.merchant,
        distribution.distributor,
        distribution.partner,
    ):
        if party is not None:
            yield from (party.id, party.name)
    yield from order.codes
    for contact in order.details.contacts:
        yield from (contact.name_first, contact.name_last, contact.email)
        yield from (contact.phone, contact.mobile, contact.number)
        if contact.company is not None:
            yield contact.company.name
    for booking in order.bookings:
        yield from (booking.id, booking.item.product, booking.sold.title)
        yield from (booking.sold.supplier.name, booking.supplier_reference)
        yield booking.item.external_reference
