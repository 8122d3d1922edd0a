"""The road's end: ``/v1`` parses, calls, answers. No session: what authenticates is the bundle."""

import logging
import re
import socket
from collections.abc import Callable

from flask import Blueprint, Response, jsonify, request, send_file

from hub.ingest import Full, Taken
from hub.parts import Parts, parts
from hub.spool import Held
from shared.errors import DatabaseBusy, Forgotten, NewerFormat, NoSpace, SyncError
from shared.sentences import N_
from sync.answers import FORGOTTEN
from sync.bundle import MAX_BUNDLE_BYTES
from sync.reply import encode_reply

api = Blueprint("api", __name__, url_prefix="/v1")

IDLE_S = 60
"""How long a connection may say nothing before its thread is given back; what it sent is kept."""
_ID, _SHA256 = re.compile(r"[0-9a-f]{32}"), re.compile(r"[0-9a-f]{64}")
_FULL = N_("La oficina no tiene espacio en disco. Se intentará más tarde.")
_log = logging.getLogger(__name__)


@api.get("/bundles/<id_>")
def get_bundle(id_: str) -> tuple[Response, int]:
    """Say how much of a bundle has arrived."""
    held = parts().spool.held(id_) if _ID.fullmatch(id_) else None
    return _error(404, N_("No se conoce ese paquete. Envíelo desde el inicio.")) if held is None else _held(200, held)


@api.put("/bundles/<id_>")
def put_bundle(id_: str) -> tuple[Response, int]:
    """
    Take the bytes of a bundle from an offset on; once it is whole, commit it and answer with the signed ack.

    Without offset and total the request is the whole bundle.
    """
    offset, total = (_count("offset"), _count("total")) if request.args else (0, request.content_length)
    if not _ID.fullmatch(id_) or offset is None or total is None or offset > total:
        return _error(400, N_("La dirección del envío no es válida. Actualice Chasqui en la computadora."))
    if total > MAX_BUNDLE_BYTES:
        return _error(413, N_("El paquete es demasiado grande. Envíe menos registros por paquete."))
    hub = parts()
    if not hub.spool.has_room():
        _log.error("spool_refused reason=disk")
        return _error(507, _FULL)
    _bound_silence()
    held = hub.spool.receive(id_, offset, total, _reader())
    if held.ahead:
        return _held(409, held.bytes)
    try:
        return _whole(hub, id_) if held.whole else _partial(hub, id_, held, offset, total)
    except Forgotten as error:
        hub.spool.drop(id_)
        return _error(FORGOTTEN, str(error))


@api.get("/models/<sha256>")
def get_model(sha256: str) -> Response | tuple[Response, int]:
    """Give a released model, or the rest of it from a byte on."""
    path = parts().config.models_folder / sha256
    if not _SHA256.fullmatch(sha256) or not path.is_file():
        return _error(404, N_("La oficina no tiene ese modelo. Se sigue con el anterior."))
    return send_file(path, mimetype="application/octet-stream", etag=sha256, conditional=True)


@api.errorhandler(NoSpace)
def _no_space(_: NoSpace) -> tuple[Response, int]:
    _log.error("bundle_refused reason=disk")
    return _error(507, _FULL)


@api.errorhandler(DatabaseBusy)
def _database_busy(_: DatabaseBusy) -> tuple[Response, int]:
    return _busy(503, retry_after_s=15)


def _whole(hub: Parts, id_: str) -> tuple[Response, int]:
    try:
        taken = hub.ingest.take(hub.spool.bytes_of(id_))
    except NewerFormat as error:
        return _error(422, str(error))
    except Forgotten:
        raise
    except SyncError as error:
        _log.warning("bundle_refused bundle=%s why=%s", id_[:12], type(error).__name__)
        hub.spool.drop(id_)
        return _error(422, str(error))
    if isinstance(taken, Full):
        return _busy(429, taken.retry_after_s)
    return Response(encode_reply(taken.reply), mimetype="application/msgpack"), 200


def _partial(hub: Parts, id_: str, held: Held, offset: int, total: int) -> tuple[Response, int]:
    """Commit what verifies of a bundle that was cut or damaged, and say from where the rest is wanted."""
    data = hub.spool.bytes_of(id_)
    try:
        taken = hub.ingest.take(data, keep=False)
    except Forgotten:
        raise
    except SyncError:
        # Cut inside the header, or damaged there: only when all has come is it certain that it is damaged.
        taken = None
    good = len(data)
    if isinstance(taken, Taken) and taken.problem:
        good = taken.verified_bytes
    if len(data) == total:
        good = taken.verified_bytes if isinstance(taken, Taken) and taken.verified_bytes < total else 0
    if good < len(data):
        hub.spool.truncate(id_, good)
    sent_all = request.content_length is not None and held.bytes == offset + request.content_length
    return _held(202 if sent_all and good == held.bytes else 409, good)


def _reader() -> Callable[[int], bytes]:
    """Return how the body is read: never beyond its end, so that no read waits for what will not come."""
    body = request.environ["wsgi.input"]
    if request.content_length is None:
        chunked = "chunked" in request.headers.get("Transfer-Encoding", "").lower()
        return body.read if chunked else lambda _: b""
    left = request.content_length

    def read(size: int) -> bytes:
        nonlocal left
        chunk: bytes = body.read(min(size, left)) if left else b""
        left -= len(chunk)
        return chunk

    return read


def _bound_silence() -> None:
    connection = request.environ.get("gunicorn.socket")
    if isinstance(connection, socket.socket):
        connection.settimeout(IDLE_S)


def _count(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def _held(status: int, held: int) -> tuple[Response, int]:
    return jsonify(held=held), status


def _busy(status: int, retry_after_s: int) -> tuple[Response, int]:
    response, _ = _error(status, N_("La oficina está ocupada. Se intentará más tarde; nada se perdió."))
    response.headers["Retry-After"] = str(retry_after_s)
    return response, status


def _error(status: int, text: str) -> tuple[Response, int]:
    return jsonify(error=text), status
