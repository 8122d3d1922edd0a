"""Files of other programs as they would be, and taking one in."""

import gzip
from collections.abc import Collection, Mapping
from pathlib import Path

from edge.importers.accept import accept
from edge.importers.draft import Kind
from edge.importers.place import Place
from edge.importers.read import ANY, files_of, place_of, read_files
from edge.store import Store
from shared.imported import Imported
from tests.edge.building import CATALOGUE, SCHOOL, FakeClock, new_store

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
SUMMARY = ENGLISH.replace("Time Spent", "Time of completion,Time Spent")
START = "2026-05-24 09:52:39.261618-05:00"
PLACE = Place([SCHOOL], SCHOOL, CATALOGUE.resources)


def session(who: str = "al0038", start: str = START, end: str = "370.0,0.7457", content: str = CONTENT) -> str:
    return f'IE,{who},Learner,{CHANNEL},"Mate, 3°",\'=Signos,{content},"a, b",{start},,{end},exercise'


def summary(who: str = "al0038", last: str = START, end: str = "370.0,0.7457", content: str = CONTENT) -> str:
    first = "2026-03-02 08:00:00-05:00"
    return f'IE,{who},Learner,{CHANNEL},"Mate, 3°",Signos,{content},"a, b",{first},{last},,{end},exercise'


def export(*rows: str, header: str = ENGLISH, marks: str = "\ufeff") -> bytes:
    return (marks + "\r\n".join((header, *rows)) + "\r\n").encode()


def listed_store(folder: Path, clock: FakeClock | None = None) -> Store:
    """Return an empty store that has the region's catalogue."""
    folder.mkdir(exist_ok=True)
    store = new_store(folder, clock)
    store.db.put("catalogue", CATALOGUE)
    return store


def take(
    store: Store,
    data: bytes | Mapping[str, bytes] | Path,
    *,
    whole_week: bool = False,
    despite: bool = True,
    kinds: Collection[Kind] = ANY,
) -> Imported:
    """Read a file and accept it, without its refused lines unless told otherwise."""
    files = files_of(data) if isinstance(data, Path) else {"archivo": data} if isinstance(data, bytes) else data
    draft = read_files(files, place_of(store, whole_week=whole_week), kinds)
    return accept(store, draft, despite_refusals=despite)


def plain(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())
