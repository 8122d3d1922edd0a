"""Sticks are read one at a time; what became of each can be looked at, and nothing of a visit stays for ever."""

import threading
from pathlib import Path

import pytest

from hub.brought import Brought
from hub.carried import Carried
from hub.carry import Tell
from hub.parts import open_parts
from hub.visits import KEPT, SILENCE_S, Visit, Visits
from shared.errors import NotReady, RoadClosed
from tests.hub.office import office
from tests.shared.web.building import SteppedClock

DONE_S = 20
NOTHING = Carried(0, 0, 0, 0, 0, 0)


def nothing(_: Tell) -> Carried:
    return NOTHING


def ended(visit: Visit) -> Visit:
    assert visit.over.wait(DONE_S)
    return visit


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
def visits(tmp_path: Path, clock: SteppedClock) -> Visits:
    return Visits(clock, tmp_path / "brought")


def test_a_visit_tells_how_far_it_is_and_what_it_brought(visits: Visits) -> None:
    told, look = threading.Event(), threading.Event()

    def work(tell: Tell) -> Carried:
        tell(3, 7)
        told.set()
        look.wait(DONE_S)
        return NOTHING

    visit = visits.begin("E:", work)
    assert told.wait(DONE_S)
    under_way = (visit.done, visit.total, visit.result, visit.over.is_set())
    look.set()

    assert under_way == (3, 7, None, False)
    assert ended(visit).result == NOTHING
    assert visits.find(visit.number) is visit


def test_a_second_stick_waits_for_the_first_and_leaves_nothing(visits: Visits, tmp_path: Path) -> None:
    look = threading.Event()
    (tmp_path / "second").mkdir()
    first = visits.begin("E:", lambda _: (look.wait(DONE_S), NOTHING)[1])

    with pytest.raises(NotReady, match="Espere a que termine"):
        visits.begin("F:", nothing, Brought(tmp_path / "second"))
    look.set()

    assert not (tmp_path / "second").exists()
    assert ended(first).failed is None
    assert ended(visits.begin("F:", nothing)).number == 2


def test_a_stick_that_hangs_does_not_keep_the_others_waiting_for_ever(visits: Visits, clock: SteppedClock) -> None:
    goes_on = threading.Event()
    hanging = visits.begin("E:", lambda _: (goes_on.wait(DONE_S), NOTHING)[1])
    clock.pass_s(SILENCE_S + 1)
    other = ended(visits.begin("F:", nothing))

    assert (hanging.hangs, other.result) == (True, NOTHING)
    with pytest.raises(RoadClosed, match="«E:» no responde"):
        visits.begin("E:", nothing)
    goes_on.set()
    assert ended(hanging).hangs is False
    assert ended(visits.begin("E:", nothing)).result == NOTHING


def test_an_error_of_ours_is_told_in_its_words_and_any_other_as_unexpected(
    visits: Visits, caplog: pytest.LogCaptureFixture
) -> None:
    def ours(_: Tell) -> Carried:
        raise RoadClosed("No se puede leer «%(name)s».", name="E:")

    def theirs(_: Tell) -> Carried:
        raise ZeroDivisionError("Rosa Quispe")

    said = [ended(visits.begin("E:", work)).failed for work in (ours, theirs)]

    assert [one.text() for one in said if one] == [
        "No se puede leer «E:».",
        "La lectura se detuvo por un problema inesperado. Repita; si sigue, avise a soporte.",
    ]
    assert "stick visit failed" in caplog.text


def test_the_last_visits_are_kept_with_what_came_through_browsers_and_older_ones_go(
    visits: Visits, tmp_path: Path
) -> None:
    folders = [tmp_path / f"stick{number}" for number in range(KEPT + 2)]
    for folder in folders:
        folder.mkdir()
        ended(visits.begin(folder.name, nothing, Brought(folder)))

    assert [visit.number for visit in visits.recent()] == list(range(KEPT + 2, 2, -1))
    assert [folder.exists() for folder in folders] == [False] * 2 + [True] * KEPT
    assert visits.find(1) is None


def test_what_an_earlier_run_left_of_browsers_is_removed(tmp_path: Path) -> None:
    (tmp_path / "brought" / "old").mkdir(parents=True)

    Visits(SteppedClock(), tmp_path / "brought").sweep()

    assert not (tmp_path / "brought" / "old").exists()


@pytest.mark.parametrize(("takes", "is_there"), [(True, False), (False, True)])
def test_only_the_process_that_reads_sticks_removes_what_browsers_brought(
    tmp_path: Path, takes: bool, is_there: bool
) -> None:
    store = office(tmp_path)
    being_read = tmp_path / "brought" / "of another process"
    being_read.mkdir(parents=True)

    open_parts(store.config, store, takes=takes)

    assert being_read.exists() is is_there
