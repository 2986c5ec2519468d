"""Shapes: whether a text can be an e-mail address, a phone number, a language, a position.

Only the form is checked. Whether a mailbox or a line exists, nobody knows before it is used.
"""

from __future__ import annotations

import re
from datetime import date

from counterfoil.domain.party.codes import COUNTRIES, LANGUAGES

EMAIL_LENGTH_MAX = 254  # Source: RFC 5321, 4.5.3.1.3, less the two angle brackets.
EMAIL_LOCAL_LENGTH_MAX = 64  # Source: RFC 5321, 4.5.3.1.1.
PHONE_DIGITS_MIN = 5  # The shortest numbers that are called from outside a company.
PHONE_DIGITS_MAX = 15  # Source: ITU-T E.164, 6.
PHONE_LENGTH_MAX = 32  # Digits with generous separators.
URL_LENGTH_MAX = 2048  # What every browser takes.
AGE_MAX = 150  # Years. Source: the vendor's bound of contact_age.

EMAIL_ALLOWED = "one @ between a name and a domain, such as guest@example.com"
PHONE_ALLOWED = (
    f"{PHONE_DIGITS_MIN} to {PHONE_DIGITS_MAX} digits, such as +31 20 555 01 23, with +, spaces, "
    "points, hyphens, slashes and brackets"
)
LANGUAGE_ALLOWED = "a code of ISO 639-1, such as nl, with a region or without, such as pt-BR"
COUNTRY_ALLOWED = "two capital letters of ISO 3166-1, such as NL"
LATITUDE_ALLOWED = "decimal degrees from -90 to 90, such as 52.37403"
LONGITUDE_ALLOWED = "decimal degrees from -180 to 180, such as 4.88969"
WEBSITE_ALLOWED = "a domain with or without http(s):// and a path, such as example.com"
DATE_ALLOWED = "a date such as 1990-05-17"
AGE_ALLOWED = f"0 to {AGE_MAX}"

_LOCAL = re.compile(r"[^\s@\"(),:;<>\[\\\]]+")
_LABEL = re.compile(r"[^\W_](?:[^\W_]|-){0,62}")
_PHONE = re.compile(r"(?:\+|[0-9]|\(\+?[0-9])[0-9 ()./-]*")
_PATH = re.compile(r"[/?#]")
_REGION = re.compile(r"[A-Za-z]{2}|[0-9]{3}")
_DEGREES = re.compile(r"-?([0-9]{1,3})(?:\.([0-9]{1,20}))?")
_AGE = re.compile(r"[0-9]{1,3}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def is_email(text: str) -> bool:
    """Whether *text* is an e-mail address; quoted names and bare hosts are not taken."""
    local, at, domain = text.rpartition("@")
    if not at or len(text) > EMAIL_LENGTH_MAX or len(local) > EMAIL_LOCAL_LENGTH_MAX:
        return False
    if not text.isprintable() or not _LOCAL.fullmatch(local):
        return False
    has_points_within = ".." not in local and not local.startswith(".") and local[-1] != "."
    return has_points_within and _is_domain(domain)


def is_phone(text: str) -> bool:
    """Whether *text* is a phone number, with or without its country code."""
    digits = sum(map(str.isdecimal, text))
    return (
        PHONE_DIGITS_MIN <= digits <= PHONE_DIGITS_MAX
        and len(text) <= PHONE_LENGTH_MAX
        and _PHONE.fullmatch(text) is not None
    )


def is_language(text: str) -> bool:
    """Whether *text* is the code of a language, in either case, with a region or without."""
    language, hyphen, region = text.partition("-")
    if language.lower() not in LANGUAGES:
        return False
    return not hyphen or _REGION.fullmatch(region) is not None


def is_country(text: str) -> bool:
    """Whether *text* is the code of a country, in capitals."""
    return text in COUNTRIES


def is_latitude(text: str) -> bool:
    """Whether *text* is a latitude in decimal degrees."""
    return _is_degrees(text, most=90)


def is_longitude(text: str) -> bool:
    """Whether *text* is a longitude in decimal degrees."""
    return _is_degrees(text, most=180)


def is_website(text: str) -> bool:
    """Whether *text* is the address of a website, with or without its scheme."""
    rest = text.removeprefix("https://").removeprefix("http://")
    name, colon, port = _PATH.split(rest, maxsplit=1)[0].partition(":")
    if len(text) > URL_LENGTH_MAX or not text.isprintable() or " " in text:
        return False
    return _is_domain(name) and (not colon or (port.isascii() and port.isdecimal()))


def is_date(text: str) -> bool:
    """Whether *text* is a date of the calendar, year first."""
    if _DATE.fullmatch(text) is None:
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_age(text: str) -> bool:
    """Whether *text* is a number of years that a person can have."""
    return _AGE.fullmatch(text) is not None and int(text) <= AGE_MAX


def _is_domain(text: str) -> bool:
    labels = text.split(".")
    return len(labels) > 1 and all(
        _LABEL.fullmatch(label) is not None and label[-1] != "-" for label in labels
    )


def _is_degrees(text: str, *, most: int) -> bool:
    match = _DEGREES.fullmatch(text)
    if match is None:
        return False
    whole, fraction = int(match[1]), (match[2] or "").strip("0")
    return whole < most or (whole == most and not fraction)
