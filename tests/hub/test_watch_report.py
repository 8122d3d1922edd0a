"""What the analyst gets: the worst first, the few left out, the same figures for people and for programs."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from hub import forecast_watch
from hub.cli import main
from hub.forecasting import origin_of
from hub.release import set_aside
from hub.store import Store
from hub.watch_report import report_of
from shared.errors import NotReady
from shared.features import Pattern
from shared.ids import SchoolId
from shared.school_year import Week, monday
from sync.feed import ALL
from tests.hub.office import office, schools
from tests.hub.regions import GUIDE
from tests.hub.watched import asked_for, foreseen, origins_of, pretend_model, watched_office

WORST = schools()[2]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = office(tmp_path)
    yield opened
    opened.close()


def one_fell_out(school: SchoolId, week: Week) -> int:
    """Return use that the model foresaw at all schools but one."""
    return 14 if school == WORST.id else 4 + int(week) % 3


def by_baseline(school: SchoolId, week: Week) -> int:
    return 9 + (int(week) + int(school[:7])) % 3


def test_the_school_where_the_model_is_worst_comes_first(store: Store) -> None:
    found = report_of(store, watched_office(store, GUIDE, one_fell_out))

    assert found.schools[0].id == WORST.id
    assert (found.schools[0].ratio or 0) > 1 > (found.schools[1].ratio or 0)
    assert (found.schools[0].coverage, found.schools[1].coverage, found.schools[0].weeks) == (0, 1, 12)
    assert {one["state"] for one in found.notes["verdicts"]} == {"fine"}


def test_the_command_tells_the_same_and_leaves_out_the_few(store: Store) -> None:
    few, *others = schools()
    store.put_schools([replace(few, students=4), *others])
    watched_office(store, GUIDE, by_baseline)

    where = ["--dir", str(store.config.folder)]
    result = CliRunner().invoke(main, ["forecast-watch", "--json", *where])
    told = json.loads(result.stdout)
    hidden = {one["id"]: (one["hidden"], one["ratio"], one["coverage"]) for one in told["by_school"]}
    assert result.exit_code == 0, result.output
    assert hidden.pop(few.id) == (True, None, None)
    # One school hidden alone would be the total without the others.
    assert sorted(row[0] for row in hidden.values()) == [*[False] * (len(others) - 1), True]
    assert all(row[0] or row[1] > 1 for row in hidden.values())
    assert told["set_aside"] == {"dense": str(monday(origins_of(store, 3)[1]))}
    assert (told["drift"]["use"]["state"], told["drift"]["known_weeks"]["state"]) == ("act", "unknown")
    by_school, by_resource = (told["shifts"][name] for name in ("by_school", "by_resource"))
    assert [one["id"] for one in by_school] == [one.id for one in others[:2]]
    assert (by_school[0]["name"], by_school[0]["psi"], by_school[0]["state"]) == (others[0].name, 0.8, "act")
    assert (by_resource[0]["input"], by_resource[0]["series"]) == ("zero_share", 40)
    assert told["told"] == CliRunner().invoke(main, ["forecast-watch", *where]).stdout.strip().splitlines()
    assert json.loads(next(store.config.reports_folder.glob("forecast-watch-*.json")).read_text())["set_aside"]


def test_the_state_of_the_region_names_what_was_set_aside(store: Store) -> None:
    where = ["--dir", str(store.config.folder)]
    before = CliRunner().invoke(main, ["status", *where]).stdout
    watched_office(store, GUIDE, by_baseline)

    assert "apartado" not in before
    assert "Modelo apartado en series de uso seguido" in CliRunner().invoke(main, ["status", *where]).stdout
    assert json.loads(CliRunner().invoke(main, ["status", "--json", *where]).stdout)["set_aside"] == ["dense"]


def test_watching_again_with_nothing_new_changes_nothing_and_says_nothing_twice(store: Store) -> None:
    first = watched_office(store, GUIDE, by_baseline)
    again = forecast_watch.watch(store)

    assert again == first
    assert sum(entry.item.kind == "set_aside" for entry in store.entries(ALL)) == 1


def test_a_model_that_wins_again_twice_in_a_row_is_back_by_itself(store: Store) -> None:
    model, past = pretend_model(store), origins_of(store, 4)
    for origin in [*past, origin_of(store)]:
        foreseen(store, origin, GUIDE, model=model, notes={})
    seen = []
    for known in (2, 3, 4):
        asked_for(store, GUIDE, past[:known], lambda school, week: (10 if week <= past[2] else 4) + int(week) % 3)
        seen.append((forecast_watch.watch(store).notes["set_aside"], set_aside(store, model)))

    since = {"dense": str(monday(past[1]))}
    assert seen == [(since, {Pattern.DENSE}), (since, {Pattern.DENSE}), ({}, frozenset())]
    assert forecast_watch.watch(store).notes["set_aside"] == {}


def test_late_records_change_a_verdict_but_what_was_set_aside_stays_so(store: Store) -> None:
    watched_office(store, GUIDE, by_baseline)
    asked_for(store, GUIDE, origins_of(store, 3), lambda school, week: 4 + int(week) % 3)
    after = forecast_watch.watch(store)

    assert {one["state"] for one in after.notes["verdicts"]} == {"fine"}
    assert list(after.notes["set_aside"]) == [Pattern.DENSE]
    assert sum(entry.item.kind == "set_aside" for entry in store.entries(ALL)) == 1


def test_the_next_judgement_is_told_at_once_after_a_forecast_is_kept(store: Store) -> None:
    model = pretend_model(store)
    asked_for(store, GUIDE, origins_of(store, 1), by_baseline)
    watched = forecast_watch.watch(store)
    before = report_of(store, watched).notes["next"]
    foreseen(store, origin_of(store), GUIDE, model=model, notes={})

    last = store.calendar().next_school_weeks(origin_of(store), 4)[-1]
    assert (before, report_of(store, watched).notes["next"]) == ("", str(monday(last)))


def test_without_weekly_demand_it_says_what_to_do_first(store: Store) -> None:
    with pytest.raises(NotReady, match="aggregate"):
        forecast_watch.watch(store)


def test_without_a_model_the_interval_of_the_baseline_is_watched(store: Store) -> None:
    past = origins_of(store, 1)
    foreseen(store, past[0], GUIDE, model="", notes={"model": ""})
    asked_for(store, GUIDE, past, by_baseline)
    found = report_of(store, forecast_watch.watch(store))

    assert found.text().startswith("No hay modelo publicado")
    assert found.notes["overall"]["coverage"] is not None
