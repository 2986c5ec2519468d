"""Currencies, and amounts as people and files write them.

An amount is an integer count of minor units: 12.50 EUR and 1.250 BHD are 1250, 1250 JPY are 1250.
How many decimals a currency has is its exponent. A wrong exponent is an error by a factor of ten,
so the exponents come from the published table and cannot be set by hand.

Numbers are read as text, integers or decimals and held as a ratio of two integers. A binary float
is refused: 0.1 as a float is not a tenth, and no later rounding can know what was meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from difflib import get_close_matches
from types import MappingProxyType

import attrs

from counterfoil.domain.errors import UsageError

__all__ = [
    "AMOUNT_MAX",
    "DIGITS_MAX",
    "EXPONENTS",
    "Currency",
    "currency",
    "exact_ratio",
    "format_amount",
    "format_ratio",
    "parse_amount",
    "require_at_least",
    "require_integer",
]

# Minor units. Below 2**53, so that even a reader of JSON that knows only doubles keeps every unit.
AMOUNT_MAX = 10**15
# Digits before and after the point. Bounds the work that hostile input can cause.
DIGITS_MAX = 64

# Every code of the list that has a minor unit, units of account such as CLF included. Metals, the
# codes for testing and for no currency, and others without a minor unit cannot carry a price.
# Source: ISO 4217, table A.1 (list one), as published by its maintenance agency on 2026-01-01,
# https://www.six-group.com/en/products-services/financial-information/data-standards.html
_CODES_BY_EXPONENT: Mapping[int, str] = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD
        CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP
        GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK
        LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO
        NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS
        SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST
        XAD XCD XCG YER ZAR ZMW ZWG
    """,
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
EXPONENTS: Mapping[str, int] = MappingProxyType(
    {code: exponent for exponent, codes in _CODES_BY_EXPONENT.items() for code in codes.split()}
)

_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_NUMBER_ALLOWED = "digits with at most one point, such as '12.50', an integer or a Decimal"


def _check_listed(instance: Currency, _: attrs.Attribute[int], exponent: int) -> None:
    if EXPONENTS.get(instance.code) != exponent:
        raise UsageError(
            field="currency",
            value=(instance.code, exponent),
            problem="is not an ISO 4217 code with its exponent",
            allowed="what currency(code) answers",
        )


@attrs.frozen(kw_only=True)
class Currency:
    """A currency of ISO 4217; *exponent* is its number of decimals."""

    code: str
    exponent: int = attrs.field(validator=_check_listed)

    def __str__(self) -> str:
        """Answer the code."""
        return self.code


_CURRENCIES: Mapping[str, Currency] = {
    code: Currency(code=code, exponent=exponent) for code, exponent in EXPONENTS.items()
}


def currency(code: str) -> Currency:
    """Look up the currency of an ISO 4217 code, in capital letters.

    Raises: UsageError for anything else, with the nearest codes as what is allowed.
    """
    found = _CURRENCIES.get(code)
    if found is None:
        near = get_close_matches(str(code)[:DIGITS_MAX].upper(), EXPONENTS)
        problem = "is not an active ISO 4217 code with a minor unit"
        allowed = f"a code such as {' or '.join(near or ('EUR', 'JPY', 'BHD'))}"
        raise UsageError(field="currency", value=code, problem=problem, allowed=allowed)
    return found


def require_integer(value: object, *, field: str) -> int:
    """Answer *value* when it is an integer.

    Raises: UsageError for anything else; a boolean and a whole float are something else.
    """
    if isinstance(value, bool) or not isinstance(value, int):
        raise UsageError(
            field=field, value=value, problem=f"is a {type(value).__name__}", allowed="an integer"
        )
    return value


def require_at_least(minimum: int, *, value: object, field: str) -> int:
    """Answer *value* when it is an integer of at least *minimum*.

    Raises: UsageError for anything else.
    """
    number = require_integer(value, field=field)
    if number < minimum:
        raise UsageError(
            field=field,
            value=value,
            problem=f"is below {minimum}",
            allowed=f"an integer of at least {minimum}",
        )
    return number


def exact_ratio(value: object, *, field: str) -> tuple[int, int]:
    """Read a number of a file or form as a reduced ratio `(numerator, denominator > 0)`.

    Text is ASCII digits with at most one point and an optional sign: no blanks, no separators of
    thousands, no exponent, and digits on both sides of the point.

    Raises: UsageError for a float, a boolean, any other type, text that is not such a number, not
        a number, infinity, and more than `DIGITS_MAX` digits on either side of the point.
    """
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        problem = f"is a {type(value).__name__}"
        raise UsageError(field=field, value=value, problem=problem, allowed=_NUMBER_ALLOWED)
    if isinstance(value, int):
        if abs(value) >= 10**DIGITS_MAX:
            raise _too_long(value, field=field)
        return value, 1
    if isinstance(value, Decimal):
        if not value.is_finite():
            problem = "is not a finite number"
            raise UsageError(field=field, value=value, problem=problem, allowed=_NUMBER_ALLOWED)
        return _ratio_of_decimal(value, field=field)
    # The pattern must come before Decimal(), which takes underscores and digits of any script.
    if len(value) > 2 * DIGITS_MAX + 2:
        raise _too_long(value, field=field)
    if not _NUMBER.fullmatch(value):
        problem = "is not a decimal number"
        raise UsageError(field=field, value=value, problem=problem, allowed=_NUMBER_ALLOWED)
    return _ratio_of_decimal(Decimal(value), field=field)


def _ratio_of_decimal(value: Decimal, *, field: str) -> tuple[int, int]:
    exponent = value.as_tuple().exponent
    # Looked at before any power of ten is computed: 1E+999999999 is short text and a huge number.
    if value.adjusted() >= DIGITS_MAX or (isinstance(exponent, int) and exponent < -DIGITS_MAX):
        raise _too_long(value, field=field)
    return value.as_integer_ratio()


def _too_long(value: object, *, field: str) -> UsageError:
    return UsageError(
        field=field,
        value=value,
        problem="has too many digits",
        allowed=f"at most {DIGITS_MAX} digits on either side of the point",
    )


def parse_amount(value: str | int | Decimal, *, currency: Currency, field: str = "amount") -> int:
    """Read an amount of *currency* in major units and answer it in minor units, exactly.

    An integer is a count of major units: 12 is 12.00 EUR. Zeros beyond the decimals of the
    currency are fine, because nothing is lost.

    Raises: UsageError for what `exact_ratio` refuses, for more decimals than the currency has, and
        for more than `AMOUNT_MAX` minor units either way.
    """
    numerator, denominator = exact_ratio(value, field=field)
    scale: int = 10**currency.exponent
    amount, lost = divmod(numerator * scale, denominator)
    if lost:
        places = _decimal_places(denominator)
        raise UsageError(
            field=field,
            value=value,
            problem=f"has {places} decimal{'s' if places > 1 else ''}",
            allowed=f"at most {currency.exponent} for {currency.code}",
        )
    if abs(amount) > AMOUNT_MAX:
        largest = format_amount(AMOUNT_MAX, currency=currency)
        raise UsageError(
            field=field,
            value=value,
            problem="is too large",
            allowed=f"-{largest} to {largest} {currency.code}",
        )
    return amount


def format_amount(amount: int, *, currency: Currency) -> str:
    """Write an amount in minor units with all decimals of its currency: -12.50, 1200, 1.250."""
    sign = "-" if amount < 0 else ""
    if not currency.exponent:
        return f"{sign}{abs(amount)}"
    major, minor = divmod(abs(amount), 10**currency.exponent)
    return f"{sign}{major}.{minor:0{currency.exponent}d}"


def format_ratio(numerator: int, denominator: int) -> str:
    """Write a reduced ratio exactly: as a decimal where it ends, otherwise as a fraction.

    *denominator* is above zero. 5/2 is 2.5, 100/3 stays 100/3.
    """
    places = _decimal_places(denominator)
    scaled, left = divmod(abs(numerator) * 10**places, denominator)
    if left:
        return f"{numerator}/{denominator}"
    sign = "-" if numerator < 0 else ""
    if not places:
        return f"{sign}{scaled}"
    whole, decimals = divmod(scaled, 10**places)
    return f"{sign}{whole}.{decimals:0{places}d}"


def _decimal_places(denominator: int) -> int:
    """Count the decimals of a reduced ratio with this denominator, where they end.

    They end after as many places as the denominator has factors of two or of five, whichever is
    more; of a denominator with any other factor the answer is of no use.
    """
    return max(_multiplicity(2, number=denominator), _multiplicity(5, number=denominator))


def _multiplicity(prime: int, *, number: int) -> int:
    count = 0
    while number % prime == 0:
        number //= prime
        count += 1
    return count
