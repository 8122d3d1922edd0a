"""The history by command: who did what, and a check that fails where something was changed."""

import json

import pytest

from hub.acts import Kind
from shared.acts import Actor
from tests.hub.builders import Office
from tests.hub.commands import run
from tests.hub.test_plans import plan


@pytest.fixture
def written(office: Office) -> Office:
    office.store.propose(plan())
    office.store.keep_act(Kind.REFUSED, "2026-10-abc", Actor("ana", "Operación regional"), {"why": "Porque sí."})
    return office


def test_it_lists_everything_or_one_plan_and_ends_with_what_to_note(written: Office) -> None:
    where = ("--dir", written.config.folder)
    last = written.store.acts()[-1]

    told = run("plan", "history", *where).output
    of_plan = json.loads(run("plan", "history", "latest", "--json", *where).output)

    assert "No se hizo: 2026-10-abc. Operación regional (ana). Porque sí." in told
    assert told.splitlines()[-1] == f"Última fila: 2:{last.hash}"
    assert [act["kind"] for act in of_plan["acts"]] == ["proposed", "refused"]


def test_the_check_ends_with_1_and_names_the_first_broken_row(written: Office) -> None:
    where = ("--dir", written.config.folder)
    last = written.store.acts()[-1]
    whole = run("plan", "check-history", "--seen", f"2:{last.hash}", *where)
    cut = run("plan", "check-history", "--seen", f"3:{last.hash}", *where)
    guarded = "acts_no_change ON acts" if written.config.database else "acts_no_update"
    with written.store.begin() as connection:
        connection.exec_driver_sql(f"DROP TRIGGER {guarded}")
        connection.exec_driver_sql("UPDATE acts SET login = 'luz' WHERE number = 2")

    broken = run("plan", "check-history", "--json", *where)

    assert (whole.exit_code, cut.exit_code, broken.exit_code) == (0, 1, 1)
    assert "íntegro: 2 filas" in whole.output
    assert "falta desde la fila 3" in cut.output
    assert json.loads(broken.output)["first_broken"] == 2
