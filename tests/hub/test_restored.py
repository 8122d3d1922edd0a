"""The report of a restore says as of when, what came back, and who sends again."""

from datetime import datetime
from pathlib import Path

from hub.backup import back_up
from hub.config import Config
from hub.restored import restored, restored_words
from hub.restoring import restore
from tests.faults.test_restored_hub import opened
from tests.hub.builders import Node, Office, StillClock, use


def test_what_came_back_is_counted_and_who_sends_again_is_said(office: Office, node: Node, tmp_path: Path) -> None:
    node.record(*(use() for _ in range(3)))
    office.take(node.bundle())
    manifest = back_up(office.store, tmp_path / "copy.zip")
    node.record(use())
    office.take(node.bundle())
    restore(tmp_path / "copy.zip", Config(tmp_path / "new", clock=StillClock(), min_free_mb=1), office.keys)
    store = opened(tmp_path / "new").store
    report = restored(store, manifest)
    store.close()

    assert (report["nodes"], report["events"], report["published_lines"]) == (1, 3, 0)
    assert datetime.fromisoformat(report["as_of"]) == office.config.clock.now()
    assert report["hub"] == office.keys.public.fingerprint()
    assert "envía otra vez, en su próximo contacto, lo que mandó desde esa hora" in restored_words(report)
