"""A request that is too long is answered by the pages themselves: in words, and so that a browser shows them."""

import socket
from collections.abc import Mapping
from functools import partial
from io import RawIOBase
from typing import Any

from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer
from waitress.task import ErrorTask, Task, WSGITask

from edge.bodies import IN_MEMORY, Incoming, Limits, Spool
from shared.errors import NotReady

_DRAINED = 64 * 1_048_576
"""Thrown away after the answer: a browser that is cut off while it sends shows no answer. More than that is no list."""


class _Missing(RawIOBase):
    """A body that the disk did not take."""

    def __init__(self, failure: NotReady | None) -> None:
        self._failure = failure

    def readable(self) -> bool:
        """Tell that it may be tried."""
        return True

    def readinto(self, _into: Any) -> int:
        """Say why there is nothing."""
        if self._failure is not None:
            raise self._failure
        return 0


class _Refused(WSGITask):  # type: ignore[misc]
    """Hands the request to the application without its body; the length that it claims is what is refused there."""

    def get_environment(self) -> dict[str, Any]:
        environment: dict[str, Any] = super().get_environment()
        return environment | {"wsgi.input": _Missing(self.request.failure)}

    def execute(self) -> None:
        self.set_close_on_finish()
        super().execute()


class _Answer(WSGITask):  # type: ignore[misc]
    """Answers; whoever asked ahead, and has not read this answer yet, asks the rest again over another connection."""

    def execute(self) -> None:
        super().execute()
        # The server would wait with a thread of the pages until a file has left, for as long as nobody reads it.
        if self.channel.total_outbufs_len and len(self.channel.requests) > 1:
            self.close_on_finish = True


def _task(channel: HTTPChannel, request: Any) -> Task:
    refused = isinstance(request, Incoming) and request.refused
    return _Refused(channel, request) if refused else ErrorTask(channel, request)


class _Channel(HTTPChannel):  # type: ignore[misc]
    """A connection that, once an answer came too early, is closed only when the other side has read it."""

    task_class = _Answer
    error_task_class = staticmethod(_task)
    close_when_flushed: bool = False
    last_activity: float
    _drains = False
    """Whether more may come than the request that is answered."""
    _left: int | None = None
    """What may still be thrown away; None until all is answered."""

    def __init__(
        self, limits: Limits, spool: Spool, server: Any, sock: Any, addr: Any, *rest: Any, **more: Any
    ) -> None:
        super().__init__(server, sock, addr, *rest, **more)
        self.parser_class = partial(Incoming, limits=limits, peer=addr[0], spool=spool, refuse=self._refuse)

    def _refuse(self) -> None:
        # Before a thread has the request: it may have answered by the time that this one goes on.
        self._drains = True

    def handle_write(self) -> None:
        """Send; where all is sent that will be, and the other side sends still, say so."""
        if not self._drains:
            super().handle_write()
            return
        last = self.close_when_flushed
        self._flush_exception(self._flush_some_if_lockable)
        if self.will_close:
            self.handle_close()
        elif last and not self.total_outbufs_len:
            self.close_when_flushed, self._left = False, _DRAINED
            self._say_the_end()

    def handle_read(self) -> None:
        """Receive; after the last answer only to throw it away, until the other side is done or it is too much."""
        if self._left is None:
            heard_s = self.last_activity
            super().handle_read()
            if self.request is not None and not self.request.headers_finished:
                # A question that comes letter by letter would hold its place for ever.
                self.last_activity = heard_s
            return
        # No sign of life: who sends on for ever is closed like one who is silent.
        try:
            self._left -= len(self.recv(IN_MEMORY))
        except OSError:
            self._left = 0
        if self._left <= 0:
            self.handle_close()

    def handle_close(self) -> None:
        """Close, and drop what came of a request that will never be whole."""
        if self.request is not None:
            self.request.close()
        super().handle_close()

    def _say_the_end(self) -> None:
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            self.handle_close()


def speak_of_length(sockets: Mapping[int, Any], limits: Limits, spool: Spool) -> None:
    """Let the servers among *sockets* take in no more than *limits*, and answer the rest with a page."""
    for one in sockets.values():
        if isinstance(one, BaseWSGIServer):
            one.channel_class = partial(_Channel, limits, spool)
