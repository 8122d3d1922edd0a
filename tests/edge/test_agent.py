from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.agent import Agent, Rhythm
from edge.enrol import Identity
from edge.models_store import ModelFiles
from edge.store import Store
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
from shared.facts import ClockMark
from shared.school_year import PERU_2026, week_of
from sync import folder
from sync.bundle import Sealed
from sync.chain import START
from sync.keys import NodeKeys
from sync.reply import Reply, encode_reply
from tests.edge.building import (
    CATALOGUE,
    GUIDE,
    SCHOOL,
    SITE,
    TABLET,
    FakeClock,
    FakeHub,
    HubRoad,
    counted,
    new_store,
    on,
    use,
)

KEYS = NodeKeys.from_seed(bytes(32))


def new_agent(store: Store, road: HubRoad, rhythm: Rhythm | None = None) -> Agent:
    identity = Identity(KEYS, road.hub.invitation())
    files = ModelFiles(store.path.parent / "models")
    return Agent(store, identity, files, lambda: road, clock=store.clock, rng=Random(1), rhythm=rhythm)


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


def test_asking_for_an_attempt_makes_it_due_at_once(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        agent = new_agent(store, HubRoad(FakeHub()))
        agent.tick()
        waiting = agent.is_due()
        agent.request()

        assert (waiting, agent.is_due()) == (False, True)


def test_idle_contact_records_nothing(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        agent = new_agent(store, HubRoad(FakeHub()))
        for _ in range(5):
            clock.pass_s(900)
            agent.tick()

        assert store.count() == 0


def test_the_network_tells_the_time_and_a_stick_does_not(tmp_path: Path) -> None:
    told = []
    for by_stick in (False, True):
        clock, hub, place = FakeClock(), FakeHub(), tmp_path / str(by_stick)
        stick = place / "usb"
        stick.mkdir(parents=True)
        with new_store(place, clock) as store:
            agent = new_agent(store, HubRoad(hub))
            if by_stick:
                agent.carry(stick)
                [(_, data)] = folder.bundles(stick)
                folder.put_reply(stick, KEYS.node_id, encode_reply(hub.answer(Sealed(data, START, START))))
                agent.carry(stick)
            else:
                agent.tick()
            store.record([Claim(use())])
            mark = next(store._events())[1].fact
            told.append(mark.hub_time if isinstance(mark, ClockMark) else -1)

    assert told == [FakeHub().hub_time, None]


def test_a_held_node_says_so_keeps_everything_and_shows_its_proof_again(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use())])
        road = HubRoad(FakeHub(state="held"))
        agent = new_agent(store, road)
        row = agent.tick()

        assert (row.outcome, row.reason, store.pending()) == ("err", "held", 2)
        assert "No se perdió nada" in row.text
        road.hub.state = "ok"
        assert agent.tick().outcome == "ok"


def test_the_contact_dates_at_once_what_a_reset_clock_recorded_and_travels_with_the_next_bundle(tmp_path: Path) -> None:
    clock = FakeClock(wall=datetime(1970, 1, 1, tzinfo=UTC))
    with new_store(tmp_path, clock) as store:
        store.record([Claim(use())])
        undated = store.weeks()
        clock.pass_s(3600)
        agent = new_agent(store, HubRoad(FakeHub()))
        rows = [agent.tick() for _ in range(3)]

        [week] = store.weeks()[SCHOOL, TABLET]
        assert (undated, week.week, store.pending()) == ({}, week_of(date(2026, 9, 21)), 0)
        assert [row.sent for row in rows] == [2, 1, 0]


def test_a_mark_that_waits_is_not_lost_when_the_node_closes(tmp_path: Path) -> None:
    road = HubRoad(FakeHub())
    with new_store(tmp_path) as store:
        store.record([Claim(use())])
        new_agent(store, road).tick()
    with Store(tmp_path / "node.db", FakeClock()) as store:
        waits = store.sync_state()
        row = new_agent(store, road).tick()

        assert (waits.code, waits.marks, waits.pending) == ("ok", 1, 1)
        assert (row.sent, store.pending(), road.delivered) == (1, 0, 2)


def test_a_fact_after_the_contact_waits_whatever_else_does(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use())])
        new_agent(store, HubRoad(FakeHub())).tick()
        store.record([Claim(use())])
        state = store.sync_state()

        assert (state.code, state.marks, state.waiting) == ("queue", 0, 2)


def test_a_node_that_is_held_shows_it_and_proves_its_enrolment_with_the_next_bundle(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        road = HubRoad(FakeHub())
        agent = new_agent(store, road)
        store.record([Claim(use())])
        agent.tick()
        recognised = store.sync_state()
        assert recognised.code == "ok"
        road.hub.state = "held"
        store.record([Claim(use())])
        for _ in range(3):
            agent.tick()
        held = store.sync_state()
        proof = agent._identity.enrolment

        assert (recognised.held, held.held, held.pending > 0) == (False, True, True)
        assert "todavía no reconoce" in held.problem[0].text()
        assert road.hub.proofs == [proof, None, proof, proof]
        road.hub.state = "ok"
        agent.tick()
        assert (store.sync_state().held, store.sync_state().code, store.pending()) == (False, "ok", 0)


def test_a_node_that_is_held_with_nothing_to_send_is_not_up_to_date(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        new_agent(store, HubRoad(FakeHub(state="held"))).tick()
        state = store.sync_state()

        assert (state.held, state.code, state.last_ack) == (True, "ack", None)


def test_a_page_that_cannot_be_opened_is_told_and_asked_for_ever_more_rarely(tmp_path: Path) -> None:
    class BadPages(FakeHub):
        def answer(self, bundle: Sealed) -> Reply:
            return Reply(super().answer(bundle).ack, (b"B" + bytes(200),))

    with new_store(tmp_path) as store:
        store.record([Claim(use())])
        agent = new_agent(store, HubRoad(BadPages()))
        rows = [agent.tick() for _ in range(12)]

        assert {(row.outcome, row.reason) for row in rows} == {("err", "page")}
        assert (rows[0].sent, store.pending(), store.failures()) == (2, 0, 12)
        assert store.sync_state().problem


def test_news_of_the_catalogue_make_a_forecast(tmp_path: Path) -> None:
    hub = FakeHub()
    hub.say("catalogue", "catalogue", CATALOGUE)
    hub.say("calendar", "calendar", PERU_2026)
    with new_store(tmp_path) as store:
        store.record([on("2026-06-10", use(GUIDE, units=4)), counted(9, "2026-06-15")])
        new_agent(store, HubRoad(hub)).tick()
        [row] = store.forecasts()

        assert (row.resource, row.on_hand) == (GUIDE, 9)
        assert "semana" in row.rests_on


def test_a_stick_takes_everything_and_brings_the_ack_back(tmp_path: Path) -> None:
    hub, stick = FakeHub(), tmp_path / "usb"
    stick.mkdir()
    with new_store(tmp_path) as store:
        store.record([Claim(use())])
        agent = new_agent(store, HubRoad(hub))
        row = agent.carry(stick)
        left = store.sync_state()
        [(_, data)] = folder.bundles(stick)
        folder.put_reply(stick, KEYS.node_id, encode_reply(hub.answer(Sealed(data, START, START))))
        agent.carry(stick, collect_only=True)

        assert (row.outcome, left.code, left.left, left.here) == ("left", "ack", 2, 0)
        assert (store.pending(), store.sync_state().code) == (0, "ok")


def test_facts_recorded_after_a_stick_left_go_onto_the_next_one(tmp_path: Path) -> None:
    stick = tmp_path / "usb"
    stick.mkdir()
    with new_store(tmp_path) as store:
        agent = new_agent(store, HubRoad(FakeHub()))
        for _ in range(2):
            store.record([Claim(use())])
            agent.carry(stick)
            waiting = store.sync_state()

        assert (waiting.here, waiting.left) == (0, 3)
        assert len(list(folder.bundles(stick))) == 2


def test_a_stick_that_is_not_there_is_told_and_written_down(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        agent = new_agent(store, HubRoad(FakeHub()))
        with pytest.raises(RoadClosed, match="Conecte el USB"):
            agent.carry(tmp_path / "nowhere")

        assert store.attempts(1)[0].outcome == "off"


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


def test_enrolment_is_shown_until_the_hub_has_answered(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        agent = new_agent(store, HubRoad(FakeHub()))
        before = agent._enrolment()
        agent.tick()

        assert before == Identity(KEYS, FakeHub().invitation()).enrolment
        assert (agent._enrolment(), SITE) == (None, "074294")
