"""A node of an older version comes forward with what it holds."""

import sqlite3
from contextlib import closing
from pathlib import Path

from edge.models_store import wanted
from edge.store import Store
from shared.events import Claim
from shared.facts import WeeklyTotal
from shared.occurred import Occurred
from shared.school_year import Week
from sync.feed import ALL
from tests.edge.building import SCHOOL, SITE, TABLET, FakeClock, FakeHub, manifest_of, new_store


def test_a_database_of_the_first_tables_comes_forward_with_its_people(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        class_id = store.people.add_class(SCHOOL, "3° A")
        store.people.add_person("learner", "Rosa", code="a1", school=SCHOOL, class_id=class_id)
    with closing(sqlite3.connect(tmp_path / "node.db")) as old, old:
        for table in ("memberships", "other_codes"):
            old.execute(f"DROP TABLE {table}")
        old.execute("DELETE FROM _sqlite_migrations WHERE name = 'm002_rosters'")
    with Store(tmp_path / "node.db", FakeClock()) as store:
        assert [(row.name, row.class_name) for row in store.people.learners()] == [("Rosa", "3° A")]
        assert [row.learners for row in store.people.classes()] == [1]


def test_a_log_that_was_folded_before_a_rule_changed_is_folded_again_once(tmp_path: Path) -> None:
    week = Occurred.in_week(Week(2932))
    totals = [WeeklyTotal(school=SCHOOL, resource=TABLET, units=40, peak=peak, whole_week=True) for peak in (30, 5)]
    with new_store(tmp_path) as store:
        store.record([Claim(total, week) for total in totals])
    with closing(sqlite3.connect(tmp_path / "node.db")) as old, old:
        old.execute("UPDATE weekly SET peak = 30")
        old.execute("ALTER TABLE weekly DROP COLUMN whole_peak")
        old.execute("DELETE FROM _sqlite_migrations WHERE name = 'm004_whole_peak'")
    with Store(tmp_path / "node.db", FakeClock()) as store:
        peaks = [row.peak_concurrent for rows in store.folded.weeks().values() for row in rows]

        assert (peaks, store.db.setting("refold", bool, False)) == ([5], False)


def test_a_node_that_never_noted_what_its_feed_carried_finds_it_out(tmp_path: Path) -> None:
    hub = FakeHub()
    for number in range(9):
        hub.say("x", f"x/{number % 4}", b"%d" % number, stream=(ALL, SITE)[number % 2])
    with new_store(tmp_path) as store:
        for stream in (ALL, SITE):
            store.outbox.apply(hub.page(stream))
        carried = store.db.rows("SELECT stream, at, item FROM stream_positions ORDER BY stream, at")
    with closing(sqlite3.connect(tmp_path / "node.db")) as old, old:
        old.execute("ALTER TABLE stream_positions DROP COLUMN item")
        old.execute("DELETE FROM _sqlite_migrations WHERE name = 'm006_carried'")
    with Store(tmp_path / "node.db", FakeClock()) as store:
        assert store.db.rows("SELECT stream, at, item FROM stream_positions ORDER BY stream, at") == carried
        assert (len(carried), list(store.outbox.lost((ALL, SITE)))) == (9, [])


def test_a_model_that_the_older_program_could_not_read_is_tried_by_this_one(
    tmp_path: Path,
) -> None:
    hub = FakeHub()
    newer, bad = (manifest_of(hub, data, b"{}", version) for data, version in ((b"a", "v1"), (b"b", "v2")))
    hub.say("model", "model", newer)
    with new_store(tmp_path) as store:
        store.outbox.apply(hub.page())
        store.models.keep(newer, "refused", "El modelo espera otros datos que los de esta versión. Actualice Chasqui.")
        store.models.keep(bad, "refused", "Al modelo le faltan sus pesos. Siga con el anterior y avise a la región.")
        before = wanted(store)
    with closing(sqlite3.connect(tmp_path / "node.db")) as old, old:
        old.execute("DROP TABLE told")
        old.execute("ALTER TABLE models DROP COLUMN program")
        old.execute("DELETE FROM _sqlite_migrations WHERE name IN ('m007_told', 'm008_judges')")
    with Store(tmp_path / "node.db", FakeClock()) as store:
        assert (before, wanted(store)) == (None, newer)
        assert [store.models.state(one.sha256) for one in (newer, bad)] == ["waiting", "refused"]


def test_a_node_without_a_history_gets_one_and_keeps_its_people(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.people.add_person("learner", "Rosa", code="a1", school=SCHOOL)
    with closing(sqlite3.connect(tmp_path / "node.db")) as old, old:
        for table in ("audit", "one_time_codes", "departures"):
            old.execute(f"DROP TABLE {table}")
        old.execute("DELETE FROM _sqlite_migrations WHERE name = 'm011_audit'")
    with Store(tmp_path / "node.db", FakeClock()) as store:
        assert [row.name for row in store.people.learners()] == ["Rosa"]
        assert (store.audit.last(), store.class_lists.departed()) == (None, [])
