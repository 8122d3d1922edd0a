"""The node is told to close while an attempt is under way: what becomes of it is not worth a word."""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from shared.errors import RoadClosed
from shared.events import Claim
from sync.bundle import Sealed
from sync.reply import Reply
from tests.edge.building import FakeHub, HubRoad, new_agent, new_store, use


def test_an_agent_closed_in_the_middle_of_an_attempt_leaves_without_a_word(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    closing: list[Callable[[], None]] = []

    class Closes(HubRoad):
        def deliver(self, bundle: Sealed, *, resume: bool = False) -> Reply | None:
            for close in closing:
                close()
            raise RoadClosed("Se cortó.")

    store = new_store(tmp_path)
    store.record([Claim(use())])
    agent = new_agent(store, Closes(FakeHub()))
    closing += [agent.close, store.close]
    with suppress(sqlite3.ProgrammingError):
        agent.tick()

    assert [record.getMessage() for record in caplog.records if record.levelname != "INFO"] == []
