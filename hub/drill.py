"""The drill: the newest copy becomes a hub in a scratch folder, is looked at as a hub, and is removed again."""

import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from sqlalchemy import func, select

from hub import copying, history, reports, runs, schema
from hub.backup import Manifest
from hub.checked_copies import check
from hub.config import Config
from hub.copy_places import Place, forget_left
from hub.database import at
from hub.keyfiles import read_keys
from hub.restoring import restore
from hub.scratch_database import beside
from hub.store import Store
from shared.clock import LIMA
from shared.errors import NotReady
from shared.sentences import N_, Sentence, counted

DRILL = "drill"
CHANGED = frozenset({"lives", "settings", "waiting"})
"""Tables of which restoring itself changes the rows."""
_ROWS = N_("La tabla «%(table)s» volvió con %(found)s filas, y la copia dice %(said)s.")
_LAKE = N_("El archivo «%(file)s» del lago no tiene los registros que se anotaron.")
_SCRATCH = "simulacro-"


@dataclass(frozen=True, slots=True)
class Drilled:
    """What a drill came to."""

    copy: str
    as_of: str
    files: int
    rows: int
    events: int
    seconds: float
    problems: tuple[Sentence, ...]

    def fields(self) -> dict[str, Any]:
        """Return it for another program."""
        names = ("copy", "as_of", "files", "rows", "events", "seconds")
        told = {name: getattr(self, name) for name in names}
        return {**told, "good": not self.problems, "problems": [one.text() for one in self.problems]}

    def words(self) -> str:
        """Return it for a terminal."""
        if self.problems:
            return "\n".join([f"El simulacro con «{self.copy}» falló:", *(f"  {one.text()}" for one in self.problems)])
        held = f"{counted(self.files, 'archivo', 'archivos')}, {counted(self.rows, 'fila', 'filas')}"
        return (
            f"El simulacro salió bien: «{self.copy}», como estaba el {self.as_of}, se restauró y se revisó "
            f"({held}, {counted(self.events, 'registro', 'registros')}) en {self.seconds:.0f} s."
        )


def drill(store: Store, place: Place, name: str = "", scratch: Path | None = None) -> Drilled:
    """
    Restore the newest copy of *place*, or the one of that *name*, aside, and tell what is wrong with it.

    The report is kept in ``reports/``; nothing else is left. *scratch*: where there is room, else the hub's folder.

    Raises:
        NotReady: There is no copy, or the server lets nobody make a scratch database.
        NoSpace: It does not fit.
    """
    with runs.kept(store, DRILL):
        chosen = name or next(reversed(copying.in_order(store, place.names())), "")
        if not chosen:
            raise NotReady("No hay ninguna copia en ese lugar. Haga una con «chasqui-hub backup» y repita.")
        with place.opened(chosen) as copy:
            done = _drilled(store, copy, chosen, scratch or store.config.folder)
        reports.write(store, DRILL, done.fields(), done.words())
        if done.problems:
            raise NotReady(_FAILED, copy=chosen, why=done.problems[0])
    return done


_FAILED = "El simulacro con «%(copy)s» falló: %(why)s Haga otra copia en otro disco y repita. La central sigue igual."


def _drilled(store: Store, copy: Path, name: str, scratch: Path) -> Drilled:
    began = time.monotonic()
    written = copying.sha256_of(store, name)
    found = check(copy, written)
    problems = list(found.problems)
    events, manifest = 0, found.manifest
    if manifest is not None and not problems:
        with _apart(store.config, scratch) as config:
            # The hub itself noted the hash of one that an older version made.
            restore(copy, config, read_keys(store.config), unsigned=bool(written))
            restored = Store(config)
            try:
                problems += [*history.check(restored).problems, *_differing(restored, manifest)]
                events = restored.totals().events
            finally:
                restored.close()
    return Drilled(
        copy=name,
        as_of=f"{at(manifest.made_s).astimezone(LIMA):%d/%m/%Y %H:%M}" if manifest else "",
        files=len(manifest.files) if manifest else 0,
        rows=found.rows,
        events=events,
        seconds=round(time.monotonic() - began, 1),
        problems=tuple(problems),
    )


def _differing(store: Store, manifest: Manifest) -> Iterator[Sentence]:
    tables = schema.metadata.tables
    with store.read() as connection:
        for name, said in sorted(manifest.rows.items()):
            found = int(connection.execute(select(func.count()).select_from(tables[name])).scalar_one())
            if name not in CHANGED and found != said:
                yield Sentence(_ROWS, {"table": name, "found": found, "said": said})
        listed = connection.execute(select(schema.segments.c.name, schema.segments.c.rows)).all()
    for name, rows in listed:
        if pq.read_metadata(store.config.lake_folder / name).num_rows != rows:
            yield Sentence(_LAKE, {"file": name})


@contextmanager
def _apart(config: Config, scratch: Path) -> Iterator[Config]:
    """Give the settings of a hub that nobody has, and leave nothing of it."""
    folder = scratch / f"{_SCRATCH}{secrets.token_hex(4)}"
    folder.mkdir(mode=0o700, parents=True)
    # A drill that was ended in the middle left a whole hub.
    forget_left(scratch, _SCRATCH, folder)
    folder.rmdir()
    try:
        with beside(config.database_url) as url:
            yield replace(config, folder=folder, lake=None, database=url)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
