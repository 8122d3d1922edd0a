"""A plan by command: drawn, shown, approved by who may, published."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from hub.region_rows import SupplyRow
from shared.allocation import Reason
from tests.hub.asking import ask_for
from tests.hub.builders import GUIDE, Office
from tests.hub.commands import new_hub, run
from tests.hub.test_plans import line, plan


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return new_hub(tmp_path)


def test_a_plan_is_shown_approved_and_published_by_an_account_that_may(office: Office) -> None:
    where = ("--dir", office.config.folder)
    office.store.put_supply([SupplyRow(depot="", resource=GUIDE, units=30)])
    office.store.propose(plan())
    run("user", "add", "ana", "--role", "operator", *where, told="cuatro palabras sin orden\n")
    run("user", "add", "luz", "--role", "analyst", *where, told="cuatro palabras sin orden\n")

    early = run("plan", "publish", "2026-10-abc", *where)
    refused = run("plan", "approve", "2026-10-abc", "--login", "luz", *where, told="cuatro palabras sin orden\n")
    approved = run("plan", "approve", "2026-10-abc", "--login", "ana", *where, told="cuatro palabras sin orden\n")
    published = run("plan", "publish", "2026-10-abc", *where)
    shown = json.loads(run("plan", "show", *where, "--json").output)
    status = json.loads(run("status", *where, "--json").output)

    assert [done.exit_code for done in (early, refused, approved, published)] == [1, 1, 0, 0]
    again = run("plan", "publish", "2026-10-abc", *where).output
    day = office.store.plan("2026-10-abc").published
    assert again == f"Ya se publicó el {day:%d/%m/%Y}, y no cambió nada: {published.output.partition(': ')[2]}"
    assert (shown["status"], shown["lines"], shown["reasons"]) == ("published", 2, {"STOCK": 2})
    assert status["published_lines"] == 2
    assert [(line["units"], line["reason"]) for line in shown["allocation"]] == [
        (line.units, "STOCK") for line in office.store.plan_lines("2026-10-abc")
    ]
    assert {"p10", "p50", "p90"} == set(shown["allocation"][0]["need"])
    assert shown["allocation"][0]["why"] in run("plan", "show", *where).output
    assert "(Publicado)" in run("plan", "show", *where).output
    assert "Sin almacén: 2" in run("plan", "show", *where).output
    assert ", por comando (ana), 17/10/2026 08:00." in run("plan", "show", *where).output
    assert "No se ve aquí: 1 línea." in run("plan", "show", *where, "--lines", "1").output


def test_a_plan_is_shown_with_what_schools_asked_for_and_counts_the_names_that_its_lines_have(office: Office) -> None:
    asked = replace(line(0), asked=2, reason=Reason.SATISFIED)
    ask_for(office.store, asked.school, asked.resource, 2, reason="Para la feria")
    office.store.propose(plan(lines=(asked,)))

    shown = run("plan", "show", "--dir", office.config.folder).output

    name = office.store.catalogue().by_id()[GUIDE].name
    assert f"IE {asked.school} ({asked.school}), {name} ({GUIDE}): {asked.units}. Pidió 2: «Para la feria»." in shown
    assert "Pidió más de lo previsto: 1" in shown


def test_a_superseded_plan_is_not_approved(office: Office) -> None:
    where = ("--dir", office.config.folder)
    office.store.propose(plan())
    office.store.propose(plan("b"))
    run("user", "add", "ana", "--role", "operator", *where, told="cuatro palabras sin orden\n")

    done = run("plan", "approve", "2026-10-abc", "--login", "ana", *where, told="cuatro palabras sin orden\n")

    assert (done.exit_code, "otro plan lo reemplazó" in done.stderr) == (1, True)
