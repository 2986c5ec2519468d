"""People who say something about themselves wherever they can, so that it can be looked for."""

from __future__ import annotations

from attrs import evolve

from counterfoil.adapters.testkit.conformance.shop import Shop
from counterfoil.domain.basket import Buyer
from counterfoil.domain.cart.commands import AddItem, ApplyPromocode
from counterfoil.domain.cart.details import CartDetails, DetailChanges
from counterfoil.domain.money import currency
from counterfoil.domain.order.flag import Flag
from counterfoil.domain.order.order import Order
from counterfoil.domain.party import (
    AccountType,
    Actor,
    Address,
    Company,
    Contact,
    ContactId,
    ContactType,
    CustomField,
    Note,
)
from counterfoil.domain.payments import NewPayment, PaymentType
from counterfoil.domain.privacy import PseudonymKey
from counterfoil.domain.references import CartId, CustomerKey, Promocode
from counterfoil.domain.statuses import SettlementType

__all__ = ["ERASING", "STAFF", "actor", "bought", "details", "opened", "said"]

ERASING = PseudonymKey(secret=b"drawn at random, kept by the host")
STAFF = Actor(account_type=AccountType.SUPPLIER, name="Qzstaff", email="qzstaff@mail.example")


def said(who: str) -> tuple[str, ...]:
    """List all that a person says, each word with the person in it."""
    return tuple(
        word.format(who)
        for word in (
            "Qz{}first", "Qz{}last", "qz{}@mail.example", "Qz{}firm", "Qz{}street", "Qz{}note",
            "Qz{}field", "Qz{}flag", "Qz{}why", "Qz{}key", "Qz{}token", "Qz{}actor",
            "Qz{}wish",
        )
    )  # fmt: skip


def actor(who: str) -> Actor:
    """Answer the person as an actor."""
    return Actor(
        account_type=AccountType.GUEST, name=f"Qz{who}actor", email=f"qz{who}@mail.example"
    )


def details(who: str) -> CartDetails:
    """Answer all that can be said in details."""
    contact = Contact(
        uid=ContactId("c"),
        type=ContactType.GUEST,
        name_first=f"Qz{who}first",
        name_last=f"Qz{who}last",
        email=f"qz{who}@mail.example",
        age=83,
        company=Company(name=f"Qz{who}firm"),
        address=Address(street=f"Qz{who}street", latitude="81.234567", longitude="4.5"),
        notes=(Note(value=f"Qz{who}note"),),
    )
    return CartDetails(
        contacts=(contact,),
        notes=(Note(value=f"Qz{who}note"),),
        custom_fields=(CustomField(name="field", value=f"Qz{who}field"),),
        hold_token=f"Qz{who}token",
    )


def opened(shop: Shop, who: str, *items: AddItem) -> CartId:
    """Open a cart of a person, say everything and take something back, and enter a code."""
    buyer = Buyer(customer=CustomerKey(f"Qz{who}key"))
    cart = shop.office.open_cart(actor(who), buyer=buyer, details=details(who)).cart.id
    noted = tuple(evolve(item, notes=(Note(value=f"Qz{who}wish"),)) for item in items)
    shop.office.update(cart, actor(who), *noted)
    # It is for each customer once: a second cart does without.
    shop.office.attempt(
        ApplyPromocode(
            key=shop.office.references.key(),
            actor=actor(who),
            cart=cart,
            promocode=Promocode("ONCE"),
        )
    )
    changes = DetailChanges(notes=(Note(value=f"Qz{who}why"),))
    shop.office.change_details(cart, actor(who), changes)
    return cart


def bought(shop: Shop, who: str, *items: AddItem) -> Order:
    """Let a person buy, pay, use a ticket and take that back."""
    cart = opened(shop, who, *items)
    order = shop.office.confirm(
        cart,
        actor(who),
        settlement=SettlementType.VENUE,
        flags=(Flag(type="flag", value=f"Qz{who}flag"),),
        note=f"Qz{who}note",
    ).order
    paid = NewPayment(type=PaymentType.CAPTURE, amount=1, currency=currency("EUR"))
    shop.office.record_payment(order.id, actor(who), paid)
    ticket = order.bookings[0].tickets[0].id
    shop.office.record_redemption(order.id, actor(who), ticket)
    return shop.office.void_redemption(order.id, actor(who), ticket).order
