"""Says this laptop's name on the school's network, so that a phone finds ``chasqui.local``: one socket, one thread."""

import logging
import socket
import threading
from collections.abc import Callable
from time import monotonic

from edge.mdns import GROUP, NAMES, PORT, announced, holders, is_for, local_name, query, reply_to
from shared.own_addresses import source_to
from shared.surviving import surviving

_LOOK_S = 10.0
"""Between two looks at which addresses this laptop has: a network that came up is joined."""
_WAIT_S, _ASKED = 0.25, 3
"""How often, and how long apart, a name is asked for before it is taken (RFC 6762 §8.1)."""
_PACKET = 9_000
_log = logging.getLogger(__name__)


class NameResponder:
    """
    Answers for one name, over IPv4, with the address that the asker's network reaches.

    In a node zeroconf 0.154 takes 4.4 to 4.9 MB of memory (PSS) for the same; this, less than 0.3.

    Args:
        label: The name before ``.local``; where another machine has it, -2 to -9 are tried.
        addresses: What answers the pupils' page now, the best first.
    """

    def __init__(
        self, label: str, addresses: Callable[[], tuple[str, ...]], *, group: str = GROUP, port: int = PORT
    ) -> None:
        self._label, self._addresses = label, addresses
        self._group, self._port = group, port
        self._joined: set[str] = set()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="mdns", daemon=True)
        self.name = ""
        """The name under which this laptop answers; "" as long as it does not."""

    def start(self) -> None:
        """Begin; a system that lets nobody answer for names (its port is taken) is let be."""
        self._thread.start()

    def close(self) -> None:
        """Answer no more."""
        self._closing.set()
        self._thread.join(timeout=2)

    def _run(self) -> None:
        try:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as at:
                self._bind(at)
                self._take_a_name(at)
                while not self._closing.is_set():
                    self._join(at)
                    self._answer_until(at, monotonic() + _LOOK_S)
        except OSError as error:
            _log.warning("no name on the network why=%s", type(error).__name__)
        finally:
            self.name = ""

    def _bind(self, at: socket.socket) -> None:
        at.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Where the system has a responder of its own, it shares the port.
        if hasattr(socket, "SO_REUSEPORT"):
            at.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        at.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 255)
        at.bind(("", self._port))
        at.settimeout(_WAIT_S)

    def _own_ipv4(self) -> list[str]:
        return [one for one in self._addresses() if ":" not in one]

    def _join(self, at: socket.socket) -> None:
        """Listen on every network of this laptop; on one that is new, say the name there."""
        own = self._own_ipv4()
        self._joined.intersection_update(own)
        for address in own:
            if address in self._joined:
                continue
            try:
                at.setsockopt(
                    socket.IPPROTO_IP,
                    socket.IP_ADD_MEMBERSHIP,
                    socket.inet_aton(self._group) + socket.inet_aton(address),
                )
            except OSError:
                # A network that was left and came back is still joined, and is told again.
                _log.debug("not joined")
            self._joined.add(address)
            if self.name:
                self._send(at, announced(self.name, self._near(address)), address)

    def _take_a_name(self, at: socket.socket) -> None:
        self._join(at)
        for number in range(1, NAMES + 1):
            name = local_name(self._label, number)
            if not self._is_taken(at, name) or self._closing.is_set():
                break
        else:
            _log.warning("every name is taken label=%s", self._label)
            self._closing.set()
            return
        self.name = name
        # So that it is said anew, with the name.
        self._joined.clear()

    def _is_taken(self, at: socket.socket, name: str) -> bool:
        for _ in range(_ASKED):
            for address in self._own_ipv4():
                self._send(at, query(name), address)
            until = monotonic() + _WAIT_S
            while monotonic() < until and not self._closing.is_set():
                packet, _sender = self._received(at)
                if holders(packet, name) - set(self._addresses()):
                    return True
        return False

    def _answer_until(self, at: socket.socket, until: float) -> None:
        while monotonic() < until and not self._closing.is_set():
            packet, sender = self._received(at)
            if sender is None:
                continue
            with surviving("name not told"):
                self._answer(at, packet, sender)

    def _answer(self, at: socket.socket, packet: bytes, sender: tuple[str, int]) -> None:
        # Before anything is looked up: most of what a network says is for others.
        if not is_for(packet, sender[0], self.name):
            return
        here = source_to(sender[0])
        addresses = self._near(here)
        told = reply_to(packet, self.name, addresses, legacy=sender[1] != self._port)
        if told is None:
            return
        if told.alone:
            at.sendto(told.packet, sender)
        else:
            self._send(at, told.packet, here)

    def _near(self, address: str) -> list[str]:
        """Return what to tell on the network of *address*: of IPv4 that one alone, for the others lead elsewhere."""
        own = self._addresses()
        return [one for one in own if one == address or ":" in one] if address in own else []

    def _received(self, at: socket.socket) -> tuple[bytes, tuple[str, int] | None]:
        try:
            packet, sender = at.recvfrom(_PACKET)
        except TimeoutError:
            return b"", None
        except ConnectionResetError:
            # Windows: whom we answered is gone.
            return b"", None
        return packet, (str(sender[0]), int(sender[1]))

    def _send(self, at: socket.socket, packet: bytes, from_address: str) -> None:
        with surviving("name not sent"):
            at.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(from_address))
            at.sendto(packet, (self._group, self._port))
