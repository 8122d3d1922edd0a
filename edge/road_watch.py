"""Notices that a road appeared: a route came up, the hub can be reached again, a stick was plugged in."""

import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from edge.agent import Agent
from edge.uplink import Uplink
from shared.errors import ChasquiError, RoadClosed
from sync.apart import Apart
from sync.sticks import Stick

_FAR_AWAY = ("192.0.2.1", "2001:db8::1")
"""Addresses that nobody has (RFC 5737, RFC 3849): the way to them is the default route."""
_DISCARD = 9
_STICKS_S = 10.0
_ANY_STICK = Path("USB")
"""Under this name the sticks are looked for: whichever hangs, they are not looked for again until it answers."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look found."""

    route: bool
    """Whether this computer knows a way to the hub."""
    sticks: frozenset[Path] = frozenset()
    """The sticks that carry for Chasqui."""


@dataclass(frozen=True, slots=True)
class News:
    """What appeared since the look before."""

    route: bool = False
    sticks: tuple[Path, ...] = ()


def news(before: Seen | None, now: Seen) -> News:
    """
    Return what appeared. At the first look the sticks that are there are news; a route is not: an attempt is due then.

    >>> usb = frozenset({Path("/media/USB")})
    >>> news(Seen(False), Seen(True, usb)) == News(True, (Path("/media/USB"),))
    True
    >>> news(Seen(True, usb), Seen(True, usb))
    News(route=False, sticks=())
    """
    known = before.sticks if before else frozenset()
    came_up = before is not None and now.route and not before.route
    return News(came_up, tuple(sorted(now.sticks - known)))


def has_route(host: str = "") -> bool:
    """
    Tell whether this computer knows a way to *host*, an IP address; to the rest of the world where it is a name.

    Asking for one end of a datagram's way sends nothing, and every system answers: also where the hub is on a network
    of its own, without any default route.

    >>> has_route("127.0.0.1")
    True
    """
    return any(_has_way(address) for address in ([host] if _is_address(host) else _FAR_AWAY))


def _has_way(address: str) -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as asked:
            asked.connect((address, _DISCARD))
    except OSError:
        return False
    return True


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


class RoadWatch:
    """Looks every few seconds: at the way to the hub, and of a stick at one name."""

    def __init__(
        self,
        agent: Agent,
        sticks: Callable[[], tuple[Stick, ...]],
        route: Callable[[], bool] = has_route,
        uplink: Uplink | None = None,
        apart: Apart | None = None,
    ) -> None:
        self._agent = agent
        self._sticks = sticks
        self._route = route
        self._uplink = uplink
        self._apart = apart or Apart(_STICKS_S)
        self._before: Seen | None = None

    def look(self) -> News:
        """Look once, and use what appeared: the network at the agent's next turn, a stick of ours at once."""
        now = Seen(self._route(), self._ours())
        found, self._before = news(self._before, now), now
        # A way to the portal that answers in the hub's place is no news.
        if found.route and not self._agent.reached.behind_portal:
            _log.info("route came up")
            self._agent.hurry()
        if self._uplink is not None and now.route:
            self._uplink.look()
        for path in found.sticks:
            self._carry(path)
        return found

    def _ours(self) -> frozenset[Path]:
        """Return the sticks that carry for Chasqui; those of the last look as long as one of them does not answer."""
        try:
            found = self._apart.run(_ANY_STICK, self._sticks)
        except RoadClosed:
            return self._before.sticks if self._before else frozenset()
        return frozenset(stick.path for stick in found if stick.ours)

    def _carry(self, path: Path) -> None:
        try:
            self._agent.carry(path)
        except ChasquiError as error:
            # The attempt is written down with its words: the page shows them.
            _log.warning("stick not used path=%s why=%s", path, type(error).__name__)
