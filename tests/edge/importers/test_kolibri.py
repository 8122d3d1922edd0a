import gzip
from pathlib import Path

import pytest

from edge.importers.kolibri import import_sessions, import_users, read_sessions
from shared.errors import BadInput, BadRow
from shared.facts import Use
from shared.occurred import Occurred
from shared.tabular import parse_table
from tests.edge.building import SCHOOL, new_store

CHANNEL, CONTENT = "8592645f7ced579cbd752ed615f041e5", "284c4de6429c5ebf8193b72dc5121c7d"
ENGLISH = (
    "Facility name,Username,User type,Channel id,Channel name,Folder level 1,Content id,Content title,"
    "Time of first interaction,Time of last interaction,Time Spent (sec),Progress (0-1),Content kind"
)
SPANISH = (
    "Nombre del centro educativo,Nombre de usuario,Tipo de usuario,Id del canal,Nombre del canal,Folder level 1,"
    "Id del recurso,Título del recurso,Hora de la primera interacción,Hora de la última interacción,"
    "Tiempo empleado (seg),Progreso (0-1),Tipo de recurso"
)


def row(who: str = "al0038", start: str = "2026-08-24 09:52:39.261618-05:00", end: str = "370.0,0.7457") -> str:
    return f'IE,{who},Learner,{CHANNEL},"Mate, 3°",\'=Signos,{CONTENT},"a, b",{start},,{end},exercise'


def export(*rows: str, header: str = ENGLISH, marks: str = "\ufeff") -> bytes:
    return (marks + "\r\n".join((header, *rows)) + "\r\n").encode()


def write(folder: Path, data: bytes, name: str = "log.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_a_session_becomes_a_use_at_its_instant(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        import_sessions(store, write(tmp_path, export(row())), SCHOOL)
        [event] = [found.event for found in store.recent_facts()]
        person = store.pseudonyms(["al0038"])["al0038"]

        assert event.fact == Use(
            school=SCHOOL,
            resource=f"kolibri-{CHANNEL}",  # type: ignore[arg-type]
            learner=person,
            content=CONTENT,
            seconds=370,
            progress_pct=74,
        )
        assert event.occurred == Occurred(0, 1787583159, "kolibri")  # type: ignore[arg-type]


def test_both_languages_are_one_file(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        reports = [
            import_sessions(store, write(tmp_path, export(row(), row("al0001"), header=header)), SCHOOL)
            for header in (ENGLISH, SPANISH, ENGLISH)
        ]

        assert [(one.read, one.added, one.known) for one in reports] == [(2, 2, 0), (2, 0, 2), (2, 0, 2)]


def test_a_later_export_of_a_longer_session_is_no_second_use(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        import_sessions(store, write(tmp_path, export(row())), SCHOOL)
        again = import_sessions(store, write(tmp_path, export(row(end="900.0,1.0"))), SCHOOL)

        assert (again.added, again.known) == (0, 1)


def test_a_guest_has_no_pseudonym(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        import_sessions(store, write(tmp_path, export(row(who=""))), SCHOOL)
        [fact] = [found.fact for found in store.recent_facts()]

        assert isinstance(fact, Use)
        assert fact.learner is None


def test_the_same_moment_in_two_zones_is_one_session(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        rows = (row(), row(start="2026-08-24 14:52:39.261618+00:00"))

        assert import_sessions(store, write(tmp_path, export(*rows)), SCHOOL).added == 1


def test_a_time_without_fraction_is_a_time() -> None:
    [session], _ = read_sessions(parse_table(export(row(start="2026-08-24 09:52:39-05:00"))))

    assert session.start.microsecond == 0


@pytest.mark.parametrize(
    "bad",
    [
        row(start="24/08/2026"),
        row(start=""),
        row(start="2026-08-24 09:52:39"),
        row(end="-1,0.5"),
        row(end="abc,0.5"),
        row(end="nan,0.5"),
        row(end="10,1.5"),
        row().replace(CHANNEL, "../../etc"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_and_the_others_go_in(tmp_path: Path, bad: str) -> None:
    with new_store(tmp_path) as store:
        done = import_sessions(store, write(tmp_path, export(row(), bad, row("al0001"))), SCHOOL)

        assert (done.added, [one.line for one in done.refused]) == (2, [3])


@pytest.mark.parametrize("cut", [2, 12, 40, 60, 150])
def test_a_truncated_file_writes_nothing_and_says_where_it_ends(tmp_path: Path, cut: int) -> None:
    data = export(row(), row("al0001"))
    with new_store(tmp_path) as store:
        with pytest.raises(BadRow) as caught:
            import_sessions(store, write(tmp_path, data[:-cut].removesuffix(b"\r\n")), SCHOOL)

        assert caught.value.line >= 2
        assert (store.count(), store.rows("SELECT * FROM people")) == (0, [])


def test_the_summary_export_is_told_apart(tmp_path: Path) -> None:
    header = ENGLISH.replace("Time Spent", "Time of completion,Time Spent")
    with pytest.raises(BadInput, match="content_session_logs"):
        read_sessions(parse_table(export(header=header)))


def test_another_table_is_refused_in_words() -> None:
    with pytest.raises(BadInput, match="No es una exportación"):
        read_sessions(parse_table(b"a,b\n1,2\n"))


def test_the_real_exports_add_each_row_once(tmp_path: Path, real_data: Path) -> None:
    with new_store(tmp_path) as store:
        reports = [
            import_sessions(store, real_data / "kolibri" / f"content_session_logs.{name}.csv.gz", SCHOOL)
            for name in ("en", "es-419", "en")
        ]

        assert [(one.read, one.added, len(one.refused)) for one in reports] == [
            (1515, 1515, 0),
            (1515, 0, 0),
            (1515, 0, 0),
        ]


def test_a_real_export_cut_in_the_middle_writes_nothing(tmp_path: Path, real_data: Path) -> None:
    plain = gzip.decompress((real_data / "kolibri" / "content_session_logs.es-419.csv.gz").read_bytes())
    with new_store(tmp_path) as store:
        with pytest.raises(BadRow):
            import_sessions(store, write(tmp_path, plain[: len(plain) // 2]), SCHOOL)

        assert store.count() == 0


def test_users_bring_names_and_classes_that_stay_here(tmp_path: Path, real_data: Path) -> None:
    users = real_data / "kolibri" / "users.es-419.csv"
    with new_store(tmp_path) as store:
        first, again = (import_users(store, users, SCHOOL) for _ in range(2))

        assert (first.read, first.added, again.added) == (118, 118, 0)
        assert "1° grado" in {row.name for row in store.classes()}
        assert any(row.name == "Amaru Núñez Sullca" for row in store.learners())
        assert b"Sullca" not in (tmp_path / "node.db").read_bytes()
