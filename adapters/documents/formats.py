"""Formats: in which way a document is written, and how an old one becomes a new one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from attrs import frozen

from counterfoil.adapters.documents.faults import DocumentError, Fault

Content: TypeAlias = Any
Upgrade: TypeAlias = Callable[[str, Content], Content]


@frozen(kw_only=True)
class Format:
    """A way of writing documents; ``upgrades`` lead to it from each earlier one.

    The upgrade under a number takes the name of a document and its content in that format, and
    answers the content in the next one.
    """

    number: int
    upgrades: Mapping[int, Upgrade] = MappingProxyType({})

    def upgraded(self, name: str, content: Content, *, number: object) -> Content:
        """Answer content that was written in the format of a number in this format.

        Raises: DocumentError for a format that is not known here.
        """
        first = min((*self.upgrades, self.number))
        if type(number) is not int or not first <= number <= self.number:
            allowed = f"{first} to {self.number}" if first < self.number else str(self.number)
            problem = f"is not a format known here, allowed: {allowed}"
            raise DocumentError(Fault(path="$.format", problem=problem))
        for step in range(number, self.number):
            content = self.upgrades[step](name, content)
        return content


FORMAT = Format(number=1)
