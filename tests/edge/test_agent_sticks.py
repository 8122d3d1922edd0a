"""What is carried in a folder or on a stick."""

from pathlib import Path

import pytest

from shared.errors import (
    RoadClosed,
)
from shared.events import Claim
from sync import folder
from sync.bundle import Sealed
from sync.chain import START, Position
from sync.reply import encode_reply
from tests.edge.building import (
    KEYS,
    FakeHub,
    HubRoad,
    new_agent,
    new_store,
    use,
)


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

        assert (row.outcome, left.code, left.left, left.here) == ("left", "ack", 1, 0)
        assert (store.outbox.pending(), store.sync_state().code) == (0, "ok")


def test_what_is_recorded_while_a_stick_is_written_is_not_said_to_lie_on_it(tmp_path: Path) -> None:
    (stick := tmp_path / "usb").mkdir()
    with new_store(tmp_path) as store:
        store.record([Claim(use())] * 2)
        agent = new_agent(store, HubRoad(FakeHub()))
        leaves = store.facts.note_left

        def meanwhile(end: Position) -> None:
            leaves(end)
            store.record([Claim(use())])

        store.facts.note_left = meanwhile  # type: ignore[method-assign]
        row = agent.carry(stick)

        assert row.text.startswith("2 registros copiados")
        assert (store.sync_state().left, store.sync_state().here) == (2, 1)


def test_facts_recorded_after_a_stick_left_go_onto_the_next_one(tmp_path: Path) -> None:
    stick = tmp_path / "usb"
    stick.mkdir()
    with new_store(tmp_path) as store:
        agent = new_agent(store, HubRoad(FakeHub()))
        for _ in range(2):
            store.record([Claim(use())])
            agent.carry(stick)
            waiting = store.sync_state()

        assert (waiting.here, waiting.left) == (0, 2)
        assert len(list(folder.bundles(stick))) == 2


def test_a_stick_that_is_not_there_is_told_and_written_down(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        agent = new_agent(store, HubRoad(FakeHub()))
        with pytest.raises(RoadClosed, match="Conecte el USB"):
            agent.carry(tmp_path / "nowhere")

        assert store.logbook.attempts(1)[0].outcome == "off"


def test_a_stick_for_which_there_is_nothing_to_copy_waits_for_no_answer(tmp_path: Path) -> None:
    stick = tmp_path / "usb"
    stick.mkdir()
    with new_store(tmp_path) as store:
        store.record([Claim(use())])
        agent = new_agent(store, HubRoad(FakeHub()))
        agent.tick()
        row = agent.carry(stick)

        assert (row.outcome, row.text) == ("ok", "No había registros por copiar: la región ya confirmó todo.")
