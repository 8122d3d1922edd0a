"""
Where a running node takes the orders of commands: a small endpoint of its own, on loopback whatever the pages use.

No page is served here and no browser is let in. Who asks must show the secret that lies in the node's folder, in a file
that only its owner may read; who answers proves first that it knows it too, so that a program which took the port of a
killed node is told nothing.
"""

import hashlib
import hmac
import logging
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from edge.orders import MAX_BYTES, Order, read_order
from edge.secrets_file import keep_secret
from shared.errors import BadInput, BadModel, ChasquiError, NotReady, SyncError

FILE = "running.key"
LOOPBACK = "127.0.0.1"
SECRET_HEADER, NONCE_HEADER = "X-Chasqui-Secret", "X-Chasqui-Nonce"
THREADS = 2
_KINDS: tuple[type[ChasquiError], ...] = (BadInput, NotReady, SyncError, BadModel)
_OF_BROWSERS = ("HTTP_ORIGIN", "HTTP_REFERER", "HTTP_SEC_FETCH_SITE", "HTTP_SEC_FETCH_MODE", "HTTP_COOKIE")
_log = logging.getLogger(__name__)

Start: TypeAlias = Callable[[str, list[tuple[str, str]]], Any]


@dataclass(frozen=True, slots=True)
class Address:
    """Where a running node takes orders, and the secret of this run."""

    port: int
    secret: str

    def keep(self, folder: Path) -> None:
        """Tell the commands of this folder, and nobody else."""
        keep_secret(folder / FILE, msgspec.json.encode(self), anew=True)

    def forget(self, folder: Path) -> None:
        """Take back what ``keep`` told."""
        (folder / FILE).unlink(missing_ok=True)

    @classmethod
    def kept(cls, folder: Path) -> "Address | None":
        """Return where the node of a folder said it takes orders; it may have been killed since."""
        try:
            return msgspec.json.decode((folder / FILE).read_bytes(), type=cls)
        except (OSError, msgspec.DecodeError):
            return None

    def proof(self, nonce: str) -> str:
        """Return what only who knows the secret can say to *nonce*."""
        return hmac.digest(self.secret.encode(), b"chasqui door " + nonce.encode(), hashlib.sha256).hex()


class Refusal(msgspec.Struct, frozen=True):
    """An order that ended with an error: its kind, and its words."""

    kind: str
    text: str

    @classmethod
    def of(cls, error: ChasquiError) -> "Refusal":
        """Return an error as it travels."""
        return cls(next((kind.__name__ for kind in _KINDS if isinstance(error, kind)), ""), str(error))

    def error(self) -> ChasquiError:
        """Return the error again."""
        kind = next((kind for kind in _KINDS if kind.__name__ == self.kind), ChasquiError)
        return kind("%(text)s", text=self.text)


class Door:
    """The WSGI application behind the endpoint."""

    def __init__(self, carry_out: Callable[[Order], Any]) -> None:
        """Take orders for *carry_out*; ``opened`` says where."""
        self._carry_out = carry_out
        self._address: Address | None = None

    def opened(self, port: int) -> Address:
        """Draw the secret of this run, of an endpoint that listens on *port*."""
        self._address = Address(port, secrets.token_hex(32))
        return self._address

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer a request."""
        status, body = self._answer(environ)
        start(status, [("Content-Type", "application/msgpack"), ("Content-Length", str(len(body)))])
        return [body]

    def _answer(self, environ: dict[str, Any]) -> tuple[str, bytes]:
        address = self._address
        if address is None or not _from_a_command(environ, address.port):
            return "403 Forbidden", b""
        asked = (environ["REQUEST_METHOD"], environ["PATH_INFO"])
        if asked == ("GET", "/"):
            return "200 OK", address.proof(environ.get(_key(NONCE_HEADER), "")[:80]).encode()
        if not hmac.compare_digest(environ.get(_key(SECRET_HEADER), "").encode(), address.secret.encode()):
            _log.warning("order refused why=secret")
            return "403 Forbidden", b""
        if asked != ("POST", "/"):
            return "404 Not Found", b""
        size = environ.get("CONTENT_LENGTH") or ""
        if not size.isdigit() or len(size) > len(str(MAX_BYTES)) or int(size) > MAX_BYTES:
            return "413 Content Too Large", b""
        return self._obey(environ["wsgi.input"].read(int(size)))

    def _obey(self, data: bytes) -> tuple[str, bytes]:
        try:
            order = read_order(data)
            result = self._carry_out(order)
        except ChasquiError as error:
            return "409 Conflict", msgspec.msgpack.encode(Refusal.of(error))
        _log.info("order=%s bytes=%d", type(order).__name__, len(data))
        return "200 OK", msgspec.msgpack.encode(result)


def _from_a_command(environ: dict[str, Any], port: int) -> bool:
    """Tell whether a program of this machine asks, and not a page in its browser."""
    at_home = environ.get("REMOTE_ADDR") == LOOPBACK and environ.get("HTTP_HOST") == f"{LOOPBACK}:{port}"
    return at_home and not any(name in environ for name in _OF_BROWSERS) and not environ.get("QUERY_STRING")


def _key(header: str) -> str:
    return "HTTP_" + header.upper().replace("-", "_")
