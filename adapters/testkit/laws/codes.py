"""M8: a quote is a function of the set of codes, and one more code never makes it dearer."""

from __future__ import annotations

import attrs

from counterfoil.adapters.testkit.laws.comparing import require_same_quote
from counterfoil.adapters.testkit.laws.verdict import LawBrokenError, Verdict
from counterfoil.domain.basket import Basket, Circumstances
from counterfoil.domain.pricing import Pricer, compile_pricer
from counterfoil.domain.references import Promocode
from counterfoil.domain.tariff.promotions import Codes


def check_removed_code(
    pricer: Pricer, basket: Basket, circumstances: Circumstances, *, code: Promocode
) -> Verdict:
    """Require M8a: without *code* the quote is, entry for entry, that of a cart that never had it.

    A pricer that saw the code and one that did not agree; entering a code twice or in another
    order changes nothing; and a code that did not apply leaves no trace.

    Raises: LawBrokenError.
    """
    if code not in basket.codes:
        return Verdict.DOES_NOT_APPLY
    quote = pricer.price(basket, circumstances)
    once = attrs.evolve(basket, codes=tuple(reversed(dict.fromkeys(basket.codes))))
    require_same_quote(
        "M8",
        found=pricer.price(once, circumstances),
        expected=quote,
        what="each code once, in reverse",
    )
    kept = tuple(entered for entered in basket.codes if entered != code)
    without = attrs.evolve(basket, codes=kept)
    after = pricer.price(without, circumstances)
    fresh = compile_pricer(pricer.catalogue, pricer.tariff, extensions=pricer.extensions)
    require_same_quote(
        "M8",
        found=after,
        expected=fresh.price(without, circumstances),
        what=f"{code} removed",
    )
    outcomes = [outcome for outcome in quote.promocodes if outcome.code == code]
    if outcomes and all(outcome.reason is not None for outcome in outcomes):
        require_same_quote("M8", found=after, expected=quote, what=f"{code} did not apply")
    return Verdict.HOLDS


def check_added_code(
    pricer: Pricer, basket: Basket, circumstances: Circumstances, *, code: Promocode
) -> Verdict:
    """Require M8b: one more code never raises the total.

    Applies where the best subset of the codes is searched, no promotion of the tariff may raise a
    total, and the cart has room for one more code.

    Raises: LawBrokenError.
    """
    tariff = pricer.tariff
    if (
        tariff.codes is not Codes.BEST_SUBSET
        or any(promotion.may_raise for promotion in tariff.promotions)
        or code in basket.codes
        or len(basket.codes) >= tariff.codes_max
    ):
        return Verdict.DOES_NOT_APPLY
    before = pricer.price(basket, circumstances)
    more = attrs.evolve(basket, codes=(*basket.codes, code))
    after = pricer.price(more, circumstances)
    if after.total > before.total:
        message = f"with {code} the total is {after.total}, without it {before.total}"
        raise LawBrokenError("M8", message)
    return Verdict.HOLDS
