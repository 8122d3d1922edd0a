"""Decisions of a replaced key that a restored hub lost: nobody takes them back, and nobody loses them in silence."""

from pathlib import Path

import pytest

from edge.wiring import join_anew
from hub.acts import BY_COMMAND
from hub.backup import back_up
from hub.config import Config
from hub.enrol import invite
from hub.ingest import Ingest
from hub.restores import readmitted, report, told
from hub.restoring import restore
from hub.store import Store
from hub.unvouched import unvouched
from sync.keys import HubKeys
from tests.faults.pair import new_school, school, served
from tests.hub.builders import SITE, Office


def say(office: Office, subject: str, body: bytes) -> None:
    with office.store.begin() as connection:
        life = office.store.issuing_life(connection)
        office.store.issue(connection, life, office.keys, stream=SITE, kind="notice", subject=subject, body=body)


@pytest.fixture
def again(office: Office, tmp_path: Path) -> Office:
    """What a copy of the office of yesterday becomes under new keys."""
    keys = HubKeys.generate(office.keys.public.release)
    config = Config(tmp_path / "again", clock=office.config.clock, min_free_mb=1)
    back_up(office.store, tmp_path / "copy.zip")
    restore(tmp_path / "copy.zip", config, keys, new_keys=True)
    store = Store(config)
    office.again.append(store)
    return Office(config, keys, store, Ingest(store, keys))


def test_what_a_replaced_key_decided_holds_at_the_school_and_is_told_to_the_office_until_it_decides_anew(
    office: Office, again: Office, tmp_path: Path
) -> None:
    home = new_school(office, tmp_path / "node")
    say(office, "notice/1", b"lost")
    with served(office) as url, school(home, url) as one:
        one.send_all()
        before = [item.body for item in one.store.news.items("notice")]
    found = invite(again.store, again.keys.public, SITE, again.store.schools(), "http://127.0.0.1", by=BY_COMMAND)
    with served(again) as url, school(home, url) as one:
        again.store.start_life()
        join_anew(one.config, one.store, one.agent, found, new_key=False)
        for _ in range(3):
            one.record(1)
            one.agent.tick()
        held = [item.body for item in one.store.news.items("notice")]
        said = unvouched(again.store)
        words = told(again.store)
        say(again, "notice/1", b"decided anew")
        for _ in range(3):
            one.record(1)
            one.agent.tick()
        after = [item.body for item in one.store.news.items("notice")]

    assert before == held == [b"lost"]
    assert [(row.site, row.count) for row in said] == [(SITE, 1)]
    assert any("clave anterior" in line for line in words)
    assert readmitted(again.store) == []
    assert after == [b"decided anew"]
    assert report(again.store)["unvouched"] == []
