from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from edge.ration import MB, Allowance, Spent, after, left, next_day_in_s, resting
from shared.clock import LIMA

MOMENTS = st.integers(86_400, 4_070_908_800).map(lambda at: datetime.fromtimestamp(at, UTC))
NOON = "2026-06-23"


def day_of(now: datetime) -> str:
    return now.astimezone(LIMA).date().isoformat()


@given(MOMENTS, st.integers(0, 99))
def test_the_next_day_always_comes_and_begins_with_nothing_spent(now: datetime, seed: int) -> None:
    spent = after(Spent(), day_of(now), 5 * MB + 1, answered=True)
    wait_s = next_day_in_s(now, Random(seed))
    later = now + timedelta(seconds=wait_s)

    assert 0 < wait_s <= 86_400 + 1_800
    assert date.fromisoformat(day_of(later)) == date.fromisoformat(day_of(now)) + timedelta(days=1)
    assert resting(Allowance(1, metered=True), spent, day_of(now)) == "budget"
    assert resting(Allowance(1, metered=True), spent, day_of(later)) == ""


@given(st.lists(st.tuples(st.integers(0, MB), st.integers(0, MB)), max_size=9), st.integers(1, 9))
def test_what_is_left_and_what_was_spent_is_the_allowance(carried: list[tuple[int, int]], daily_mb: int) -> None:
    spent = Spent()
    for up, down in carried:
        spent = after(spent, NOON, up + down, answered=down > 0)

    used = sum(up + down for up, down in carried)
    assert left(Allowance(daily_mb), spent, NOON) == max(0, daily_mb * MB - used)
    assert left(Allowance(), spent, NOON) is None


def test_a_metered_line_is_tried_until_the_region_answered() -> None:
    metered = Allowance(metered=True)
    unheard = after(Spent(), NOON, 400, answered=False)

    assert resting(metered, unheard, NOON) == ""
    assert resting(metered, after(unheard, NOON, 600, answered=True), NOON) == "metered"
