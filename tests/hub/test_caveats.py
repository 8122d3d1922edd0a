"""A plan says what it assumed and what it cut: on its page, in its commands, in the night's report."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from hub import caveats, forecasting, nightly, proposing
from hub.aggregate import aggregate
from hub.cli import main
from hub.drawing import draw_plan
from hub.fairness import Weights
from hub.importers.catalogue import import_calendar
from hub.importers.panel import import_panel
from hub.plan_rows import PlanRow, PlanStatus
from hub.region_rows import StockRow
from hub.store import Store
from shared.allocation import Need
from shared.dating import Quality
from shared.resources import Power
from shared.school_year import AssumedYear, SchoolCalendar, Term, monday
from tests.hub import regions
from tests.hub.builders import GUIDE, OTHER_SCHOOL, SCHOOL, Office, StillClock, open_office
from tests.hub.importers.test_panel import ROW, panel
from tests.hub.office import PASSPHRASE, PERIOD, SITES, app_of, inputs, needs, office, schools, signed_in

NOVEMBER = datetime(2026, 11, 21, 13, tzinfo=UTC)
PERIOD_FIRST = date(2026, 11, 23)
LIKE_2026 = AssumedYear(2027, like=2026)
MISSING = "Falta el calendario escolar de 2027: sus semanas de clases se suponen como las de 2026."
TODO = (
    "impórtelo con «chasqui-hub import calendar ARCHIVO --why MOTIVO» y calcule el plan otra vez con "
    "«chasqui-hub nightly»."
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return office(tmp_path / "hub")


def plan_of(store: Store, *assumed: AssumedYear) -> PlanRow:
    return proposing.make_plan(store, needs(), period_first=PERIOD_FIRST, period_weeks=9, assumed=assumed)


def run(folder: Path, *words: str, told: str | None = None) -> Result:
    clock = {"CHASQUI_HUB_CLOCK": NOVEMBER.isoformat()}
    return CliRunner().invoke(main, [*words, "--dir", str(folder)], input=told, env=clock)


def test_a_plan_keeps_what_it_assumed_and_another_without_it_takes_its_place(store: Store) -> None:
    first = plan_of(store, LIKE_2026)
    again = plan_of(store, LIKE_2026)
    known = plan_of(store)

    assert (first.id, first.assumed) == (again.id, (LIKE_2026,))
    assert (known.id != first.id, known.assumed) == (True, ())
    assert store.plan(first.id).status is PlanStatus.SUPERSEDED
    assert store.plan(first.id).assumed == (LIKE_2026,)


def test_its_page_says_what_is_assumed_and_which_command_ends_it(store: Store) -> None:
    plan_of(store, LIKE_2026)
    client = signed_in(app_of(store))
    spanish, english = (client.get(path).get_data(as_text=True) for path in ("/plan", "/plan?idioma=en"))

    assert MISSING in spanish
    assert TODO in spanish
    assert "The school calendar of 2027 is missing" in english
    assert "import it with" in english


def test_a_plan_of_a_known_year_warns_of_nothing(store: Store) -> None:
    plan_of(store)

    assert "Falta el calendario" not in signed_in(app_of(store)).get("/plan").get_data(as_text=True)
    assert "Falta el calendario" not in run(store.config.folder, "plan", "show").output


def test_the_commands_of_a_plan_say_it_too(store: Store) -> None:
    plan = plan_of(store, LIKE_2026)
    app_of(store)
    folder = store.config.folder
    shown, told = run(folder, "plan", "show"), run(folder, "plan", "show", "--json")
    signed = run(folder, "plan", "approve", plan.id, "--login", "ana", told=f"{PASSPHRASE}\n")

    assert f"{MISSING} Cuando se publique, {TODO}" in shown.output
    assert json.loads(told.output)["assumed"] == [{"year": 2027, "like": 2026}]
    assert MISSING in signed.output
    assert signed.exit_code == 0


def test_the_named_command_is_one(tmp_path: Path) -> None:
    run(tmp_path, "init")
    told = SchoolCalendar(version=2027, source="RM", terms=(Term(date(2027, 3, 15), date(2027, 12, 17)),))
    (tmp_path / "2027.json").write_bytes(msgspec.json.encode(told))

    done = run(tmp_path, "import", "calendar", str(tmp_path / "2027.json"), "--why", "Se publicó.")

    assert done.exit_code == 0, done.output


def test_a_need_cut_at_the_bound_is_told_on_the_page_and_by_the_command(store: Store) -> None:
    first, *others = needs()
    plan = proposing.make_plan(store, [replace(first, need=Need(90_000, 95_000, 99_000)), *others], **PERIOD)
    page = signed_in(app_of(store)).get("/plan").get_data(as_text=True)

    assert plan.inputs["cut"] == [[first.school, first.resource]]
    (name,) = (one.name for one in store.catalogue().resources if one.id == first.resource)
    for said, called in ((page, name), (run(store.config.folder, "plan", "show").output, first.resource)):
        assert f"pasa de 4,000 lotes y se repartió solo hasta ahí. Líneas: 1 ({first.school} {called})." in said
        assert "suba el lote de ese recurso" in said


def test_an_audit_is_a_command_that_says_once_what_changed_and_fails_where_a_line_differs(store: Store) -> None:
    plan_of(store)
    good = run(store.config.folder, "plan", "audit")
    store.put_schools(replace(school, power=Power.GRID) for school in schools())
    changed = run(store.config.folder, "plan", "audit")

    assert (good.exit_code, "cambiaron" in good.output) == (0, False)
    assert "30 de 30 líneas dan lo mismo" in good.output
    assert (changed.exit_code, changed.output.count("cambiaron: las escuelas.")) == (1, 1)
    assert "No da lo mismo: " not in changed.output


@pytest.mark.spark
def test_a_night_in_november_foresees_march_and_says_so_until_the_calendar_comes(tmp_path: Path, spark: object) -> None:
    hub = open_office(tmp_path / "hub", clock=StillClock(NOVEMBER))
    import_panel(hub.store, panel(tmp_path, *(ROW | {"school": one} for one in (SCHOOL, OTHER_SCHOOL))))
    aggregate(hub.store)

    before = _night(hub)
    told = SchoolCalendar(version=2027, source="RM", terms=(Term(date(2027, 3, 8), date(2027, 12, 17)),))
    (tmp_path / "2027.json").write_bytes(msgspec.json.encode(told))
    import_calendar(hub.store, tmp_path / "2027.json")
    after = _night(hub)

    assert before == ([{"year": 2027, "like": 2026}], True, "2027-03-15", 1)
    assert after == ([], False, "2027-03-08", 2)


def _night(hub: Office) -> tuple[object, bool, str, int]:
    report = nightly.nightly(hub.store, lambda words: None)
    first = next(one for one in forecasting.latest(hub.store) if one.resource == GUIDE)
    later = next(week for week in first.weeks if monday(week).year == 2027)
    assert report["forecast"]["assumed"] == report["plan"]["assumed"]
    said = f"{MISSING} Cuando se publique, {TODO}" in nightly.report_text(report)
    return report["plan"]["assumed"], said, str(monday(later)), len(hub.store.plans())


@pytest.mark.parametrize("alpha", [0.0, 2.0])
def test_a_plan_says_what_it_took_for_stock_that_nobody_counted_where_schools_are_compared(
    store: Store, alpha: float
) -> None:
    counted = [StockRow(site=SITES[0], resource=regions.GUIDE, on_hand=8, dated=Quality.CLAIMED)]
    drawn = draw_plan(inputs(stock=counted, weights=Weights(version=2, alpha=alpha)))

    told = [one.text() for one in caveats.of_plan(store.propose(drawn)) if "conteo" in one.text()]

    assert len(told) == bool(alpha)
    said = "En 22 líneas sin ningún conteo se supuso", "guia 35\xa0%", "Pida a esas escuelas que cuenten"
    assert all(word in one for word in said for one in told)


def test_what_was_assumed_is_told_apart_from_all_that_nobody_counted(store: Store) -> None:
    counted = [StockRow(site=SITES[0], resource=regions.GUIDE, on_hand=8, dated=Quality.CLAIMED)]
    drawn = draw_plan(inputs(stock=counted, weights=Weights(version=2, alpha=2.0)))
    plan = store.propose(drawn)
    text = signed_in(app_of(store)).get(f"/plan/{plan.id}/aprobar").get_data(as_text=True)

    uncounted = sum(not line.counted for line in store.plan_lines(plan.id))
    assert f'Sin ningún conteo de la escuela</dt><dd class="num">{uncounted}<' in text
    assert "En 22 líneas sin ningún conteo se supuso" in text
    assert "En las demás líneas sin conteo no se supuso nada" in text
    assert uncounted > 22


def test_a_plan_says_what_lies_in_a_depot_and_nobody_foresees(store: Store) -> None:
    without = [one for one in needs() if one.resource != regions.GUIDE]

    plan = proposing.make_plan(store, without, period_first=PERIOD_FIRST, period_weeks=9)

    [told] = [one.text() for one in caveats.of_plan(plan) if "pronóstico" in one.text()]
    assert told.startswith(f"Todavía no hay pronóstico de estos recursos (1): {regions.GUIDE}.")
    assert not [one for one in caveats.of_plan(plan_of(store)) if "pronóstico" in one.text()]
    (called,) = (one.name for one in store.catalogue().resources if one.id == regions.GUIDE)
    page = signed_in(app_of(store)).get(f"/plan/{plan.id}").get_data(as_text=True)
    assert f"estos recursos (1): {called}." in page
