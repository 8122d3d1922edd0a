"""What holds of every page of the school, in a school where everything has happened: English, markup, weight."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from edge.views.policy import POLICY
from shared.web import Role
from tests.edge.packing import with_a_pack
from tests.edge.parts import NAMES, WITH_VALUES
from tests.edge.views.busy_school import MORE, PUPILS, busy_school
from tests.edge.views.school import CATALOGUE, GUIDE, TABLET, School
from tests.shared.web.building import form_token
from tests.shared.web.leftovers import spanish_in
from tests.shared.web.markup import faults

LARGEST = 50 * 1024
"""Bytes of HTML, not compressed (ui/UI.md §7)."""
KNOWN = (
    *NAMES, *(resource.name for resource in (*CATALOGUE.resources, *MORE)), *PUPILS,
    *(name.split()[0] for name in PUPILS), "Luis Ccorimanya Sulca", "Rosa Quispe Huamán", "I.E. 30999 Quebrada Honda",
    "I.E.I. 411 Quebrada Honda", "Coord", "Inicial 5 años",
)  # fmt: skip
LOGINS = {"coord": Role.COORDINATOR, "profe": Role.TEACHER, "soporte": Role.IT}


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    opened = busy_school(tmp_path_factory.mktemp("school"))
    with_a_pack(opened.store)
    yield opened
    opened.store.close()


def addresses(school: School, role: Role) -> list[str]:
    """Return every page that a member of staff may open: those without values in their address, and some with."""
    plain = [
        rule.rule
        for rule in school.app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments and POLICY.allows(rule.endpoint, role)
    ]
    return [*plain, *WITH_VALUES, f"/aula/borrar/?quien={school.pupil.hex()}"]


def pages(client: FlaskClient, paths: list[str]) -> dict[str, str]:
    answers = {path: client.get(path) for path in paths}
    return {
        path: answer.text
        for path, answer in answers.items()
        if answer.mimetype == "text/html" and answer.location is None
    }


def pupils_pages(school: School) -> dict[str, str]:
    visitor, pupil = school.client(), school.pupil_client()
    for client in (visitor, pupil):
        client.get("/ayuda?idioma=en")
    steps = ["/a/", f"/a/?aula={school.class_id}", f"/a/?aula={school.class_id}&quien={school.pupil.hex()}", "/entrar"]
    return pages(visitor, steps) | pages(pupil, ["/a/materiales", "/a/material/lecturas"])


@pytest.mark.parametrize("login", LOGINS)
def test_no_page_of_the_staff_keeps_spanish_in_english(school: School, login: str) -> None:
    client = school.client(login)
    client.get("/?idioma=en")
    found = pages(client, addresses(school, LOGINS[login]))

    assert len(found) > len(WITH_VALUES)
    assert {path: left for path, text in found.items() if (left := spanish_in(text, KNOWN))} == {}


def test_the_same_pages_are_spanish_by_default(school: School) -> None:
    found = pages(school.client("coord"), addresses(school, Role.COORDINATOR))

    assert [path for path, text in found.items() if not spanish_in(text, KNOWN)] == []


def test_no_page_of_the_pupils_keeps_spanish_in_english(school: School) -> None:
    assert {path: left for path, text in pupils_pages(school).items() if (left := spanish_in(text, KNOWN))} == {}


def test_every_page_can_be_read_aloud_and_walked_by_keyboard(school: School) -> None:
    found = pages(school.client("coord"), addresses(school, Role.COORDINATOR)) | pupils_pages(school)

    assert {path: wrong for path, text in found.items() if (wrong := faults(text))} == {}


def test_no_page_is_heavier_than_its_budget(school: School) -> None:
    found = pages(school.client("coord"), addresses(school, Role.COORDINATOR))

    assert {path: len(text.encode()) for path, text in found.items() if len(text.encode()) > LARGEST} == {}


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/registrar", {"recurso": "", "minutos": "45"}),
        ("/registrar", {"recurso": TABLET, "minutos": "diez", "quien": "x"}),
        ("/registrar", {"recurso": TABLET, "aula": "-", "usos": "7", "op": "guardar"}),
        ("/contar", {f"c-{TABLET}": "muchas"}),
        ("/contar", {f"c-{TABLET}": "1,234"}),
        ("/contar", {f"c-{TABLET}": "1,234", f"c-{GUIDE}": "x"}),
        ("/registrar", {"aula": "1", "recurso": "", "minutos_otro": "mil", "no_atendidos": "dos", "cuando": "otro"}),
        ("/registrar", {"aula": "nada"}),
        ("/cuaderno/", {f"d-{TABLET}-0": "x", f"n-{GUIDE}": "dos"}),
        ("/envio/gasto", {"mb": "x"}),
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
def test_what_a_form_answers_is_english_and_sound_too(school: School, path: str, form: dict[str, str]) -> None:
    client = school.client("coord")
    token = form_token(client.get("/registrar?idioma=en").text)
    answer = client.post(path, data={"csrf": token, **form}, follow_redirects=True)

    assert spanish_in(answer.text, (*KNOWN, *filter(None, form.values()))) == []
    assert faults(answer.text) == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        (
            "totales.csv",
            "semana,recurso,cantidad\n2026-06-08,tablet,4\n2026-06-08,tablet,muchas\n2031-W01,tablet,2\n",
        ),
        ("totales.csv", "semana,recurso,cantidad\n2026-06-08,cuaderno,4\nayer,tablet,\n2026-06-08,guia-com-3,1\n"),
        ("personas.csv", "codigo,nombre,rol,aula\nz1,Ana Q,estudiante,3° A\n,Luz,estudiante,\nz3,Juan,mago,3° A\n"),
        ("nada.csv", "a,b\n1,2\n"),
        ("equipos.csv", "serie,recurso,android\nZZ1,tablet,9\nZZ2,tablet,99999\nZZ1,tablet,8\n"),
        ("prestamos.csv", "serie,dni,apoderado,fecha\nHGA1-002,40999938,Ana Q,2026-06-08\nZZ7,4,Luz,2026-06-08\n"),
        ("vacio.csv", ""),
        ("hoja.xlsx", "no es un libro"),
    ],
)
def test_an_imported_file_is_told_in_english_too(school: School, name: str, data: str) -> None:
    client = school.client("coord")
    token = form_token(client.get("/importar/?idioma=en").text)
    form = {"csrf": token, "tipo": "", "archivo": (BytesIO(data.encode()), name)}
    answer = client.post("/importar/", data=form, content_type="multipart/form-data")
    written = [cell for line in data.splitlines() for cell in line.split(",") if len(cell) > 1]

    assert spanish_in(answer.text, (*KNOWN, *written, name, "semana", "recurso", "cantidad")) == []
    assert faults(answer.text) == []
