"""Damage anywhere: every record that can be read is kept in its place, and the damaged file stays as it was."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from edge.config import Config
from edge.copies_kept import copy_now
from edge.database import Database
from edge.erasing import erase
from edge.records import Records
from edge.repairing import ASIDE, finish_repair, repair
from edge.sealing import seal_all, seal_old
from edge.store import Store
from edge.wholeness import is_whole
from shared.errors import DatabaseBusy, NotReady
from shared.events import Claim, canonical, to_fields
from shared.facts import Request
from tests.edge.building import GUIDE, SCHOOL, FakeClock, new_store, use
from tests.edge.test_sealing import acked

CLOCK = FakeClock()
PAGE = 4_096


def made(folder: Path, facts: int = 1_500, confirmed: int = 0) -> Config:
    folder.mkdir(parents=True, exist_ok=True)
    with new_store(folder, CLOCK) as store:
        for at in range(0, facts, 100):
            store.record([Claim(use(units=at + n + 1)) for n in range(100)])
        store.people.add_person("learner", "Rosa Quispe", code="7")
        if confirmed:
            acked(store, confirmed)
    return Config(dir=folder, clock=CLOCK)


def damage(path: Path, pages: list[int], draw: random.Random) -> None:
    data = bytearray(path.read_bytes())
    for page in pages:
        at, size = page * PAGE + draw.randrange(PAGE // 2), draw.randrange(8, PAGE // 2)
        data[at : at + size] = draw.randbytes(size)
    path.write_bytes(data)


def readable(path: Path, total: int) -> dict[int, bytes]:
    """Return the bodies of the rows that SQLite itself gives, one by one, in a copy of the file."""
    found = {}
    with closing(sqlite3.connect(path)) as db:
        for pos in range(1, total + 1):
            try:
                row = db.execute("SELECT body FROM events WHERE pos = ?", (pos,)).fetchone()
            except sqlite3.DatabaseError:
                continue
            if row is not None:
                found[pos] = row[0]
    return found


def log_of(path: Path) -> dict[int, bytes]:
    with Database(path, CLOCK, writer=False) as db:
        return {row.pos: row.body for row in Records(db).bodies()}


def test_a_sound_database_comes_out_as_it_was(tmp_path: Path) -> None:
    config = made(tmp_path, 300)
    before = log_of(config.database)
    done = repair(config)

    assert (log_of(config.database), done.salvaged.whole, done.lost) == (before, True, 0)
    with Store(config.database, CLOCK) as store:
        assert [row.name for row in store.people.learners()] == ["Rosa Quispe"]
        store.record([Claim(use())])


def pages_of(path: Path, table: str) -> list[int]:
    with closing(sqlite3.connect(path)) as db:
        return [page for (page,) in db.execute("SELECT pageno - 1 FROM dbstat WHERE name = ?", (table,))]


@pytest.mark.parametrize("seed", range(20))
def test_of_two_hundred_damaged_pages_every_record_that_can_be_read_is_kept_and_the_original_stays(
    tmp_path: Path, seed: int
) -> None:
    draw = random.Random(seed)
    config = made(tmp_path / "node", 200)
    with Store(config.database, CLOCK) as store:
        store.record([Claim(asked(n)) for n in range(1_000)])
        if confirmed := draw.choice([0, 150, 900]):
            acked(store, confirmed)
    before, rows = log_of(config.database), readable(config.database, 1_300)
    pages = pages_of(config.database, "events")
    damage(config.database, draw.sample(pages[:1] * (seed % 5 == 0) + pages[1:], 10), draw)
    original = config.database.read_bytes()
    (tmp_path / "look.db").write_bytes(original)
    sound = [pos for pos, row in readable(tmp_path / "look.db", len(before)).items() if row == rows[pos]]
    done = repair(config)

    assert (done.aside / "node.db").read_bytes() == original
    after, again = log_of(config.database), [canonical(to_fields(event)) for event in done.salvaged.log.again]
    elsewhere = {before[pos] for pos in sound if after.get(pos) != before[pos]}
    assert len(sound) < len(before)
    assert elsewhere <= set(again)
    with Store(config.database, CLOCK) as store:
        assert is_whole(store.db, store.records, after=0)
        store.record([Claim(use())])


def asked(n: int) -> Request:
    return Request(school=SCHOOL, resource=GUIDE, units=n + 1, reason=f"{n} " + "Faltan para la sección. " * 9)


@pytest.mark.parametrize("seed", range(6))
def test_wherever_else_it_is_damaged_the_log_is_kept(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    config = made(tmp_path / "node", 100)
    before = log_of(config.database)
    copy_now(config.database, CLOCK)
    others = sorted({*range(1, config.database.stat().st_size // PAGE)} - {*pages_of(config.database, "events")})
    damage(config.database, draw.sample(others, 12), draw)
    repair(config)

    assert log_of(config.database) == before
    with Store(config.database, CLOCK) as store:
        assert [row.name for row in store.people.learners()] == ["Rosa Quispe"]


def test_a_daily_copy_gives_back_what_the_database_lost(tmp_path: Path) -> None:
    config = made(tmp_path / "node", 1_500)
    before = log_of(config.database)
    copy_now(config.database, CLOCK)
    broken_rows(config.database, 500, 900)
    done = repair(config)

    assert (done.lost, done.again, log_of(config.database)) == (0, 0, before)
    assert done.salvaged.log.from_copies == 401


def broken_rows(path: Path, first: int, last: int) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DELETE FROM events WHERE pos BETWEEN ? AND ?", (first, last))


def test_what_the_region_confirmed_and_this_laptop_lost_leaves_its_place_and_nothing_is_sent_twice(
    tmp_path: Path,
) -> None:
    config = made(tmp_path, 300, confirmed=200)
    before = log_of(config.database)
    broken_rows(config.database, 50, 60)
    done = repair(config)
    after = log_of(config.database)
    with Store(config.database, CLOCK) as store:
        pending, ends = store.outbox.pending(), (store.outbox.acked(), store.records.count())

    assert (done.salvaged.log.at_region, done.lost, done.again) == (11, 0, 0)
    assert {pos: body for pos, body in after.items() if not 50 <= pos <= 60} == {
        pos: body for pos, body in before.items() if not 50 <= pos <= 60
    }
    assert (ends, pending) == ((200, len(before)), len(before) - 200)


def test_what_stands_after_something_lost_that_nobody_confirmed_is_recorded_anew_on_its_day(tmp_path: Path) -> None:
    config = made(tmp_path, 300, confirmed=100)
    before = log_of(config.database)
    broken_rows(config.database, 200, 205)
    done = repair(config)
    with Store(config.database, CLOCK, writer=False) as store:
        openings = len(store.entries.incarnations())
        days = {event.occurred.day() for _, event in store.entries.events(192) if event.occurred}

    assert (done.lost, done.salvaged.log.kept, done.kept) == (6, 192, len(before) - 6)
    assert (openings, days) == (2, {CLOCK.now().date()})


def test_a_mended_log_is_never_sealed(tmp_path: Path) -> None:
    config = made(tmp_path, 300, confirmed=300)
    broken_rows(config.database, 50, 60)
    repair(config)
    with Store(config.database, CLOCK) as store:
        assert seal_old(store, keep=1, per_block=10) == 0


def test_sealed_records_come_out_as_rows(tmp_path: Path) -> None:
    config = made(tmp_path, 300)
    with Store(config.database, CLOCK) as store:
        acked(store, 299)
        assert seal_all(store, keep=1, per_block=100)
    before = log_of(config.database)
    done = repair(config)

    assert (log_of(config.database), done.salvaged.whole) == (before, True)


def test_a_log_without_records_is_repaired_too(tmp_path: Path) -> None:
    with new_store(tmp_path, CLOCK) as store:
        store.db.write("INSERT INTO incarnations (id, first_pos) VALUES (x'0102030405060708', 99)")
    done = repair(Config(dir=tmp_path, clock=CLOCK))

    assert (done.kept, done.lost) == (0, 0)


def test_a_node_that_is_open_is_not_repaired(tmp_path: Path) -> None:
    config = made(tmp_path, 100)
    with Store(config.database, CLOCK), pytest.raises(DatabaseBusy):
        repair(config)


def test_of_a_file_of_which_nothing_can_be_read_the_copies_make_the_node(tmp_path: Path) -> None:
    config = made(tmp_path, 300)
    before = log_of(config.database)
    copy_now(config.database, CLOCK)
    config.database.write_bytes(b"\xff" * 8_192)
    done = repair(config)

    assert log_of(config.database) == before
    assert (done.aside / "node.db").read_bytes() == b"\xff" * 8_192


def test_where_nothing_at_all_can_be_read_nothing_is_changed(tmp_path: Path) -> None:
    config = made(tmp_path, 100)
    config.database.write_bytes(b"\xff" * 8_192)
    with pytest.raises(NotReady, match="no se puede leer nada"):
        repair(config)

    assert config.database.read_bytes() == b"\xff" * 8_192
    assert not (tmp_path / ASIDE).exists()
    assert not list(tmp_path.glob(".repair*"))


def test_a_cut_between_putting_aside_and_the_new_name_is_made_good(tmp_path: Path) -> None:
    config = made(tmp_path, 100)
    before = log_of(config.database)
    config.database.replace(tmp_path / "node.db.repaired")

    assert (finish_repair(config), finish_repair(config)) == (True, False)
    assert log_of(config.database) == before


def test_who_is_erased_later_is_in_no_file_that_was_put_aside(tmp_path: Path) -> None:
    config = made(tmp_path, facts=100)
    aside = repair(config).aside
    left = tmp_path / ".repair-0badcafe"
    left.mkdir()
    (left / "new.db").write_bytes(b"names")
    assert (aside / config.database.name).exists()
    with Store(config.database, CLOCK) as store:
        [rosa] = [row.person for row in store.people.learners()]
        erase(store.db, rosa)

    assert (list(aside.iterdir()), left.exists()) == ([], False)


def test_what_a_cut_left_of_a_repair_makes_room_for_the_next(tmp_path: Path) -> None:
    config = made(tmp_path, facts=100)
    left = tmp_path / ".repair-0badcafe"
    left.mkdir()
    (left / "damaged.db").write_bytes(b"x")
    repair(config)

    assert not left.exists()
