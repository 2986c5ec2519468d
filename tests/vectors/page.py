"""The tables of docs/reference/vectors.md, written from the classes of the cases.

Run ``python -m tests.vectors.page`` at the root of the repository after a change of the classes or
of the reasons; a test fails until then.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.vectors.classing import CLASSES, Classes, Verdict, counts_of, read_classes
from tests.vectors.reasons import MISSING, REASONS

PAGE = Path(__file__).resolve().parents[2] / "docs/reference/vectors.md"
START = "<!-- generated from the classes of the cases; see tests/vectors/page.py -->\n"
END = "<!-- end of what is generated -->\n"
WIDTH = 100  # characters of a line on our pages


def page_text(page: str, *, classes: Classes) -> str:
    """Write *page* anew with the tables of *classes*."""
    before, _, rest = page.partition(START)
    after = rest.partition(END)[2]
    tables = "\n".join(tables_of(classes))
    return f"{before}{START}\n{tables}\n{END}{after}"


def tables_of(classes: Classes) -> Iterator[str]:
    """Write the counts per file, each reason and each missing rule."""
    yield from _counts(classes)
    yield "## Where we differ on purpose\n"
    numbers = _numbers(classes, Verdict.DIFFERS)
    for name, reason in REASONS.items():
        yield f"### {reason.title}\n"
        yield _paragraph(f"`{name}`, {_cases(numbers[name])}. {reason.text}")
        yield _paragraph(f"The rule: “{reason.rule}” ([{reason.page}]({reason.page}))")
    yield "## What we cannot say\n"
    numbers = _numbers(classes, Verdict.CANNOT_BE_SAID)
    for name, missing in MISSING.items():
        if numbers[name]:
            yield f"### {missing.title}\n"
            yield _paragraph(f"`{name}`, {_cases(numbers[name])}. {missing.text}")


def _counts(classes: Classes) -> Iterator[str]:
    rows = [(f"`{file}`", counts_of(of_file.values())) for file, of_file in classes.items()]
    everything = counts_of(one for of_file in classes.values() for one in of_file.values())
    heads = ["file", "cases", *(verdict.words for verdict in Verdict)]
    yield f"| {' | '.join(heads)} |"
    yield f"| --- |{' ---: |' * (len(heads) - 1)}"
    for file, counts in (*rows, ("**all**", everything)):
        numbers = [sum(counts.values()), *counts.values()]
        yield f"| {file} | {' | '.join(map(str, numbers))} |"
    yield ""


def _numbers(classes: Classes, verdict: Verdict) -> Counter[str]:
    return Counter(
        one.why
        for of_file in classes.values()
        for one in of_file.values()
        if one.verdict is verdict
    )


def _paragraph(text: str) -> str:
    return f"{textwrap.fill(text, width=WIDTH, break_on_hyphens=False)}\n"


def _cases(number: int) -> str:
    return "1 case" if number == 1 else f"{number} cases"


if __name__ == "__main__":
    known = read_classes(CLASSES.read_text(encoding="utf-8"))
    PAGE.write_text(page_text(PAGE.read_text(encoding="utf-8"), classes=known), encoding="utf-8")
