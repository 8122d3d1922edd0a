"""What was noted by a clock that was ahead is of no age that is known, so that it never counts as recent."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from hub.moments import AHEAD, is_older, is_to_come
from tests.hub.builders import NOW

DAY = timedelta(days=1)


@given(st.timedeltas(-1000 * DAY, 30_000 * DAY))
def test_only_what_was_within_the_time_or_an_hour_ahead_is_not_older(ahead: timedelta) -> None:
    assert is_older(NOW + ahead, NOW, DAY) is not (-DAY <= ahead <= AHEAD)
    assert is_to_come(NOW + ahead, NOW) is (ahead > AHEAD)
