"""Repairing a node whose database is damaged: a new one takes its place, and the old one is put aside as it is."""

import logging
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from edge.config import Config
from edge.copies_kept import ASIDE, REPAIR, copies, forget_work
from edge.copying import checked, fits
from edge.database import OPEN, told_plainly
from edge.salvage import Salvaged, salvage
from edge.store import Store
from shared.clock import LIMA
from shared.dating import plausible
from shared.disk import FULL, full_disk_told, room_in
from shared.errors import BadInput, NoSpace, NotInitialised, NotReady
from shared.events import Claim, Event
from shared.facts import ClockMark, Duty, Health
from shared.ids import Incarnation
from shared.occurred import Occurred
from shared.whole import DISK, make_folder
from sync.lock import WriterLock

_NEW, _DUE = ".repaired", "repair.due"
_PARTS = ("", "-wal", "-shm")
_AT_ONCE = 500
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Repaired:
    """What came of it: see ``Salvaged``; how many records are written anew, and where the damaged file lies."""

    salvaged: Salvaged
    again: int
    refused: int
    aside: Path

    @property
    def kept(self) -> int:
        """How many records the new database has, with those written anew."""
        return self.salvaged.log.kept + self.again

    @property
    def lost(self) -> int:
        """How many nobody has any more."""
        return self.salvaged.log.lost + self.refused


def repair(config: Config) -> Repaired:
    """
    Make the database of a node anew out of what can be read of it and of its daily copies; a cut leaves the old one.

    Raises:
        NotInitialised: There is no node.
        DatabaseBusy: It is open.
        NoSpace: It does not fit on the disk.
        NotReady: Nothing can be read, or the folder not be written.
    """
    finish_repair(config)
    database = config.database
    if not database.exists():
        raise NotInitialised("En «%(folder)s» no hay datos que reparar.", folder=config.dir)
    with WriterLock(database.with_suffix(".lock"), OPEN), _room_for(database), _apart(database) as work:
        damaged, new = work / "damaged.db", work / "new.db"
        for part in _PARTS[:2]:
            if (journal := database.with_name(database.name + part)).exists():
                shutil.copyfile(journal, damaged.with_name(damaged.name + part))
        done = salvage(damaged, [one.path for one in copies(database)], new, config.clock)
        with Store(new, config.clock) as store:
            again, refused = _record_anew(store, done.log.again)
        checked(new, config.clock)
        aside = _swap(config, new)
    _log.warning("repaired kept=%d lost=%d again=%d", done.log.kept, done.log.lost + refused, again)
    return Repaired(done, again, refused, aside)


def ask_for_repair(config: Config) -> None:
    """Have the node repaired the next time it is opened."""
    (config.dir / _DUE).touch()


def is_asked_for(config: Config) -> bool:
    """Tell whether the node is to be repaired the next time it is opened."""
    return (config.dir / _DUE).exists()


def forget_asking(config: Config) -> None:
    """Take back what was asked for, once it is done."""
    (config.dir / _DUE).unlink(missing_ok=True)


def finish_repair(config: Config) -> bool:
    """Give a new database its name where a cut came between that and putting the old one aside."""
    new = config.database.with_name(config.database.name + _NEW)
    if config.database.exists() or not new.exists():
        return False
    DISK.rename(new, config.database)
    DISK.sync(config.dir)
    return True


def _swap(config: Config, new: Path) -> Path:
    database = config.database
    ready = database.with_name(database.name + _NEW)
    DISK.sync(new)
    DISK.rename(new, ready)
    aside = config.dir / ASIDE / f"{config.clock.now().astimezone(LIMA):%Y-%m-%d_%H-%M-%S}-{secrets.token_hex(2)}"
    make_folder(aside)
    # The database itself comes last: as long as it is there, nothing has happened.
    for part in reversed(_PARTS):
        if (old := database.with_name(database.name + part)).exists():
            DISK.rename(old, aside / old.name)
    DISK.sync(aside)
    DISK.sync(config.dir)
    finish_repair(config)
    return aside


def _record_anew(store: Store, events: tuple[Event, ...]) -> tuple[int, int]:
    """Record what stood after something lost; return of how many facts it was done, and of how many it cannot be."""
    claims = list(_claims(store, events))
    done = refused = 0
    for at in range(0, len(claims), _AT_ONCE):
        some = claims[at : at + _AT_ONCE]
        for claim in some:
            if claim.source_key is not None:
                store.db.write("DELETE FROM source_keys WHERE key = ?", claim.source_key)
        try:
            done += len(store.record(some))
        except BadInput:
            for claim in some:
                try:
                    done += len(store.record([claim]))
                except BadInput as problem:
                    # What it says of a device is at odds with what is left of the log.
                    _log.warning("not recorded anew why=%s", problem.said.msgid)
                    refused += 1
    return done, refused


def _claims(store: Store, events: tuple[Event, ...]) -> Iterator[Claim]:
    marks = {event.incarnation: event for _, event in store.entries.events(kinds={ClockMark.NUMBER})}
    for event in events:
        if isinstance(event.fact, ClockMark):
            marks[event.incarnation] = event
        elif not isinstance(event.fact, Health | Duty):
            yield Claim(event.fact, event.occurred or _recorded_on(event, marks), event.source_key)


def _recorded_on(event: Event, marks: dict[Incarnation, Event]) -> Occurred | None:
    """Return the day on which a fact was recorded, by the laptop's clock of then; None where that made no sense."""
    mark = marks.get(event.incarnation)
    if mark is None or not isinstance(mark.fact, ClockMark):
        return None
    wall = mark.fact.wall + event.recorded_s - mark.recorded_s
    return Occurred.on(datetime.fromtimestamp(wall, LIMA).date(), "clock") if plausible(wall) else None


@contextmanager
def _room_for(database: Path) -> Iterator[None]:
    """Check that there is room for a copy and for a database without sealed blocks; what a cut left goes first."""
    forget_work(database)
    if not fits(room_in(database.parent), 2 * database.stat().st_size):
        raise NoSpace(FULL)
    with told_plainly(database), full_disk_told():
        yield


@contextmanager
def _apart(database: Path) -> Iterator[Path]:
    work = database.with_name(f"{REPAIR}{secrets.token_hex(4)}")
    try:
        work.mkdir(mode=0o700)
    except OSError as error:
        raise NotReady("No se puede escribir en «%(folder)s». Revise los permisos.", folder=database.parent) from error
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)
