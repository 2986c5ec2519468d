"""A discount rule of a case, said with promotions of ours.

A rule of a case takes the tickets that it needs out of the cart: what one rule used, even at full
price, no later rule sees. The nearest thing that our tariff says is a lane of mode ``first`` that
chooses per ticket: every ticket goes to the first promotion that gives *it* anything. The two
agree unless a rule used up tickets which it did not make cheaper.

* The ``n`` cheapest of every ``m`` is our ``CheapestOff``; all tickets from ``m`` on, or from a
  value on, is a percentage with a minimum.
* For every ``m`` of one product ``n`` of another is a ladder of promotions: from ``m`` on ``n``
  tickets, from ``2 m`` on ``2 n``, and so on.
* A rule per date is a promotion per slot.
* That a rule skips add-ons, or the parts of bundles, is said by the products that it names.

What has no such translation raises ``CannotBeSaidError``; nothing is left out in silence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from attrs import frozen
from tests.vectors.cart import Ticket
from tests.vectors.neutral import CannotBeSaidError, Given, minor

from counterfoil.domain.money import Rate
from counterfoil.domain.references import ProductId, PromotionId, SlotId
from counterfoil.domain.tariff.conditions import BuyerScope, DateRange, Minimum, Scope
from counterfoil.domain.tariff.promotions import (
    Benefit,
    CheapestOff,
    PercentageOff,
    Promotion,
    PromotionLimits,
)

RULES = 2  # the lane of the rules
LADDER_STEPS = 20  # a tariff is written before the cart is known, so that a ladder has an end


@frozen(kw_only=True)
class Line:
    """A ticket of a case, and what its rules look at beside the price.

    ``voucher`` is what a voucher has taken off the ticket's list price, in minor units.
    """

    ticket: Ticket
    product: str
    voucher: int
    addon: bool
    part: bool


@frozen(kw_only=True)
class Reach:
    """Which tickets a rule counts and which it makes cheaper, on one date or on all."""

    rule: Given
    counted: Sequence[Line]
    cheaper: Sequence[Line]
    date: str

    def scope(self, lines: Sequence[Line]) -> Scope:
        """Say with a scope of ours which tickets *lines* are."""
        return Scope(
            products=frozenset(ProductId(line.ticket.product) for line in lines),
            slots=frozenset({SlotId(self.date)} if self.date else ()),
            travel=_travel(self.rule, lines=lines),
        )

    def promotion(
        self,
        benefit: Benefit,
        *,
        minimum: Minimum | None = None,
        step: int = 0,
        limits: PromotionLimits | None = None,
    ) -> Promotion:
        """Make a promotion of the rule; a higher *step* of a ladder comes first."""
        rule = self.rule
        channels = () if rule["channels"] == "all" else rule["channels"]
        return Promotion(
            id=PromotionId(f"{rule['id']}/{self.date}/{step}"),
            label=rule["id"],
            benefit=benefit,
            lane=RULES,
            priority=rule["evaluation_order"] * (LADDER_STEPS + 1) - step,
            scope=self.scope(self.cheaper),
            buyer=BuyerScope(channels=frozenset(channels)),
            minimum=minimum,
            limits=limits or PromotionLimits(),
        )


def promotions_of(rule: Given, *, lines: Sequence[Line]) -> Iterator[Promotion]:
    """Say one rule of a case, for a cart with *lines*.

    Raises: CannotBeSaidError.
    """
    if rule["date_grouping"] == "distinct_dates":
        raise CannotBeSaidError("groups_of_different_dates")
    condition, benefit = rule["condition"], rule["benefit"]
    counted = _reached(lines, condition["products"], addons=condition["count_addon_lines"])
    cheaper = counted
    if benefit["products"] != "same_as_condition":
        cheaper = _reached(lines, benefit["products"], addons=benefit["apply_to_addon_lines"])
    _require_no_voucher(rule, counted=counted, cheaper=cheaper)
    by_date = rule["date_grouping"] == "same_date"
    for date in dict.fromkeys(line.ticket.date if by_date else "" for line in lines):
        reach = Reach(
            rule=rule,
            counted=[line for line in counted if date in {"", line.ticket.date}],
            cheaper=[line for line in cheaper if date in {"", line.ticket.date}],
            date=date,
        )
        if reach.counted and reach.cheaper:
            yield from _of_reach(reach)


def _of_reach(reach: Reach) -> Iterator[Promotion]:
    condition, benefit = reach.rule["condition"], reach.rule["benefit"]
    rate = Rate.percent(benefit["percent_off"])
    take = benefit["cheapest_n_per_group"]
    same = benefit["products"] == "same_as_condition"
    if take is None:
        minimum = Minimum(
            quantity=condition.get("min_line_count", 0),
            value=minor(condition.get("min_gross_value_minor", "0")),
            scope=reach.scope(reach.counted),
        )
        yield reach.promotion(PercentageOff(rate=rate), minimum=minimum)
        return
    group = condition["min_line_count"]
    if same:
        yield reach.promotion(CheapestOff(take=min(take, group), of=group, rate=rate))
        return
    groups = len(reach.counted) // group
    assert groups <= LADDER_STEPS, "the ladder is long enough for the case"
    prices = {line.ticket.price for line in reach.cheaper}
    if take * groups < len(reach.cheaper) and len(prices) > 1:
        # A limit on the tickets of a cart takes the first ones, not the cheapest.
        raise CannotBeSaidError("cheapest_of_another_product")
    for step in range(1, LADDER_STEPS + 1):
        yield reach.promotion(
            PercentageOff(rate=rate),
            minimum=Minimum(quantity=group * step, scope=reach.scope(reach.counted)),
            step=step,
            limits=PromotionLimits(units_per_cart=take * step),
        )


def _reached(
    lines: Sequence[Line], products: Collection[str] | str, *, addons: bool
) -> list[Line]:
    """Find the tickets of *products* (or "all"), never those that are part of a bundle."""
    return [
        line
        for line in lines
        if not line.part
        and (addons or not line.addon)
        and (products == "all" or line.product in products)
    ]


def _require_no_voucher(rule: Given, *, counted: Sequence[Line], cheaper: Sequence[Line]) -> None:
    """Refuse a rule that skips tickets for their voucher, unless we skip them for being free.

    Our ``CheapestOff`` neither counts nor takes a ticket at zero.
    """
    condition, benefit = rule["condition"], rule["benefit"]
    same = benefit["products"] == "same_as_condition"
    skips_free = same and benefit["cheapest_n_per_group"] is not None
    skipped = [
        *(counted if condition["skip_voucher_discounted_lines"] else ()),
        *(cheaper if benefit.get("skip_voucher_discounted_lines", False) else ()),
    ]
    for line in skipped:
        if line.voucher and not (skips_free and line.voucher == line.ticket.price):
            raise CannotBeSaidError("tickets_cheaper_by_code_left_out")


def _travel(rule: Given, *, lines: Sequence[Line]) -> tuple[DateRange, ...]:
    """Say a window of instants with dates, where no ticket of the case tells the two apart."""
    first, last = rule.get("line_date_from"), rule.get("line_date_until")
    if first is None and last is None:
        return ()
    from_instant = None if first is None else datetime.fromisoformat(first)
    to_instant = None if last is None else datetime.fromisoformat(last)
    window = DateRange(
        first=None if from_instant is None else from_instant.date(),
        last=None if to_instant is None else to_instant.date(),
    )
    for line in lines:
        at = line.ticket.starts_at
        inside = (
            at is not None
            and (from_instant is None or from_instant <= at)
            and (to_instant is None or at <= to_instant)
        )
        if at is None or inside != (at.date() in window):
            raise CannotBeSaidError("windows_by_the_hour")
    return (window,)
