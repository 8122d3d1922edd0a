"""Locks: what the operators lay down for a school and a resource, and take back. Each is an act of the history."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from hub import ledger, notices, schema
from hub.acts import Kind
from hub.fixing import LockRow
from hub.limits import reason_told
from hub.lock_checks import Wanted, check
from hub.lock_doubts import Asked, asked_of, fixed_beside
from hub.store import Store
from shared.acts import Act, Actor
from shared.allocation import LockKind
from shared.clock import LIMA
from shared.errors import BadInput
from shared.ids import ResourceId, SchoolId
from shared.notices import About, What
from shared.sentences import N_, Sentence

KIND = "lock"
"""Of the subject of its acts, ``lock/12``: that number names it from then on."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A lock with the acts that laid it down and took it back."""

    lock: LockRow
    laid: Act
    lifted: Act | None = None


def lay_down(store: Store, wanted: Wanted, *, by: Actor) -> LockRow:
    """
    Lay down how much a school must or may get of a resource, and keep who did it, why and until when.

    Raises:
        BadInput: It makes no sense (``hub.lock_checks``), or the pair has one that it does not go together with.
    """
    why, today = reason_told(wanted.why), today_of(store)
    # Not of this transaction, which must be short: the schools of a country take seconds to read.
    schools, catalogue = store.schools(), store.catalogue()
    with store.begin() as connection:
        standing = [one.lock for one in _read(connection) if not one.lifted]
        lock = check(wanted, schools, catalogue, standing, today)
        before = ledger.last(connection)
        number = before.number + 1 if before else 1
        act = ledger.append(connection, store.now_s(), Kind.LOCKED, f"{KIND}/{number}", by, {**_told(lock), "why": why})
        connection.execute(schema.locks.insert().values(number=number, **_row(lock)))
    return _lock(_row(lock), act)


def asked_first(store: Store, wanted: Wanted) -> Asked:
    """
    Return what is to be asked once before *wanted* is laid down.

    Raises:
        BadInput: As ``lay_down``.
    """
    reason_told(wanted.why)
    schools, catalogue = store.schools(), store.catalogue()
    known, today = standing(store), today_of(store)
    lock = check(wanted, schools, catalogue, known, today)
    school = next(one for one in schools if one.id == lock.school)
    others = fixed_beside(lock, known, {one.id: one.depot for one in schools}, today)
    return asked_of(lock, school, catalogue, store.supply(), others)


def lift(store: Store, number: int, *, why: str, by: Actor) -> LockRow:
    """
    Take a lock back; the plans that are drawn from then on do not know it, and its school reads why.

    Raises:
        BadInput: There is none of that number, somebody took it back before, or the reason is missing or too long.
    """
    why, table = reason_told(why), schema.locks
    with store.begin() as connection:
        one = next((one for one in _read(connection) if one.lock.number == number), None)
        if one is None:
            raise BadInput(_NO_SUCH, number=number)
        if one.lifted:
            raise BadInput(_LIFTED_BEFORE, number=number, day=f"{one.lifted.at.astimezone(LIMA):%d/%m/%Y}")
        told = {"school": one.lock.school, "resource": one.lock.resource, "why": why}
        act = ledger.append(connection, store.now_s(), Kind.UNLOCKED, f"{KIND}/{number}", by, told)
        connection.execute(table.update().where(table.c.number == number).values(lifted=act.number))
        _tell(store, connection, one.lock, why=why, by=by)
    return one.lock


def laid(store: Store) -> list[Laid]:
    """Return every lock that was ever laid down, the newest first."""
    with store.read() as connection:
        return _read(connection)[::-1]


def standing(store: Store) -> list[LockRow]:
    """Return what nobody took back, whatever its last day."""
    return [one.lock for one in laid(store) if not one.lifted]


def is_standing(one: Laid, today: date) -> bool:
    """Tell whether a lock may still count: nobody took it back, and its last day is not over."""
    return one.lifted is None and (one.lock.expires is None or one.lock.expires >= today)


def today_of(store: Store) -> date:
    """Return the day by which the last day of a lock is judged."""
    return store.clock.now().astimezone(LIMA).date()


def differing(connection: Connection, acts: Iterable[Act]) -> Iterator[Sentence]:
    """Say of each lock in which its row is not what the history says of it."""
    said: dict[int, dict[str, Any]] = {}
    for act in acts:
        if act.kind == Kind.LOCKED:
            said[act.number] = {**_values(act.told()), "lifted": None}
        if act.kind == Kind.UNLOCKED and (number := _number(act.subject)) in said:
            said[number]["lifted"] = act.number
    rows = connection.execute(select(schema.locks)).mappings()
    kept = {row["number"]: {name: row[name] for name in row if name != "number"} for row in rows}
    for number in sorted(said.keys() | kept.keys()):
        if said.get(number) != kept.get(number):
            yield Sentence(_TOUCHED, {"number": number})


def _tell(store: Store, connection: Connection, lock: LockRow, *, why: str, by: Actor) -> None:
    site = notices.site_of_school(connection, lock.school)
    # Told though no decision ever named it: whoever laid it down may have announced it.
    about = About(
        school=lock.school, resource=lock.resource, number=lock.number, kind=lock.kind.value, units=lock.units
    )
    notices.tell(store, connection, site, What.UNLOCKED, about, why=why, by=by)


def _read(connection: Connection) -> list[Laid]:
    acts = schema.acts
    query = select(acts).where(acts.c.kind.in_([Kind.LOCKED, Kind.UNLOCKED]))
    by_number = {row["number"]: Act(**row) for row in connection.execute(query).mappings()}
    rows = connection.execute(select(schema.locks).order_by(schema.locks.c.number))
    return [_laid(row, by_number) for row in rows]


def _laid(row: Row[Any], acts: Mapping[int, Act]) -> Laid:
    act = acts[row.number]
    return Laid(_lock(row._asdict(), act), act, acts.get(row.lifted))


def _lock(row: Mapping[str, Any], act: Act) -> LockRow:
    return LockRow(
        school=SchoolId(row["school"]),
        resource=ResourceId(row["resource"]),
        kind=LockKind(row["kind"]),
        units=row["units"],
        rank=row["rank"],
        # As schools are told: the way it came is the region's own affair.
        office=act.office.partition(", ")[0],
        login=act.login,
        reason=str(act.told().get("why", "")),
        expires=row["until"],
        number=act.number,
    )


def _row(lock: LockRow) -> dict[str, Any]:
    told = {"school": lock.school, "resource": lock.resource, "kind": lock.kind.value, "units": lock.units}
    return {**told, "rank": lock.rank, "until": lock.expires}


def _told(lock: LockRow) -> dict[str, Any]:
    return {**_row(lock), "until": f"{lock.expires:%Y-%m-%d}"}


def _values(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an act says as a row keeps it."""
    return {**{name: told[name] for name in _NAMES}, "until": date.fromisoformat(told["until"])}


def _number(subject: str) -> int:
    digits = subject.removeprefix(f"{KIND}/")
    return int(digits) if digits.isascii() and digits.isdigit() else 0


_NAMES: Sequence[str] = ("school", "resource", "kind", "units", "rank")
_NO_SUCH = N_("No hay nada fijado con el número %(number)s. Véalos con «chasqui-hub plan locks». No se cambió nada.")
_LIFTED_BEFORE = N_("Lo fijado con el número %(number)s ya se levantó el %(day)s. No se cambió nada.")
_TOUCHED = N_("Lo fijado con el número %(number)s no es lo que dice el historial.")
