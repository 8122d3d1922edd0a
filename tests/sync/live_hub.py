"""A small HTTP hub on a free loopback port, which cuts connections on demand."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from sync import rest
from sync.bundle import bundle_id
from sync.reply import encode_reply
from tests.sync.builders import MemoryHub

PATIENCE_S = (60, 60)
"""For whoever asks it: on a busy machine it may think for seconds, and nothing here is about waiting."""


@dataclass
class Script:
    """What the hub does next: cut uploads after so many bytes, or answer a status."""

    hub: MemoryHub = field(default_factory=MemoryHub)
    cut_after: list[int] = field(default_factory=list)
    lose_reply: int = 0
    cut_reply: list[int] = field(default_factory=list)
    """End the replies after so many bytes, one after the other."""
    forgets: bool = False
    """Whether it has no memory of what it replied."""
    replied: dict[str, bytes] = field(default_factory=dict)
    statuses: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    later: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    """Statuses that it answers once it has replied to something."""
    waits: int = 0
    """So often it says of what it replied to already that it is in line."""
    models: dict[str, bytes] = field(default_factory=dict)
    ranges: bool = True
    off_by: int = 0
    """By how much a range begins elsewhere than asked for."""
    spool: dict[str, bytes] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    headers: list[set[str]] = field(default_factory=list)


@contextmanager
def live_hub(script: Script) -> Iterator[str]:
    """Serve *script*; give the address."""
    handler = type("Handler", (_Handler,), {"script": script})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    script: Script
    timeout = 60

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self.script.seen.append(f"GET {self.path}")
        if self._scripted():
            return
        kind, name = self.path.split("/")[2:4]
        if kind == "models":
            self._model(name)
        elif name in self.script.spool:
            self._json(200, {"held": len(self.script.spool[name])})
        else:
            self._json(404, {"error": "no está"})

    def do_PUT(self) -> None:
        parts = urlsplit(self.path)
        whole = {"offset": 0, "total": int(self.headers["Content-Length"])}
        query = whole | {key: int(values[0]) for key, values in parse_qs(parts.query).items()}
        self.script.seen.append(f"PUT {query['offset']}")
        self.script.headers.append(set(self.headers))
        if self._scripted():
            return
        name = parts.path.rsplit("/", 1)[1]
        if self.script.waits and name in self.script.replied:
            self.script.waits -= 1
            self.rfile.read(int(self.headers["Content-Length"]))
            self._json(202, {"held": query["total"]})
            return
        have = rest.said(self.headers.get(rest.HEADER, "").encode())
        if have and have.begins(self.script.replied.get(name, b"")):
            self._reply(rest.PARTIAL, self.script.replied[name][have.size :])
            return
        held = self.script.spool.get(name, b"")
        length = int(self.headers["Content-Length"])
        if query["offset"] != len(held):
            self.rfile.read(length)
            self._json(409, {"held": len(held)})
            return
        cut = self.script.cut_after.pop(0) if self.script.cut_after else None
        if cut is not None and cut < length:
            self.script.spool[name] = held + self.rfile.read(cut)
            self._cut()
            return
        data = held + self.rfile.read(length)
        self.script.spool[name] = data
        if len(data) < query["total"]:
            self._json(202, {"held": len(data)})
            return
        assert bundle_id(data) == name
        reply = encode_reply(self.script.hub.receive(data))
        del self.script.spool[name]
        if self.script.lose_reply:
            self.script.lose_reply -= 1
            self._cut()
            return
        if not self.script.forgets:
            self.script.replied[name] = reply
        self._reply(200, reply)

    def _reply(self, status: int, reply: bytes) -> None:
        end = self.script.cut_reply.pop(0) if self.script.cut_reply else len(reply)
        self._send(status, reply[:end], {"Content-Length": str(len(reply))})
        self.close_connection = self.close_connection or end < len(reply)

    def _model(self, name: str) -> None:
        data = self.script.models[name]
        asked = self.headers.get("Range", "")
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked and self.script.ranges else 0
        cut = self.script.cut_after.pop(0) if self.script.cut_after else len(data)
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(data) - start))
        if start:
            first = start + self.script.off_by
            self.send_header("Content-Range", f"bytes {first}-{len(data) - 1}/{len(data)}")
        self.end_headers()
        self.wfile.write(data[start : start + cut])
        self.close_connection = True

    def _scripted(self) -> bool:
        statuses = self.script.later if self.script.replied else self.script.statuses
        if not statuses:
            return False
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, headers, body = statuses.pop(0)
        self._send(status, body, headers)
        return True

    def _json(self, status: int, value: object) -> None:
        self._send(status, json.dumps(value).encode())

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.shutdown(2)
