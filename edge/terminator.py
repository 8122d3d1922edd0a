"""Carries what comes over TLS to a listener on loopback: the server of the pages speaks none."""

import logging
import select
import socket
import ssl
import threading
import time
from collections.abc import MutableMapping
from contextlib import closing, suppress

from edge.door import LOOPBACK

MOST = 64
"""Connections at once, those that only shake hands too: each has a thread."""
MOST_OF_ONE = 40
"""From one address, so that none takes all; a whole class may stand behind one router."""
HANDSHAKE_S, SILENCE_S = 10.0, 130.0
"""The server behind closes a silent connection some seconds earlier, in order."""
_LEAVE_S, _CLOSE_S = 3.0, 5.0
_CHUNK = 65_536
_DRAINED = 64 * 1_048_576
"""Thrown away after the last answer, as the server behind does."""
_log = logging.getLogger(__name__)


class Terminator:
    """
    Takes TLS connections on a bound socket and carries each to *port* on loopback, in threads of its own.

    Args:
        peers: Where it notes, by the port on loopback from which a connection is carried, whose it is.
    """

    def __init__(
        self, listener: socket.socket, context: ssl.SSLContext, port: int, peers: MutableMapping[str, str]
    ) -> None:
        self._listener, self._context, self._port, self._peers = listener, context, port, peers
        self._carried: dict[threading.Thread, ssl.SSLSocket] = {}
        self._of: dict[threading.Thread, str] = {}
        """Whose each of them is."""
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._wake, self._waker = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="tls", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take no more connections, and cut those that are there."""
        self._closing.set()
        self._waker.close()
        self._thread.join(_CLOSE_S)
        with self._lock:
            carried = dict(self._carried)
        for line in carried.values():
            # Whoever waits for it wakes up and closes it: nothing is closed under what reads it.
            with suppress(OSError):
                socket.socket.shutdown(line, socket.SHUT_RDWR)
        until = time.monotonic() + _CLOSE_S
        for thread in carried:
            thread.join(max(0.0, until - time.monotonic()))

    def _run(self) -> None:
        self._listener.setblocking(False)
        with closing(self._listener), closing(self._wake):
            while not self._closing.is_set():
                ready, _, _ = select.select([self._listener, self._wake], [], [])
                if self._listener in ready:
                    self._take()

    def _take(self) -> None:
        try:
            line, address = self._listener.accept()
        except BlockingIOError:
            return
        except OSError as error:
            # No room for one more: some will end.
            _log.warning("connection not taken error=%s", error)
            self._closing.wait(0.2)
            return
        peer = str(address[0]).removeprefix("::ffff:")
        with self._lock:
            full = len(self._carried) >= MOST or list(self._of.values()).count(peer) >= MOST_OF_ONE
        if full:
            line.close()
            return
        line.settimeout(HANDSHAKE_S)
        try:
            secured = self._context.wrap_socket(line, server_side=True, do_handshake_on_connect=False)
        except OSError:
            # Whoever came is gone again.
            line.close()
            return
        thread = threading.Thread(target=self._carry, args=(secured, peer), name="tls line", daemon=True)
        with self._lock:
            self._carried[thread], self._of[thread] = secured, peer
        thread.start()

    def _carry(self, line: ssl.SSLSocket, peer: str) -> None:
        # Cut lines, other protocols and certificates that a phone does not trust are of every day.
        with closing(line), suppress(OSError, ValueError):
            line.do_handshake()
            with closing(socket.create_connection((LOOPBACK, self._port), timeout=HANDSHAKE_S)) as inner:
                own = str(inner.getsockname()[1])
                # Before its first byte: who asks over this connection is known as soon as something is asked...
                self._peers[own] = peer
                try:
                    _Line(line, inner).carry()
                finally:
                    # ...and forgotten before the port is free for another program of this laptop.
                    self._peers.pop(own, None)
        with self._lock:
            self._carried.pop(threading.current_thread(), None)
            self._of.pop(threading.current_thread(), None)


class _Line:
    """One connection with the one behind it; one thread, for no two may use a line of TLS at once."""

    def __init__(self, outer: ssl.SSLSocket, inner: socket.socket) -> None:
        self._outer, self._inner = outer, inner
        self._in, self._out = b"", b""
        """What is on its way to the server, and from it."""
        self._reads_to_write = self._writes_to_read = False
        """TLS may have to hear something before it can go on speaking, and the other way round."""

    def carry(self) -> None:
        """Carry both ways until one side ends or both are silent; what the server said last arrives."""
        for one in (self._outer, self._inner):
            one.setblocking(False)
        while self._waited() and self._from_outer() and self._to_inner() and self._to_outer():
            if not self._from_inner():
                # All that it said has left: more is taken from it only then.
                self._end()
                return

    def _end(self) -> None:
        """Say that this was all, and throw away what still comes: who is cut off while it sends shows no answer."""
        self._outer.settimeout(_LEAVE_S)
        # Whoever sends on does not say that it heard.
        with suppress(ssl.SSLError):
            self._outer.unwrap()
        socket.socket.shutdown(self._outer, socket.SHUT_WR)
        left = _DRAINED
        while left > 0 and (came := socket.socket.recv(self._outer, _CHUNK)):
            left -= len(came)

    def _waited(self) -> bool:
        if not self._in and self._outer.pending():
            return True
        reads: list[socket.socket] = [] if self._in and not self._reads_to_write else [self._outer]
        reads += [] if self._out else [self._inner]
        writes: list[socket.socket] = [self._inner] if self._in else []
        if self._writes_to_read or (self._out and not self._reads_to_write):
            writes.append(self._outer)
        return any(select.select(reads, writes, [], SILENCE_S))

    def _from_outer(self) -> bool:
        if self._in:
            return True
        self._writes_to_read = False
        try:
            self._in = self._outer.recv(_CHUNK)
        except ssl.SSLWantReadError:
            return True
        except ssl.SSLWantWriteError:
            self._writes_to_read = True
            return True
        return bool(self._in)

    def _to_inner(self) -> bool:
        if self._in:
            with suppress(BlockingIOError):
                self._in = self._in[self._inner.send(self._in) :]
        return True

    def _to_outer(self) -> bool:
        if self._out:
            self._reads_to_write = False
            try:
                self._out = self._out[self._outer.send(self._out) :]
            except ssl.SSLWantReadError:
                self._reads_to_write = True
            except ssl.SSLWantWriteError:
                return True
        return True

    def _from_inner(self) -> bool:
        """Take what the server says; False once it ended."""
        if self._out:
            return True
        try:
            self._out = self._inner.recv(_CHUNK)
        except BlockingIOError:
            return True
        return bool(self._out)
