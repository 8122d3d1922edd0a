"""
What of a request is taken in before a page sees it: as much as its address takes, little of it in memory.

A page of a form takes a small form. Only the page that takes a file takes more, and only of who is on this laptop.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from flask import Flask
from waitress.adjustments import Adjustments
from waitress.buffers import FileBasedBuffer, OverflowableBuffer
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.utilities import InternalServerError, RequestEntityTooLarge

from edge.uploads import NO_ROOM
from shared import os_errors
from shared.errors import NotReady
from shared.web import MAX_FORM_BYTES, security

IN_MEMORY = 64 * 1024
"""Of a body; thirty pupils that send at once hold less than one photograph."""

Spool = Callable[[], IO[bytes]]
"""Makes a file without a name, in a folder where names of pupils may lie."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many bytes each address takes."""

    uploads: Mapping[str, int] = field(default_factory=dict)
    """By path; what is not here takes a form."""
    form: int = MAX_FORM_BYTES

    def of(self, method: str, path: str, peer: str) -> int:
        """
        Return how much may be sent.

        >>> limits = Limits({"/importar/": 9_000_000})
        >>> limits.of("POST", "/importar/", "127.0.0.1"), limits.of("POST", "/a/", "127.0.0.1")
        (9000000, 262144)
        >>> limits.of("POST", "/importar/", "192.168.1.7"), limits.of("GET", "/importar/", "127.0.0.1")
        (262144, 262144)
        """
        here = method == "POST" and security.is_private(peer, secure=False)
        return self.uploads.get(path, self.form) if here else self.form

    @property
    def most(self) -> int:
        """What the widest of them takes."""
        return max([self.form, *self.uploads.values()])


def limits_of(app: Flask) -> Limits:
    """Return what the addresses of an application take, as its policy says."""
    uploads: Mapping[str, int] = app.extensions["chasqui"].policy.uploads
    rules = [(rule.rule, uploads[rule.endpoint]) for rule in app.url_map.iter_rules() if rule.endpoint in uploads]
    return Limits(dict(rules))


class _Body(OverflowableBuffer):  # type: ignore[misc]
    """A body that goes to a file of ours, and not into the system's folder, which may be memory."""

    buf: FileBasedBuffer | None = None

    def __init__(self, spool: Spool) -> None:
        super().__init__(IN_MEMORY)
        self._spool = spool

    def _set_large_buffer(self) -> None:
        before, file = self.buf, self._spool()
        try:
            self.buf = FileBasedBuffer(file, before)
        except OSError:
            file.close()
            raise
        self.overflowed = True
        if before is not None:
            before.close()


class Incoming(HTTPRequestParser):  # type: ignore[misc]
    """A request as it comes in. What cannot be taken is complete as soon as that is known, and says its length."""

    error: Any = None

    def __init__(
        self, settings: Adjustments, limits: Limits, peer: str, spool: Spool, refuse: Callable[[], None]
    ) -> None:
        """Take in what *limits* let *peer* send, in files of *spool*; *refuse* is called where it is not taken."""
        super().__init__(settings)
        self._limits, self._peer, self._spool, self._refuse = limits, peer, spool, refuse
        self._most = limits.form
        self.failure: NotReady | None = None
        """Why the disk did not take it."""

    @property
    def refused(self) -> bool:
        """Whether it goes to the application without its body."""
        return self.failure is not None or isinstance(self.error, RequestEntityTooLarge)

    def received(self, data: bytes) -> int:
        """Take in more bytes; return how many were of this request."""
        try:
            consumed = int(super().received(data))
        except OSError as error:
            self._fail(NotReady(NO_ROOM, why=os_errors.reason(error)))
        except NotReady as error:
            self._fail(error)
        if self.error is None and max(self.content_length, self.body_bytes_received) > self._most:
            self.error = RequestEntityTooLarge("too long")
        if not self.refused:
            return consumed
        self._end()
        return len(data)

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head, and with it how much may follow."""
        try:
            super().parse_header(header_plus)
        except ValueError as error:
            if "CONTENT_LENGTH" not in self.headers or not hasattr(self, "path"):
                raise ParsingError("Bad URI") from error
            # A length of thousands of figures, which Python reads as no number.
            self.content_length = self._limits.most + 1
        self._most = self._limits.of(self.command, self.path, self._peer)
        if self.body_rcv is not None:
            self.body_rcv.buf = _Body(self._spool)

    def _fail(self, failure: NotReady) -> None:
        self.failure, self.error = failure, InternalServerError("no room")

    def _end(self) -> None:
        """Let the request go to the application now: who waits for «100 Continue» is not told to go on."""
        self._refuse()
        self.completed, self.expect_continue = True, False
        length = max(self.content_length, self.body_bytes_received)
        self.headers["CONTENT_LENGTH"] = str(length if self.failure else max(length, self._most + 1))
        self.close()
