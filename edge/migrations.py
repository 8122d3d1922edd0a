"""The node's tables: numbered steps, forward only, never edited once released; a node may skip releases."""

from hashlib import blake2b
from typing import Any

import msgspec

from edge import school_tables
from sync.wire import pack


def m001_first_tables(db: Any) -> None:
    """Log, cursor, feed, folds, people, accounts, attempts, forecasts, models."""
    for statement in _FIRST_TABLES.split(";"):
        db.execute(statement)


def m002_rosters(db: Any) -> None:
    """Other codes of people, and the classes beyond a person's first."""
    for statement in _ROSTER_TABLES.split(";"):
        db.execute(statement)


# A position is a row: a log has no holes, so (incarnation, seq) is where an incarnation begins plus seq.
_FIRST_TABLES = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
CREATE TABLE incarnations (n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, first_pos INTEGER NOT NULL UNIQUE) STRICT;
CREATE TABLE events (
    pos INTEGER PRIMARY KEY, kind INTEGER NOT NULL, body BLOB NOT NULL, head BLOB NOT NULL
) STRICT;
CREATE INDEX rare_events ON events (kind, pos) WHERE kind NOT IN (1, 2, 13);
CREATE TABLE source_keys (key BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE spent_forms (n INTEGER PRIMARY KEY, nonce BLOB NOT NULL UNIQUE) STRICT;

CREATE TABLE stream_positions (
    stream TEXT NOT NULL, at INTEGER NOT NULL, position BLOB NOT NULL, PRIMARY KEY (stream, at)
) STRICT, WITHOUT ROWID;
CREATE TABLE stream_lives (stream TEXT PRIMARY KEY, life BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE items (
    digest BLOB PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, item BLOB NOT NULL, came INTEGER NOT NULL
) STRICT;
CREATE INDEX items_by_kind ON items (kind, subject);

CREATE TABLE stock (
    resource TEXT PRIMARY KEY, on_hand INTEGER NOT NULL, lent INTEGER NOT NULL, as_of INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE loans (
    resource TEXT NOT NULL, borrower BLOB NOT NULL, serial TEXT NOT NULL, units INTEGER NOT NULL, due INTEGER,
    since INTEGER, PRIMARY KEY (resource, borrower, serial)
) STRICT, WITHOUT ROWID;
CREATE TABLE weekly (
    school TEXT NOT NULL, resource TEXT NOT NULL, week INTEGER NOT NULL, used INTEGER NOT NULL DEFAULT 0,
    added INTEGER NOT NULL DEFAULT 0, added_learners INTEGER NOT NULL DEFAULT 0, peak INTEGER NOT NULL DEFAULT 0,
    whole INTEGER, whole_learners INTEGER, unserved INTEGER NOT NULL DEFAULT 0,
    unserved_days INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (school, resource, week)
) STRICT, WITHOUT ROWID;
CREATE TABLE day_use (
    school TEXT NOT NULL, resource TEXT NOT NULL, week INTEGER NOT NULL, day INTEGER NOT NULL, learner BLOB NOT NULL,
    units INTEGER NOT NULL, PRIMARY KEY (school, resource, week, day, learner)
) STRICT, WITHOUT ROWID;
CREATE TABLE alive (
    school TEXT NOT NULL, week INTEGER NOT NULL, days INTEGER NOT NULL, PRIMARY KEY (school, week)
) STRICT, WITHOUT ROWID;

CREATE TABLE classes (id INTEGER PRIMARY KEY, school TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (school, name)) STRICT;
CREATE TABLE people (
    person BLOB PRIMARY KEY, role TEXT NOT NULL, school TEXT, class_id INTEGER REFERENCES classes (id),
    code_key BLOB UNIQUE, sealed_code BLOB, sealed_name BLOB
) STRICT, WITHOUT ROWID;
CREATE TABLE credentials (
    login TEXT PRIMARY KEY, role TEXT NOT NULL, secret TEXT NOT NULL, person BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE sessions (
    token_hash BLOB PRIMARY KEY, login TEXT NOT NULL, role TEXT NOT NULL, person BLOB NOT NULL,
    opened_s INTEGER NOT NULL, seen_s INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE throttles (key TEXT PRIMARY KEY, failures INTEGER NOT NULL, last_s INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE attempts (n INTEGER PRIMARY KEY, row BLOB NOT NULL) STRICT;
CREATE TABLE forecasts (
    school TEXT NOT NULL, resource TEXT NOT NULL, forecast BLOB NOT NULL, made INTEGER NOT NULL, note TEXT NOT NULL,
    PRIMARY KEY (school, resource)
) STRICT, WITHOUT ROWID;
CREATE TABLE models (
    sha256 TEXT PRIMARY KEY, manifest BLOB NOT NULL, state TEXT NOT NULL, why TEXT NOT NULL, at INTEGER NOT NULL
) STRICT, WITHOUT ROWID"""


_ROSTER_TABLES = """
CREATE TABLE other_codes (
    code_key BLOB PRIMARY KEY, person BLOB NOT NULL REFERENCES people (person)
) STRICT, WITHOUT ROWID;
CREATE TABLE memberships (
    class_id INTEGER NOT NULL REFERENCES classes (id), person BLOB NOT NULL REFERENCES people (person),
    PRIMARY KEY (class_id, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_of ON memberships (person)"""


def m003_receipts(db: Any) -> None:
    """When the hub had what: it dates what no clock of the node tells. And the clock marks, found without a search."""
    for statement in _RECEIPTS.split(";"):
        db.execute(statement)


_RECEIPTS = """
CREATE TABLE receipts (pos INTEGER PRIMARY KEY, hub_time INTEGER NOT NULL) STRICT;
CREATE INDEX clock_marks ON events (pos) WHERE kind = 13"""


def m004_whole_peak(db: Any) -> None:
    """The peak that the total of a whole week told, apart: a later total corrects it."""
    db.execute("ALTER TABLE weekly ADD COLUMN whole_peak INTEGER")
    # What was folded before knows no such peak: the log is folded again as soon as it is opened.
    db.execute("INSERT OR REPLACE INTO settings (name, value) VALUES ('refold', x'c3')")


def m005_sealed(db: Any) -> None:
    """Blocks of old records; and names and shapes, which rows no longer repeat. Older rows stay as they are."""
    for statement in _SEALED.split(";"):
        db.execute(statement)


_SEALED = """
CREATE TABLE sealed (
    first_pos INTEGER PRIMARY KEY, last_pos INTEGER NOT NULL UNIQUE, count INTEGER NOT NULL, head BLOB NOT NULL,
    names BLOB NOT NULL, body BLOB NOT NULL
) STRICT;
CREATE TABLE shapes (n INTEGER PRIMARY KEY, fields BLOB NOT NULL UNIQUE) STRICT;
CREATE TABLE names (
    field INTEGER NOT NULL, place INTEGER NOT NULL, name ANY NOT NULL, PRIMARY KEY (field, place)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX places ON names (field, name)"""


def m006_carried(db: Any) -> None:
    """Which item each place of the feed carries: what is carried no more, the hub lost."""
    db.execute("ALTER TABLE stream_positions ADD COLUMN item BLOB")
    items = [digest for (digest,) in db.execute("SELECT digest FROM items ORDER BY rowid").fetchall()]
    before = ("", bytes(16))
    for stream, at, raw in db.execute(
        "SELECT stream, at, position FROM stream_positions ORDER BY stream, at"
    ).fetchall():
        life, number, head = msgspec.msgpack.decode(raw)
        first = before[1] if before[0] == stream else bytes(16)
        carried = next((one for one in items if _head(first, life, number, one) == head), None)
        db.execute("UPDATE stream_positions SET item = ? WHERE stream = ? AND at = ?", (carried, stream, at))
        if carried is not None:
            # They came in this order: the next one is most often the next place's.
            turn = items.index(carried) + 1
            items = items[turn:] + items[:turn]
        before = (stream, head)


def _head(before: bytes, life: list[Any], number: int, item: bytes) -> bytes:
    return blake2b(pack((before, life, number, item)), digest_size=16).digest()


def m007_told(db: Any) -> None:
    """Faces and progress, added up by week: what forecasts look at besides use."""
    db.execute(_TOLD)
    # Those of before are in the log, which is folded again as soon as it is opened.
    db.execute("INSERT OR REPLACE INTO settings (name, value) VALUES ('refold', x'c3')")
    # A model that looks at them was refused for what the older program lacked: this one tries it.
    db.execute("UPDATE models SET state = 'waiting' WHERE state = 'refused' AND why LIKE ?", ("%espera otros datos%",))


_TOLD = """
CREATE TABLE told (
    school TEXT NOT NULL, resource TEXT NOT NULL, week INTEGER NOT NULL,
    score_sum INTEGER NOT NULL DEFAULT 0, scores INTEGER NOT NULL DEFAULT 0,
    progress_sum INTEGER NOT NULL DEFAULT 0, progresses INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (school, resource, week)
) STRICT, WITHOUT ROWID"""


def m008_judges(db: Any) -> None:
    """Which version of the program said what became of a model: another one tries again what that one refused."""
    db.execute("ALTER TABLE models ADD COLUMN program TEXT NOT NULL DEFAULT ''")


def m009_devices(db: Any) -> None:
    """Devices by their serial, for which pupil something is lent, and the days of a school's own calendar."""
    for statement in school_tables.DEVICES.split(";"):
        db.execute(statement)
    # What older versions of the program kept of them as kinds and fields they did not know is in the log.
    db.execute("INSERT OR REPLACE INTO settings (name, value) VALUES ('refold', x'c3')")


def m010_custody(db: Any) -> None:
    """Guardians and their learners, what else is known of people, and the papers of loans."""
    for statement in school_tables.CUSTODY.split(";"):
        db.execute(statement)


def m011_audit(db: Any) -> None:
    """Who did what to people and accounts, in a chain; codes that are used once; who left the school, and when."""
    for statement in school_tables.AUDIT:
        db.execute(statement)


def m012_class(db: Any) -> None:
    """What teachers assign and ask for, the cards of pupils and what pupils say of a material."""
    for statement in school_tables.CLASS.split(";"):
        db.execute(statement)


def m013_packs(db: Any) -> None:
    """Content packs on this laptop, their files, and how far a pupil came in each."""
    for statement in school_tables.PACKS.split(";"):
        db.execute(statement)


def m014_power(db: Any) -> None:
    """How each opening of the node ended."""
    db.execute(school_tables.POWER)


def m015_card_address(db: Any) -> None:
    """Which address the QR code of a pupil's card bears; of older cards nobody knows it."""
    db.execute("ALTER TABLE cards ADD COLUMN url TEXT NOT NULL DEFAULT ''")


STEPS = {
    step.__name__: step
    for step in (
        m001_first_tables,
        m002_rosters,
        m003_receipts,
        m004_whole_peak,
        m005_sealed,
        m006_carried,
        m007_told,
        m008_judges,
        m009_devices,
        m010_custody,
        m011_audit,
        m012_class,
        m013_packs,
        m014_power,
        m015_card_address,
    )
}
