"""The state of the region says all that a person has to look after, and only what is so."""

from datetime import timedelta

from hub.state_of_region import report, words
from tests.hub.builders import Node, Office, StillClock, uses


def test_what_waits_and_who_is_silent_is_named(office: Office, node: Node) -> None:
    node.code = ""
    node.record(*uses(1))
    office.take(node.bundle())

    found = report(office.store)

    assert (found["waiting"], found["enrolled"], found["silent_8_days"]) == (1, 0, 0)
    assert node.keys.node_id.hex() in words(office.store, found)


def test_before_anything_was_summed_nothing_is_said_of_dates(office: Office) -> None:
    found = report(office.store)

    assert found["dating"] == {}
    assert "Fechas" not in words(office.store, found)


def test_a_school_that_fell_silent_more_than_eight_days_ago_is_counted(office: Office, node: Node) -> None:
    node.record(*uses(1))
    office.take(node.bundle())
    before = report(office.store)["silent_8_days"]
    clock = office.config.clock
    assert isinstance(clock, StillClock)
    clock.at += timedelta(days=9)

    assert (before, report(office.store)["silent_8_days"]) == (0, 1)
