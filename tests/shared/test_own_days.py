"""Of all that was told of a day, the last stands; a day that nobody told of is the calendar's."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.facts import Day
from shared.ids import SchoolId
from shared.own_days import own_days, standing

SCHOOL, OTHER = SchoolId("0403691-0"), SchoolId("0403691-1")
FIRST = 20_600
DAYS = st.integers(FIRST, FIRST + 20)
TOLD = st.lists(st.builds(Day, school=st.sampled_from([SCHOOL, OTHER]), first=DAYS, last=DAYS, open=st.booleans()))


@given(told=TOLD, day=DAYS)
def test_the_last_that_was_told_of_a_day_stands(told: list[Day], day: int) -> None:
    of_it = [
        one for one in told if one.school == SCHOOL and min(one.first, one.last) <= day <= max(one.first, one.last)
    ]

    found = standing(map(own_days, told), SCHOOL, date(1970, 1, 1) + timedelta(days=day))

    assert (found and found.open) == (of_it[-1].open if of_it else None)


@given(told=TOLD)
def test_no_stretch_ends_before_it_begins(told: list[Day]) -> None:
    assert all(one.first <= one.last for one in map(own_days, told))
