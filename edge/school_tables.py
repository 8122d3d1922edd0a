"""The tables of a school's people and classes as SQL, a constant for each step of ``edge.migrations``."""

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
