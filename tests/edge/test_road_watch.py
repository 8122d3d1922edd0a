import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.agent import Agent
from edge.rhythm import Rhythm
from edge.road_watch import News, RoadWatch, Seen, has_route, news
from edge.store import Store
from shared.errors import RoadClosed
from shared.events import Claim
from sync import folder
from sync.sticks import sticks
from tests.edge.building import FakeClock, FakeHub, HubRoad, new_agent, new_store, use

LOOKS = st.builds(
    Seen,
    st.booleans(),
    st.frozensets(st.sampled_from([Path("/media/A"), Path("/media/B"), Path("/mnt")])),
)


@given(st.lists(LOOKS, min_size=2, max_size=9))
def test_each_road_that_appears_is_news_once(looks: list[Seen]) -> None:
    before: Seen | None = None
    for now in looks:
        found = news(before, now)

        assert found.route == (before is not None and now.route and not before.route)
        assert set(found.sticks) == now.sticks - (before.sticks if before else set())
        assert news(now, now) == News()
        before = now


ALONE = """
import sys
from edge.road_watch import has_route
print(has_route(), has_route("10.1.2.3"), has_route("fd12::3"))
"""


def test_on_no_network_there_is_no_way_and_a_name_is_never_looked_up() -> None:
    alone = ["unshare", "--net", sys.executable, "-c", ALONE]
    if shutil.which("unshare") is None or subprocess.run(["unshare", "--net", "true"], capture_output=True).returncode:
        pytest.skip("nobody here may have a network of their own")
    told = subprocess.run(alone, capture_output=True, text=True, check=True, env=dict(os.environ))

    assert told.stdout.split() == ["False", "False", "False"]
    assert has_route("::1") or not socket.has_ipv6
    assert has_route("no-hay-tal-nombre.invalid") == has_route()


def tired(store: Store, clock: FakeClock, road: HubRoad) -> Agent:
    """Return an agent that failed so often that its next attempt is minutes away."""
    agent = new_agent(store, road, Rhythm(86_400))
    road.trouble = RoadClosed("No hay señal.")
    agent.tick()
    while agent.due_in_s() < 120:
        clock.pass_s(agent.due_in_s())
        agent.tick()
    road.trouble = None
    clock.pass_s(60)
    return agent


def test_a_route_that_comes_up_makes_an_attempt_due_at_once(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        store.record([Claim(use())])
        agent = tired(store, clock, HubRoad(FakeHub()))
        route = iter([False, False, True])
        watch = RoadWatch(agent, lambda: (), lambda: next(route))
        due = [(watch.look(), agent.is_due())[1] for _ in range(3)]

        assert due == [False, False, True]
        row = agent.tick_if_due()
        assert row is not None
        assert row.outcome == "ok"


def test_a_road_that_comes_and_goes_does_not_hurry_more_than_the_hub_allows(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        road = HubRoad(FakeHub(), RoadClosed("Ocupada.", retry_after_s=300))
        agent = new_agent(store, road)
        agent.tick()
        agent.hurry()

        assert agent.due_in_s() == pytest.approx(300)


def test_a_stick_of_ours_that_is_plugged_in_is_used_at_once_and_only_once(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        store.record([Claim(use())])
        agent = tired(store, clock, HubRoad(FakeHub()))
        media = tmp_path / "media"
        media.mkdir()
        watch = RoadWatch(agent, lambda: sticks([media], mounts=tmp_path / "none"), lambda: False)
        watch.look()
        before = len(store.logbook.attempts(99))
        (media / "USB" / "CHASQUI").mkdir(parents=True)
        found = [watch.look(), watch.look()]

        assert found == [News(sticks=(media / "USB",)), News()]
        assert len(list(folder.bundles(media / "USB"))) == 1
        assert len(store.logbook.attempts(99)) == before + 1
        assert store.sync_state().code == "ack"


def test_a_stick_that_cannot_be_used_is_told_on_the_page_and_the_watch_goes_on(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use())])
        stick = tmp_path / "USB"
        (stick / "CHASQUI").mkdir(parents=True)
        (stick / "CHASQUI" / "up").symlink_to(tmp_path)
        watch = RoadWatch(new_agent(store, HubRoad(FakeHub())), lambda: sticks([stick]), lambda: True)
        watch.look()
        last = store.logbook.attempts(1)[0]

        assert (last.road, last.outcome) == ("folder", "off")
        assert "enlace" in last.text
        assert watch.look() == News()
