"""Draws of fees of every kind."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
from hypothesis import strategies as st

from counterfoil.adapters.testkit.strategies.choices import flags, pick, pick_both, subset, whole
from counterfoil.adapters.testkit.strategies.conditions import (
    draw_buyers,
    draw_products,
    draw_ticket_types,
)
from counterfoil.adapters.testkit.strategies.features import TariffFeature, World
from counterfoil.adapters.testkit.strategies.money import draw_rate
from counterfoil.domain.money import Rate
from counterfoil.domain.references import RuleId
from counterfoil.domain.tariff.fees import (
    Fee,
    FeeBase,
    FeeRefund,
    FeeSize,
    FeeTax,
    FeeType,
    NoFeeTax,
    OwnFeeTax,
    SplitFeeTax,
)
from counterfoil.domain.tariff.promotions import Per
from counterfoil.domain.tariff.taxes import Effect, Tax

FIXED_MAX = 500  # minor units
BOUND_MAX = 1_000  # minor units, of a minimum and a maximum
_SIZES = ((True, False), (False, True), (True, True))  # has a rate, has a fixed part
BASE_KINDS = ("LIST", "VARIATION", "DISCOUNT", "PROMOCODE", "TAX", "TAX_ROUNDING")
FEE_PERCENT_MAX = 20
# With a tax of at most 30 % on top, 38 % of the whole stays just under the half that is allowed.
GROSSED_UP_PERCENT_MAX = 38


def draw_fee(
    draw: st.DrawFn,
    *,
    place: int,
    earlier: Sequence[str],
    taxes: Sequence[Tax],
    splittable: bool,
    world: World,
) -> Fee:
    """Draw the fee at a *place* of the tariff; *earlier* names the rules that its base may name.

    *splittable*: some ticket carries a tax, so that the tax of a fee can be split over them.
    """
    (has_rate, has_fixed), refund = pick_both(draw, _SIZES, tuple(FeeRefund))
    included, undiscounted, bounded, based, scoped = flags(draw, 5)
    pers = [Per.UNIT]
    if world.has(TariffFeature.PER_BOOKING):
        pers.append(Per.BOOKING)
    if world.has(TariffFeature.PER_ORDER):
        pers.append(Per.ORDER)
    minimum, maximum = None, None
    if bounded:
        minimum = whole(draw, 0, BOUND_MAX)
        maximum = minimum + whole(draw, 0, BOUND_MAX)
    fee_type, per = pick_both(draw, tuple(FeeType), pers)
    plain = Fee(
        id=RuleId(f"fee-{place}"),
        label=f"Fee {place}",
        type=fee_type,
        per=per,
        rate=draw_rate(draw, percent_max=FEE_PERCENT_MAX) if has_rate else Rate.of(0, 1),
        fixed=whole(draw, 0, FIXED_MAX) if has_fixed else 0,
        minimum=minimum,
        maximum=maximum,
        effect=Effect.INCLUDED if included else Effect.ADDED,
        on=FeeBase.UNDISCOUNTED if undiscounted else FeeBase.DISCOUNTED,
        base=subset(draw, (*BASE_KINDS, *earlier), at_least=1) if based and scoped else (),
        tax=draw_fee_tax(draw, taxes=taxes, splittable=splittable),
        refund=refund,
        buyer=draw_buyers(draw),
    )
    if not scoped:
        return plain
    (by_type,) = flags(draw, 1)
    if by_type:
        types = draw_ticket_types(draw, vocabulary=world.vocabulary)
        return attrs.evolve(plain, ticket_types=types)
    return attrs.evolve(plain, products=draw_products(draw, vocabulary=world.vocabulary))


def draw_fee_tax(draw: st.DrawFn, *, taxes: Sequence[Tax], splittable: bool) -> FeeTax:
    """Draw the tax of a fee: none, its own inside or on top, or that of its base by share."""
    if not taxes:
        return NoFeeTax()
    match pick(draw, ("none", "split", "inside", "on_top")):
        case "split" if splittable:
            return SplitFeeTax()
        case "inside":
            return OwnFeeTax(tax=pick(draw, taxes).id, effect=Effect.INCLUDED)
        case "on_top":
            return OwnFeeTax(tax=pick(draw, taxes).id, effect=Effect.ADDED)
        case _:
            return NoFeeTax()


def draw_grossed_up_fee(draw: st.DrawFn, *, taxes: Sequence[Tax]) -> Fee:
    """Draw the one fee that is a share of a total which holds the fee itself; it stands last."""
    tax = draw_fee_tax(draw, taxes=taxes, splittable=False)
    (undiscounted,) = flags(draw, 1)
    return Fee(
        id=RuleId("fee-grossed-up"),
        label="Grossed-up fee",
        type=FeeType.PAYMENT,
        rate=draw_rate(draw, percent_max=GROSSED_UP_PERCENT_MAX),
        fixed=whole(draw, 0, FIXED_MAX),
        on=FeeBase.UNDISCOUNTED if undiscounted else FeeBase.DISCOUNTED,
        tax=tax,
        refund=pick(draw, tuple(FeeRefund)),
        size=FeeSize.GROSSED_UP,
    )
