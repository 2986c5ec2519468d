"""Promocodes of a cart: entering one, and taking one back."""

from __future__ import annotations

from counterfoil.domain.cart.changes import PromocodesChanged
from counterfoil.domain.cart.draft import Draft
from counterfoil.domain.cart.facts import Refusals
from counterfoil.domain.cart.pricing import price
from counterfoil.domain.decisions import Decision
from counterfoil.domain.references import Promocode
from counterfoil.domain.refusals import InvalidPromocode, TooManyCodes
from counterfoil.domain.refusals.promocodes import PromocodeReason


def enter_promocode(draft: Draft, promocode: Promocode) -> Decision | Refusals:
    """Decide to enter a promocode; one that does not apply is refused."""
    codes = draft.current.codes
    if promocode in codes:
        return (InvalidPromocode(promocode=promocode, reason=PromocodeReason.ALREADY_APPLIED),)
    most = draft.facts.pricer.tariff.codes_max
    if len(codes) >= most:
        return (TooManyCodes(count=len(codes) + 1, most=most),)
    decided = _changed(draft, (*codes, promocode))
    if not isinstance(decided, Decision):
        return decided
    return _useless(draft, decided, promocode) or decided


def take_back_promocode(draft: Draft, promocode: Promocode) -> Decision | Refusals:
    """Decide to take back a promocode that was entered."""
    codes = draft.current.codes
    if promocode not in codes:
        known = ", ".join(codes) or "none: the cart has no codes"
        return (
            InvalidPromocode(promocode=promocode, reason=PromocodeReason.UNKNOWN, nearest=known),
        )
    return _changed(draft, tuple(code for code in codes if code != promocode))


def _changed(draft: Draft, codes: tuple[Promocode, ...]) -> Decision | Refusals:
    return draft.decided(
        lambda settlement: PromocodesChanged(
            cart=draft.current.id, settlement=settlement, codes=codes
        ),
        expiries=draft.touched(),
    )


def _useless(draft: Draft, decided: Decision, entered: Promocode) -> tuple[InvalidPromocode, ...]:
    """Say why a promocode does not apply to the cart that has it; nothing, if it does."""
    after = decided.after
    limits = {} if after.priced is None else after.priced.limits
    _, quote = price(after, pricer=draft.facts.pricer, at=draft.now, limits=limits)
    (outcome,) = [one for one in quote.promocodes if one.code == entered]
    if outcome.reason is None:
        return ()
    return (
        InvalidPromocode(
            promocode=entered,
            reason=outcome.reason,
            facts=outcome.facts,
            nearest=outcome.nearest,
        ),
    )
