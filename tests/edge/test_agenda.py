"""When the next attempt is due: always, and at once for whoever asks."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.agenda import HURRY_S, Agenda
from edge.rhythm import Rhythm
from shared.errors import DayUsedUp, GaveWay, RoadClosed
from tests.edge.building import FakeClock

STEPS = st.sampled_from(["request", "hurry", "reconsider", "put_off_to_tomorrow", "begin", "answered", "begin_anew"])


@given(st.lists(STEPS, max_size=12), st.integers(0, 99))
def test_whatever_is_done_there_is_a_next_attempt_within_a_day_and_a_half(steps: list[str], seed: int) -> None:
    clock = FakeClock()
    agenda = Agenda(clock, Random(seed), Rhythm(900))
    for step in steps:
        getattr(agenda, step)()
        clock.pass_s(7)

        assert 0 <= agenda.due_in_s() <= 90_000


def test_who_gave_way_goes_on_at_once_and_counts_no_failure() -> None:
    agenda = Agenda(FakeClock(), Random(1), Rhythm(900))

    assert agenda.wait_s(GaveWay("Se dejó el paso."), lambda: pytest.fail("nothing failed")) == 1
    assert agenda.wait_s(DayUsedUp("Se gastó."), lambda: 0) > 900


def test_a_road_that_appears_waits_for_what_the_hub_asked_and_a_person_does_not() -> None:
    agenda = Agenda(FakeClock(), Random(1), Rhythm(900))
    agenda.begin()
    agenda.end(600, RoadClosed("Ocupada.", retry_after_s=300))
    agenda.hurry()
    hurried = agenda.due_in_s()
    agenda.request()

    assert (hurried, agenda.due_in_s()) == (300, 0)
    agenda.begin()
    agenda.end(600, None)
    agenda.hurry()
    assert agenda.due_in_s() == HURRY_S


def test_since_a_road_appeared_failures_are_counted_anew() -> None:
    agenda = Agenda(FakeClock(), Random(1), Rhythm(900))
    known = agenda.failures(lambda: 9)
    agenda.hurry()
    anew = [agenda.failures(lambda: 9) for _ in range(3)]
    agenda.answered()

    assert (known, anew, agenda.failures(lambda: 9)) == (9, [0, 1, 2], 9)
