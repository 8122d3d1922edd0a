"""Damage is found on a page, told on home, and mended at the next opening."""

from pathlib import Path

import pytest

from edge.daily_copies import copy_noting
from edge.mending import opened
from edge.repairing import ASIDE, ask_for_repair, is_asked_for
from shared.errors import NotReady
from tests.edge.test_repairing import broken_rows, made
from tests.edge.views.school import School
from tests.shared.web.building import form_token


def press(school: School, op: str) -> tuple[int, str]:
    client = school.client("soporte")
    data = {"csrf": form_token(client.get("/equipo/reparar/").text), "op": op}
    answer = client.post("/equipo/reparar/", data=data, follow_redirects=True)
    return answer.status_code, answer.text


def test_whole_data_are_told_to_be_whole(school: School) -> None:
    code, text = press(school, "revisar")

    assert (code, "los datos están completos" in text) == (200, True)


def test_damage_is_told_there_and_above_home_for_whoever_may_mend_it(school: School) -> None:
    school.store.db.write("DELETE FROM events WHERE pos = 2")
    code, text = press(school, "revisar")
    homes = [school.client(login).get("/").text for login in ("coord", "profe")]

    assert (code, "La revisión encontró algo" in text, "están dañados" in text) == (409, True, True)
    assert ["Los datos de esta laptop están dañados" in text for text in homes] == [True, False]


def test_a_repair_can_be_asked_for_and_is_done_at_the_next_opening(tmp_path: Path) -> None:
    config = made(tmp_path, 200)
    broken_rows(config.database, 50, 60)
    ask_for_repair(config)
    store, pages = opened(config)
    with store:
        assert (pages, is_asked_for(config), store.records.count() > 180) == (None, False, True)
    assert len(list((tmp_path / ASIDE).iterdir())) == 1


def test_the_page_says_that_it_was_asked_for(school: School) -> None:
    assert "Se reparará al abrir" in press(school, "reparar")[1]


def test_another_trouble_of_a_copy_is_no_damage(school: School) -> None:
    with pytest.raises(NotReady):
        copy_noting(school.store.db, lambda _path, _clock: (_ for _ in ()).throw(NotReady("No hay espacio.")))

    assert "dañados" not in school.client("coord").get("/").text
