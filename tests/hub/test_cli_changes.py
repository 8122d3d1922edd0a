"""The differences by command: in words, as JSON, in a file; refused where no plan is before it."""

import json
from pathlib import Path

from openpyxl import load_workbook

from hub.plan_rows import PlanStatus
from tests.hub.builders import Office
from tests.hub.commands import run
from tests.hub.test_plans import line, move, plan


def test_it_says_what_changed_and_writes_it(office: Office, tmp_path: Path) -> None:
    where = ("--dir", office.config.folder)
    office.store.propose(plan("a"))
    alone = run("plan", "diff", *where)
    move(office, "a", PlanStatus.APPROVED)
    office.store.propose(plan("b", lines=(line(0),)))

    told = run("plan", "diff", "b", "--with", "a", *where)
    usual = run("plan", "diff", "b", *where)
    found = json.loads(run("plan", "diff", "b", "--with", "a", "--out", tmp_path / "a.xlsx", "--json", *where).output)

    assert (alone.exit_code, "no se calculó ninguno" in alone.output) == (1, True)
    assert "De a a b: entra 0, sale 1" in told.output
    assert usual.output == told.output
    assert (found["before"], found["counts"]["Sale"], found["units"][2]) == ("a", 1, -20)
    assert list(load_workbook(tmp_path / "a.xlsx")["Cambios"].iter_rows(values_only=True))[-1][6] == -20
