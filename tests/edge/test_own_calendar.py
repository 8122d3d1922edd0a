"""A service's own days over the region's calendar, for pages; forecasts keep to the region's."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from edge.forecasting import forecast_node
from edge.models_store import ModelFiles
from edge.own_calendar import OwnCalendar, calendar_of, common, days_between, stretches
from shared.events import Claim
from shared.facts import Day
from shared.ids import SchoolId
from shared.own_days import OwnDays
from shared.school_year import PERU_2026, Week, week_of
from tests.edge.building import CATALOGUE, SCHOOL, TABLET, FakeClock, new_store, on, use

OTHER = SchoolId("0403692-0")
DAYS = st.dates(date(2026, 2, 1), date(2026, 12, 31))
TOLD = st.lists(
    st.builds(
        lambda school, day, length, is_open: OwnDays(school, day, day + timedelta(days=length), is_open, "friaje"),
        st.sampled_from([SCHOOL, OTHER]),
        DAYS,
        st.integers(0, 9),
        st.booleans(),
    ),
    max_size=6,
)
EPOCH = date(1970, 1, 1)


@given(TOLD, DAYS)
def test_the_last_word_on_a_day_stands_and_the_regions_where_there_is_none(told: list[OwnDays], day: date) -> None:
    of_it = [one.open for one in told if one.school == SCHOOL and one.first <= day <= one.last]
    plain = OwnCalendar(PERU_2026, {}).has_classes(day)

    assert calendar_of(PERU_2026, told, SCHOOL).has_classes(day) is (of_it[-1] if of_it else plain)


@given(st.integers(week_of(date(2026, 1, 5)), week_of(date(2027, 2, 1))))
def test_without_days_of_its_own_a_week_is_the_regions(week: int) -> None:
    assert OwnCalendar(PERU_2026, {}).school_days(Week(week)) == PERU_2026.school_days(Week(week))


@given(TOLD, DAYS)
def test_the_next_day_with_classes_has_them_and_none_before_it_has(told: list[OwnDays], day: date) -> None:
    calendar = calendar_of(PERU_2026, told, SCHOOL)
    found = calendar.next_class_day(day)

    assert calendar.has_classes(found) is not False
    assert all(calendar.has_classes(one) is False for one in days_between(day, found)[:-1])


@given(TOLD, DAYS)
def test_a_building_has_classes_where_one_of_its_services_does(told: list[OwnDays], day: date) -> None:
    each = [calendar_of(PERU_2026, told, one) for one in (SCHOOL, OTHER)]

    assert common(PERU_2026, each).has_classes(day) is any(one.has_classes(day) for one in each)


@given(st.sets(DAYS, max_size=12))
def test_stretches_hold_just_the_days_they_are_made_of_and_none_touches_another(days: set[date]) -> None:
    runs = stretches(sorted(days))

    assert [day for run in runs for day in days_between(*run)] == sorted(days)
    assert all(after[0] - before[1] > timedelta(days=1) for before, after in pairwise(runs))


def test_a_stretch_of_centuries_is_not_gone_through() -> None:
    told = [OwnDays(SCHOOL, EPOCH, date(2240, 1, 1), False, "otro")]

    assert len(calendar_of(PERU_2026, told, SCHOOL).own) == 400


def test_days_of_its_own_change_what_pages_are_told_and_neither_the_calendar_nor_a_forecast(tmp_path: Path) -> None:
    with new_store(tmp_path, FakeClock(wall=datetime(2026, 6, 24, 15, tzinfo=UTC))) as store:
        store.db.put("catalogue", CATALOGUE)
        weeks = [date(2026, 5, 25) + timedelta(weeks=n) for n in range(4)]
        store.record([on(week.isoformat(), use(TABLET, learner=None, units=7)) for week in weeks])
        files = ModelFiles(tmp_path / "models")
        forecast_node(store, files)
        before, calendar = [row.forecast for row in store.forecasts.all()], store.news.calendar()
        first, last = ((day - EPOCH).days for day in (date(2026, 6, 1), date(2026, 7, 24)))
        store.record([Claim(Day(school=SCHOOL, first=first, last=last, open=False, cause="friaje"))])
        forecast_node(store, files)
        after = [row.forecast for row in store.forecasts.all()]

        assert before
        assert (after, store.news.calendar()) == (before, calendar)
        assert store.folded.calendar_of(SCHOOL).school_days(week_of(date(2026, 6, 8))) == 0
        assert calendar.school_days(week_of(date(2026, 6, 8))) == 5
