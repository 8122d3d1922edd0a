"""One rule dates what names no day: by the hub where it is known, by a plausible clock, else by what lies around it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import LIMA
from shared.dating import (
    DAY_S,
    LONGEST_S,
    PLAUSIBLE_FROM_S,
    PLAUSIBLE_UNTIL_S,
    SLACK_S,
    STEP_S,
    WEEK_S,
    Mark,
    Quality,
    Spell,
    When,
    moved,
    pieces,
    still_needed,
    when,
)
from shared.occurred import Occurred
from shared.school_year import week_of

TRUE = 1_790_000_000
RESET = 60
"""What a clock says that lost its battery."""


def told(spells: list[Spell], at: int = 0, seq: int = 9, recorded_s: int = 0) -> When:
    return when(pieces(spells)[at], seq, recorded_s)


def seconds(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> int:
    return int(datetime(year, month, day, hour, minute, tzinfo=LIMA).timestamp())


def test_the_edges_of_what_a_clock_may_say() -> None:
    said = [PLAUSIBLE_FROM_S - 1, PLAUSIBLE_FROM_S, PLAUSIBLE_UNTIL_S - 1, PLAUSIBLE_UNTIL_S]

    assert [told([Spell((Mark(1, 0, wall),))]).unix_s for wall in said] == [None, *said[1:3], None]


def test_an_anchor_dates_its_whole_incarnation_before_and_after_it() -> None:
    spell = Spell((Mark(1, 0, RESET), Mark(9, 500, RESET + 500, TRUE)), last_s=900)

    found = [told([spell], seq=seq, recorded_s=recorded) for seq, recorded in ((2, 100), (9, 500), (12, 900))]
    assert found == [When(Quality.ANCHORED, TRUE + s, TRUE + s) for s in (-400, 0, 400)]


def test_a_hub_that_lost_its_own_clock_anchors_nothing() -> None:
    spell = Spell((Mark(1, 0, TRUE, hub_time=60), Mark(2, 9, TRUE + 9, hub_time=TRUE)))

    assert spell.opened == TRUE - 9
    assert told([Spell((Mark(1, 0, TRUE, hub_time=60),))]) == When(Quality.WALL, TRUE, TRUE)
    assert Spell().received(5, 60) == Spell()


def test_of_several_times_of_the_hub_the_first_counts() -> None:
    marks = (Mark(1, 0, 0), Mark(2, 10, 0, TRUE), Mark(3, 20, 0, TRUE + 10**6))

    assert [told([Spell(marks)], seq=seq, recorded_s=10 * seq).unix_s for seq in (1, 4)] == [TRUE, TRUE + 30]


def test_a_clock_that_agrees_with_the_hub_is_left_alone() -> None:
    near, far = (Spell((Mark(1, 0, TRUE), Mark(2, 9, 0, TRUE + 9 + step))) for step in (STEP_S, STEP_S + 1))

    assert [told([spell], seq=1).unix_s for spell in (near, far)] == [TRUE, TRUE + STEP_S + 1]


@pytest.mark.parametrize("wall", [TRUE - 10 * DAY_S, TRUE + 10 * DAY_S])
def test_a_clock_is_believed_only_between_what_is_known_before_and_the_receipt(wall: int) -> None:
    parent = Spell((Mark(1, 0, TRUE, TRUE),), last_s=3600)
    child = Spell((Mark(1, 0, wall),), last_s=60).received(60, TRUE + 2 * DAY_S)

    assert told([Spell((Mark(1, 0, wall),))]).quality is Quality.WALL
    assert told([parent, child], at=1) == When(Quality.BOUNDED, TRUE + 3600, TRUE + 2 * DAY_S - 60)


def test_a_clock_that_is_hours_off_tells_the_nearest_end_of_what_is_known() -> None:
    fast = Spell((Mark(1, 0, TRUE + 5 * 3600),), last_s=60).received(60, TRUE + 60)
    faster = fast._replace(marks=(Mark(1, 0, TRUE + SLACK_S + 1),))

    assert told([fast]) == When(Quality.WALL, TRUE, TRUE)
    assert told([faster]).quality is Quality.BOUNDED


def test_what_lies_between_two_openings_that_the_hub_knows_has_a_week_where_they_lie_in_one() -> None:
    monday_8, friday_8 = seconds(2026, 9, 21, 8), seconds(2026, 9, 25, 8)
    before, lost = Spell((Mark(1, 0, RESET, monday_8),), last_s=3600), Spell((Mark(1, 0, RESET),), last_s=600)
    after = Spell((Mark(1, 0, RESET, friday_8),))
    found = told([before, lost, after], at=1, recorded_s=600)

    assert found == When(Quality.BOUNDED, monday_8 + 3600 + 600, friday_8)
    assert (found.day(), found.week(), found.counted_on()) == (None, week_of(date(2026, 9, 21)), date(2026, 9, 21))
    assert told([before, lost], at=1).week() is None


def test_openings_that_nobody_dates_push_each_other_along() -> None:
    known, lost = Spell((Mark(1, 0, RESET, TRUE),), last_s=100), Spell((Mark(1, 0, RESET),), last_s=1000)
    late = lost.received(1000, TRUE + 10_000)
    first, second = (told([known, lost, late], at=at) for at in (1, 2))

    assert (first.earliest, first.latest) == (TRUE + 100, TRUE + 10_000 - 1000 - 1000)
    assert (second.earliest, second.latest) == (TRUE + 1100, TRUE + 10_000 - 1000)


def test_a_clock_that_is_set_right_dates_what_was_recorded_before_and_one_set_wrong_changes_nothing() -> None:
    righted = Spell((Mark(1, 0, RESET), Mark(5, 600, TRUE)), last_s=900).received(900, TRUE + 400)
    spoilt = Spell((Mark(1, 0, TRUE), Mark(5, 600, TRUE + 400 * DAY_S)), last_s=900).received(900, TRUE + 1000)

    assert [told([righted], seq=seq, recorded_s=300).unix_s for seq in (2, 7)] == [TRUE - 300] * 2
    assert [told([spoilt], seq=seq, recorded_s=300).unix_s for seq in (2, 7)] == [TRUE + 300] * 2


def test_hub_times_that_contradict_each_other_leave_one_answer() -> None:
    before = Spell((Mark(1, 0, RESET, TRUE),), last_s=1000)
    lost = Spell((Mark(1, 0, RESET),)).received(0, TRUE - 5000)

    assert told([before, lost], at=1) == When(Quality.BOUNDED, TRUE - 5000, TRUE - 5000)


@pytest.mark.parametrize(
    ("wall", "monday_of_it"),
    [
        (seconds(2026, 9, 27, 23, 59), date(2026, 9, 21)),
        (seconds(2026, 9, 28, 0, 0), date(2026, 9, 28)),
        (seconds(2026, 12, 31, 23, 59), date(2026, 12, 28)),
        (seconds(2027, 1, 1, 0, 0), date(2026, 12, 28)),
        (seconds(2027, 1, 4, 0, 0), date(2027, 1, 4)),
        (seconds(2025, 12, 29, 0, 0), date(2025, 12, 29)),
        (int(datetime(2026, 9, 28, 4, 59, tzinfo=UTC).timestamp()), date(2026, 9, 21)),
    ],
)
def test_weeks_begin_on_monday_at_midnight_in_lima_across_new_year_too(wall: int, monday_of_it: date) -> None:
    assert told([Spell((Mark(1, 0, wall),))]).week() == week_of(monday_of_it)


@given(st.dates(date(2025, 2, 1), date(2039, 11, 1)))
def test_lima_knows_no_summer_time(day: date) -> None:
    noons = [int(datetime(on.year, on.month, on.day, 12, tzinfo=LIMA).timestamp())
             for on in (day, day + timedelta(days=1))]  # fmt: skip

    assert noons[1] - noons[0] == DAY_S
    assert told([Spell((Mark(1, 0, noons[0]),))]).day() == Occurred.at(datetime.fromtimestamp(noons[0], UTC)).day()


walls = st.integers(-10, 2 * PLAUSIBLE_UNTIL_S) | st.integers(TRUE - 10**4, TRUE + 10**6)
hub_times = st.none() | st.integers(TRUE, TRUE + 10**6) | st.integers(0, 10**10)


@st.composite
def spells(draw: st.DrawFn) -> Spell:
    recorded = sorted(draw(st.lists(st.integers(0, 10**6), max_size=4)))
    marks = [Mark(3 * at + 1, when_, draw(walls), draw(hub_times)) for at, when_ in enumerate(recorded)]
    last_s = (recorded[-1] if recorded else 0) + draw(st.integers(0, 10**5) | st.just(LONGEST_S))
    return Spell(tuple(marks), last_s, draw(st.none() | st.integers(TRUE - 10**6, TRUE + 10**7)))


chains = st.lists(spells(), max_size=5)


@given(chain=chains, more=chains)
def test_what_is_kept_of_a_chain_dates_what_follows_as_all_of_it_does(chain: list[Spell], more: list[Spell]) -> None:
    since, kept = still_needed(chain)

    assert pieces([*kept, *more], since)[len(kept) :] == pieces([*chain, *more])[len(chain) :]
    assert still_needed(kept, since) == (since, kept)


@given(chain=chains, more=chains)
def test_what_lies_before_the_last_anchor_is_settled_for_ever(chain: list[Spell], more: list[Spell]) -> None:
    _, kept = still_needed(chain)
    settled = len(chain) - len(kept)

    assert pieces([*chain, *more])[:settled] == pieces(chain)[:settled]


@given(chain=chains, more=chains)
def test_spells_that_move_nothing_leave_every_week_as_it_was(chain: list[Spell], more: list[Spell]) -> None:
    before, after = pieces(chain), pieces([*chain, *more])
    places = [(at, seq) for at in range(len(chain)) for seq in range(14)]

    if not moved(before, after):
        weeks = [[when(found[at], seq, 60 * seq).week() for at, seq in places] for found in (before, after)]
        assert weeks[0] == weeks[1]


@given(chain=chains.filter(len))
def test_every_event_has_a_span_that_runs_forward_within_what_may_be(chain: list[Spell]) -> None:
    for told_, spell in zip(pieces(chain), chain, strict=True):
        for piece in told_:
            assert piece.earliest <= piece.latest
            if spell.opened is None:
                assert piece.earliest >= PLAUSIBLE_FROM_S
                assert piece.latest <= PLAUSIBLE_UNTIL_S


def test_openings_that_claim_more_time_than_there_was_date_nothing_before_the_first_day_that_may_be() -> None:
    ages = [Spell((Mark(1, 0, wall=60),), last_s=LONGEST_S) for _ in range(5)]
    known = Spell((Mark(1, 0, wall=60, hub_time=TRUE),), last_s=60)

    found = [when(told_, 1, 0) for told_ in pieces([*ages, known])]

    assert {one.earliest for one in found[:-1]} == {PLAUSIBLE_FROM_S}
    assert [one.week() is None for one in found] == [True] * 5 + [False]


def test_seconds_that_no_laptop_counts_are_cut() -> None:
    absurd = Spell((Mark(1, 2**63, -(2**63), 2**63), Mark(2, 0, 2**63 - 1)), last_s=0).recorded(2**63)

    assert absurd.last_s == LONGEST_S
    assert told([absurd], recorded_s=2**63).week() is None


def test_spans_of_a_week_or_more_are_all_alike() -> None:
    wide = pieces([Spell(last_s=5, by=TRUE)])
    narrower = pieces([Spell(last_s=5, by=TRUE - WEEK_S)])
    narrow = pieces([Spell(last_s=5, by=PLAUSIBLE_FROM_S + DAY_S)])

    assert [moved(wide, narrower), moved(wide, narrow)] == [False, True]
