"""What is said no with to ticket codes; never with the code itself."""

from __future__ import annotations

from typing import ClassVar, Literal

from attrs import frozen

from counterfoil.domain.references import ItemId


@frozen(kw_only=True)
class InvalidTicketCode:
    """A code that cannot be one, is for no ticket of the item, or is not the caller's to say."""

    code: ClassVar[Literal["invalid_ticket_code"]] = "invalid_ticket_code"
    item: ItemId
    field: str
    problem: str
    allowed: str

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"item {self.item}: {self.field} {self.problem}, allowed: {self.allowed}"


@frozen(kw_only=True)
class UnknownTicketCode:
    """No ticket that was sold has this code."""

    code: ClassVar[Literal["unknown_ticket_code"]] = "unknown_ticket_code"

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return "the code is on no ticket, allowed: the code of a ticket that was sold"


@frozen(kw_only=True)
class TicketCodeTaken:
    """Codes at these positions of an item (from 0) are on other tickets, of any cart."""

    code: ClassVar[Literal["ticket_code_taken"]] = "ticket_code_taken"
    item: ItemId
    positions: tuple[int, ...]

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        fields = ", ".join(f"codes[{position}]" for position in self.positions)
        return f"item {self.item}: {fields} in use, allowed: codes that no other ticket has"
