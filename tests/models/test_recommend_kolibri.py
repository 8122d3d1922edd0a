"""Kolibri's exports as uses, in either language; what is no export is refused."""

from pathlib import Path

import pytest

from models.recommend_kolibri import read_kolibri
from shared.errors import BadInput

HEAD = "Facility name,Username,Channel id,Content id,Time of first interaction,Progress (0-1)"
CABECERA = "Centro,Nombre de usuario,Id del canal,Id del recurso,Hora de la primera interacción,Progreso (0-1)"
ROWS = [
    "IE,rosa,c1,x1,2026-03-16 08:00:00-05:00,0.29",
    "IE,luis,c1,x2,2026-03-30 23:30:00+00:00,1.0",
    "IE,rosa,c1,x1,2026-03-23 08:00:00-05:00,0.7457",
    "IE,,c1,x1,,",
    "IE,ana,,,2026-03-16 08:00:00-05:00,0.5",
]
USERS = 'ID,Usuario (USERNAME),Inscrito (ENROLLED_IN)\n1,rosa,3° A\n2,luis,"4° B,3° B"\n'


def written(folder: Path, name: str, *lines: str) -> Path:
    file = folder / name
    file.write_text("\ufeff" + "\n".join(lines) + "\n", encoding="utf-8")
    return file


@pytest.mark.parametrize("head", [HEAD, CABECERA])
def test_sessions_become_uses_in_order_of_time(tmp_path: Path, head: str) -> None:
    told = read_kolibri([written(tmp_path, "s.csv", head, *ROWS)])

    assert [one.id for one in told.materials] == ["kolibri-c1/x1", "kolibri-c1/x2"]
    assert (told.learner.tolist(), told.item.tolist()) == ([1, 1, 0], [0, 0, 1])
    assert (told.week.tolist(), told.progress.tolist()) == ([0, 1, 2], [29, 74, 100])


def test_two_exports_that_overlap_count_each_session_once(tmp_path: Path) -> None:
    files = [written(tmp_path, "a.csv", HEAD, *ROWS[:2]), written(tmp_path, "b.csv", CABECERA, *ROWS[1:])]

    assert len(read_kolibri(files).learner) == 3


def test_the_list_of_users_tells_the_classes(tmp_path: Path) -> None:
    told = read_kolibri([written(tmp_path, "s.csv", HEAD, *ROWS)], written(tmp_path, "u.csv", USERS))

    assert told.room[0] != told.room[1]


@pytest.mark.parametrize("users", [False, True])
def test_what_is_no_export_is_refused(tmp_path: Path, users: bool) -> None:
    good, bad = written(tmp_path, "s.csv", HEAD, *ROWS), written(tmp_path, "otro.csv", "a,b", "1,2")

    with pytest.raises(BadInput, match=r"otro\.csv"):
        read_kolibri([good], bad) if users else read_kolibri([bad])


@pytest.mark.parametrize(
    ("start", "progress"),
    [
        ("ayer", "0.5"),
        ("", "0.5"),
        ("0001-01-01T00:00:00+00:00", "0.5"),
        ("2026-03-16", "mucho"),
        ("2026-03-16", "inf"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_row(tmp_path: Path, start: str, progress: str) -> None:
    bad = written(tmp_path, "s.csv", HEAD, *ROWS, f"IE,rosa,c1,x1,{start},{progress}")

    with pytest.raises(BadInput, match=r"s\.csv», fila 7: no se entiende"):
        read_kolibri([bad])


def test_the_real_exports_are_read(real_data: Path) -> None:
    folder = real_data / "kolibri"
    told = read_kolibri(
        [folder / f"content_session_logs.{name}.csv.gz" for name in ("en", "es-419")], folder / "users.es-419.csv"
    )

    assert (len(told.learner), len(told.materials)) == (1500, 16)
    assert len(set(told.room.tolist())) >= 6
