"""Documents: exact there and back, one text for one value, and nothing damaged gets through."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.unit.cart.pier import CASHIER, add, boat, key, pier
from tests.unit.documents.anything import anything

from counterfoil.adapters.documents import (
    CART,
    CATALOGUE,
    DOCUMENTS,
    DONE,
    ORDER,
    ORDER_CHANGE,
    Document,
    DocumentError,
    Fault,
    Format,
)
from counterfoil.adapters.files import read_catalogue
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.order.order import Order
from counterfoil.domain.references import CartId, HolderId
from counterfoil.domain.statuses import SettlementType
from counterfoil.examples import path
from counterfoil.ports.reservation_system import Done

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MUSEUM = read_catalogue(path("museum") / "catalogue.toml")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
CART_OF_NOTHING = Cart(id=CartId("c"), version=1, world="w", opened_at=NOON, holder=HolderId("h"))


def order(count: int = 2) -> Order:
    """Confirm a cart of three lines."""
    shop = pier()
    cart = shop.with_items(boat(count, item="a"), add("pass", item="b", adult=3))
    return shop.office.confirm(
        cart, CASHIER, settlement=SettlementType.EXTERNAL, key=key("confirm")
    ).order


def changed(text: str, *path: str | int, to: object) -> str:
    """Put another value into a document; the last step of the path may be new."""
    document = json.loads(text)
    inner = document
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = to
    return json.dumps(document)


def faults(text: str | bytes, document: Document[Any]) -> list[str]:
    """Read what cannot be read, and answer what is wrong."""
    with pytest.raises(DocumentError) as caught:
        document.decode(text)
    assert str(caught.value) == "\n".join(map(str, caught.value.faults))
    return [str(fault) for fault in caught.value.faults]


class TestExact:
    """What is read is equal to what was written, and is written the same again."""

    @pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
    @given(data=st.data())
    @settings(max_examples=8, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    def test_any_value_comes_back(self, document: Document[Any], data: st.DataObject) -> None:
        value = data.draw(anything(document.type))

        text = document.encode(value)

        assert document.decode(text) == value
        assert document.encode(document.decode(text)) == text

    def test_the_text_is_one_line_of_plain_characters(self) -> None:
        text = CART.encode(attrs.evolve(CART_OF_NOTHING, cancellation_reason="Zoë\n\ud800"))

        assert text.isascii()
        assert text.splitlines() == [text]
        assert CART.decode(text.encode()).cancellation_reason == "Zoë\n\ud800"

    def test_fields_are_sorted_and_defaults_are_left_out(self) -> None:
        assert CART.encode(CART_OF_NOTHING) == (
            '{"content":{"holder":"h","id":"c","opened_at":"2026-03-01T12:00:00+00:00",'
            '"version":1,"world":"w"},"document":"cart","format":1}'
        )

    def test_a_cause_is_written_once_however_many_tickets_have_it(self) -> None:
        small, large = order(1), order(9)
        text = ORDER.encode(large)

        assert len(json.loads(text)["content"]["postings"][0]["causes"]) == len(
            json.loads(ORDER.encode(small))["content"]["postings"][0]["causes"]
        )
        (posting,) = ORDER.decode(text).postings
        causes = {id(entry.cause) for run in posting.runs for entry in run.entries}
        assert len(causes) == len({entry.cause for run in posting.runs for entry in run.entries})


class TestDamage:
    """Whatever is not as it is written is refused, with its path and without its value."""

    def test_unknown_and_missing_fields_and_wrong_types_are_all_named(self) -> None:
        text = ORDER.encode(order())
        text = changed(text, "content", "colour", to="red")
        text = changed(text, "content", "bookings", 1, "item", "draws", to=[{"resource": "r"}])
        text = changed(text, "content", "bookings", 0, "tickets", 1, "ordinal", to="1")
        text = changed(text, "content", "version", to=True)
        text = changed(text, "content", "settlement", to="BARTER")
        text = changed(text, "content", "created_at", to="2026-06-01T09:00:00")

        settlements = ", ".join(one.value for one in SettlementType)
        assert sorted(faults(text, ORDER)) == [
            "$.content.bookings[0].tickets[1].ordinal: is a text, allowed: a whole number",
            "$.content.bookings[1].item.draws[0].quantity: is missing",
            "$.content.created_at: is not an instant with its offset, written as in ISO 8601",
            f"$.content.settlement: is not a SettlementType, allowed: {settlements}",
            "$.content.version: is true or false, allowed: a whole number",
            "$.content: has unknown fields: 'colour'",
        ]

    @pytest.mark.parametrize(
        ("path", "value", "problem"),
        [
            (("items",), {}, "items: is an object, allowed: a list"),
            (("codes",), "EARLY", "codes: is a text, allowed: a list"),
            (("codes",), ["A", 1], "codes[1]: is a whole number, allowed: a text"),
            (("buyer",), None, "buyer: is null, allowed: an object"),
            (("privileges",), ["ALLOW_HIDDEN"] * 2, "privileges: names something twice, "),
            (("opened_at",), "20260301T120000Z", "opened_at: is not an instant with its offset"),
            (("version",), 1.0, "version: is a number with a point, allowed: a whole number"),
            (
                ("details",),
                {"contacts": [{"uid": "u", "type": "GUEST", "version": 0}]},
                "details.contacts[0]: is no version, allowed: 1 and up",
            ),
        ],
    )
    def test_no_value_is_guessed(self, path: tuple[str], value: object, problem: str) -> None:
        text = changed(CART.encode(CART_OF_NOTHING), "content", *path, to=value)

        (found,) = faults(text, CART)

        assert found.startswith(f"$.content.{problem}")

    def test_a_fault_does_not_tell_what_somebody_wrote(self) -> None:
        text = changed(CART.encode(CART_OF_NOTHING), "content", "version", to="Ada Mol")

        assert "Ada" not in "".join(faults(text, CART))

    @pytest.mark.parametrize(
        ("run", "problem"),
        [
            (["a", "", "adult", 0, 1, [[7, 5, None, None]]], "names a cause that is not there"),
            (["a", "", "adult", 0, 1, [[-1, 5, None, None]]], "names a cause that is not there"),
            (["a", "", "adult", 0, 1], "runs[0]: has 5 values, allowed: 6"),
            (["a", "", "adult", 0, 1, [[0, "5", None, None]]], "runs[0][5][0][1]: is a text"),
        ],
    )
    def test_a_run_that_is_none_is_refused(self, run: list[object], problem: str) -> None:
        text = changed(ORDER.encode(order()), "content", "postings", 0, "runs", to=[run])

        (found,) = faults(text, ORDER)

        assert problem in found

    def test_a_member_of_a_union_must_be_known(self) -> None:
        text = json.dumps(
            {"document": "order_change", "format": 1, "content": {"type": "OrderBurnt"}}
        )

        (found,) = faults(text, ORDER_CHANGE)

        assert found.startswith("$.content: has no known 'type', allowed: ")
        assert "OrderConfirmed" in found

    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            ("", "$: is no JSON"),
            ("{", "$: is no JSON"),
            (b"\xff", "$: is no JSON"),
            ('{"content":NaN,"document":"cart","format":1}', "$: is no JSON"),
            ("[" * 100_000, "$: is nested too deep"),
            ("[]", "$: is no document, allowed: an object of content, document, format"),
            ('{"document":"cart"}', "$: is no document, allowed: an object of content"),
            ('{"content":{},"document":"order","format":1}', "$.document: is another document"),
            ('{"content":{},"document":"cart","format":2}', "$.format: is not a format known"),
            ('{"content":{},"document":"cart","format":0}', "$.format: is not a format known"),
            ('{"content":{},"document":"cart","format":"1"}', "$.format: is not a format known"),
            ('{"content":5,"document":"cart","format":1}', "$.content: is a whole number"),
        ],
    )
    def test_what_is_no_document_is_refused(self, text: str | bytes, fault: str) -> None:
        (found,) = faults(text, CART)

        assert found.startswith(fault)


class TestUpgrades:
    """A document of an earlier format is read step by step."""

    def test_each_upgrade_leads_to_the_next_format(self) -> None:
        done = Done("UpdateCart a=b", CartId("c"), 3)
        old = changed(DONE.encode(done), "content", "number", to=2)
        document = json.loads(old)
        del document["content"]["version"]
        known = Format(number=3, upgrades={1: _renamed, 2: _counted})

        assert DONE.decode(json.dumps(document), known=known) == done

    def test_a_format_before_the_first_upgrade_is_not_known(self) -> None:
        known = Format(number=3, upgrades={2: _counted})

        with pytest.raises(DocumentError) as caught:
            DONE.decode(DONE.encode(Done("", CartId("c"), 1)), known=known)

        assert caught.value.faults == (
            Fault(path="$.format", problem="is not a format known here, allowed: 2 to 3"),
        )


def _renamed(name: str, content: dict[str, Any]) -> dict[str, Any]:
    assert name == "done"
    return {"version" if field == "number" else field: value for field, value in content.items()}


def _counted(_: str, content: dict[str, Any]) -> dict[str, Any]:
    return {**content, "version": content["version"] + 1}


class TestZones:
    """An instant keeps its zone, and where its zone is of no help, its offset."""

    def read(self, opened_at: datetime) -> datetime:
        cart = attrs.evolve(CART_OF_NOTHING, opened_at=opened_at)
        return CART.decode(CART.encode(cart)).opened_at

    @pytest.mark.parametrize("fold", [0, 1])
    @pytest.mark.parametrize(
        "local",
        [
            datetime(2026, 10, 25, 2, 30),  # noqa: DTZ001 - comes twice
            datetime(2026, 3, 29, 2, 30),  # noqa: DTZ001 - does not come
            datetime(2026, 6, 1, 2, 30),  # noqa: DTZ001 - comes once
        ],
    )
    def test_an_instant_of_a_zone_comes_back_in_it(self, local: datetime, fold: int) -> None:
        written = local.replace(tzinfo=AMSTERDAM, fold=fold)

        read = self.read(written)

        assert read == written
        assert read.tzinfo is AMSTERDAM
        assert read.utcoffset() == written.utcoffset()

    @pytest.mark.parametrize("zone", ["Atlantis/Capital", "America/New_York", "../secret", ""])
    def test_the_offset_counts_where_the_zone_says_otherwise(self, zone: str) -> None:
        text = CART.encode(CART_OF_NOTHING)
        text = changed(text, "content", "opened_at", to=f"2026-06-01T09:00:00+02:00[{zone}]")

        opened_at = CART.decode(text).opened_at

        assert opened_at == datetime(2026, 6, 1, 7, tzinfo=UTC)
        assert opened_at.tzinfo == timezone(timedelta(hours=2))

    @pytest.mark.parametrize(
        ("zone", "problem"),
        [
            ("Atlantis/Capital", "is a time zone that is not known here"),
            ("../secret", "is a time zone that is not known here"),
            (86_400_000_000, "is no offset, allowed: less than a day"),
            (10**40, "is no offset, allowed: less than a day"),
            (True, "is true or false, allowed: a text"),
        ],
    )
    def test_the_zone_of_a_product_is_known(self, zone: object, problem: str) -> None:
        text = changed(CATALOGUE.encode(MUSEUM), "content", "products", 0, "zone", to=zone)

        assert faults(text, CATALOGUE) == [f"$.content.products[0].zone: {problem}"]
