"""Corners of TAX and TAX_ROUNDING."""

from __future__ import annotations

from itertools import product

from attrs import evolve
from tests.oracle.corners.building import BUNDLE, COMBI, EVERYTHING, case
from tests.unit.pricing.build import (
    PASS,
    SATURDAY,
    SENIOR,
    TOWER,
    basket,
    inside,
    item,
    off,
    on_top,
    promotion,
    tariff,
    taxed,
    with_product,
)

from counterfoil.adapters.testkit.strategies import Case
from counterfoil.domain.catalogue import Combi, CombiPart
from counterfoil.domain.money import Rounding
from counterfoil.domain.references import PartId, TicketTypeId
from counterfoil.domain.tariff.conditions import DateRange
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.domain.tariff.taxes import InclusiveRounding, Taxation, TaxBase, TaxRounding

TAXES = (
    on_top("city", "3.3"),
    inside("vat", "9"),
    on_top("fund", "1.5", on=TaxBase.GROSS),
    inside("state", "9"),
)
ALL_FOUR = (taxed("state", "fund", "vat", "city"),)
BY_TICKET = (
    taxed("vat", "state", "fund", products=("boat", "school")),
    taxed("fund", "state", "vat", products=("day",)),
    taxed("state", "city", ticket_types=frozenset({"CHILD", "senior"})),
    taxed(travel=(DateRange(first=SATURDAY, last=SATURDAY),)),
    taxed("city"),
)
# So cheap that most taxes are half a minor unit, and that sums differ from what they sum.
CENTS = {
    "tower": {"adult": 7, "child": 3, "senior": 1},
    "boat": {"adult": 50, "child": 11},
    "school": {"class": 50, "teacher": 9},
    "pass": {"adult": 13, "child": 7},
}
# A child takes a ticket of another type in the tower, and both parts are of one product.
MAPPED = with_product(
    evolve(
        PASS,
        nesting=Combi(
            parts=(
                CombiPart(
                    id=PartId("up"),
                    product=TOWER.id,
                    share=3,
                    ticket_types={TicketTypeId("child"): SENIOR.id},
                ),
                CombiPart(id=PartId("again"), product=TOWER.id, share=3),
            )
        ),
    )
)


def rules(
    rows: tuple[Taxation, ...],
    *,
    level: TaxRounding = TaxRounding.UNIT,
    side: InclusiveRounding = InclusiveRounding.NET,
    rounding: Rounding = Rounding.HALF_UP,
) -> Tariff:
    return tariff(
        prices=CENTS,
        taxes=TAXES,
        taxation=rows,
        tax_rounding=level,
        inclusive=side,
        rounding=rounding,
        promotions=(promotion("seventh", off("14.3")),),
    )


CORNERS: dict[str, Case] = {
    f"rounded per {level.value}, {side.value}, {rounding.value}, {name}": case(
        rules(rows, level=level, side=side, rounding=rounding), EVERYTHING
    )
    for level, side, rounding, (name, rows) in product(
        TaxRounding,
        InclusiveRounding,
        Rounding,
        (("four taxes of all tickets", ALL_FOUR), ("taxes by ticket", BY_TICKET)),
    )
}
CORNERS |= {
    f"parts of a combi with other types, rounded per {level.value}": case(
        rules(BY_TICKET, level=level), basket(COMBI, BUNDLE), catalogue=MAPPED
    )
    for level in TaxRounding
}
CORNERS |= {
    "a row that names a combi does not reach its parts": case(
        rules((taxed("vat", products=("pass",)), taxed("state", "city", products=("boat",)))),
        basket(COMBI),
    ),
    "a combi is taxed on its own date": case(
        rules(BY_TICKET),
        basket(
            item("p", "pass", adult=2, travel_date=SATURDAY), item("q", "pass", adult=2, child=1)
        ),
    ),
    "two rows with one set of taxes in two orders are one group": case(
        tariff(
            prices={"tower": {"adult": 256}, "boat": {"adult": 256}},
            tax_rounding=TaxRounding.ORDER,
            taxes=(inside("city", "1.4"), inside("state", "1")),
            taxation=(
                taxed("state", "city", products=("tower",)),
                taxed("city", "state", products=("boat",)),
            ),
        ),
        basket(item("a", "tower", slot="sat-10", adult=3), item("b", "boat", adult=2)),
    ),
    "rates of zero": case(
        tariff(
            taxes=(inside("none", "0"), on_top("zero", "0"), inside("vat", "9")),
            taxation=(taxed("none", "zero", products=("tower",)), taxed("none", "vat", "zero")),
            tax_rounding=TaxRounding.LINE,
        ),
        EVERYTHING,
    ),
}
