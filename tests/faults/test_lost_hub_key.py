"""The drill for a hub that lost its key, with real processes: new keys, every laptop joins anew, nothing is lost."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from hub import schema
from hub.config import Config
from hub.rekeying import new_keys
from hub.restoring import restore
from shared.errors import BadInput, DatabaseBusy, NotInitialised
from sync.lock import WriterLock
from tests.faults.pair import free_port, invitation, new_school
from tests.faults.test_real_service_killed import kill, start
from tests.hub.builders import OTHER_SCHOOL, OTHER_SITE, SCHOOL, SITE, Office, node_of, open_office, uses

BESIDE = Path(sys.executable).parent
FACT = {"kind": "use", "resource": "tablet", "learner": "a1", "occurred": "2026-06-23"}


def told(*command: str, ok: bool = True, said: str = "") -> str:
    """Run one of our commands as people do."""
    done = subprocess.run(
        [str(BESIDE / command[0]), *command[1:]], input=said, capture_output=True, text=True, timeout=120, check=False,
        env=os.environ,
    )  # fmt: skip
    assert (done.returncode == 0) is ok, done.stdout + done.stderr
    return done.stdout


def status(home: Path) -> dict[str, int]:
    answer: dict[str, int] = json.loads(told("chasqui-edge", "status", "--dir", str(home), "--json"))
    return answer


def record(home: Path, count: int, school: str = SCHOOL) -> None:
    lines = [json.dumps({**FACT, "school": school}) + "\n"] * count
    told("chasqui-edge", "record", "--dir", str(home), said="".join(lines))


def test_a_hub_that_lost_its_key_gets_new_ones_and_every_laptop_comes_back_with_everything(tmp_path: Path) -> None:
    hub, port = tmp_path / "hub", free_port()
    url = f"http://127.0.0.1:{port}"
    office = open_office(hub)
    homes = [tmp_path / name for name in ("first", "second", "copy")]
    for home, site, its in zip(homes[:2], (SITE, OTHER_SITE), (SCHOOL, OTHER_SCHOOL), strict=True):
        letter = invitation(office, home.with_suffix(".json"), url, site)
        told("chasqui-edge", "init", "--invitation", str(letter), "--dir", str(home))
        record(home, 4, its)
    office.store.close()

    service = start(hub, port)
    for home in homes[:2]:
        told("chasqui-edge", "sync", "--dir", str(home))
    confirmed = [status(home)["pending"] for home in homes[:2]]
    shutil.copytree(homes[0], homes[2])
    shared = status(homes[0])["events"]
    record(homes[0], 3)
    record(homes[2], 2)
    kill(service)
    (hub / "hub.key").unlink()

    told("chasqui-hub", "keys", "new", "--yes", "--release-key", str(hub / "release.key"), "--dir", str(hub))
    told("chasqui-hub", "enrol", "--all", "--url", url, "--out", str(tmp_path / "letters"), "--dir", str(hub))
    told("chasqui-hub", "enrol", "--site", SITE, "--url", url, "--out", str(tmp_path / "copy.json"), "--dir", str(hub))
    service = start(hub, port)
    try:
        told("chasqui-edge", "sync", "--dir", str(homes[0]), ok=False)
        waiting = status(homes[0])["pending"]
        for home, letter in zip(homes[:2], (f"{SITE}.json", f"{OTHER_SITE}.json"), strict=True):
            told("chasqui-edge", "enrol", "--invitation", str(tmp_path / "letters" / letter), "--dir", str(home))
        told("chasqui-edge", "enrol", "--new-key", "--invitation", str(tmp_path / "copy.json"), "--dir", str(homes[2]))
        for home in homes:
            told("chasqui-edge", "sync", "--dir", str(home))
        left = [status(home)["pending"] for home in homes]
        region = json.loads(told("chasqui-hub", "status", "--dir", str(hub), "--json"))
        events = [status(home)["events"] for home in homes]
    finally:
        kill(service)

    assert confirmed == [0, 0]
    assert waiting >= 3
    assert left == [0, 0, 0]
    # What the copy and the first have in common counts once; what each wrote since is there.
    assert region["events"] == sum(events) - shared
    assert (events[0] - shared >= 3, events[2] - shared >= 2) == (True, True)
    assert region["forked_sites"] == [SITE]
    assert region["waiting_bundles"] == []


def test_new_keys_are_drawn_only_for_a_hub_that_rests_and_whose_release_key_is_known(
    office: Office, tmp_path: Path
) -> None:
    with pytest.raises(NotInitialised):
        new_keys(Config(tmp_path / "empty"), None)
    with WriterLock(office.config.folder / "run.lock", "%(folder)s", folder="x"), pytest.raises(DatabaseBusy):
        new_keys(office.config, None)
    office.config.keys_file.unlink()

    with pytest.raises(BadInput, match="--release-key"):
        new_keys(office.config, None)
    assert not office.config.keys_file.exists()


def test_the_old_keys_stay_beside_the_new_ones_and_models_keep_their_key(office: Office) -> None:
    before = office.keys
    made = new_keys(office.config, None)

    kept = office.config.folder / f"hub-{before.public.fingerprint()}.key"
    assert kept.read_bytes() == before.to_bytes()
    assert made.public.release == before.public.release
    assert made.public.fingerprint() != before.public.fingerprint()


def test_what_was_agreed_under_the_old_keys_is_forgotten_and_another_life_begins(office: Office) -> None:
    node = node_of(office)
    node.record(*uses(2))
    office.take(node.bundle())
    with office.store.read() as connection:
        before = (len(connection.execute(select(schema.resumptions)).all()), office.store.life(connection))
    new_keys(office.config, None)
    with office.store.read() as connection:
        after = (len(connection.execute(select(schema.resumptions)).all()), office.store.life(connection))

    assert (before[0], after[0]) == (1, 0)
    assert after[1] > before[1]


def test_a_copy_without_keys_becomes_a_hub_with_new_ones(office: Office, tmp_path: Path) -> None:
    from hub.backup import back_up
    from hub.keyfiles import read_keys
    from hub.store import Store
    from sync.keys import HubKeys

    home = new_school(office, tmp_path / "node")
    back_up(office.store, tmp_path / "copy.zip")
    keys = HubKeys.generate(office.keys.public.release)
    config = Config(tmp_path / "again")
    restore(tmp_path / "copy.zip", config, keys, new_keys=True)
    store = Store(config)

    assert read_keys(config).public == keys.public
    assert len(store.schools()) == len(office.store.schools())
    assert home.exists()
    store.close()
