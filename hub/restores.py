"""What a restore leaves to look at: which decisions came back, and which computers were not heard since."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from hub import enrol, schema
from hub.database import Database, at, put
from hub.lives import remembers
from hub.region import names_of_sites
from hub.rows import NodeState
from hub.streams import of_subject
from hub.unvouched import unvouched
from shared.sentences import N_, Sentence, counted
from sync.feed import ALL, FeedEntry, latest
from sync.lives import HubIncarnation

_log = logging.getLogger(__name__)
_SETTING = "restored"
_SHOWN = 20
_NAMED = {
    "decision": N_("el reparto del plan %(one)s para %(schools)s"),
    "shipment": N_("la entrega con PECOSA %(one)s para %(schools)s"),
    "reply": N_("la respuesta a la objeción sobre «%(last)s» de %(schools)s"),
    "request_answer": N_("la respuesta a un pedido de %(schools)s"),
    "delivery_answer": N_("qué fue de lo rechazado de la PECOSA %(one)s, de %(schools)s"),
    "notice": N_("un aviso a %(schools)s (%(path)s)"),
    "catalogue": N_("el catálogo"),
    "calendar": N_("el calendario"),
    "model": N_("el modelo"),
    "weights": N_("los pesos, versión %(one)s"),
    "similarity": N_("las recomendaciones para estudiantes"),
    "service": N_("lo que se sabe del servicio %(one)s"),
    "laptops": N_("las laptops del local %(one)s"),
    "set_aside": N_("para qué series no se usa el modelo"),
    "revocation": N_("la baja de la computadora %(one)s"),
}
"""What came back, by its kind; ``one``, ``last`` and the whole ``path`` are what its subject names after the kind."""
KINDS = tuple(_NAMED)
"""Every kind of item that a hub says."""

_ALONE = N_("Volvió %(what)s. La central no tenía otra decisión sobre eso.")
_HOLDS = N_("Volvió %(what)s. La central tenía otra decisión, anterior: vale la que volvió.")
_GIVES_WAY = N_("Volvió %(what)s. La central decidió otra cosa después: eso es lo que vale.")


class Restore(msgspec.Struct, frozen=True, array_like=True):
    """The last restore that this hub knows of. Who was heard in a life before ``lost_ms`` was not heard since."""

    lost_ms: int
    noticed_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Readmitted:
    """An item that a computer gave back."""

    stream: str
    number: int
    kind: str
    subject: str
    schools: tuple[str, ...]
    """Names of the schools of its site; none where it is for all."""
    node: str
    at: datetime
    disputed: bool
    """The hub had another item of that subject when it came."""
    holds: bool
    """It is the one that holds now."""
    seen: bool

    def words(self) -> Sentence:
        """Say what came back, and what holds."""
        told = _ALONE if not self.disputed else _HOLDS if self.holds else _GIVES_WAY
        return Sentence(told, {"what": self._what()})

    def _what(self) -> Sentence:
        """Name what came back; a kind of which this version knows nothing by its subject."""
        parts = self.subject.split("/")[1:] or [""]
        schools = ", ".join(self.schools) or self.stream
        named = _NAMED.get(self.kind, "«%(subject)s»")
        said = {"one": parts[0], "last": parts[-1], "path": "/".join(parts), "schools": schools}
        return Sentence(named, {**said, "subject": self.subject})


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheard:
    """A computer that was not heard since the restore: what it was told after the copy is not here yet."""

    node: str
    site: str
    schools: tuple[str, ...]
    last_bundle: datetime | None


def note_lost(connection: Connection, life: HubIncarnation, now_s: int) -> None:
    """Note that what this hub said in *life* is not here: a copy was put in its place, maybe of that same life."""
    note(connection, life.ms + remembers(connection, life), now_s)


def note(connection: Connection, lost_ms: int, now_s: int) -> None:
    """
    Note that the hub was restored from a copy of before *lost_ms*, and void the codes of before. Once or many times.
    """
    known = _last(connection)
    if known is not None and known.lost_ms >= lost_ms:
        return
    lives = schema.lives.c.ms
    again = known is not None and connection.execute(select(lives).where(lives >= known.lost_ms, lives < lost_ms))
    noticed_s = known.noticed_s if known and again and not again.first() else now_s
    put(connection, schema.settings, {"name": _SETTING, "value": msgspec.msgpack.encode(Restore(lost_ms, noticed_s))})
    voided = enrol.void_codes(connection, lost_ms)
    _log.warning("restore_noticed lost_ms=%d voided_codes=%d", lost_ms, voided)


def last_restore(db: Database) -> Restore | None:
    """Return the last restore that this hub knows of."""
    with db.read() as connection:
        return _last(connection)


def unheard(db: Database) -> list[Unheard]:
    """Return the enrolled computers that were not heard since the last restore, by site; none where there was none."""
    table = schema.nodes
    with db.read() as connection:
        restore = _last(connection)
        if restore is None:
            return []
        before = table.c.heard_ms.is_(None) | (table.c.heard_ms < restore.lost_ms)
        query = select(table).where(table.c.state == NodeState.OK, before).order_by(table.c.site, table.c.node)
        names = names_of_sites(connection)
        return [
            Unheard(
                node=row.node,
                site=row.site,
                schools=names.get(row.site, ()),
                last_bundle=at(row.last_bundle_s) if row.last_bundle_s else None,
            )
            for row in connection.execute(query)
        ]


def readmitted(db: Database) -> list[Readmitted]:
    """Return what computers gave back, the newest first."""
    told, feed = schema.readmitted, schema.feed
    here = (feed.c.stream == told.c.stream) & (feed.c.number == told.c.number)
    query = select(told, feed.c.entry).join(feed, here)
    with db.read() as connection:
        names = names_of_sites(connection)
        rows = connection.execute(query.order_by(told.c.at_s.desc(), told.c.stream, told.c.number.desc())).all()
        found = []
        for row in rows:
            item = msgspec.msgpack.decode(row.entry, type=FeedEntry).item
            holds = latest(of_subject(connection, item.stream, item.subject))[item.subject] == item
            found.append(
                Readmitted(
                    stream=item.stream,
                    number=row.number,
                    kind=item.kind,
                    subject=item.subject,
                    schools=() if item.stream == ALL else names.get(item.stream, ()),
                    node=row.node,
                    at=at(row.at_s),
                    disputed=row.disputed,
                    holds=holds,
                    seen=row.seen,
                )
            )
    return found


def told(db: Database) -> list[str]:
    """Return what to say of the last restore on a terminal: who was not heard since, and what came back unread."""
    missing, back = unheard(db), unseen(readmitted(db))
    lines = [one.words().text() for one in unvouched(db)]
    if missing:
        lines.append(
            f"Sin noticias desde que se restauró la central: {counted(len(missing), 'computadora', 'computadoras')}. "
            "Pueden tener decisiones que la central perdió: espere su envío, o pregunte antes de publicar."
        )
        lines += [f"  {one.node} {one.site} {', '.join(one.schools)}".rstrip() for one in missing[:_SHOWN]]
        lines += [f"  y {len(missing) - _SHOWN} más: véalas todas con --json."] if len(missing) > _SHOWN else []
    lines += [f"  {row.words().text()}" for row in back[:_SHOWN]]
    lines += [f"  y {len(back) - _SHOWN} decisiones más que volvieron."] if len(back) > _SHOWN else []
    return lines


def report(db: Database) -> dict[str, Any]:
    """Return the same for a program, all of it."""
    back = [{**asdict(row), "words": row.words().text()} for row in readmitted(db)]
    only_there = [{**asdict(row), "words": row.words().text()} for row in unvouched(db)]
    return {"unheard": [asdict(row) for row in unheard(db)], "readmitted": back, "unvouched": only_there}


def mark_seen(db: Database, rows: Iterable[Readmitted]) -> int:
    """Note that a person saw these rows; return how many were new to them."""
    table, count = schema.readmitted, 0
    with db.begin() as connection:
        for row in rows:
            mine = (table.c.stream == row.stream, table.c.number == row.number, table.c.seen.is_(False))
            count += connection.execute(table.update().where(*mine).values(seen=True)).rowcount
    return count


def unseen(rows: Sequence[Readmitted]) -> list[Readmitted]:
    """Return the rows that nobody has marked as seen, those that contradict another decision first."""
    return sorted((row for row in rows if not row.seen), key=lambda row: not row.disputed)


def _last(connection: Connection) -> Restore | None:
    table = schema.settings
    body = connection.execute(select(table.c.value).where(table.c.name == _SETTING)).scalar()
    return None if body is None else msgspec.msgpack.decode(body, type=Restore)
