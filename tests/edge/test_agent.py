from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.ration import Allowance, day_of
from edge.rhythm import Rhythm
from edge.store import Store
from shared.allocation import ModelManifest
from shared.errors import (
    BadBundle,
    DatabaseBusy,
    DayUsedUp,
    HubRefused,
    NewerFormat,
    RoadClosed,
    SequenceGap,
    SyncError,
    Untrusted,
)
from shared.events import Claim
from sync.bundle import Sealed
from sync.reply import Reply
from tests.edge.building import (
    FakeClock,
    FakeHub,
    HubRoad,
    manifest_of,
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
    DayUsedUp("Se gastó."),
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
            assert 0 < agent.due_in_s() < (90_001 if isinstance(trouble, DayUsedUp) else 5_001)
            agent.hurry()
            assert agent.due_in_s() < 5_001
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


PAID = [Allowance(), Allowance(1), Allowance(metered=True), Allowance(1, metered=True)]


@settings(max_examples=40, deadline=None)
@given(
    troubles=st.lists(st.sampled_from([None, *TROUBLES]), min_size=1, max_size=6),
    allowance=st.sampled_from(PAID),
    used=st.sampled_from([0, 999_000, 1_000_000]),
)
def test_whatever_a_day_may_cost_a_next_attempt_is_scheduled_and_everything_arrives(
    tmp_path_factory: pytest.TempPathFactory, troubles: list[Exception | None], allowance: Allowance, used: int
) -> None:
    clock = FakeClock()
    with new_store(tmp_path_factory.mktemp("agent"), clock) as store:
        store.allow(allowance)
        store.spend(used, 0)
        store.record([Claim(use())])
        road = HubRoad(FakeHub())
        agent = new_agent(store, road, Rhythm(900))
        for trouble in troubles:
            road.trouble = trouble
            agent.tick_if_due()
            assert 0 < agent.due_in_s() <= 86_400 + 1_800
            assert store.sync_state().next_attempt is not None
            clock.pass_s(agent.due_in_s())
        road.trouble = None
        agent.tick_if_due()
        clock.pass_s(agent.due_in_s())
        agent.tick_if_due()

        assert store.sync_state().waiting == 0


def test_a_day_that_is_used_up_waits_for_the_next_and_says_so(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        store.record([Claim(use())])
        store.allow(Allowance(1))
        store.spend(600_000, 400_000)
        road = HubRoad(FakeHub())
        agent = new_agent(store, road)
        made = agent.tick_if_due()
        state = store.sync_state()

        assert (made, road.delivered, state.resting, state.waiting) == (None, 0, "budget", 2)
        assert state.next_attempt is not None
        assert day_of(state.next_attempt) == day_of(clock.wall) + timedelta(days=1)
        clock.pass_s(agent.due_in_s())
        assert agent.tick_if_due() is not None
        assert store.sync_state().waiting == 0


def test_whoever_presses_the_button_is_not_kept_by_the_day(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use())])
        store.allow(Allowance(1, metered=True))
        store.spend(1_000_000, 1)
        agent = new_agent(store, HubRoad(FakeHub()))
        agent.tick_if_due()
        agent.request()
        row = agent.tick_if_due()

        assert row is not None
        assert (row.outcome, store.sync_state().waiting) == ("ok", 0)
        assert not agent.is_due()
        agent.hurry()
        assert agent.due_in_s() <= 10
        assert store.resting() == "budget"


def test_an_attempt_stops_where_the_day_is_used_up_and_keeps_what_was_confirmed(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use()) for _ in range(60)])
        store.allow(Allowance(1))
        store.spend(1_000_000 - 700, 0)
        agent = new_agent(store, HubRoad(FakeHub(), bundle_events=5))
        row = agent.tick_if_due()

        assert row is not None
        assert (row.outcome, row.reason) == ("off", "budget")
        assert row.bytes_up >= 700
        assert 0 < store.pending() < 60
        assert (store.resting(), store.sync_state().problem) == ("budget", ())


def test_what_a_failed_attempt_cost_counts(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        road = HubRoad(FakeHub(), bundle_events=5)
        store.record([Claim(use()) for _ in range(20)])
        cut = Cut(road, 2)
        row = new_agent(store, cut).tick()

        assert (row.outcome, row.bytes_up) == ("off", road.traffic.bytes_up)
        assert store.spent().bytes == row.bytes_up > 0


def test_how_fast_the_network_was_is_remembered_after_a_restart(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        rng = Random(1)
        store.record([Claim(use(units=rng.randrange(1, 90_000))) for _ in range(2_000)])
        new_agent(store, Slow(HubRoad(FakeHub()), clock, 8)).tick()
    with Store(tmp_path / "node.db", clock) as store:
        pace = store.pace()

        assert pace.bytes_per_s == pytest.approx(store.traffic()[0] / 8)
        assert 1 <= pace.bytes_per_event < 16


def test_a_metered_line_brings_no_model_and_a_free_one_does(tmp_path: Path) -> None:
    hub = FakeHub()
    hub.say("model", "all", msgspec.json.encode(manifest_of(hub, b"weights", b"card")))
    road = Asked(hub)
    with new_store(tmp_path) as store:
        agent = new_agent(store, road)
        store.allow(Allowance(metered=True))
        agent.tick()
        before = road.asked
        store.allow(Allowance())
        agent.tick()

        assert (before, road.asked) == (0, 1)


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


class Cut(HubRoad):
    """A road that breaks after some bundles."""

    def __init__(self, road: HubRoad, after: int) -> None:
        super().__init__(road.hub, bundle_events=road.bundle_events, traffic=road.traffic)
        self.after = after

    def deliver(self, bundle: Sealed, *, resume: bool = False) -> Reply | None:
        if self.delivered == self.after:
            raise RoadClosed("Se cortó.")
        return super().deliver(bundle, resume=resume)


class Slow(HubRoad):
    """A road on which each bundle takes its time."""

    def __init__(self, road: HubRoad, clock: FakeClock, seconds: float) -> None:
        super().__init__(road.hub)
        self.clock = clock
        self.seconds = seconds

    def deliver(self, bundle: Sealed, *, resume: bool = False) -> Reply | None:
        self.clock.pass_s(self.seconds)
        return super().deliver(bundle, resume=resume)


class Asked(HubRoad):
    """A road that counts how often a model is asked for, and brings none."""

    asked = 0

    def model(self, manifest: ModelManifest, into: Path) -> None:
        self.asked += 1
        super().model(manifest, into)
