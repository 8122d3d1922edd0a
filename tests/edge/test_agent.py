from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.agent import Rhythm
from shared.errors import (
    BadBundle,
    DatabaseBusy,
    HubRefused,
    NewerFormat,
    RoadClosed,
    SequenceGap,
    SyncError,
    Untrusted,
)
from shared.events import Claim
from tests.edge.building import (
    FakeClock,
    FakeHub,
    HubRoad,
    new_agent,
    new_store,
    use,
)


def test_a_tick_sends_what_waits_and_says_how_it_went(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use())])
        road = HubRoad(FakeHub())
        row = new_agent(store, road).tick()

        # The fact and the mark of the opening. That of the contact, which dates both, goes with the next bundle.
        assert (row.outcome, row.sent, store.pending(), road.delivered) == ("ok", 2, 1, 1)
        assert row.bytes_up == store.traffic()[0] == road.traffic.bytes_up
        assert (store.sync_state().code, store.sync_state().waiting) == ("ok", 0)
        assert store.sync_state().receipt


TROUBLES = [
    RoadClosed("No hubo señal."),
    RoadClosed("Ocupada.", retry_after_s=5000),
    HubRefused("No."),
    Untrusted("Otra firma."),
    BadBundle("Dañado."),
    NewerFormat("Más nuevo."),
    SequenceGap(1, 3),
    SyncError("?"),
    DatabaseBusy("Ocupada."),
    ZeroDivisionError(),
    MemoryError(),
    OSError(28, "No space left"),
    RecursionError(),
    KeyError("x"),
]


@settings(max_examples=60, deadline=None)
@given(troubles=st.lists(st.sampled_from(TROUBLES), min_size=1, max_size=6), seed=st.integers(0, 99))
def test_whatever_is_thrown_a_next_attempt_is_scheduled_and_nothing_is_lost(
    tmp_path_factory: pytest.TempPathFactory, troubles: list[Exception], seed: int
) -> None:
    clock = FakeClock()
    with new_store(tmp_path_factory.mktemp("agent"), clock) as store:
        store.record([Claim(use())])
        road = HubRoad(FakeHub())
        agent = new_agent(store, road, Rhythm(900))
        for trouble in troubles:
            road.trouble = trouble
            row = agent.tick()
            assert row.next_at is not None
            assert 0 < agent.due_in_s() < 5001
            clock.pass_s(agent.due_in_s())
        road.trouble = None

        assert agent.tick_if_due() is not None
        assert store.sync_state().waiting == 0
        assert agent.tick().outcome == "ok"
        assert store.pending() == 0


def test_each_trouble_has_its_own_code_and_words() -> None:
    from edge.attempt import failed

    rows = [failed(trouble, at=datetime(2026, 1, 1, tzinfo=UTC), road="http", next_at=None) for trouble in TROUBLES]

    assert all(row.text and row.next_step for row in rows)
    assert {row.reason for row in rows} >= {"road_closed", "refused", "untrusted", "damaged", "newer", "unexpected"}


def test_a_wall_clock_set_back_by_decades_does_not_stop_the_agent(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        agent = new_agent(store, HubRoad(FakeHub()), Rhythm(900))
        agent.tick()
        clock.pass_s(1_000)
        clock.wall = datetime(1970, 1, 1, tzinfo=UTC)

        assert agent.tick_if_due() is not None


def test_an_attempt_that_comes_late_puts_the_next_one_off_from_now(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        agent = new_agent(store, HubRoad(FakeHub()), Rhythm(900))
        clock.pass_s(50_000)
        row = agent.tick()

        assert agent.due_in_s() >= 810
        assert row.next_at is not None
        assert abs((row.next_at - clock.wall).total_seconds() - agent.due_in_s()) < 1


def test_asking_for_an_attempt_makes_it_due_at_once(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        agent = new_agent(store, HubRoad(FakeHub()))
        agent.tick()
        waiting = agent.is_due()
        agent.request()

        assert (waiting, agent.is_due()) == (False, True)


def test_facts_wait_in_the_order_of_the_screen(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use(units=1)), Claim(use(units=2))])
        new_agent(store, HubRoad(FakeHub())).tick()
        store.record([Claim(use(units=3))])

        assert [row.event.seq for row in store.pending_facts()] == [5]
        assert [row.code for row in store.recent_facts()] == ["queue", "ok", "ok"]


def test_attempts_are_bounded_and_totals_are_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge.logbook.KEPT_ATTEMPTS", 3)
    with new_store(tmp_path) as store:
        road = HubRoad(FakeHub())
        agent = new_agent(store, road)
        for _ in range(6):
            agent.tick()

        assert store.value("SELECT count(*) FROM attempts") == 3
        assert store.traffic()[0] == road.traffic.bytes_up


@given(st.integers(0, 200), st.integers(1, 86_400), st.integers(0, 9))
def test_the_rhythm_always_has_a_next_beat(failures: int, every_s: int, seed: int) -> None:
    wait = Rhythm(every_s).after(failures, RoadClosed("") if failures else None, Random(seed))

    assert 0 < wait <= every_s * 1.1
