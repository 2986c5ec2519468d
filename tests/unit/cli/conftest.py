"""A small world in a folder of its own, and the command line run inside it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from counterfoil.adapters.cli.application import application

CATALOGUE = """\
[catalogue]
id = "beacon"
currency = "EUR"
zone = "Europe/Amsterdam"
supplier = { id = "beacon-trust", name = "Beacon Trust" }

[[product]]
id = "tower"
title = "Lighthouse tower"
admission = "TIME_SLOT"
availability = true

[[product.ticket_type]]
id = "adult"
kind = "ADULT"
label = "Adult"

[[product.ticket_type]]
id = "child"
kind = "CHILD"
label = "Child"

[[product.slot]]
id = "morning"
starts_at = 2026-06-06T10:00:00+02:00
ends_at = 2026-06-06T11:00:00+02:00

[[product.slot]]
id = "noon"
starts_at = 2026-06-06T12:00:00+02:00
ends_at = 2026-06-06T13:00:00+02:00

[[product.slot]]
id = "storm"
starts_at = 2026-06-06T14:00:00+02:00
ends_at = 2026-06-06T15:00:00+02:00
active = false

[[product]]
id = "ferry"
title = "Ferry"
admission = "TIME_OPEN"

[[product.ticket_type]]
id = "adult"
kind = "ADULT"
label = "Adult"

[[product.ticket_type]]
id = "boat"
kind = "GROUP"
label = "Whole boat"
ticket_class = "group"
price_type = "group"

[[product]]
id = "island"
title = "Tower and ferry"
admission = "TIME_DATE"

[[product.ticket_type]]
id = "adult"
kind = "ADULT"
label = "Adult"

[[product.combi.part]]
id = "tower"
product = "tower"
share = 3

[[product.combi.part]]
id = "ferry"
product = "ferry"
share = 1

[[product]]
id = "day"
title = "A day on the island"
admission = "TIME_DATE"

[[product.bundle.part]]
id = "up"
product = "tower"

[[product.bundle.part]]
id = "over"
product = "ferry"

[[product]]
id = "sights"
title = "All sights"
admission = "TIME_DATE"

[product.cluster]
members = ["tower", "ferry"]

[[product]]
id = "workshop"
title = "Lens workshop"
admission = "TIME_DATE"
limits = { booking_min = 2 }

[[product.ticket_type]]
id = "adult"
kind = "ADULT"
label = "Adult"

[[product.ticket_type]]
id = "senior"
kind = "SENIOR"
label = "Senior"

[[product.option]]
id = "tools"
label = "Tools"
price_type = "PRODUCT_TYPE"
required = true

[[product.option.value]]
id = "brass"
label = "Brass"
price = 6.00

[[product.option.value]]
id = "steel"
label = "Steel"
price = 4.00

[[product.option]]
id = "apron"
label = "Apron"
price_type = "INCLUDED"
required = true

[[product.option.value]]
id = "blue"
label = "Blue"

[[product.option]]
id = "room"
label = "Room"
required = true

[[product.option.value]]
id = "large"
label = "Large"
price = 9.00

[[product.option.value]]
id = "small"
label = "Small"
price = 6.01
"""

TARIFF = """\
[tariff]
id = "beacon-2026"
label = "Beacon, 2026"
currency = "EUR"

[[season]]
id = "summer"
label = "Summer"
dates = [{ first = 2026-07-01, last = 2026-08-31 }]

[[price]]
product = "tower"
amounts = { adult = 20.00, child = 10.00 }

[[price]]
product = "ferry"
amounts = { adult = 8.00, boat = 50.00 }

[[price]]
product = "island"
ticket_type = "adult"
amount = 24.00

[[price]]
product = "workshop"
ticket_type = "adult"
amount = 30.00

[[price]]
product = "workshop"
ticket_type = "adult"
amount = 33.00
season = "summer"

[[variation]]
id = "peak"
label = "Peak hour"
type = "PRODUCT_DYNAMIC"
amount = 2.50
products = ["tower"]
ticket_types = ["adult"]
slots = ["noon"]

[[requested]]
type = "OTHER"
channels = ["desk"]

[[lane]]
number = 1
mode = "best"

[[lane]]
number = 2

[[promotion]]
id = "summer10"
label = "Summer"
title = "Summer sale"
description = "10 % off adults"
code = "SUMMER"
percentage_off = 10
products = ["tower"]
ticket_types = ["adult"]

[[promotion]]
id = "early"
label = "Early bird"
code = "EARLY"
percentage_off = 5
booked = [{ until = 2026-05-01T00:00:00+02:00 }]

[[promotion]]
id = "family"
label = "Family"
lane = 2
amount_off = 5.00
per = "order"
minimum = { quantity = 3, over = "cart" }
products = ["tower"]

[[tax]]
id = "vat9"
label = "VAT 9 %"
percentage = 9

[[tax]]
id = "vat21"
label = "VAT 21 %"
percentage = 21

[[taxation]]
taxes = ["vat21"]
products = ["ferry"]

[[taxation]]
taxes = ["vat9"]

[[fee]]
id = "service"
label = "Service fee"
type = "SERVICE"
per = "booking"
percentage = 2.5
tax = "vat21"
tax_effect = "added"
products = ["tower"]

[[fee]]
id = "shop"
label = "Ticket shop"
type = "PLATFORM"
fixed = 0.40
effect = "included"
channels = ["web"]
"""

WORKED_EXAMPLE = {
    "note": "two adults and a child at noon",
    "at": "2026-06-01T10:00:00+02:00",
    "items": [
        {"id": "1", "product": "tower", "slot": "noon", "tickets": {"adult": 2, "child": 1}}
    ],
    "codes": ["SUMMER"],
}

Outcome = tuple[int, str, str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the folder in which commands run; it is a world."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "catalogue.toml").write_text(CATALOGUE, encoding="utf-8")
    (tmp_path / "tariff.toml").write_text(TARIFF, encoding="utf-8")
    (tmp_path / "cart.json").write_text(json.dumps(WORKED_EXAMPLE), encoding="utf-8")
    return tmp_path


@pytest.fixture
def write_cart(folder: Path) -> Callable[..., str]:
    """Write a cart, or several, and answer the name of the file."""

    def write(content: Any, *, name: str = "other.json") -> str:
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
        return name

    return write


@pytest.fixture
def add_dollar_product(folder: Path) -> None:
    """Sell one thing in another currency, too, so that a tariff in it prices something."""
    product = """
[[product]]
id = "print"
title = "Print"
admission = "TIME_OPEN"
currency = "USD"
ticket_type = [{ id = "sheet", kind = "ITEM", label = "Sheet" }]
"""
    (folder / "catalogue.toml").write_text(CATALOGUE + product, encoding="utf-8")


@pytest.fixture
def change_tariff(folder: Path) -> Callable[..., str]:
    """Write the tariff again with texts in it replaced, and answer the name of the file."""

    def change(*replacements: tuple[str, str], name: str = "tariff-new.toml") -> str:
        text = TARIFF
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new)
        (folder / name).write_text(text, encoding="utf-8")
        return name

    return change


@pytest.fixture
def run(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Outcome]:
    """Run a command in this process; answer its exit status and its two outputs."""

    def run_command(*words: str, width: int | None = 100) -> Outcome:
        if width is None:
            monkeypatch.delenv("COLUMNS", raising=False)
        else:
            monkeypatch.setenv("COLUMNS", str(width))
        with pytest.raises(SystemExit) as stop:
            application.main(list(words), prog_name="counterfoil")
        shown = capsys.readouterr()
        return int(stop.value.code or 0), shown.out, shown.err

    return run_command
