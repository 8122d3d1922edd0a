"""Whoever answered the last time says what a door that opens means."""

import pytest

from edge.reached import Reached
from shared.errors import DayUsedUp, GaveWay, HubRefused, NotTheHub, RoadClosed

HERE, THERE = "wlan0/10.0.0.1/5f", "usb0/192.168.42.129/77"


@pytest.fixture
def network() -> list[str]:
    return [HERE]


@pytest.fixture
def reached(network: list[str]) -> Reached:
    return Reached(lambda: network[-1])


@pytest.mark.parametrize(
    ("error", "connections", "cut_off"),
    [
        (None, 1, False),
        (RoadClosed("No."), 0, True),
        (RoadClosed("No."), 1, False),
        (NotTheHub("Otro."), 0, False),
        (HubRefused("No."), 1, False),
    ],
)
def test_nobody_answered_where_no_connection_was_made(
    reached: Reached, error: Exception | None, connections: int, cut_off: bool
) -> None:
    reached.note(error, connections)

    assert reached.cut_off == cut_off


@pytest.mark.parametrize(
    ("then", "stays"),
    [
        (RoadClosed("No."), True),
        (GaveWay("Paso."), True),
        (DayUsedUp("Mañana."), True),
        (HubRefused("No."), False),
        (None, False),
    ],
)
def test_a_portal_stays_until_the_hub_answers(reached: Reached, then: Exception | None, stays: bool) -> None:
    reached.note(NotTheHub("Otro."), 1)
    reached.note(then, 1)

    assert reached.behind_portal == stays


def test_it_is_of_its_network_and_that_it_was_left_is_told_once(reached: Reached, network: list[str]) -> None:
    reached.note(NotTheHub("Otro."), 1)
    here = reached.behind_portal, reached.left_portal()
    network.append(THERE)
    told = [reached.left_portal(), reached.left_portal()]
    network.append(HERE)

    assert here == (True, False)
    assert told == [True, False]
    assert not reached.behind_portal
