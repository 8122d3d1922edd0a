"""A copy that leaves the machine: made, opened again where it lies, noted, and only then do the oldest go."""

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Row, func, select

from hub import runs, schema
from hub.backup import back_up
from hub.checked_copies import Checked, check
from hub.copy_places import Place, same_disk
from hub.database import at
from hub.store import Store
from shared.clock import LIMA
from shared.errors import BadInput, ChasquiError

COPY = "copy"
"""What the runs of copies are called."""
_COPIES = schema.health.copies
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was good when it was opened again."""

    number: int
    name: str
    made: datetime
    bytes: int
    rows: int
    sha256: str
    here: bool
    """Whether it lies on the very disk of the hub, and would be lost with it."""


def copy_to(store: Store, place: Place, kept: int, seal: Callable[[bytes], bytes] | None = None) -> Copy:
    """
    Make a copy in *place*, read all of it as the place gives it back, note it, and keep the last *kept* of them.

    Raises:
        NotReady: The place cannot be reached.
        BadInput: What lies there is not what was written; no copy of before was removed.
        NoSpace: It does not fit.
    """
    with runs.kept(store, COPY):
        name = f"central-{store.clock.now().astimezone(LIMA):%Y%m%d-%H%M%S}.zip"
        written: list[Checked] = []

        def write(path: Path) -> None:
            back_up(store, path, seal)
            written.append(_good(check(path)))

        before = place.names()
        try:
            place.keep(name, write)
            with place.opened(name) as path:
                found = _good(check(path, written[0].sha256))
        except BaseException:
            # It would count as one that is kept, and push a good one out.
            if name not in before:
                with suppress(ChasquiError, OSError):
                    place.remove(name)
            raise
        made = note(store, name, found, here=place.here)
        # Never the one of now, even where the clock went back.
        for old in [one for one in in_order(store, before) if one != name][: -(kept - 1) or None]:
            place.remove(old)
            _log.info("copy_removed name=%s", old)
    _log.info("copied name=%s bytes=%d rows=%d", name, made.bytes, made.rows)
    return made


def copy_to_file(store: Store, file: Path, seal: Callable[[bytes], bytes] | None = None) -> Copy:
    """
    Make a copy in a *file* that somebody takes away, read all of it again, and note it.

    Raises:
        BadInput: There is such a file already, or what was written is not what is there.
        NoSpace: It does not fit.
    """
    with runs.kept(store, COPY):
        back_up(store, file, seal)
        return note(store, file.name, _good(check(file)), here=same_disk(file.parent, store.config.folder))


def note(store: Store, name: str, found: Checked, *, here: bool) -> Copy:
    """Note a copy that was opened again and is good."""
    assert found.manifest is not None
    with store.begin() as connection:
        number = 1 + int(connection.execute(select(func.coalesce(func.max(_COPIES.c.number), 0))).scalar_one())
        row = {"number": number, "name": name[:200], "made_s": found.manifest.made_s, "bytes": found.bytes}
        row |= {"rows": found.rows, "sha256": found.sha256, "here": here}
        connection.execute(_COPIES.insert().values(**row))
        return _copy(connection.execute(select(_COPIES).where(_COPIES.c.number == number)).one())


def latest(store: Store, *, away: bool = False) -> Copy | None:
    """Return the newest copy, or the newest of those that lie *away* from the hub's disk."""
    query = select(_COPIES).order_by(_COPIES.c.number.desc()).limit(1)
    with store.read() as connection:
        row = connection.execute(query.where(~_COPIES.c.here) if away else query).one_or_none()
    return None if row is None else _copy(row)


def in_order(store: Store, names: Iterable[str]) -> list[str]:
    """
    Return the copies of those *names* as they were made, the oldest first: a name has its day, by a clock that may have
    been wrong. What this hub did not note comes before what it did, by name.
    """
    with store.read() as connection:
        numbers = {row.name: row.number for row in connection.execute(select(_COPIES).order_by(_COPIES.c.number))}
    return sorted(names, key=lambda name: (numbers.get(name, 0), name))


def sha256_of(store: Store, name: str) -> str:
    """Return what a copy of that name was when it was written; empty where that is not known."""
    query = select(_COPIES.c.sha256).where(_COPIES.c.name == name).order_by(_COPIES.c.number.desc()).limit(1)
    with store.read() as connection:
        return connection.execute(query).scalar() or ""


def _good(found: Checked) -> Checked:
    if found.problems:
        raise BadInput(
            "%(problem)s Revise ese disco y repita. No se quitó ninguna copia de antes.", problem=found.problems[0]
        )
    return found


def _copy(row: Row[tuple[object, ...]]) -> Copy:
    return Copy(row.number, row.name, at(row.made_s), row.bytes, row.rows, row.sha256, bool(row.here))
