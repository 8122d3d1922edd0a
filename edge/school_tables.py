"""The tables of a school's people, devices and classes as SQL, a constant for each step of ``edge.migrations``."""

DEVICES = """
CREATE TABLE devices (
    resource TEXT NOT NULL, serial TEXT NOT NULL, place TEXT NOT NULL, holder BLOB, learner BLOB, due INTEGER,
    since INTEGER, seen INTEGER, cause TEXT NOT NULL, report TEXT NOT NULL, maker TEXT NOT NULL, android INTEGER,
    storage_mb INTEGER, free_mb INTEGER, memory_mb INTEGER, condition TEXT NOT NULL, origin TEXT NOT NULL,
    PRIMARY KEY (resource, serial)
) STRICT, WITHOUT ROWID;
CREATE TABLE serial_counts (resource TEXT PRIMARY KEY, day INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE own_days (
    n INTEGER PRIMARY KEY, school TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, open INTEGER NOT NULL,
    cause TEXT NOT NULL
) STRICT;
ALTER TABLE loans ADD COLUMN learner BLOB
"""
"""Devices by their serial, what was counted by it, the days of a school's own calendar, and for whom a loan is."""

CUSTODY = """
CREATE TABLE custody (
    guardian BLOB NOT NULL, learner BLOB NOT NULL, PRIMARY KEY (guardian, learner)
) STRICT, WITHOUT ROWID;
CREATE TABLE sealed_more (person BLOB PRIMARY KEY, body BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE loan_papers (
    source_key BLOB PRIMARY KEY, resource TEXT NOT NULL, serial TEXT NOT NULL, borrower BLOB NOT NULL, learner BLOB,
    at_s INTEGER NOT NULL, sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX loan_papers_of ON loan_papers (resource, serial)
"""
"""Who looks after whom, what else is known of a person, and what a loan's paper says: all of it sealed or random."""

CLASS = """
CREATE TABLE assignments (
    id INTEGER PRIMARY KEY, class_id INTEGER REFERENCES classes (id), person BLOB, item TEXT NOT NULL,
    since INTEGER NOT NULL, until INTEGER NOT NULL, by_whom BLOB NOT NULL,
    CHECK ((class_id IS NULL) <> (person IS NULL))
) STRICT;
CREATE TABLE pupil_requests (
    id INTEGER PRIMARY KEY, form BLOB NOT NULL UNIQUE, learner BLOB NOT NULL, teacher BLOB NOT NULL,
    resource TEXT NOT NULL, units INTEGER NOT NULL, cause TEXT NOT NULL, sealed_why BLOB NOT NULL,
    at_s INTEGER NOT NULL, state TEXT NOT NULL, answered_by BLOB, answered_s INTEGER, sealed_answer BLOB
) STRICT;
CREATE TABLE cards (
    person BLOB PRIMARY KEY, digest BLOB NOT NULL UNIQUE, made_s INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE pupil_notes (
    person BLOB NOT NULL, item TEXT NOT NULL, score INTEGER NOT NULL, sealed BLOB NOT NULL, at_s INTEGER NOT NULL,
    PRIMARY KEY (person, item)
) STRICT, WITHOUT ROWID
"""
"""What is assigned, asked for a pupil and said by one; whose card opens their page: found by a keyed digest."""

AUDIT = (
    """
    CREATE TABLE audit (
        number INTEGER PRIMARY KEY, at_s INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
        login TEXT NOT NULL, office TEXT NOT NULL, detail TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the history is only added to'); END
    """,
    """
    CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the history is only added to'); END
    """,
    # INSERT OR REPLACE deletes without asking the trigger above.
    """
    CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE number = NEW.number)
    BEGIN SELECT RAISE(ABORT, 'the history is only added to'); END
    """,
    "CREATE INDEX audit_by_kind ON audit (kind)",
    """
    CREATE TABLE one_time_codes (
        hash BLOB PRIMARY KEY, login TEXT NOT NULL, made_s INTEGER NOT NULL, used_s INTEGER
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX codes_of ON one_time_codes (login)",
    # The day is not known where the clock is not: the first day on which it is stands for it.
    "CREATE TABLE departures (person BLOB PRIMARY KEY, day INTEGER) STRICT, WITHOUT ROWID",
)
PACKS = """
CREATE TABLE packs (
    resource TEXT PRIMARY KEY, version INTEGER NOT NULL, manifest BLOB NOT NULL, at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE pack_files (sha256 BLOB PRIMARY KEY, size INTEGER NOT NULL, state TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE pack_places (
    person BLOB NOT NULL, resource TEXT NOT NULL, file TEXT NOT NULL, place INTEGER NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (person, resource)
) STRICT, WITHOUT ROWID
"""
"""Content packs, their files, and at which file and place in it each pupil is."""


POWER = """
CREATE TABLE power (
    n INTEGER PRIMARY KEY, began_s INTEGER NOT NULL, seen_s INTEGER NOT NULL, ended TEXT NOT NULL
) STRICT
"""
