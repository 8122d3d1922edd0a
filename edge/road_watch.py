"""Notices that a road appeared: a route came up, a stick was plugged in."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from edge.agent import Agent
from edge.sticks import Stick
from shared.errors import ChasquiError

ROUTES = Path("/proc/net/route")
ROUTES_6 = Path("/proc/net/ipv6_route")
_UP = 1
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look found."""

    route: bool | None
    """Whether there is a default route; None where this computer does not say."""
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
    came_up = before is not None and before.route is False and now.route is True
    return News(came_up, tuple(sorted(now.sticks - known)))


def default_route(ipv4: str | None, ipv6: str | None = None) -> bool | None:
    r"""
    Tell whether one of Linux's route tables has a default route that is up; None where there is no table.

    >>> head = "Iface\tDestination\tGateway\tFlags\n"
    >>> default_route(head + "wlan0\t00000000\t0101A8C0\t0003"), default_route(head), default_route(None)
    (True, False, None)
    """
    if ipv4 is None and ipv6 is None:
        return None
    rows = [line.split() for line in (ipv4 or "").splitlines()[1:]]
    if any(len(row) > 3 and row[1] == "00000000" and int(row[3], 16) & _UP for row in rows):
        return True
    rows = [line.split() for line in (ipv6 or "").splitlines()]
    return any(len(row) > 9 and row[:2] == ["0" * 32, "00"] and row[9] != "lo" for row in rows)


def route_now() -> bool | None:
    """Return whether this computer has a default route. Windows has no such file: None, and the rhythm holds."""
    return default_route(_text(ROUTES), _text(ROUTES_6))


class RoadWatch:
    """Looks every few seconds: three small files of the system, and of a stick one name."""

    def __init__(
        self, agent: Agent, sticks: Callable[[], tuple[Stick, ...]], route: Callable[[], bool | None] = route_now
    ) -> None:
        self._agent = agent
        self._sticks = sticks
        self._route = route
        self._before: Seen | None = None

    def look(self) -> News:
        """Look once, and use what appeared: the network at the agent's next turn, a stick of ours at once."""
        now = Seen(self._route(), frozenset(stick.path for stick in self._sticks() if stick.ours))
        found, self._before = news(self._before, now), now
        if found.route:
            _log.info("route came up")
            self._agent.hurry()
        for path in found.sticks:
            self._carry(path)
        return found

    def _carry(self, path: Path) -> None:
        try:
            self._agent.carry(path)
        except ChasquiError as error:
            # The attempt is written down with its words: the page shows them.
            _log.warning("stick not used path=%s why=%s", path, type(error).__name__)


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
