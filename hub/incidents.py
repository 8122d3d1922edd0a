"""An incident with people's data: what happened, since when, whom it may touch, what was done, who was told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec
from sqlalchemy import func, select

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
MOST_WORDS = 2_000
_INCIDENTS, _ENTRIES = schema.health.incidents, schema.health.incident_entries


class Wrote(StrEnum):
    """What an entry tells."""

    DONE = "done"
    TOLD = "told"
    CLOSED = "closed"
    """The last one: how it ended."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What was done, who was told, or how it ended."""

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
    Write down that something happened, and return its number.

    Raises:
        BadInput: Nothing is said of what happened, it is noticed in the future, or a site is not known.
    """
    now, words = store.clock.now(), _checked(what, _WHAT)
    noticed, named = noticed or now, sorted(set(sites))
    if noticed > now + timedelta(minutes=5):
        raise BadInput("No se puede haber notado después de ahora. Revise el día y la hora. No se anotó nada.")
    known = {school.site for school in store.every_school()}
    for site in named:
        if site not in known:
            raise BadInput("No hay escuelas en el local «%(site)s». No se anotó nada.", site=site[:20])
    with store.begin() as connection:
        last = connection.execute(select(func.coalesce(func.max(_INCIDENTS.c.number), 0))).scalar_one()
        number = int(last) + 1
        row = {"number": number, "opened_s": store.now_s(), "noticed_s": int(noticed.timestamp()), "what": words}
        connection.execute(_INCIDENTS.insert().values(**row, sites=msgspec.json.encode(named)))
        ledger.append(connection, store.now_s(), Kind.INCIDENT, str(number), by, {"why": words[:200]})
    return number


def write(store: Store, number: int, kind: Wrote, words: str, *, by: Actor = BY_COMMAND) -> None:
    """
    Write down what was done about an incident, who was told of it, or how it ended: after that nothing more.

    Raises:
        BadInput: There is no such incident, it is closed, or nothing is said.
    """
    said = _checked(words, _SAY[kind])
    with store.begin() as connection:
        if connection.execute(select(_INCIDENTS.c.number).where(_INCIDENTS.c.number == number)).first() is None:
            raise BadInput("No hay un incidente %(number)s. No se anotó nada.", number=number)
        mine = _ENTRIES.c.incident == number
        if connection.execute(select(_ENTRIES.c.number).where(mine, _ENTRIES.c.kind == Wrote.CLOSED.value)).first():
            raise BadInput(
                "El incidente %(number)s está cerrado. Si hay algo nuevo, anote otro que lo nombre. No se anotó nada.",
                number=number,
            )
        last = connection.execute(select(func.coalesce(func.max(_ENTRIES.c.number), 0)).where(mine)).scalar_one()
        row = {"incident": number, "number": int(last) + 1, "at_s": store.now_s(), "kind": kind.value, "words": said}
        connection.execute(_ENTRIES.insert().values(**row))
        ledger.append(connection, store.now_s(), Kind.INCIDENT, str(number), by, {"why": said[:200]})


def incident(store: Store, number: int) -> Incident:
    """
    Return all that is known of an incident.

    Raises:
        BadInput: There is none.
    """
    with store.read() as connection:
        row = connection.execute(select(_INCIDENTS).where(_INCIDENTS.c.number == number)).one_or_none()
        if row is None:
            raise BadInput(
                "No hay un incidente %(number)s. Mire la lista con «chasqui-hub incident list».", number=number
            )
        query = select(_ENTRIES).where(_ENTRIES.c.incident == number).order_by(_ENTRIES.c.number)
        entries = [Entry(at(one.at_s), Wrote(one.kind), one.words) for one in connection.execute(query)]
    sites = msgspec.json.decode(row.sites, type=list[str])
    return Incident(
        number=number,
        opened=at(row.opened_s),
        noticed=at(row.noticed_s),
        what=row.what,
        touched=_touched(store, sites),
        entries=entries,
        acts=sum(act.at_s >= row.noticed_s for act in store.acts()),
    )


def every(store: Store) -> list[Incident]:
    """Return every incident, the newest first."""
    with store.read() as connection:
        numbers = connection.execute(select(_INCIDENTS.c.number).order_by(_INCIDENTS.c.number.desc())).scalars().all()
    return [incident(store, number) for number in numbers]


def _touched(store: Store, sites: Sequence[str]) -> list[Touched]:
    schools = [school for school in store.every_school() if school.site in sites]
    names = service_names(schools)
    nodes = schema.nodes.c
    with store.read() as connection:
        computers = connection.execute(select(nodes.site, nodes.state)).all()
    found = []
    for site in sites:
        here = [school for school in schools if school.site == site]
        told = [school.students for school in here if school.students is not None]
        total, states = sum(told), [state for where, state in computers if where == site]
        few = bool(told) and total < LEAST_LEARNERS
        found.append(
            Touched(
                site=site,
                names=tuple(names[school.id] for school in here),
                students=total if told and not few else None,
                few=few,
                computers=sum(state in (NodeState.OK, NodeState.REVOKED) for state in states),
                revoked=sum(state == NodeState.REVOKED for state in states),
            )
        )
    return found


def _checked(words: str, asked: str) -> str:
    said = " ".join(words.split())
    if not said or len(said) > MOST_WORDS:
        raise BadInput(asked)
    return said


_WHAT = N_("Escriba en una o dos frases qué pasó, sin nombres de personas. No se anotó nada.")
_SAY = {
    Wrote.DONE: N_("Escriba en una o dos frases qué se hizo, sin nombres de personas. No se anotó nada."),
    Wrote.TOLD: N_("Escriba a quién se avisó y por qué medio, sin nombres de personas. No se anotó nada."),
    Wrote.CLOSED: N_("Escriba en una o dos frases cómo terminó, sin nombres de personas. No se cerró."),
}
