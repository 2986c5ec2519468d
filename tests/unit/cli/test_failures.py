"""Bad input and bad calls: what is said on the standard error, and the exit status."""

from collections.abc import Callable
from pathlib import Path

import pytest

from counterfoil.adapters.cli.failures import ExitStatus, exit_status, failure_lines
from counterfoil.domain.errors import CounterfoilError, InvariantError, UsageError
from counterfoil.domain.pricing import Quote, Violation

Run = Callable[..., tuple[int, str, str]]
Write = Callable[..., str]

ITEM = {"id": "1", "product": "ferry", "tickets": {"adult": 1}}
AT = "2026-06-01T08:00:00Z"


def test_all_refusals_of_all_carts_are_told_and_no_cart_is_shown(
    run: Run, write_cart: Write
) -> None:
    carts_file = write_cart(
        [
            {"name": "good", "at": AT, "items": [ITEM]},
            {"name": "far", "at": AT, "items": [{**ITEM, "product": "fery"}]},
            {"name": "odd", "at": AT, "items": [{**ITEM, "tickets": {"adult": 0, "dog": 1}}]},
        ]
    )

    status, out, err = run("quote", carts_file, "--world", ".")

    assert (status, out) == (1, "")
    assert err == (
        "cart far: item 1: product 'fery' is not in the catalogue, did you mean: ferry"
        " [unknown_product]\n"
        "cart odd: item 1: product 'ferry' has no ticket type 'dog', allowed: adult, boat"
        " [unknown_ticket_type]\n"
        "cart odd: item 1: quantity 0 of 'adult', allowed: a whole number from 1 to 100"
        " [invalid_quantity]\n"
    )


def test_with_several_tariffs_a_refusal_names_the_one(
    run: Run, write_cart: Write, change_tariff: Write
) -> None:
    new = change_tariff(
        ('id = "beacon-2026"', 'id = "beacon-2027"'),
        ("amounts = { adult = 8.00, boat = 50.00 }", "amounts = { boat = 50.00 }"),
    )
    cart = write_cart({"at": AT, "items": [ITEM]})

    status, out, err = run(
        "quote", cart, "--world", ".", "--tariff", "tariff.toml", "--tariff", new
    )

    assert (status, out) == (1, "")
    assert err.startswith("cart other under beacon-2027: item 1: ")
    assert err.endswith("[not_priced]\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("quote", "none.json", "--world", "."), "none.json: error: cannot be read"),
        (("quote", "broken.json", "--world", "."), "broken.json:1: error: "),
        (("quote", "cart.json", "--world", ".", "--tariff", "none.toml"), "none.toml: error: "),
        (
            ("quote", "cart.json", "--world", ".", "--tariff", "broken.json"),
            "broken.json:1: error: ",
        ),
        (
            ("quote", "cart.json", "--tariff", "tariff.toml", "--catalogue", "tariff.toml"),
            "tariff.toml:1: error: tariff: unknown key",
        ),
        (("prices", "--world", ".", "--product", "ferry", "--tariff", "none.toml"), "none.toml"),
        (("tariff", "diff", "tariff.toml", "none.toml"), "none.toml: error: cannot be read"),
        (("tariff", "explain", "none.toml"), "none.toml: error: cannot be read"),
        (
            ("tariff", "check", "tariff.toml", "--catalogue", "none.toml"),
            "none.toml: error: cannot be read",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_status_one(
    run: Run, folder: Path, words: tuple[str, ...], said: str
) -> None:
    (folder / "broken.json").write_text('{"items": ', encoding="utf-8")

    status, out, err = run(*words)

    assert (status, out) == (ExitStatus.BAD_INPUT, "")
    assert said in err
    assert "Traceback" not in err


def test_the_faults_of_all_files_are_told_at_once(run: Run, folder: Path) -> None:
    (folder / "bad-1.toml").write_text("[tariff]\n", encoding="utf-8")
    (folder / "bad-2.toml").write_text("x = 1\n", encoding="utf-8")
    (folder / "bad-catalogue.toml").write_text("x = 1\n", encoding="utf-8")
    tariffs = ("--tariff", "bad-1.toml", "--tariff", "bad-2.toml")

    _, _, two = run("quote", "cart.json", "--world", ".", *tariffs)
    _, _, three = run("quote", "cart.json", "--catalogue", "bad-catalogue.toml", *tariffs)
    _, _, of_carts = run("quote", "none-1.json", "none-2.json", "--world", ".")

    assert {line.partition(":")[0] for line in two.splitlines()} == {"bad-1.toml", "bad-2.toml"}
    assert {line.partition(":")[0] for line in three.splitlines()} == {
        "bad-catalogue.toml",
        "bad-1.toml",
        "bad-2.toml",
    }
    assert [line.partition(":")[0] for line in of_carts.splitlines()] == [
        "none-1.json",
        "none-2.json",
    ]


def test_a_condition_of_a_host_is_not_known_here(run: Run, change_tariff: Write) -> None:
    tariff = change_tariff(
        ('code = "SUMMER"\n', 'code = "SUMMER"\nconditions = [{ name = "sun", version = "1" }]\n')
    )

    status, out, err = run("quote", "cart.json", "--world", ".", "--tariff", tariff)
    checked, _, _ = run("tariff", "check", tariff)

    assert (status, out) == (1, "")
    assert f"{tariff}:" in err
    assert "[unknown_condition]" in err
    # The host that knows it may be elsewhere.
    assert checked == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("quote",), "Missing argument 'CART...'"),
        (("quote", "cart.json"), "missing --catalogue: name both files, or a --world"),
        (
            ("quote", "cart.json", "--catalogue", "catalogue.toml"),
            "missing --tariff: name both files, or a --world",
        ),
        (("quote", "cart.json", "--world", "nowhere"), "city-combi, concert, museum"),
        (
            ("quote", "cart.json", "--world", ".", "--cart", "nobody"),
            "no cart is named 'nobody', allowed: cart",
        ),
        (
            ("quote", "cart.json", "--world", ".", "--at", "2026-06-01T10:00"),
            "'2026-06-01T10:00' is not an instant with an offset, such as",
        ),
        (("quote", "cart.json", "--world", ".", "--at", "soon"), "'soon' is not an instant"),
        (
            ("quote", "cart.json", "--world", ".", "--at", "0001-01-01T00:00:00+12:00"),
            "is not an instant",
        ),
        (("tariff", "schema", "order"), "'order' is not one of 'tariff', 'catalogue', 'cart'"),
        (("tariff", "check"), "Missing argument 'FILE'"),
        (("nonsense",), "No such command 'nonsense'"),
    ],
)
def test_a_call_that_is_not_known_is_status_two(
    run: Run, words: tuple[str, ...], said: str
) -> None:
    status, out, err = run(*words)

    assert (status, out) == (ExitStatus.USAGE, "")
    assert said in err


def test_a_quote_that_breaks_a_law_is_not_shown(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Violation(law="M1", message="the ADDED entries sum to 1, the total is 2")
    monkeypatch.setattr(Quote, "audit", lambda _: (broken,))

    status, out, err = run("quote", "cart.json", "--world", ".")

    assert (status, out) == (ExitStatus.DEFECT, "")
    assert "M1: the ADDED entries sum to 1" in err
    assert "please report it" in err


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UsageError(field="at", value=1, problem="is no instant", allowed="one"), 2),
        (InvariantError("two and two make five"), 3),
        (CounterfoilError("no"), 1),
    ],
)
def test_who_has_to_act_decides_the_status(error: CounterfoilError, status: int) -> None:
    assert exit_status(error) == status
    assert failure_lines(error)[0] == str(error)
