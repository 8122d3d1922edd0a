"""Plans are kept once, signed once per account, and listed newest first."""

from datetime import date

import pytest

from hub.rows import NewPlan, PlanStatus
from shared.allocation import Line, Need, Reason
from shared.errors import BadInput
from tests.hub.builders import GUIDE, OTHER_SCHOOL, OTHER_SITE, SCHOOL, SITE, Office, StillClock


def line(units: int = 20, **more: object) -> Line:
    settings: dict[str, object] = {"school": SCHOOL, "site": SITE, "resource": GUIDE, "units": units, "lots": 2}
    settings |= {"lot": 10, "reason": Reason.STOCK, "need": Need(10, 20, 30)}
    return Line(**{**settings, **more})  # type: ignore[arg-type]


def plan(id_: str = "2026-10-abc", lines: tuple[Line, ...] | None = None) -> NewPlan:
    own = (line(), line(0, school=OTHER_SCHOOL, site=OTHER_SITE)) if lines is None else lines
    return NewPlan(
        id=id_, period_first=date(2026, 10, 19), period_weeks=9, weights_version=1, plan_hash="f" * 64, lines=own,
        prices={"Huamanga": {GUIDE: 5}}, certificate={"gap_pct": 0.0}, simulated=("matrícula",),
    )  # fmt: skip


def test_a_plan_is_kept_once_with_its_lines(office: Office) -> None:
    told = [office.store.add_plan(plan()), office.store.add_plan(plan())]

    row = office.store.plan("latest")

    assert told == [True, False]
    assert (row.status, row.lines, row.units, row.prices) == (PlanStatus.PROPOSED, 2, 20, {"Huamanga": {GUIDE: 5}})
    assert office.store.plan_lines(row.id) == list(plan().lines)


def test_an_account_signs_a_plan_once(office: Office) -> None:
    office.store.add_plan(plan())
    for _ in range(2):
        row = office.store.add_approval("2026-10-abc", role="Operación", login="ana")

    assert [(one.role, one.login) for one in row.approvals] == [("Operación", "ana")]


def test_the_newest_plan_comes_first(office: Office) -> None:
    office.store.add_plan(plan("a"))
    clock = office.config.clock
    assert isinstance(clock, StillClock)
    clock.at = clock.at.replace(day=18)
    office.store.add_plan(plan("b"))

    assert [row.id for row in office.store.plans()] == ["b", "a"]
    assert office.store.plan("latest").id == "b"


def test_a_plan_that_is_not_there_says_what_to_do(office: Office) -> None:
    with pytest.raises(BadInput, match="allocate"):
        office.store.plan("nada")
