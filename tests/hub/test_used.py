"""What is used is told by kind of school and week by week, as each kind of resource is counted, and not of a few."""

from pathlib import Path

from hub.report import FEW
from hub.used import by_sort, by_week, used
from shared.ids import SchoolId
from shared.school_year import Week
from tests.hub.office import office, schools
from tests.hub.regions import GUIDE
from tests.hub.watched import demand_table


def test_use_of_a_week_is_told_by_kind_and_for_each_hundred_students(tmp_path: Path) -> None:
    store = office(tmp_path)
    demand_table(store, GUIDE, lambda _school, _week: 10, weeks=30)

    found = by_sort(store, "ugel")

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

    found = by_week(store)

    assert {row[2] for row in found.rows} == {FEW, len(schools())}
    assert {row[3] for row in found.rows if row[2] == FEW} == {FEW}


def test_without_a_weekly_demand_nothing_is_used(tmp_path: Path) -> None:
    store = office(tmp_path)

    assert used(store).empty
    assert by_week(store).rows == []
