"""What a step does is told in the words of its file."""

from typing import Any

import pytest

from counterfoil.adapters.files.story_words import told_words


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"read": True}, "read"),
        ({"wait": "10m"}, "wait 10m"),
        (
            {"cancel_order": {"override_supplier": True, "reason": "ill"}},
            "cancel_order override_supplier, reason ill",
        ),
        ({"cancel_order": {"refund": False}}, "cancel_order refund false"),
        (
            {"amend": {"item": "visit", "tickets": {"adult": 2, "child": 1}}},
            "amend item visit, tickets (adult 2, child 1)",
        ),
    ],
)
def test_values_are_told_as_the_file_has_them(table: dict[str, Any], words: str) -> None:
    assert told_words(table) == words
