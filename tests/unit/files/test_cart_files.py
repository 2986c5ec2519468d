"""What the keys of a cart file become, in JSON and in CSV."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.unit.files.vouchers import CODE_FILES

from counterfoil.adapters.files import (
    CartFile,
    FileError,
    parse_carts,
    parse_catalogue,
    parse_tariff,
    read_carts,
)
from counterfoil.domain.basket import (
    BasketItem,
    Buyer,
    CartTarget,
    ChosenOption,
    Fill,
    HeldPrice,
    ItemTarget,
    LimitLeft,
    PartChoice,
    PartTarget,
    RequestedVariation,
    RequestTarget,
    TicketTypeTarget,
)
from counterfoil.domain.errors import UsageError
from counterfoil.domain.money import Rate, currency
from counterfoil.domain.pricing import compile_pricer
from counterfoil.domain.references import (
    CustomerKey,
    ItemId,
    OptionId,
    OptionValueId,
    PartId,
    PartyId,
    PoolId,
    ProductId,
    PromotionId,
    RuleId,
    SlotId,
    TicketTypeId,
)
from counterfoil.domain.tariff.variations import FixedAmount, Percentage, VariationType

ADULT, CHILD, GUEST = TicketTypeId("adult"), TicketTypeId("child"), TicketTypeId("guest")
MUSEUM, FERRY = PartId("museum"), PartId("ferry")
JUNE_1 = datetime(2026, 6, 1, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def cart(cart_text: str) -> CartFile:
    (found,) = parse_carts(cart_text)
    return found


def test_items_are_read_with_options_and_parts(cart: CartFile) -> None:
    day = date(2026, 6, 6)

    assert cart.basket.items == (
        BasketItem(
            id=ItemId("1"),
            product=ProductId("museum"),
            slot=SlotId("2026-06-06T11:30"),
            quantities=((ADULT, 2), (CHILD, 1)),
            options=(
                ChosenOption(
                    option=OptionId("audio"),
                    value=OptionValueId("english"),
                    count=2,
                    ticket_type=ADULT,
                ),
            ),
        ),
        BasketItem(
            id=ItemId("2"),
            product=ProductId("museum-and-ferry"),
            travel_date=day,
            quantities=((GUEST, 1),),
            parts=(
                PartChoice(part=MUSEUM, slot=SlotId("2026-06-06T13:00")),
                PartChoice(part=FERRY, slot=SlotId("morning"), travel_date=day),
            ),
        ),
        BasketItem(
            id=ItemId("3"),
            product=ProductId("day-out"),
            parts=(
                PartChoice(part=MUSEUM, slot=SlotId("2026-06-07T13:00"), quantities=((ADULT, 1),)),
            ),
        ),
    )


def test_codes_requests_and_the_buyer_are_read(cart: CartFile) -> None:
    assert cart.basket.codes == ("SUMMER",)
    assert cart.basket.requested == (
        RequestedVariation(
            id=RuleId("r1"),
            type=VariationType.PARTNER_DISCOUNT,
            label="Our guests",
            difference=Percentage(rate=Rate.of(-1, 20)),
            target=TicketTypeTarget(item=ItemId("1"), ticket_type=ADULT),
        ),
        RequestedVariation(
            id=RuleId("r2"),
            type=VariationType.PARTNER_DISCOUNT,
            difference=FixedAmount(amount=-150),
            target=PartTarget(item=ItemId("3"), part=MUSEUM),
        ),
    )
    assert cart.basket.buyer == Buyer(
        channel="reseller",
        distributor=PartyId("city-tickets"),
        partner=PartyId("harbor-hotel"),
        customer=CustomerKey("c-1001"),
        customer_tags=frozenset({"friend"}),
    )


def test_the_circumstances_are_read(cart: CartFile) -> None:
    pool = PoolId("museum/2026-06-06T11:30")

    found = cart.circumstances()

    assert (cart.name, cart.note[:10]) == ("family on Saturday", "Two adults")
    assert found.at == JUNE_1
    assert found.fills == {pool: Fill(taken=30, total=40)}
    assert found.limits == {
        PromotionId("summer10"): LimitLeft(uses=10, customer_uses=1, budget=10_000)
    }
    assert found.held == {
        ItemId("1"): HeldPrice(
            at=datetime(2026, 6, 1, 7, 50, tzinfo=UTC), fills={pool: Fill(taken=28, total=40)}
        )
    }


def test_the_examples_of_the_reference_pages_belong_together(
    cart: CartFile, catalogue_text: str, tariff_text: str, prices_text: str, rows_text: str
) -> None:
    catalogue = parse_catalogue(catalogue_text, code_files=CODE_FILES)
    tariff = parse_tariff(
        tariff_text.partition('[[promotion]]\nid = "loyalty"')[0]
        + tariff_text[tariff_text.index("# Taxes") :],
        tables={"prices.csv": prices_text},
        catalogue=catalogue,
    )
    pricer = compile_pricer(catalogue, tariff)

    for found in (cart, *parse_carts(rows_text, name="carts.csv")):
        circumstances = found.circumstances(found.at or JUNE_1)
        assert pricer.check(found.basket, circumstances) == ()
        assert pricer.price(found.basket, circumstances).total > 0


def test_an_instant_that_is_given_wins_over_that_of_the_file(cart: CartFile) -> None:
    later = datetime(2026, 7, 1, tzinfo=UTC)

    assert cart.circumstances(later).at == later


@pytest.mark.parametrize("at", [None, datetime(2026, 6, 1)])  # noqa: DTZ001  (the fault)
def test_a_cart_without_an_instant_cannot_be_priced(at: datetime | None) -> None:
    (cart,) = parse_carts('{"items": []}')

    with pytest.raises(UsageError, match=r"at: .* is no instant to price at"):
        cart.circumstances(at)


@pytest.mark.parametrize(
    ("keys", "target"),
    [
        ("", CartTarget()),
        (', "item": "1"', ItemTarget(item=ItemId("1"))),
        (', "item": "1", "part": "museum"', PartTarget(item=ItemId("1"), part=MUSEUM)),
        (
            ', "item": "1", "part": "museum", "ticket_type": "adult"',
            TicketTypeTarget(item=ItemId("1"), ticket_type=ADULT, part=MUSEUM),
        ),
    ],
)
def test_a_request_aims_at_what_its_keys_name(keys: str, target: RequestTarget) -> None:
    request = f'{{"id": "r", "type": "OTHER", "percentage": 1{keys}}}'

    (cart,) = parse_carts(f'{{"items": [], "requested": [{request}]}}')

    assert cart.basket.requested[0].target == target


REQUEST = '"items": [], "requested": [{"id": "r", "type": "OTHER", "amount": 1.250}]'


def test_the_currency_of_the_caller_is_used_where_the_cart_names_none() -> None:
    (cart,) = parse_carts(f"{{{REQUEST}}}", currency=currency("BHD"))

    assert cart.basket.requested[0].difference == FixedAmount(amount=1250)


def test_a_cart_in_another_currency_than_the_caller_is_refused() -> None:
    with pytest.raises(FileError) as raised:
        parse_carts(f'{{{REQUEST},\n"currency": "BHD"}}', currency=currency("EUR"))

    (found,) = raised.value.problems
    assert (found.code, found.path, found.line) == ("currency_mix", "currency", 2)
    assert found.allowed == "EUR"


@pytest.mark.parametrize("wrap", ["[{}, {}]", '{{"carts": [{}, {}]}}'])
def test_several_carts_are_named_after_the_file(wrap: str) -> None:
    text = wrap.format('{"items": []}', '{"name": "own", "items": []}')

    assert [cart.name for cart in parse_carts(text, name="a/july.json")] == ["july-1", "own"]


def test_counts_of_any_sign_are_left_to_the_pricer() -> None:
    tickets = '{"adult": 0, "child": -3}'

    (cart,) = parse_carts(f'{{"items": [{{"id": "1", "product": "m", "tickets": {tickets}}}]}}')

    assert cart.basket.items[0].quantities == ((ADULT, 0), (CHILD, -3))


def test_rows_of_one_item_and_one_cart_are_put_together(rows_text: str) -> None:
    family, single = parse_carts(rows_text, name="carts.csv")

    assert (family.name, single.name) == ("family", "single")
    assert family.basket.codes == ("SUMMER", "STAFF")
    assert (family.at, single.at) == (JUNE_1, None)
    assert family.basket.buyer == Buyer(channel="web", customer=CustomerKey("c-1001"))
    assert single.basket.buyer == Buyer(
        distributor=PartyId("city-tickets"), partner=PartyId("harbor-hotel")
    )
    assert family.basket.items == (
        BasketItem(
            id=ItemId("1"),
            product=ProductId("museum"),
            slot=SlotId("2026-06-06T11:30"),
            quantities=((ADULT, 2), (CHILD, 1)),
        ),
        BasketItem(
            id=ItemId("2"),
            product=ProductId("museum-and-ferry"),
            travel_date=date(2026, 6, 6),
            quantities=((GUEST, 1),),
            parts=(PartChoice(part=FERRY, slot=SlotId("morning")),),
        ),
    )


def test_rows_without_a_cart_belong_to_the_row_before_or_to_the_file() -> None:
    text = "item,product,ticket_type,quantity,cart\n1,m,adult,1,\n1,m,adult,+2,b\n2,m,child,1,\n"

    found = parse_carts(text, name="week.csv")

    assert [(cart.name, len(cart.basket.items)) for cart in found] == [("week", 1), ("b", 2)]


def test_tickets_of_the_parts_of_a_bundle_have_rows_of_their_own() -> None:
    text = (
        "item;product;part;ticket_type;quantity;slot\n"
        "1;day-out;museum;adult;2;a\n"
        "1;day-out;museum;child;1;a\n"
        "1;;hall;seat;1;\n"
    )

    (cart,) = parse_carts(text, name="cart.csv")

    (item,) = cart.basket.items
    assert (item.quantities, item.slot) == ((), None)
    assert item.parts == (
        PartChoice(part=MUSEUM, slot=SlotId("a"), quantities=((ADULT, 2), (CHILD, 1))),
        PartChoice(part=PartId("hall"), quantities=((TicketTypeId("seat"), 1),)),
    )


def test_files_are_read_by_their_ending(tmp_path: Path, cart_text: str, rows_text: str) -> None:
    (tmp_path / "one.JSON").write_text(cart_text, encoding="utf-8")
    (tmp_path / "two.csv").write_text("\ufeff" + rows_text, encoding="utf-8")

    assert read_carts(tmp_path / "one.JSON") == parse_carts(cart_text)
    assert read_carts(str(tmp_path / "two.csv")) == parse_carts(rows_text, name="two.csv")
    with pytest.raises(FileError, match=r"\.json or \.csv"):
        read_carts(tmp_path / "three.txt")
