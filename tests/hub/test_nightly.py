"""A night's work ends in a plan and a report; a second one changes nothing."""

import json
import shutil
from pathlib import Path

import pytest

from hub import nightly, runs
from hub.alarms import alarms
from hub.drawing import draw_plan
from hub.fairness import Weights
from hub.importers.supply import import_supply
from shared.errors import NotReady
from tests.hub.allocation.test_compiled import fresh
from tests.hub.builders import GUIDE, TABLET, Office, school
from tests.hub.importers.test_supply import supply
from tests.hub.office import inputs
from tests.hub.test_forecasting import ready

__all__ = ["ready"]
pytestmark = pytest.mark.spark


def test_the_first_plan_after_an_install_is_said_to_take_longer_and_no_other(tmp_path: Path) -> None:
    function = fresh(tmp_path)
    before = nightly.dividing(function)
    function(3)
    after = nightly.dividing(function)
    shutil.rmtree(function.stats.cache_path)

    assert before.startswith("Repartiendo… Es la primera vez desde que se instaló o se actualizó")
    assert after == "Repartiendo…"


def test_what_is_looked_at_for_that_is_compiled_for_every_plan() -> None:
    for alpha in (0.0, 2.0):
        draw_plan(inputs(weights=Weights(version=2, alpha=alpha)))

        assert nightly.dividing() == "Repartiendo…"


@pytest.mark.databases
def test_a_night_proposes_a_plan_writes_a_report_and_can_be_repeated(ready: Office) -> None:
    import_supply(ready.store, supply(ready.config.folder, f"Huamanga,{GUIDE},40", f"Huamanga,{TABLET},5"))
    told: list[str] = []

    first = nightly.nightly(ready.store, told.append)
    again = nightly.nightly(ready.store, told.append)

    written = json.loads((ready.config.reports_folder / "nightly-2026-10-17.json").read_text())
    assert first["plan"] == again["plan"] == written["plan"]
    assert (first["plan"]["lines"], first["plan"]["status"]) == (4, "proposed")
    assert first["weekly_demand"] == again["weekly_demand"]
    assert len(ready.store.plans()) == 1
    assert len(told) == 2 * len(runs.STEPS)
    assert [(one.done, one.step) for one in runs.latest(ready.store)] == [(True, "compact")] * 2
    assert first["plan"]["id"] in nightly.report_text(first)


def test_a_night_before_any_record_ends_as_one_that_had_nothing_to_do_and_alarms_nobody(
    office: Office, spark: object
) -> None:
    office.store.put_schools([school()])
    with pytest.raises(NotReady):
        nightly.nightly(office.store, lambda _words: None)

    (night,) = runs.latest(office.store)
    assert (night.nothing_yet, night.done) == (True, True)
    assert [one.kind for one in alarms(office.store) if one.kind.startswith("night")] == []


def test_a_forecast_of_schools_that_nobody_knows_gives_no_plan(ready: Office) -> None:
    from hub import forecasting, schema

    forecasting.forecast(ready.store)
    with ready.store.begin() as connection:
        connection.execute(schema.schools.delete())

    with pytest.raises(NotReady, match="listado"):
        nightly.allocate(ready.store)


def test_a_region_of_which_no_school_has_sent_anything_is_told_so(office: Office) -> None:
    with pytest.raises(NotReady, match="nadie envió registros"):
        nightly.nightly(office.store, lambda _words: None)
