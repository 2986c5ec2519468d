"""LIST: the list prices and the chosen options."""

from __future__ import annotations

from tests.oracle.arithmetic import share_out
from tests.oracle.ledger import Calculation, Cause
from tests.oracle.tickets import Ticket, grouped, known

from counterfoil.domain.basket import ChosenOption
from counterfoil.domain.catalogue.nesting import Bundle
from counterfoil.domain.catalogue.options import (
    Option,
    OptionCount,
    OptionPrice,
    OptionSelection,
    OptionValue,
)
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.pricing import Kind


def write_list_prices(calculation: Calculation) -> None:
    for line in grouped(calculation.tickets, by=lambda ticket: ticket.line):
        first = line[0]
        price = list_price(first, calculation=calculation)
        amounts = [price for _ in line]
        if first.in_group_line:
            amounts = share_out(price, weights=[1 for _ in line])
        cause = Cause(kind=Kind.LIST, type="LIST", rule=first.product.id)
        for ticket, amount in zip(line, amounts, strict=True):
            calculation.change(ticket, amount=amount, cause=cause)
    for item in calculation.basket.items:
        product = known(calculation.catalogue, product=item.product)
        tickets = [ticket for ticket in calculation.tickets if ticket.item == item.id]
        # Reading: options of a bundle are over all its tickets, those of a part over the part's.
        _write_options(product, chosen=item.options, tickets=tickets, calculation=calculation)
        if isinstance(product.nesting, Bundle):
            for choice in item.parts:
                inside = [ticket for ticket in tickets if ticket.target.part == choice.part]
                _write_options(
                    inside[0].product,
                    chosen=choice.options,
                    tickets=inside,
                    calculation=calculation,
                )


def list_price(ticket: Ticket, *, calculation: Calculation) -> int:
    """Read the first season of the tariff that has the day and a row, else the row without one."""
    tariff = calculation.tariff
    rows = {
        row.season: row.amount
        for row in tariff.prices
        if row.product == ticket.product.id and row.ticket_type == ticket.ticket_type.id
    }
    for season in tariff.seasons:
        if season.id in rows and any(ticket.season_day in dates for dates in season.dates):
            return rows[season.id]
    return rows[None]


def _write_options(
    product: Product,
    *,
    chosen: tuple[ChosenOption, ...],
    tickets: list[Ticket],
    calculation: Calculation,
) -> None:
    for option in product.options:
        values = {value.id: value for value in option.values}
        choices = [choice for choice in chosen if choice.option == option.id]
        if not choices and option.selection is OptionSelection.AUTO:
            choices = [ChosenOption(option=option.id, value=value) for value in values]
        for choice in choices:
            _write_option(
                option,
                value=values[choice.value],
                choice=choice,
                tickets=tickets,
                calculation=calculation,
            )


def _write_option(
    option: Option,
    *,
    value: OptionValue,
    choice: ChosenOption,
    tickets: list[Ticket],
    calculation: Calculation,
) -> None:
    if option.price_type is OptionPrice.INCLUDED:
        return
    count = choice.count if option.count_type is OptionCount.FLEXIBLE else 1
    amounts = share_out(value.price * count, weights=[1 for _ in tickets])
    if option.price_type is OptionPrice.PRODUCT_TYPE:
        tickets = [
            ticket for ticket in tickets if choice.ticket_type in {None, ticket.ticket_type.id}
        ]
        # Reading: a count of a value that is priced per ticket is the count for each ticket.
        amounts = [
            count * value.prices.get(ticket.ticket_type.id, value.price) for ticket in tickets
        ]
    cause = Cause(kind=Kind.LIST, type="OPTION", rule=f"{option.id}/{value.id}")
    for ticket, amount in zip(tickets, amounts, strict=True):
        calculation.change(ticket, amount=amount, cause=cause)
