"""Checkout fields: what is asked before an order is confirmed, and what was answered."""

from counterfoil.domain.catalogue.checkout_fields import (
    CheckoutField,
    CheckoutFieldId,
    FieldInput,
    FieldLevel,
    FieldRestriction,
)
from counterfoil.domain.checkout_fields.answers import (
    AnswerTarget,
    CheckoutAnswer,
    TicketTarget,
    recorded_answers,
    target_name,
)
from counterfoil.domain.checkout_fields.missing import missing_fields
from counterfoil.domain.checkout_fields.problems import (
    VALUES_MAX,
    field_problems,
)
from counterfoil.domain.checkout_fields.refusals import (
    CheckoutFieldNotAsked,
    CheckoutLevelMismatch,
    DuplicateCheckoutAnswer,
    FieldProblem,
    InvalidCheckoutValue,
    MissingCheckoutField,
    RepeatedCheckoutValue,
    TooManyCheckoutValues,
    UnknownCheckoutField,
    UnknownCheckoutOption,
    UnknownCheckoutTarget,
)
from counterfoil.domain.checkout_fields.targets import remaining_answers

__all__ = [
    "VALUES_MAX",
    "AnswerTarget",
    "CheckoutAnswer",
    "CheckoutField",
    "CheckoutFieldId",
    "CheckoutFieldNotAsked",
    "CheckoutLevelMismatch",
    "DuplicateCheckoutAnswer",
    "FieldInput",
    "FieldLevel",
    "FieldProblem",
    "FieldRestriction",
    "InvalidCheckoutValue",
    "MissingCheckoutField",
    "RepeatedCheckoutValue",
    "TicketTarget",
    "TooManyCheckoutValues",
    "UnknownCheckoutField",
    "UnknownCheckoutOption",
    "UnknownCheckoutTarget",
    "field_problems",
    "missing_fields",
    "recorded_answers",
    "remaining_answers",
    "target_name",
]
