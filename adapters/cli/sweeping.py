"""The command `sweep`: settles what expired carts owe, and forgets what nobody can read."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click
from rich.status import Status

import counterfoil
from counterfoil.adapters.cli.documents import write_text
from counterfoil.adapters.cli.terminal import progress_console, show_lines
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.money import format_amount
from counterfoil.domain.party import AccountType, Actor
from counterfoil.domain.payments import Payment, RefundType
from counterfoil.ports.box_office import BoxOffice

SWEEPER = Actor(account_type=AccountType.PLATFORM, role="sweeper")
STEP = 200  # carts at once: about a second's work, after which it is said how far it got


@click.command()
@click.option("--system", metavar="URL", required=True, help="The reservation system to sweep.")
@click.option("--json", "as_json", is_flag=True, help="Write a line of JSON for each refund.")
def sweep(*, system: str, as_json: bool) -> None:
    """Settle carts whose time is up, and forget those that nobody can read any more.

    Nothing that can be read changes, and nobody waits for it. It may be stopped and started again
    at any time, and several may run at once. What is to be carried out is told as it is settled:
    what goes back, and what is not to be collected any more.
    """
    office = counterfoil.open(system)
    with progress_console().status("sweeping") as status:
        settled = _settle(office, status, as_json=as_json)
        forgotten = _forget(office, status)
    if not as_json:
        show_lines([f"{_counted(settled)} settled, {_counted(forgotten)} forgotten"])


def _settle(office: BoxOffice, status: Status, *, as_json: bool) -> int:
    settled = 0
    while views := office.sweep(SWEEPER, limit=STEP):
        settled += len(views)
        for view in views:
            for payment in _to_carry_out(view.cart):
                _tell(view.cart, payment, as_json=as_json)
        status.update(f"{_counted(settled)} settled")
    return settled


def _forget(office: BoxOffice, status: Status) -> int:
    forgotten, gone = 0, STEP
    while gone == STEP:
        gone = office.purge(limit=STEP)
        forgotten += gone
        status.update(f"{_counted(forgotten)} forgotten")
    return forgotten


def _to_carry_out(cart: Cart) -> Iterator[Payment]:
    """Answer the lines that nobody but time has written."""
    return (one for one in cart.payments if one.refund_type is RefundType.AUTO)


def _tell(cart: Cart, payment: Payment, *, as_json: bool) -> None:
    amount = format_amount(payment.amount, currency=payment.currency)
    if as_json:
        line = {
            "cart": cart.id,
            "payment": payment.id,
            "original": payment.original,
            "type": payment.type.value,
            "status": payment.status.value,
            "method": payment.method.value,
            "currency": payment.currency.code,
            "decimal": amount,
            "minor": payment.amount,
        }
        write_text(json.dumps(line) + "\n")
        return
    money = f"{amount} {payment.currency.code}"
    what = f"{payment.type.value.lower()} of {money} ({payment.status.value.lower()})"
    show_lines([f"cart {cart.id}: {what}, for payment {payment.original}"])


def _counted(carts: int) -> str:
    return f"{carts} cart{'' if carts == 1 else 's'}"
