"""That a night began, at which step it is and how it ended is kept, also of one that failed or was killed."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest

from hub import runs
from shared.errors import BadInput, NotReady
from tests.hub.builders import Office
from tests.hub.nights import failing

_KILLED = """
import os, signal, sys
from pathlib import Path
from hub import runs
from hub.config import Config
from hub.store import Store
store = Store(Config(folder=Path(sys.argv[1]), database=sys.argv[2]))
with runs.kept(store, runs.NIGHT) as note:
    note("forecast", {"aggregate": 2.5})
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.databases
def test_a_run_that_ends_is_kept_with_what_its_steps_took(office: Office) -> None:
    with runs.kept(office.store, runs.NIGHT) as note:
        note("waiting", {})
        note("aggregate", {"waiting": 0.5})
        (under_way,) = runs.latest(office.store)

    (done,) = runs.latest(office.store)

    assert (under_way.ended, under_way.step, under_way.done) == (None, "aggregate", False)
    assert (done.done, done.why, dict(done.seconds)) == (True, "", {"waiting": 0.5})
    assert runs.last_done(office.store) == done


def test_one_that_fails_says_at_which_step_and_of_what_and_fails_as_before(office: Office) -> None:
    with pytest.raises(BadInput, match="falta"):
        failing(office.store, "forecast", BadInput("Algo falta."))

    (failed,) = runs.latest(office.store)

    assert (failed.step, failed.why, failed.done) == ("forecast", "Algo falta.", False)
    assert failed.ended is not None
    assert runs.last_done(office.store) is None


def test_one_that_had_nothing_to_work_on_yet_ends_and_does_not_fail_and_another_error_does(office: Office) -> None:
    for error in (NotReady("Todavía nada."), BadInput("Algo falta.")):
        with pytest.raises(type(error)):
            failing(office.store, "allocate", error, nothing_yet=lambda error: isinstance(error, NotReady))

    failed, early = runs.latest(office.store)

    assert (early.done, early.nothing_yet, early.why) == (True, True, "")
    assert (failed.done, failed.nothing_yet, failed.step, failed.why) == (False, False, "allocate", "Algo falta.")


def test_an_error_of_a_library_is_kept_by_its_kind_for_it_may_quote_a_record(office: Office) -> None:
    with pytest.raises(ValueError, match="Quispe"), runs.kept(office.store, runs.NIGHT):
        raise ValueError("invalid literal: Rosa Quispe")

    assert runs.latest(office.store)[0].why == "ValueError"


@pytest.mark.skipif(os.name != "posix", reason="no SIGKILL there")
def test_one_that_is_killed_has_no_end(office: Office) -> None:
    order = [sys.executable, "-c", _KILLED, str(office.config.folder), office.config.database]
    done = subprocess.run(order, check=False)

    (cut,) = runs.latest(office.store)

    assert done.returncode == -signal.SIGKILL
    assert (cut.step, cut.ended, dict(cut.seconds)) == ("forecast", None, {"aggregate": 2.5})
    assert not cut.cut(cut.began + timedelta(seconds=runs.LONGEST_S))
    assert cut.cut(cut.began + timedelta(seconds=runs.LONGEST_S + 1))


def test_runs_of_another_name_are_not_mixed_and_the_newest_is_first(office: Office) -> None:
    for name in (runs.NIGHT, "drill", runs.NIGHT):
        with runs.kept(office.store, name):
            pass

    assert [one.number for one in runs.latest(office.store)] == [3, 1]
    assert [one.number for one in runs.latest(office.store, "drill")] == [2]
