"""All laws at once, with changes made up from the basket itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import attrs

from counterfoil.adapters.testkit.laws.allocations import check_allocations
from counterfoil.adapters.testkit.laws.codes import check_added_code, check_removed_code
from counterfoil.adapters.testkit.laws.fees import check_free_cart, check_grossed_up_fee
from counterfoil.adapters.testkit.laws.lanes import check_added_promotion
from counterfoil.adapters.testkit.laws.order import check_permutation, check_renaming
from counterfoil.adapters.testkit.laws.scaling import check_scaling
from counterfoil.adapters.testkit.laws.splitting import check_split
from counterfoil.adapters.testkit.laws.sums import check_floors, check_groups, check_sums
from counterfoil.adapters.testkit.laws.taxes import check_taxes
from counterfoil.adapters.testkit.laws.verdict import Verdict
from counterfoil.domain.basket import Basket, Circumstances
from counterfoil.domain.money import Rate
from counterfoil.domain.pricing import Pricer
from counterfoil.domain.references import ItemId, Promocode, PromotionId
from counterfoil.domain.tariff.promotions import LaneMode, PercentageOff, Promotion

FACTOR = 7  # prime, and no part of a rate that is met in practice
NEW_PROMOTION = PromotionId("law-m10")
UNKNOWN_CODE = Promocode("law-m8")


def check_all(
    pricer: Pricer, basket: Basket, circumstances: Circumstances
) -> Mapping[str, Verdict]:
    """Require every law of one quote: M1, M2 and M5 to M12.

    The order of entry is reversed, items are renamed in order and in reverse, each code is
    removed and each other code of the tariff added, every lane where the best wins gets 10 % off
    everything, all amounts are multiplied, and every item is split in half.

    Returns: the verdict of each law by id; a law holds where at least one of its changes applied.
    Raises: LawBrokenError for the first that is broken; RefusedError where the basket is refused.
    """
    verdicts: dict[str, Verdict] = {}
    for law, verdict in _all(pricer, basket, circumstances):
        if verdict is Verdict.HOLDS or law not in verdicts:
            verdicts[law] = verdict
    return MappingProxyType(verdicts)


def _all(
    pricer: Pricer, basket: Basket, circumstances: Circumstances
) -> Iterator[tuple[str, Verdict]]:
    case = (pricer, basket, circumstances)
    yield "M1", check_sums(*case)
    yield "M2", check_allocations(*case)
    yield "M5", check_groups(*case)
    yield "M6", check_taxes(*case)
    yield "M7", check_grossed_up_fee(*case)
    yield "M7", check_free_cart(*case)
    for code in dict.fromkeys((*basket.codes, UNKNOWN_CODE)):
        yield "M8", check_removed_code(*case, code=code)
    for promotion in pricer.tariff.promotions:
        if promotion.code is not None:
            yield "M8", check_added_code(*case, code=promotion.code)
    yield "M9", check_permutation(*case, permuted=reversed_entry(basket))
    for names in renamings(basket):
        yield "M9", check_renaming(*case, names=names)
    for lane in pricer.tariff.lanes:
        if lane.mode is LaneMode.BEST:
            tenth = Promotion(
                id=NEW_PROMOTION,
                label="10 % off everything",
                benefit=PercentageOff(rate=Rate.percent(10)),
                lane=lane.number,
            )
            yield "M10", check_added_promotion(*case, promotion=tenth)
    yield "M11", check_scaling(*case, factor=FACTOR)
    for item in basket.items:
        kept = {name: (count + 1) // 2 for name, count in item.quantities}
        yield "M11", check_split(*case, item=item.id, kept=kept)
    yield "M12", check_floors(*case)


def reversed_entry(basket: Basket) -> Basket:
    """Turn round the order of everything that was entered."""
    items = tuple(
        attrs.evolve(
            item,
            quantities=item.quantities[::-1],
            options=item.options[::-1],
            parts=tuple(
                attrs.evolve(part, quantities=part.quantities[::-1])
                for part in reversed(item.parts)
            ),
        )
        for item in reversed(basket.items)
    )
    return attrs.evolve(
        basket, items=items, codes=basket.codes[::-1], requested=basket.requested[::-1]
    )


def renamings(basket: Basket) -> tuple[Mapping[ItemId, ItemId], ...]:
    """Make new names for the items of a basket: in the order of the old ones, and in reverse."""
    ids = sorted(item.id for item in basket.items)
    width = len(str(len(ids)))
    names = [ItemId(f"renamed-{place:0{width}}") for place in range(len(ids))]
    return dict(zip(ids, names, strict=True)), dict(zip(ids, reversed(names), strict=True))
