"""Night after night: a model that the world leaves behind is set aside after two bad origins, here and on laptops."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from edge.views.needs import _why
from hub import forecasting
from hub.release import set_aside
from shared.events import Claim
from shared.facts import WeeklyTotal
from shared.features import Pattern
from shared.forecast import Forecast, MadeBy
from shared.occurred import Occurred
from shared.school_year import monday
from sync.feed import ALL
from tests.faults.pair import School, new_school, school, served
from tests.hub.builders import GUIDE, SCHOOL, open_office
from tests.hub.changing import BEGUN, WEEKS, World
from tests.hub.laptop import JumpyClock

pytestmark = [pytest.mark.spark, pytest.mark.train]


@dataclass
class Nights:
    """What each night came to at the hub, and at a laptop that met it the morning after."""

    world: World
    laptop: School
    clock: JumpyClock
    model: str
    reports: list[dict[str, Any]] = field(default_factory=list)
    at_hub: list[list[MadeBy]] = field(default_factory=list)
    at_school: list[list[MadeBy]] = field(default_factory=list)

    def pass_by(self, *weeks: int) -> None:
        for at in weeks:
            self.reports.append(self.world.night(at))
            self.clock.at = self.world.office.config.clock.now()
            self.laptop.send_all()
            self.at_hub.append(sorted({one.made_by for one in forecasting.latest(self.world.office.store)}))
            self.at_school.append(sorted({one.made_by for one in self.at_laptop()}))

    def at_laptop(self) -> list[Forecast]:
        return [row.forecast for row in self.laptop.store.forecasts.all()]


def states(report: dict[str, Any]) -> list[str]:
    return [one["state"] for one in report["watch"]["verdicts"]]


@pytest.fixture(scope="module")
def left_behind(tmp_path_factory: pytest.TempPathFactory, spark: Any) -> Iterator[Nights]:
    """Four nights, the second after four weeks as the model expects, from when on the world is another."""
    folder = tmp_path_factory.mktemp("left")
    office, clock = open_office(folder / "hub"), JumpyClock()
    world = World(office, folder, turns_at=BEGUN + 4)
    model, home = world.release(), new_school(office, folder / "node")
    with served(office) as url, school(home, url, clock) as laptop:
        use = [WeeklyTotal(school=SCHOOL, resource=GUIDE, units=90 - 4 * at, whole_week=True) for at in range(8)]
        laptop.store.record([Claim(one, Occurred.on(monday(WEEKS[BEGUN - 8 + at]))) for at, one in enumerate(use)])
        nights = Nights(world, laptop, clock, model)
        nights.pass_by(BEGUN, BEGUN + 4, BEGUN + 8, BEGUN + 12)
        yield nights
    office.close()


MODEL, BASELINE = [MadeBy.MODEL], [MadeBy.BASELINE]


def test_it_is_set_aside_after_exactly_two_bad_origins(left_behind: Nights) -> None:
    told = [["fine"], ["fine", "bad"], ["fine", "bad", "bad"]]

    assert [states(one) for one in left_behind.reports] == [[], *told]
    assert left_behind.at_hub == [MODEL, MODEL, MODEL, BASELINE]
    assert left_behind.at_school == [MODEL, MODEL, MODEL, BASELINE]


def test_one_signed_word_reaches_the_laptop_and_its_page_says_so(left_behind: Nights) -> None:
    store = left_behind.world.office.store
    [one] = left_behind.at_laptop()

    assert [entry.item.kind for entry in store.entries(ALL)].count("set_aside") == 1
    assert set_aside(store, left_behind.model) == {Pattern.DENSE}
    assert one.set_aside
    assert one.other[0].p50 < one.weekly[0].p50
    assert "La región dejó de usar el modelo" in _why(one)


def test_the_nights_report_warns_once_then_tells_what_was_done(left_behind: Nights) -> None:
    warned, done = (left_behind.reports[at]["watch"]["told"][0] for at in (2, 3))

    assert warned.startswith("En el origen de la semana del")
    assert "El modelo lean se apartó para las series de uso seguido" in done


def test_inputs_that_the_model_never_saw_are_told(left_behind: Nights) -> None:
    first, last = (left_behind.reports[at]["forecast"]["drift"] for at in (0, 3))

    assert set(first) == set(last)
    assert last["use"]["psi"] > first["use"]["psi"]
    assert set(left_behind.reports[3]["forecast"]["shifts"]) == {"school", "resource"}


def test_another_model_is_used_at_once_here_and_there(left_behind: Nights) -> None:
    left_behind.world.release("lean-2", factor=1.2)
    left_behind.pass_by(BEGUN + 13)

    assert (left_behind.at_hub[-1], left_behind.at_school[-1]) == (MODEL, MODEL)
    assert not any(one.set_aside for one in left_behind.at_laptop())


def test_a_model_that_stays_right_is_never_set_aside(tmp_path: Path, spark: Any) -> None:
    office = open_office(tmp_path / "hub")
    world = World(office, tmp_path)
    model = world.release()
    reports = [world.night(at) for at in range(BEGUN, BEGUN + 9, 4)]
    made = Counter(one.made_by for one in forecasting.latest(office.store))
    aside = set_aside(office.store, model)
    office.close()

    assert [states(one) for one in reports] == [["fine"] * count for count in range(3)]
    assert (set(made), aside) == ({MadeBy.MODEL}, frozenset())
    assert "gana al pronóstico base" in reports[-1]["watch"]["told"][0]
