"""The hub's front: takes uploads as they trickle in, without a thread for each; everything else goes to the pages."""

import asyncio
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple
from urllib.parse import parse_qsl

from a2wsgi import WSGIMiddleware
from uvicorn._types import ASGIReceiveCallable, ASGISendCallable, HTTPScope, Scope

from hub.app import create_app
from hub.config import Config
from hub.exchange import Answer, Asked, Uploads, asked, busy, error, full
from hub.forwarded import Network, caller
from hub.looks import Looks
from hub.parts import open_parts
from hub.rates import Rates
from hub.spool import Upload
from hub.takers import MOST_TOGETHER, Takers
from hub.turns import Turns
from shared.errors import DatabaseBusy, NoSpace
from shared.sentences import N_
from sync import rest, room
from sync.rest import Have

IDLE_S = 60
"""How long a connection may say nothing before its upload counts as cut; what it sent is kept."""
ANSWER_S = 20.0
"""So long after its first byte, what is in line is answered that it is held: a laptop waits no longer than 30 s."""
LEAST_S = 2.0
"""One that took that long to come is given this long to be taken."""
SMALL_BYTES = 2_048
"""Up to this a bundle may have a line of its own, before all larger ones: who has nothing to say needs as much."""
_PREFIX, _LONGEST = "/v1/bundles/", 19
_TOO_OFTEN = N_("Son demasiados pedidos en un minuto. Espere los segundos que dice Retry-After y repita.")


class _Line(NamedTuple):
    turns: Turns
    uploads: Uploads


class _Ending(NamedTuple):
    """The end of an upload, in line or under way."""

    answer: asyncio.Task[Answer]
    is_all_there: bool
    have: Have | None
    """What came before of the answer that it gives only the rest of."""


class Front:
    """The ASGI application of one hub."""

    def __init__(self, config: Config, *, idle_s: float = IDLE_S, answer_s: float = ANSWER_S) -> None:
        """
        Open the hub of ``config.folder``.

        Raises:
            NotInitialised: There is none.
        """
        hub = open_parts(config)
        assert hub.spool is not None
        self._store = hub.store
        self._idle_s, self._answer_s = idle_s, answer_s
        self._takers, looks = Takers(config, hub.ingest), Looks()
        self._small = _Line(Turns(), Uploads(hub.spool, hub.ingest, looks))
        # More than there are processes: what waits for one is given to it together.
        large = Turns(self._takers.most * MOST_TOGETHER)
        self._large = _Line(large, Uploads(hub.spool, self._takers, looks))
        self._endings: dict[str, _Ending] = {}
        self._proxies, self._rates = config.proxies, Rates(config.rate)
        self._tally = hub.tally
        self._pages = WSGIMiddleware(create_app(config, hub), workers=config.threads)  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["method"] == "PUT" and scope["path"].startswith(_PREFIX):
            await self._put(scope, receive, send)
        elif scope["type"] == "http":
            await self._get(_asked_by(scope, self._proxies), receive, send)
        else:
            await self._pages(scope, receive, send)  # type: ignore[arg-type]

    def close(self) -> None:
        """Let what is being committed end, and close the database. What is in line lies in the spool."""
        self._takers.stop()
        for line in (self._small, self._large):
            line.turns.close()
        self._takers.close()
        self._pages.executor.shutdown()
        self._store.close()

    async def _get(self, scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        address, _port = scope["client"] or ("", 0)
        said = _value(scope, "Authorization").decode("latin-1")
        wait_s = self._rates.wait_s(scope["path"], address, said, asyncio.get_running_loop().time())
        if wait_s:
            return await _say(send, error(429, _TOO_OFTEN, retry_after_s=wait_s))
        await self._pages(scope, receive, send)  # type: ignore[arg-type]
        return None

    async def _put(self, scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        began_s = asyncio.get_running_loop().time()
        answer, silent = await self._taken(scope, receive, began_s)
        self._tally.answered(answer.status, asyncio.get_running_loop().time() - began_s)
        await _say(send, answer, last=silent)

    async def _taken(self, scope: HTTPScope, receive: ASGIReceiveCallable, began_s: float) -> tuple[Answer, bool]:
        """Take what an upload brings; return the answer, and whether it ended by silence."""
        loop, request = asyncio.get_running_loop(), _asked(scope)
        if isinstance(request, Answer):
            return request, False
        # Not in another thread: what has come is lost with the connection while this request waits for its turn.
        line = self._small if request.total <= SMALL_BYTES else self._large
        upload = line.uploads.begin(request)
        if isinstance(upload, Answer):
            return upload, False
        try:
            silent = await self._read(upload, receive)
        except NoSpace:
            return full(), False
        except DatabaseBusy:
            return busy(), False
        finally:
            upload.close()
        ending = self._ending(line, request, upload)
        patience_s = max(min(LEAST_S, self._answer_s), began_s + self._answer_s - loop.time())
        # Not cancelled by who waits no longer: it stays in line.
        await asyncio.wait([ending], timeout=patience_s)
        return ending.result() if ending.done() else line.uploads.in_line(request), silent

    def _ending(self, line: _Line, request: Asked, upload: Upload) -> asyncio.Task[Answer]:
        """Put the end of an upload in line; who brings nothing waits for the answer to who brought the last byte."""
        before = self._endings.get(request.id)
        if before is not None and before.is_all_there and not upload.brought and before.have == request.have:
            return before.answer
        ends = self._end(line, request, upload, before.answer if before else None)
        ending = _Ending(asyncio.create_task(ends), upload.is_all_there, request.have)
        self._endings[request.id] = ending
        self._tally.waits(1)
        ending.answer.add_done_callback(partial(self._ended, request.id))
        return ending.answer

    async def _end(self, line: _Line, request: Asked, upload: Upload, before: asyncio.Task[Answer] | None) -> Answer:
        # Two connections may bring one bundle: what became of the first is certain before the second is looked at.
        if before is not None:
            await asyncio.wait([before])
        # Twice as much waits longer: many schools have little to say, and each is answered the sooner for it.
        size = request.total.bit_length()
        if not upload.brought and line.uploads.knows(request):
            line, size = self._small, 0
        elif line is self._small and not line.uploads.brings_little(request):
            # Few bytes, and hundreds of records in them.
            line = self._large
        return await asyncio.wrap_future(line.turns.submit(size, partial(line.uploads.end, request, upload)))

    def _ended(self, id_: str, task: asyncio.Task[Answer]) -> None:
        self._tally.waits(-1)
        if id_ in self._endings and self._endings[id_].answer is task:
            del self._endings[id_]

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


def _asked_by(scope: HTTPScope, believed: Sequence[Network]) -> HTTPScope:
    peer, port = scope["client"] or ("", 0)
    headers = ((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"])
    address, scheme = caller(peer, scope["scheme"], headers, believed)
    return {**scope, "client": (address, port), "scheme": scheme}


def _asked(scope: HTTPScope) -> Asked | Answer:
    length = next(_values(scope, b"content-length"), b"")
    query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    # Thousands of noughts before it are read by no int().
    count = int(length.lstrip(b"0")[:_LONGEST] or b"0") if length.isdigit() else _unsaid(scope)
    most, have = room.said(_value(scope, room.HEADER)), rest.said(_value(scope, rest.HEADER))
    return asked(scope["path"].removeprefix(_PREFIX), query, count, most, have)


def _value(scope: HTTPScope, name: str) -> bytes:
    return next(_values(scope, name.lower().encode()), b"")


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
