"""Signatures stand in the order in which they were given, also those of one second or of a clock set back."""

from datetime import timedelta

import pytest

from hub import schema, staff
from hub.acts import BY_COMMAND, Kind
from hub.plan_rows import PlanStatus
from hub.signature_rule import Limit, Rule
from shared.acts import Actor
from shared.errors import PlanRefused
from shared.web import Role
from tests.hub.builders import Office, StillClock
from tests.hub.test_plans import plan

pytestmark = pytest.mark.databases
TWO, THREE = Rule(2, Limit()), Rule(3, Limit())


@pytest.mark.parametrize("back_s", [0, 3_600])
def test_signatures_are_told_in_the_order_of_their_acts_whatever_the_clock_says(office: Office, back_s: int) -> None:
    id_ = office.store.propose(plan()).id
    for login, role in (("zoe", "Una"), ("eva", "Dos"), ("ana", "Tres")):
        row = office.store.approve(id_, role=role, login=login, rule=THREE)
        assert isinstance(office.config.clock, StillClock)
        office.config.clock.at -= timedelta(seconds=back_s)

    assert [one.login for one in row.approvals] == ["zoe", "eva", "ana"]


def test_signatures_of_a_time_without_a_history_come_first(office: Office) -> None:
    id_ = office.store.propose(plan()).id
    office.store.approve(id_, role="Una", login="ana", rule=THREE)
    with office.store.begin() as connection:
        row = {"plan": id_, "login": "zoe", "role": "Dos", "on_s": office.store.now_s()}
        connection.execute(schema.approvals.insert().values(**row))
    office.store.keep_act(Kind.REFUSED, id_, Actor("zoe"))

    assert [one.login for one in office.store.plan(id_).approvals] == ["zoe", "ana"]


def test_two_accounts_of_one_person_sign_once_and_the_refusal_says_whose_is_missing(office: Office) -> None:
    id_ = office.store.propose(plan()).id
    for login, role, same in (("ana", Role.OPERATOR, ""), ("jefa", Role.ADMIN, "ana"), ("zoe", Role.ADMIN, "")):
        staff.keep(office.store, login, role, "secreto", by=BY_COMMAND, same_person=same)
    office.store.approve(id_, role="Una", login="ana", rule=TWO)

    with pytest.raises(PlanRefused, match="«jefa» es de la misma persona que «ana»") as refused:
        office.store.approve(id_, role="Dos", login="jefa", rule=TWO)

    assert "Falta la firma de otra persona" in str(refused.value)
    assert [one.login for one in office.store.plan(id_).approvals] == ["ana"]
    assert office.store.approve(id_, role="Dos", login="zoe", rule=TWO).status is PlanStatus.APPROVED
