"""How complete and how late the data are is what the lake holds, by school and by UGEL, and nothing of a few."""

from dataclasses import replace
from datetime import timedelta

import msgspec

from hub import aggregate, ugel_calendars
from hub.forecasting import origin_of
from hub.quality import WEEKS, Arrived, Quality, by_school, by_ugel, quality, school_weeks
from hub.region_rows import School
from hub.report import FEW
from shared.acts import Actor
from shared.events import Claim
from shared.facts import WeeklyTotal
from shared.ids import SchoolId, SiteId
from shared.occurred import Occurred
from shared.school_year import Week, monday
from tests.hub.builders import GUIDE, SCHOOL, Node, Office
from tests.hub.demanding import send


def week(office: Office, back: int) -> Claim:
    weeks = school_weeks(office.store.calendar(), origin_of(office.store))
    return Claim(WeeklyTotal(school=SCHOOL, resource=GUIDE, units=7), Occurred.in_week(weeks[-1 - back]))


def school(n: int, ugel: str = "Huamanga", students: int = 40) -> School:
    return School(id=SchoolId(f"{n:07d}-0"), site=SiteId(f"{n:06d}"), name=f"Escuela {n}", ugel=ugel, students=students)


def told(n: int, recorded: int, ugel: str = "Huamanga", students: int = 40) -> Quality:
    return Quality(school(n, ugel, students), f"Escuela {n}", 12, recorded, Arrived(10, 2, 3.0), 0)


def test_recorded_weeks_and_what_came_late_are_those_of_the_lake(office: Office, node: Node) -> None:
    send(office, node, week(office, 0), week(office, 1), week(office, 5))
    aggregate.aggregate(office.store)

    (one,) = [row for row in quality(office.store) if row.school.id == SCHOOL]

    assert (one.weeks, one.recorded) == (WEEKS, 3)
    assert one.arrived is not None
    weeks = school_weeks(office.store.calendar(), origin_of(office.store))
    today = office.config.clock.now().date()
    late = sum(today > monday(weeks[-1 - back]) + timedelta(days=13) for back in (0, 1, 5))
    assert (one.arrived.facts, one.arrived.late) == (3, late)
    assert 0 < late < 3


def test_a_school_that_never_sent_has_no_recorded_week_and_nothing_is_said_of_its_delay(
    office: Office, node: Node
) -> None:
    send(office, node, week(office, 0))
    aggregate.aggregate(office.store)

    silent = [row for row in quality(office.store) if row.school.id != SCHOOL]

    assert [(row.recorded, row.arrived) for row in silent] == [(0, None)] * len(silent)


def test_a_week_without_classes_in_its_ugel_is_none_that_a_school_left_out(office: Office, node: Node) -> None:
    store = office.store
    store.put_schools([replace(one, ugel="Huanta") if one.id == SCHOOL else one for one in store.schools()])
    region = store.calendar()
    closed = school_weeks(region, origin_of(store))[-2]
    away = tuple(monday(closed) + timedelta(days=n) for n in range(5))
    own = msgspec.structs.replace(region, version=1, days_off=tuple(sorted({*region.days_off, *away})))
    ugel_calendars.bring_in(store, "Huanta", own, why="Lluvias", by=Actor("eva", "Administración"))
    taught = school_weeks(own, origin_of(store))
    send(
        office,
        node,
        *(Claim(WeeklyTotal(school=SCHOOL, resource=GUIDE, units=7), Occurred.in_week(one)) for one in taught),
    )
    aggregate.aggregate(store)

    (one,) = [row for row in quality(store) if row.school.id == SCHOOL]

    assert closed not in taught
    assert (one.weeks, one.recorded) == (WEEKS, WEEKS)


def test_what_is_dated_between_two_weeks_of_classes_is_of_none_of_them(office: Office, node: Node) -> None:
    store = office.store
    taught = school_weeks(store.calendar(), origin_of(store))
    free = next(Week(one) for one in range(taught[0], taught[-1]) if one not in taught)
    told = (taught[0], free, taught[-1])
    send(
        office,
        node,
        *(Claim(WeeklyTotal(school=SCHOOL, resource=GUIDE, units=7), Occurred.in_week(one)) for one in told),
    )
    aggregate.aggregate(store)

    arrived = {row.school.id: row.arrived for row in quality(store)}[SCHOOL]

    assert arrived is not None
    assert arrived.facts == 2


def test_what_came_late_is_counted_in_the_weeks_of_the_calendar_of_its_ugel(office: Office, node: Node) -> None:
    store = office.store
    store.put_schools([replace(one, ugel="Huanta") if one.id == SCHOOL else one for one in store.schools()])
    region, taught = store.calendar(), school_weeks(store.calendar(), origin_of(store))
    away = {monday(one) + timedelta(days=n) for one in taught[-3:] for n in range(5)}
    own = msgspec.structs.replace(region, version=1, days_off=tuple(sorted({*region.days_off, *away})))
    earlier = school_weeks(own, origin_of(store))[0]
    told = (earlier, taught[0], taught[-1])
    send(
        office,
        node,
        *(Claim(WeeklyTotal(school=SCHOOL, resource=GUIDE, units=7), Occurred.in_week(one)) for one in told),
    )
    aggregate.aggregate(store)

    before = {row.school.id: row.arrived for row in quality(store)}[SCHOOL]
    ugel_calendars.bring_in(store, "Huanta", own, why="Lluvias", by=Actor("eva", "Administración"))
    after = {row.school.id: row.arrived for row in quality(store)}[SCHOOL]

    assert earlier < taught[0]
    assert (before and before.facts, after and after.facts) == (2, 2)
    assert before != after


def test_before_the_first_night_there_is_nothing_to_say(office: Office) -> None:
    assert quality(office.store) == []


def test_the_least_complete_ugel_comes_first_and_one_of_few_schools_has_no_figures() -> None:
    rows = [told(n, 12) for n in range(6)] + [told(10 + n, 3, "Huanta") for n in range(6)]

    found = by_ugel([*rows, told(90, 0, "La Mar"), *(told(91 + n, 0, "Cangallo") for n in range(4))])

    shown = {row[0]: row for row in found.rows}
    assert shown["La Mar"][2:] == (FEW,) * (len(found.header) - 2)
    assert [row[0] for row in found.rows] == ["Huanta", "Huamanga", "Cangallo", "La Mar"]
    assert shown["Huamanga"][1:5] == (6, 72, 72, 100.0)


def test_of_a_school_of_few_students_no_figures_are_told() -> None:
    rows = [told(1, 12), told(2, 12, students=4), told(3, 12, students=9), told(4, 12)]

    found = {row[0]: row for row in by_school(rows).rows}

    assert found["0000002-0"][3:] == found["0000003-0"][3:] == (FEW,) * 8
    assert found["0000001-0"][3:6] == (12, 12, 100.0)
    assert found["0000001-0"][8:10] == (20.0, 3.0)
