"""Pseudonyms: what one depends on, which texts are one, and what only looks like one."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.domain.errors import UsageError
from counterfoil.domain.privacy import KEY_BYTES_MIN, PseudonymKey, Shape, pseudonym

KEY = PseudonymKey(secret=b"a key of sixteen bytes, or more")
OTHER_KEY = PseudonymKey(secret=b"some other key of sixteen bytes")
TOKEN_SHAPES = [shape for shape in Shape if shape is not Shape.REMOVED]

# Made once and written down: stored pseudonyms must keep fitting.
PINNED = [
    "Pplsdmphjsshqmkcqkdnpsrtp",
    "pnbfnjtqfhcnqcrhdgcmkjrpm@example.invalid",
    "+999580998681485",
    "https://pmbhhkbdjfpknqhtttpcpgsmg.example.invalid",
    "Pkqfbgmjhhlmfngksbbqmqrdm",
    "Pseudonym pdbpfshdqfhqmqqrmnqnrbmjr",
    "+999580998681485",
]


def marks() -> st.SearchStrategy[str]:
    return st.integers(10**8, 10**9 - 1).map("Qz{}".format)


@pytest.mark.parametrize("shape", TOKEN_SHAPES)
@given(text=st.text(max_size=40))
def test_any_text_has_one_and_it_is_its_own(shape: Shape, text: str) -> None:
    found = pseudonym(text, shape=shape, key=KEY)

    assert pseudonym(found, shape=shape, key=KEY) == found
    assert bool(found) == bool(text.strip())
    assert found.isascii()


@pytest.mark.parametrize("shape", TOKEN_SHAPES)
@given(pair=st.lists(marks(), min_size=2, max_size=2, unique=True))
def test_other_people_have_others(shape: Shape, pair: list[str]) -> None:
    assert pseudonym(pair[0], shape=shape, key=KEY) != pseudonym(pair[1], shape=shape, key=KEY)


@pytest.mark.parametrize("shape", TOKEN_SHAPES)
@given(text=marks())
def test_another_key_makes_another(shape: Shape, text: str) -> None:
    first = pseudonym(text, shape=shape, key=KEY)

    assert pseudonym(text, shape=shape, key=OTHER_KEY) != first


@pytest.mark.parametrize("shape", TOKEN_SHAPES)
def test_one_that_another_key_made_is_a_text(shape: Shape) -> None:
    # Fixed texts: of phone numbers, one in a thousand passes for one of the other key.
    for text in ("+31205550123", "+31205550124", "+31205550125"):
        first = pseudonym(text, shape=shape, key=KEY)

        assert pseudonym(first, shape=shape, key=OTHER_KEY) != first


@pytest.mark.parametrize(
    ("shape", "spellings"),
    [
        (Shape.NAME, ["Ada  Lovelace", " ada lovelace", "ADA\tLOVELACE"]),
        (Shape.EMAIL, ["ada@example.org", " Ada@EXAMPLE.org"]),
        (Shape.PHONE, ["+31 20 555-0123", "0031205550123", "+31(20)5550123"]),
        (Shape.CODE, ["KL 445", "kl445", "KL-445"]),
        (Shape.WEBSITE, ["https://example.org/", "example.org", "HTTP://Example.org"]),
        (Shape.TEXT, ["By the  door", "by the door\n"]),
    ],
)
def test_spellings_of_one_text_have_one(shape: Shape, spellings: list[str]) -> None:
    assert len({pseudonym(text, shape=shape, key=KEY) for text in spellings}) == 1


@pytest.mark.parametrize(
    ("shape", "texts_apart"),
    [
        (Shape.PHONE, ["+31205550123", "0205550123", "call Ada", "call Bob"]),
        (Shape.CODE, ["KL445", "KL446", "--", "---"]),
        (Shape.WEBSITE, ["example.org", "example.com"]),
    ],
)
def test_other_texts_have_others(shape: Shape, texts_apart: list[str]) -> None:
    found = {pseudonym(text, shape=shape, key=KEY) for text in texts_apart}

    assert len(found) == len(texts_apart)


@pytest.mark.parametrize(
    ("typed", "shape"),
    [
        ("ada@example.org", Shape.EMAIL),
        ("+31 20 555 0123", Shape.PHONE),
        ("(020) 555 01 23", Shape.PHONE),
        ("1990-05-17", Shape.TEXT),
        ("46564564564547476", Shape.TEXT),
        ("vegan", Shape.TEXT),
        ("ask ada@example.org", Shape.TEXT),
    ],
)
def test_an_answer_takes_the_form_of_what_was_typed(typed: str, shape: Shape) -> None:
    assert pseudonym(typed, shape=Shape.ANSWER, key=KEY) == pseudonym(typed, shape=shape, key=KEY)


@pytest.mark.parametrize(
    ("shape", "forged"),
    [
        (Shape.NAME, "Pbcdfghjklmnpqrstbcdfghjk"),
        (Shape.NAME, "Pbcd"),
        (Shape.EMAIL, "pbcdfghjklmnpqrstbcdfghjk@example.invalid"),
        (Shape.EMAIL, "ada.lovelace@example.invalid"),
        (Shape.PHONE, "+999123456789012"),
        (Shape.PHONE, "+9991234"),
        (Shape.TEXT, "Pseudonym pbcdfghjklmnpqrstbcdfghjk"),
    ],
)
def test_what_only_looks_like_one_is_a_text(shape: Shape, forged: str) -> None:
    assert pseudonym(forged, shape=shape, key=KEY) != forged


def test_what_is_removed_leaves_nothing() -> None:
    assert pseudonym("Dutch", shape=Shape.REMOVED, key=KEY) == ""


def test_they_are_the_same_in_every_process() -> None:
    script = (
        "from counterfoil.domain.privacy import PseudonymKey, Shape, pseudonym\n"
        f"key = PseudonymKey(secret={KEY.secret!r})\n"
        "print([pseudonym('Ada', shape=shape, key=key) for shape in Shape])"
    )

    answered = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )

    here = [pseudonym("Ada", shape=shape, key=KEY) for shape in Shape]
    assert answered.stdout.strip() == repr(here)


def test_they_are_the_same_in_every_release() -> None:
    found = [pseudonym("+31205550123", shape=shape, key=KEY) for shape in TOKEN_SHAPES]

    assert found == PINNED


def test_a_short_key_is_refused_without_being_told() -> None:
    short = b"x" * (KEY_BYTES_MIN - 1)

    with pytest.raises(UsageError) as caught:
        PseudonymKey(secret=short)

    assert str(caught.value).startswith("key: 15 bytes are too few")
    assert "xxx" not in str(caught.value)
    assert PseudonymKey(secret=short + b"x").secret == short + b"x"


def test_a_key_is_bytes_and_no_text() -> None:
    text: Any = "x" * KEY_BYTES_MIN

    with pytest.raises(UsageError, match="allowed: bytes") as caught:
        PseudonymKey(secret=text)

    assert text not in str(caught.value)
