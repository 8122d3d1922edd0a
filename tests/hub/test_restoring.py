"""A hub from its copy: whole, in a new life, or not at all; twice from one copy, and no number means two things."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import inspect, select

from hub import schema
from hub.accounts import HubAccounts
from hub.backup import MANIFEST, back_up, tables
from hub.config import Config
from hub.copy_reading import opened, rows_of
from hub.ingest import Ingest
from hub.keyfiles import read_keys
from hub.release import broadcast_catalogue
from hub.restores import unheard
from hub.restoring import fill, read_manifest, restore
from hub.store import Store
from shared.errors import BadInput
from shared.web import Credential, Role
from sync.feed import ALL
from sync.keys import HubKeys, NodeKeys
from tests.faults.pair import held_by, new_school, school
from tests.faults.test_restored_hub import catalogue, exchange, running
from tests.hub.builders import SITE, Node, Office, StillClock, count, node_of, open_office, state_of, uses
from tests.hub.databases import Databases
from tests.hub.rewritten import blocks, rewritten
from tests.hub.test_plans import plan

_ACCOUNTS = "tables/credentials"


def held(store: Store) -> dict[str, list[tuple[object, ...]]]:
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
    found = {**held(store), "settings": [row for row in held(store)["settings"] if row[0] != "restored"]}
    assert found == held(office.store)
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
    found = {**held(store), "settings": [row for row in held(store)["settings"] if row[0] != "restored"]}
    assert found == held(first.store)
    node.record(*uses(3))
    for office in (first, again):
        assert node.ack(office.take(node.bundle())).received == node.end
    # Numbers that a table gives by itself go on after those that came with the copy.
    assert state_of(again) == state_of(first)
    first.close()
    store.close()


def test_a_folder_in_use_is_left_alone(office: Office, tmp_path: Path) -> None:
    back_up(office.store, tmp_path / "copy.zip")
    before = held(office.store)

    with pytest.raises(BadInput, match="ya está en uso"):
        restore(tmp_path / "copy.zip", office.config, office.keys)
    assert held(office.store) == before


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
    rows = {f"tables/{table}": blocks([{"version_num": "0001"}])}
    rewritten(tmp_path / "copy.zip", tmp_path / "bad.zip", rows, keys=office.keys)

    with pytest.raises(BadInput, match="dañada"):
        restore(tmp_path / "bad.zip", Config(tmp_path / "new"), office.keys)
    assert not (tmp_path / "new").exists()


def test_the_keys_of_another_hub_are_refused(office: Office, tmp_path: Path) -> None:
    other = open_office(tmp_path / "other")
    back_up(office.store, tmp_path / "copy.zip")

    with pytest.raises(BadInput, match="otra central"):
        restore(tmp_path / "copy.zip", Config(tmp_path / "new"), other.keys)


@pytest.fixture
def forged(office: Office, tmp_path: Path) -> dict[str, bytes]:
    """The table of accounts of a copy in which an analyst became an administrator."""
    HubAccounts(office.store).set_credential(Credential("eva", Role.ANALYST, "x", b""))
    back_up(office.store, tmp_path / "copy.zip")
    with zipfile.ZipFile(tmp_path / "copy.zip") as archive, opened(archive, _ACCOUNTS) as file:
        rows = [{**row, "role": Role.ADMIN} for some in rows_of(file) for row in some]
    assert [row["login"] for row in rows] == ["eva"]
    return {_ACCOUNTS: blocks(rows)}


def test_a_role_that_was_changed_in_a_copy_with_every_hash_right_again_is_refused(
    office: Office, forged: dict[str, bytes], tmp_path: Path
) -> None:
    rewritten(tmp_path / "copy.zip", tmp_path / "bad.zip", forged)

    for unsigned in (False, True):
        with pytest.raises(BadInput, match="alguien cambió la copia"):
            restore(tmp_path / "bad.zip", Config(tmp_path / "new"), office.keys, unsigned=unsigned)
    assert not (tmp_path / "new").exists()


def test_a_copy_that_another_hub_signed_in_this_ones_name_is_refused(
    office: Office, forged: dict[str, bytes], tmp_path: Path
) -> None:
    other = HubKeys.generate(bytes(32))
    rewritten(tmp_path / "copy.zip", tmp_path / "bad.zip", forged, keys=other)
    rewritten(tmp_path / "copy.zip", tmp_path / "theirs.zip", forged, keys=other, hub=other.public.fingerprint())

    with pytest.raises(BadInput, match="alguien cambió la copia"):
        restore(tmp_path / "bad.zip", Config(tmp_path / "new"), office.keys)
    with pytest.raises(BadInput, match="otra central"):
        restore(tmp_path / "theirs.zip", Config(tmp_path / "new"), office.keys)


def test_a_copy_without_its_signature_is_taken_only_as_one_of_before_and_where_somebody_says_so(
    office: Office, forged: dict[str, bytes], tmp_path: Path
) -> None:
    older = rewritten(tmp_path / "copy.zip", tmp_path / "older.zip", format=1)
    with zipfile.ZipFile(older) as found, zipfile.ZipFile(tmp_path / "bare.zip", "w") as made:
        for name in found.namelist():
            data = found.read(name)
            made.writestr(name, data.replace(b'"format":1', b'"format":3') if name == MANIFEST else data)

    with pytest.raises(BadInput, match="--unsigned"):
        restore(older, Config(tmp_path / "new"), office.keys)
    with pytest.raises(BadInput, match="alguien cambió la copia"):
        restore(tmp_path / "bare.zip", Config(tmp_path / "new"), office.keys, unsigned=True)
    assert forged
    assert restore(older, Config(tmp_path / "new"), office.keys, unsigned=True).format == 1


def test_a_copy_that_is_changed_after_it_was_verified_makes_no_hub(
    office: Office, forged: dict[str, bytes], tmp_path: Path
) -> None:
    # As it is where somebody writes there in the moment between.
    rewritten(tmp_path / "copy.zip", tmp_path / "bad.zip", forged)
    manifest = read_manifest(tmp_path / "copy.zip")
    store = Store(Config(tmp_path / "new"), migrates=False)

    with zipfile.ZipFile(tmp_path / "bad.zip") as archive, pytest.raises(BadInput, match="dañada"):
        fill(store, archive, manifest, office.keys)
    with store.read() as connection:
        assert inspect(connection).get_table_names() == []
    store.close()
