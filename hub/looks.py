"""What was seen of uploads already: who sends byte by byte, or asks again and again, costs no more than its bytes."""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from shared.errors import SyncError
from sync.header import header_bytes
from sync.rest import Have
from sync.stream import has_next

MOST = 4_096
"""Of how many bundles it is known; those that were seen longest ago are forgotten."""
TIMES = 16
"""So often its own length a bundle may be opened in an hour: one that is cut into thirty pieces stays below."""
FORGET_S = 3_600
REPEAT_S = 60
"""How long an answer that may change is repeated to who asked too often."""
ANSWERS_BYTES = 4_194_304
"""Of all the answers that are remembered, together."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """The answer to a bundle that was taken whole."""

    body: bytes
    node: bytes
    most: int | None = None
    """What its node's road could take, as the request said."""
    settled: bool = True
    """It names the bundle's end, and stays right as long as its node is enrolled."""

    def suits(self, most: int | None, have: Have | None) -> bool:
        """Tell whether it answers a request that may be answered in *most* bytes, or of whose answer part came."""
        return most in (None, self.most) or len(self.body) <= most or (have is not None and have.begins(self.body))


@dataclass(slots=True)
class _Seen:
    since_s: float
    verified: int = 0
    """Up to where it was good when it was opened last."""
    opened: int = 0
    """How many bytes were opened before it was whole, all openings together."""
    taken: int = 0
    """How often it was taken whole."""


class Looks:
    """Decides whether a bundle is worth opening once more, and remembers answers."""

    def __init__(
        self, most: int = MOST, answers_bytes: int = ANSWERS_BYTES, now_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = most
        self._left = answers_bytes
        self._now_s = now_s
        self._seen: OrderedDict[str, _Seen] = OrderedDict()
        self._answers: OrderedDict[str, tuple[float, Remembered]] = OrderedDict()
        self._lock = threading.Lock()

    def tells_more(self, id_: str, data: bytes) -> bool:
        """Tell whether *data*, the beginning of a bundle, may verify further than when it was opened last."""
        with self._lock:
            verified = self._of(id_).verified
        return _has_next(data, verified) and self.may_open(id_, data)

    def may_open(self, id_: str, data: bytes) -> bool:
        """Tell whether what is there of a bundle may be opened: not where that was done many times already."""
        with self._lock:
            return self._of(id_).opened + len(data) <= TIMES * len(data)

    def opened(self, id_: str, data: bytes, verified: int) -> None:
        """Note that *data* was opened, and up to where it was good."""
        with self._lock:
            seen = self._of(id_)
            seen.verified, seen.opened = verified, seen.opened + len(data)

    def answer(self, id_: str, most: int | None = None, have: Have | None = None) -> Remembered | None:
        """
        Return the answer to a bundle that was taken whole, where it need not be taken again.

        One that is too long for *most* bytes is made anew, but not where part of it came, nor for who asks too often.
        """
        with self._lock:
            until_s, found = self._answers.get(id_, (0.0, None))
            if found is None or self._now_s() >= until_s:
                return None
            return found if found.suits(most, have) or self._of(id_).taken >= TIMES else None

    def answered(self, id_: str, answer: Remembered) -> None:
        """Remember the answer to a bundle that was taken whole; for a while only, where it may not stay right."""
        with self._lock:
            seen = self._of(id_)
            seen.taken += 1
            if answer.settled or seen.taken >= TIMES:
                self._drop(id_)
                self._answers[id_] = math.inf if answer.settled else self._now_s() + REPEAT_S, answer
                self._left -= len(answer.body)
            while self._left < 0:
                self._drop(next(iter(self._answers)))

    def forget(self, id_: str) -> None:
        """Forget a bundle: it begins anew."""
        with self._lock:
            self._seen.pop(id_, None)
            self._drop(id_)

    def _of(self, id_: str) -> _Seen:
        now_s = self._now_s()
        seen = self._seen.get(id_)
        if seen is None or now_s > seen.since_s + FORGET_S:
            seen = self._seen[id_] = _Seen(now_s)
        self._seen.move_to_end(id_)
        if len(self._seen) > self._most:
            self._seen.popitem(last=False)
        return seen

    def _drop(self, id_: str) -> None:
        _, answer = self._answers.pop(id_, (0.0, None))
        self._left += len(answer.body) if answer else 0


def _has_next(data: bytes, verified: int) -> bool:
    if verified:
        return has_next(data, verified)
    try:
        return header_bytes(data) <= len(data)
    except SyncError:
        # It is said at once what is wrong with it.
        return True
