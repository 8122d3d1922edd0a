"""Signatures stand in the order in which they were given, also those of one second or of a clock set back."""

from datetime import timedelta

import pytest

from hub import schema, staff
from hub.acts import BY_COMMAND, Kind
from hub.factors import Factors
from hub.plan_rows import PlanStatus
from hub.second_factor import code_at, step_of
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


def by_hand_of(office: Office, login: str) -> None:
    """Let the administrator open the account of the other office."""
    staff.keep(office.store, login, Role.OPERATOR, "secreto", by=Actor("jefa", "Administración"), is_new=True)


@pytest.mark.parametrize("order", [("jefa", "eva"), ("eva", "jefa")])
def test_who_gave_an_account_its_passphrase_is_no_second_person_until_it_is_changed(
    office: Office, order: tuple[str, str]
) -> None:
    by_hand_of(office, "eva")
    id_ = office.store.propose(plan()).id
    office.store.approve(id_, role="Una", login=order[0], rule=TWO)

    with pytest.raises(PlanRefused, match="«eva» entra con la clave que le puso «jefa»"):
        office.store.approve(id_, role="Dos", login=order[1], rule=TWO)

    staff.change_secret(office.store, "eva", "otro secreto")
    assert office.store.approve(id_, role="Dos", login=order[1], rule=TWO).status is PlanStatus.APPROVED


@pytest.mark.parametrize("what", ["role", "reset"])
def test_nor_is_who_changed_an_account_since_the_plan_was_proposed(office: Office, what: str) -> None:
    staff.keep(office.store, "eva", Role.OPERATOR, "secreto", by=BY_COMMAND, is_new=True)
    factors, seed = Factors(office.store, required=True), b"12345678901234567890"
    factors.set_up("eva", seed, code_at(seed, step_of(office.store.now_s())), by=Actor("eva"))
    id_ = office.store.propose(plan()).id
    if what == "role":
        staff.set_role(office.store, "eva", Role.ANALYST, by=Actor("jefa", "Administración"))
    else:
        factors.drop("eva", by=Actor("jefa", "Administración"), own=False)
    staff.change_secret(office.store, "eva", "otro secreto")
    office.store.approve(id_, role="Una", login="jefa", rule=TWO)

    with pytest.raises(PlanRefused, match="esta la cambió después de calcularse el plan"):
        office.store.approve(id_, role="Dos", login="eva", rule=TWO)
    with office.store.begin() as connection:
        connection.execute(schema.plans.update().values(status=PlanStatus.REJECTED))
    later = office.store.propose(plan()).id
    office.store.approve(later, role="Una", login="jefa", rule=TWO)
    assert office.store.approve(later, role="Dos", login="eva", rule=TWO).status is PlanStatus.APPROVED


def test_the_longest_name_of_an_account_hides_nothing_of_who_opened_it(office: Office) -> None:
    login = "e" * staff.MAX_LOGIN
    by_hand_of(office, login)
    id_ = office.store.propose(plan()).id
    office.store.approve(id_, role="Una", login="jefa", rule=TWO)

    with pytest.raises(PlanRefused, match="la clave que le puso «jefa»"):
        office.store.approve(id_, role="Dos", login=login, rule=TWO)
