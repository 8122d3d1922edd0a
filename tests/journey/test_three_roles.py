"""An office dispatches, a school confirms less and objects, the office answers and solves, the school reads it."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from hub.demo import office, schools
from hub.demo.browsing import Browser, inputs
from hub.demo.processes import Workshop, wait_for
from hub.demo.stage import TODAY, Demo, Options
from tests.postgres import Cluster

CARRIER, OBJECTED, WHY = "Camión de la prueba", "Entraron seis más.", "Para el internado nuevo."
TO_OBJECTION, TO_REQUEST = "Van seis en la próxima entrega.", "Se toma para mayo."
FOUND = "Lo trajo el mismo camión."
_LINE = re.compile(r'href="/llegadas\?decision=([^&"]+)&amp;linea=([^"#]+)#objetar"')

pytestmark = [pytest.mark.journey, pytest.mark.spark]


@pytest.fixture(params=["sqlite", "postgresql"])
def demo(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Demo]:
    """A region with one laptop whose plan went out, all of it in processes of their own."""
    settings = {"CHASQUI_EDGE_CLOCK": TODAY, "CHASQUI_HUB_CLOCK": TODAY}
    if request.param == "postgresql":
        cluster: Cluster = request.getfixturevalue("postgres")
        settings["CHASQUI_HUB_DATABASE"] = cluster.url(cluster.make())
    with Workshop(tmp_path, settings) as shop:
        told = Demo(shop, Options(nodes=1, schools=12, events=500))
        for step in (
            office.simulate_region, office.open_hub, schools.enrol_and_record, schools.open_roads, office.decide,
            office.approve_and_publish, schools.read_decisions,
        ):  # fmt: skip
            step(told)
        yield told


def test_what_left_was_rejected_objected_and_asked_for_is_answered_and_read(demo: Demo) -> None:
    node = schools.receiver(demo)
    pecosa = demo.ask_node(node)["shipments"][0]
    operator, teacher = _at(demo.hub_url, office.LOGIN, demo), _at(node.url, schools.LOGIN, demo)
    _dispatch(operator, pecosa)
    _waits_for(teacher, "/llegadas", pecosa)
    schools.confirm_delivery(demo)
    _object(teacher)
    _ask(teacher)
    _waits_for(operator, "/entregas", OBJECTED)
    _waits_for(operator, "/pedidos", WHY)
    way, listed = operator.open(f"/entregas/{pecosa}"), operator.open("/entregas")
    _answer(operator)
    _waits_for(teacher, "/pedidos/", TO_OBJECTION)
    _waits_for(teacher, "/pedidos/", TO_REQUEST)
    _solve(operator, pecosa)
    _waits_for(teacher, f"/recepcion/{pecosa}", FOUND)
    history, depot = operator.open("/historial"), operator.open("/almacenes")

    assert CARRIER in way
    assert "rechazado: 1" in way
    assert "1 unidad rechazada" in listed
    assert all(words in history for words in ("Salió del almacén", TO_OBJECTION, TO_REQUEST, FOUND))
    assert "Volvió al almacén" in unescape(teacher.open("/pedidos/"))
    assert FOUND in unescape(depot)


def _at(url: str, login: str, demo: Demo) -> Browser:
    browser = Browser(url)
    browser.sign_in(login, demo.passphrase)
    return browser


def _waits_for(browser: Browser, path: str, words: str) -> None:
    wait_for(f"«{words}» en {path}", lambda: words in unescape(browser.open(path)), timeout_s=schools.SYNC_TIMEOUT_S)


def _dispatch(operator: Browser, pecosa: str) -> None:
    path = f"/entregas/{pecosa}"
    form = inputs(operator.open(path))
    operator.send(f"{path}/salida", {"csrf": form["csrf"], "dia": TODAY[:10], "con": CARRIER})


def _object(teacher: Browser) -> None:
    found = _LINE.search(teacher.open("/llegadas"))
    assert found is not None
    decision, line = found[1], unescape(found[2]).replace("+", " ").replace("%20", " ")
    form = inputs(teacher.open(f"/llegadas?decision={decision}"))
    told = {"csrf": form["csrf"], "vez": form["vez"], "linea": line, "motivo": "cantidad", "detalle": OBJECTED}
    teacher.send(f"/llegadas/objetar?decision={decision}", told)


def _ask(teacher: Browser) -> None:
    page = teacher.open("/pedir")
    form, resource = inputs(page), re.search(r'name="recurso" value="([^"]+)"', page)
    assert resource is not None
    told = {"csrf": form["csrf"], "vez": form["vez"], "recurso": resource[1], "cantidad": "7", "motivo": WHY}
    teacher.send("/pedir", told)


def _answer(operator: Browser) -> None:
    form = inputs(operator.open("/entregas"))
    told = {name: form[name] for name in ("csrf", "decision", "servicio", "recurso")}
    operator.send("/entregas/responder", told | {"respuesta": TO_OBJECTION})
    form = inputs(operator.open("/pedidos"))
    told = {name: form[name] for name in ("csrf", "encarnacion", "numero")}
    operator.send("/pedidos/responder", told | {"respuesta": TO_REQUEST})


def _solve(operator: Browser, pecosa: str) -> None:
    page = operator.open(f"/entregas/diferencias?q={pecosa}")
    told = {name: inputs(page)[name] for name in ("csrf", "pecosa", "recurso", "unidades")}
    depot = re.search(r'name="almacen"><option value="([^"]+)"', page)
    assert depot is not None
    back = {"que": "returned", "almacen": unescape(depot[1]), "dia": TODAY[:10], "motivo": FOUND}
    operator.send("/entregas/diferencias/resolver", told | back)
