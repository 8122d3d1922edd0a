"""How fast a road carried bytes so far, and how large a bundle should be for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sync.room import ANSWER_S, Room
from sync.room import MOST_BYTES as MOST_ANSWER_BYTES
from sync.traffic import line_bytes

BUNDLE_S = 20
LEAST_BYTES, MOST_BYTES = 4_096, 262_144
KEPT_NETWORKS = 16
"""Of so many networks the pace is remembered: those used last."""
SAMPLE_BYTES = 2_048
"""Below this an exchange measures how far away the hub is, and not how wide the road."""
_NEWEST = 0.3
"""The share of the newest measurement in what is remembered."""
_SHARE_OF_LEFT = 0.75
"""Packets and an answer take the rest."""
_FIRST_BYTES_PER_S, _FIRST_BYTES_PER_EVENT = 1_024.0, 16.0


@dataclass(frozen=True, slots=True)
class Pace:
    """What a road is remembered by; zeros where nothing was measured yet."""

    bytes_per_s: float = 0.0
    bytes: float = 0.0
    """Sent up with events so far, old ones counting less and less..."""
    events: float = 0.0
    """...and the events that they carried."""
    room: int = MOST_ANSWER_BYTES
    """What an answer may come to, as the last that were cut have shown."""

    @property
    def bytes_per_event(self) -> float:
        """What an event costs on this road, headers included."""
        return max(1.0, self.bytes / self.events) if self.events else _FIRST_BYTES_PER_EVENT


@dataclass(frozen=True, slots=True)
class Known:
    """How fast a network was, by its name here (``edge.network``)."""

    network: str
    pace: Pace


def pace_of(known: Sequence[Known], network: str) -> Pace:
    """
    Return what is remembered of *network*: of one whose router has not answered yet, what is of its address.

    >>> known = [Known("wlan0/192.168.1.1/0a", Pace(8_000.0)), Known("usb0//", Pace(100.0))]
    >>> [pace_of(known, name).bytes_per_s for name in ("usb0//", "wlan0/192.168.1.1/", "wlan0/192.168.1.1/0b")]
    [100.0, 8000.0, 0.0]
    """
    whole = not network.endswith("/")
    found = (one for one in reversed(known) if one.network == network)
    alike = (one for one in reversed(known) if not whole and one.network.startswith(network))
    return next((one.pace for ones in (found, alike) for one in ones), Pace())


def with_pace(known: Sequence[Known], network: str, pace: Pace) -> tuple[Known, ...]:
    """
    Return what is known once *network* was measured; the network that was used longest ago is forgotten.

    >>> [one.network for one in with_pace([Known("a", Pace()), Known("b", Pace())], "a", Pace(9.0))]
    ['b', 'a']
    """
    others = [one for one in known if one.network != network]
    return (*others[-KEPT_NETWORKS + 1 :], Known(network, pace))


def learned(pace: Pace, *, up: int, down: int, events: int, seconds: float, room: int = MOST_ANSWER_BYTES) -> Pace:
    """
    Return what is remembered after an exchange that carried so much in so long, and left so much *room* for answers.

    >>> learned(Pace(), up=30_000, down=2_000, events=5_000, seconds=4).bytes_per_s
    8000.0
    >>> learned(Pace(8_000.0), up=300, down=200, events=1, seconds=4).bytes_per_s
    8000.0
    """
    speed = pace.bytes_per_s
    if up + down >= SAMPLE_BYTES and seconds > 0:
        now = (up + down) / seconds
        speed = now if not speed else speed + _NEWEST * (now - speed)
    if not events:
        return Pace(speed, pace.bytes, pace.events, room)
    kept = 1 - _NEWEST
    return Pace(speed, kept * pace.bytes + up, kept * pace.events + events, room)


def bundle_events(pace: Pace, *, most: int, left: int | None = None) -> int:
    """
    Return how many events a bundle takes: about 20 s of the road, 4 to 256 KB, and not more than is *left* of a day.

    Where less than 4 KB is left, a bundle is as small as that: one that does not fit is not begun (``edge.rationed``).

    >>> bundle_events(Pace(), most=100_000), bundle_events(Pace(8_000.0, 25_000, 10_000), most=100_000)
    (1280, 64000)
    >>> bundle_events(Pace(), most=100_000, left=3_000)
    97
    """
    size = min(MOST_BYTES, max(LEAST_BYTES, (pace.bytes_per_s or _FIRST_BYTES_PER_S) * BUNDLE_S))
    if left is not None:
        size = min(size, max(0, left - line_bytes(0)) * _SHARE_OF_LEFT)
    return max(1, min(most, int(size / pace.bytes_per_event)))


def room_for_answers(pace: Pace) -> Room:
    """
    Return how large an answer is asked for: what comes in about a minute, and no more than what came whole lately.

    >>> [room_for_answers(pace).headers for pace in (Pace(), Pace(1_000.0), Pace(room=8_000))]
    [{}, {'Most': '60000'}, {'Most': '8000'}]
    """
    by_pace = int(pace.bytes_per_s * ANSWER_S) if pace.bytes_per_s else MOST_ANSWER_BYTES
    return Room(by_pace, pace.room)
