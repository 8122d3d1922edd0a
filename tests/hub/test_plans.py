"""Plans are kept once, never go back, are signed once per account, and listed newest first."""

from datetime import date

import pytest
from sqlalchemy import text

from hub.plan_rows import NewPlan, PlanRow, PlanStatus
from hub.plans import set_status
from hub.signature_rule import Limit, Rule
from shared.allocation import Line, Need, Reason
from shared.errors import BadInput, PlanRefused
from tests.hub.builders import GUIDE, OTHER_SCHOOL, OTHER_SITE, SCHOOL, SITE, Office, StillClock

pytestmark = pytest.mark.databases


def line(units: int = 20, **more: object) -> Line:
    settings: dict[str, object] = {"school": SCHOOL, "site": SITE, "resource": GUIDE, "units": units, "lots": 2}
    settings |= {"lot": 10, "reason": Reason.STOCK, "need": Need(10, 20, 30)}
    return Line(**{**settings, **more})  # type: ignore[arg-type]


def plan(id_: str = "2026-10-abc", lines: tuple[Line, ...] | None = None) -> NewPlan:
    own = (line(), line(0, school=OTHER_SCHOOL, site=OTHER_SITE)) if lines is None else lines
    return NewPlan(
        id=id_, period_first=date(2026, 10, 19), period_weeks=9, weights_version=1, plan_hash=id_.rjust(64, "f"),
        lines=own, prices={"Huamanga": {GUIDE: 5}}, certificate={"gap_pct": 0.0}, simulated=("matrícula",),
    )  # fmt: skip


def sign(office: Office, login: str = "ana", needed: int = 1) -> PlanRow:
    return office.store.approve("2026-10-abc", role="Operación", login=login, rule=Rule(needed, Limit()))


def move(office: Office, id_: str, status: PlanStatus) -> None:
    with office.store.begin() as connection:
        set_status(connection, id_, status)


def test_a_plan_is_kept_once_with_its_lines(office: Office) -> None:
    first, again = office.store.propose(plan()), office.store.propose(plan())

    row = office.store.plan("latest")

    assert first == again == row
    assert (row.status, row.lines, row.units, row.prices) == (PlanStatus.PROPOSED, 2, 20, {"Huamanga": {GUIDE: 5}})
    assert office.store.plan_lines(row.id) == list(plan().lines)


def test_some_lines_of_a_plan_are_read_without_the_others(office: Office) -> None:
    store = office.store
    id_ = store.propose(plan()).id
    every = store.plan_lines(id_)
    school = every[-1].school

    assert store.plan_lines(id_, school=school) == [line for line in every if line.school == school]
    assert [*store.plan_lines(id_, most=1), *store.plan_lines(id_, first=1)] == every
    assert store.plan_lines(id_, first=len(every), most=5) == []


def test_lines_that_somebody_wrote_as_text_are_read_all_the_same(office: Office) -> None:
    if office.store.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL takes no text where bytes belong")
    id_ = office.store.propose(plan()).id
    before = office.store.plan_lines(id_)
    with office.store.begin() as connection:
        connection.execute(text("UPDATE plan_lines SET line = CAST(line AS TEXT)"))

    assert office.store.plan_lines(id_) == before


def test_a_plan_that_was_superseded_comes_back_as_a_new_proposal(office: Office) -> None:
    ids = [office.store.propose(plan(id_)).id for id_ in ("a", "b", "a", "b", "a")]

    assert ids == ["a", "b", "a-2", "b-2", "a-3"]
    assert {row.id for row in office.store.plans() if row.status is PlanStatus.PROPOSED} == {"a-3"}


def test_a_new_proposal_leaves_an_approved_plan_as_it_is(office: Office) -> None:
    office.store.propose(plan())
    sign(office)

    office.store.propose(plan("b"))

    assert [office.store.plan(id_).status for id_ in ("2026-10-abc", "b")] == [PlanStatus.APPROVED, PlanStatus.PROPOSED]


def test_a_plan_drawn_before_another_went_out_is_not_proposed(office: Office) -> None:
    office.store.propose(plan("a"))
    move(office, "a", PlanStatus.PUBLISHED)

    with pytest.raises(PlanRefused, match="se publicó otro"):
        office.store.propose(plan("b"))

    assert office.store.propose(plan("b"), knowing=office.store.published()).id == "b"


def test_an_account_signs_a_plan_once(office: Office) -> None:
    office.store.propose(plan())
    row = sign(office, needed=2)

    with pytest.raises(PlanRefused, match="ya firmó"):
        sign(office, needed=2)

    assert [(one.role, one.login) for one in row.approvals] == [("Operación", "ana")]
    assert (row.status, office.store.plan(row.id)) == (PlanStatus.PROPOSED, row)


@pytest.mark.parametrize("status", [PlanStatus.APPROVED, PlanStatus.PUBLISHED, PlanStatus.SUPERSEDED])
def test_only_a_proposal_is_signed(office: Office, status: PlanStatus) -> None:
    office.store.propose(plan())
    move(office, "2026-10-abc", status)

    with pytest.raises(PlanRefused, match="no se puede aprobar"):
        sign(office)

    assert (office.store.plan("latest").status, office.store.plan("latest").approvals) == (status, ())


def test_the_newest_plan_comes_first(office: Office) -> None:
    office.store.propose(plan("a"))
    clock = office.config.clock
    assert isinstance(clock, StillClock)
    clock.at = clock.at.replace(day=18)
    office.store.propose(plan("b"))

    assert [row.id for row in office.store.plans()] == ["b", "a"]
    assert office.store.plan("latest").id == "b"


def test_a_plan_that_is_not_there_says_what_to_do(office: Office) -> None:
    with pytest.raises(BadInput, match="allocate"):
        office.store.plan("nada")
