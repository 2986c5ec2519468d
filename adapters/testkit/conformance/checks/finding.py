"""Finding: a page is what looking at every order would answer."""

from __future__ import annotations

from attrs import evolve

from counterfoil.adapters.testkit.conformance.check import Check, check
from counterfoil.adapters.testkit.conformance.crowd import CROWD, crowd, filters
from counterfoil.adapters.testkit.conformance.deciding import writing
from counterfoil.adapters.testkit.conformance.failing import require, require_equal
from counterfoil.adapters.testkit.conformance.pier import INSTANT
from counterfoil.adapters.testkit.conformance.stand import Stand
from counterfoil.domain.finding import (
    NotModified,
    OrderFilter,
    SortBy,
    SortOrder,
    found,
    found_if_modified,
)

__all__ = ["CHECKS"]


@check("D6")
def finding_is_looking_at_every_order(stand: Stand) -> None:
    """Every filter, alone and in pairs, sorted and paged, finds what `found` finds."""
    shop = stand.shop()
    orders = crowd(shop)
    now = shop.clock.now()
    answers = set()
    for number, wanted in enumerate(filters(orders, shop)):
        stand.step(f"filter {number}: {wanted}")
        expected = found(orders.values(), wanted, now)
        answers.add(expected.total_items)
        page = shop.office.find_orders(wanted)
        require_equal(
            "D6",
            what=f"orders found by {wanted}",
            found=([one.order.id for one in page.items], page.total_items),
            expected=([one.order.id for one in expected.items], expected.total_items),
        )
        require_equal("D6", what=f"page of {wanted}", found=page, expected=expected)
    require("D6", len(answers) > CROWD // 2, "the filters find few, many and none")


@check("D6")
def pages_put_together_hold_every_order_once(stand: Stand) -> None:
    """However orders are sorted, the pages of a list neither overlap nor leave one out."""
    shop = stand.shop()
    orders = crowd(shop)
    for sort_by in SortBy:
        for sort_order in SortOrder:
            stand.step(f"all pages by {sort_by.name}, {sort_order.name}")
            wanted = OrderFilter(sort_by=sort_by, sort_order=sort_order, items_per_page=3)
            pages = [
                shop.system.orders(evolve(wanted, page=number))
                for number in range(1, CROWD // 3 + 3)
            ]
            names = [one.order.id for page in pages for one in page.items]
            require_equal(
                "D6", what="orders of all pages", found=sorted(names), expected=sorted(orders)
            )


@check("D6")
def a_conditional_read_answers_where_something_changed(stand: Stand) -> None:
    """`NotModified` where no order that is asked for has changed since, otherwise every match."""
    shop = stand.shop()
    orders = crowd(shop)
    changes = sorted({order.modified_at for order in orders.values()})
    for since in (changes[0] - INSTANT, changes[5], changes[-1] - INSTANT, changes[-1]):
        for wanted in (
            OrderFilter(),
            OrderFilter(contact_name="ada"),
            OrderFilter(modified_after=changes[4], items_per_page=2),
            OrderFilter(external_reference="nobody's"),
        ):
            stand.step(f"{wanted} is read if modified since {since.isoformat()}")
            answer = shop.system.orders_if_modified(wanted, since=since)
            expected = found_if_modified(orders.values(), wanted, since, shop.clock.now())
            require_equal("D6", what="answer", found=answer, expected=expected)
    nothing = shop.system.orders_if_modified(OrderFilter(), since=changes[-1])
    require("D6", isinstance(nothing, NotModified), f"nothing has changed: {nothing}")


@check("D6")
def what_has_changed_is_found_as_it_now_is(stand: Stand) -> None:
    """An order is found by what it says now, and no more by what it said before."""
    shop = stand.shop()
    orders = crowd(shop)
    changed = next(order for order in orders.values() if order.details.contacts)
    (contact,) = changed.details.contacts
    stand.step("the contact of an order gets another name")
    now = evolve(
        changed,
        revision=changed.revision + 1,
        modified_at=shop.clock.now(),
        details=evolve(
            changed.details,
            contacts=(evolve(contact, name_first="Wilhelmina", email="w@mail.example"),),
        ),
    )
    shop.system.commit_order(writing(shop, now, key="renamed"))
    for wanted in (
        OrderFilter(contact_name=contact.name_first),
        OrderFilter(contact_email=contact.email),
        OrderFilter(query=contact.email),
        OrderFilter(contact_name="Wilhelmina"),
        OrderFilter(query="w@mail.example"),
    ):
        expected = found(
            [now if one.id == now.id else one for one in orders.values()], wanted, now.modified_at
        )
        page = shop.system.orders(wanted)
        require_equal("D6", what=f"orders found by {wanted}", found=page, expected=expected)


CHECKS: tuple[Check, ...] = (
    finding_is_looking_at_every_order,
    pages_put_together_hold_every_order_once,
    a_conditional_read_answers_where_something_changed,
    what_has_changed_is_found_as_it_now_is,
)
