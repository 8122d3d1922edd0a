"""What the agent makes of an answer of the region: the time that it tells, whether it knows this node, and its news."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from edge.enrol import Identity
from edge.rhythm import FIRST_WAIT_S, Rhythm
from edge.said_first import proof_of
from edge.store import Store
from shared.errors import RoadClosed
from shared.events import Claim
from shared.facts import ClockMark
from shared.school_year import PERU_2026, week_of
from shared.service import Service
from shared.set_aside import KIND as SET_ASIDE
from shared.set_aside import SetAside
from sync import folder
from sync.bundle import Sealed
from sync.chain import START
from sync.feed import ALL
from sync.reply import Reply, encode_reply
from tests.edge.building import (
    CATALOGUE,
    GUIDE,
    KEYS,
    SCHOOL,
    SITE,
    TABLET,
    FakeClock,
    FakeHub,
    HubRoad,
    counted,
    new_agent,
    new_store,
    on,
    use,
)


def test_idle_contact_records_nothing(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        agent = new_agent(store, HubRoad(FakeHub()))
        for _ in range(5):
            clock.pass_s(900)
            agent.tick()

        assert store.records.count() == 0


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
            mark = next(store.entries.events())[1].fact
            told.append(mark.hub_time if isinstance(mark, ClockMark) else -1)

    assert told == [FakeHub().hub_time, None]


def test_a_held_node_says_so_keeps_everything_and_shows_its_proof_again(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use())])
        road = HubRoad(FakeHub(state="held"))
        agent = new_agent(store, road)
        row = agent.tick()

        assert (row.outcome, row.reason, store.outbox.pending()) == ("err", "held", 2)
        assert "No se perdió nada" in row.text
        road.hub.state = "ok"
        assert agent.tick().outcome == "ok"


def test_the_contact_dates_at_once_what_a_reset_clock_recorded_and_travels_with_the_next_bundle(tmp_path: Path) -> None:
    clock = FakeClock(wall=datetime(1970, 1, 1, tzinfo=UTC))
    with new_store(tmp_path, clock) as store:
        store.record([Claim(use())])
        undated = store.folded.weeks()
        clock.pass_s(3600)
        agent = new_agent(store, HubRoad(FakeHub()))
        rows = [agent.tick() for _ in range(3)]

        [week] = store.folded.weeks()[SCHOOL, TABLET]
        assert (undated, week.week, store.outbox.pending()) == ({}, week_of(date(2026, 9, 21)), 0)
        assert [row.sent for row in rows] == [1, 0, 0]


def test_a_mark_that_waits_is_not_lost_when_the_node_closes(tmp_path: Path) -> None:
    road = HubRoad(FakeHub())
    with new_store(tmp_path) as store:
        store.record([Claim(use())])
        new_agent(store, road).tick()
    with Store(tmp_path / "node.db", FakeClock()) as store:
        waits = store.sync_state()
        row = new_agent(store, road).tick()

        assert (waits.code, waits.marks, waits.pending) == ("ok", 1, 0)
        assert (row.sent, store.outbox.pending(), road.delivered) == (0, 0, 2)


def test_a_fact_after_the_contact_waits_whatever_else_does(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use())])
        new_agent(store, HubRoad(FakeHub())).tick()
        store.record([Claim(use())])
        state = store.sync_state()

        assert (state.code, state.marks, state.pending) == ("queue", 0, 1)


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
        assert "es nueva, o se dio de baja" in held.problem[0].text()
        assert road.hub.proofs == [proof, None, proof, proof]
        road.hub.state = "ok"
        agent.tick()
        assert (store.sync_state().held, store.sync_state().code, store.outbox.pending()) == (False, "ok", 0)


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
        assert (rows[0].sent, store.outbox.pending(), store.logbook.failures()) == (1, 0, 12)
        assert store.sync_state().problem


def test_news_of_the_catalogue_make_a_forecast(tmp_path: Path) -> None:
    hub = FakeHub()
    hub.say("catalogue", "catalogue", CATALOGUE)
    hub.say("calendar", "calendar", PERU_2026)
    with new_store(tmp_path) as store:
        store.record([on("2026-06-10", use(GUIDE, units=4)), counted(9, "2026-06-15")])
        new_agent(store, HubRoad(hub)).tick()
        [row] = store.forecasts.all()

        assert (row.resource, row.on_hand) == (GUIDE, 9)
        assert "semana" in row.rests_on


def test_news_that_came_before_the_road_broke_make_a_forecast_and_are_told(tmp_path: Path) -> None:
    hub = FakeHub()
    hub.say("catalogue", "catalogue", CATALOGUE)
    hub.say("calendar", "calendar", PERU_2026)
    with new_store(tmp_path) as store:
        store.record([on("2026-06-10", use(GUIDE, units=4)), counted(9, "2026-06-15")])
        road = BreaksLater(hub)
        road.bundle_events = 1
        row = new_agent(store, road).tick()

        assert [forecast.resource for forecast in store.forecasts.all()] == [GUIDE]
        assert (row.outcome, row.reason, row.received) == ("off", "road_closed", 2)
        assert "Llegó el catálogo de la región. Llegó el calendario de la región. Se cortó." in row.text
        assert store.outbox.pending() > 0
        assert row.next_at is not None


def test_a_road_that_breaks_after_it_brought_something_is_tried_again_soon(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use()) for _ in range(20)])
        road = BreaksLater(FakeHub())
        road.bundle_events = 2
        agent = new_agent(store, road, Rhythm(900))
        waits = []
        for _ in range(8):
            row = agent.tick()
            waits.append(agent.due_in_s())
            assert (row.outcome, row.sent > 0) == ("off", True)

        assert max(waits) <= 2 * FIRST_WAIT_S


@pytest.mark.parametrize(
    ("stream", "kind", "body", "again"),
    [
        (SITE, "service", Service(school=SCHOOL, students=52), True),
        (ALL, "calendar", PERU_2026, True),
        (ALL, SET_ASIDE, SetAside(model="0" * 64, patterns={}), True),
        (ALL, "weights", {}, False),
    ],
)
def test_what_a_forecast_rests_on_makes_it_anew_and_nothing_else_does(
    tmp_path: Path, stream: str, kind: str, body: object, again: bool
) -> None:
    hub = FakeHub()
    with new_store(tmp_path) as store:
        store.db.put("catalogue", CATALOGUE)
        store.record([Claim(use(GUIDE))])
        hub.say(kind, kind, body, stream)
        new_agent(store, HubRoad(hub)).tick()

        assert bool(store.forecasts.all()) == again


def test_enrolment_is_shown_until_the_hub_has_answered(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        agent = new_agent(store, HubRoad(FakeHub()))
        before = proof_of(store, agent.identity)
        agent.tick()

        assert before == Identity(KEYS, FakeHub().invitation()).enrolment
        assert (proof_of(store, agent.identity), SITE) == (None, "074294")


class BreaksLater(HubRoad):
    """A road that carries one bundle each time, and breaks."""

    def deliver(self, bundle: Sealed, *, resume: bool = False) -> Reply | None:
        self.delivered %= 2
        if self.delivered:
            self.delivered += 1
            raise RoadClosed("Se cortó.")
        return super().deliver(bundle, resume=resume)
