"""Pseudonyms: what stands for a personal text after it is erased.

A pseudonym is made of the text and a key that the caller brings: the same text, in the same form,
has the same pseudonym under one key, in any process and at any time, and another one under another
key. Without the key nobody can tell which text it was, or try out texts to see which one fits.

*Spelling.* What people spell in several ways is one text: the case of letters and runs of spaces
never count; of a phone number only the digits do, and ``00`` in front is ``+``; in codes spaces
and punctuation do not count; of a website the scheme does not.

*Form.* A pseudonym is well-formed for its field and belongs to nobody: e-mail addresses and
websites are of a domain that never exists, phone numbers of a country code that nobody has. The
letters are consonants, so that no pseudonym spells a word.

*A pseudonym of a pseudonym.* Every pseudonym carries check letters that only the key can make. One
that was made under the same key is recognized and stays, so that erasing can be repeated, also
after a crash half-way. One that was made under another key is a text like any other: it gets a
pseudonym of its own.

*Known limits.* Equality shows: two guests named alike share a pseudonym of the name, so a very
common name can be guessed from how often its pseudonym is there. A phone number has room for nine
digits and three check digits only: among 30,000 people two may share one, and one pseudonym in a
thousand that was made under another key passes for one's own and stays, which tells nobody
anything.

Source: RFC 2606 for the domain; ITU-T E.164 has not assigned the country code 999.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import attrs

from counterfoil.domain.errors import UsageError
from counterfoil.domain.privacy.declarations import SECRET, Shape, guarded
from counterfoil.domain.typed import require_type

KEY_BYTES_MIN = 16  # 128 bits: nobody tries them all.
RESERVED_DOMAIN = "example.invalid"
RESERVED_PHONE_PREFIX = "+999"

_LETTERS = "bcdfghjklmnpqrst"  # Sixteen consonants: each is half a byte.
_BODY_BYTES = 10  # Twenty letters: among a billion people no two share one by chance.
_CHECK_BYTES = 2
_PHONE_BODY_DIGITS = 9
_PHONE_CHECK_DIGITS = 3

_PHONE = re.compile(r"(?:\+|0|\(0)[0-9 ()./-]{6,24}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}")


def _check_length(_: PseudonymKey, __: attrs.Attribute[bytes], secret: bytes) -> None:
    require_type(secret, bytes, field="key", allowed="bytes, drawn at random")
    if len(secret) < KEY_BYTES_MIN:
        raise UsageError(
            field="key",
            value=len(secret),
            problem="bytes are too few for a key",
            allowed=f"{KEY_BYTES_MIN} bytes or more, drawn at random",
        )


@attrs.frozen(kw_only=True, field_transformer=guarded)
class PseudonymKey:
    """The key under which pseudonyms are made; whoever has it can test a guess.

    Raises: UsageError for what is not bytes, and for fewer than `KEY_BYTES_MIN` of them.
    """

    secret: bytes = attrs.field(metadata=SECRET, validator=_check_length)


class _Form(NamedTuple):
    """What stands before and after the letters of a pseudonym."""

    before: str
    after: str = ""

    def around(self, token: str) -> str:
        return f"{self.before}{token}{self.after}"


def pseudonym(text: str, *, shape: Shape, key: PseudonymKey) -> str:
    """Answer what stands for *text* in a field of *shape*; of blank text nothing is left.

    A pseudonym made under *key* is answered as it is.
    """
    if shape is Shape.REMOVED or not text.strip():
        return ""
    if shape is Shape.ANSWER:
        return pseudonym(text, shape=_shape_of_answer(text), key=key)
    if shape is Shape.PHONE:
        return _phone_pseudonym(text, key=key)
    form = _FORMS[shape]
    token = text.removeprefix(form.before).removesuffix(form.after)
    if text == form.around(token) and _is_token(token, shape=shape, key=key):
        return text
    return form.around(_token(text, shape=shape, key=key))


def _token(text: str, *, shape: Shape, key: PseudonymKey) -> str:
    plain = _normalized(text, shape=shape)
    body = _letters(_mac(key, "text", shape.name, plain)[:_BODY_BYTES])
    return body + _check_letters(body, shape=shape, key=key)


def _is_token(token: str, *, shape: Shape, key: PseudonymKey) -> bool:
    if len(token) != 2 * (_BODY_BYTES + _CHECK_BYTES) or not set(token) <= set(_LETTERS):
        return False
    body, check = token[: 2 * _BODY_BYTES], token[2 * _BODY_BYTES :]
    return hmac.compare_digest(check, _check_letters(body, shape=shape, key=key))


def _check_letters(body: str, *, shape: Shape, key: PseudonymKey) -> str:
    return _letters(_mac(key, "check", shape.name, body)[:_CHECK_BYTES])


def _phone_pseudonym(text: str, *, key: PseudonymKey) -> str:
    digits = text.removeprefix(RESERVED_PHONE_PREFIX)
    length = _PHONE_BODY_DIGITS + _PHONE_CHECK_DIGITS
    if digits != text and len(digits) == length and digits.isascii() and digits.isdecimal():
        body, check = digits[:_PHONE_BODY_DIGITS], digits[_PHONE_BODY_DIGITS:]
        if hmac.compare_digest(check, _check_digits(body, key=key)):
            return text
    plain = _normalized(text, shape=Shape.PHONE)
    body = _digits(_mac(key, "text", Shape.PHONE.name, plain), count=_PHONE_BODY_DIGITS)
    return f"{RESERVED_PHONE_PREFIX}{body}{_check_digits(body, key=key)}"


def _check_digits(body: str, *, key: PseudonymKey) -> str:
    return _digits(_mac(key, "check", Shape.PHONE.name, body), count=_PHONE_CHECK_DIGITS)


def _mac(key: PseudonymKey, *parts: str) -> bytes:
    message = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hmac.digest(key.secret, message, "sha256")


def _letters(octets: bytes) -> str:
    return "".join(_LETTERS[octet >> 4] + _LETTERS[octet & 15] for octet in octets)


def _digits(octets: bytes, *, count: int) -> str:
    return f"{int.from_bytes(octets, 'big') % 10**count:0{count}}"


def _shape_of_answer(text: str) -> Shape:
    typed = text.strip()
    if _EMAIL.fullmatch(typed):
        return Shape.EMAIL
    return Shape.PHONE if _PHONE.fullmatch(typed) else Shape.TEXT


def _normalized(text: str, *, shape: Shape) -> str:
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return _SPELLINGS[shape](plain) or plain


def _phone_spelling(plain: str) -> str:
    digits = "".join(filter(str.isdecimal, plain))
    if plain.startswith("+"):
        return f"+{digits}"
    return f"+{digits[2:]}" if digits.startswith("00") else digits


def _code_spelling(plain: str) -> str:
    return "".join(filter(str.isalnum, plain))


def _website_spelling(plain: str) -> str:
    return plain.removeprefix("https://").removeprefix("http://").rstrip("/")


_FORMS: Mapping[Shape, _Form] = MappingProxyType(
    {
        Shape.NAME: _Form("P"),
        Shape.EMAIL: _Form("p", f"@{RESERVED_DOMAIN}"),
        Shape.WEBSITE: _Form("https://p", f".{RESERVED_DOMAIN}"),
        Shape.CODE: _Form("P"),
        Shape.TEXT: _Form("Pseudonym p"),
    }
)
_SPELLINGS: Mapping[Shape, Callable[[str], str]] = MappingProxyType(
    {
        Shape.NAME: str,
        Shape.EMAIL: str,
        Shape.PHONE: _phone_spelling,
        Shape.WEBSITE: _website_spelling,
        Shape.CODE: _code_spelling,
        Shape.TEXT: str,
    }
)
