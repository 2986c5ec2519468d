"""A problem of a tariff, and the exception that carries all problems of one."""

from __future__ import annotations

from enum import Enum, StrEnum

from attrs import frozen

from counterfoil.domain.errors import CounterfoilError


class Severity(Enum):
    """ERROR: the tariff prices nothing. WARNING: it does, but hardly as it was meant."""

    ERROR = "error"
    WARNING = "warning"


class ProblemCode(StrEnum):
    """What is wrong, as a stable word."""

    EMPTY_ID = "empty_id"
    DUPLICATE_ID = "duplicate_id"
    RESERVED_ID = "reserved_id"
    DUPLICATE_PROMOCODE = "duplicate_promocode"
    DUPLICATE_PRICE = "duplicate_price"
    DUPLICATE_LANE = "duplicate_lane"
    NAMED_TWICE = "named_twice"
    NOT_AN_INTEGER = "not_an_integer"
    NOT_A_RATE = "not_a_rate"
    NOT_A_DATE = "not_a_date"
    BELOW_MINIMUM = "below_minimum"
    ABOVE_MAXIMUM = "above_maximum"
    EMPTY_RANGE = "empty_range"
    NO_DATES = "no_dates"
    NAIVE_DATETIME = "naive_datetime"
    NOT_A_LOCAL_TIME = "not_a_local_time"
    TYPE_NOT_ALLOWED = "type_not_allowed"
    UNKNOWN_SEASON = "unknown_season"
    UNKNOWN_PRODUCT = "unknown_product"
    UNKNOWN_TICKET_TYPE = "unknown_ticket_type"
    UNKNOWN_SLOT = "unknown_slot"
    UNKNOWN_LANE = "unknown_lane"
    UNKNOWN_TAX = "unknown_tax"
    UNKNOWN_BASE = "unknown_base"
    UNKNOWN_CONDITION = "unknown_condition"
    UNKNOWN_BENEFIT = "unknown_benefit"
    VERSION_DIFFERS = "version_differs"
    PRICE_NOT_EXPECTED = "price_not_expected"
    AIMS_AT_COMBI_PART = "aims_at_combi_part"
    EXCLUSIVE_LANE = "exclusive_lane"
    COMPUTED_LATER = "computed_later"
    SPLIT_WITHOUT_TAX = "split_without_tax"
    GROSSED_UP_NOT_LAST = "grossed_up_not_last"
    GROSSED_UP_NOT_ALLOWED = "grossed_up_not_allowed"
    GROSSED_UP_TOO_HIGH = "grossed_up_too_high"
    NOT_PRICED = "not_priced"
    NO_PRODUCT_IN_CURRENCY = "no_product_in_currency"
    CURRENCY_DIFFERS = "currency_differs"
    NO_TAXATION = "no_taxation"
    NEVER_APPLIES = "never_applies"
    WITHOUT_EFFECT = "without_effect"


WARNINGS = frozenset(
    {
        ProblemCode.NOT_PRICED,
        ProblemCode.CURRENCY_DIFFERS,
        ProblemCode.NO_TAXATION,
        ProblemCode.NEVER_APPLIES,
        ProblemCode.WITHOUT_EFFECT,
    }
)


@frozen(kw_only=True)
class TariffProblem:
    """One thing that is wrong with a tariff: where, what, and what is allowed there.

    ``path`` names the field as the classes do, such as `promotions[2].limits.uses`. Amounts in
    ``value`` and ``allowed`` are in major units, as people write them.
    """

    path: str
    code: ProblemCode
    value: str
    allowed: str

    @property
    def severity(self) -> Severity:
        """Say whether the tariff can be used all the same; the code decides."""
        return Severity.WARNING if self.code in WARNINGS else Severity.ERROR

    @property
    def message(self) -> str:
        """Say it in one line, for whoever edits the tariff."""
        return f"{self.path}: {self.value}, {self.code.replace('_', ' ')}, allowed: {self.allowed}"


class TariffError(CounterfoilError):
    """The tariff cannot be used; ``problems`` has every reason, warnings included."""

    def __init__(self, problems: tuple[TariffProblem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        """List the problems, one a line."""
        return "\n".join(f"{found.severity.value}: {found.message}" for found in self.problems)
