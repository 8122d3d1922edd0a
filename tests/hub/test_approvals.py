"""Signatures stand in the order in which they were given, also those of one second or of a clock set back."""

from datetime import timedelta

import pytest

from hub import schema
from hub.acts import Actor, Kind
from hub.signature_rule import Limit, Rule
from tests.hub.builders import Office, StillClock
from tests.hub.test_plans import plan

pytestmark = pytest.mark.databases
THREE = Rule(3, Limit())


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
