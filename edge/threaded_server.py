"""A server with a thread of its own, which can be ended while the process goes on."""

import math
import threading
from typing import Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer

_STOP_S = 5


class ThreadedServer:
    """
    A server of waitress, and the thread that waits on its *sockets*.

    Whoever answers wakes that thread by a write to a pipe. Once a pipe is closed its number may be another file's: it
    outlasts all who may write to it, and a page that is still being made when the server ends.
    """

    def __init__(self, server: Any, sockets: dict[int, Any], name: str) -> None:
        self._server, self._sockets = server, sockets
        self._closing, self._waking = threading.Event(), threading.Lock()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()

    def close(self) -> None:
        """Serve no more, and free the address; what is just being sent is cut."""
        with self._waking:
            self._closing.set()
            for one in self._all(BaseWSGIServer):
                one.pull_trigger()
        self._thread.join(_STOP_S)

    def _run(self) -> None:
        while not self._closing.is_set():
            wasyncore.loop(timeout=self._server.adj.asyncore_loop_timeout, map=self._sockets, count=1)
        for channel in self._all(HTTPChannel):
            channel.handle_close()
        for listener in self._all(BaseWSGIServer):
            wasyncore.dispatcher.close(listener)
        self._server.task_dispatcher.shutdown(timeout=math.inf)
        with self._waking:
            wasyncore.close_all(self._sockets, ignore_all=True)

    def _all(self, kind: type[wasyncore.dispatcher]) -> list[Any]:
        return [one for one in list(self._sockets.values()) if isinstance(one, kind)]
