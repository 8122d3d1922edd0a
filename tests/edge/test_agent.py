"""The agent goes on: whatever an attempt meets, the next is due, and what happened is on the page."""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.agent import Agent
from edge.enrol import Identity
from edge.models_store import ModelFiles
from edge.rhythm import Rhythm
from edge.store import Store
from shared.errors import DatabaseBusy, DayUsedUp, HubRefused, NoSpace, RoadClosed
from shared.events import Claim
from sync.bundle import Sealed
from sync.reply import Reply
from tests.edge.building import HERE, KEYS, FakeClock, FakeHub, HubRoad, new_agent, new_store, use
from tests.edge.troubles import TROUBLES


def test_a_tick_sends_what_waits_and_says_how_it_went(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use())])
        road = HubRoad(FakeHub())
        row = new_agent(store, road).tick()

        # The fact is told; the mark of the opening went as well. That of the contact, which dates both, goes next time.
        assert (row.outcome, row.sent, store.outbox.pending(), road.delivered) == ("ok", 1, 1, 1)
        assert row.bytes_up == store.logbook.traffic()[0] == road.traffic.bytes_up
        assert (store.sync_state().code, store.sync_state().pending) == ("ok", 0)
        assert store.sync_state().receipt


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
            assert 0 < agent.due_in_s() < (90_001 if isinstance(trouble, DayUsedUp) else 5_001)
            agent.hurry()
            assert agent.due_in_s() < 5_001
            clock.pass_s(agent.due_in_s())
        road.trouble = None

        assert agent.tick_if_due() is not None
        assert store.sync_state().pending == 0
        assert agent.tick().outcome == "ok"
        assert store.outbox.pending() == 0


@pytest.mark.parametrize("trouble", [OSError(5, "io"), MemoryError(), OverflowError("date"), DatabaseBusy("Ocupada.")])
@pytest.mark.parametrize(
    "broken",
    [
        "spending.resting",
        "logbook.failures",
        "logbook.keep_attempt",
        "outbox.pending",
        "spending.left_today",
        "outbox.hub_time",
        "health",
    ],
)
def test_whatever_the_store_raises_a_next_attempt_is_scheduled(
    tmp_path: Path, broken: str, trouble: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> object:
        raise trouble

    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        store.record([Claim(use())])
        road = HubRoad(FakeHub(), RoadClosed("No hubo señal."))
        agent = new_agent(store, road, Rhythm(900))
        with monkeypatch.context() as patch:
            *part, name = broken.split(".")
            patch.setattr(getattr(store, part[0]) if part else store, name, breaks)
            clock.pass_s(1)
            with suppress(type(trouble)):
                agent.tick_if_due()

            assert agent.due_in_s() >= 1
        road.trouble = None
        clock.pass_s(agent.due_in_s())
        row = agent.tick_if_due()

        assert row is not None
        assert row.outcome == "ok"


def test_a_road_that_breaks_is_remembered_as_slow_as_it_was_and_a_stick_is_not(tmp_path: Path) -> None:
    clock = FakeClock()

    class Breaks(HubRoad):
        def deliver(self, bundle: Sealed, *, resume: bool = False) -> Reply | None:
            self.traffic.bytes_up += 4_000
            clock.pass_s(40)
            raise RoadClosed("Se cortó.")

    (stick := tmp_path / "usb").mkdir()
    with new_store(tmp_path, clock) as store:
        store.record([Claim(use())])
        agent = new_agent(store, Breaks(FakeHub()), Rhythm(900))
        agent.tick()
        slow = store.spending.pace(HERE)
        agent.carry(stick)

        assert (slow.bytes_per_s, store.spending.pace(HERE)) == (100, slow)


def test_why_a_road_broke_is_told_although_its_pace_could_not_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise NoSpace("El disco está lleno.")

    with new_store(tmp_path) as store:
        store.record([Claim(use())])
        monkeypatch.setattr(store.spending, "keep_pace", full)
        road = HubRoad(FakeHub(), HubRefused("La oficina no lo acepta."))
        agent = new_agent(store, road)
        refused = agent.tick()
        road.trouble = None

        assert (refused.reason, refused.said[0].text()) == ("refused", "La oficina no lo acepta.")
        assert agent.tick().outcome == "ok"


def test_each_network_is_remembered_by_itself(tmp_path: Path) -> None:
    clock, here = FakeClock(), ["wlan0/192.168.1.1/aa"]
    hub = FakeHub()
    with new_store(tmp_path, clock) as store:
        road = Slow(HubRoad(hub), clock, 8)
        identity, files = Identity(KEYS, hub.invitation()), ModelFiles(tmp_path / "models")
        agent = Agent(store, identity, files, lambda: road, clock=clock, rng=Random(1), network=lambda: here[-1])
        rng = Random(1)
        for name, seconds in (("wlan0/192.168.1.1/aa", 8), ("usb0//", 80)):
            here.append(name)
            road.seconds = seconds
            store.record([Claim(use(units=rng.randrange(1, 90_000))) for _ in range(2_000)])
            agent.tick()
        fast, slow = (store.spending.pace(name).bytes_per_s for name in ("wlan0/192.168.1.1/aa", "usb0//"))

        assert fast > 5 * slow > 0
        assert store.spending.pace("wlan0/192.168.1.1/bb").bytes_per_s == 0


def test_the_last_moment_of_a_clock_does_not_stop_the_agent(tmp_path: Path) -> None:
    clock = FakeClock()
    clock.wall = datetime(9999, 12, 31, 23, 59, 50, tzinfo=UTC)
    with new_store(tmp_path, clock) as store:
        agent = new_agent(store, HubRoad(FakeHub()), Rhythm(900))

        assert agent.tick().outcome == "ok"


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


def test_whoever_presses_the_button_during_an_attempt_gets_another_at_once(tmp_path: Path) -> None:
    class Pressed(HubRoad):
        presses = 1

        def deliver(self, bundle: Sealed, *, resume: bool = False) -> Reply | None:
            if self.presses:
                self.presses -= 1
                agent.request()
            return super().deliver(bundle, resume=resume)

    with new_store(tmp_path) as store:
        agent = new_agent(store, Pressed(FakeHub()))
        agent.tick()
        pressed = agent.is_due()
        agent.tick()

        assert (pressed, agent.is_due()) == (True, False)


def test_facts_wait_in_the_order_of_the_screen(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use(units=1)), Claim(use(units=2))])
        new_agent(store, HubRoad(FakeHub())).tick()
        store.record([Claim(use(units=3))])

        assert [row.event.seq for row in store.facts.pending_facts()] == [5]
        assert [row.code for row in store.facts.recent_facts()] == ["queue", "ok", "ok"]


def test_attempts_are_bounded_and_totals_are_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge.logbook.KEPT_ATTEMPTS", 3)
    with new_store(tmp_path) as store:
        road = HubRoad(FakeHub())
        agent = new_agent(store, road)
        for _ in range(6):
            agent.tick()

        assert store.db.value("SELECT count(*) FROM attempts") == 3
        assert store.logbook.traffic()[0] == road.traffic.bytes_up


def test_how_fast_the_network_was_is_remembered_after_a_restart(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        rng = Random(1)
        store.record([Claim(use(units=rng.randrange(1, 90_000))) for _ in range(2_000)])
        new_agent(store, Slow(HubRoad(FakeHub()), clock, 8)).tick()
    with Store(tmp_path / "node.db", clock) as store:
        pace = store.spending.pace(HERE)

        assert pace.bytes_per_s == pytest.approx(store.logbook.traffic()[0] / 8)
        assert 1 <= pace.bytes_per_event < 16


def test_what_a_person_must_put_right_stays_on_the_page_when_the_signal_goes_and_after_a_restart(
    tmp_path: Path,
) -> None:
    with new_store(tmp_path) as store:
        road = HubRoad(FakeHub(), HubRefused("La oficina no lo acepta."))
        agent = new_agent(store, road)
        agent.tick()
        road.trouble = RoadClosed("No hay señal.")
        agent.tick()
    with Store(tmp_path / "node.db", FakeClock()) as store:
        said = [one.text() for one in store.sync_state().problem]
        road.trouble = None
        new_agent(store, road).tick()

        assert said[0] == "La oficina no lo acepta."
        assert store.sync_state().problem == ()


class Slow(HubRoad):
    """A road on which each bundle takes its time."""

    def __init__(self, road: HubRoad, clock: FakeClock, seconds: float) -> None:
        super().__init__(road.hub)
        self.clock = clock
        self.seconds = seconds

    def deliver(self, bundle: Sealed, *, resume: bool = False) -> Reply | None:
        self.clock.pass_s(self.seconds)
        return super().deliver(bundle, resume=resume)
