"""A night that failed, that was cut or that did not come is an alarm that says what to do; one that ended is none."""

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import forecasting, runs
from hub.alarms import alarms
from hub.night_trouble import LATE, nothing_yet, now, trouble
from hub.runs import Run
from hub.store import Store
from shared.clock import ShiftedClock
from shared.errors import NotReady
from tests.hub.builders import Office, StillClock, node_of, use
from tests.hub.databases import Databases
from tests.hub.nights import failing
from tests.hub.office import NOW, heard, schools
from tests.hub.office import office as new_office

DAY = datetime(2026, 10, 17, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


def run(ended: datetime | None = DAY + HOUR, why: str = "", step: str = "forecast") -> Run:
    return Run(1, DAY, ended, step, why, {})


def send_use(office: Office) -> None:
    node = node_of(office)
    node.record(use())
    office.take(node.bundle())


def nights(store: Store) -> list[str]:
    return [one.kind for one in alarms(store) if one.kind.startswith("night")]


def test_a_night_that_failed_says_at_which_step_why_and_what_to_do() -> None:
    found = trouble([run(why="No hay catálogo.")], DAY, DAY, DAY + HOUR)

    assert found is not None
    assert (found.kind, found.since) == ("night_failed", DAY + HOUR)
    assert "falló en «Pronosticando la región»: No hay catálogo. Siguen valiendo" in found.said.text()
    assert "17/10/2026 02:00" in found.said.text()


def test_the_kind_of_an_error_alone_ends_as_a_sentence_does() -> None:
    found = trouble([run(why="MemoryError")], DAY, DAY, DAY + HOUR)

    assert found is not None
    assert ": MemoryError. Siguen" in found.said.text()


def test_one_without_an_end_is_under_way_and_after_three_hours_it_was_cut() -> None:
    under_way = [run(ended=None, step="")]

    assert trouble(under_way, DAY, DAY, DAY + 3 * HOUR) is None
    found = trouble(under_way, DAY, DAY, DAY + 3 * HOUR + timedelta(seconds=1))
    assert found is not None
    assert found.kind == "night_cut"
    assert "repita «chasqui-hub nightly»" in found.said.text()


def test_what_failed_before_a_night_that_ended_is_over() -> None:
    assert trouble([run(), run(why="MemoryError"), run(ended=None)], DAY + HOUR, DAY, DAY + 9 * HOUR) is None


def test_a_second_night_that_the_first_did_not_let_begin_is_no_trouble_once_the_first_ended() -> None:
    second = Run(2, DAY + HOUR, DAY + HOUR, "waiting", "Otro cálculo de la región está en marcha.", {})

    meanwhile = trouble([second, run(ended=None)], DAY, DAY, DAY + HOUR)
    assert meanwhile is not None
    assert meanwhile.kind == "night_failed"
    assert trouble([second, run(DAY + 2 * HOUR)], DAY + 2 * HOUR, DAY, DAY + 3 * HOUR) is None


@given(st.integers(0, 200))
def test_no_night_for_more_than_26_hours_is_said_whatever_was_before(hours: int) -> None:
    found = trouble([run()], DAY, DAY, DAY + hours * HOUR)

    assert (found is not None) is (hours > 26)
    assert found is None or found.kind == "night_late"


@pytest.mark.parametrize("ahead", [timedelta(days=20), timedelta(days=26_000)])
def test_what_failed_or_did_not_come_after_a_night_of_a_clock_ahead_is_told(ahead: timedelta) -> None:
    before, failed = run(DAY + ahead), Run(2, DAY + HOUR, DAY + 2 * HOUR, "forecast", "Falta.", {})

    told = [
        trouble(nights, DAY + ahead, DAY, DAY + 3 * HOUR) for nights in ([failed, before], [before])
    ]  # fmt: skip
    assert [one and one.kind for one in told] == ["night_failed", "night_late"]
    assert told[1] is not None
    assert "no se sabe cuándo fue" in told[1].said.text()
    assert trouble([Run(3, DAY + ahead, None, "", "", {})], DAY, DAY, DAY + HOUR) is not None


def test_the_next_night_that_ends_is_known_again(tmp_path: Path) -> None:
    clock = StillClock(NOW.replace(year=2099))
    store = new_office(tmp_path, clock)
    for kept_at in (clock.at, NOW):
        clock.at = kept_at
        with runs.kept(store, runs.NIGHT):
            pass
    after = now(store)
    clock.at = NOW + timedelta(days=2)

    assert after is None
    assert nights(store) == ["night_late"]
    store.close()


def test_a_new_office_without_computers_misses_no_night() -> None:
    assert trouble([], None, None, DAY) is None
    assert trouble([], None, DAY, DAY + LATE) is None
    found = trouble([], None, DAY, DAY + LATE + HOUR)
    assert found is not None
    assert "todavía no hubo ninguna noche" in found.said.text()


@pytest.mark.parametrize(
    ("error", "forecasts", "sent", "found"),
    [
        (NotReady("Falta."), 0, False, True),
        (NotReady("Falta."), 0, True, False),
        (NotReady("Falta."), 3, False, False),
        (NotReady("Falta."), None, False, False),
        (MemoryError(), 0, False, False),
    ],
)
def test_a_night_has_nothing_yet_only_where_no_forecast_came_of_no_record(
    office: Office, error: Exception, forecasts: int | None, sent: bool, found: bool
) -> None:
    if forecasts is not None:
        office.store.swap_dataset(forecasting.NAME, path="none", version="1", rows=forecasts, notes={})
    if sent:
        send_use(office)

    assert nothing_yet(office.store, error) is found


def test_what_waits_was_sent_and_somebody_can_mend_why_it_does_not_count(office: Office) -> None:
    office.store.swap_dataset(forecasting.NAME, path="none", version="1", rows=0, notes={})
    node = node_of(office)
    node.code = ""
    node.record(use())
    office.take(node.bundle())

    assert (len(office.store.waiting()), office.store.totals().events) == (1, 0)
    assert nothing_yet(office.store, NotReady("Nada todavía.")) is False


def test_a_region_without_records_is_alarmed_of_no_night_until_it_has_some(office: Office) -> None:
    office.store.swap_dataset(forecasting.NAME, path="none", version="1", rows=0, notes={})
    with pytest.raises(NotReady):
        failing(office.store, "allocate", NotReady("Nada todavía."), nothing_yet=partial(nothing_yet, office.store))
    assert nights(office.store) == []

    send_use(office)
    assert nights(office.store) == []
    with pytest.raises(NotReady):
        failing(office.store, "allocate", NotReady("Falta."), nothing_yet=partial(nothing_yet, office.store))
    assert nights(office.store) == ["night_failed"]


@pytest.mark.databases
def test_the_office_hears_of_it_with_its_other_alarms_until_a_night_ends(tmp_path: Path, databases: Databases) -> None:
    store = new_office(tmp_path, ShiftedClock(NOW), databases)
    heard(store, schools()[0].site, 1)
    assert nights(store) == ["night_late"]

    with pytest.raises(NotReady):
        failing(store, "allocate", NotReady("Falta el almacén."))
    assert nights(store) == ["night_failed"]

    with runs.kept(store, runs.NIGHT):
        pass
    assert now(store) is None
    store.close()
