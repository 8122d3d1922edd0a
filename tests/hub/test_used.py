"""What is used is told by kind of school and week by week, as each kind of resource is counted, and not of a few."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs

from hub import aggregate, ugel_calendars
from hub.forecasting import origin_of
from hub.quality import WEEKS, school_weeks
from hub.region_rows import School
from hub.report import FEW
from hub.store import Store
from hub.used import by_sort, by_week, used
from shared.acts import Actor
from shared.ids import SchoolId, SiteId
from shared.school_year import Week, monday
from tests.hub.office import office, schools
from tests.hub.regions import GUIDE
from tests.hub.watched import demand_table, table_in_use


def test_use_of_a_week_is_told_by_kind_and_for_each_hundred_students(tmp_path: Path) -> None:
    store = office(tmp_path)
    demand_table(store, GUIDE, lambda _school, _week: 10, weeks=30)

    found = by_sort(used(store), store.schools(), "ugel")

    (row,) = found.rows
    students = sum(one.students or 0 for one in schools())
    assert row[:4] == (GUIDE, schools()[0].ugel or "—", len(schools()), 10.0 * len(schools()))
    assert row[4] == (round(1000 * len(schools()) / students, 1) if students else None)


def test_of_a_week_in_which_fewer_than_five_schools_used_it_no_figures_are_told(tmp_path: Path) -> None:
    store = office(tmp_path)
    few = {one.id for one in schools()[:3]}

    def asked(school: SchoolId, week: Week) -> int | None:
        return 10 if week % 2 or school in few else None

    demand_table(store, GUIDE, asked, weeks=30)

    found = by_week(used(store))

    assert {row[2] for row in found.rows} == {FEW, len(schools())}
    assert {row[3] for row in found.rows if row[2] == FEW} == {FEW}


def uses(store: Store, few: dict[tuple[SchoolId, int], int]) -> None:
    """Let every school use one resource in each of four weeks, with nine learners, or as few as is said of a school."""
    ids = [one.id for one in store.schools()]
    weeks = school_weeks(store.calendar(), origin_of(store))[-4:][::-1]
    rows = [
        {"school": one, "resource": GUIDE, "week": monday(week), "units": 10, "peak_concurrent": 0,
         "learners": few.get((one, at), 9), "unserved": 0, "stockout_days": 0, "recorded_days": 5}
        for one in ids for at, week in enumerate(weeks)
    ]  # fmt: skip
    table_in_use(store, aggregate.NAME, rows, {"dating": {}})


def weeks_told(store: Store) -> list[bool]:
    """Return of each of the last four weeks, the newest first, whether its use is told."""
    return [row[3] != FEW for row in reversed(by_week(used(store)).rows)][:4]


def test_a_total_is_not_told_that_gives_away_the_one_row_that_the_table_of_schools_does_not_show(
    tmp_path: Path,
) -> None:
    store = office(tmp_path)
    one, other = (school.id for school in store.schools()[:2])

    uses(store, {})
    assert weeks_told(store) == [True] * 4
    uses(store, {(one, 1): 4})
    # Another week goes with it: by all weeks together and by the others it could be known.
    assert weeks_told(store).count(False) == 2
    assert not weeks_told(store)[1]
    uses(store, {(one, 1): 4, (other, 1): 3})
    assert weeks_told(store) == [True] * 4
    uses(store, {(one, 1): 1, (other, 1): 3})
    assert not weeks_told(store)[1]


def test_nor_one_that_gives_away_what_a_school_of_few_pupils_used(tmp_path: Path) -> None:
    store = office(tmp_path)
    store.put_schools([replace(store.schools()[0], students=4)])
    uses(store, {})

    assert weeks_told(store) == [False] * 4
    assert {row[3] for row in by_sort(used(store), store.schools(), "ugel").rows} != {FEW}


def test_a_school_is_counted_in_the_weeks_of_the_calendar_of_its_ugel(tmp_path: Path) -> None:
    store = office(tmp_path)
    region, some = store.calendar(), store.schools()
    store.put_schools([*some, *(_of_huanta(one) for one in some)])
    closed = school_weeks(region, origin_of(store))[-3:]
    away = {monday(week) + timedelta(days=n) for week in closed for n in range(5)}
    own = structs.replace(region, version=1, days_off=tuple(sorted({*region.days_off, *away})))
    ugel_calendars.bring_in(store, "Huanta", own, why="Lluvias", by=Actor("eva", "Administración"))
    demand_table(store, GUIDE, lambda _school, week: 999 if week in closed else 10, weeks=30)

    schools_by_week = {row[1]: row[2] for row in by_week(used(store)).rows}
    by_ugel = {row[1]: row[3] for row in by_sort(used(store), store.schools(), "ugel").rows}
    asked = used(store)

    taught = school_weeks(own, origin_of(store))
    assert [schools_by_week[str(monday(week))] for week in closed] == [len(some)] * 3
    assert schools_by_week[str(monday(taught[-1]))] == 2 * len(some)
    # Its twelve weeks begin three earlier, and what it used while it was closed is of none of them.
    assert schools_by_week[str(monday(taught[0]))] == len(some)
    assert by_ugel["Huanta"] == 10 * len(some)
    assert set(asked["weeks"]) == {WEEKS}


@pytest.mark.parametrize("closed", [(), (-4,)])
def test_a_calendar_of_its_own_divides_the_use_of_a_ugel_by_its_weeks_and_not_by_those_that_it_used(
    tmp_path: Path, closed: tuple[int, ...]
) -> None:
    store = office(tmp_path)
    some = store.schools()
    store.put_schools([*some, *(_of_huanta(one) for one in some)])
    mine, taught = {one.id for one in some}, school_weeks(store.calendar(), origin_of(store))
    demand_table(store, GUIDE, lambda school, week: 10 if school in mine or week in taught[-2:] else None, weeks=30)
    before = by_sort(used(store), store.schools(), "ugel").rows

    away = {monday(taught[at]) + timedelta(days=n) for at in closed for n in range(5)}
    own = structs.replace(store.calendar(), version=1, days_off=tuple(sorted({*store.calendar().days_off, *away})))
    ugel_calendars.bring_in(store, "Huanta", own, why="Lluvias", by=Actor("eva", "Administración"))

    assert by_sort(used(store), store.schools(), "ugel").rows == before
    assert {row[1]: row[3] for row in before}["Huanta"] == round(10 * len(some) * 2 / WEEKS, 1)


def _of_huanta(one: School) -> School:
    more = {"id": SchoolId("9" + one.id[1:]), "site": SiteId("9" + one.site[1:]), "ugel": "Huanta"}
    return replace(one, **more)


def test_without_a_weekly_demand_nothing_is_used(tmp_path: Path) -> None:
    store = office(tmp_path)

    assert used(store).empty
    assert by_week(used(store)).rows == []
