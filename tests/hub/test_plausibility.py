"""Inflated use is doubted, with why; honest growth and silence are not; what was looked at holds until it moves."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.plausibility import (
    JUDGED,
    LEAST_WEEKS,
    MOVES,
    OWN,
    REFERENCE,
    Doubt,
    Pair,
    Recorded,
    Why,
    doubts,
    held_to,
)
from shared.demand import Floats
from shared.ids import ResourceId, SchoolId
from shared.school_year import Week

WEEKS, LAST = REFERENCE + JUDGED, Week(2961)
GUIDE = ResourceId("guia-com-3")
NOBODY = np.nan


def recorded(*rows: Floats, students: float = 30, possible: float = np.inf, alike: bool = False) -> Recorded:
    """Return what so many schools recorded of one resource, each in its own row."""
    count = len(rows)
    return Recorded(
        pairs=[(SchoolId(f"{n:07d}-0"), GUIDE) for n in range(count)],
        units=np.vstack(rows),
        last=LAST,
        possible=np.full(count, possible),
        students=np.full(count, students),
        kind=np.zeros(count, dtype=np.int64) if alike else np.full(count, -1),
    )


def usual(seed: int = 1, level: float = 20.0) -> Floats:
    """Return the weeks of a school that uses about so many units, now a little more, now less."""
    return np.rint(np.random.default_rng(seed).lognormal(np.log(level), 0.25, WEEKS))


def late(row: Floats, times: float, weeks: int = 6) -> Floats:
    """Return the weeks with the last of them so many times what they were."""
    return np.concatenate([row[:-weeks], np.rint(row[-weeks:] * times)])


def only(found: list[Doubt]) -> Doubt:
    (one,) = found
    return one


def test_a_school_that_records_tenfold_is_doubted_and_told_against_what() -> None:
    found = only(doubts(recorded(late(usual(), 10))))

    assert found.why == (Why.OWN,)
    assert (found.weeks, found.last, found.since) == (6, LAST, LAST - 5)
    assert 18 <= found.usual <= 22
    assert 3 * found.usual <= found.weekly <= 8 * found.usual < found.units


@given(st.integers(0, 500), st.floats(0.05, 1.5), st.floats(3, 200))
@settings(max_examples=60, deadline=None)
def test_however_uneven_a_school_is_ten_times_its_usual_week_is_always_doubted(
    seed: int, uneven: float, level: float
) -> None:
    row = np.rint(np.random.default_rng(seed).lognormal(np.log(level), uneven, WEEKS)) + 1
    row[-1] = 10 * max(np.median(row[:-1]), np.median(row[-1 - REFERENCE : -1]))

    found = doubts(recorded(row))

    assert found
    assert found[0].last == LAST


def test_growth_by_more_than_half_over_months_is_honest() -> None:
    growth = np.concatenate([np.ones(WEEKS - 20), np.linspace(1, 1.6, 20)])

    assert doubts(recorded(*(np.rint(usual(seed) * growth) for seed in range(30)))) == []


def test_a_new_boarding_school_is_held_against_its_kind_with_room_and_not_against_weeks_that_it_has_not() -> None:
    rows = [usual(seed) for seed in range(12)]
    new = np.full(WEEKS, NOBODY)
    new[-5:] = 60

    assert doubts(recorded(*rows, new, alike=True)) == []
    new[-5:] = 600
    assert only(doubts(recorded(*rows, new, alike=True))).why == (Why.KIND,)


def test_more_than_its_students_can_use_is_doubted_from_the_first_week_on() -> None:
    new = np.full(WEEKS, NOBODY)
    new[-1] = 400

    found = only(doubts(recorded(new, possible=60)))

    assert (found.why, found.weekly, found.usual) == ((Why.POSSIBLE,), 60, 0)


@given(st.integers(0, 200), st.sets(st.integers(0, WEEKS - 1)))
@settings(max_examples=40, deadline=None)
def test_silence_and_weeks_without_use_never_make_a_doubt(seed: int, silent: set[int]) -> None:
    row = usual(seed)
    at = sorted(silent)

    for nothing in (NOBODY, 0.0):
        less = row.copy()
        less[at] = nothing
        assert doubts(recorded(less)) == []
    assert doubts(recorded(np.full(WEEKS, NOBODY))) == []


def test_of_fewer_weeks_than_tell_what_is_usual_nothing_is_doubted_by_them() -> None:
    row = np.full(WEEKS, NOBODY)
    row[-LEAST_WEEKS:-1], row[-1] = 4, 400

    assert doubts(recorded(row)) == []
    row[-LEAST_WEEKS - 1] = 4
    assert only(doubts(recorded(row))).why == (Why.OWN,)


def test_of_a_few_units_more_nothing_is_doubted() -> None:
    row = np.ones(WEEKS)
    row[-1] = 6

    assert doubts(recorded(row)) == []


def test_what_is_doubted_is_not_what_later_weeks_are_held_against() -> None:
    always = only(doubts(recorded(late(usual(), 10, JUDGED))))

    assert always.weeks == JUDGED
    assert always.usual < 25


def nights(row: Floats, weeks: int, looked_at: Mapping[Pair, int] | None = None) -> list[list[Doubt]]:
    """Return what each of so many weeks doubts of a long row, the last of which are the last of the row."""
    told: list[list[Doubt]] = []
    for last in range(len(row) - weeks, len(row) + 1):
        found = doubts(recorded(row[last - WEEKS : last]), looked_at, held_to(told[-1]) if told else None)
        told.append(found)
    return told


@given(st.integers(0, 300), st.integers(JUDGED, 3 * REFERENCE))
@settings(max_examples=20, deadline=None)
def test_use_tenfold_does_not_become_usual_by_going_on(seed: int, weeks: int) -> None:
    inflated = np.rint(np.random.default_rng(seed).lognormal(np.log(200), 0.25, weeks))
    told = nights(np.concatenate([usual(seed), inflated]), weeks)

    assert only(told[-1]).weeks == JUDGED
    assert only(told[-1]).weekly == only(told[1]).weekly < 200
    assert only(told[-1]).usual == only(told[1]).usual < 30


def test_what_went_on_for_years_stands_when_a_person_found_it_right_and_ends_half_a_year_after_it_stopped() -> None:
    row = np.concatenate([usual(1), usual(2, 200), usual(3)])
    row = np.concatenate([row, usual(4)])
    told = nights(row, 3 * WEEKS)
    (pair,) = held_to(told[WEEKS])

    assert doubts(recorded(row[WEEKS : 2 * WEEKS]), {pair: int(row.max())}, held_to(told[WEEKS])) == []
    assert told[WEEKS + JUDGED - 1]
    assert told[WEEKS + JUDGED] == told[-1] == []


@given(st.lists(st.tuples(st.integers(0, 50), st.floats(1, 12), st.integers(1, WEEKS)), min_size=1, max_size=9))
@settings(max_examples=60, deadline=None)
def test_a_night_that_is_repeated_doubts_the_same(rows: list[tuple[int, float, int]]) -> None:
    of = recorded(*(late(usual(seed), times, weeks) for seed, times, weeks in rows), alike=True, possible=700)
    found = doubts(of)

    assert doubts(of, {}, held_to(found)) == found


def test_what_a_person_found_right_is_not_doubted_until_it_moves_by_half_again() -> None:
    of = recorded(late(usual(), 10))
    found = only(doubts(of))
    right = {(found.school, found.resource): found.units}

    assert doubts(of, right) == []
    more = of.units.copy()
    more[0, -1] = found.units * MOVES + 1
    moved = only(doubts(replace(of, units=more), right))
    assert (moved.weeks, moved.since) == (1, LAST)


@given(st.integers(0, 300), st.floats(1, 12))
@settings(max_examples=60, deadline=None)
def test_what_counts_is_never_less_than_thrice_the_usual_nor_as_much_as_was_recorded(seed: int, times: float) -> None:
    for one in doubts(recorded(*(late(usual(seed + n), times) for n in range(4)))):
        assert OWN[0] * one.usual - 2 <= one.weekly < one.units
