"""A copy that an older program made becomes a hub of today: its rows go through each migration since."""

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, create_engine

from hub import schema
from hub.backup import LENGTH_BYTES, MANIFEST, Manifest, back_up
from hub.config import Config
from hub.copy_secrets import SECRETS
from hub.database import REVISION
from hub.ingest import Ingest
from hub.keyfiles import read_keys
from hub.migrations.run import revisions, upgrade
from hub.restoring import restore
from hub.store import Store
from shared.errors import BadBundle, BadInput
from sync.keys import HubKeys, NodeKeys
from tests.hub.builders import GUIDE, SITE, Node, Office, StillClock, count, open_office, uses
from tests.hub.databases import Databases
from tests.hub.test_plans import plan

pytestmark = pytest.mark.databases

COPY_OF_0002 = Path(__file__).parent / "copies" / "0002.zip"
"""Made by the first version that had `chasqui-hub backup` (bc4f334), by hand; never made again."""
KEYS_OF_0002 = HubKeys.from_bytes(
    bytes.fromhex(
        "659a966cbd1c1e1fc17a30b5d26aa9852352377dae5824f006c6e72cb3220442fc313d3e3148a1c66d599ad1e46ad0542bd09c4d5c082668"
        "f05be6e857e8164c0d31d3979285e2c14a9e2b4af8a3b36d89af13f712b2190ff49f57dca84d1b9a"
    )
)


@pytest.fixture
def open_copy(databases: Databases, tmp_path: Path) -> Iterator[Callable[[Path, HubKeys], Office]]:
    """Restores a copy into a new folder and database, and opens what came of it."""
    opened: list[Office] = []

    def open_(copy: Path, keys: HubKeys) -> Office:
        folder = tmp_path / f"new{len(opened)}"
        config = Config(folder, clock=StillClock(), min_free_mb=1, database=databases.new(empty=True))
        restore(copy, config, keys, unsigned=True)
        store = Store(config)
        opened.append(Office(config, read_keys(config), store, Ingest(store, keys), databases))
        return opened[-1]

    yield open_
    for office in opened:
        office.close()


def sent() -> tuple[Node, Node]:
    """Return the node and the stranger who had sent to the hub of each copy here."""
    node = Node(NodeKeys.from_seed(b"n" * 32), SITE)
    node.record(count(40), *uses(4))
    stranger = Node(NodeKeys.from_seed(b"s" * 32), SITE, "no code")
    stranger.record(*uses(2), name="z")
    return node, stranger


def check_whole(office: Office) -> None:
    """Check that all that the copies here hold is there, and that the hub goes on from it."""
    node = replace(sent()[0], hub=office.keys.public)
    with office.store.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
    assert (office.store.totals().events, office.store.plan("latest").lines, len(office.store.waiting())) == (5, 2, 1)
    node.record(*uses(3))
    assert office.take(node.bundle(5)).new_events == 3
    assert [row.on_hand for row in office.store.stock() if row.resource == GUIDE] == [33]


def test_a_copy_that_the_first_version_with_copies_made_is_taken(
    open_copy: Callable[[Path, HubKeys], Office],
) -> None:
    office = open_copy(COPY_OF_0002, KEYS_OF_0002)

    check_whole(office)
    # The wire was another one then: the stranger says it again once it is updated too.
    with pytest.raises(BadBundle, match="versión anterior"):
        office.ingest.accept(sent()[1].keys.node_id.hex())


@pytest.mark.parametrize("revision", revisions())
def test_a_copy_of_the_tables_of_any_revision_is_taken(
    revision: str, open_copy: Callable[[Path, HubKeys], Office], tmp_path: Path
) -> None:
    office = open_office(tmp_path / "hub")
    node, stranger = (replace(one, hub=office.keys.public) for one in sent())
    node.code = office.invite()
    for one in (node, stranger):
        office.take(one.bundle())
    office.store.propose(plan())
    office.store.start_life()
    back_up(office.store, tmp_path / "today.zip")
    office.close()
    as_of(revision, tmp_path / "today.zip", tmp_path / "then.zip")

    restored = open_copy(tmp_path / "then.zip", office.keys)

    check_whole(restored)
    assert restored.ingest.accept(stranger.keys.node_id.hex()) == 2


def test_a_copy_of_tomorrow_is_refused_and_nothing_is_made(office: Office, tmp_path: Path) -> None:
    back_up(office.store, tmp_path / "today.zip")
    as_of(REVISION, tmp_path / "today.zip", tmp_path / "tomorrow.zip", called="9999")

    with pytest.raises(BadInput, match="versión más nueva de Chasqui"):
        restore(tmp_path / "tomorrow.zip", Config(tmp_path / "new"), office.keys)
    assert not (tmp_path / "new").exists()


def test_a_copy_of_before_is_taken_only_where_somebody_says_that_it_is_one(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="la hizo una versión anterior de Chasqui"):
        restore(COPY_OF_0002, Config(tmp_path / "new"), KEYS_OF_0002)
    assert not (tmp_path / "new").exists()


def test_a_database_in_use_is_left_alone_and_an_unused_one_of_today_is_taken(
    databases: Databases, office: Office, tmp_path: Path
) -> None:
    used = replace(office.config, folder=tmp_path / "second", database=office.config.database)
    unused = Config(tmp_path / "third", clock=StillClock(), database=databases.new())
    if not used.database:
        pytest.skip("SQLite's database lies in the folder, which is looked at first")
    with pytest.raises(BadInput, match="ya es de una central"):
        restore(COPY_OF_0002, used, KEYS_OF_0002, unsigned=True)
    restore(COPY_OF_0002, unused, KEYS_OF_0002, unsigned=True)

    assert office.store.totals().schools == 2
    store = Store(unused)
    assert store.totals().events == 5
    store.close()
    databases.drop(unused.database)


def as_of(revision: str, copy: Path, out: Path, *, called: str = "") -> None:
    """Write to *out* what an older program would have copied: the tables and columns of *revision*."""
    columns = columns_of(revision)
    with zipfile.ZipFile(copy) as found, zipfile.ZipFile(out, "w") as made:
        manifest = msgspec.json.decode(found.read(MANIFEST), type=Manifest)
        files = {}
        for name in manifest.files:
            kind, _, table = name.partition("/")
            if name == SECRETS or (kind == "tables" and table not in columns):
                continue
            data = found.read(name) if kind != "tables" else cut(found.read(name), columns[table])
            files[name] = sha256(data).hexdigest()
            made.writestr(name, data)
        # Nobody signed a copy then.
        then = msgspec.structs.replace(manifest, format=1, revision=called or revision, files=files)
        made.writestr(MANIFEST, msgspec.json.encode(then))


def columns_of(revision: str) -> dict[str, set[str]]:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        upgrade(connection, revision)
        tables = MetaData()
        tables.reflect(connection)
    engine.dispose()
    return {name: {column.name for column in table.columns} for name, table in tables.tables.items()}


def cut(data: bytes, columns: set[str]) -> bytes:
    out = b""
    while data:
        size = int.from_bytes(data[:LENGTH_BYTES], "big")
        rows: list[dict[str, Any]] = msgspec.msgpack.decode(data[LENGTH_BYTES : LENGTH_BYTES + size])
        some = msgspec.msgpack.encode([{name: row[name] for name in row if name in columns} for row in rows])
        out, data = out + len(some).to_bytes(LENGTH_BYTES, "big") + some, data[LENGTH_BYTES + size :]
    return out
