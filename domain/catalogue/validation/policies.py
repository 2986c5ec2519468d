"""What can be wrong with hold and cancellation policies, sale windows and parties."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from counterfoil.domain.catalogue.parties import Party, SourceKind
from counterfoil.domain.catalogue.policies import (
    HOLD_MAX,
    CancellationClock,
    CancellationPolicy,
    HoldPolicy,
)
from counterfoil.domain.catalogue.product import Product, SaleWindow
from counterfoil.domain.catalogue.validation.problem import (
    CatalogueProblem,
    ProblemCode,
    instant_problems,
    number_problems,
    order_problems,
    problem,
    share_problems,
    span_problems,
)
from counterfoil.domain.money import AMOUNT_MAX

SHORTEST = timedelta(microseconds=1)  # "Longer than nothing" for a span of time.


def hold_problems(policy: HoldPolicy, *, path: str) -> Iterator[CatalogueProblem]:
    """Find holds that end before they begin, or that lock stock for longer than HOLD_MAX."""
    yield from span_problems(policy.length, path=f"{path}.length", least=SHORTEST, most=HOLD_MAX)
    yield from span_problems(policy.cap, path=f"{path}.cap", least=SHORTEST, most=HOLD_MAX)
    if policy.length > policy.cap:
        yield problem(
            f"{path}.length",
            code=ProblemCode.WRONG_ORDER,
            value=policy.length,
            allowed=f"at most the cap, {policy.cap}",
        )
    yield from span_problems(
        policy.payment_extension,
        path=f"{path}.payment_extension",
        least=timedelta(0),
        most=HOLD_MAX,
    )


def cancellation_problems(policy: CancellationPolicy, *, path: str) -> Iterator[CatalogueProblem]:
    """Find tiers that cannot apply, that contradict each other, or whose fee makes no sense."""
    if policy.tiers and not policy.allowed:
        yield problem(
            f"{path}.tiers",
            code=ProblemCode.CANCELLATION_NOT_ALLOWED,
            value=f"{len(policy.tiers)} tiers",
            allowed="none where cancelling is not allowed",
        )
    seen: dict[tuple[CancellationClock, timedelta], int] = {}
    for position, tier in enumerate(policy.tiers):
        at = f"{path}.tiers[{position}]"
        yield from span_problems(tier.threshold, path=f"{at}.threshold", least=timedelta(0))
        yield from share_problems(tier.fee_percentage, path=f"{at}.fee_percentage")
        yield from number_problems(
            tier.fee_amount, path=f"{at}.fee_amount", least=0, most=AMOUNT_MAX
        )
        key = (tier.clock, tier.threshold)
        if key in seen:
            yield problem(
                f"{at}.threshold",
                code=ProblemCode.DUPLICATE_ID,
                value=tier.threshold,
                allowed=f"a threshold of its own, tiers[{seen[key]}] has this one",
            )
        seen.setdefault(key, position)


def sale_problems(sale: SaleWindow, *, path: str) -> Iterator[CatalogueProblem]:
    """Find a sale window that is never open."""
    found: tuple[CatalogueProblem, ...] = ()
    for field, instant in (("starts_at", sale.starts_at), ("ends_at", sale.ends_at)):
        if instant is not None:
            found += tuple(instant_problems(instant, path=f"{path}.{field}"))
    yield from found
    if sale.starts_at is not None and sale.ends_at is not None and not found:
        yield from order_problems(
            sale.starts_at, last=sale.ends_at, path=f"{path}.ends_at", gap=SHORTEST
        )
    yield from span_problems(sale.lead_min, path=f"{path}.lead_min", least=timedelta(0))
    if sale.lead_max is not None and sale.lead_max < sale.lead_min:
        yield problem(
            f"{path}.lead_max",
            code=ProblemCode.WRONG_ORDER,
            value=sale.lead_max,
            allowed=f"at least lead_min, {sale.lead_min}",
        )


def party_problems(product: Product, *, path: str) -> Iterator[CatalogueProblem]:
    """Find parties without an id, and tickets of an unnamed third party."""
    parties: tuple[tuple[str, Party | None], ...] = (
        ("supplier", product.supplier),
        ("supplier_admin", product.supplier_admin),
        ("market_admin", product.market_admin),
        ("source.party", product.source.party),
    )
    for field, party in parties:
        if party is not None and not party.id.strip():
            yield problem(
                f"{path}.{field}.id",
                code=ProblemCode.EMPTY_ID,
                value=party.id,
                allowed="a name of at least one character",
            )
    if product.source.kind is SourceKind.THIRD_PARTY and product.source.party is None:
        yield problem(
            f"{path}.source.party",
            code=ProblemCode.NO_PARTY,
            value=None,
            allowed="the third party that the tickets come from",
        )
