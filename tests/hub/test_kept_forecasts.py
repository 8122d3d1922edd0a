"""Forecasts are kept once in four school weeks, with both quantiles; a night that is repeated keeps nothing twice."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from hub import nightly, ugel_calendars
from hub.acts import BY_COMMAND
from hub.forecasting import origin_of
from hub.kept_forecasts import in_turn, keep_if_due, listed, read
from hub.store import Store
from shared.school_year import SchoolCalendar, Term, Week, monday
from tests.hub.office import office, schools
from tests.hub.regions import GUIDE
from tests.hub.watched import BASELINE, MODEL, foreseen, origins_of


@pytest.fixture
def store(tmp_path: object) -> Store:
    return office(tmp_path)  # type: ignore[arg-type]


def nights(store: Store, *origins: Week, model: str = "a", aside: bool = False) -> None:
    for origin in origins:
        foreseen(store, origin, GUIDE, model=model, notes={}, aside=aside)


@pytest.mark.parametrize("aside", [False, True])
def test_what_is_kept_has_both_quantiles_of_the_weeks_that_judge_it(store: Store, aside: bool) -> None:
    nights(store, origin := origin_of(store), aside=aside)
    [(name, about)] = listed(store)
    kept = read(store, name, about)

    assert (about.origin, about.model, list(about.weeks)) == (
        origin, "a", store.calendar().next_school_weeks(origin, 4),
    )  # fmt: skip
    assert kept.model.shape == kept.baseline.shape == (len(schools()), 4, 3)
    assert np.array_equal(kept.model[0, 0], [MODEL.p10, MODEL.p50, MODEL.p90])
    assert np.array_equal(kept.baseline[0, 0], [BASELINE.p10, BASELINE.p50, BASELINE.p90])
    assert kept.rows["heard"].to_pylist() == [True] * len(schools())
    assert set(kept.rows["made_by"].to_pylist()) == {"baseline" if aside else "model"}


def test_a_night_in_between_and_the_same_night_again_keep_nothing(store: Store) -> None:
    first, second, third = origins_of(store, 3)
    nights(store, first, first, Week(first + 1), Week(first + 2), second, second, third)

    assert [about.origin for _, about in listed(store)] == [first, second, third]


def test_another_model_begins_anew_the_same_night(store: Store) -> None:
    nights(store, origin_of(store))
    nights(store, origin_of(store), model="b")

    assert sorted(about.model for _, about in listed(store)) == ["a", "b"]


def test_a_clock_that_was_ahead_for_a_night_stops_nothing(store: Store) -> None:
    first, second = origins_of(store, 2)
    nights(store, Week(first + 900), first, second)

    assert [about.origin for _, about in listed(store)] == [first, second, Week(first + 900)]


def test_what_a_clock_two_weeks_ahead_kept_judges_no_week_a_second_time(store: Store) -> None:
    first, second, third = origins_of(store, 3)
    nights(store, Week(first + 2), first, second, third)
    found = in_turn(listed(store))
    weeks = [week for _, about in found for week in about.weeks]

    assert found[0][1].origin == first
    assert len(found) > 1
    assert len(set(weeks)) == len(weeks)


def test_it_tells_whether_it_kept_any(store: Store) -> None:
    made = foreseen(store, origin_of(store), GUIDE, model="a", notes={})

    assert [keep_if_due(store, made, "a"), keep_if_due(store, made, "c")] == [False, True]


def of_another_calendar(store: Store, weeks_later: int) -> None:
    """Let the first of the schools, alone of its UGEL, have classes again so many weeks after the others."""
    first, *others = sorted(store.schools(), key=lambda one: one.id)
    store.put_schools([replace(first, ugel="Huanta"), *(replace(one, ugel="Huamanga") for one in others)])
    start, *_ = store.calendar().next_school_weeks(origin_of(store), 1)
    begins = monday(start) + timedelta(weeks=weeks_later)
    own = SchoolCalendar(1, "RD", (Term(begins, begins.replace(month=12, day=18)),))
    ugel_calendars.bring_in(store, "Huanta", own, why="Lluvias", by=BY_COMMAND)


def test_weeks_are_those_of_most_schools_and_a_school_without_classes_in_one_foresaw_nothing_of_it(
    store: Store,
) -> None:
    of_another_calendar(store, 1)
    nights(store, origin := origin_of(store))
    [(name, about)] = listed(store)
    kept = read(store, name, about)

    assert list(about.weeks) == store.calendar().next_school_weeks(origin, 4)
    mine = [school in ugel_calendars.of_schools(store) for school in kept.rows["school"].to_pylist()]
    for untold in (np.isnan(kept.model), np.isnan(kept.baseline)):
        assert untold[mine].all(axis=2).tolist() == [[True, False, False, False]]
        assert not untold[[not one for one in mine]].any()


def test_a_plan_is_of_the_weeks_of_most_schools_whatever_a_ugel_has_of_its_own(store: Store) -> None:
    of_another_calendar(store, 3)
    nights(store, origin := origin_of(store))

    assert nightly.plan_inputs(store).period_first == monday(store.calendar().next_school_weeks(origin, 1)[0])
