"""In English no page of the school keeps a Spanish word, whatever has happened there."""

from collections.abc import Iterator

import pytest

from tests.edge.views.busy_school import CHARGER, MORE, PUPILS, busy_school
from tests.edge.views.school import CATALOGUE, GUIDE, TABLET, School
from tests.shared.web.building import form_token
from tests.shared.web.leftovers import spanish_in

NAMES = (
    *(resource.name for resource in (*CATALOGUE.resources, *MORE)), *PUPILS, *(name.split()[0] for name in PUPILS),
    "Luis Ccorimanya Sulca", "Rosa Quispe Huamán", "I.E. 30999 Quebrada Honda", "I.E.I. 411 Quebrada Honda", "Coord",
    "Inicial 5 años", "Huamanga", "Se acordó en la reunión.", "Español", "Runasimi", "UGEL", "PECOSA", "Chasqui",
)  # fmt: skip
STAFF = (
    "/", "/registrar", "/registrar?aula=-", "/contar", "/pedir", "/necesidad/", f"/necesidad/{GUIDE}",
    f"/necesidad/{TABLET}", f"/necesidad/{CHARGER}", "/llegadas", "/llegadas?decision=2026-05/074294",
    "/llegadas?decision=2026-04/074294", "/recepcion/000123", "/recepcion/000101", "/envio/", "/aula/", "/aula/?aula=2",
    "/ayuda", "/privacidad", "/no-hay",
)  # fmt: skip


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    opened = busy_school(tmp_path_factory.mktemp("school"))
    yield opened
    opened.store.close()


@pytest.mark.parametrize("login", ["coord", "profe", "soporte"])
def test_no_page_of_the_staff_keeps_spanish(school: School, login: str) -> None:
    client = school.client(login)
    client.get("/?idioma=en")

    assert {path: left for path in STAFF if (left := spanish_in(client.get(path).text, NAMES))} == {}


def test_the_same_pages_are_spanish_by_default(school: School) -> None:
    client = school.client("coord")

    assert [path for path in STAFF if not spanish_in(client.get(path).text, NAMES)] == []


def test_no_page_of_the_pupils_keeps_spanish(school: School) -> None:
    visitor, pupil = school.client(), school.pupil_client()
    steps = ("/a/", f"/a/?aula={school.class_id}", f"/a/?aula={school.class_id}&quien={school.pupil.hex()}", "/entrar")
    for client in (visitor, pupil):
        client.get("/ayuda?idioma=en")

    assert [left for path in steps if (left := spanish_in(visitor.get(path).text, NAMES))] == []
    assert spanish_in(pupil.get("/a/materiales").text, NAMES) == []


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/registrar", {"recurso": "", "minutos": "45"}),
        ("/registrar", {"recurso": TABLET, "minutos": "diez", "quien": "x"}),
        ("/registrar", {"recurso": TABLET, "aula": "-", "usos": "7", "op": "guardar"}),
        ("/contar", {f"c-{TABLET}": "muchas"}),
        ("/contar", {f"c-{TABLET}": "1,234"}),
        ("/pedir", {"recurso": "nada", "cantidad": "2"}),
        ("/pedir", {"recurso": GUIDE, "cantidad": "0"}),
        ("/pedir", {"recurso": GUIDE, "cantidad": "4", "motivo": ""}),
        ("/llegadas/objetar", {"linea": "nada"}),
        ("/llegadas/objetar", {"linea": TABLET, "motivo": "nada"}),
        ("/llegadas/objetar", {"linea": TABLET, "motivo": "otro"}),
        ("/recepcion/000123", {f"a-{TABLET}": "19", f"a-{GUIDE}": "2", "fecha": "ayer", "pecosa": "9"}),
        ("/recepcion/000123", {f"a-{TABLET}": "17", f"x-{TABLET}": "1", "fecha": "01/01/2026", "pecosa": "000123"}),
        ("/envio/", {}),
        ("/envio/usb", {"carpeta": "/no/hay"}),
        ("/aula/", {"quien": "nobody"}),
    ],
)
def test_what_a_form_answers_is_english_too(school: School, path: str, form: dict[str, str]) -> None:
    client = school.client("coord")
    token = form_token(client.get("/registrar?idioma=en").text)
    answer = client.post(path, data={"csrf": token, **form}, follow_redirects=True)

    assert spanish_in(answer.text, (*NAMES, *filter(None, form.values()))) == []
