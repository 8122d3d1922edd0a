"""Calendars of single UGELs: versions with who brought them and why; a UGEL without one follows the region's."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, func, select

from hub import ledger, schema
from hub.acts import Kind
from hub.limits import reason_told
from hub.store import Store
from shared.acts import Act, Actor
from shared.differing import RowChange, differences
from shared.errors import BadInput
from shared.ids import SchoolId
from shared.school_year import SchoolCalendar
from shared.sentences import N_

MAX_VERSION = 1_000_000
MAX_BYTES = 32 * 1024
"""Of a calendar that goes to every laptop of a UGEL; one of twenty years with thirty days off each takes 12."""
_LONGEST = 200
_LARGE = N_("El calendario pasa de %(most)s KB con los años de antes. Quite los que ya no sirven y repita.")
_LONG = N_("La fuente del calendario («source») pasa de %(most)s letras. Acórtela y repita.")
_TABLE = schema.scopes.ugel_calendars
_SUBJECT = 80
_NO_UGEL = N_("Ninguna escuela es de la UGEL «%(ugel)s». Elija una del padrón y repita. No se cambió nada.")
_OLDER = N_("La UGEL ya tiene la versión %(newest)s. Ponga «version»: %(next)s y repita.")
_NONE = N_("La UGEL «%(ugel)s» ya sigue el calendario de la región. No se cambió nada.")


@dataclass(frozen=True, slots=True)
class Version:
    """A version of what a UGEL follows, and in what it differs from what held before it."""

    ugel: str
    number: int
    calendar: SchoolCalendar | None
    """As it was told; None where the UGEL went back to the region's."""
    act: Act | None
    changes: tuple[RowChange, ...]


def in_force(store: Store) -> dict[str, SchoolCalendar]:
    """Return the calendar of each UGEL that has its own: of a year that it does not name the region's holds."""
    region = store.calendar()
    with store.read() as connection:
        told = {ugel: calendar for ugel, (_number, calendar) in _newest(connection).items()}
    return {ugel: with_other_years(one, region) for ugel, one in sorted(told.items()) if one}


def of_schools(store: Store) -> dict[SchoolId, SchoolCalendar]:
    """Return the calendars of the schools whose UGEL has its own; of the others the region's holds."""
    own = in_force(store)
    return {one.id: own[one.ugel] for one in store.schools() if one.ugel in own} if own else {}


def reasons(store: Store) -> dict[str, str]:
    """Return by UGEL why its calendar, or the lack of one, is what it is now: its schools read it."""
    with store.read() as connection:
        told = [act.told() for act in ledger.acts(connection, kind=Kind.CALENDAR)]
    return {one["ugel"]: one["why"] for one in told}


def versions(store: Store) -> list[Version]:
    """Return every version, by UGEL, the newest first."""
    region = store.calendar()
    with store.read() as connection:
        rows = connection.execute(select(_TABLE).order_by(_TABLE.c.ugel, _TABLE.c.version)).all()
        kept = list(ledger.acts(connection, kind=Kind.CALENDAR))
    acts = {(told["ugel"], told["version"]): act for act in kept for told in [act.told()]}
    found: list[Version] = []
    before: dict[str, SchoolCalendar] = {}
    for row in rows:
        calendar = _read(row.body)
        was = before.get(row.ugel, region)
        now = with_other_years(calendar, region) if calendar else region
        changes = differences(days_of(was), days_of(now))
        found.append(Version(row.ugel, row.version, calendar, acts.get((row.ugel, row.version)), changes))
        before[row.ugel] = now
    return sorted(found, key=lambda one: (one.ugel, -one.number))


def of_region(store: Store) -> list[Version]:
    """Return every version of the region's own calendar, the newest first."""
    table = schema.versions
    query = select(table).where(table.c.kind == "calendar").order_by(table.c.version)
    with store.read() as connection:
        rows = [(row.version, _read(row.body)) for row in connection.execute(query)]
        acts = ledger.of_versions(connection, Kind.CALENDAR)
    found, before = list[Version](), SchoolCalendar(0, "", ())
    for number, calendar in rows:
        if calendar:
            found.append(
                Version("", number, calendar, acts.get(number), differences(days_of(before), days_of(calendar)))
            )
            before = calendar
    return found[::-1]


def followed(store: Store, ugel: str) -> SchoolCalendar:
    """Return the calendar that the schools of a UGEL follow now: its own, or the region's."""
    return in_force(store).get(ugel) or store.calendar()


def difference(before: SchoolCalendar, told: SchoolCalendar, region: SchoolCalendar) -> tuple[RowChange, ...]:
    """Return in what the schools of a UGEL that followed *before* have other days by what was *told* for it."""
    return differences(days_of(before), days_of(with_other_years(told, region)))


def bring_in(
    store: Store, ugel: str, told: SchoolCalendar, *, why: str, by: Actor, dry_run: bool = False
) -> SchoolCalendar:
    """
    Keep a calendar as the one of *ugel*; return it with the years of its version before that it does not name.

    *dry_run* keeps nothing and asks for no reason, and takes the one in force too: it changes nothing.

    Raises:
        BadInput: No school is of that UGEL, the version is not newer, it is of more than a laptop should get, or the
            reason is missing or too long.
    """
    why = why if dry_run else reason_told(why)
    if ugel not in {one.ugel for one in store.every_school() if one.ugel}:
        raise BadInput(_NO_UGEL, ugel=ugel[:80])
    if len(told.source) > _LONGEST:
        raise BadInput(_LONG, most=_LONGEST)
    with store.begin() as connection:
        number, before = _newest(connection).get(ugel, (0, None))
        if dry_run and told == before:
            return told
        if not number < told.version <= MAX_VERSION:
            raise BadInput(_OLDER, newest=number, next=number + 1)
        kept = with_other_years(told, before) if before else told
        if len(msgspec.json.encode(kept)) > MAX_BYTES:
            raise BadInput(_LARGE, most=MAX_BYTES // 1024)
        if not dry_run:
            _keep(store, connection, ugel, kept.version, kept, why, by)
    return kept


def withdraw(store: Store, ugel: str, *, why: str, by: Actor, known: int | None = None) -> None:
    """
    Let a UGEL follow the region's calendar again, as a version of its own.

    *known*: which version of its calendar was seen; None, as by command: the newest, whichever it is.

    Raises:
        BadInput: It does so already, it has another version by now, or the reason is missing or too long.
    """
    why = reason_told(why)
    with store.begin() as connection:
        number, before = _newest(connection).get(ugel, (0, None))
        if before is None:
            raise BadInput(_NONE, ugel=ugel[:80])
        if known is not None and known != number:
            raise BadInput(
                "El calendario de esa UGEL cambió desde que se abrió la página, y no se retiró nada. Vea cuál rige "
                "ahora y repita."
            )
        _keep(store, connection, ugel, number + 1, None, why, by)


def with_other_years(told: SchoolCalendar, before: SchoolCalendar) -> SchoolCalendar:
    """Return *told* with what *before* says of the years that it does not name."""
    years = {term.first.year for term in told.terms}
    terms = [term for term in before.terms if term.first.year not in years]
    days_off = [day for day in before.days_off if day.year not in years]
    return msgspec.structs.replace(
        told,
        terms=tuple(sorted([*terms, *told.terms], key=lambda term: term.first)),
        days_off=tuple(sorted({*days_off, *told.days_off})),
    )


def days_of(calendar: SchoolCalendar) -> Mapping[str, Mapping[str, object]]:
    """Return a calendar as rows: its number and source, its terms by year, the days without classes."""
    of_year = Counter[int]()
    rows: dict[str, dict[str, object]] = {"": {"version": calendar.version, "source": calendar.source}}
    for term in calendar.terms:
        of_year[term.first.year] += 1
        rows[f"{term.first.year} · {of_year[term.first.year]}"] = {"first": term.first, "last": term.last}
    return rows | {str(day): {"day_off": True} for day in calendar.days_off}


def _keep(
    store: Store,
    connection: Connection,
    ugel: str,
    number: int,
    calendar: SchoolCalendar | None,
    why: str,
    by: Actor,
) -> None:
    body = msgspec.json.encode(calendar) if calendar else b""
    connection.execute(_TABLE.insert().values(ugel=ugel, version=number, body=body))
    told = {"ugel": ugel, "version": number, "why": why, **({} if calendar else {"withdrawn": True})}
    ledger.append(connection, store.now_s(), Kind.CALENDAR, f"{Kind.CALENDAR}/{ugel}"[:_SUBJECT], by, told)


def _newest(connection: Connection) -> dict[str, tuple[int, SchoolCalendar | None]]:
    last = select(_TABLE.c.ugel, func.max(_TABLE.c.version).label("version")).group_by(_TABLE.c.ugel).subquery()
    query = select(_TABLE).join(last, (_TABLE.c.ugel == last.c.ugel) & (_TABLE.c.version == last.c.version))
    return {row.ugel: (row.version, _read(row.body)) for row in connection.execute(query)}


def _read(body: bytes) -> SchoolCalendar | None:
    return msgspec.json.decode(body, type=SchoolCalendar) if body else None
