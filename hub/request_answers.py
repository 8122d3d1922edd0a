"""Answering in words what a school asked for: an item of its site's feed, and an act."""

import logging
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

import msgspec
from sqlalchemy import select

from hub import ledger, schema
from hub.acts import Kind
from hub.answers import MAX_LETTERS, OTHERWISE
from hub.inputs import NOTHING, open_requests
from hub.keyfiles import read_keys
from hub.rows import RequestRow
from hub.seen import mark
from hub.store import Store
from shared.acts import Actor
from shared.clock import LIMA
from shared.errors import BadInput, Moved
from shared.request_answers import KIND, RequestAnswer, subject_of
from sync.feed import FeedEntry, latest

Asked = tuple[str, int]
"""What names a request: the incarnation and the number of its event."""
_log = logging.getLogger(__name__)


def answer_request(
    store: Store, asked: Asked, text: str, *, counts: bool, by: Actor, seen: str | None = None
) -> RequestAnswer:
    """
    Answer a request; its school reads it after its next exchange. A later answer replaces it.

    Without *counts* it is turned down: no plan that is drawn from then on takes it into account. *seen*: the mark of
    the answer that the page showed (``seen.mark``); None, as by command: it is not looked at.

    Raises:
        Moved: Somebody else answered meanwhile, and otherwise.
        BadInput: There is no such request, its school is in no listing, or the answer is empty or too long.
    """
    row = next((row for row in store.requests() if row.event == asked), None)
    site = next((one.site for one in store.every_school() if row and one.id == row.school), None)
    if row is None or site is None:
        raise BadInput("Ese pedido ya no está. Vuelva a «Pedidos» y elíjalo otra vez.")
    if not text.strip():
        raise BadInput("Escriba la respuesta: la escuela la lee junto a su pedido.")
    if len(text) > MAX_LETTERS:
        raise BadInput("La respuesta pasa de %(most)s letras. Acórtela y repita.", most=MAX_LETTERS)
    said = RequestAnswer(
        incarnation=asked[0],
        seq=asked[1],
        school=row.school,
        resource=row.resource,
        text=text.strip(),
        role=by.office,
        on=store.clock.now().astimezone(LIMA).date(),
        counts=counts,
    )
    keys = read_keys(store.config)
    with store.together() as connection:
        now = request_answers(store).get(asked)
        if seen not in (None, mark(now)) and (now is None or (now.text, now.counts) != (said.text, counts)):
            raise Moved(OTHERWISE)
        life, body = store.issuing_life(connection), msgspec.json.encode(said)
        if store.issue(connection, life, keys, stream=site, kind=KIND, subject=subject_of(*asked), body=body):
            told = {"school": row.school, "resource": row.resource, "why": said.text, "counts": counts}
            ledger.append(connection, store.now_s(), Kind.ANSWERED, f"request/{asked[0]}/{asked[1]}", by, told)
    _log.info("request_answered event=%s/%d counts=%s", *asked, counts)
    return said


def request_answers(store: Store) -> Mapping[Asked, RequestAnswer]:
    """Return the answer that holds for each request that was answered in words."""
    table = schema.feed
    query = select(table.c.entry).where(table.c.subject.startswith(f"{KIND}/"))
    with store.read() as connection:
        entries = [msgspec.msgpack.decode(data, type=FeedEntry) for data in connection.execute(query).scalars()]
    said = (msgspec.json.decode(one.body, type=RequestAnswer) for one in latest(e.item for e in entries).values())
    return {(one.incarnation, one.seq): one for one in said}


def turned_down(store: Store) -> frozenset[Asked]:
    """Return the requests that no plan takes into account any more."""
    return frozenset(asked for asked, said in request_answers(store).items() if not said.counts)


def open_for(store: Store, period_first: date, period_weeks: int, heard: int | None = None) -> list[RequestRow]:
    """Return the requests of which a plan of a period hears, turned down or not; one that *heard* so much, or now."""
    rows = (row for row in store.requests() if heard is None or row.arrived <= heard)
    since = period_first - timedelta(weeks=period_weeks)
    return open_requests(rows, since=since, after=max(store.published().values(), default=NOTHING))


def refused_of(open_: Iterable[RequestRow], refused: Collection[Asked]) -> tuple[Asked, ...]:
    """Return which of them were turned down."""
    return tuple(sorted(row.event for row in open_ if row.event in refused))


def still_asked(open_: Iterable[RequestRow], refused: Collection[Asked]) -> list[RequestRow]:
    """Return the last requests that count: one that was turned down does not give way to an earlier one."""
    return [row for row in open_ if row.event not in refused]
