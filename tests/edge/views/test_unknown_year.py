"""A year whose calendar has not come: the pages say what they assume of it, and stop when it comes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest

from edge.forecasting import forecast_node
from edge.models_store import ModelFiles
from edge.views.outlook import fan, outlook
from shared.demand import Series, WeekRow
from shared.forecaster import Forecaster
from shared.resources import ResourceKind
from shared.school_year import PERU_2026, SchoolCalendar, Term, Week, week_of
from tests.edge.views.school import GUIDE, SCHOOL, School, open_school, receive

NOVEMBER = datetime(2026, 11, 24, 14, tzinfo=UTC)
MISSING = "Falta el calendario escolar de 2027: sus semanas de clases se suponen como las de 2026."
TOLD_2027 = SchoolCalendar(
    version=2027,
    source="RM",
    terms=(*PERU_2026.terms, Term(date(2027, 3, 15), date(2027, 5, 14)), Term(date(2027, 5, 24), date(2027, 7, 23))),
    days_off=PERU_2026.days_off,
)
PAGES = ("/", "/necesidad/", f"/necesidad/{GUIDE}")


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    opened = open_school(tmp_path)
    opened.clock.at = NOVEMBER
    forecast_node(opened.store, ModelFiles(tmp_path / "models"))
    yield opened
    opened.store.close()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_need_says_which_year_is_assumed(school: School, page: str) -> None:
    assert MISSING in school.client("coord").get(page).text


@pytest.mark.parametrize("page", PAGES)
def test_it_says_so_in_english_too(school: School, page: str) -> None:
    text = school.client("coord").get(f"{page}?idioma=en").text

    assert "The school calendar of 2027 is missing" in text


@pytest.mark.parametrize("page", PAGES[:2])
def test_a_sign_in_place_of_a_knot_is_explained(school: School, page: str) -> None:
    text = school.client("coord").get(page).text

    assert ">?</text>" in text
    assert "Un «?» es una semana de la que no se sabe si tiene clases." in text


def test_it_says_what_to_do_next(school: School) -> None:
    assert "Si ya se publicó, pida a la oficina que lo importe." in school.client("coord").get("/necesidad/").text


@pytest.mark.parametrize("page", PAGES)
def test_once_the_calendar_came_nothing_is_assumed(school: School, page: str, tmp_path: Path) -> None:
    receive(school.store, 2, [("all", "calendar", "calendar", TOLD_2027)])
    forecast_node(school.store, ModelFiles(tmp_path / "models"))

    text = school.client("coord").get(page).text
    assert "2026" in text
    assert "se suponen" not in text
    assert "Un «?»" not in text


def test_the_table_tells_known_weeks_from_assumed_ones(school: School) -> None:
    text = school.client("coord").get(f"/necesidad/{GUIDE}").text

    assert text.count("¿con clases?") == 5
    assert text.count("¿sin clases?") == 10
    assert text.count("<td>sin clases</td>") == 2


def test_summer_has_no_week_of_need(school: School) -> None:
    weeks = school.store.forecasts.of(GUIDE)[0].forecast.weeks

    assert [PERU_2026.school_days(week) for week in weeks] == [5, 5, 3, 5, None, None, None, None, None]
    assert min(week for week in weeks if PERU_2026.school_days(week) is None) == week_of(date(2027, 3, 15))


def test_a_knot_tells_no_classes_from_not_known() -> None:
    origin = week_of(date(2026, 11, 30))
    series = Series.from_rows(SCHOOL, GUIDE, ResourceKind.CONSUMABLE, [WeekRow(int(origin), units=4, recorded_days=5)])
    (foreseen,) = Forecaster.baseline().forecast([series], origin, PERU_2026)

    assert outlook(foreseen, 1000, PERU_2026).knots == "xx--????"
    drawn = fan(foreseen, series, PERU_2026, None)
    assert [week["note"] for week in drawn.weeks if "note" in week] == ["¿vacaciones?"]


def test_the_chart_shows_what_was_recorded_in_a_week_of_an_unknown_year() -> None:
    origin = week_of(date(2027, 1, 18))
    rows = [WeekRow(int(origin) - 1, units=4, recorded_days=5)]
    series = Series.from_rows(SCHOOL, GUIDE, ResourceKind.CONSUMABLE, rows)
    (foreseen,) = Forecaster.baseline().forecast([series], origin, PERU_2026)

    drawn = fan(foreseen, series, PERU_2026, None)
    assert [week["kind"] for week in drawn.weeks[6:9]] == ["seen", "gap", "free"]


def test_in_january_neither_home_nor_register_claim_to_know_the_week(school: School) -> None:
    school.clock.at = datetime(2027, 1, 13, 14, tzinfo=UTC)
    client = school.client("coord")
    home, register = client.get("/").text, client.get("/cuaderno/?semana=2027-01-11").text

    assert "Miércoles 13 de enero de 2027 · falta el calendario escolar de este año" in home
    assert "sin clases" not in register
    assert "Semana lectiva" not in register
    assert all(f"d-{GUIDE}-{n}" in register for n in range(5))


def test_a_forecast_kept_by_an_earlier_version_is_read(school: School) -> None:
    kept = school.store.forecasts.all()[0].forecast
    raw = {name: value for name, value in msgspec.to_builtins(kept).items() if name != "assumed"}

    assert msgspec.convert(raw, type(kept)) == msgspec.structs.replace(kept, assumed=())


def test_a_node_that_never_heard_of_a_calendar_assumes_march_to_december() -> None:
    nothing = SchoolCalendar(version=0, source="", terms=())
    origin = Week(week_of(date(2026, 12, 14)))
    series = Series.from_rows(SCHOOL, GUIDE, ResourceKind.CONSUMABLE, [WeekRow(int(origin), units=4, recorded_days=5)])

    (foreseen,) = Forecaster.baseline().forecast([series], origin, nothing)

    assert [one.sentence().text() for one in foreseen.assumed] == [
        "Falta el calendario escolar de 2026: se suponen clases de marzo a diciembre.",
        "Falta el calendario escolar de 2027: se suponen clases de marzo a diciembre.",
    ]
    assert foreseen.weeks[:3] == tuple(
        week_of(day) for day in (date(2026, 12, 21), date(2026, 12, 28), date(2027, 3, 1))
    )
