"""What the command line says, and with which exit status it ends, when something is wrong."""

from __future__ import annotations

from enum import IntEnum

from counterfoil.domain.errors import CounterfoilError, InvariantError, UsageError

__all__ = ["ExitStatus", "RejectedError", "exit_status", "failure_lines"]


class ExitStatus(IntEnum):
    """How a command ends; scripts may rely on it."""

    DONE = 0
    BAD_INPUT = 1  # a file or a cart is not what it must be
    USAGE = 2  # the command was called in a way that it does not know
    DEFECT = 3  # the engine contradicts itself


class RejectedError(CounterfoilError):
    """The input cannot be used; each line says one thing that is wrong with it."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        """Carry the *lines*, at least one."""
        super().__init__(lines)
        self.lines = lines

    def __str__(self) -> str:
        """Write the lines below each other."""
        return "\n".join(self.lines)


def exit_status(error: CounterfoilError) -> ExitStatus:
    """Say who has to act on *error*."""
    match error:
        case UsageError():
            return ExitStatus.USAGE
        case InvariantError():
            return ExitStatus.DEFECT
        case _:
            return ExitStatus.BAD_INPUT


def failure_lines(error: CounterfoilError) -> tuple[str, ...]:
    """Say what is wrong, one fault a line; a file comes first, so that editors make it a link."""
    lines = tuple(str(error).splitlines())
    if isinstance(error, InvariantError):
        return (*lines, "this is a defect of counterfoil: please report it with the files in use")
    return lines
