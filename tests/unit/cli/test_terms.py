"""The terms beside an amount, and rules in words: they say what the rule says."""

from collections.abc import Callable

import pytest

from counterfoil.adapters.cli.rule_wording import rule_words
from counterfoil.adapters.files import parse_tariff
from counterfoil.domain.money import currency
from counterfoil.domain.tariff.tariff import Tariff

Run = Callable[..., tuple[int, str, str]]
Write = Callable[..., str]

PROMOTION = "percentage_off = 10\n"
FEE = "percentage = 2.5\n"


@pytest.mark.parametrize(
    ("benefit", "terms"),
    [
        ("percentage_off = 10", "10 % of 22.50"),
        ('percentage_off = 10\nover = "line"', "10 % of 45.00, shared out"),
        ("percentage_off = 10\ncap = 3.00", "10 % of 22.50, capped at 3.00"),
        ("percentage_off = 10\nlimits = { budget = 4.50 }", "10 % of 22.50, budget left 4.50"),
        ('amount_off = 3.00\nper = "unit"', "3.00 off per ticket"),
        ('amount_off = 3.00\nper = "booking"', "3.00 off per booking"),
        ("unit_price = 15.00", "ticket at 15.00"),
        (
            "cheapest = { take = 1, of = 2, percentage = 50 }",
            "cheapest 1 of every 2, 50 % of 22.50",
        ),
    ],
)
def test_a_discount_says_how_it_was_computed(
    run: Run, change_tariff: Write, benefit: str, terms: str
) -> None:
    tariff = change_tariff((PROMOTION, f"{benefit}\n"))

    assert f"SUMMER: Summer [summer10], {terms}" in shown(run, tariff)


@pytest.mark.parametrize(
    ("fee", "terms"),
    [
        ("percentage = 2.5\nfixed = 0.50", "2.5 % of 45.50, plus 0.50"),
        ("percentage = 2.5\nminimum = 3.00", "2.5 % of 45.50, at least 3.00"),
        ("percentage = 2.5\nmaximum = 1.00", "2.5 % of 45.50, at most 1.00"),
        ('percentage = 2.5\nrefund = "share"', "2.5 % of 45.50, shared out"),
        ("percentage = 2.5\nminimum = 1.00\nmaximum = 2.00", "2.5 % of 45.50"),
    ],
)
def test_a_fee_says_how_it_was_computed(
    run: Run, change_tariff: Write, fee: str, terms: str
) -> None:
    tariff = change_tariff((FEE, f"{fee}\n"))

    assert f"Service fee [service], {terms} " in shown(run, tariff)


def test_a_fee_of_the_whole_says_that_it_is_in_it(run: Run, change_tariff: Write) -> None:
    shop = 'type = "PLATFORM"\nfixed = 0.40\neffect = "included"\nchannels = ["web"]\n'
    card = 'type = "PAYMENT"\npercentage = 2\nfixed = 0.30\ngrossed_up = true\n'
    tariff = change_tariff((shop, card))

    # The least x with x = 2 % of (46.88 + x) + 0.30: 0.98 of 47.89 is 0.9578, and 0.30: 1.26.
    text = shown(run, tariff)
    assert "Ticket shop [shop], 2 % of 48.14, itself included, plus 0.30 1.26" in text


@pytest.mark.parametrize(
    ("variation", "terms"),
    [
        ("percentage = 10", "10 % of 20.00"),
        ("percentage = 10\nlevel = 'booking'", "10 % of 40.00, shared out"),
        ("percentage = -100.00", "-100 % of 20.00"),
    ],
)
def test_a_variation_says_how_it_was_computed(
    run: Run, change_tariff: Write, variation: str, terms: str
) -> None:
    tariff = change_tariff(("amount = 2.50\n", f"{variation}\n"))

    assert f"Peak hour [peak], {terms} " in shown(run, tariff)


def test_a_variation_that_reaches_zero_says_so(run: Run, change_tariff: Write) -> None:
    second = (
        'label = "More"\nid = "more"\ntype = "OTHER"\npercentage = -100\n'
        'ticket_types = ["adult"]\nproducts = ["tower"]\n'
    )
    tariff = change_tariff(
        ("amount = 2.50\n", "amount = -2.50\n"),
        ("[[requested]]", f"[[variation]]\n{second}\n[[requested]]"),
    )

    assert "More [more], -100 % of 20.00, cut at zero 2 × -17.50" in shown(run, tariff)


def test_a_tax_right_per_order_states_the_difference(
    run: Run, write_cart: Write, change_tariff: Write
) -> None:
    tariff = change_tariff(('currency = "EUR"\n', 'currency = "EUR"\ntax_rounding = "order"\n'))
    items = [{"id": "1", "product": "tower", "slot": "noon", "tickets": {"child": 2}}]
    cart = write_cart({"at": "2026-06-01T08:00:00Z", "items": items})

    # 9/109 of 10.00 is 0.83 for each of two, of 20.00 it is 1.65.
    text = shown(run, tariff, cart=cart)

    assert "tax rounding VAT 9 % [vat9], difference to the sum of the tickets -0.01" in text
    assert "Tax inside: VAT 9 % [vat9] 1.65" in text


def shown(run: Run, tariff: str, *, cart: str = "cart.json") -> str:
    """Quote a cart under *tariff* on a wide page, its blanks run together."""
    status, out, err = run("quote", cart, "--world", ".", "--tariff", tariff, width=120)
    assert (status, err) == (0, "")
    return " ".join(out.split())


# --- rules in words -----------------------------------------------------------------------------

HEAD = '[tariff]\nid = "t"\ncurrency = "EUR"\n[[tax]]\nid = "vat"\nlabel = "VAT"\npercentage = 9\n'


def tariff_with(section: str, content: str) -> Tariff:
    """Read a tariff with one rule."""
    head = 'id = "r"\nlabel = "R"\n'
    return parse_tariff(f"{HEAD}[[{section}]]\n{head}{content}\n")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("amount = -2", "-2.00 per ticket; type OTHER"),
        ("amount = 2\nlevel = 'cart'", "+2.00 per cart, shared out; type OTHER"),
        (
            "percentage = 10\nbase = 'running'\nlevel = 'booking'",
            "+10 % of the running price per booking, shared out; type OTHER",
        ),
        (
            "amount = 1\nlead = { least = '36h' }\nweekdays = ['sat']\nchannels = ['web']",
            (
                "+1.00 per ticket; type OTHER; weekdays Saturday; channels web; "
                "lead (least 1 day 12 hours)"
            ),
        ),
    ],
)
def test_a_variation_in_words(content: str, words: str) -> None:
    (rule,) = tariff_with("variation", f'type = "OTHER"\n{content}').variations

    assert rule_words(rule, currency=currency("EUR")) == words


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("percentage_off = 10", "10 % off"),
        ("percentage_off = 10\nover = 'line'", "10 % off, computed once over the line"),
        ("amount_off = 2\nper = 'booking'", "2.00 off per booking"),
        ("unit_price = 7", "ticket at 7.00"),
        (
            "cheapest = { take = 1, of = 4, percentage = 100 }",
            "cheapest 1 of every 4, 100 % off",
        ),
        ("benefit = { name = 'loyalty', version = '2' }", "benefit loyalty, version 2"),
        (
            "percentage_off = 10\ncode = 'X'\nmay_raise = true\nlimits = { uses = 3 }",
            "10 % off; limits (uses 3); may raise yes",
        ),
    ],
)
def test_a_promotion_in_words(content: str, words: str) -> None:
    (rule,) = tariff_with("promotion", content).promotions

    assert rule_words(rule, currency=currency("EUR")) == words


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("fixed = 1", "1.00 per order, on top; type SERVICE"),
        (
            "fixed = 1\non = 'undiscounted'\nper = 'unit'",
            "1.00 per ticket, for free tickets as well, on top; type SERVICE",
        ),
        (
            "percentage = 3\nfixed = 1\nminimum = 2\nmaximum = 9\neffect = 'included'",
            (
                "3 % plus 1.00 per order of the discounted price, at least 2.00, at most 9.00, "
                "inside the price; type SERVICE"
            ),
        ),
        (
            "percentage = 3\nbase = ['LIST']\ntax = 'vat'\ntax_effect = 'included'",
            "3 % per order of LIST, on top, tax vat inside; type SERVICE",
        ),
        (
            "percentage = 3\nsplit_tax = true",
            (
                "3 % per order of the discounted price, on top, taxed as its tickets are; "
                "type SERVICE"
            ),
        ),
        (
            "percentage = 3\ngrossed_up = true\ntax = 'vat'\ntax_effect = 'added'",
            (
                "3 % per order of all that is paid, itself included, on top, tax vat on top; "
                "type SERVICE"
            ),
        ),
    ],
)
def test_a_fee_in_words(content: str, words: str) -> None:
    head = '[[taxation]]\ntaxes = ["vat"]\n[[fee]]\nid = "f"\nlabel = "F"\ntype = "SERVICE"\n'
    (rule,) = parse_tariff(f"{HEAD}{head}{content}\n").fees

    assert rule_words(rule, currency=currency("EUR")) == words


def test_a_rule_without_conditions_always_holds() -> None:
    (rule,) = parse_tariff(f"{HEAD}[[taxation]]\ntaxes = []\n").taxation

    assert rule_words(rule, currency=currency("EUR")) == "taxes none"
