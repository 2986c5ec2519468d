"""The filter of a list of orders as options, and its faults as faults of these options."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time
from enum import Enum
from types import MappingProxyType
from typing import Any, ParamSpec, TypeVar

import click
from attrs import evolve

from counterfoil.adapters.cli.instants import read_date, read_instant
from counterfoil.domain.catalogue.schedule import CALENDAR
from counterfoil.domain.finding import ITEMS_PER_PAGE_MAX, OrderFilter, SortBy, SortOrder
from counterfoil.domain.party import AccountType
from counterfoil.domain.refusals import InvalidFilter, RefusedError, Unsupported

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")
_Option = Callable[[Callable[..., Any]], Callable[..., Any]]

# No order was made before: what a list looks at where nothing says when or whose.
BEGINNING = datetime.combine(CALENDAR.first, time(), tzinfo=UTC)


def _text(option: str, metavar: str, meaning: str) -> _Option:
    return click.option(option, metavar=metavar, help=meaning)


def _instant(option: str, meaning: str) -> _Option:
    return click.option(option, metavar="INSTANT", callback=read_instant, help=meaning)


def _day(option: str, meaning: str) -> _Option:
    return click.option(option, metavar="DATE", callback=read_date, help=meaning)


def _choice(
    option: str, kind: type[Enum], meaning: str, *, default: Enum | None = None
) -> _Option:
    names = click.Choice([member.value for member in kind], case_sensitive=False)
    return click.option(
        option,
        type=names,
        default=None if default is None else default.value,
        show_default=default is not None,
        help=meaning,
    )


# One option for each field of the filter, by its name.
OPTIONS: Mapping[str, _Option] = MappingProxyType(
    {
        "reseller": _text("--reseller", "ID", "Only of this reseller."),
        "distributor": _text("--distributor", "ID", "Only sold through this distributor."),
        "market_admin": _text("--market-admin", "ID", "Only with a booking in this market."),
        "supplier": _text("--supplier", "ID", "Only with a booking of this supplier."),
        "reference": _text("--reference", "ORDER", "Only this one, by name or reference."),
        "external_reference": _text("--external-reference", "TEXT", "Only what a host calls so."),
        "contact_uid": _text("--contact-uid", "ID", "Only with this contact."),
        "contact_name": _text(
            "--contact-name", "NAME", "Only with a contact of this first name, last name, or both."
        ),
        "contact_email": _text("--contact-email", "EMAIL", "Only with a contact of this address."),
        "created_from": _instant("--created-from", "Only made at this instant or later."),
        "created_to": _instant("--created-to", "Only made before this instant."),
        "modified_after": _instant("--modified-after", "Only changed or made after this instant."),
        "booking_reference": _text(
            "--booking-reference", "ID", "Only with the booking of this id."
        ),
        "booking_external_reference": _text(
            "--booking-external-reference", "TEXT", "Only with a booking that the host calls so."
        ),
        "travel_from": _day("--travel-from", "Only with a booking on this date or later."),
        "travel_to": _day("--travel-to", "Only with a booking on this date or before."),
        "redeemed_from": _instant(
            "--redeemed-from", "Only with a ticket that was used at this instant or later."
        ),
        "redeemed_to": _instant(
            "--redeemed-to", "Only with a ticket that was used before this instant."
        ),
        "products": click.option(
            "--product",
            "products",
            metavar="ID",
            multiple=True,
            help="Only with a booking of this product; may be repeated: of one of them.",
        ),
        "ticket_code": _text("--ticket-code", "CODE", "Only with the ticket of this code."),
        "slot": _text("--slot", "ID", "Only with a booking in this slot."),
        "pool": _text("--pool", "ID", "Only with a booking that draws from this pool."),
        "created_email": _text(
            "--created-email", "EMAIL", "Only made by the person with this address."
        ),
        "query": _text("--query", "WORDS", "Only in which every one of these is a word."),
        "filter_bookings": click.option(
            "--filter-bookings",
            is_flag=True,
            help="Count only the tickets of bookings that are asked for.",
        ),
        "partner_sales": click.option(
            "--partner-sales", is_flag=True, help="Only what a partner sold."
        ),
        "view_type": _choice(
            "--view-type", AccountType, "As which kind of account to look, where it is known."
        ),
        "cache": click.option(
            "--cache/--no-cache",
            default=None,
            help="Whether a cache may answer, where there is one.",
        ),
        "sort_by": _choice(
            "--sort-by", SortBy, "What they are sorted by.", default=SortBy.ORDER_CREATED
        ),
        "sort_order": _choice("--sort-order", SortOrder, "Which way.", default=SortOrder.ASC),
        "items_per_page": click.option(
            "--per-page",
            "items_per_page",
            type=int,
            default=ITEMS_PER_PAGE_MAX,
            show_default=True,
            help=f"How many of them, at most {ITEMS_PER_PAGE_MAX}.",
        ),
        "start_index": click.option(
            "--start-index", type=int, help="The first one that is listed, counted from 1."
        ),
        "page": click.option("--page", type=int, help="The same in pages; one of the two."),
    }
)
_KINDS: Mapping[str, type[Enum]] = MappingProxyType(
    {"view_type": AccountType, "sort_by": SortBy, "sort_order": SortOrder}
)
_NAMED_OTHERWISE = MappingProxyType({"products": "--product", "items_per_page": "--per-page"})
_FIELD = re.compile(rf"\b({'|'.join(name for name in OPTIONS if '_' in name)})\b")


def filter_options(
    command: Callable[_Parameters, _Result],
) -> Callable[_Parameters, _Result]:
    """Give a command an option for each field of the filter."""
    for option in reversed(tuple(OPTIONS.values())):
        command = option(command)
    return command


def wanted_orders(values: Mapping[str, Any]) -> OrderFilter:
    """Make the filter of the values of its options.

    Where nothing says when or whose, all orders are looked at, and not three months of them: what
    is listed has moved in just now, or was left by a story.
    """
    said = {name: value for name, value in values.items() if value is not None}
    for name, kind in _KINDS.items():
        if name in said:
            said[name] = kind(said[name])
    wanted = OrderFilter(**said)
    return wanted if wanted.asks_when_or_whose else evolve(wanted, created_from=BEGINNING)


def told_as_options(refused: RefusedError) -> click.UsageError:
    """Tell what is wrong with a filter in terms of the options, all of it."""
    lines = []
    for refusal in (refused.refusal, *refused.others):
        match refusal:
            case InvalidFilter():
                option = _option(refusal.field)
                lines.append(_in_options(f"{refusal.problem}, allowed: {refusal.allowed}", option))
            case Unsupported():
                problem = f"is not supported here, allowed: {refusal.instead}"
                lines.append(_in_options(problem, _option(refusal.capability)))
            case _:
                lines.append(refusal.message)
    return click.UsageError("\n".join(lines))


def _option(field: str) -> str:
    return _NAMED_OTHERWISE.get(field, f"--{field.replace('_', '-')}")


def _in_options(text: str, option: str) -> str:
    return f"{option} {_FIELD.sub(lambda match: _option(match[0]), text)}"
