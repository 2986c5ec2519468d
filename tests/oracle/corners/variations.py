"""Corners of VARIATION, and of the order that decides ties."""

from __future__ import annotations

from datetime import date, timedelta

from tests.oracle.corners.building import BUNDLE, COMBI, EVERYTHING, GROUP, TWO, case, fills, held
from tests.unit.pricing.build import (
    NOON,
    SATURDAY,
    basket,
    item,
    percent,
    requested,
    scope,
    tariff,
    variation,
)

from counterfoil.adapters.testkit.strategies import Case
from counterfoil.domain.basket import ItemTarget, PartTarget, TicketTypeTarget
from counterfoil.domain.money import Rounding
from counterfoil.domain.references import ItemId, PartId, TicketTypeId
from counterfoil.domain.tariff.conditions import (
    CountedOver,
    FillBand,
    InstantRange,
    LeadRange,
    QuantityBand,
)
from counterfoil.domain.tariff.variations import (
    OpenVariation,
    PercentageBase,
    VariationLevel,
    VariationType,
)

OPEN = (OpenVariation(type=VariationType.OTHER),)
ODD = {"tower": {"adult": 1999, "child": 1, "senior": 0}, "school": {"class": 101, "teacher": 5}}


FILLING = tariff(
    variations=(
        variation("half", 100, fill=FillBand(least=percent("50"), most=percent("80"))),
        variation("full", 300, fill=FillBand(least=percent("80"))),
    )
)
BOOKED = tariff(
    variations=(
        variation("early", "-10", booked=InstantRange(ends_at=NOON)),
        variation("late", "10", booked=InstantRange(starts_at=NOON)),
        variation(
            "week", 50, lead=LeadRange(least=timedelta(days=4), most=timedelta(days=5, hours=8))
        ),
    )
)
PLAIN_BOAT = item("b", "boat", adult=2, child=1)
DATED_BOAT = item("b", "boat", adult=2, child=1, travel_date=SATURDAY)
PART_OF_BUNDLE = TicketTypeTarget(
    item=ItemId("d"), ticket_type=TicketTypeId("child"), part=PartId("sail")
)

CORNERS: dict[str, Case] = {
    "a group line is never divided by rounding": case(
        tariff(
            prices=ODD,
            variations=(
                variation("line", "12.5"),
                variation("each", 3),
                variation("running", "-8", base=PercentageBase.RUNNING),
            ),
        ),
        basket(GROUP),
    ),
    "of two pools the fuller one counts": case(
        FILLING, basket(TWO), fills=fills(hall=80, own_sat_10=50)
    ),
    "of two pools one of which is not told the other one counts": case(
        FILLING, basket(TWO), fills=fills(own_sat_10=50)
    ),
    "a held item keeps its fills": case(
        FILLING,
        basket(TWO),
        fills=fills(hall=90),
        held={ItemId("a"): held(NOON, hall=60, own_sat_10=10)},
    ),
    "windows of booking and lead read the instant of the hold": case(
        BOOKED,
        basket(TWO, DATED_BOAT, COMBI),
        at=NOON + timedelta(hours=30),
        held={
            ItemId("a"): held(NOON - timedelta(seconds=1)),
            ItemId("b"): held(NOON - timedelta(hours=22)),
        },
    ),
    "at part level only tickets of a bundle are meant": case(
        tariff(
            variations=(
                variation("parts", 100, level=VariationLevel.PART),
                variation("up", "-5", level=VariationLevel.PART, scope=scope("tower")),
            )
        ),
        EVERYTHING,
    ),
    "rules that name a bundle reach its parts, a number counts them": case(
        tariff(
            variations=(
                variation("day", 100, scope=scope("day"), quantity=QuantityBand(least=5, most=5)),
                variation(
                    "boats",
                    -50,
                    scope=scope("boat"),
                    quantity=QuantityBand(least=4, over=CountedOver.BOOKING),
                ),
                variation(
                    "child", 10, scope=scope(types=("child",)), quantity=QuantityBand(most=5)
                ),
            )
        ),
        basket(TWO, BUNDLE, PLAIN_BOAT),
    ),
    "a reduction stops at zero, a surcharge on nothing is not charged": case(
        tariff(
            prices=ODD,
            variations=(
                variation("cart", -1500, level=VariationLevel.CART, scope=scope("tower")),
                variation("booking", -5000, level=VariationLevel.BOOKING, scope=scope("tower")),
                variation("up", 700, level=VariationLevel.BOOKING),
                variation("each", 20),
            ),
        ),
        basket(item("a", "tower", slot="sat-10", adult=2, child=2, senior=1), GROUP),
    ),
    "halves of negative amounts, half up": case(
        tariff(
            prices={"tower": {"adult": 50, "child": 70}}, variations=(variation("down", "-5"),)
        ),
        basket(TWO),
    ),
    "halves of negative amounts, half even": case(
        tariff(
            prices={"tower": {"adult": 50, "child": 70}},
            variations=(variation("down", "-5"),),
            rounding=Rounding.HALF_EVEN,
        ),
        basket(TWO),
    ),
    "requested variations run by level, item and id, not as they were written": case(
        tariff(open_variations=OPEN),
        basket(
            TWO,
            BUNDLE,
            requested=(
                requested("z", "-50", base=PercentageBase.RUNNING),
                requested("y", "10", ItemTarget(item=ItemId("d")), base=PercentageBase.RUNNING),
                requested("x", -777, ItemTarget(item=ItemId("a"))),
                requested("w", "33", PART_OF_BUNDLE, base=PercentageBase.RUNNING),
                requested("v", -100, PartTarget(item=ItemId("d"), part=PartId("sail"))),
                requested("b", 10, ItemTarget(item=ItemId("a"))),
                requested("a", "25", base=PercentageBase.RUNNING),
            ),
        ),
    ),
    "equal remainders go by product, start, type, item and part": case(
        tariff(
            prices={
                "tower": {"adult": 100, "child": 100},
                "boat": {"adult": 100, "child": 100},
                "pass": {"adult": 100},
            },
            variations=(variation("cart", 11, level=VariationLevel.CART),),
        ),
        basket(
            item("z", "tower", slot="mon-10", adult=1),
            item("y", "tower", slot="sat-14", child=1, adult=1),
            item("x", "tower", slot="sat-14", adult=2),
            item("w", "boat", adult=1, travel_date=SATURDAY),
            item("v", "boat", adult=1, child=1, travel_date=date(2026, 6, 5)),
            item("u", "boat", adult=1),
            item("t", "pass", adult=1),
            BUNDLE,
        ),
    ),
}
