"""A page that is sent again as it was counts once; corrected and sent again, it is recorded again."""

import pytest

from edge.log import EventLog
from edge.views.decision_words import line_key
from shared.facts import Unserved, Use, WeeklyTotal
from shared.web import csrf
from tests.edge.views.school import DECISION, GUIDE, SCHOOL, TABLET, School
from tests.edge.views.test_record import use_form
from tests.edge.views.test_register import cells, filled, post
from tests.shared.web.building import form_token

FORMS = {
    "/registrar": ({"aula": "-", "recurso": TABLET, "usos": "3"}, {"recurso": GUIDE}),
    "/contar": ({f"c-{TABLET}": "9"}, {f"c-{TABLET}": "8"}),
    "/pedir": ({"recurso": TABLET, "cantidad": "2", "motivo": "Se rompieron"}, {"cantidad": "3"}),
    "/cuaderno/": ({"semana": "2026-06-08", "cubre": "semana", f"d-{TABLET}-0": "4"}, {f"d-{TABLET}-1": "5"}),
    "/equipos/perder": ({"recurso": TABLET, "causa": "perdida", "unidades": "1"}, {"unidades": "2"}),
    "/llegadas/objetar": (
        {"linea": line_key(DECISION.lines[0]), "motivo": "otro", "detalle": "No hay sitio"}, {"detalle": "Son otras"},
    ),
}  # fmt: skip
PAGES = {"/llegadas/objetar": "/llegadas"}


def recorded(school: School) -> int:
    return school.store.records.count()


@pytest.mark.parametrize("address", FORMS)
def test_whoever_goes_back_corrects_a_form_and_saves_it_again_has_it_recorded(school: School, address: str) -> None:
    client = school.client("coord")
    page = client.get(PAGES.get(address, address)).text
    form, changes = FORMS[address]
    form = form | {csrf.FIELD: form_token(page), "vez": page.split('name="vez" value="')[1].split('"')[0]}
    told = []
    for sent in (form, form, form | changes, form | changes):
        assert client.post(address, data=sent).status_code in (200, 302)
        told.append(recorded(school))

    assert told[0] == told[1] < told[2] == told[3]


def test_a_scanner_that_sends_enter_twice_finds_its_device_registered(school: School) -> None:
    client = school.client("coord")
    page = client.get("/equipos/nuevo").text
    form = {"recurso": TABLET, "serie": "zz-1", "llegada": "estaba", csrf.FIELD: form_token(page), "vez": "v1"}
    first, second = (client.post("/equipos/nuevo", data=form) for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 302)
    assert len(school.store.devices.all(TABLET)) == 1


def test_a_form_without_a_nonce_is_no_repetition(school: School) -> None:
    log: EventLog = school.store.log

    assert not log.is_spent("")


def test_a_pupil_who_is_ticked_after_the_class_was_saved_is_one_use_more(school: School) -> None:
    client, before = school.client("profe"), len(school.facts(Use))
    form = use_form(school, client.get("/registrar").text)
    told = []
    for learners in (form["quien"][:1], form["quien"]):
        client.post("/registrar", data=form | {"quien": learners})
        told.append((len(school.facts(Use)) - before, len(school.facts(Unserved))))

    assert told == [(1, 1), (2, 1)]


@pytest.mark.parametrize("covers", ["parte", "semana"])
def test_a_cell_of_the_week_that_is_corrected_adds_nothing_to_the_others(school: School, covers: str) -> None:
    form = filled(school) | cells(TABLET, ["4"], "2") | cells(GUIDE, ["3"]) | {"cubre": covers}
    for changes in ({}, cells(GUIDE, ["5"]), cells(GUIDE, ["3"]) | cells(TABLET, ["6"], "2")):
        post(school, form | changes)
    rows = school.store.folded.weeks()[SCHOOL, TABLET]

    assert school.facts(Unserved) == [Unserved(school=SCHOOL, resource=TABLET, units=2)]
    assert [row.units for row in rows if row.units][-1:] == [6 if covers == "semana" else 10]
    guides = [one for one in school.facts(WeeklyTotal) if isinstance(one, WeeklyTotal) and one.resource == GUIDE]
    assert [one.units for one in guides] == ([3, 5, 3] if covers == "semana" else [5, 3])
