from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import process_time

import msgspec
import pytest

from edge.forecasting import by_school, forecast_node, to_foresee
from edge.models_store import ModelFiles
from edge.people import Newcomer
from edge.store import Store
from hub.forecasting import origin_of
from shared.donors import Donors, Place
from shared.facts import Unserved, WeeklyTotal
from shared.features import Pattern
from shared.forecast import MadeBy
from shared.forecaster import Forecaster
from shared.ids import SchoolId
from shared.resources import Power, Resource, ResourceKind
from shared.school_year import PERU_2026, AssumedYear, SchoolCalendar, Term, Week, monday, week_of
from shared.service import Service
from shared.set_aside import KIND as SET_ASIDE
from shared.set_aside import SetAside
from shared.whole import make_folder, write_whole
from tests.edge.building import (
    CATALOGUE,
    GUIDE,
    PACK,
    SCHOOL,
    TABLET,
    FakeClock,
    FakeHub,
    HubRoad,
    counted,
    manifest_of,
    new_agent,
    new_store,
    on,
    use,
)
from tests.edge.views.school import receive
from tests.hub.builders import SITE, StillClock, open_office
from tests.models.tiny import seeing_release
from tests.shared.test_donors import donor

LAST = week_of(date(2026, 6, 15))


@pytest.fixture
def files(tmp_path: Path) -> ModelFiles:
    return ModelFiles(tmp_path / "models")


def known_store(folder: Path) -> Store:
    store = new_store(folder, FakeClock(wall=datetime(2026, 6, 24, 15, tzinfo=UTC)))
    store.db.put("catalogue", CATALOGUE)
    return store


def test_use_of_each_week_becomes_a_series_by_its_kind(tmp_path: Path) -> None:
    with known_store(tmp_path) as store:
        store.record([on("2026-06-15", use(TABLET)), on("2026-06-16", use(TABLET, learner=None, units=7))])
        store.record([on("2026-06-16", Unserved(school=SCHOOL, resource=TABLET, units=2))])
        series = store.folded.series(SCHOOL, TABLET)

        assert series is not None
        assert series.weeks[0] == LAST
        assert (series.units[0], series.peak_concurrent[0], series.learners[0]) == (8, 7, 1)
        assert (series.unserved[0], series.stockout_days[0], series.kind) == (2, 1, ResourceKind.REUSABLE)


def test_a_notebook_that_tells_no_peak_makes_no_forecast_of_nought(tmp_path: Path, files: ModelFiles) -> None:
    with known_store(tmp_path) as store:
        store.record([on("2026-06-16", WeeklyTotal(school=SCHOOL, resource=TABLET, units=41, whole_week=True))])
        forecast_node(store, files)

        assert store.forecasts.of(TABLET) == []
        store.record([on("2026-06-09", WeeklyTotal(school=SCHOOL, resource=TABLET, units=41, peak=20))])
        forecast_node(store, files)
        assert store.forecasts.of(TABLET)[0].forecast.period.p50 >= 20


def test_a_whole_weeks_total_stands_for_its_single_uses(tmp_path: Path) -> None:
    with known_store(tmp_path) as store:
        total = WeeklyTotal(school=SCHOOL, resource=GUIDE, units=40, learners=20, whole_week=True)
        store.record([on("2026-06-16", use(GUIDE, units=3)), on("2026-06-15", total)])
        series = store.folded.series(SCHOOL, GUIDE)

        assert series is not None
        assert (series.units[0], series.learners[0]) == (40, 20)


def test_a_week_without_a_sign_of_life_is_missing_and_a_quiet_one_is_zero(tmp_path: Path) -> None:
    with known_store(tmp_path) as store:
        store.record([on("2026-05-25", use(GUIDE)), on("2026-06-01", use(PACK)), on("2026-06-15", use(GUIDE))])
        series = store.folded.series(SCHOOL, GUIDE)

        assert series is not None
        weeks = {int(week): int(units) for week, units in zip(series.weeks, series.units, strict=True)}
        assert [weeks.get(LAST - ago) for ago in (3, 2, 1, 0)] == [1, 0, None, 1]


def test_a_forecast_is_made_of_the_baseline_where_there_is_no_model(tmp_path: Path, files: ModelFiles) -> None:
    with known_store(tmp_path) as store:
        store.record([on(str(monday(LAST) - timedelta(weeks=ago)), use(GUIDE, units=10)) for ago in range(8)])
        store.record([counted(25, "2026-06-22")])
        done = forecast_node(store, files)
        [row] = store.forecasts.all()

        assert (done.forecasts, done.model_version, done.origin, row.on_hand) == (1, "", LAST, 25)
        assert row.forecast.need().p10 <= row.forecast.need().p50 <= row.forecast.need().p90
        assert row.rests_on.startswith("7 semanas de uso, sin contar vacaciones")
        assert store.forecasts.of(GUIDE) == [row]


def test_a_forecast_into_a_year_without_a_calendar_tells_the_year(tmp_path: Path, files: ModelFiles) -> None:
    with new_store(tmp_path, FakeClock(wall=datetime(2026, 12, 9, 15, tzinfo=UTC))) as store:
        store.db.put("catalogue", CATALOGUE)
        store.record([on("2026-11-23", use(GUIDE, units=10))])
        done = forecast_node(store, files)

        assert done.assumed == store.forecasts.of(GUIDE)[0].forecast.assumed == (AssumedYear(2027, like=2026),)


def test_a_forecast_replaces_the_one_before(tmp_path: Path, files: ModelFiles) -> None:
    with known_store(tmp_path) as store:
        store.record([on("2026-06-15", use(GUIDE))])
        counts = [forecast_node(store, files).forecasts for _ in range(2)]

        assert counts == [1, 1] == [len(store.forecasts.all())] * 2


def test_what_the_catalogue_does_not_know_is_left_out(tmp_path: Path, files: ModelFiles) -> None:
    with known_store(tmp_path) as store:
        store.db.put("catalogue", msgspec.structs.replace(CATALOGUE, resources=()))
        store.record([on("2026-06-15", use(GUIDE))])

        assert (forecast_node(store, files).forecasts, store.folded.series(SCHOOL, GUIDE)) == (0, None)


def test_two_years_of_forty_resources_take_less_than_a_second(tmp_path: Path, files: ModelFiles) -> None:
    resources = tuple(
        Resource(id=f"r{n}", name=f"R{n}", kind=list(ResourceKind)[n % 3])  # type: ignore[arg-type]
        for n in range(40)
    )
    with known_store(tmp_path) as store:
        store.db.put("catalogue", msgspec.structs.replace(CATALOGUE, resources=resources))
        totals = [
            WeeklyTotal(school=SCHOOL, resource=one.id, units=n % 17, learners=n % 9, peak=min(n % 17, 1 + n % 5))
            for n, one in enumerate(resources)
        ]
        for ago in range(104):
            store.record([on(str(monday(LAST) - timedelta(weeks=ago)), total) for total in totals])
        started = process_time()
        done = forecast_node(store, files)
        took_s = process_time() - started

        assert done.forecasts == 40
        assert took_s < 1


@pytest.mark.parametrize("day", range(12, 20))
def test_a_laptop_and_the_region_forecast_from_the_same_week_on_every_day(
    tmp_path: Path, files: ModelFiles, day: int
) -> None:
    at = datetime(2026, 10, day, 13, tzinfo=UTC)
    office = open_office(tmp_path / "hub", clock=StillClock(at))
    with new_store(tmp_path, FakeClock(wall=at)) as store:
        store.db.put("catalogue", CATALOGUE)
        origin = forecast_node(store, files).origin

    assert origin == origin_of(office.store)
    assert str(monday(origin)) == ("2026-10-05" if day < 17 else "2026-10-12")


def test_what_a_school_never_used_is_foreseen_by_its_learners_from_schools_like_it(tmp_path: Path) -> None:
    donors = Donors(rows=(donor(resource=GUIDE), donor(resource=PACK, kind=ResourceKind.PACK)))
    with known_store(tmp_path) as store:
        store.record([on("2026-06-16", use(GUIDE))])
        store.people.add_people([Newcomer("learner", f"Niña {n}", f"a{n}", SCHOOL) for n in range(30)])

        series, places = to_foresee(store, donors)

        assert places == {SCHOOL: Place(students=30)}
        assert [(one.resource, one.weeks.size > 0) for one in series] == [(GUIDE, True), (PACK, False)]
        assert [one.resource for one in to_foresee(store, Donors())[0]] == [GUIDE]


def test_a_school_that_lists_no_learners_is_foreseen_from_its_own_use_alone(tmp_path: Path) -> None:
    with known_store(tmp_path) as store:
        store.record([on("2026-06-16", use(GUIDE))])

        series, places = to_foresee(store, Donors(rows=(donor(resource=PACK, kind=ResourceKind.PACK),)))

        assert ([one.resource for one in series], places) == ([GUIDE], {})


def test_what_the_region_says_of_a_service_holds_over_the_lists_of_the_laptop(tmp_path: Path) -> None:
    donors = Donors(rows=(donor(resource=GUIDE),))
    with known_store(tmp_path) as store:
        store.people.add_people([Newcomer("learner", f"Niña {n}", f"a{n}", SCHOOL) for n in range(30)])
        before = to_foresee(store, donors)[1]
        told = Service(school=SCHOOL, students=52, level="Primaria", power="solar")
        receive(store, 1, [(SITE, "service", f"service/{SCHOOL}", told)])

        series, places = to_foresee(store, donors)

        assert before == {SCHOOL: Place(students=30)}
        assert places == {SCHOOL: Place(students=52, level="Primaria", power=Power.SOLAR)}
        assert [one.resource for one in series] == [GUIDE]


@pytest.mark.train
@pytest.mark.parametrize(("sha256", "aside"), [("", True), ("0" * 64, False)])
def test_a_model_that_the_region_set_aside_is_used_no_more_from_that_answer_on(
    tmp_path: Path, files: ModelFiles, sha256: str, aside: bool
) -> None:
    hub, (model, card) = FakeHub(), seeing_release()
    manifest = manifest_of(hub, model, card)
    make_folder(files.path(manifest.sha256).parent)
    write_whole(files.path(manifest.sha256), model)
    word = SetAside(model=sha256 or manifest.sha256, patterns=dict.fromkeys(Pattern, LAST))
    with known_store(tmp_path) as store:
        store.models.keep(manifest, "active")
        store.record([on("2026-06-08", use(GUIDE, units=30)), on("2026-06-16", use(GUIDE, units=30))])
        forecast_node(store, files)
        before = store.forecasts.all()
        hub.say(SET_ASIDE, SET_ASIDE, word)
        new_agent(store, HubRoad(hub)).tick()
        after = store.forecasts.all()

    assert [row.forecast.made_by for row in before] == [MadeBy.MODEL]
    assert [row.forecast.made_by for row in after] == [MadeBy.BASELINE if aside else MadeBy.MODEL]
    assert [row.forecast.set_aside for row in after] == [aside]


def test_each_service_is_foreseen_by_its_own_calendar_and_the_others_as_ever(tmp_path: Path) -> None:
    with known_store(tmp_path) as store:
        store.record(
            [on("2026-06-15", use(TABLET)), on("2026-06-16", WeeklyTotal(school=SCHOOL, resource=GUIDE, units=9))]
        )
        (mine, *_) = series = store.folded.all_series()
    other = SchoolId("0999999-0")
    both = [*series, *(replace(one, school=other) for one in series)]
    shut = SchoolCalendar(
        1, "RD", (Term(date(2026, 3, 16), date(2026, 7, 3)), Term(date(2026, 9, 7), date(2026, 12, 18)))
    )
    model, origin = Forecaster.baseline(), Week(LAST)

    found = by_school(model, both, origin, lambda school: shut if school == other else PERU_2026, {}, {})

    assert found == [
        *model.forecast(series, origin, PERU_2026),
        *model.forecast([replace(one, school=other) for one in series], origin, shut),
    ]
    assert [one.weeks for one in found if one.school == other] != [
        one.weeks for one in found if one.school == mine.school
    ]
