"""A hub from its copy: whole, in a new life, or not at all; twice from one copy, and no number means two things."""

import zipfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from hub import schema
from hub.backup import LENGTH_BYTES, MANIFEST, Manifest, back_up, tables
from hub.config import Config
from hub.ingest import Ingest
from hub.keyfiles import read_keys
from hub.release import broadcast_catalogue
from hub.restores import unheard
from hub.restoring import read_manifest, restore
from hub.store import Store
from shared.errors import BadInput
from sync.feed import ALL
from sync.keys import NodeKeys
from tests.faults.pair import held_by, new_school, school
from tests.faults.test_restored_hub import catalogue, exchange, running
from tests.hub.builders import SITE, Node, Office, StillClock, count, node_of, open_office, state_of, uses
from tests.hub.databases import Databases
from tests.hub.test_plans import plan


def rows_of(store: Store) -> dict[str, list[tuple[object, ...]]]:
    left = {schema.lives, schema.invitations}
    with store.read() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in tables()
            if table not in left
        }


def test_restored_twice_from_one_copy_nodes_send_again_and_no_number_means_two_things(tmp_path: Path) -> None:
    first = open_office(tmp_path / "hub")
    home = new_school(first, tmp_path / "node")
    keys, copy = first.keys, tmp_path / "copy.zip"
    first.store.close()
    with running(tmp_path / "hub") as (office, url), school(home, url) as one:
        exchange(one, 4)
        exchange(one)
        back_up(office.store, copy)
        exchange(one, 3)
        broadcast_catalogue(office.store, catalogue(2))
        exchange(one)
        numbered = {entry.position: entry.item for entry in office.store.entries(ALL)}

    for turn in (1, 2):
        folder = tmp_path / f"restored{turn}"
        restore(copy, Config(folder, clock=StillClock(), min_free_mb=1), keys)
        with running(folder) as (office, url), school(home, url) as one:
            exchange(one, turn)
            exchange(one)
            broadcast_catalogue(office.store, catalogue(2 + turn))
            exchange(one)
            assert one.store.outbox.pending() == 0
            assert sorted(held_by(office)) == sorted(one.bodies())
            assert (office.store.totals().forks, office.store.waiting()) == (0, [])
            assert one.store.news.catalogue().version == 2 + turn
            for entry in office.store.entries(ALL):
                assert numbered.setdefault(entry.position, entry.item) == entry.item


@pytest.mark.databases
def test_what_is_restored_is_what_was_copied_in_a_new_life_and_without_open_codes(
    office: Office, node: Node, databases: Databases, tmp_path: Path
) -> None:
    node.record(*uses(4))
    office.take(node.bundle())
    stranger = Node(NodeKeys.generate(), SITE, "no code", hub=office.keys.public)
    stranger.record(*uses(2), name="z")
    office.take(stranger.bundle())
    office.store.propose(plan())
    office.invite()
    life = office.store.start_life()
    back_up(office.store, tmp_path / "copy.zip")

    config = replace(office.config, folder=tmp_path / "new", database=databases.new())
    restore(tmp_path / "copy.zip", config, office.keys)

    store = Store(config)
    again = Office(config, read_keys(config), store, Ingest(store, office.keys))
    with store.begin() as connection:
        assert store.life(connection) > life
        unused = schema.invitations.c.used_by.is_(None)
        assert connection.execute(select(schema.invitations).where(unused)).all() == []
    assert [one.node for one in unheard(store)] == [node.keys.node_id.hex()]
    # What is noted of the restore is the one thing that the copy did not say.
    found = {**rows_of(store), "settings": [row for row in rows_of(store)["settings"] if row[0] != "restored"]}
    assert found == rows_of(office.store)
    node.record(*uses(3))
    assert again.take(node.bundle()).new_events == 3
    assert unheard(store) == []
    assert again.ingest.accept(stranger.keys.node_id.hex()) == 2
    store.close()


@pytest.mark.databases
def test_a_copy_of_a_hub_on_sqlite_is_whole_on_either_database_and_its_nodes_go_on(
    databases: Databases, tmp_path: Path
) -> None:
    first = open_office(tmp_path / "sqlite")
    node = node_of(first)
    node.record(count(30), *uses(4))
    first.take(node.bundle())
    first.store.propose(plan())
    back_up(first.store, tmp_path / "copy.zip")
    config = replace(first.config, folder=tmp_path / "new", database=databases.new())
    restore(tmp_path / "copy.zip", config, first.keys)

    again = Office(config, first.keys, store := Store(config), Ingest(store, first.keys))
    found = {**rows_of(store), "settings": [row for row in rows_of(store)["settings"] if row[0] != "restored"]}
    assert found == rows_of(first.store)
    node.record(*uses(3))
    for office in (first, again):
        assert node.ack(office.take(node.bundle())).received == node.end
    # Numbers that a table gives by itself go on after those that came with the copy.
    assert state_of(again) == state_of(first)
    first.close()
    store.close()


def test_a_folder_in_use_is_left_alone(office: Office, tmp_path: Path) -> None:
    back_up(office.store, tmp_path / "copy.zip")
    before = rows_of(office.store)

    with pytest.raises(BadInput, match="ya está en uso"):
        restore(tmp_path / "copy.zip", office.config, office.keys)
    assert rows_of(office.store) == before


def test_a_damaged_copy_leaves_no_folder(office: Office, tmp_path: Path) -> None:
    back_up(office.store, tmp_path / "copy.zip")
    with zipfile.ZipFile(tmp_path / "copy.zip") as good, zipfile.ZipFile(tmp_path / "bad.zip", "w") as bad:
        for name in good.namelist():
            bad.writestr(name, good.read(name) + (b"x" if name == "tables/feed" else b""))

    with pytest.raises(BadInput, match="dañada"):
        restore(tmp_path / "bad.zip", Config(tmp_path / "new"), office.keys)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("at", "bit"),
    [
        (6, 0x01),  # seems to be encrypted
        (6, 0x20),  # patched data
        (8, 0x01),  # a method that nobody has
        (8, 0x04),  # bzip2
        (4, 0x80),  # of a much later form
    ],
)
def test_a_bit_that_flipped_in_a_copy_is_damage_and_nothing_else(
    office: Office, tmp_path: Path, at: int, bit: int
) -> None:
    back_up(office.store, tmp_path / "copy.zip")
    data = bytearray((tmp_path / "copy.zip").read_bytes())
    # The archive's list of files has the same fields two bytes further in.
    place = data.rindex(b"PK\x01\x02") + at + 2
    data[place] ^= bit
    (tmp_path / "bad.zip").write_bytes(data)

    with pytest.raises(BadInput, match="dañada"):
        read_manifest(tmp_path / "bad.zip")


@pytest.mark.parametrize("table", ["alembic_version", "sqlite_master", "de_otro_programa", ""])
def test_a_copy_with_rows_of_somebody_elses_table_leaves_no_folder(office: Office, tmp_path: Path, table: str) -> None:
    back_up(office.store, tmp_path / "copy.zip")
    rows = msgspec.msgpack.encode([{"version_num": "0001"}])
    data = len(rows).to_bytes(LENGTH_BYTES, "big") + rows
    with zipfile.ZipFile(tmp_path / "copy.zip") as good, zipfile.ZipFile(tmp_path / "bad.zip", "w") as bad:
        manifest = msgspec.json.decode(good.read(MANIFEST), type=Manifest)
        for name in manifest.files:
            bad.writestr(name, good.read(name))
        bad.writestr(f"tables/{table}", data)
        files = {**manifest.files, f"tables/{table}": sha256(data).hexdigest()}
        bad.writestr(MANIFEST, msgspec.json.encode(msgspec.structs.replace(manifest, files=files)))

    with pytest.raises(BadInput, match="dañada"):
        restore(tmp_path / "bad.zip", Config(tmp_path / "new"), office.keys)
    assert not (tmp_path / "new").exists()


def test_the_keys_of_another_hub_are_refused(office: Office, tmp_path: Path) -> None:
    other = open_office(tmp_path / "other")
    back_up(office.store, tmp_path / "copy.zip")

    with pytest.raises(BadInput, match="otra central"):
        restore(tmp_path / "copy.zip", Config(tmp_path / "new"), other.keys)
