"""The table of `counterfoil quote`, compared line by line; the amounts were worked out by hand."""

from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]
Write = Callable[..., str]

# 2 x 22.50, 10 % off; 5.00 over 20.25 : 20.25 : 10.00 is 2.01, 2.00 (2.0050 each) and 0.99;
# 9/109 of 18.24, 18.25, 9.01; 2.5 % of 45.50 is 1.1375, 21 % of 1.14 is 0.2394.
PAGES = {
    width: (Path(__file__).parent / f"worked-example-{width}.txt").read_text(encoding="utf-8")
    for width in (80, 100)
}


@pytest.mark.parametrize("width", PAGES)
def test_every_entry_stands_with_its_cause(run: Run, width: int) -> None:
    status, out, err = run("quote", "cart.json", "--world", ".", width=width)

    assert (status, err) == (0, "")
    assert out == PAGES[width]


def test_the_files_may_be_named_one_by_one(run: Run) -> None:
    files = ("--catalogue", "catalogue.toml", "--tariff", "tariff.toml")

    _, out, _ = run("quote", "cart.json", *files)

    assert out == PAGES[100]


def test_without_a_terminal_and_a_stated_width_a_page_has_a_hundred_columns(run: Run) -> None:
    _, out, _ = run("quote", "cart.json", "--world", ".", width=None)

    assert out == PAGES[100]


def test_what_does_not_fit_stands_below_its_cause(run: Run) -> None:
    _, out, _ = run("quote", "cart.json", "--world", ".", width=72)

    lines = out.splitlines()
    place = lines.index("    promocode  SUMMER: Summer [summer10],    2 × -2.25             -4.50")
    assert lines[place + 1] == "               10 % of 22.50"
    assert max(map(len, lines)) <= 72


@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_amounts_end_at_the_edge_of_the_page(run: Run, width: int) -> None:
    _, out, _ = run("quote", "cart.json", "--world", ".", width=width)

    (total,) = (line for line in out.splitlines() if "Total in EUR" in line)
    assert len(total) == width
    assert total.endswith("46.88")


@pytest.mark.parametrize(("stated", "used"), [(20, 60), (500, 120)])
def test_the_width_has_limits(run: Run, stated: int, used: int) -> None:
    _, out, _ = run("quote", "cart.json", "--world", ".", width=stated)

    (total,) = (line for line in out.splitlines() if "Total in EUR" in line)
    assert len(total) == used


SUMMARY = """\
                                                       tickets  of which  amount
Item 1: Lighthouse tower [tower], Sat 2026-06-06 12:00
    2 × Adult                                        1 × 18.25
                                                     1 × 18.24             36.49
    1 × Child                                         1 × 9.01              9.01
    Pinned to the booking                                                   1.38
  sum of item 1                                                            46.88

Totals
"""


def test_a_summary_shows_what_tickets_cost_in_the_end(run: Run) -> None:
    status, out, _ = run("quote", "cart.json", "--world", ".", "--summary", width=80)

    assert status == 0
    assert SUMMARY in out
    assert "Peak hour" not in out


def test_a_summary_shows_what_is_pinned_to_the_order(run: Run, change_tariff: Write) -> None:
    tariff = change_tariff(('effect = "included"\nchannels = ["web"]\n', ""))

    words = ("quote", "cart.json", "--world", ".", "--tariff", tariff, "--summary")
    _, out, _ = run(*words, width=80)

    shown = [" ".join(line.split()) for line in out.splitlines()]
    place = shown.index("sum of item 1 46.88")
    assert shown[place + 1 : place + 4] == ["", "Pinned to the order 0.40", ""]
    assert "Total in EUR 47.28" in shown


def test_a_cart_without_items_costs_nothing(run: Run, write_cart: Write) -> None:
    cart = write_cart({"at": "2026-06-01T08:00:00Z", "items": []})

    for words in ((), ("--summary",)):
        status, out, _ = run("quote", cart, "--world", ".", *words, width=80)
        assert status == 0
        assert out.splitlines()[4:] == [
            "Totals",
            "  Total in EUR                                                              0.00",
            "  Revenue: the total less all fees                                  0.00",
        ]


def test_files_of_a_world_need_no_folder(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)

    _, out, _ = run("quote", "cart.json", "--world", "..", "--catalogue", "catalogue.toml")

    assert out == PAGES[100]


def test_a_file_that_is_here_comes_before_one_of_the_world(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    (elsewhere / "cart.json").write_text('{"items": []}', encoding="utf-8")

    _, out, _ = run("quote", "cart.json", "--world", "..")

    assert "Total in EUR" in out
    assert "46.88" not in out


def test_parts_of_bundles_and_combis_and_the_order_are_named(run: Run, write_cart: Write) -> None:
    cart = {
        "name": "both",
        "at": "2026-06-01T08:00:00Z",
        "buyer": {"channel": "web"},
        "items": [
            {
                "id": "A",
                "product": "day",
                "parts": [
                    {"part": "up", "slot": "morning", "tickets": {"adult": 1}},
                    {"part": "over", "tickets": {"adult": 1}},
                ],
            },
            {"id": "B", "product": "island", "travel_date": "2026-06-06", "tickets": {"adult": 1}},
        ],
    }

    status, out, _ = run("quote", write_cart(cart), "--world", ".", width=80)

    assert status == 0
    assert "Item A: A day on the island [day]\n" in out
    assert "  1 × Lighthouse tower, Sat 2026-06-06 10:00: Adult\n" in out
    assert "  1 × Ferry: Adult\n" in out
    assert "Item B: Tower and ferry [island], Sat 2026-06-06\n" in out
    # 24.00 at 3 : 1 is 18.00 and 6.00; 9/109 of 18.00 is 1.49, 21/121 of 6.00 is 1.04.
    shown = [" ".join(line.split()) for line in out.splitlines()]
    assert "tax VAT 9 % [vat9] in Lighthouse tower, 1 × 1.49 1.49" in shown
    assert "9 % of 16.51 net" in shown
    assert "tax VAT 21 % [vat21] in Ferry, 1 × 1.04 1.04" in shown
    assert "21 % of 4.96 net" in shown
    # An included fee alone has no sum: nothing is added to the order.
    order = out[out.index("Pinned to the order") :].splitlines()
    assert order[1].split() == ["fee", "Ticket", "shop", "[shop]", "0.40"]
    assert order[2] == ""


def test_a_code_that_does_not_apply_says_why(run: Run) -> None:
    codes = ("--code", "EARLY", "--code", "NONSENSE")

    _, out, _ = run("quote", "cart.json", "--world", ".", *codes)

    assert out.endswith(
        "Codes\n"
        "  EARLY: expired: This code has expired. (valid until 2026-05-01T00:00:00+02:00)\n"
        "  NONSENSE: unknown: We do not know this code.\n"
        "  SUMMER: applied [summer10], -4.50\n"
    )


def test_the_nearest_change_is_named(run: Run, write_cart: Write, change_tariff: Write) -> None:
    tariff = change_tariff(('label = "Family"\n', 'label = "Family"\ncode = "FAMILY"\n'))
    items = [{"id": "1", "product": "tower", "slot": "noon", "tickets": {"adult": 2}}]
    cart = write_cart({"at": "2026-06-01T08:00:00Z", "items": items, "codes": ["FAMILY"]})

    _, out, _ = run("quote", cart, "--world", ".", "--tariff", tariff)

    assert "FAMILY: minimum not reached: " in out
    assert "Nearest change: " in out


def test_what_could_not_be_given_is_told(run: Run, write_cart: Write) -> None:
    cart = write_cart(
        {
            "at": "2026-06-01T08:00:00Z",
            "currency": "EUR",
            "buyer": {"channel": "desk"},
            "items": [{"id": "1", "product": "ferry", "tickets": {"adult": 1}}],
            "requested": [
                {"id": "r1", "type": "OTHER", "label": "Our guest", "amount": -9.5, "item": "1"}
            ],
        }
    )

    _, out, _ = run("quote", cart, "--world", ".")

    assert out.endswith(
        "Not given or charged\n  Our guest [r1]: 1.50, no ticket goes below zero\n"
    )


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ((), "2026-06-01 10:00 +02:00 (the cart's own instant)"),
        (("--at", "2026-04-30T23:59:59Z"), "2026-04-30 23:59:59 +00:00 (as asked)"),
    ],
)
def test_the_instant_is_shown_with_who_said_it(
    run: Run, words: tuple[str, ...], shown: str
) -> None:
    _, out, _ = run("quote", "cart.json", "--world", ".", *words)

    assert f"priced at {shown}," in out


def test_an_instant_that_is_asked_for_wins(run: Run) -> None:
    earlier = ("--at", "2026-04-30T12:00:00Z", "--code", "EARLY")

    _, out, _ = run("quote", "cart.json", "--world", ".", *earlier)

    assert "EARLY: expired" not in out


def test_where_nobody_names_an_instant_it_is_now(run: Run, write_cart: Write) -> None:
    items = [{"id": "1", "product": "ferry", "tickets": {"adult": 1}}]

    status, out, _ = run("quote", write_cart({"items": items}), "--world", ".")

    assert status == 0
    assert "+00:00 (now), catalogue beacon" in out.replace("\n", " ")


def test_several_carts_are_shown_one_after_the_other(run: Run, write_cart: Write) -> None:
    one = {"at": "2026-06-01T08:00:00Z"}
    ferry = [{"id": "1", "product": "ferry", "tickets": {"adult": 1}}]
    carts = write_cart([{**one, "name": "first", "items": ferry}, {**one, "items": ferry}])

    _, out, _ = run("quote", carts, "cart.json", "--world", ".")

    headings = [line for line in out.splitlines() if line in {"first", "other-2", "cart"}]
    assert headings == ["first", "other-2", "cart"]


def test_one_cart_of_several_can_be_chosen(run: Run, write_cart: Write) -> None:
    one = {"at": "2026-06-01T08:00:00Z"}
    ferry = [{"id": "1", "product": "ferry", "tickets": {"adult": 1}}]
    carts = write_cart([{**one, "name": "first", "items": ferry}, {**one, "items": ferry}])

    _, out, _ = run("quote", carts, "--world", ".", "--cart", "first")

    assert out.startswith("first\n")
    assert "other-2" not in out


def test_csv_carts_are_read(run: Run, folder: Path) -> None:
    rows = "item,product,slot,ticket_type,quantity,at\n1,tower,noon,adult,2,2026-06-01T08:00:00Z\n"
    (folder / "cart.csv").write_text(rows, encoding="utf-8")

    status, out, _ = run("quote", "cart.csv", "--world", ".")

    assert status == 0
    assert "  2 × Adult\n" in out


def test_a_label_cannot_move_the_cursor(run: Run, change_tariff: Write) -> None:
    tariff = change_tariff(('label = "Peak hour"', r'label = "Peak\u001b[2K\thour"'))

    _, out, _ = run("quote", "cart.json", "--world", ".", "--tariff", tariff)

    assert "\x1b" not in out
    assert "Peak\N{REPLACEMENT CHARACTER}[2K hour [peak]" in out


def test_brackets_of_a_label_are_shown_as_they_are(run: Run, change_tariff: Write) -> None:
    tariff = change_tariff(('label = "Peak hour"', 'label = "[bold]Peak[/bold] :star:"'))

    _, out, _ = run("quote", "cart.json", "--world", ".", "--tariff", tariff)

    assert "[bold]Peak[/bold] :star: [peak]" in out
