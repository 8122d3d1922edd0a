"""What the region answers to objections: an item of the site's feed, and nothing kept beside it."""

import logging
from collections.abc import Mapping

import msgspec
from sqlalchemy import select

from hub import ledger, schema
from hub.acts import Kind
from hub.keyfiles import read_keys
from hub.seen import mark
from hub.store import Store
from shared.acts import Actor
from shared.allocation import Answer
from shared.clock import LIMA
from shared.errors import BadInput, Moved
from shared.ids import ResourceId, SchoolId
from shared.sentences import N_
from sync.feed import FeedEntry, latest

MAX_LETTERS = 500
OTHERWISE = N_(
    "Otra persona respondió mientras se escribía esto, y no se guardó nada. Arriba está su respuesta y abajo lo que "
    "usted escribió: guarde otra vez solo si la suya debe reemplazarla."
)
_KIND = "reply"
_log = logging.getLogger(__name__)


def answer(
    store: Store,
    *,
    decision: str,
    school: str | None,
    resource: str,
    text: str,
    login: str,
    role: str,
    seen: str | None = None,
) -> Answer:
    """
    Answer an objection; the school reads it beside the line after its next exchange. A later answer replaces it.

    An objection of an older node names no *school*, and nor does its answer: all services of the site read it. *seen*:
    the mark of the answer that the page showed (``seen.mark``); None, as by command: it is not looked at.

    Raises:
        Moved: Somebody else answered meanwhile, and otherwise.
        BadInput: No school objected to that line, or the answer is empty or too long.
    """
    rows = store.objections(decision)
    found = next((row for row in rows if (row.school, row.resource) == (school, resource)), None)
    if found is None:
        raise BadInput("Ninguna escuela objetó esa línea. Vuelva a «Entregas» y elija la objeción.")
    if not text.strip():
        raise BadInput("Escriba la respuesta: la escuela la lee junto a su línea.")
    if len(text) > MAX_LETTERS:
        raise BadInput("La respuesta pasa de %(most)s letras. Acórtela y repita.", most=MAX_LETTERS)
    on = store.clock.now().astimezone(LIMA).date()
    line = (found.school, found.resource) if found.school else (found.resource,)
    said = Answer(decision=decision, resource=found.resource, text=text.strip(), role=role, on=on, school=found.school)
    keys = read_keys(store.config)
    with store.together() as connection:
        now = answers(store).get((decision, found.school, found.resource))
        if seen not in (None, mark(now)) and (now is None or now.text != said.text):
            raise Moved(OTHERWISE)
        subject, body = "/".join((_KIND, decision, *line)), msgspec.json.encode(said)
        life = store.issuing_life(connection)
        if store.issue(connection, life, keys, stream=found.site, kind=_KIND, subject=subject, body=body):
            told = {"school": found.school or found.site, "resource": found.resource, "why": said.text}
            ledger.append(connection, store.now_s(), Kind.ANSWERED, decision, Actor(login, role), told)
    _log.info("objection_answered decision=%s line=%s", decision, "/".join(line))
    return said


Line = tuple[str, SchoolId | None, ResourceId]
"""A decision and what an objection to one of its lines names: the service, where it does, and the resource."""


def answers(store: Store) -> Mapping[Line, Answer]:
    """Return the answer that holds for each line that was objected to."""
    table = schema.feed
    query = select(table.c.entry).where(table.c.subject.startswith(f"{_KIND}/"))
    with store.read() as connection:
        entries = [msgspec.msgpack.decode(data, type=FeedEntry) for data in connection.execute(query).scalars()]
    holding = latest(entry.item for entry in entries).values()
    said = [msgspec.json.decode(item.body, type=Answer) for item in holding]
    return {(one.decision, one.school, one.resource): one for one in said}
