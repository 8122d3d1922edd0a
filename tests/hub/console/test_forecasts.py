"""The page of watched forecasts says whether the model earns its place, what moved, and nothing of the few."""

import re
from dataclasses import replace

import pytest

from hub.region_rows import School
from hub.store import Store
from shared.ids import SchoolId
from shared.school_year import Week
from shared.web import Role
from tests.hub.office import app_of, page, schools, signed_in
from tests.hub.regions import GUIDE
from tests.hub.watched import pretend_model, watched_office


def of_baseline(school: SchoolId, week: Week) -> int:
    """Return use that the baseline foresaw and the model did not."""
    return 9 + (int(week) + int(school[:7])) % 3


def of_model(school: SchoolId, week: Week) -> int:
    return 4 + (int(week) + int(school[:7])) % 3


@pytest.mark.parametrize("role", [Role.ANALYST, Role.OPERATOR, Role.ADMIN])
def test_before_there_is_anything_it_says_what_to_run(store: Store, role: Role) -> None:
    assert "«chasqui-hub nightly»" in page(signed_in(app_of(store, role)), "/pronostico")


def test_a_model_set_aside_is_told_with_the_origin_and_what_to_do(store: Store) -> None:
    watched_office(store, GUIDE, of_baseline)
    text = page(signed_in(app_of(store, Role.ANALYST)), "/pronostico")

    assert "El modelo 3 se apartó para las series de uso seguido" in text
    assert text.count("segundo seguido: desde aquí sirve el base") == 1
    assert text.count("Peor que el base") == 3
    assert "«chasqui-hub release»" in text


def test_a_model_that_wins_is_told_with_its_figures(store: Store) -> None:
    watched_office(store, GUIDE, of_model)
    text = page(signed_in(app_of(store, Role.ANALYST)), "/pronostico")

    assert "El modelo gana al pronóstico base" in text
    assert "Peor que el base" not in text
    assert text.count("No es peor") == 3
    assert "100" in text


def scores_in(text: str) -> dict[str, list[str]]:
    """Return the four scores of all: the model's and the baseline's."""
    rows = text.split('id="fs"')[1].split("</table>")[0].split("<tr>")[2:]
    return {re.findall(r'row">([^<]+)<', row)[0]: re.findall(r'data-l="(?:Modelo|Base)">([^<]+)<', row) for row in rows}


def test_the_four_scores_are_beside_those_of_the_baseline(store: Store) -> None:
    watched_office(store, GUIDE, of_model)
    client = signed_in(app_of(store, Role.ANALYST))
    text = page(client, "/pronostico")
    head, *lines = (line.split(";") for line in page(client, "/pronostico.csv").splitlines())
    rows = [dict(zip((name.strip('\ufeff"') for name in head), line, strict=True)) for line in lines]

    found = scores_in(text)
    assert list(found) == ["WQL", "WAPE", "Sesgo", "Cobertura"]
    assert found["WQL"] < found["WQL"][::-1]
    assert (found["Cobertura"], found["Sesgo"][1][0]) == (["100\xa0%", "0\xa0%"], "+")
    assert len(rows) == len(schools()) + 1
    of_guide = next(row for row in rows if row["recurso"] == f'"{GUIDE}"')
    assert f"{float(of_guide['wql_modelo']):.3f}" == found["WQL"][0]
    assert f"{float(of_guide['wape_base']):.3f}" == found["WAPE"][1]
    assert f"base {found['WQL'][1]}" in text.split('id="rs"')[1]


def test_inputs_that_moved_come_first_and_small_samples_are_not_judged(store: Store) -> None:
    watched_office(store, GUIDE, of_model)
    text = page(signed_in(app_of(store, Role.ANALYST)), "/pronostico")

    assert "Cambió mucho desde el entrenamiento: uso de las últimas 26 semanas" in text
    assert text.index("Cambió mucho</span>") < text.index("Como al entrenar") < text.index("Pocas series para saberlo")


def test_the_schools_and_resources_that_moved_most_are_named_with_the_input(store: Store) -> None:
    watched_office(store, GUIDE, of_model)
    text = page(signed_in(app_of(store, Role.ANALYST)), "/pronostico").split('id="mv"')[1].split("</section>")[0]

    first = text.split(schools()[0].name)[1].split("</tr>")[0]
    assert "Uso de las últimas 26 semanas" in first
    assert re.findall(r">(\d[\d.,]*)<", first) == ["0.90", "0.31", "12"]
    assert text.index(schools()[2].id) < text.index("guia-01")


def test_where_nothing_moved_the_page_says_so(store: Store) -> None:
    watched_office(store, GUIDE, of_model, shifts={})
    text = page(signed_in(app_of(store, Role.ANALYST)), "/pronostico")

    assert "En ninguna escuela ni recurso más de lo que hace el azar." in text


@pytest.mark.parametrize("students", [4, None])
def test_a_school_that_may_have_fewer_than_five_learners_is_not_named_among_those_that_moved(
    store: Store, students: int | None
) -> None:
    few, *_ = with_students(store, first=students)
    watched_office(store, GUIDE, of_model)
    text = page(signed_in(app_of(store, Role.ANALYST)), "/pronostico").split('id="mv"')[1].split("</section>")[0]

    assert few.id not in text
    assert schools()[1].id in text


def with_students(store: Store, *, first: int | None) -> list[School]:
    few, *others = schools()
    changed = [replace(few, students=first), *others]
    store.put_schools(changed)
    return changed


def test_of_a_school_of_four_nothing_is_told_on_the_page_or_in_the_file(store: Store) -> None:
    few, *others = with_students(store, first=4)
    *_, other = sorted(others, key=lambda one: one.students or 0)
    watched_office(store, GUIDE, of_baseline)
    client = signed_in(app_of(store, Role.ANALYST))
    lines = {line.split(";")[0].strip('"\t='): line for line in page(client, "/pronostico.csv").splitlines()}

    row = page(client, "/pronostico").split(few.name)[1].split("</tr>")[0]
    assert row.count("—") == 2
    assert lines[few.id].endswith('"";""')
    assert not lines[other.id].endswith('""')


def test_a_school_that_is_hidden_alone_takes_the_next_one_with_it(store: Store) -> None:
    few, *_ = with_students(store, first=4)
    watched_office(store, GUIDE, of_baseline)
    client = signed_in(app_of(store, Role.ANALYST))

    table = page(client, "/pronostico").split('id="sc"')[1]
    blank = [line for line in page(client, "/pronostico.csv").splitlines() if line.endswith('"";""')]
    assert table.count("—") == 2 * 2
    assert len(blank) == 2
    assert any(few.id in line for line in blank)


def test_of_a_region_of_one_school_of_four_the_total_is_not_told_either(store: Store) -> None:
    def at_one(school: SchoolId, week: Week) -> int | None:
        return of_baseline(school, week) if school == schools()[0].id else None

    with_students(store, first=4)
    watched_office(store, GUIDE, at_one)
    text = page(signed_in(app_of(store, Role.ANALYST)), "/pronostico")

    assert text.split('class="facts card"')[1].split("</dl>")[0].count("sin dato") == 2
    assert scores_in(text) == {name: ["—", "—"] for name in ("WQL", "WAPE", "Sesgo", "Cobertura")}
    assert not re.search(r"\d[.,]\d{3}", text.split('id="or"')[1].split("</table>")[0])


def test_where_the_register_does_not_tell_students_those_seen_in_a_week_count(store: Store) -> None:
    few, *_ = with_students(store, first=None)
    watched_office(store, GUIDE, of_baseline)

    row = page(signed_in(app_of(store, Role.ANALYST)), "/pronostico").split(few.name)[1].split("</tr>")[0]
    assert "—" not in row


def test_a_resource_at_fewer_than_five_schools_is_not_shown(store: Store) -> None:
    def few_only(school: SchoolId, week: Week) -> int | None:
        return of_baseline(school, week) if school in {one.id for one in schools()[:4]} else None

    watched_office(store, GUIDE, few_only)
    text = page(signed_in(app_of(store, Role.ANALYST)), "/pronostico")

    assert "Guías de Comunicación" in text
    assert text.split('id="rs"')[1].split("</table>")[0].count("—") == 6
    assert "se conocen menos de 5 escuelas" in text
    assert "se apartó" not in text


def test_with_a_new_model_nothing_of_the_old_one_is_held_against_it(store: Store) -> None:
    from hub.forecast_watch import watch

    watched_office(store, GUIDE, of_baseline)
    pretend_model(store, "4")
    watch(store)

    text = page(signed_in(app_of(store, Role.ANALYST)), "/pronostico")
    assert "se apartó" not in text
    assert "Modelo 4" in text
