"""A stick that hangs keeps nobody waiting: not the network, and not the look at what is plugged in."""

import threading
from pathlib import Path

import pytest

from edge.road_watch import News, RoadWatch
from shared.errors import RoadClosed
from shared.events import Claim
from sync import folder
from sync.apart import Apart, BoundedRoad
from sync.folder_road import FolderRoad
from sync.sticks import Stick, sticks
from tests.edge.building import KEYS, FakeHub, HubRoad, new_agent, new_store, use


def test_what_is_done_apart_returns_and_raises_as_it_does_here() -> None:
    apart = Apart(patience_s=30)

    assert apart.run(Path("a"), lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        apart.run(Path("a"), lambda: 1 // 0)
    assert not apart.hangs(Path("a"))


def test_what_hangs_is_given_up_and_nothing_more_is_begun_there_until_it_ends() -> None:
    apart, goes_on, begun = Apart(patience_s=0.05), threading.Event(), []

    def hangs() -> None:
        begun.append(1)
        goes_on.wait(30)

    for _ in range(3):
        with pytest.raises(RoadClosed, match="no responde"):
            apart.run(Path("/media/A"), hangs)
    elsewhere = apart.run(Path("/media/B"), lambda: "there")
    goes_on.set()
    for thread in apart._hanging[Path("/media/A")]:
        thread.join(30)

    assert (elsewhere, len(begun)) == ("there", 1)
    assert apart.run(Path("/media/A"), lambda: "here again") == "here again"


def test_a_stick_that_hangs_while_it_is_written_lets_the_network_go_on(tmp_path: Path) -> None:
    goes_on = threading.Event()
    (stick := tmp_path / "usb").mkdir()

    def hangs(_: int) -> None:
        goes_on.wait(30)

    with new_store(tmp_path) as store:
        store.record([Claim(use())])
        agent = new_agent(store, HubRoad(FakeHub()), apart=Apart(patience_s=0.2))
        hanging = BoundedRoad(FolderRoad(stick, sync=hangs), stick, agent._apart)
        with agent._precedence.stick(), pytest.raises(RoadClosed, match="no responde"):
            agent._talk(hanging)
        row = agent.tick()
        with pytest.raises(RoadClosed, match="no responde"):
            agent.carry(stick)
        said = store.logbook.attempts(1)[0]
        goes_on.set()

        assert (row.outcome, row.road) == ("ok", "http")
        assert (said.road, said.outcome, "Conecte el USB" in said.next_step) == ("folder", "off", True)


def test_a_stick_that_answers_is_used_step_by_step(tmp_path: Path) -> None:
    road = BoundedRoad(FolderRoad(tmp_path), tmp_path, Apart(patience_s=30))
    (tmp_path / "CHASQUI").mkdir()
    folder.put_reply(tmp_path, KEYS.node_id, b"\x91not a reply")

    assert (road.name, road.resumes, list(road.collect(KEYS.node_id))) == ("folder", False, [])
    assert road.traffic.bytes_down > 0


def test_sticks_that_do_not_answer_leave_the_look_as_it_was(tmp_path: Path) -> None:
    goes_on, hangs = threading.Event(), False
    (tmp_path / "USB" / "CHASQUI").mkdir(parents=True)

    def look() -> tuple[Stick, ...]:
        if hangs:
            goes_on.wait(30)
        return sticks([tmp_path], mounts=tmp_path / "none")

    routes = iter([False, False, True])
    with new_store(tmp_path) as store:
        watch = RoadWatch(
            new_agent(store, HubRoad(FakeHub())), look, lambda: next(routes), apart=Apart(patience_s=0.05)
        )
        first = watch.look()
        hangs = True
        seen = [watch.look(), watch.look()]
        goes_on.set()

        assert first == News(sticks=(tmp_path / "USB",))
        assert seen == [News(), News(route=True)]
