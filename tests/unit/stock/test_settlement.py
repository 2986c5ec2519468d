"""What one settlement does, step by step, and what it writes."""

from datetime import datetime, timedelta, timezone

import pytest
from tests.unit.stock.build import (
    AGENT,
    ANNA,
    BEN,
    BOAT,
    HALL,
    LATER,
    NOW,
    PAST,
    SCHOOL,
    SOON,
    allocation,
    carry,
    changed,
    draws,
    give,
    keep,
    level,
    limit,
    renew,
    row,
    settled,
    sold,
    take,
)

from counterfoil.domain.errors import InvariantError, UsageError
from counterfoil.domain.references import HolderId, ResourceId
from counterfoil.domain.stock import (
    GENERAL,
    Carry,
    Draws,
    Give,
    Keep,
    Level,
    Missing,
    MissingUnits,
    Movement,
    Overflow,
    Renew,
    Row,
    Short,
    Shortage,
    Step,
    StockChange,
    Take,
    settle,
)

SPOT = ResourceId("spot:stalls/fri/A/1/1")
NEXT = HolderId("anna/2")


# --- takes --------------------------------------------------------------------------------------


def test_a_take_writes_a_row_and_moves_the_level() -> None:
    change = changed([sold(2, BEN)], limit(10), take(3))

    assert change == StockChange(
        rows=(sold(2, BEN), row(3)),
        written=(row(3),),
        movements=(Movement(resource=HALL, allocation=GENERAL, held=3),),
    )


def test_a_take_without_an_expiry_is_sold_at_once() -> None:
    change = changed([], limit(10), take(3, until=None))

    assert change.written == (sold(3),)
    assert change.movements == (Movement(resource=HALL, allocation=GENERAL, sold=3),)


def test_more_of_the_same_is_one_row() -> None:
    change = changed([row(2)], limit(10), take(3), take(1))

    assert change.rows == change.written == (row(6),)
    assert change.deleted == ()
    assert change.movements == (Movement(resource=HALL, allocation=GENERAL, held=4),)


def test_another_expiry_and_another_allocation_are_other_rows() -> None:
    change = changed([row(2)], limit(10, allocation(5)), take(3, until=SOON), take(1, under=AGENT))

    assert set(change.rows) == {row(2), row(3, until=SOON), row(1, under=AGENT)}
    assert set(change.written) == {row(3, until=SOON), row(1, under=AGENT)}


def test_the_last_unit_can_be_taken_and_not_one_more() -> None:
    assert changed([row(7, BEN)], limit(10), take(3)).rows == (row(7, BEN), row(3))

    assert settled([row(7, BEN)], limit(10), take(4)) == Short(
        shortages=(Shortage(resource=HALL, allocation=GENERAL, asked=4, left=3),)
    )


def test_lines_are_summed_before_they_are_refused() -> None:
    """Six fit twice, and twelve do not."""
    found = settled([], limit(10), take(6), take(6, BEN))

    assert found == Short(
        shortages=(Shortage(resource=HALL, allocation=GENERAL, asked=12, left=10),)
    )


def test_every_resource_that_is_short_is_named_and_nothing_is_drawn() -> None:
    limits = [limit(10), limit(4, of=BOAT), limit(1, of=SPOT)]

    found = settled([row(1, BEN, of=SPOT)], limits, take(1, of=SPOT), take(3), take(5, of=BOAT))

    assert found == Short(
        shortages=(
            Shortage(resource=BOAT, allocation=GENERAL, asked=5, left=4),
            Shortage(resource=SPOT, allocation=GENERAL, asked=1, left=0),
        )
    )


def test_a_shrunk_pool_says_by_how_much_it_is_overdrawn() -> None:
    assert settled([sold(9, BEN)], limit(7), take(1)) == Short(
        shortages=(Shortage(resource=HALL, allocation=GENERAL, asked=1, left=0, overdrawn=2),)
    )


def test_a_pool_that_grew_again_sells_what_it_has() -> None:
    rows = [sold(9, BEN)]

    assert changed(rows, limit(10), take(1)).rows == (sold(9, BEN), row(1))


def test_a_shrunk_pool_loses_no_draws() -> None:
    change = changed([row(9)], limit(7), keep(5), give(2))

    assert set(change.rows) == {sold(5), row(2)}


def test_names_are_refused_apart_and_together() -> None:
    """Of 10, 3 are set aside for the agent and 3 for the school; both may draw the other 4."""
    hall = limit(10, allocation(3), allocation(3, SCHOOL))

    assert settled([], hall, take(4, under=AGENT), take(5), take(3, under=SCHOOL)) == Short(
        shortages=(
            Shortage(resource=HALL, allocation=GENERAL, asked=5, left=4),
            Shortage(resource=HALL, allocation=AGENT, asked=4, left=3),
        )
    )


def test_what_is_left_is_counted_beside_the_draws_that_fit() -> None:
    hall = limit(10, allocation(3, overflow=Overflow.ALLOWED))

    # Each of the two fits alone, both do not: the agent overflows into what the other leaves.
    assert settled([], hall, take(6, under=AGENT), take(5)) == Short(
        shortages=(Shortage(resource=HALL, allocation=AGENT, asked=6, left=5),)
    )


def test_what_a_slice_takes_of_what_was_promised_to_it_is_not_promised_any_more() -> None:
    slices = (allocation(3), allocation(3, SCHOOL, overflow=Overflow.ALLOWED))

    change = changed([], limit(10, *slices), take(3, under=AGENT), take(7, under=SCHOOL))

    assert set(change.rows) == {row(3, under=AGENT), row(7, under=SCHOOL)}


def test_many_resources_are_drawn_in_one_step() -> None:
    uses, budget = ResourceId("uses:SUMMER"), ResourceId("budget:SUMMER")
    limits = [limit(10), limit(1, of=SPOT), limit(5, of=uses), limit(2_000, of=budget)]

    change = changed([], limits, take(1), take(1, of=SPOT), take(1, of=uses), take(600, of=budget))

    assert {one.resource: one.quantity for one in change.written} == {
        HALL: 1,
        SPOT: 1,
        uses: 1,
        budget: 600,
    }


# --- keeps and renews ---------------------------------------------------------------------------


def test_a_kept_hold_is_sold() -> None:
    change = changed([row(3), row(2, BEN)], limit(10), keep(3))

    assert change == StockChange(
        rows=(row(2, BEN), sold(3)),
        written=(sold(3),),
        deleted=(row(3),),
        movements=(Movement(resource=HALL, allocation=GENERAL, held=-3, sold=3),),
    )


def test_a_part_of_a_hold_can_be_kept_and_the_rest_given_back() -> None:
    change = changed([row(800)], limit(2_000), keep(350), give(450))

    assert change.rows == (sold(350),)
    assert change.movements == (Movement(resource=HALL, allocation=GENERAL, held=-800, sold=350),)


def test_a_renewed_hold_has_another_expiry_and_is_not_drawn_again() -> None:
    change = changed([row(10, until=SOON)], limit(10), renew(10, LATER))

    assert change == StockChange(
        rows=(row(10, until=LATER),),
        written=(row(10, until=LATER),),
        deleted=(row(10, until=SOON),),
    )


def test_a_hold_can_be_renewed_to_an_earlier_end_and_to_its_own() -> None:
    assert changed([row(2)], limit(9), renew(2, SOON)).rows == (row(2, until=SOON),)

    unchanged = changed([row(2)], limit(9), renew(2, LATER))
    assert unchanged == StockChange(rows=(row(2),))


def test_a_renewed_hold_is_one_with_what_is_drawn_to_it() -> None:
    change = changed([row(2, until=SOON)], limit(9), renew(2, LATER), take(1))

    assert change.rows == change.written == (row(3),)
    assert change.deleted == (row(2, until=SOON),)


def test_what_lapses_first_is_kept_first() -> None:
    change = changed([row(2), row(2, until=SOON)], limit(9), keep(3))

    assert set(change.rows) == {sold(3), row(1)}


def test_nothing_is_renewed_twice_in_one_step() -> None:
    latest = LATER + timedelta(minutes=1)

    change = changed([row(5)], limit(9), renew(2, SOON), renew(3, latest))

    assert set(change.rows) == {row(2, until=SOON), row(3, until=latest)}


# --- carries ------------------------------------------------------------------------------------


def test_what_is_carried_stays_sold_and_under_its_allocation_and_is_not_drawn_again() -> None:
    rows = [sold(3, under=AGENT)]

    change = changed(rows, limit(3, allocation(3)), carry(2, to=NEXT), give(1))

    assert change.rows == (sold(2, NEXT, under=AGENT),)
    assert change.written == (sold(2, NEXT, under=AGENT),)
    assert change.deleted == (sold(3, under=AGENT),)
    assert change.movements == (Movement(resource=HALL, allocation=AGENT, sold=-1),)


def test_a_hold_is_carried_with_its_expiry() -> None:
    assert changed([row(3)], limit(3), carry(3, to=NEXT)).rows == (row(3, NEXT),)


def test_a_full_spot_is_carried_and_what_more_is_needed_is_taken() -> None:
    rows = [sold(1, of=SPOT), sold(2)]
    limits = [limit(1, of=SPOT), limit(3)]

    change = changed(
        rows, limits, carry(1, to=NEXT, of=SPOT), carry(2, to=NEXT), take(1, NEXT, until=None)
    )

    assert set(change.rows) == {sold(1, NEXT, of=SPOT), sold(3, NEXT)}


def test_what_is_carried_is_not_carried_on_in_the_same_step() -> None:
    found = settled([sold(2)], limit(9), carry(2, to=BEN), carry(2, BEN, to=NEXT))

    assert found == missing(Step.CARRY, 2, 0, holder=BEN)


# --- gives --------------------------------------------------------------------------------------


def test_what_is_given_back_can_be_taken_by_the_next() -> None:
    change = changed([row(5)], limit(5), give(2))

    assert change == StockChange(
        rows=(row(3),),
        written=(row(3),),
        movements=(Movement(resource=HALL, allocation=GENERAL, held=-2),),
    )
    assert changed(change.rows, limit(5), take(2, BEN)).rows == (row(3), row(2, BEN))


def test_the_old_is_given_back_only_when_the_new_is_drawn() -> None:
    rows = [sold(5)]

    found = settled(rows, limit(9), take(5, NEXT, until=None), give(5))

    assert found == Short(
        shortages=(Shortage(resource=HALL, allocation=GENERAL, asked=5, left=4),)
    )


def test_what_was_just_taken_can_be_given_back() -> None:
    change = changed([], limit(9), take(3), give(2))

    assert change.rows == change.written == (row(1),)
    assert change.movements == (Movement(resource=HALL, allocation=GENERAL, held=1),)


def test_of_several_rows_what_lapses_first_is_given_back_first_and_what_is_sold_last() -> None:
    rows = [sold(2), row(2), row(2, until=SOON), row(2, until=SOON, under=AGENT)]

    given = [set(changed(rows, limit(99), give(quantity)).rows) for quantity in (1, 3, 5, 7)]

    agent = row(2, until=SOON, under=AGENT)
    assert given == [
        {sold(2), row(2), row(1, until=SOON), agent},
        {sold(2), row(2), row(1, until=SOON, under=AGENT)},
        {sold(2), row(1)},
        {sold(1)},
    ]


def test_what_overflowed_comes_back_to_its_allocation() -> None:
    overflow = allocation(3, overflow=Overflow.ALLOWED)
    rows = [row(5, under=AGENT)]

    change = changed(rows, limit(10, overflow), give(2))

    assert change.rows == (row(3, under=AGENT),)
    assert level(10, rows, overflow).left() == 5
    assert level(10, change.rows, overflow).left() == 7


# --- what is missing ----------------------------------------------------------------------------


def missing(
    step: Step, asked: int, found: int, *, lapsed: int = 0, holder: HolderId = ANNA
) -> Missing:
    unit = MissingUnits(
        step=step, resource=HALL, holder=holder, asked=asked, found=found, lapsed=lapsed
    )
    return Missing(units=(unit,))


@pytest.mark.parametrize(
    ("draw", "step"),
    [
        (keep(4), Step.KEEP),
        (renew(4, LATER), Step.RENEW),
        (carry(4, to=NEXT), Step.CARRY),
        (give(4), Step.GIVE),
    ],
    ids=["keep", "renew", "carry", "give"],
)
def test_more_than_is_there_is_missing(draw: Keep | Renew | Carry | Give, step: Step) -> None:
    rows = [row(3), row(9, BEN), row(9, of=BOAT)]

    assert settled(rows, limit(50), draw) == missing(step, 4, 3)
    assert settled([row(9, BEN)], limit(50), draw) == missing(step, 4, 0)
    assert isinstance(settled([row(4)], limit(50), draw), StockChange)


@pytest.mark.parametrize(
    ("draw", "step"),
    [(keep(4), Step.KEEP), (renew(4, LATER), Step.RENEW), (carry(4, to=NEXT), Step.CARRY)],
    ids=["keep", "renew", "carry"],
)
def test_what_has_lapsed_is_missing_and_says_so(draw: Keep | Renew | Carry, step: Step) -> None:
    found = settled([row(4, until=NOW)], limit(50), draw)

    assert found == missing(step, 4, 0, lapsed=4)
    assert isinstance(found, Missing)
    assert found.only_lapsed


def test_what_was_swept_or_never_drawn_is_not_taken_for_lapsed() -> None:
    found = settled([row(3, until=PAST)], limit(50), keep(4))

    assert isinstance(found, Missing)
    assert not found.only_lapsed


def test_what_is_sold_can_not_be_kept_or_renewed() -> None:
    assert settled([sold(4)], limit(9), keep(4)) == missing(Step.KEEP, 4, 0)
    assert settled([sold(4)], limit(9), renew(4, LATER)) == missing(Step.RENEW, 4, 0)


def test_lines_are_summed_before_they_are_missed() -> None:
    assert settled([row(5)], limit(9), keep(3), keep(3)) == missing(Step.KEEP, 6, 5)
    assert settled([row(5)], limit(9), give(3), give(3)) == missing(Step.GIVE, 6, 5)


def test_what_has_lapsed_can_be_given_back_and_comes_back_once() -> None:
    """A level does not count it any more, so that nothing moves."""
    change = changed([row(4, until=PAST), row(1, BEN)], limit(9), give(4))

    assert change == StockChange(rows=(row(1, BEN),), lapsed=(row(4, until=PAST),))


def test_a_give_uses_up_what_is_live_before_what_has_lapsed() -> None:
    rows = [row(4, until=PAST), row(2)]

    change = changed(rows, limit(9), give(3))

    assert change.rows == ()
    assert change.deleted == (row(2),)
    assert change.lapsed == (row(4, until=PAST),)
    assert change.movements == (Movement(resource=HALL, allocation=GENERAL, held=-2),)


# --- lapsing ------------------------------------------------------------------------------------


def test_a_lapsed_hold_is_dropped_whoever_draws() -> None:
    change = changed([row(10, BEN, until=NOW)], limit(10), take(10))

    assert change.rows == (row(10),)
    assert change.lapsed == (row(10, BEN, until=NOW),)
    assert change.movements == (Movement(resource=HALL, allocation=GENERAL, held=10),)


def test_a_sweep_is_a_settlement_that_draws_nothing() -> None:
    rows = [row(3, until=PAST), row(2, BEN), sold(4, BEN)]

    change = settle(rows, {}, Draws(), NOW)

    assert change == StockChange(rows=(row(2, BEN), sold(4, BEN)), lapsed=(row(3, until=PAST),))
    assert settle(rows[1:], {}, Draws(), NOW) == StockChange(rows=(row(2, BEN), sold(4, BEN)))


# --- order and precedence -----------------------------------------------------------------------


def test_steps_come_in_their_order() -> None:
    """Two are kept, three carried, two of those renewed, four taken, one given."""
    change = changed(
        [row(5, until=SOON)],
        limit(9),
        give(1, NEXT),
        take(4, NEXT, until=None),
        renew(2, LATER, holder=NEXT),
        carry(3, to=NEXT),
        keep(2),
    )

    assert set(change.rows) == {sold(2), row(2, NEXT, until=LATER), sold(4, NEXT)}


@pytest.mark.parametrize(
    ("drawn", "first"),
    [
        ([keep(1), carry(1, to=BEN), take(99), give(1)], [Step.KEEP, Step.CARRY]),
        ([renew(1, LATER), keep(1), take(99)], [Step.KEEP, Step.RENEW]),
        ([take(99), give(1)], Short),
        ([take(9), give(10)], [Step.GIVE]),
    ],
    ids=["keep and carry", "keep and renew", "short", "give"],
)
def test_what_is_said_first(
    drawn: list[Keep | Renew | Carry | Take | Give], first: list[Step] | type[Short]
) -> None:
    found = settled([], limit(9), *drawn)

    if isinstance(first, list):
        assert isinstance(found, Missing)
        assert [unit.step for unit in found.units] == first
    else:
        assert isinstance(found, first)


# --- broken contracts ---------------------------------------------------------------------------


@pytest.mark.parametrize("quantity", [0, -1, True, "1"])
@pytest.mark.parametrize("kind", ["keep", "renew", "carry", "take", "give"])
def test_a_quantity_is_a_whole_number_above_zero(kind: str, quantity: int) -> None:
    made: dict[str, Draws] = {
        "keep": draws(keep(quantity)),
        "renew": draws(renew(quantity, LATER)),
        "carry": draws(carry(quantity, to=BEN)),
        "take": draws(take(quantity)),
        "give": draws(give(quantity)),
    }

    with pytest.raises(UsageError, match="is not a number of units of pool:hall"):
        settle([row(9)], {HALL: level(99, [row(9)])}, made[kind], NOW)


@pytest.mark.parametrize("draw", [take(1, until=NOW), renew(1, NOW)], ids=["take", "renew"])
def test_a_hold_ends_in_the_future(draw: Take | Renew) -> None:
    with pytest.raises(UsageError, match=r"expires_at: .* is not in the future"):
        settled([row(1)], limit(9), draw)


@pytest.mark.parametrize(
    "elsewhere",
    [LATER.replace(tzinfo=None), LATER.astimezone(timezone(timedelta(hours=2)))],
    ids=["naive", "another offset"],
)
def test_instants_are_in_utc(elsewhere: datetime) -> None:
    with pytest.raises(UsageError, match=r"^expires_at: .* is not an instant in UTC"):
        settled([], limit(9), take(1, until=elsewhere))
    with pytest.raises(UsageError, match=r"^at: .* is not an instant in UTC"):
        settle([], {}, Draws(), elsewhere)


def test_another_name_of_utc_is_utc() -> None:
    same = LATER.replace(tzinfo=timezone(timedelta(0), "Z"))

    assert changed([row(1)], limit(9), take(1, until=same)).rows == (row(2),)


def test_what_is_taken_needs_a_level() -> None:
    with pytest.raises(UsageError, match="levels: 'pool:hall' is not among them"):
        settle([], {}, draws(take(1)), NOW)


def test_what_is_given_back_needs_none() -> None:
    change = settle([row(3)], {}, draws(give(1)), NOW)

    assert isinstance(change, StockChange)
    assert change.rows == (row(2),)


@pytest.mark.parametrize(
    ("held", "sold_units", "draw"),
    [(2, 0, give(3)), (2, 9, keep(3)), (3, 8, give(9, BEN))],
    ids=["held", "kept", "sold"],
)
def test_a_level_that_counts_less_than_comes_back_is_a_defect(
    held: int, sold_units: int, draw: Keep | Give
) -> None:
    short = Level(resource=HALL, total=50, held=held, sold=sold_units)

    with pytest.raises(InvariantError, match="more comes back than the level counts"):
        settle([row(3), sold(9, BEN)], {HALL: short}, draws(draw), NOW)


@pytest.mark.parametrize(
    ("rows", "words"),
    [([row(1), row(1)], "not twice"), ([row(0)], "at least one unit")],
    ids=["twice", "empty"],
)
def test_a_row_that_cannot_be_is_a_defect(rows: list[Row], words: str) -> None:
    with pytest.raises(InvariantError, match=words):
        settle(rows, {}, Draws(), NOW)


@pytest.mark.parametrize(
    "draw",
    [take(99), keep(4), renew(4, LATER), carry(4, to=BEN), give(5)],
    ids=["take", "keep", "renew", "carry", "give"],
)
def test_what_is_refused_changes_nothing(draw: Keep | Renew | Carry | Take | Give) -> None:
    rows = (row(3, until=SOON), sold(2, BEN))
    levels = {HALL: level(9, rows)}

    found = settle(rows, levels, draws(draw, keep(1), take(1)), NOW)

    assert isinstance(found, Short | Missing)
    assert rows == (row(3, until=SOON), sold(2, BEN))
    assert levels == {HALL: level(9, rows)}
