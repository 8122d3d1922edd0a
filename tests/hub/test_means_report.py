"""Every limit stands beside what the published plans of a month took of it."""

from pathlib import Path

from hub import planning, proposing
from hub.kept_means import put_rows
from hub.means_report import Limit, Poverty, What, report
from hub.quintiles import Quintile
from tests.hub.office import PERIOD, needs
from tests.hub.test_kept_means import region


def test_what_a_published_plan_takes_is_told_in_its_month_and_in_no_other(tmp_path: Path) -> None:
    store = region(tmp_path)
    plan = proposing.make_plan(store, needs(), **PERIOD)
    drawn = report(store)
    planning.approve(store, plan.id, login="ana")
    planning.publish(store, plan.id)

    after, other = report(store), report(store, "2026-11")

    assert (drawn.cycle, drawn.sites, drawn.with_road, drawn.with_trip, drawn.with_cost) == ("2026-10", 6, 4, 4, 2)
    assert drawn.sites_by_zone == {"Ocongate": 4}
    assert [(one.what, one.name, one.limit) for one in drawn.limits] == [
        (What.WEIGHT, "Ocongate", 25.0), (What.VOLUME, "Ocongate", 60.0), (What.TRIPS, "Huamanga", 200.0),
        (What.MONEY, "", 5000.0),
    ]  # fmt: skip
    assert all(one.used == 0 for one in (*drawn.limits, *other.limits))
    assert all(0 < one.used <= one.limit for one in after.limits)


def test_nothing_is_left_of_a_limit_that_was_lowered_below_what_is_used() -> None:
    assert Limit(What.TRIPS, "Huamanga", 100.0, 180.0).left == 0


def test_each_source_of_quintiles_is_told_with_how_many_schools_are_in_each(tmp_path: Path) -> None:
    store = region(tmp_path)
    rows = [("0999101-0", 1, "MEF", 2020), ("0999102-0", 2, "INEI", 2018), ("0999103-0", 2, "INEI", 2018)]
    put_rows(store, Quintile, [Quintile(place=p, quintile=n, source=of, year=year) for p, n, of, year in rows])

    found = report(store)

    assert found.schools == 6
    assert found.quintiles == (Poverty("INEI", 2018, 2, {2: 2}), Poverty("MEF", 2020, 1, {1: 1}))
