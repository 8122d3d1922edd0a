"""A night plans from what is listed, and for what is new: a table that it would outgrow is made of more buckets."""

import pytest

from hub import aggregate
from hub.weekly import listed, placing
from hub.weekly.listed import State
from shared.errors import DatabaseBusy
from tests.hub.builders import Node, Office, use
from tests.hub.demanding import send
from tests.hub.weekly.test_run import from_nothing, night


def state(office: Office) -> State:
    with office.store.read() as connection:
        found = listed.state(connection, aggregate.NAME)
    assert found is not None
    return found


def test_a_table_is_made_of_more_buckets_before_much_comes_to_few(
    office: Office, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(placing, "EVENTS", 3)
    send(office, node, use())
    night(office)
    assert state(office).buckets == 1

    send(office, node, *(use(units=at) for at in range(1, 21)), name="b")

    assert night(office) == from_nothing(office)
    assert state(office).buckets == 7


def test_parts_take_no_place_of_those_that_another_job_listed_meanwhile(office: Office, node: Node) -> None:
    send(office, node, use())
    told, now = night(office), state(office)

    for other in (None, State(now.rules, now.buckets, now.joined, now.last - 1)):
        with office.store.begin() as connection, pytest.raises(DatabaseBusy, match="cambió mientras tanto"):
            listed.swap(connection, aggregate.NAME, [], over=[], notes={}, before=other, now=now)

    assert night(office) == told
