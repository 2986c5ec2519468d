"""What is wrong with a file: every fault with its file, line, path, value and what is allowed."""

from __future__ import annotations

from enum import Enum

from attrs import frozen

from counterfoil.domain.errors import CounterfoilError

__all__ = ["FileCode", "FileError", "FileProblem", "Severity"]


class Severity(Enum):
    """An ERROR keeps a file from being used; a WARNING is worth a look."""

    ERROR = "error"
    WARNING = "warning"


class FileCode(Enum):
    """The faults of form. Faults of meaning carry the codes of the catalogue and of the tariff."""

    UNREADABLE = "unreadable_file"
    TOO_LARGE = "too_large"
    UNKNOWN_FORMAT = "unknown_format"
    ENCODING = "encoding"
    SYNTAX = "syntax"
    TOO_DEEP = "too_deep"
    EMPTY = "empty_file"
    CELLS = "cell_count"
    UNKNOWN_KEY = "unknown_key"
    MISSING_KEY = "missing_key"
    DUPLICATE_KEY = "duplicate_key"
    CONFLICTING_KEYS = "conflicting_keys"
    STRAY_KEY = "stray_key"
    WRONG_TYPE = "wrong_type"
    INVALID_TEXT = "invalid_text"
    INVALID_NUMBER = "invalid_number"
    OUT_OF_RANGE = "out_of_range"
    INVALID_DATE = "invalid_date"
    INVALID_TIME = "invalid_time"
    INVALID_INSTANT = "invalid_instant"
    NAIVE_INSTANT = "naive_instant"
    INVALID_DURATION = "invalid_duration"
    UNKNOWN_CHOICE = "unknown_choice"
    UNKNOWN_CURRENCY = "unknown_currency"
    MISSING_CURRENCY = "missing_currency"
    CURRENCY_MIX = "currency_mix"
    UNKNOWN_ZONE = "unknown_zone"
    INVALID_FILE_NAME = "invalid_file_name"
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    DUPLICATE_VALUE = "duplicate_value"
    CONTRADICTION = "contradiction"
    UNKNOWN_REFERENCE = "unknown_reference"
    UNUSED = "unused_line"


@frozen(kw_only=True)
class FileProblem:
    """One fault of a file.

    ``path`` is written as in the file (``promotion[2].limits.uses``, counted from zero) and empty
    where the whole file is meant; ``line`` counts from one, None where no line can be named.
    ``message`` begins with the path.
    """

    file: str
    line: int | None
    path: str
    code: str
    value: str
    allowed: str
    message: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        """Write the problem as one line, in the form that editors turn into links."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.severity.value}: {self.message} [{self.code}]"


class FileError(CounterfoilError):
    """A file, or several that belong together, cannot be used: all that is wrong with them."""

    def __init__(self, problems: tuple[FileProblem, ...]) -> None:
        """Carry *problems*, at least one of them an error."""
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        """Write one line for each problem."""
        return "\n".join(str(problem) for problem in self.problems)
