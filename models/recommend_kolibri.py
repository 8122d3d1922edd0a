"""Kolibri's exports as uses: sessions, and the classes that the list of users tells."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd

from shared.clock import LIMA
from shared.errors import BadInput
from shared.ids import ResourceId
from shared.recommend import Learner, Material
from shared.recommend_scores import Uses
from shared.resources import KOLIBRI
from shared.school_year import week_of
from shared.similarity import item_id

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
    rows = rows[(rows.user != "") & (rows.item != "")]
    names, items = sorted(rows.user.unique()), sorted(rows.item.unique())
    classes = _classes(users) if users else {}
    rooms = sorted({classes.get(name, "") for name in names})
    weeks = [int(week_of(datetime.fromisoformat(text).astimezone(LIMA).date())) for text in rows.start]
    first = min(weeks, default=0)
    return Uses(
        tuple(Material(item) for item in items),
        (Learner(),) * len(names),
        np.array([rooms.index(classes.get(name, "")) for name in names], dtype=np.int64),
        _places(rows.user, names),
        _places(rows.item, items),
        np.array(weeks, dtype=np.int64) - first,
        np.floor(rows.progress.astype(float).to_numpy() * 100 + 1e-9).astype(np.int64),
    )


def _places(column: "pd.Series[str]", names: Sequence[str]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    place = {name: at for at, name in enumerate(names)}
    return np.array([place[name] for name in column], dtype=np.int64)


def _session_log(file: Path) -> pd.DataFrame:
    table = _read(file)
    columns = [_column(table, file, names) for names in (_USER, _CHANNEL, _CONTENT, _START, _PROGRESS)]
    user, channel, content, start, progress = (table[name] for name in columns)
    known = (channel != "") & (content != "")
    joined = [item_id(ResourceId(f"{KOLIBRI}{a}"), b) for a, b in zip(channel, content, strict=True)]
    item = pd.Series(joined, index=table.index, dtype=object).where(known, "")
    return pd.DataFrame({"user": user, "item": item, "start": start, "progress": progress.replace("", "0")})


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
    except (OSError, EOFError, ValueError) as error:
        raise BadInput("No se puede leer %(file)s: %(error)s.", file=file, error=error) from error
