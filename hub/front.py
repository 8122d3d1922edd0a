"""The hub's front: takes uploads as they trickle in, without a thread for each; everything else goes to the pages."""

import asyncio
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple
from urllib.parse import parse_qsl
from weakref import WeakValueDictionary

from a2wsgi import WSGIMiddleware
from uvicorn._types import ASGIReceiveCallable, ASGISendCallable, HTTPScope, Scope

from hub.app import create_app
from hub.config import Config
from hub.exchange import Answer, Asked, Uploads, asked, full
from hub.parts import open_parts
from hub.spool import Upload
from hub.takers import Takers
from hub.turns import Turns
from shared.errors import NoSpace

IDLE_S = 60
"""How long a connection may say nothing before its upload counts as cut; what it sent is kept."""
SMALL_BYTES = 2_048
"""Up to this a bundle has a line of its own, before all larger ones: a contact with nothing to say is as small."""
_PREFIX = "/v1/bundles/"


class _Line(NamedTuple):
    turns: Turns
    uploads: Uploads


class Front:
    """The ASGI application of one hub."""

    def __init__(self, config: Config, *, idle_s: float = IDLE_S) -> None:
        """
        Open the hub of ``config.folder``.

        Raises:
            NotInitialised: There is none.
        """
        hub = open_parts(config)
        self._store = hub.store
        self._idle_s = idle_s
        self._takers = Takers(config, hub.ingest)
        self._small = _Line(Turns(), Uploads(hub.spool, hub.ingest))
        self._large = _Line(Turns(self._takers.most), Uploads(hub.spool, self._takers))
        self._ending: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._pages = WSGIMiddleware(create_app(config, hub), workers=config.threads)  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["method"] == "PUT" and scope["path"].startswith(_PREFIX):
            await self._put(scope, receive, send)
        else:
            await self._pages(scope, receive, send)  # type: ignore[arg-type]

    def close(self) -> None:
        """Let what is being committed end, and close the database."""
        for line in (self._small, self._large):
            line.turns.close()
        self._takers.close()
        self._pages.executor.shutdown()
        self._store.close()

    async def _put(self, scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        request = _asked(scope)
        if isinstance(request, Answer):
            return await _say(send, request)
        # Not in another thread: what has come is lost with the connection while this request waits for its turn.
        line = self._small if request.total <= SMALL_BYTES else self._large
        upload = line.uploads.begin(request)
        if isinstance(upload, Answer):
            return await _say(send, upload)
        try:
            silent = await self._read(upload, receive)
        except NoSpace:
            return await _say(send, full())
        finally:
            upload.close()
        # Two connections may bring one bundle: what became of the first is certain before the second is looked at.
        async with self._ending.setdefault(request.id, asyncio.Lock()):
            # Twice as much waits longer: many schools have little to say, and each is answered the sooner for it.
            ended = line.turns.submit(request.total.bit_length(), partial(line.uploads.end, request, upload))
            answer = await asyncio.wrap_future(ended)
        return await _say(send, answer, last=silent)

    async def _read(self, upload: Upload, receive: ASGIReceiveCallable) -> bool:
        """Write what arrives until it ends, in whatever way; tell whether it was by silence."""
        while True:
            try:
                async with asyncio.timeout(self._idle_s):
                    message = await receive()
            except TimeoutError:
                return True
            if message["type"] != "http.request":
                return False
            more = upload.write(message.get("body", b""))
            if not more or not message.get("more_body", False):
                return False


def _asked(scope: HTTPScope) -> Asked | Answer:
    length = next(_values(scope, b"content-length"), b"")
    query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    return asked(scope["path"].removeprefix(_PREFIX), query, int(length) if length.isdigit() else _unsaid(scope))


def _unsaid(scope: HTTPScope) -> int | None:
    """Return the length of a body of which nothing is said: none, unless it comes in pieces."""
    return None if any(_values(scope, b"transfer-encoding")) else 0


def _values(scope: HTTPScope, name: bytes) -> Iterator[bytes]:
    return (value for key, value in scope["headers"] if key == name)


async def _say(send: ASGISendCallable, answer: Answer, *, last: bool = False) -> None:
    """Send an answer with no header that nobody needs: on a bad road each byte takes its time."""
    more = {"Connection": "close"} if last else {}
    headers = {"Content-Length": str(len(answer.body)), **answer.headers, **more}
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": raw, "trailers": False})
    await send({"type": "http.response.body", "body": answer.body, "more_body": False})
