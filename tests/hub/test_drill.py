"""The drill brings the newest copy back aside, says which file is damaged, and leaves nothing but its report."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from hub import runs
from hub.alarms import alarms
from hub.checked_copies import check
from hub.copying import copy_to, note
from hub.drill import DRILL, drill
from hub.store import Store
from shared.errors import NotReady
from tests.hub.builders import Node, Office, StillClock, uses
from tests.hub.elsewhere import Elsewhere
from tests.hub.rewritten import blocks, rewritten
from tests.hub.test_checked_copies import flipped, offset_of

pytestmark = pytest.mark.databases


@pytest.fixture
def place(office: Office, node: Node, tmp_path: Path) -> Elsewhere:
    node.record(*uses(4))
    office.take(node.bundle())
    (tmp_path / "copies").mkdir()
    found = Elsewhere(tmp_path / "copies", office.config.folder)
    copy_to(office.store, found, 3)
    return found


def _named(day: int) -> str:
    return f"central-2099123{day}-000000.zip"


def folders(office: Office) -> set[str]:
    return {path.name for path in office.config.folder.iterdir()}


def kinds(store: Store) -> list[str]:
    return [one.kind for one in alarms(store) if one.kind.startswith("drill")]


def test_a_good_copy_comes_back_with_its_events_and_leaves_only_the_report(office: Office, place: Elsewhere) -> None:
    before = folders(office)
    done = drill(office.store, place)

    assert (done.events, done.problems) == (4, ())
    assert folders(office) - before == {"reports"} - before
    report = json.loads((office.config.reports_folder / "drill-2026-10-17.json").read_text())
    assert (report["good"], report["events"], report["copy"]) == (True, 4, place.names()[-1])
    assert [one.done for one in runs.latest(office.store, DRILL)] == [True]


def test_the_newest_copy_is_the_last_that_was_made_whatever_the_clock_said(office: Office, place: Elsewhere) -> None:
    clock = office.config.clock
    assert isinstance(clock, StillClock)
    clock.at += timedelta(days=26_000)
    ahead = copy_to(office.store, place, 3)
    clock.at -= timedelta(days=25_999)
    made = copy_to(office.store, place, 3)

    assert set(place.names()) >= {ahead.name, made.name}
    assert drill(office.store, place).copy == made.name


def test_a_flipped_byte_is_named_kept_in_the_report_and_an_alarm(office: Office, place: Elsewhere) -> None:
    (name,) = place.names()
    path = place._folder / name
    found = check(path)
    assert found.manifest is not None
    (segment,) = [one for one in found.manifest.files if one.startswith("lake/")]
    flipped(path, offset_of(path, segment))

    with pytest.raises(NotReady, match=segment):
        drill(office.store, place)
    assert segment in (office.config.reports_folder / "drill-2026-10-17.txt").read_text()
    assert kinds(office.store) == ["drill_failed"]


def test_a_copy_of_which_rows_are_missing_is_told(office: Office, place: Elsewhere) -> None:
    (name,) = place.names()
    found = check(place._folder / name).manifest
    assert found is not None
    said = {**found.rows, "stretches": 7}
    rewritten(place._folder / name, place._folder / _named(1), keys=office.keys, rows=said)

    with pytest.raises(NotReady, match="la tabla «stretches» tiene 1 filas, y eran 7"):
        drill(office.store, place, _named(1))


def test_a_copy_that_somebody_else_wrote_there_fails_and_one_of_before_that_the_hub_noted_does_not(
    office: Office, place: Elsewhere
) -> None:
    (name,) = place.names()
    good, theirs, older = (place._folder / one for one in (name, _named(1), _named(2)))
    rewritten(good, theirs, {"tables/credentials": blocks([{"login": "eva"}])})
    with pytest.raises(NotReady, match="alguien la cambió"):
        drill(office.store, place, theirs.name)
    rewritten(good, older, format=1)
    with pytest.raises(NotReady, match="no lleva la firma"):
        drill(office.store, place, older.name)
    note(office.store, older.name, check(older), here=False)

    assert drill(office.store, place, older.name).problems == ()


def test_copies_that_nobody_tried_are_an_alarm_after_a_week_and_a_drill_ends_it(
    office: Office, place: Elsewhere
) -> None:
    assert isinstance(office.config.clock, StillClock)
    before = kinds(office.store)
    office.config.clock.at += timedelta(days=8)
    untried = kinds(office.store)
    drill(office.store, place)
    tried = kinds(office.store)
    office.config.clock.at += timedelta(days=101)

    assert (before, untried, tried, kinds(office.store)) == ([], ["drill_late"], [], ["drill_late"])


def test_where_there_is_no_copy_it_says_so(office: Office, tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="No hay ninguna copia"):
        drill(office.store, Elsewhere(tmp_path, office.config.folder))
