"""The pages of a plan show what goes to a school beside how many pupils it has, and list what passes one for each."""

from dataclasses import replace

import pytest
from msgspec import json, structs

from hub import proposing
from hub.plan_rows import PlanRow
from hub.region_rows import SupplyRow
from hub.store import Store
from shared.resources import Catalogue
from shared.web import Role
from tests.hub.office import PERIOD, app_of, needs, page, schools, signed_in
from tests.hub.regions import GUIDE, catalogue

SMALL = "0999106-0"
NOTICE = "1 entrega pasa de una unidad por estudiante de su escuela."
TODAY = "Con la matrícula de hoy: el plan no guarda la de entonces."


def plan_with(store: Store, students: int | None) -> PlanRow:
    """Return a plan that sends 30 guides, told to be copies, to a school of so many pupils today."""
    copies = tuple(structs.replace(one, unit="ejemplar") if one.id == GUIDE else one for one in catalogue().resources)
    with store.begin() as connection:
        store.put_version(connection, "catalogue", 2, json.encode(Catalogue(2, copies)))
    store.put_supply([SupplyRow(depot="Huamanga", resource=GUIDE, units=500)])
    plan = proposing.make_plan(store, needs(), **PERIOD)
    sent = {line.school: line.units for line in store.plan_lines(plan.id) if line.resource == GUIDE}
    assert sent[SMALL] == 30
    store.put_schools([replace(one, students=students if one.id == SMALL else 400) for one in schools()])
    return plan


def test_a_plan_counts_what_passes_one_unit_for_each_pupil_and_lists_it(store: Store) -> None:
    plan = plan_with(store, 29)
    client = signed_in(app_of(store))

    text = page(client, "/plan")
    found = page(client, f"/plan/{plan.id}?ver=matricula")

    assert NOTICE in text
    assert TODAY in text
    assert f"/plan/{plan.id}?ver=matricula#ln" in text
    assert "1–1 de 1" in found
    assert "<small>Estudiantes: 29</small>" in found
    assert "Más de una por estudiante</span>" in found
    assert NOTICE in page(client, f"/plan/{plan.id}/aprobar")


@pytest.mark.parametrize("students", [30, None])
def test_as_many_as_the_pupils_or_of_a_school_of_unknown_size_are_no_notice(store: Store, students: int | None) -> None:
    plan_with(store, students)

    assert "por estudiante" not in page(signed_in(app_of(store)), "/plan?ver=todas")


def test_the_spreadsheet_and_the_page_of_a_school_show_its_pupils(store: Store) -> None:
    plan = plan_with(store, 29)
    client = signed_in(app_of(store))

    rows = client.get(f"/plan/{plan.id}.csv").text.splitlines()
    text = page(client, f"/plan/{plan.id}/escuela/{SMALL}")

    assert rows[0].endswith('"estudiantes"')
    assert {row.rpartition(";")[2] for row in rows if SMALL in row} == {"29"}
    assert "Estudiantes: 29" in text
    assert "Más de una por estudiante</span>" in text


def test_an_analyst_is_not_told_of_a_school_of_a_few_pupils(store: Store) -> None:
    plan = plan_with(store, 3)
    client = signed_in(app_of(store, Role.ANALYST))

    text = page(client, "/plan?ver=todas&escuela=" + SMALL)

    assert "Estudiantes: menos de 5" in text
    assert "por estudiante" not in text
    assert {row.rpartition(";")[2] for row in client.get(f"/plan/{plan.id}.csv").text.splitlines() if SMALL in row} == {
        '"menos de 5"'
    }
