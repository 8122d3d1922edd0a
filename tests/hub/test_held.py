"""Of each class that is kept for a time only what is old enough goes, on both databases, and what is in use stays."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import func, select

from hub import schema
from hub.acts import BY_COMMAND
from hub.database import add, put
from hub.enrol import invite
from hub.guesses import note_wrong
from hub.health.seen import see
from hub.held import SOURCES
from hub.held_words import Held
from hub.keyfiles import read_keys
from hub.store import Store
from shared.ids import SiteId
from shared.web.throttle import Throttle
from tests.hub.builders import StillClock
from tests.hub.console.test_health import lost
from tests.hub.databases import Databases
from tests.hub.office import NOW, SITES, office

pytestmark = pytest.mark.databases

BEFORE = datetime(2026, 9, 17, 5, tzinfo=UTC)
OLD, NEW = BEFORE - timedelta(days=1), BEFORE + timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    opened = office(tmp_path, StillClock(NOW), databases)
    yield opened
    opened.close()


def s(moment: datetime) -> int:
    return int(moment.timestamp())


def go(store: Store, held: Held) -> int:
    return sum(one.go() for one in SOURCES[held](store, BEFORE))


def rows(store: Store, table: str) -> int:
    with store.read() as connection:
        return int(connection.execute(select(func.count()).select_from(schema.metadata.tables[table])).scalar_one())


def session(store: Store, token: str, seen: datetime) -> None:
    row = {"token": token * 64, "login": "ana", "role": "operator", "person": b"", "opened_s": s(seen)}
    with store.begin() as connection:
        add(connection, schema.sessions, {**row, "seen_s": s(seen)})


def throttle(store: Store, name: str, last: datetime) -> None:
    body = msgspec.msgpack.encode(Throttle(3, s(last)))
    with store.begin() as connection:
        put(connection, schema.throttles, {"name": name, "body": body})


def guess(store: Store, site: str, at: datetime) -> None:
    with store.begin() as connection:
        note_wrong(connection, s(at), site, b"p")


def used_code(store: Store, site: str, over: datetime, by: str | None = "0" * 16) -> None:
    invite(store, read_keys(store.config).public, SiteId(site), store.schools(), "http://hub", by=BY_COMMAND)
    table = schema.invitations
    with store.begin() as connection:
        connection.execute(table.update().where(table.c.site == site).values(used_by=by, expires_s=s(over)))


def copy(store: Store, number: int, made: datetime, *, here: bool) -> None:
    row = {"number": number, "name": f"{number}.zip", "made_s": s(made), "bytes": 1, "rows": 1, "sha256": "0" * 64}
    with store.begin() as connection:
        add(connection, schema.health.copies, {**row, "here": here})


def heard(store: Store, site: str, day: date) -> None:
    with store.begin() as connection:
        add(connection, schema.health.heard_days, {"site": site, "day": day})


def sessions(store: Store) -> None:
    session(store, "a", OLD)
    session(store, "b", NEW)


def throttles(store: Store) -> None:
    throttle(store, "a", OLD)
    throttle(store, "b", NEW)


def guesses(store: Store) -> None:
    guess(store, "a", OLD)
    guess(store, "b", NEW)


def codes(store: Store) -> None:
    used_code(store, SITES[0], OLD)
    used_code(store, SITES[1], NEW)


def days(store: Store) -> None:
    heard(store, "1", OLD.date())
    heard(store, "1", NEW.date())


MAKES = [
    (Held.SESSIONS, "sessions", sessions),
    (Held.THROTTLES, "throttles", throttles),
    (Held.THROTTLES, "throttles", guesses),
    (Held.INVITATIONS, "invitations", codes),
    (Held.HEARD_DAYS, "heard_days", days),
]


@pytest.mark.parametrize(("held", "table", "make"), MAKES)
def test_of_two_rows_the_old_one_goes_once(store: Store, held: Held, table: str, make: Callable[[Store], None]) -> None:
    make(store)

    assert [one.count for one in SOURCES[held](store, BEFORE)] == [1]
    assert [one.since for one in SOURCES[held](store, BEFORE)] == [OLD.date()]
    assert (rows(store, table), go(store, held), rows(store, table), go(store, held)) == (2, 1, 1, 0)


def test_a_session_that_is_open_and_a_code_that_nobody_used_stay(store: Store) -> None:
    session(store, "a", NOW)
    used_code(store, SITES[0], OLD, by=None)

    assert [sum(one.go() for one in SOURCES[held](store, NOW + timedelta(days=1)))
            for held in (Held.SESSIONS, Held.INVITATIONS)] == [0, 0]  # fmt: skip


def test_the_last_note_of_a_copy_and_the_last_of_one_that_left_stay_however_old(store: Store) -> None:
    for number, here in enumerate((False, False, True, True), start=1):
        copy(store, number, OLD, here=here)
    go(store, Held.COPIES)

    with store.read() as connection:
        left = connection.execute(select(schema.health.copies.c.number).order_by("number")).scalars().all()
    assert list(left) == [2, 4]


def test_what_somebody_attended_to_stays_while_its_cause_is_there(store: Store) -> None:
    from hub.alarms import alarms, every

    lost(store)
    see(store, alarms(store), "loss", SITES[0])
    after = NOW + timedelta(days=1)
    assert [one.kind for one in every(store)] == ["loss"]
    assert sum(one.go() for one in SOURCES[Held.ALARMS_SEEN](store, after)) == 0

    with store.begin() as connection:
        connection.execute(schema.losses.delete())
    assert sum(one.go() for one in SOURCES[Held.ALARMS_SEEN](store, after)) == 1


def test_of_reports_go_those_whose_name_has_an_old_day_and_never_those_of_incidents(store: Store) -> None:
    folder = store.config.reports_folder
    folder.mkdir()
    gone = ["nightly-2026-09-16.json", "nightly-2026-09-16.txt"]
    stay = ["nightly-2026-09-17.json", "incident-1-2020-01-01.txt", "nightly-2026-13-99.txt", "notas.txt"]
    for name in (*gone, *stay):
        (folder / name).write_text("x", encoding="utf-8")

    assert go(store, Held.REPORTS) == 2
    assert sorted(path.name for path in folder.iterdir()) == sorted(stay)


@pytest.mark.parametrize("held", [Held.BROUGHT, Held.DRAFTS])
def test_a_folder_of_files_goes_once_nothing_in_it_is_new(store: Store, held: Held) -> None:
    place = store.config.folder / held.value
    for name, newest in (("old", OLD), ("new", NEW)):
        (place / name / "file").mkdir(parents=True)
        file = place / name / "file" / "listado.csv"
        file.write_bytes(bytes(1_000))
        for path, moment in ((file, newest), (file.parent, OLD), (place / name, OLD)):
            os.utime(path, (s(moment), s(moment)))
    (found,) = SOURCES[held](store, BEFORE)

    assert found.bytes == 1_000
    assert go(store, held) == 1
    assert [path.name for path in place.iterdir()] == ["new"]


def test_what_was_written_into_since_it_was_found_stays(store: Store) -> None:
    place = store.config.folder / "drafts" / "a"
    place.mkdir(parents=True)
    os.utime(place, (s(OLD), s(OLD)))
    (found,) = SOURCES[Held.DRAFTS](store, BEFORE)
    (place / "said.json").write_bytes(b"{}")

    assert found.go() == 0
    assert (place / "said.json").is_file()


def test_a_folder_that_cannot_be_read_or_is_a_file_ends_no_night(store: Store) -> None:
    (store.config.folder / "drafts").write_bytes(b"x")
    (store.config.folder / "brought").symlink_to(store.config.folder / "nowhere")

    assert [list(SOURCES[held](store, BEFORE)) for held in (Held.DRAFTS, Held.BROUGHT, Held.REPORTS)] == [[], [], []]


@pytest.mark.parametrize("body", [b"", b"\xc1", msgspec.msgpack.encode(7), msgspec.msgpack.encode([1, "x"])])
def test_a_row_that_nobody_can_read_stays(store: Store, body: bytes) -> None:
    with store.begin() as connection:
        put(connection, schema.throttles, {"name": "x", "body": body})

    assert go(store, Held.THROTTLES) == 0


def test_many_rows_go_some_at_a_time_and_none_is_left(store: Store) -> None:
    row = {"login": "ana", "role": "operator", "person": b"", "opened_s": s(OLD), "seen_s": s(OLD)}
    with store.begin() as connection:
        connection.execute(schema.sessions.insert(), [{"token": f"{number:064}", **row} for number in range(1_201)])

    assert [one.count for one in SOURCES[Held.SESSIONS](store, BEFORE)] == [500, 500, 201]
    assert (go(store, Held.SESSIONS), rows(store, "sessions")) == (1_201, 0)


def test_a_file_that_cannot_be_removed_is_left_for_another_night(store: Store) -> None:
    place = store.config.folder / "brought" / "old"
    place.mkdir(parents=True)
    os.utime(place, (s(OLD), s(OLD)))
    (found,) = SOURCES[Held.BROUGHT](store, BEFORE)
    place.rmdir()

    assert found.go() == 0
