"""Kolibri's exports as uses: sessions, and the classes that the list of users tells."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from shared.clock import LIMA
from shared.errors import BadInput
from shared.ids import ResourceId
from shared.os_errors import reason
from shared.recommend import Learner, Material
from shared.recommend_scores import Uses
from shared.resources import KOLIBRI
from shared.school_year import week_of
from shared.similarity import item_id

T = TypeVar("T")
_USER = ("Username", "Nombre de usuario")
_CHANNEL = ("Channel id", "Id del canal")
_CONTENT = ("Content id", "Id del recurso")
_START = ("Time of first interaction", "Hora de la primera interacción")
_PROGRESS = ("Progress (0-1)", "Progreso (0-1)")


def read_kolibri(sessions: Sequence[Path], users: Path | None = None) -> Uses:
    """
    Read session logs, and the class of each learner where the list of users is given; else all are of one class.

    Sessions of nobody, or of a channel that Kolibri no longer has, tell nothing of anybody's taste and are left out.

    Raises:
        BadInput: A file cannot be read, is no session log, or is no list of users.
    """
    rows = pd.concat([_session_log(file) for file in sessions]).drop_duplicates().sort_values(["start", "user", "item"])
    names, items = sorted(rows.user.unique()), sorted(rows.item.unique())
    classes = _classes(users) if users else {}
    rooms = sorted({classes.get(name, "") for name in names})
    first = int(rows.week.min()) if len(rows) else 0
    return Uses(
        tuple(Material(item) for item in items),
        (Learner(),) * len(names),
        np.array([rooms.index(classes.get(name, "")) for name in names], dtype=np.int64),
        _places(rows.user, names),
        _places(rows.item, items),
        rows.week.to_numpy(dtype=np.int64) - first,
        np.floor(rows.progress.to_numpy(dtype=float) * 100 + 1e-9).astype(np.int64),
    )


def _places(column: "pd.Series[str]", names: Sequence[str]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    place = {name: at for at, name in enumerate(names)}
    return np.array([place[name] for name in column], dtype=np.int64)


def _session_log(file: Path) -> pd.DataFrame:
    table = _read(file)
    columns = [_column(table, file, names) for names in (_USER, _CHANNEL, _CONTENT, _START, _PROGRESS)]
    user, channel, content, start, progress = (table[name] for name in columns)
    known = (user != "") & (channel != "") & (content != "")
    item = [item_id(ResourceId(f"{KOLIBRI}{a}"), b) for a, b in zip(channel[known], content[known], strict=True)]
    weeks = [_told(file, at, text, _week) for at, text in start[known].items()]
    shares = [_told(file, at, text or "0", _share) for at, text in progress[known].items()]
    told = pd.DataFrame({"user": user[known], "start": start[known]})
    return told.assign(item=item, week=weeks, progress=shares)


def _told(file: Path, at: Any, text: str, read: Callable[[str], T]) -> T:
    try:
        return read(text)
    except (ValueError, OverflowError) as error:
        raise BadInput(
            "«%(file)s», fila %(row)s: no se entiende «%(text)s». Exporte otra vez las sesiones sin cambiarlas.",
            file=file, row=at + 2, text=text,
        ) from error  # fmt: skip


def _week(text: str) -> int:
    return int(week_of(datetime.fromisoformat(text).astimezone(LIMA).date()))


def _share(text: str) -> float:
    """
    Return a progress, 0 to 1.

    >>> _share("0.25")
    0.25
    """
    share = float(text)
    if not 0 <= share <= 1:
        raise ValueError(text)
    return share


def _classes(file: Path) -> dict[str, str]:
    table = _read(file)
    tagged = {name[name.rfind("(") + 1 : -1]: name for name in table.columns if name.endswith(")")}
    if not {"USERNAME", "ENROLLED_IN"} <= set(tagged):
        raise BadInput("«%(file)s» no es la lista de usuarios de Kolibri. Expórtela otra vez sin cambiarla.", file=file)
    pairs = zip(table[tagged["USERNAME"]], table[tagged["ENROLLED_IN"]], strict=True)
    return {name: min((one.strip() for one in rooms.split(",")), default="") for name, rooms in pairs}


def _column(table: pd.DataFrame, file: Path, names: Sequence[str]) -> str:
    found = next((name for name in names if name in table.columns), None)
    if found is None:
        raise BadInput(
            "«%(file)s» no es un registro de sesiones de Kolibri: le falta «%(name)s». Expórtelo en español o inglés.",
            file=file,
            name=names[1],
        )
    return found


def _read(file: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except OSError as error:
        raise BadInput("No se puede leer %(file)s: %(why)s.", file=file, why=reason(error)) from error
    except (EOFError, ValueError) as error:
        raise BadInput("No se puede leer %(file)s: %(error)s.", file=file, error=error) from error
