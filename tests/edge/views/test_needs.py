"""What will be needed: verdict, days and numbers of one account, and a reason beside them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.rows import ForecastRow
from edge.views.home import _uncounted
from edge.views.needs import _verdict, _why, have_words, lasts
from edge.views.outlook import outlook
from edge.views.standing import Standing, maybe_missing
from shared.events import Claim
from shared.facts import Count
from shared.forecast import MadeBy, RestsOn
from shared.ids import ResourceId
from shared.resources import ResourceKind
from shared.school_year import PERU_2026
from tests.edge.views.busy_school import busy_school
from tests.edge.views.school import GUIDE, TABLET, TALES, School, forecast

CONSUMABLE, PACK = ResourceKind.CONSUMABLE, ResourceKind.PACK
MADE = datetime(2026, 6, 23, 9, tzinfo=UTC)
LONG = RestsOn(weeks=12)


def standing(
    have: int, coming: int = 0, *, kind: ResourceKind = CONSUMABLE, counted: bool = True, rests_on: RestsOn = LONG
) -> Standing:
    """Return a resource of which 27 will be needed in nine weeks."""
    one = msgspec.structs.replace(forecast(GUIDE, kind, 3), rests_on=rests_on)
    row = ForecastRow(one, MADE, "", on_hand=have, lent=0, counted=counted)
    return Standing(GUIDE, "Guías", row, have, coming, outlook(one, have + coming, PERU_2026))


@pytest.mark.parametrize(
    ("seen", "verdict", "until"),
    [
        (standing(0), "Faltan 27 · ya no alcanza", "ya no alcanza"),
        (standing(3), "Faltan 24 · alcanza hasta el 26/06", "26/06 (1 semana)"),
        (standing(6), "Faltan 21 · alcanza hasta el 03/07", "03/07 (2 semanas)"),
        (standing(26), "Falta 1 · alcanza hasta el 28/08", "28/08 (8 semanas)"),
        (standing(20, coming=7), "Con lo que viene, alcanza", "todo el período"),
        (standing(27), "Alcanza", "todo el período"),
        (standing(0, counted=False), "No se sabe si alcanza: falta contar", "no se sabe: falta contar"),
        (standing(27, counted=False), "Alcanza", "todo el período"),
        (standing(25, rests_on=RestsOn(weeks=1)), "Podrían faltar 2", "28/08 (8 semanas)"),
        (standing(0, kind=PACK), "Alcanza", "no se acaba"),
    ],
)
def test_the_verdict_and_the_day_are_of_one_account(seen: Standing, verdict: str, until: str) -> None:
    assert (_verdict(seen), lasts(seen)) == (verdict, until)


@pytest.mark.parametrize(
    ("kind", "lent", "counted", "words"),
    [
        (ResourceKind.REUSABLE, 3, True, "9 (con lo prestado)"),
        (ResourceKind.REUSABLE, 3, False, "al menos 9 (con lo prestado)"),
        (ResourceKind.REUSABLE, 0, True, "9"),
        (CONSUMABLE, 3, True, "9"),
    ],
)
def test_what_there_is_says_that_it_holds_what_is_lent(
    kind: ResourceKind, lent: int, counted: bool, words: str
) -> None:
    seen = standing(9, kind=kind, counted=counted)

    assert have_words(replace(seen, row=replace(seen.row, lent=lent))) == words


@given(st.integers(0, 40), st.integers(0, 40), st.booleans(), st.integers(0, 12))
def test_something_is_missing_just_where_it_does_not_last(have: int, coming: int, counted: bool, weeks: int) -> None:
    seen = standing(have, coming, counted=counted, rests_on=RestsOn(weeks=weeks))

    assert bool(re.search("[Ff]alta|No se sabe", _verdict(seen))) is (lasts(seen) != "todo el período")


@pytest.mark.parametrize(
    ("have", "counted", "words"), [(0, False, "sin contar"), (4, False, "al menos 4"), (0, True, "0"), (4, True, "4")]
)
def test_what_nobody_counted_is_never_told_as_a_number_alone(have: int, counted: bool, words: str) -> None:
    assert have_words(standing(have, counted=counted)) == words


def test_the_reason_names_all_that_the_forecast_rests_on() -> None:
    rests = RestsOn(weeks=12, stockouts=1, missing=2, vacations=2)
    one = msgspec.structs.replace(forecast(GUIDE, CONSUMABLE, 3), rests_on=rests, made_by=MadeBy.MODEL)

    said = _why(msgspec.structs.replace(one, model_version="v9"))

    assert said == (
        "Se apoya en 12 semanas de uso. Las semanas sin clases no cuentan como poco uso. En 1 semana no había "
        "existencias: se tomó como necesidad, no como poco uso. De 2 semanas no hay datos: quedaron fuera. "
        "Lo calculó este equipo con: modelo de la región. Versión del modelo: v9."
    )


def test_without_any_record_it_says_that_it_is_a_first_estimate() -> None:
    said = _why(msgspec.structs.replace(forecast(GUIDE, CONSUMABLE, 3), rests_on=RestsOn()))

    assert said.startswith("Todavía no hay semanas de uso registradas: es una primera estimación.")
    assert "modelo" not in said


def test_where_the_region_set_the_model_aside_the_reason_says_so_and_what_to_expect() -> None:
    one = forecast(GUIDE, CONSUMABLE, 3)
    aside = _why(msgspec.structs.replace(one, other=one.weekly, made_by=MadeBy.BASELINE, model_version="v9"))
    usual = _why(msgspec.structs.replace(one, other=one.weekly, made_by=MadeBy.MODEL, model_version="v9"))

    assert "La región dejó de usar el modelo en recursos que se usan así" in aside
    assert "Lo calculó este equipo con: su propia historia." in aside
    assert "dejó de usar" not in usual


def test_what_only_schools_like_this_one_use_says_so_and_asks_for_no_count() -> None:
    new = standing(0, counted=False, rests_on=RestsOn(donors_pct=100))
    young = standing(0, rests_on=RestsOn(weeks=1, donors_pct=25))

    assert "Sin historia propia: según lo que usa cada estudiante en escuelas parecidas." in _why(new.forecast)
    assert "Lo calculó este equipo con: la historia de escuelas parecidas." in _why(new.forecast)
    assert "Como es poco, cuenta también" in _why(young.forecast)
    assert maybe_missing(standing(20, rests_on=RestsOn(donors_pct=100))).endswith("según escuelas parecidas")
    assert (_uncounted([new]), bool(_uncounted([standing(0, counted=False)]))) == ("", True)


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    opened = busy_school(tmp_path_factory.mktemp("busy"))
    yield opened
    opened.store.close()


def page(school: School, resource: str = "") -> str:
    answer = school.client("coord").get(f"/necesidad/{resource}")
    assert answer.status_code == 200
    return answer.text


def test_the_table_has_the_weeks_foreseen_with_their_numbers_and_the_vacations_without(busy: School) -> None:
    rows = re.findall(r'<tr( class="free")?><th scope="row">.*?</tr>', page(busy, TABLET))

    weeks = forecast(TABLET, ResourceKind.REUSABLE, 26).weeks
    free = int(weeks[-1]) - int(weeks[0]) + 1 - len(weeks)
    assert (len(rows) - rows.count(' class="free"'), rows.count(' class="free"')) == (9, free)
    assert 'sin clases</td><td class="n">—' in page(busy, TABLET)
    assert '<td class="n">18</td><td class="n">26</td><td class="n">42</td>' in page(busy, TABLET)


def test_services_of_one_site_are_named_and_told_that_they_share(busy: School) -> None:
    both, alone = page(busy, GUIDE), page(busy, TABLET)

    assert both.count('<section class="card stack"') == 2
    assert "I.E.I. 411 Quebrada Honda" in both
    assert "se reparte entre sus servicios" in both
    assert "se reparte entre sus servicios" not in alone


def test_a_school_alone_is_not_named_in_each_row(quiet_school: School) -> None:
    assert "se reparte entre sus servicios" not in page(quiet_school)
    assert "</a><small>I.E. 30999" not in page(quiet_school)


def test_a_pack_is_there_and_has_no_units(busy: School) -> None:
    [row] = re.findall(r"<tr><th[^>]*><a[^>]*>Relatos.*?</tr>", page(busy), re.DOTALL)

    assert "estudiantes" in row
    assert ">sí</td>" in row
    assert "no se acaba" in row


def test_a_count_changes_the_answer_and_not_the_forecast(school: School) -> None:
    before = page(school, GUIDE)
    school.store.record([Claim(Count(resource=GUIDE, units=30))])
    after = page(school, GUIDE)

    assert "Faltan 19" in before
    assert "Con lo que viene, alcanza" in after
    assert [text.count("lo más probable, 24") for text in (before, after)] == [1, 1]


@pytest.mark.parametrize("resource", ["no-hay", TALES, "../registrar"])
def test_what_has_no_forecast_has_no_page(quiet_school: School, resource: ResourceId) -> None:
    assert quiet_school.client("coord").get(f"/necesidad/{resource}").status_code == 404


def test_without_forecasts_the_page_says_where_they_come_from(school: School) -> None:
    school.store.db.write("DELETE FROM forecasts")

    assert "Todavía no hay pronóstico" in page(school)
