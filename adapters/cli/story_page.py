"""A story on paper: what was said and done, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from counterfoil.adapters.cli.instants import shown_instant
from counterfoil.adapters.cli.ledger_table import INDENT, QUIET, STRONG, Cells, Columns
from counterfoil.adapters.cli.naming import named
from counterfoil.adapters.cli.statement import state
from counterfoil.adapters.cli.statement_tables import entry_tables
from counterfoil.adapters.cli.story_outcome import outcome
from counterfoil.adapters.cli.terminal import page, printable
from counterfoil.adapters.cli.totals import total_rows, total_tables
from counterfoil.adapters.files.shapes.moments import duration_text
from counterfoil.adapters.stories.checking import levels_of, place_of, units
from counterfoil.adapters.stories.running import StepResult, StoryResult, Verdict
from counterfoil.adapters.stories.seeing import (
    View,
    causes_of,
    live_tickets_of,
    redemptions_of,
    sums_of,
    tickets_of,
    total_of,
)
from counterfoil.domain.money import Currency, format_amount
from counterfoil.domain.pricing import Quote
from counterfoil.domain.statuses import RedemptionStatus
from counterfoil.ports.box_office import CartView, OrderView


def story_page(result: StoryResult, *, entries: bool) -> Iterator[RenderableType]:
    """Tell a whole story, step by step."""
    story = result.story
    yield Text(printable(story.title), style=STRONG)
    if story.note:
        yield Text(printable(story.note), style=QUIET)
    starts = shown_instant(story.starts)
    yield Text(printable(f"world {story.world}, from {starts}, on {result.system}"))
    for step in result.steps:
        yield ""
        yield from _step(step, result=result, entries=entries)
    yield ""
    yield _verdict_line(result)


def story_line(result: StoryResult) -> RenderableType:
    """Tell of a story in one line."""
    style = STRONG if result.verdict is Verdict.FAILED else ""
    steps = len(result.steps)
    return Text(
        printable(f"{result.verdict.value}: {result.story.title} ({steps} steps)"), style=style
    )


def failing_steps(result: StoryResult) -> Iterator[RenderableType]:
    """Tell the steps that came out otherwise, declared or not."""
    for step in result.steps:
        if step.verdict is not Verdict.PASSED:
            yield from _head(step, result=result)
            yield from _findings(step, result=result)


def summary_line(results: Sequence[StoryResult]) -> RenderableType:
    """Count the stories by verdict."""
    counts = [
        f"{count} {verdict.value}"
        for verdict in Verdict
        if (count := sum(result.verdict is verdict for result in results))
    ]
    system = printable(results[0].system)
    return Text(f"{len(results)} stories, {', '.join(counts)}, on {system}")


def _verdict_line(result: StoryResult) -> RenderableType:
    verdicts = [step.verdict for step in result.steps]
    counts = [
        f"{count} {verdict.value}" for verdict in Verdict if (count := verdicts.count(verdict))
    ]
    return Text(f"{len(verdicts)} steps: {', '.join(counts)}", style=STRONG)


# --- one step -----------------------------------------------------------------------------------


def _step(step: StepResult, *, result: StoryResult, entries: bool) -> Iterator[RenderableType]:
    yield from _head(step, result=result)
    answer = step.seen.answer
    match answer:
        case CartView():
            if answer.quote is not None and sums_of(step.seen.before) != sums_of(answer):
                yield from _ledger(answer, answer.quote, result=result, entries=entries)
            yield from _holds(step, answer)
        case OrderView():
            is_new = not isinstance(step.seen.before, OrderView)
            if is_new or sums_of(step.seen.before) != sums_of(answer):
                yield from _causes(answer, currency=result.story.tariff.currency)
            yield from _bookings(answer)
        case _:
            pass
    yield from _levels(step, currency=result.story.tariff.currency)
    yield from _findings(step, result=result)


def _head(step: StepResult, *, result: StoryResult) -> Iterator[RenderableType]:
    """Tell what was said, what was done and when, and how it came out."""
    number = f"{step.step.place + 1}."
    if step.step.say:
        yield _indented(f"{number} {step.step.say}", style=STRONG, indent=0)
        number = ""
    zone = result.story.starts.tzinfo
    at = step.seen.at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    who = f"{step.step.actor.role or step.step.actor.name}: " if _is_named(step) else ""
    about = step.step.cart or step.step.order
    of_which = f" [{about}]" if about else ""
    done = f"{number} {at}{of_which} {who}{step.step.told}".strip()
    yield _indented(done, style="" if not number else STRONG, indent=INDENT if not number else 0)
    told = outcome(step, currency=result.story.tariff.currency)
    if told:
        yield _indented(f"→ {told}")


def _is_named(step: StepResult) -> bool:
    return bool(step.step.actor.role or step.step.actor.name)


def _ledger(
    view: CartView, quote: Quote, *, result: StoryResult, entries: bool
) -> Iterator[RenderableType]:
    """Lay out every entry, or one row for each cause that makes the total."""
    pricer = result.box_office.system.world(view.cart.world).pricer_of(view.cart.privileges)
    if entries:
        statement = state(quote, pricer=pricer)
        cells = [*statement.cells(), *total_rows(quote, tariff=pricer.tariff)]
        columns = Columns.fitting(cells, page=page().width - 2 * INDENT)
        tables = [
            *entry_tables(statement, columns=columns),
            *total_tables(quote, tariff=pricer.tariff, columns=columns),
        ]
        for table in tables:
            yield Padding(table, (0, 0, 0, 2 * INDENT))
        return
    yield from _causes(view, currency=quote.currency)


def _causes(view: View, *, currency: Currency) -> Iterator[RenderableType]:
    """Lay out one row for each cause that makes the total."""
    rows = _cause_cells(view, currency=currency)
    total = Cells(
        cause=f"Total in {currency.code}",
        amount=format_amount(total_of(view), currency=currency),
        style=STRONG,
    )
    columns = Columns.fitting([*rows, total], page=page().width)
    yield columns.entries(rows, indent=2 * INDENT)
    yield columns.sums([total], indent=2 * INDENT)


def _cause_cells(view: View, *, currency: Currency) -> list[Cells]:
    sums: dict[tuple[str, str], int] = {}
    for cause, amount in causes_of(view):
        kind = cause.kind.value.replace("_", " ").lower()
        key = (kind, named(cause.label, id=cause.rule))
        sums[key] = sums.get(key, 0) + amount
    return [
        Cells(kind=kind, cause=cause, amount=format_amount(amount, currency=currency))
        for (kind, cause), amount in sums.items()
        if amount
    ]


def _holds(step: StepResult, view: CartView) -> Iterator[RenderableType]:
    """Tell what each item holds, and for how long still."""
    for item in view.cart.items:
        tickets = ", ".join(f"{count} {name}" for name, count in tickets_of(item).items())
        left = duration_text(item.expires_at - step.seen.at)
        yield _indented(f"held: {item.id}, {tickets}, {left} left", indent=2 * INDENT)


def _bookings(view: OrderView) -> Iterator[RenderableType]:
    """Tell what was sold, and of what was used or is good no more, how it stands."""
    for booking in view.order.bookings:
        tickets = ", ".join(f"{count} {name}" for name, count in live_tickets_of(booking).items())
        status = booking.status.value.lower().replace("_", " ")
        yield _indented(f"{status}: {booking.id}, {tickets or 'no ticket'}", indent=2 * INDENT)
    for ticket, redeemed in redemptions_of(view).items():
        if redeemed is not RedemptionStatus.PENDING:
            yield _indented(f"{redeemed.value.lower()}: {ticket}", indent=2 * INDENT)


def _levels(step: StepResult, *, currency: Currency) -> Iterator[RenderableType]:
    for resource, level in step.seen.levels.items():
        counts = levels_of(level)
        told = ", ".join(
            f"{units(level, counts[name], currency)} {name}" for name in ("held", "sold", "left")
        )
        yield _indented(f"{resource}: {told}", style=QUIET, indent=2 * INDENT)


def _findings(step: StepResult, *, result: StoryResult) -> Iterator[RenderableType]:
    """Tell what was expected beside what was found, with the place in the file."""
    source = result.story.source
    for reason, one in [*(("", one) for one in step.failed), *step.differing]:
        path = place_of(step.step, one)
        place = f"{source.name}:{source.line(path)}"
        word = f"differs as declared ({reason})" if reason else "FAILED"
        told = f"{place}: {word}: {one.aspect}: expected {one.expected}, found {one.found}"
        style = "" if reason else STRONG
        yield Text(" " * INDENT + printable(told), style=style, no_wrap=True)


def _indented(text: str, *, style: str = "", indent: int = INDENT) -> RenderableType:
    return Padding(Text(printable(text), style=style), (0, 0, 0, indent))
