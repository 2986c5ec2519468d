"""What is said no with about checkout fields, in the order of precedence.

Facts and messages name the field, the target and what is allowed, never a value: an answer may be
personal, and refusals are logged. ``position`` is which of the values it was, from 0.
"""

from __future__ import annotations

from typing import ClassVar, Literal, TypeAlias

from attrs import frozen

from counterfoil.domain.catalogue.checkout_fields import CheckoutFieldId, FieldLevel
from counterfoil.domain.checkout_fields.answers import AnswerTarget, target_name
from counterfoil.domain.references import ProductId, TicketTypeId


@frozen(kw_only=True)
class UnknownCheckoutField:
    """Nothing asks for such a field."""

    code: ClassVar[Literal["unknown_checkout_field"]] = "unknown_checkout_field"
    field: CheckoutFieldId
    near: tuple[CheckoutFieldId, ...] = ()

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        near = f", did you mean: {', '.join(self.near)}" if self.near else ""
        return f"checkout field {self.field!r} is not asked for{near}"


@frozen(kw_only=True)
class CheckoutLevelMismatch:
    """The answer is about something else than the field asks about."""

    code: ClassVar[Literal["checkout_level_mismatch"]] = "checkout_level_mismatch"
    field: CheckoutFieldId
    target: AnswerTarget
    level: FieldLevel

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        allowed = {
            FieldLevel.ORDER: "the cart",
            FieldLevel.PRODUCT: "an item",
            FieldLevel.PRODUCT_TYPE: "a ticket type or a ticket",
        }[self.level]
        return (
            f"checkout field {self.field!r}: is answered for {target_name(self.target)}"
            f", allowed: {allowed}"
        )


@frozen(kw_only=True)
class UnknownCheckoutTarget:
    """The answer is about an item, a ticket type or a ticket that is not in the cart."""

    code: ClassVar[Literal["unknown_checkout_target"]] = "unknown_checkout_target"
    field: CheckoutFieldId
    target: AnswerTarget
    allowed: tuple[str, ...] = ()

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        allowed = "; ".join(self.allowed) or "none: there is nothing to ask about"
        return (
            f"checkout field {self.field!r}: {target_name(self.target)} is not in the cart"
            f", allowed: {allowed}"
        )


@frozen(kw_only=True)
class CheckoutFieldNotAsked:
    """The field exists, but is not asked about this target."""

    code: ClassVar[Literal["checkout_field_not_asked"]] = "checkout_field_not_asked"
    field: CheckoutFieldId
    target: AnswerTarget
    products: tuple[ProductId, ...]
    ticket_types: tuple[TicketTypeId, ...]

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        allowed = [
            f"{what} {', '.join(names)}"
            for what, names in (("product", self.products), ("ticket type", self.ticket_types))
            if names
        ]
        return (
            f"checkout field {self.field!r}: is not asked for {target_name(self.target)}"
            f", allowed: {'; '.join(allowed)}"
        )


@frozen(kw_only=True)
class DuplicateCheckoutAnswer:
    """One field has two answers about one target."""

    code: ClassVar[Literal["duplicate_checkout_answer"]] = "duplicate_checkout_answer"
    field: CheckoutFieldId
    target: AnswerTarget

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return (
            f"checkout field {self.field!r}: is answered twice for {target_name(self.target)}"
            ", allowed: one answer"
        )


@frozen(kw_only=True)
class TooManyCheckoutValues:
    """Several values where the field takes one, or more than anybody can mean."""

    code: ClassVar[Literal["too_many_checkout_values"]] = "too_many_checkout_values"
    field: CheckoutFieldId
    target: AnswerTarget
    count: int
    most: int

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return (
            f"checkout field {self.field!r}: {self.count} values for {target_name(self.target)}"
            f", allowed: at most {self.most}"
        )


@frozen(kw_only=True)
class UnknownCheckoutOption:
    """A value that is not among the options."""

    code: ClassVar[Literal["unknown_checkout_option"]] = "unknown_checkout_option"
    field: CheckoutFieldId
    target: AnswerTarget
    position: int
    options: tuple[str, ...]

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return (
            f"checkout field {self.field!r}: value {self.position + 1} for"
            f" {target_name(self.target)} is no option, allowed: {', '.join(self.options)}"
        )


@frozen(kw_only=True)
class RepeatedCheckoutValue:
    """A value that is there twice in one answer."""

    code: ClassVar[Literal["repeated_checkout_value"]] = "repeated_checkout_value"
    field: CheckoutFieldId
    target: AnswerTarget
    position: int

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return (
            f"checkout field {self.field!r}: value {self.position + 1} for"
            f" {target_name(self.target)} is there before, allowed: each value once"
        )


@frozen(kw_only=True)
class InvalidCheckoutValue:
    """A value that does not have the form that the field's type asks for."""

    code: ClassVar[Literal["invalid_checkout_value"]] = "invalid_checkout_value"
    field: CheckoutFieldId
    target: AnswerTarget
    position: int
    allowed: str

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return (
            f"checkout field {self.field!r}: value {self.position + 1} for"
            f" {target_name(self.target)} cannot be meant, allowed: {self.allowed}"
        )


@frozen(kw_only=True)
class MissingCheckoutField:
    """A required field that is not answered for one target."""

    code: ClassVar[Literal["missing_checkout_field"]] = "missing_checkout_field"
    field: CheckoutFieldId
    target: AnswerTarget
    title: str = ""
    options: tuple[str, ...] = ()

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        title = f" ({self.title})" if self.title else ""
        allowed = f"one of {', '.join(self.options)}" if self.options else "an answer"
        return (
            f"checkout field {self.field!r}{title}: is required for {target_name(self.target)}"
            f", allowed: {allowed}"
        )


FieldProblem: TypeAlias = (
    UnknownCheckoutField
    | CheckoutLevelMismatch
    | UnknownCheckoutTarget
    | CheckoutFieldNotAsked
    | DuplicateCheckoutAnswer
    | TooManyCheckoutValues
    | UnknownCheckoutOption
    | RepeatedCheckoutValue
    | InvalidCheckoutValue
)
