"""A node in one sealed file: it comes back whole or not at all, and nobody without the phrase reads it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.backup_file import back_up, restore
from edge.config import Config
from edge.enrol import init, load_identity
from edge.people import Newcomer
from edge.power import PowerLog
from edge.store import Store
from shared.errors import BadInput, NoSpace, NotReady
from shared.events import Claim
from tests.edge.building import SCHOOL, FakeClock, FakeHub, use
from tests.faults.small_disk import small_disk

PHRASE = "maiz morado en la ladera"
CLOCK = FakeClock()


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Config:
    folder = tmp_path_factory.mktemp("home")
    config = Config(dir=folder / "node", clock=CLOCK)
    (folder / "invitation.json").write_bytes(FakeHub().invitation().to_json())
    init(config, folder / "invitation.json")
    with Store(config.database, CLOCK) as store:
        store.people.add_people([Newcomer("learner", "Rosa Quispe", "7", SCHOOL, "3° A")])
        for _ in range(30):
            store.record([Claim(use())])
        store.db.write("CREATE TABLE IF NOT EXISTS padding (data BLOB)")
        store.db.write("INSERT INTO padding VALUES (randomblob(2500000))")
    return config


@pytest.fixture(scope="module")
def stick(node: Config) -> Path:
    folder = node.dir.with_name("usb")
    folder.mkdir()
    back_up(node, folder / "copia", PHRASE)
    return folder


def bodies(config: Config) -> list[bytes]:
    with Store(config.database, CLOCK, writer=False) as store:
        return [row.body for row in store.records.bodies()]


def elsewhere(tmp_path: Path) -> Config:
    return Config(dir=tmp_path / "new", clock=CLOCK)


def test_a_restored_node_has_the_log_the_people_and_the_keys(node: Config, stick: Path, tmp_path: Path) -> None:
    new = elsewhere(tmp_path)
    restore(new, stick / "copia", PHRASE)

    assert bodies(new) == bodies(node)
    assert load_identity(new).invitation == load_identity(node).invitation
    assert load_identity(new).keys.seed == load_identity(node).keys.seed
    with Store(new.database, CLOCK) as store:
        [rosa] = store.people.pseudonyms(["7"]).values()
        found = store.people.person(rosa)
    assert found is not None
    assert found.name == "Rosa Quispe"
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


def test_what_was_open_is_closed_and_files_that_did_not_come_along_are_not_listed(tmp_path: Path) -> None:
    config = Config(dir=tmp_path / "node", clock=CLOCK)
    (tmp_path / "invitation.json").write_bytes(FakeHub().invitation().to_json())
    init(config, tmp_path / "invitation.json")
    with Store(config.database, CLOCK) as store:
        PowerLog(store.db).begin()
        store.db.write("INSERT INTO packs (resource, version, manifest, at) VALUES ('lecturas', 1, x'00', 0)")
        store.db.write("INSERT INTO pack_files (sha256, size, state) VALUES (x'00', 1, 'here')")
        back_up(config, tmp_path / "copia", PHRASE)
    restore(elsewhere(tmp_path), tmp_path / "copia", PHRASE)

    with Store(elsewhere(tmp_path).database, CLOCK) as store:
        PowerLog(store.db).begin()
        assert PowerLog(store.db).cuts() == []
        assert store.db.rows("SELECT 1 FROM packs UNION ALL SELECT 1 FROM pack_files") == []


def test_nothing_of_the_node_is_read_in_the_file(node: Config, stick: Path) -> None:
    data = (stick / "copia").read_bytes()

    assert b"SQLite" not in data
    assert b"Rosa" not in data
    assert load_identity(node).keys.seed not in data
    assert (node.dir / "people.key").read_bytes() not in data
    assert [path.name for path in stick.iterdir()] == ["copia"]


def test_another_phrase_opens_nothing_and_leaves_nothing(stick: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="La frase no abre"):
        restore(elsewhere(tmp_path), stick / "copia", "otra frase cualquiera")

    assert not list(tmp_path.iterdir())


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(0, 1, exclude_max=True), st.integers(1, 255))
def test_one_byte_that_changed_anywhere_is_refused_and_leaves_nothing(
    stick: Path, tmp_path: Path, where: float, by: int
) -> None:
    data = bytearray((stick / "copia").read_bytes())
    data[int(where * len(data))] ^= by
    bad = stick.with_name("changed")
    bad.write_bytes(data)

    with pytest.raises(BadInput, match="No se cambió nada"):
        restore(elsewhere(tmp_path), bad, PHRASE)
    assert not list(tmp_path.iterdir())


def _spoilt(data: bytes) -> Iterator[bytes]:
    piece, begin = 1_048_576 + 16, 20 + int.from_bytes(data[16:20], "big")
    yield from (b"", data[:10], data[:200], data[:-1], data + b"x")
    yield from (data[:begin], data[: begin + piece], data[: begin + 2 * piece])
    first, second = data[begin : begin + piece], data[begin + piece : begin + 2 * piece]
    yield data[:begin] + second + first + data[begin + 2 * piece :]


def test_a_file_that_was_cut_grew_or_is_in_another_order_is_refused(stick: Path, tmp_path: Path) -> None:
    bad = stick.with_name("cut")
    for data in _spoilt((stick / "copia").read_bytes()):
        bad.write_bytes(data)

        with pytest.raises(BadInput, match="No se cambió nada"):
            restore(elsewhere(tmp_path), bad, PHRASE)
        assert not list(tmp_path.iterdir())


def test_a_folder_with_something_in_it_is_left_alone(stick: Path, tmp_path: Path) -> None:
    new = elsewhere(tmp_path)
    new.dir.mkdir()
    (new.dir / "node.db").write_bytes(b"mine")

    with pytest.raises(BadInput, match="ya hay algo"):
        restore(new, stick / "copia", PHRASE)
    assert (new.dir / "node.db").read_bytes() == b"mine"


def test_an_empty_folder_is_taken(node: Config, stick: Path, tmp_path: Path) -> None:
    new = elsewhere(tmp_path)
    new.dir.mkdir()
    restore(new, stick / "copia", PHRASE)

    assert bodies(new) == bodies(node)


def test_a_copy_is_put_over_no_other_and_a_short_phrase_seals_none(node: Config, stick: Path) -> None:
    with pytest.raises(BadInput, match="ya existe"):
        back_up(node, stick / "copia", PHRASE)
    with pytest.raises(BadInput, match="frase"):
        back_up(node, stick / "otra", "corta")
    with pytest.raises(BadInput, match="No existe la carpeta"):
        back_up(node, stick / "no" / "copia", PHRASE)
    assert [path.name for path in stick.iterdir()] == ["copia"]


def test_a_full_stick_is_told_and_nothing_half_is_left_on_it(node: Config, tmp_path: Path) -> None:
    with small_disk(tmp_path / "usb", 1_000) as disk:
        with pytest.raises(NoSpace, match=r"necesita \d MB libres"):
            back_up(node, disk.folder / "copia", PHRASE)
        assert not list(disk.folder.iterdir())
    assert not list(node.dir.glob("*.copying"))


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="no such place that takes no file")
def test_a_place_that_takes_no_file_is_told_as_a_stick_that_is_gone(node: Config) -> None:
    with pytest.raises(NotReady, match="vea que siga puesto"):
        back_up(node, Path("/proc/self/copia"), PHRASE)


def test_sessions_end_and_models_are_asked_for_anew_in_the_restored_node(node: Config, tmp_path: Path) -> None:
    with closing(sqlite3.connect(node.database)) as connection, connection:
        connection.execute("INSERT INTO sessions VALUES (x'00', 'rosa', 'coordinator', x'01', 1, 1)")
        connection.execute("INSERT INTO models (sha256, manifest, state, why, at) VALUES ('a', x'00', 'active', '', 1)")
    back_up(node, tmp_path / "copia", PHRASE)
    restore(elsewhere(tmp_path), tmp_path / "copia", PHRASE)

    with closing(sqlite3.connect(elsewhere(tmp_path).database)) as connection:
        assert connection.execute("SELECT count(*) FROM sessions").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM models").fetchone() == (0,)
    with closing(sqlite3.connect(node.database)) as connection, connection:
        assert connection.execute("DELETE FROM sessions").rowcount == 1
        assert connection.execute("DELETE FROM models").rowcount == 1


def test_a_copy_of_an_older_version_of_the_program_comes_forward(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = Config(dir=tmp_path / "node", clock=CLOCK)
    (tmp_path / "invitation.json").write_bytes(FakeHub().invitation().to_json())
    init(config, tmp_path / "invitation.json")
    with closing(sqlite3.connect(config.database)) as old, old:
        for table in ("memberships", "other_codes"):
            old.execute(f"DROP TABLE {table}")
        old.execute("DELETE FROM _sqlite_migrations WHERE name = 'm002_rosters'")
    with monkeypatch.context() as then:
        # The program of that day.
        then.setattr("edge.database.up_to_date", lambda _db: True)
        back_up(config, tmp_path / "copia", PHRASE)
    restore(elsewhere(tmp_path), tmp_path / "copia", PHRASE)

    with Store(elsewhere(tmp_path).database, CLOCK, writer=False) as store:
        assert store.people.classes() == []
