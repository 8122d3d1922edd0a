"""What the road's end answers to an upload: rules over spool and ingest, whatever server carries them."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from hub.spool import Held, Spool, Upload
from hub.taken import Full, Taken
from hub.takers import Takes
from shared.errors import DatabaseBusy, Forgotten, NewerFormat, NoSpace, SyncError
from shared.sentences import N_
from sync.answers import FORGOTTEN
from sync.bundle import MAX_BUNDLE_BYTES
from sync.reply import encode_reply

BUNDLE_ID = re.compile(r"[0-9a-f]{32}")
_FULL = N_("La oficina no tiene espacio en disco. Se intentará más tarde.")
_BUSY = N_("La oficina está ocupada. Se intentará más tarde; nada se perdió.")
_AGAIN_S = 15
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


def asked(id_: str, query: Mapping[str, str], length: int | None) -> Asked | Answer:
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
    return Asked(id_, offset, total, length)


class Uploads:
    """Takes uploads: ``begin``, then what arrives is written to what it gave, then ``end``, which may take long."""

    def __init__(self, spool: Spool, ingest: Takes) -> None:
        self._spool = spool
        self._ingest = ingest

    def begin(self, request: Asked) -> Upload | Answer:
        """Let an upload begin, or refuse it before its body is read."""
        if not self._spool.has_room():
            _log.error("spool_refused reason=disk")
            return error(507, _FULL)
        try:
            begun = self._spool.begin(request.id, request.offset, request.total)
        except NoSpace:
            return full()
        return held(409, begun.bytes) if isinstance(begun, Held) else begun

    def end(self, request: Asked, upload: Upload) -> Answer:
        """Commit what verifies of a bundle, now that no more of it comes; a whole one is answered with its ack."""
        try:
            now = upload.held()
            if now.ahead:
                return held(409, now.bytes)
            if now.whole:
                return self._whole(request.id)
            # What is held was looked at when it came; only where nothing is left to send must it be damaged.
            looks = upload.brought or now.bytes == request.total
            return self._partial(request, now) if looks else self._so_far(request, now, now.bytes)
        except Forgotten as problem:
            self._spool.drop(request.id)
            return error(FORGOTTEN, str(problem))
        except NoSpace:
            return full()
        except DatabaseBusy:
            return error(503, _BUSY, retry_after_s=_AGAIN_S)

    def _whole(self, id_: str) -> Answer:
        try:
            taken = self._ingest.take(self._spool.bytes_of(id_))
        except NewerFormat as problem:
            return error(422, str(problem))
        except Forgotten:
            raise
        except SyncError as problem:
            _log.warning("bundle_refused bundle=%s why=%s", id_[:12], type(problem).__name__)
            self._spool.drop(id_)
            return error(422, str(problem))
        if isinstance(taken, Full):
            return error(429, _BUSY, retry_after_s=taken.retry_after_s)
        return Answer(200, encode_reply(taken.reply))

    def _partial(self, request: Asked, now: Held) -> Answer:
        """Commit what verifies of a bundle that was cut or damaged, and say from where the rest is wanted."""
        data = self._spool.bytes_of(request.id)
        try:
            taken = self._ingest.take(data, keep=False)
        except Forgotten:
            raise
        except SyncError:
            # Cut inside the header, or damaged there: only when all has come is it certain that it is damaged.
            taken = None
        good = len(data)
        if isinstance(taken, Taken) and taken.problem:
            good = taken.verified_bytes
        if len(data) == request.total:
            good = taken.verified_bytes if isinstance(taken, Taken) and taken.verified_bytes < request.total else 0
        if good < len(data):
            self._spool.truncate(request.id, good)
        return self._so_far(request, now, good)

    def _so_far(self, request: Asked, now: Held, good: int) -> Answer:
        sent_all = request.length is not None and now.bytes == request.offset + request.length
        return held(202 if sent_all and good == now.bytes else 409, good)


def held(status: int, count: int) -> Answer:
    """Say how many bytes are held."""
    return Answer(status, msgspec.json.encode({"held": count}))


def full() -> Answer:
    """Say that the disk filled while the hub worked."""
    _log.error("bundle_refused reason=disk")
    return error(507, _FULL)


def error(status: int, text: str, *, retry_after_s: int = 0) -> Answer:
    """Say in words why not."""
    return Answer(status, msgspec.json.encode({"error": text}), retry_after_s, is_error=True)


def _count(query: Mapping[str, str], name: str) -> int | None:
    text = query.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None
