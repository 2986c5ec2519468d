"""A check: one promise of a reservation system, and how it is held against a subject."""

from __future__ import annotations

from collections.abc import Callable
from inspect import cleandoc

from attrs import field, frozen

from counterfoil.adapters.testkit.conformance.stand import NotApplicableError, Stand
from counterfoil.adapters.testkit.conformance.subject import QUICK, Effort, Subject

__all__ = ["Check", "NotApplicableError", "check", "run_check"]


@frozen(kw_only=True)
class Check:
    """A promise by its *name*, the *laws* that it is about, and what raises where it is broken.

    ``any_system``: it is also for systems that decide themselves, not only for stores.
    """

    name: str
    laws: tuple[str, ...]
    about: str
    any_system: bool = False
    run: Callable[[Stand], None] = field(repr=False, eq=False)


def check(*laws: str, any_system: bool = False) -> Callable[[Callable[[Stand], None]], Check]:
    """Make a check of a function: its name, and the first line of its docstring, are told."""

    def made(run: Callable[[Stand], None]) -> Check:
        about, _, _ = cleandoc(run.__doc__ or "").partition("\n")
        return Check(name=run.__name__, laws=laws, about=about, any_system=any_system, run=run)

    return made


def run_check(one: Check, subject: Subject, *, effort: Effort = QUICK) -> None:
    """Hold a subject against a check.

    Raises: LawBrokenError, or what the system raised where it must not; either has a note that
        names the check, its laws and the step. NotApplicableError where the system does not offer
        what the check is about.
    """
    stand = Stand(subject, effort=effort, only_stores=not one.any_system)
    try:
        one.run(stand)
    except NotApplicableError:
        raise
    except BaseException as error:
        error.add_note(f"check {one.name} ({', '.join(one.laws)}): {one.about}")
        error.add_note(f"step: {stand.doing}")
        raise
    finally:
        stand.close()
