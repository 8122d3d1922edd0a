"""The history on its page: who did what to whom, in words, page by page; and what was altered is said."""

import sqlite3
from contextlib import closing

from edge.acts import Kind
from shared.acts import Actor
from tests.edge.views.school import School
from tests.shared.web.building import form_token
from tests.shared.web.leftovers import said
from tests.shared.web.markup import faults

PATH = "/escuela/historial/"


def acting(school: School) -> Actor:
    coordinator = next(row for row in school.store.people.staff() if row.role == "coordinator")
    return Actor(coordinator.key, "coordinator")


def test_each_act_says_in_words_what_whom_and_by_whom(school: School) -> None:
    lists, by = school.store.class_lists, acting(school)
    fourth = lists.add_class("0403691-0", "4° B", by)  # type: ignore[arg-type]
    lists.move([school.pupil], fourth, by)
    text = said(school.client("coord").get(PATH).text)

    for words in ("Aula creada", "4° B", "Pasó a otra aula", "Rosa Quispe Huamán · 4° B", "Coord (Coordinación)"):
        assert words in text
    assert "El historial está entero: 2 filas." in text
    assert "23/06/2026 09:00" in text


def test_who_was_erased_is_named_no_more(school: School) -> None:
    client = school.client("coord")
    school.store.class_lists.correct(school.pupil, "Rosa Poma", "r1", acting(school))
    client.post("/aula/borrar/", data={"csrf": form_token(client.get("/registrar").text), "quien": school.pupil.hex()})
    text = said(client.get(PATH).text)

    assert "Datos de una persona borrados" in text
    assert "alguien que ya no está en esta laptop" in text
    assert ("Rosa" in text, [act.kind for act in school.store.audit.newest(1)]) == (False, [Kind.ERASED])


def test_a_list_taken_in_is_one_row_with_how_many(school: School) -> None:
    school.store.audit.note(Kind.LIST_TAKEN, by=acting(school), detail={"new": 3, "changed": 1})
    text = said(school.client("coord").get(PATH).text)

    assert "3 personas nuevas · 1 cambiada" in text


def test_a_row_of_a_later_version_is_shown_as_it_was_written(school: School) -> None:
    school.store.audit.note("unheard-of", by=Actor("zz", "chief"), subject="nobody")
    answer = school.client("coord").get(PATH)

    assert (answer.status_code, "unheard-of" in answer.text) == (200, True)


def test_older_rows_are_on_the_pages_after(school: School) -> None:
    with school.store.db.transaction():
        for number in range(120):
            school.store.audit.note(Kind.PUPIL_CORRECTED, by=acting(school), subject=f"{number:04x}")
    client = school.client("coord")
    first = client.get(PATH).text
    second = client.get(f"{PATH}?antes=71").text
    last = client.get(f"{PATH}?antes=21").text

    assert (f'href="{PATH}?antes=71"' in first, "1–50 de 120" in first) == (True, True)
    assert "51–100 de 120" in second
    assert ("101–120 de 120" in last, "Siguientes" in last) == (True, False)
    assert [faults(page) for page in (first, second, last)] == [[], [], []]


def test_an_edited_row_is_said_on_the_page(school: School) -> None:
    by = acting(school)
    for name in ("Rosa A", "Rosa B"):
        school.store.class_lists.correct(school.pupil, name, "r1", by)
    with closing(sqlite3.connect(school.store.path)) as raw, raw:
        raw.execute("DROP TRIGGER audit_no_update")
        raw.execute("UPDATE audit SET login = '' WHERE number = 1")
    answer = school.client("coord").get(PATH)

    assert "El historial fue alterado." in answer.text
    assert "La fila 1 del historial no es como se escribió." in answer.text
    assert "está entero" not in answer.text


def test_an_empty_history_says_what_will_stand_there(school: School) -> None:
    assert "Todavía no hay nada en el historial" in school.client("coord").get(PATH).text
