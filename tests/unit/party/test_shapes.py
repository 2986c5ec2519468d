"""The form of what people type: just what can be meant is taken."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from counterfoil.domain.party import shapes
from counterfoil.domain.party.codes import COUNTRIES, LANGUAGES

TAKEN: dict[Callable[[str], bool], list[str]] = {
    shapes.is_email: [
        "guest@example.com",
        "first.last+tickets@mail.example.co.uk",
        "o'brien@example.com",
        "jörg@exämple.de",
        f"{'a' * 64}@example.com",
    ],
    shapes.is_phone: [
        "+14155550123",
        "+31 (0)20 555-01.23",
        "(020) 555/0123",
        "12345",
        "123456789012345",
    ],
    shapes.is_language: ["nl", "NL", "pt-BR", "es-419"],
    shapes.is_country: ["NL", "XK"],
    shapes.is_latitude: ["52.3785323", "-90", "90.000", "0", "-0.5"],
    shapes.is_longitude: ["4.893942", "-180", "180.0", "179.999"],
    shapes.is_website: [
        "example.com",
        "https://www.example.com/tickets?lang=nl#top",
        "http://example.com:8080/",
        "example.com?from=mail",
    ],
    shapes.is_date: ["1990-05-17", "2024-02-29"],
    shapes.is_age: ["0", "42", "150", "007"],
}
NOT_TAKEN: dict[Callable[[str], bool], list[str]] = {
    shapes.is_email: [
        "",
        "@",
        "guest",
        "guest@",
        "@example.com",
        "guest@localhost",
        "guest@example..com",
        "guest@-example.com",
        "guest@example-.com",
        "guest@example.com.",
        "guest@exa_mple.com",
        ".guest@example.com",
        "guest.@example.com",
        "gu..est@example.com",
        "gu est@example.com",
        "guest@example.com ",
        "guest@example.com\nBcc: all@example.com",
        "two@at@example.com",
        "Guest <guest@example.com>",
        f"{'a' * 65}@example.com",
        f"guest@{'a' * 64}.com",
        f"guest@{'.'.join(['a' * 60] * 5)}",
    ],
    shapes.is_phone: [
        "",
        "1234",
        "1234567890123456",
        "+",
        "020-CALL-ME",
        "++31205550123",
        "020 555 0123 ext 4",
        "٠٢٠٥٥٥٠١٢٣",
        f"12345{' ' * 28}",
    ],
    shapes.is_language: ["", "xx", "dutch", "nl-", "nl-N", "nl_NL", "-NL"],
    shapes.is_country: ["", "nl", "NLD", "UK", "XX"],
    shapes.is_latitude: ["", "90.1", "-90.0001", "91", "N52", "52,3", "+52", "1e1", "nan", "5."],
    shapes.is_longitude: ["", "180.5", "181", "-200"],
    shapes.is_website: [
        "",
        "example",
        "ftp://example.com",
        "javascript:alert(1)",
        "example.com/a b",
        "example.com:port",
        "user@example.com",
        "https://",
        "example.com/\n",
        f"example.com/{'a' * 2048}",
    ],
    shapes.is_date: ["", "1990-5-17", "17-05-1990", "2023-02-29", "19900517", "1990-05-17T00:00"],
    shapes.is_age: ["", "151", "-1", "4.5", "forty", "0042", "٤٢"],
}


def cases(
    table: dict[Callable[[str], bool], list[str]],
) -> list[tuple[Callable[[str], bool], str]]:
    return [(check, text) for check, texts in table.items() for text in texts]


@pytest.mark.parametrize(("check", "text"), cases(TAKEN))
def test_what_can_be_meant_is_taken(check: Callable[[str], bool], text: str) -> None:
    assert check(text)


@pytest.mark.parametrize(("check", "text"), cases(NOT_TAKEN))
def test_what_cannot_be_meant_is_not(check: Callable[[str], bool], text: str) -> None:
    assert not check(text)


def test_an_email_address_may_be_as_long_as_the_standard_says() -> None:
    domain = f"{'.'.join(['a' * 62] * 3)}.com"
    longest = f"{'a' * (shapes.EMAIL_LENGTH_MAX - len(domain) - 1)}@{domain}"

    assert shapes.is_email(longest)
    assert not shapes.is_email(f"a{longest}")
    assert longest.index("@") < shapes.EMAIL_LOCAL_LENGTH_MAX


def test_the_codes_have_their_form_and_are_as_many_as_the_standards_list() -> None:
    assert all(re.fullmatch("[a-z]{2}", code) for code in LANGUAGES)
    assert all(re.fullmatch("[A-Z]{2}", code) for code in COUNTRIES)
    assert len(LANGUAGES) == 183 + 2
    assert len(COUNTRIES) == 249 + 1
