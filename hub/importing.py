"""A file that is looked at before it goes in: what was seen is what is done, by whom and why is in the history."""

from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path

import msgspec
from sqlalchemy import Connection, func, select

from hub import ledger, notices, overridden, schema
from hub.acts import Kind as Act
from hub.importers.kinds import Asked, Kind, run
from hub.limits import reason_told
from hub.store import Store
from shared.acts import Actor
from shared.clock import LIMA
from shared.differing import Fate
from shared.errors import BadInput
from shared.imported import Imported, Outcome
from shared.notices import About, What
from shared.sentences import N_

_VERSIONED: Mapping[str, What] = {Kind.CATALOGUE: What.CATALOGUE, Kind.CALENDAR: What.CALENDAR}
"""What is a version for all schools, and how they are told of a new one."""
CHANGED = N_(
    "La región cambió desde que se revisó este archivo, y no se importó nada. Abajo está la diferencia de ahora: "
    "revísela y repita."
)


def mark_of(store: Store) -> str:
    """Return a hash of all that an import goes by: another one says that the region is no more what it was."""
    table = schema.versions
    newest = select(table.c.kind, func.max(table.c.version)).group_by(table.c.kind).order_by(table.c.kind)
    with store.one_state():
        with store.read() as connection:
            versions = [tuple(row) for row in connection.execute(newest)]
            listings = [tuple(row) for row in connection.execute(select(schema.listings.c.digest).order_by("digest"))]
        supply = [(row.depot, row.resource, row.units, row.simulated, row.as_of) for row in store.supply()]
        schools = store.schools_as_kept()
    today = store.clock.now().astimezone(LIMA).date()
    told = msgspec.msgpack.encode((schools, versions, listings, supply, today))
    return blake2b(told, digest_size=16).hexdigest()


def look(store: Store, file: Path, asked: Asked) -> tuple[str, Imported]:
    """
    Return what a file would change, and the mark of the region that it was held against.

    Raises:
        BadInput: It cannot be imported at all.
    """
    before = mark_of(store)
    return before, run(store, file, asked, dry_run=True)


def bring_in(store: Store, file: Path, asked: Asked, mark: str, *, why: str, accept: bool, by: Actor) -> Imported:
    """
    Import a file that was looked at while the region had this *mark*, and keep in the history who did it and why.

    Raises:
        BadInput: The region changed since, there is no reason, lines are refused, or the file cannot be imported.
    """
    why = reason_told(why)
    with store.together() as connection:
        if mark_of(store) != mark:
            raise BadInput(CHANGED)
        done = run(store, file, asked, dry_run=False, accept=accept)
        if done.outcome is not Outcome.WRITTEN:
            raise BadInput("Hay líneas rechazadas, y no se importó nada. Corrija el archivo, o acepte ir sin ellas.")
        note(store, connection, asked.kind, asked.name, done, why=why, by=by)
    return done


def note(store: Store, connection: Connection, kind: str, file: str, done: Imported, *, why: str, by: Actor) -> None:
    """Write into the history what an import changed; where *why*, tell the schools what it replaced of theirs."""
    counted = {
        fate.value: sum(one.fate is fate for one in done.changes) for fate in (Fate.NEW, Fate.CHANGED, Fate.GONE)
    }
    if not done.changes:
        counted[Fate.NEW.value] = done.added
    newest = store.newest_version(connection, str(kind)) if kind in _VERSIONED else None
    told = {"kind": str(kind), "file": file, **counted, "refused": done.refused_count, "why": why}
    if newest:
        told["version"] = newest[0]
    act = ledger.append(connection, store.now_s(), Act.IMPORTED, f"import/{kind}", by, told)
    if kind == Kind.SCHOOLS and why:
        overridden.tell(store, connection, done.changes, act.number, why=why, by=by)
    elif newest and why:
        notices.tell_all(store, connection, _VERSIONED[kind], About(version=newest[0]), why=why, by=by)
