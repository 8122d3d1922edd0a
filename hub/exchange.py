"""What the road's end answers to an upload: rules over spool and ingest, whatever server carries them."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from hub.looks import Looks, Remembered
from hub.spool import Held, Spool, Upload
from hub.taken import Full, Taken
from hub.takers import Takes
from shared.errors import DatabaseBusy, Forgotten, NewerFormat, NoSpace, SyncError
from shared.sentences import N_
from sync.answers import FORGOTTEN
from sync.bundle import MAX_BUNDLE_BYTES
from sync.header import header_bytes
from sync.reply import encode_reply
from sync.rest import PARTIAL, Have

BUNDLE_ID = re.compile(r"[0-9a-f]{32}")
_FULL = N_("La oficina no tiene espacio en disco. Se intentará más tarde.")
_BUSY = N_("La oficina está ocupada. Se intentará más tarde; nada se perdió.")
_AGAIN_S = 15
FEW_BYTES = 512
"""What a bundle with few records may have beside its header: some sixty of them."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a program. What is no error says nothing of its type: who asked knows it."""

    status: int
    body: bytes
    retry_after_s: int = 0
    is_error: bool = False

    @property
    def headers(self) -> dict[str, str]:
        """
        The headers besides its length.

        >>> held(202, 700).headers, error(429, "Espere.", retry_after_s=9).headers
        ({}, {'Content-Type': 'application/json', 'Retry-After': '9'})
        """
        kind = {"Content-Type": "application/json"} if self.is_error else {}
        return kind | ({"Retry-After": str(self.retry_after_s)} if self.retry_after_s else {})


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to take the bytes of a bundle from an offset on."""

    id: str
    offset: int
    total: int
    length: int | None
    """How many bytes the request says that it brings."""
    most: int | None = None
    """What the answer may come to (``sync.room``); None: anything."""
    have: Have | None = None
    """What came of the answer before, where it was cut."""


def asked(
    id_: str, query: Mapping[str, str], length: int | None, most: int | None = None, have: Have | None = None
) -> Asked | Answer:
    """
    Read the request; without offset and total it brings the whole bundle.

    >>> asked("0" * 32, {}, 9).total, asked("0" * 32, {"offset": "2", "total": "1"}, 9).status
    (9, 400)
    """
    offset, total = (_count(query, "offset"), _count(query, "total")) if query else (0, length)
    if not BUNDLE_ID.fullmatch(id_) or offset is None or total is None or offset > total:
        return error(400, N_("La dirección del envío no es válida. Actualice Chasqui en la computadora."))
    if total > MAX_BUNDLE_BYTES:
        return error(413, N_("El paquete es demasiado grande. Envíe menos registros por paquete."))
    return Asked(id_, offset, total, length, most, have)


class Uploads:
    """Takes uploads: ``begin``, then what arrives is written to what it gave, then ``end``, which may take long."""

    def __init__(self, spool: Spool, ingest: Takes, looks: Looks | None = None) -> None:
        self._spool = spool
        self._ingest = ingest
        self._looks = looks or Looks()

    def begin(self, request: Asked) -> Upload | Answer:
        """Let an upload begin, or refuse it before its body is read."""
        if not self._spool.has_room():
            _log.error("spool_refused reason=disk")
            return error(507, _FULL)
        try:
            begun = self._spool.begin(request.id, request.offset, request.total)
        except NoSpace:
            return full()
        except DatabaseBusy:
            return busy()
        return held(409, begun.bytes) if isinstance(begun, Held) else begun

    def knows(self, request: Asked) -> bool:
        """Tell whether the answer is remembered: it need not wait behind bundles that are to be taken."""
        return self._looks.answer(request.id, request.most, request.have) is not None

    def brings_little(self, request: Asked) -> bool:
        """Tell whether what is held of a bundle is taken in no time: hardly more than its header, or not even that."""
        try:
            data = self._spool.bytes_of(request.id)
            return len(data) <= header_bytes(data) + FEW_BYTES
        except (SyncError, DatabaseBusy):
            return True

    def end(self, request: Asked, upload: Upload) -> Answer:
        """Commit what verifies of a bundle, now that no more of it comes; a whole one is answered with its ack."""
        known = self._looks.answer(request.id, request.most, request.have)
        try:
            # Whom the office does not recognise any more is told, whatever it was told before.
            if known is not None and (not known.settled or self._ingest.recognises(known.node)):
                return known_answer(known.body, request.have)
            now = upload.held()
            if now.ahead:
                return held(409, now.bytes)
            if now.whole:
                return self._whole(request)
            # What is held was looked at when it came; only where nothing is left to send must it be damaged.
            looks = upload.brought or now.bytes == request.total
            return self._partial(request, now.bytes) if looks else self._so_far(request, now.bytes, now.bytes)
        except Forgotten as problem:
            self._drop(request.id)
            return error(FORGOTTEN, str(problem))
        except NoSpace:
            return full()
        except DatabaseBusy:
            return busy()

    def in_line(self, request: Asked) -> Answer:
        """Say what is held of a bundle that waits for its turn: the rest may come, and whole it is asked for later."""
        count = self._spool.held(request.id) or 0
        return held(202, count) if count == request.total else self._so_far(request, count, count)

    def _whole(self, request: Asked) -> Answer:
        id_ = request.id
        try:
            taken = self._ingest.take(self._spool.bytes_of(id_), most=request.most)
        except NewerFormat as problem:
            return error(422, str(problem))
        except Forgotten:
            raise
        except SyncError as problem:
            _log.warning("bundle_refused bundle=%s why=%s", id_[:12], type(problem).__name__)
            self._drop(id_)
            return error(422, str(problem))
        if isinstance(taken, Full):
            return error(429, _BUSY, retry_after_s=taken.retry_after_s)
        answer = Answer(200, encode_reply(taken.reply))
        self._looks.answered(id_, Remembered(answer.body, taken.node, request.most, settled=taken.settled))
        return answer

    def _partial(self, request: Asked, count: int) -> Answer:
        """Commit what verifies of a bundle that was cut or damaged, and say from where the rest is wanted."""
        data = self._spool.bytes_of(request.id)
        damaged = len(data) == request.total
        if not damaged and not self._looks.tells_more(request.id, data):
            return self._so_far(request, count, len(data))
        if damaged and not self._looks.may_open(request.id, data):
            # Nobody but who does it on purpose damages the same bytes so often.
            self._drop(request.id)
            return held(409, 0)
        good = self._good(request, data)
        if good < len(data):
            self._spool.truncate(request.id, good)
        return self._so_far(request, count, good)

    def _good(self, request: Asked, data: bytes) -> int:
        """Commit what verifies of *data*, and return how much of it may be kept."""
        try:
            taken = self._ingest.take(data, keep=False)
        except Forgotten:
            raise
        except SyncError:
            # Cut inside the header, or damaged there: only when all has come is it certain that it is damaged.
            taken = None
        verified = taken.verified_bytes if isinstance(taken, Taken) else 0
        self._looks.opened(request.id, data, verified)
        if len(data) == request.total:
            return verified if verified < request.total else 0
        return verified if isinstance(taken, Taken) and taken.problem else len(data)

    def _drop(self, id_: str) -> None:
        self._spool.drop(id_)
        self._looks.forget(id_)

    def _so_far(self, request: Asked, count: int, good: int) -> Answer:
        sent_all = request.length is not None and count == request.offset + request.length
        return held(202 if sent_all and good == count else 409, good)


def known_answer(body: bytes, have: Have | None) -> Answer:
    """
    Say again what was answered, or the rest of it where a node has its beginning.

    >>> from sync.rest import of
    >>> known_answer(b"an answer", of(b"an ans")), known_answer(b"another", of(b"an ans")).status
    (Answer(status=206, body=b'wer', retry_after_s=0, is_error=False), 200)
    """
    return Answer(PARTIAL, body[have.size :]) if have and have.begins(body) else Answer(200, body)


def held(status: int, count: int) -> Answer:
    """Say how many bytes are held."""
    return Answer(status, msgspec.json.encode({"held": count}))


def full() -> Answer:
    """Say that the disk filled while the hub worked."""
    _log.error("bundle_refused reason=disk")
    return error(507, _FULL)


def busy() -> Answer:
    """Say that it cannot be taken at this moment, and when to come again."""
    return error(503, _BUSY, retry_after_s=_AGAIN_S)


def error(status: int, text: str, *, retry_after_s: int = 0) -> Answer:
    """Say in words why not."""
    return Answer(status, msgspec.json.encode({"error": text}), retry_after_s, is_error=True)


def _count(query: Mapping[str, str], name: str) -> int | None:
    text = query.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None
