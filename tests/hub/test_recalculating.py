"""The plan that is asked for again: as the command draws it, kept in the history with who asked, harmless when cut."""

import subprocess
import sys
from collections.abc import Collection
from datetime import date
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from hub import locking, outdated, planning, runs, tables
from hub.acts import Kind
from hub.cli import main
from hub.lock_checks import Wanted
from hub.nightly import allocate
from hub.plan_rows import NewPlan, PlanRow, PlanStatus
from hub.recalculating import NO_PLAN, draw, recalculate
from hub.store import Store
from shared.acts import Actor
from shared.allocation import LockKind
from shared.errors import DatabaseBusy, NotReady, PlanRefused
from tests.hub.builders import StillClock
from tests.hub.office import NOW, office, schools
from tests.hub.regions import TABLET
from tests.hub.trying import put_forecasts

ANA = Actor("ana", "Operación regional")
RUN = "recalculate"
KILLED = """
import os, signal, sys
from pathlib import Path
from hub.config import Config
from hub.recalculating import recalculate
from hub.store import Store
from shared.acts import Actor

class Cut(Store):
    def propose(self, plan, **known):
        os.kill(os.getpid(), signal.SIGKILL)

recalculate(Cut(Config.from_env(Path(sys.argv[1]))), Actor("ana", "Operación regional"), run="recalculate")
"""


class Meanwhile(Store):
    """A store in which the approved plan goes out just before another is kept."""

    def propose(
        self, plan: NewPlan, *, knowing: Collection[str] = (), read_s: int | None = None, heard: int | None = None
    ) -> PlanRow:
        """Publish first."""
        planning.publish(self, next(one.id for one in self.plans() if one.status is PlanStatus.APPROVED))
        return super().propose(plan, knowing=knowing, read_s=read_s, heard=heard)


def ready(folder: Path) -> Store:
    """Return an office with its forecasts, and nothing drawn yet."""
    found = office(folder, StillClock(NOW))
    put_forecasts(found)
    return found


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return ready(tmp_path / "hub")


def lay(store: Store) -> None:
    wanted = Wanted(school=schools()[5].id, resource=TABLET, kind=LockKind.EXACT, units=20,
                    until=date(2026, 12, 31), why="Censo.")  # fmt: skip
    locking.lay_down(store, wanted, by=ANA)


def asked_of(store: Store) -> list[tuple[str, str, str]]:
    """Return what people asked for and what was not done: kind, subject and account."""
    return [(act.kind, act.subject, act.login) for act in store.acts() if act.kind in (Kind.ASKED, Kind.REFUSED)]


def test_the_page_and_the_command_draw_the_same_plan_and_report_it_alike(store: Store, tmp_path: Path) -> None:
    other = ready(tmp_path / "other")
    for one in (store, other):
        lay(one)
    here = recalculate(store, ANA, run=RUN).plan
    done = CliRunner().invoke(
        main, ["allocate", "--dir", str(tmp_path / "other")], env={"CHASQUI_HUB_CLOCK": NOW.isoformat()}
    )
    there = other.plan("latest")
    files = [next(iter(one.config.reports_folder.glob("allocate-*.json"))) for one in (store, other)]
    reports = [msgspec.json.decode(file.read_bytes()) for file in files]

    assert done.exit_code == 0, done.output
    assert (here.id, here.plan_hash) == (there.id, there.plan_hash)
    assert (here.inputs, here.prices, here.certificate, here.comparison, here.simulated) == (
        there.inputs, there.prices, there.certificate, there.comparison, there.simulated,
    )  # fmt: skip
    assert store.plan_lines(here.id) == other.plan_lines(there.id)
    assert [report.pop("seconds") >= 0 for report in reports] == [True, True]
    assert reports[0] == reports[1]


def test_what_was_fixed_since_is_in_the_new_proposal_which_can_be_signed(store: Store) -> None:
    old = allocate(store)
    lay(store)
    found = recalculate(store, ANA, run=RUN)

    assert found.is_new
    assert outdated.words(store, found.plan) == []
    assert store.plan(old.id).status is PlanStatus.SUPERSEDED
    assert asked_of(store) == [(Kind.ASKED, old.id, "ana")]
    assert planning.approve(store, found.plan.id, login="ana").status is PlanStatus.APPROVED


def test_where_nothing_changed_it_is_the_plan_that_is_there(store: Store) -> None:
    old = allocate(store)
    planning.approve(store, old.id, login="ana")
    found = [recalculate(store, ANA, run=RUN) for _ in range(2)]

    assert [(one.plan.id, one.is_new) for one in found] == [(old.id, False)] * 2
    assert store.plan(old.id).status is PlanStatus.APPROVED
    assert len(store.plans()) == 1


def test_the_first_plan_of_a_region_is_asked_for_too(store: Store) -> None:
    assert recalculate(store, ANA, run=RUN).is_new
    assert asked_of(store) == [(Kind.ASKED, NO_PLAN, "ana")]


def test_a_plan_that_went_out_meanwhile_is_not_forgotten(store: Store) -> None:
    old = planning.approve(store, allocate(store).id, login="ana")
    with pytest.raises(PlanRefused, match=r"se publicó otro plan\. Calcúlelo otra vez con «Recalcular con lo fijado»"):
        recalculate(Meanwhile(store.config), ANA, run=RUN)

    assert [(one.id, one.status) for one in store.plans()] == [(old.id, PlanStatus.PUBLISHED)]
    assert asked_of(store) == [(Kind.ASKED, old.id, "ana"), (Kind.REFUSED, old.id, "ana")]
    assert "se publicó otro plan" in runs.latest(store, RUN)[0].why
    assert recalculate(store, ANA, run=RUN).plan.inputs["supply"] != old.inputs["supply"]


def test_a_calculation_that_another_job_keeps_out_is_told_and_kept(store: Store) -> None:
    old = allocate(store)
    with tables.one_at_a_time(store.config), pytest.raises(DatabaseBusy, match="Otro cálculo de la región"):
        recalculate(store, ANA, run=RUN)

    assert asked_of(store) == [(Kind.ASKED, old.id, "ana"), (Kind.REFUSED, old.id, "ana")]


def test_without_a_forecast_it_is_told_what_comes_first(tmp_path: Path) -> None:
    bare = office(tmp_path / "bare", StillClock(NOW))

    with pytest.raises(NotReady, match="chasqui-hub forecast"):
        draw(bare)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_process_that_is_killed_in_the_middle_leaves_what_there_was(store: Store) -> None:
    old = allocate(store)
    lay(store)
    env = {"CHASQUI_HUB_CLOCK": NOW.isoformat(), "PYTHONPATH": str(Path(__file__).parents[2])}
    killed = subprocess.run([sys.executable, "-c", KILLED, str(store.config.folder)], env=env, check=False, timeout=120)

    assert killed.returncode == -9
    assert [(one.id, one.status) for one in store.plans()] == [(old.id, PlanStatus.PROPOSED)]
    assert [run.ended for run in runs.latest(store, RUN)] == [None]
    assert asked_of(store) == [(Kind.ASKED, old.id, "ana")]
    assert recalculate(store, ANA, run=RUN).is_new
