"""A day that may cost so much, and a line that is paid by the byte: the agent waits, and nothing is lost."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.ration import Allowance
from edge.rhythm import Rhythm
from shared.allocation import ModelManifest
from shared.clock import LIMA
from shared.errors import RoadClosed
from shared.events import Claim
from sync.bundle import Sealed
from sync.reply import Reply
from tests.edge.building import FakeClock, FakeHub, HubRoad, manifest_of, new_agent, new_store, use
from tests.edge.troubles import TROUBLES

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
        store.spending.allow(allowance)
        store.spending.spend(used)
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

        assert store.sync_state().pending == 0


def test_a_day_that_is_used_up_waits_for_the_next_and_says_so(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        store.record([Claim(use())])
        store.spending.allow(Allowance(1))
        store.spending.spend(1_000_000, answered=True)
        road = HubRoad(FakeHub())
        agent = new_agent(store, road)
        made = agent.tick_if_due()
        state = store.sync_state()

        assert (made, road.delivered, state.resting, state.pending) == (None, 0, "budget", 1)
        assert state.next_attempt is not None
        assert state.next_attempt.astimezone(LIMA).date() == clock.wall.astimezone(LIMA).date() + timedelta(days=1)
        clock.pass_s(agent.due_in_s())
        assert agent.tick_if_due() is not None
        assert store.sync_state().pending == 0


def test_whoever_presses_the_button_is_not_kept_by_the_day(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use())])
        store.spending.allow(Allowance(1, metered=True))
        store.spending.spend(1_000_001, answered=True)
        agent = new_agent(store, HubRoad(FakeHub()))
        agent.tick_if_due()
        agent.request()
        row = agent.tick_if_due()

        assert row is not None
        assert (row.outcome, store.sync_state().pending) == ("ok", 0)
        assert not agent.is_due()
        agent.hurry()
        assert agent.due_in_s() <= 10
        assert store.spending.resting() == "budget"


def test_an_attempt_stops_where_the_day_is_used_up_and_keeps_what_was_confirmed(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use()) for _ in range(60)])
        store.spending.allow(Allowance(1))
        store.spending.spend(1_000_000 - 4_000)
        agent = new_agent(store, HubRoad(FakeHub(), bundle_events=5))
        row = agent.tick_if_due()

        assert row is not None
        assert (row.outcome, row.reason) == ("off", "budget")
        assert row.on_line <= 4_000
        assert 0 < store.outbox.pending() < 60
        assert store.sync_state().problem == ()
        assert row.next_at is not None
        assert row.next_at.astimezone(LIMA).date() == row.at.astimezone(LIMA).date() + timedelta(days=1)


def test_what_a_failed_attempt_cost_counts(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        road = HubRoad(FakeHub(), bundle_events=5)
        store.record([Claim(use()) for _ in range(20)])
        cut = Cut(road, 2)
        row = new_agent(store, cut).tick()

        assert (row.outcome, row.bytes_up) == ("off", road.traffic.bytes_up)
        assert store.spending.spent().bytes == row.on_line > row.bytes_up > 0


def test_what_a_stick_carries_costs_the_day_nothing(tmp_path: Path) -> None:
    (stick := tmp_path / "usb").mkdir()
    with new_store(tmp_path) as store:
        store.spending.allow(Allowance(1, metered=True))
        store.record([Claim(use()) for _ in range(20)])
        row = new_agent(store, HubRoad(FakeHub())).carry(stick)

        assert row.bytes_up > 0
        spending = store.spending
        assert (spending.spent().bytes, spending.resting(), spending.left_today()) == (0, "", 1_000_000)
        assert store.logbook.traffic()[0] == row.bytes_up


def test_a_metered_line_brings_no_model_and_a_free_one_does(tmp_path: Path) -> None:
    hub = FakeHub()
    hub.say("model", "all", msgspec.json.encode(manifest_of(hub, b"weights", b"card")))
    road = Asked(hub)
    with new_store(tmp_path) as store:
        agent = new_agent(store, road)
        store.spending.allow(Allowance(metered=True))
        agent.tick()
        before = road.asked
        store.spending.allow(Allowance())
        agent.tick()

        assert (before, road.asked) == (0, 1)


class Cut(HubRoad):
    """A road that breaks after some bundles."""

    def __init__(self, road: HubRoad, after: int) -> None:
        super().__init__(road.hub, bundle_events=road.bundle_events, traffic=road.traffic)
        self.after = after

    def deliver(self, bundle: Sealed, *, resume: bool = False) -> Reply | None:
        if self.delivered == self.after:
            raise RoadClosed("Se cortó.")
        return super().deliver(bundle, resume=resume)


class Asked(HubRoad):
    """A road that counts how often a model is asked for, and brings none."""

    asked = 0

    def model(self, manifest: ModelManifest, into: Path) -> None:
        self.asked += 1
        super().model(manifest, into)
