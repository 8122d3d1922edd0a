"""Who is not known, or speaks a newer version: kept apart with a reason, bounded, and applied when that changes."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner

from hub.carry import carry
from hub.cli import main as hub_cli
from hub.enrol import revoke
from hub.rows import Wait
from shared.events import fields_from
from sync import folder as stick_files
from sync.bundle import bundle_id
from tests.faults.pair import held_by, new_school, school, served
from tests.hub.builders import Node, Office, node_of, uses

FROM_TOMORROW = """
    import sys
    from pathlib import Path
    import sync.header
    sync.header.SCHEMA = 2
    import sync.bundle
    sync.bundle.SCHEMA = 2
    from tests.hub.builders import Node, SITE, uses
    from sync.keys import HubPublic, NodeKeys
    from hub.keyfiles import read_keys
    from hub.config import Config
    keys = read_keys(Config(Path(sys.argv[1])))
    node = Node(NodeKeys.from_seed(b"n" * 32), SITE, sys.argv[2], hub=keys.public)
    node.record(*uses(5))
    sys.stdout.buffer.write(node.bundle().data)
"""
"""A node of a version whose bundles say schema 2."""
UPDATED_HUB = """
    import sys
    from pathlib import Path
    import sync.header
    sync.header.SCHEMA = 2
    from hub.config import Config
    from hub.ingest import Ingest
    from hub.keyfiles import read_keys
    from hub.store import Store
    from tests.hub.builders import StillClock
    config = Config(Path(sys.argv[1]), clock=StillClock())
    store = Store(config)
    print(Ingest(store, read_keys(config)).retry(), len(store.waiting()))
"""
"""A hub that starts after the update."""


def program(text: str, *arguments: str) -> bytes:
    command = [sys.executable, "-c", textwrap.dedent(text), *arguments]
    return subprocess.run(command, check=True, capture_output=True).stdout


def test_a_bundle_of_a_newer_schema_is_kept_as_it_came_and_applied_after_the_update(
    office: Office, tmp_path: Path
) -> None:
    folder = office.config.folder
    data = program(FROM_TOMORROW, str(folder), office.invite())
    with served(office) as url:
        address = f"{url}/v1/bundles/{bundle_id(data)}?offset=0&total={len(data)}"
        answers = [requests.put(address, data=data, timeout=20) for _ in range(2)]
    waiting = [(row.why, row.reason) for row in office.store.waiting()]
    kept = [path.read_bytes() for path in (folder / "waiting").iterdir()]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert "más nueva" in answers[0].json()["error"]
    assert waiting == [(Wait.NEWER, answers[0].json()["error"])]
    assert kept == [data]
    assert office.store.totals().events == 0
    assert program(UPDATED_HUB, str(folder)).split() == [b"5", b"0"]
    assert len(held_by(office)) == 5


def test_an_event_of_a_kind_from_tomorrow_stays_whole_in_the_lake(office: Office) -> None:
    """More of it: ``tests/hub/test_ingest.py``, ``tests/hub/test_lake.py``."""
    node = node_of(office)
    node.record({0: 77, 1: 60, 250: {"nuevo": [1, b"x", None]}})
    office.take(node.bundle())

    assert [fields_from(body) for body in held_by(office)] == [{0: 77, 1: 60, 250: {"nuevo": [1, b"x", None]}}]


def test_a_revoked_laptop_is_held_with_a_reason_on_both_sides_and_goes_on_when_accepted(
    office: Office, tmp_path: Path
) -> None:
    home = new_school(office, tmp_path / "node")
    with served(office) as url, school(home, url) as one:
        one.record(2)
        one.send_all()
        name, sent = one.identity.keys.node_id.hex(), one.bodies()
        with office.store.begin() as connection:
            revoke(connection, name)
        one.record(3)
        row = one.agent.tick()
        told = CliRunner().invoke(hub_cli, ["status", "--dir", str(office.config.folder)]).output
        waiting = [row.why for row in office.store.waiting()]
        before = held_by(office)
        office.ingest.accept(name)
        one.send_all()

        assert (row.outcome, row.reason) == ("err", "held")
        assert "No se perdió nada" in row.text
        assert one.store.logbook.attempts(3)[2].next_step
        assert waiting == [Wait.REVOKED]
        assert "dada de baja" in told
        assert before == sent
        assert (one.store.outbox.pending(), held_by(office)) == (0, one.bodies())


def test_strangers_on_a_stick_are_kept_within_their_quota_and_the_rest_is_named(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.waiting.MAX_UNKNOWN_BYTES", 3_000)
    (tmp_path / "stick").mkdir()
    for seed in range(40, 60):
        one = Node(node_of(office, bytes([seed])).keys, hub=office.keys.public)
        one.record(*uses(3))
        stick_files.put_bundle(tmp_path / "stick", one.bundle().data)
    mine = node_of(office)
    mine.record(*uses(2), name="mine")
    stick_files.put_bundle(tmp_path / "stick", mine.bundle().data)
    done = carry(office.store, office.ingest, tmp_path / "stick")

    assert sum(row.bytes for row in office.store.waiting()) <= 3_000
    assert {row.why for row in office.store.waiting()} == {Wait.UNKNOWN}
    assert all(row.reason for row in office.store.waiting())
    assert done.refused > 10
    assert all("desconocidas" in str(problem) for problem in done.problems)
    assert done.new_events == 2
