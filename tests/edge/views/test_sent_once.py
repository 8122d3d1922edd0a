"""A page that is sent again as it was counts once; corrected and sent again, it is recorded again."""

import pytest

from edge.log import EventLog
from edge.views.decision_words import line_key
from shared.web import csrf
from tests.edge.views.school import DECISION, GUIDE, TABLET, School
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
