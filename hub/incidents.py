"""An incident with people's data: what happened, since when, whom it may touch, what was done, who was told."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec
from sqlalchemy import ColumnElement, Connection, func, select

from hub import ledger, schema
from hub.acts import BY_COMMAND, Kind
from hub.database import at
from hub.region_rows import service_names
from hub.rows import NodeState
from hub.store import Store
from shared.acts import Actor
from shared.errors import BadInput
from shared.sentences import N_
from shared.similarity import LEAST_LEARNERS

HOURS = 48
"""What an office gives itself to tell whoever must know; what the norm in force asks is to be verified."""
MOST_WORDS, MOST_CODES = 2_000, 60_000
"""Letters of what is told, and of the codes of sites: those of all schools of a region fit."""
_GREATEST = 2**63 - 1
"""No database knows a greater number."""
_INCIDENTS, _ENTRIES = schema.health.incidents, schema.health.incident_entries


class Wrote(StrEnum):
    """What an entry tells."""

    DONE = "done"
    TOLD = "told"
    SITES = "sites"
    """More sites that it may touch, by their codes."""
    CLOSED = "closed"
    """The last one: how it ended."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What was done, who was told, which sites it may touch too, or how it ended."""

    at: datetime
    kind: Wrote
    words: str


@dataclass(frozen=True, slots=True)
class Touched:
    """A site that an incident may touch, and its computers by where they stand."""

    site: str
    names: tuple[str, ...]
    students: int | None
    """None where nobody told how many, or where they are fewer than are told of."""
    few: bool
    computers: int
    revoked: int


@dataclass(frozen=True, slots=True)
class Incident:
    """All that a report tells."""

    number: int
    opened: datetime
    noticed: datetime
    what: str
    touched: Sequence[Touched]
    entries: Sequence[Entry]
    acts: int
    """Acts in the history since it was noticed."""

    @property
    def due(self) -> datetime:
        """When those hours are over."""
        return self.noticed + timedelta(hours=HOURS)

    @property
    def closed(self) -> Entry | None:
        """How it ended; None: it is open."""
        return self.entries[-1] if self.entries and self.entries[-1].kind is Wrote.CLOSED else None


def open_incident(
    store: Store, what: str, noticed: datetime | None = None, sites: Iterable[str] = (), *, by: Actor = BY_COMMAND
) -> int:
    """
    Write down that something happened, and return its number; the same said twice is one incident.

    Raises:
        BadInput: Nothing is said of what happened, it is noticed in the future, or a site is not known.
    """
    now, words = store.clock.now(), _checked(what, _WHAT)
    noticed, named = noticed or now, sorted({site for site in sites if site})
    if noticed > now + timedelta(minutes=5):
        raise BadInput("No se puede haber notado después de ahora. Revise el día y la hora. No se anotó nada.")
    _check_sites(store, named)
    said = {"noticed_s": int(noticed.timestamp()), "what": words, "sites": msgspec.json.encode(named)}
    with store.begin() as connection:
        # A button that is pressed twice.
        same = select(_INCIDENTS.c.number).filter_by(**said)
        if (twin := connection.execute(same).scalars().first()) is not None:
            return int(twin)
        last = connection.execute(select(func.coalesce(func.max(_INCIDENTS.c.number), 0))).scalar_one()
        number = int(last) + 1
        connection.execute(_INCIDENTS.insert().values(number=number, opened_s=store.now_s(), **said))
        ledger.append(connection, store.now_s(), Kind.INCIDENT, str(number), by, {"why": words[:200]})
    return number


def write(store: Store, number: int, kind: Wrote, words: str, *, by: Actor = BY_COMMAND) -> None:
    """
    Write down what was done about an incident, who was told of it, the codes of more sites that it may touch, or how
    it ended: after that nothing more.

    What is said again right after changes nothing.

    Raises:
        BadInput: There is no such incident, it is closed, a site is not known, or nothing is said.
    """
    said = _checked(words, _SAY[kind], MOST_CODES if kind is Wrote.SITES else MOST_WORDS)
    if kind is Wrote.SITES:
        _check_sites(store, codes := codes_in(said))
        said = " ".join(codes)
    with store.begin() as connection:
        if connection.execute(select(_INCIDENTS.c.number).where(_is(number))).first() is None:
            raise BadInput("No hay un incidente %(number)s. No se anotó nada.", number=number)
        newest = select(_ENTRIES).where(_ENTRIES.c.incident == number).order_by(_ENTRIES.c.number.desc()).limit(1)
        last = connection.execute(newest).one_or_none()
        if last is not None and (last.kind, last.words) == (kind.value, said):
            return
        if last is not None and last.kind == Wrote.CLOSED:
            raise BadInput(
                "El incidente %(number)s está cerrado. Si hay algo nuevo, anote otro que lo nombre. No se anotó nada.",
                number=number,
            )
        after = last.number + 1 if last else 1
        row = {"incident": number, "number": after, "at_s": store.now_s(), "kind": kind.value, "words": said}
        connection.execute(_ENTRIES.insert().values(**row))
        ledger.append(connection, store.now_s(), Kind.INCIDENT, str(number), by, {"why": said[:200]})


def incident(store: Store, number: int) -> Incident:
    """
    Return all that is known of an incident.

    Raises:
        BadInput: There is none.
    """
    found = _known(store, _is(number))
    if not found:
        raise BadInput("No hay un incidente %(number)s. Mire la lista con «chasqui-hub incident list».", number=number)
    return found[0]


def every(store: Store) -> list[Incident]:
    """Return every incident, the newest first."""
    return _known(store)


def untold(store: Store) -> list[tuple[int, datetime]]:
    """Return the number of each incident that is open and of which nobody was told, and when it was noticed."""
    over = select(_ENTRIES.c.incident).where(_ENTRIES.c.kind.in_((Wrote.TOLD.value, Wrote.CLOSED.value)))
    query = select(_INCIDENTS.c.number, _INCIDENTS.c.noticed_s).where(_INCIDENTS.c.number.not_in(over))
    with store.read() as connection:
        return [(row.number, at(row.noticed_s)) for row in connection.execute(query.order_by(_INCIDENTS.c.number))]


def _known(store: Store, *which: ColumnElement[bool]) -> list[Incident]:
    with store.one_state(), store.read() as connection:
        rows = connection.execute(select(_INCIDENTS).where(*which).order_by(_INCIDENTS.c.number.desc())).all()
        entries = _entries(connection, [row.number for row in rows])
        named = [_named(msgspec.json.decode(row.sites, type=list[str]), entries.get(row.number, ())) for row in rows]
        touched = _touched(store, {site for some in named for site in some})
        since = select(func.count()).select_from(schema.acts)
        acts = [connection.execute(since.where(schema.acts.c.at_s >= row.noticed_s)).scalar_one() for row in rows]
    return [
        Incident(
            number=row.number,
            opened=at(row.opened_s),
            noticed=at(row.noticed_s),
            what=row.what,
            touched=[touched[site] for site in some],
            entries=entries.get(row.number, []),
            acts=int(count),
        )
        for row, some, count in zip(rows, named, acts, strict=True)
    ]


def _is(number: int) -> ColumnElement[bool]:
    return _INCIDENTS.c.number == min(number, _GREATEST)


def _named(first: Sequence[str], entries: Sequence[Entry]) -> list[str]:
    more = (site for one in entries if one.kind is Wrote.SITES for site in codes_in(one.words))
    return list(dict.fromkeys([*first, *more]))


def _entries(connection: Connection, numbers: Collection[int]) -> Mapping[int, list[Entry]]:
    found: dict[int, list[Entry]] = {}
    query = select(_ENTRIES).where(_ENTRIES.c.incident.in_(numbers)).order_by(_ENTRIES.c.incident, _ENTRIES.c.number)
    for row in connection.execute(query):
        found.setdefault(row.incident, []).append(Entry(at(row.at_s), Wrote(row.kind), row.words))
    return found


def _touched(store: Store, sites: Collection[str]) -> Mapping[str, Touched]:
    if not sites:
        return {}
    schools = [school for school in store.every_school() if school.site in sites]
    names = service_names(schools)
    nodes = schema.nodes.c
    with store.read() as connection:
        computers = connection.execute(select(nodes.site, nodes.state).where(nodes.site.in_(sites))).all()
    found = {}
    for site in sites:
        here = [school for school in schools if school.site == site]
        told = [school.students for school in here if school.students is not None]
        total, states = sum(told), [state for where, state in computers if where == site]
        few = bool(told) and total < LEAST_LEARNERS
        found[site] = Touched(
            site=site,
            names=tuple(names[school.id] for school in here),
            students=total if told and not few else None,
            few=few,
            computers=sum(state in (NodeState.OK, NodeState.REVOKED) for state in states),
            revoked=sum(state == NodeState.REVOKED for state in states),
        )
    return found


def codes_in(text: str) -> list[str]:
    """
    Return the codes of sites in what somebody wrote.

    >>> codes_in("074294, 999102;\\n074294")
    ['074294', '999102']
    """
    return list(dict.fromkeys(re.findall(r"[^\s,;]+", text)))


def _check_sites(store: Store, named: Iterable[str]) -> None:
    known = {school.site for school in store.every_school()}
    for site in named:
        if site not in known:
            raise BadInput(
                "No hay escuelas en el local «%(site)s». Mire su código en «Escuelas». No se anotó nada.",
                site=site[:20],
            )


def _checked(words: str, asked: str, most: int = MOST_WORDS) -> str:
    said = " ".join(words.split())
    if not said or len(said) > most:
        raise BadInput(asked)
    return said


_WHAT = N_("Escriba en una o dos frases qué pasó, sin nombres de personas. No se anotó nada.")
_SAY = {
    Wrote.DONE: N_("Escriba en una o dos frases qué se hizo, sin nombres de personas. No se anotó nada."),
    Wrote.TOLD: N_("Escriba a quién se avisó y por qué medio, sin nombres de personas. No se anotó nada."),
    Wrote.SITES: N_("Escriba los códigos de los locales que además puede tocar. No se anotó nada."),
    Wrote.CLOSED: N_("Escriba en una o dos frases cómo terminó, sin nombres de personas. No se cerró."),
}
