"""What a step of a story does, in the words of its file."""

from __future__ import annotations

from typing import Any

from counterfoil.adapters.files.formats.story_steps import DOING

__all__ = ["told_words"]


def told_words(table: dict[str, Any]) -> str:
    """Write the doing key of a step with its values, as the file has them."""
    name = next(key.name for key in DOING if key.name in table)
    words = _words(table[name])
    return f"{name} {words}".rstrip()


def _words(value: Any) -> str:
    match value:
        case True:
            return ""
        case False:
            return "false"
        case dict():
            return ", ".join(f"{key} {_inner(inner)}".rstrip() for key, inner in value.items())
        case list():
            return "; ".join(_words(inner) for inner in value)
        case _:
            return str(value)


def _inner(value: Any) -> str:
    return f"({_words(value)})" if isinstance(value, dict) else _words(value)
