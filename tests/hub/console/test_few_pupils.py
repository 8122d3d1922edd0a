"""Who analyses is shown nothing of what one to four pupils used or may need, on any page and in any file."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from hub import doubting, proposing, schema, school_changes
from hub.console.few_pupils import without_few
from hub.database import add
from hub.doubting import standing
from hub.inputs import Foreseen
from hub.store import Store
from shared.acts import Actor
from shared.allocation import Need
from shared.web import Role
from tests.hub.busy_office import busy_office
from tests.hub.office import PERIOD, app_of, csrf_of, needs, office, page, schools, signed_in, supply
from tests.hub.packed_office import TALES, learners, packed_office
from tests.hub.parts import examples
from tests.hub.regions import GUIDE, READER, TABLET
from tests.hub.watched import demand_table

FEW, UNTOLD = "menos de 5", "De una escuela de menos de 5 estudiantes no se muestra lo previsto."
SMALL = schools()[2]
MANY, LACKED, COVERED = 3917, Need(7013, 7027, 7043), Need(4007, 4019, 4021)
"""Of three pupils: the most that they used in a week, and what they may need. No other figure is like them."""
BY = Actor("ana", "Administración")


class Region(NamedTuple):
    """A hub, and its plan of which the few are part."""

    store: Store
    plan: str


def with_few(store: Store) -> Store:
    """Let a school have three pupils, and say so by hand."""
    school_changes.correct(store, SMALL.id, {"students": "3"}, why="Se fueron.", by=BY)
    return store


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    """A busy region in which a school of three pupils used much, and may need much."""
    store = with_few(busy_office(tmp_path_factory.mktemp("office")))
    demand_table(store, GUIDE, lambda school, week: MANY if school == SMALL.id and week % 40 == 0 else 11, weeks=70)
    doubting.judge(store)
    today = store.clock.now().date()
    store.put_supply(
        [replace(one, units=9_000 if one.resource == READER else one.units, as_of=today) for one in supply()]
    )
    own = {TABLET: LACKED, READER: COVERED}
    found = [one for one in needs() if one.school != SMALL.id or one.resource not in own]
    plan = proposing.make_plan(
        store, [*found, *(Foreseen(SMALL.id, one, need, "model") for one, need in own.items())], **PERIOD
    )
    yield Region(store, plan.id)
    store.close()


def told(browser: FlaskClient, path: str) -> str:
    """Return what a page or a file says."""
    answer = browser.get(path)
    assert answer.status_code == 200, path
    if not path.endswith(".xlsx"):
        return answer.text
    sheets = load_workbook(BytesIO(answer.data)).worksheets
    return " ".join(str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row)


def figures(store: Store) -> list[str]:
    """Return the figures of the few as pages and as files write them."""
    doubt = next(one.doubt for one in standing(store) if one.doubt.school == SMALL.id)
    counts = [doubt.units, doubt.weekly, *(one for need in (LACKED, COVERED) for one in (need.p10, need.p50, need.p90))]
    assert doubt.units == MANY
    return [text for count in counts if count > 99 for text in (f"{count:,}", str(count))]


def test_no_page_and_no_file_that_an_analyst_opens_tells_a_figure_of_the_few(region: Region) -> None:
    app, hidden, plan = app_of(region.store, Role.ANALYST), figures(region.store), f"/plan/{region.plan}"
    browser, school = signed_in(app), f"{plan}/escuela/{SMALL.id}"
    pages = [path for path in examples(app, region.store, Role.ANALYST) if "y-si" not in path]
    files = ["/uso-en-revision.csv", *(plan + name for name in (".csv", "/cambios.csv", "/cambios.xlsx"))]
    every = [*pages, *files, f"{plan}?ver=todas", f"{plan}?ver=todas&p=2", f"{plan}/cambios", school]

    said = {path: told(browser, path) for path in every}

    assert {path: one for path, text in said.items() for one in hidden if one in text} == {}
    assert all(UNTOLD in said[path] for path in (school, f"{plan}/cambios", f"{plan}/cambios.xlsx", f"{plan}.csv"))
    assert all(FEW in said[path] for path in ("/uso-en-revision", "/uso-en-revision.csv", f"{plan}.csv"))


def test_what_goes_to_the_few_was_decided_in_public_and_an_analyst_reads_it(region: Region) -> None:
    lines = region.store.plan_lines(region.plan, school=SMALL.id)

    text = page(signed_in(app_of(region.store, Role.ANALYST)), f"/plan/{region.plan}/escuela/{SMALL.id}")

    assert any(line.units > 1_000 for line in lines)
    assert all(f'<b class="num">{line.units:,}</b>' in text for line in lines)


def test_who_decides_and_answers_for_the_few_sees_what_the_decision_rests_on(region: Region) -> None:
    plan, browser = f"/plan/{region.plan}", signed_in(app_of(region.store, Role.OPERATOR))

    assert f"{LACKED.p50} (" in page(browser, f"/plan/{region.plan}/escuela/{SMALL.id}")
    assert f";{LACKED.p50};" in told(browser, f"{plan}.csv")
    assert all(
        f"{COVERED.p50:,}" in told(browser, plan + name) for name in ("/cambios", "/cambios.csv", "/cambios.xlsx")
    )
    assert f"{MANY:,}" in page(browser, "/uso-en-revision")
    assert f";{MANY};" in told(browser, "/uso-en-revision.csv")


@pytest.mark.parametrize(("role", "are_told"), [(Role.ANALYST, False), (Role.ADMIN, True)])
def test_how_few_pupils_there_are_is_told_to_no_analyst(tmp_path: Path, role: Role, are_told: bool) -> None:
    store = with_few(office(tmp_path))
    browser = signed_in(app_of(store, role))
    texts = [page(browser, path) for path in (f"/escuelas/{SMALL.id}", "/historial")]

    assert ['lang="es">3</dd>' in texts[0], f'lang="es">{FEW}</dd>' in texts[0]] == [are_told, not are_told]
    assert all(("39 → 3" in text, f"39 → {FEW}" in text) == (are_told, not are_told) for text in texts)


@pytest.mark.parametrize(("role", "are_told"), [(Role.ANALYST, False), (Role.OPERATOR, True)])
def test_how_many_of_the_few_would_use_a_pack_is_told_to_no_analyst(tmp_path: Path, role: Role, are_told: bool) -> None:
    store = with_few(packed_office(tmp_path))
    learned = [
        replace(one, need=Need(1, 2, 3)) if (one.school, one.resource) == (SMALL.id, TALES) else one
        for one in learners()
    ]
    plan = proposing.make_plan(store, learned, **PERIOD)
    browser = signed_in(app_of(store, role))

    texts = [told(browser, f"/plan/{plan.id}/{name}") for name in (f"escuela/{SMALL.id}", "paquetes", "paquetes.csv")]

    assert all(("lo usen 2 estudiantes" in text) == are_told for text in texts)
    assert all((UNTOLD in text) != are_told for text in texts)


@pytest.mark.parametrize(("role", "said"), [(Role.ANALYST, [FEW, "9"]), (Role.OPERATOR, ["4", "9"])])
def test_few_loans_of_a_site_are_told_to_no_analyst(tmp_path: Path, role: Role, said: list[str]) -> None:
    store = office(tmp_path)
    with store.begin() as connection:
        for resource, lent in ((READER, 4), (TABLET, 9)):
            held = {"site": SMALL.site, "resource": resource, "on_hand": 12, "lent": lent, "as_of": None, "dated": None}
            add(connection, schema.stock, held)

    text = page(signed_in(app_of(store, role)), f"/escuelas/{SMALL.id}")

    assert re.findall(r'data-l="Prestado">([^<]*)<', text) == said


def test_an_act_that_says_nothing_of_pupils_is_shown_as_it_was_written(tmp_path: Path) -> None:
    store = office(tmp_path)
    school_changes.correct(store, SMALL.id, {"name": "Nueva Luz"}, why="Cambió.", by=BY)
    app = app_of(store, Role.ANALYST)
    act = store.acts()[-1]

    with app.test_request_context():
        assert without_few(act).told() == act.told()


def test_who_is_told_no_figure_of_the_few_vouches_for_none(region: Region) -> None:
    browser = signed_in(app_of(region.store, Role.ANALYST))
    shown = page(browser, "/uso-en-revision")
    fields = {"csrf": csrf_of(shown), "escuela": SMALL.id, "recurso": GUIDE, "unidades": MANY, "veredicto": "right"}
    answer = browser.post("/uso-en-revision", data={**fields, "motivo": "Vi el cuaderno."})

    assert f'value="{SMALL.id}"' not in shown
    assert (answer.status_code, "la revisa Administración" in shown) == (400, True)
    assert "la revisa Administración. No se cambió nada" in answer.text
    assert [one.look for one in standing(region.store) if one.doubt.school == SMALL.id] == [None]
