"""Attempts to sign in, from when each is allowed to when it is known how it went: nobody gets more by hurrying."""

import threading
from collections import Counter
from dataclasses import dataclass
from typing import Protocol

from shared.web.throttle import FREE_TRIES, FREE_TRIES_ADDRESS, Throttle, after_failure, rebased, remaining_s


@dataclass(frozen=True, slots=True)
class Attempt:
    """Under which names an attempt counts: the account's (empty: it names none) and the address's."""

    account: str
    place: str

    def limits(self) -> dict[str, int]:
        """
        Return how many failed attempts each name has before it waits.

        >>> Attempt("account:ana", "address:10.0.0.9").limits()
        {'account:ana': 5, 'address:10.0.0.9': 20}
        """
        return {**({self.account: FREE_TRIES} if self.account else {}), self.place: FREE_TRIES_ADDRESS}


@dataclass(frozen=True, slots=True)
class Begun:
    """Whether an attempt may go on: in how many seconds (0: now), and how its names stand if it fails."""

    wait_s: int
    before: tuple[Throttle, ...] = ()
    charged: tuple[Throttle, ...] = ()

    def refusal(self, attempt: Attempt, now_s: int) -> tuple[int, int]:
        """Return how long whoever failed waits before the next one, and how many they have before a wait."""
        free = FREE_TRIES if attempt.account else FREE_TRIES_ADDRESS
        return remaining_s(self.charged[0], now_s, free), max(0, free - self.charged[0].failures)


class Tries(Protocol):
    """Counts the attempts of an application; each method is one transaction."""

    def begin(self, attempt: Attempt, now_s: int) -> Begun:
        """Let an attempt go on, which counts as a failed one until it is known, or say how long to wait."""

    def succeeded(self, attempt: Attempt, begun: Begun) -> None:
        """End an attempt well: the account's failed ones are forgotten, and the address is charged nothing."""

    def failed(self, attempt: Attempt, begun: Begun, now_s: int) -> Begun:
        """End an attempt that failed; ``charged`` says how its names stand now."""


class _Throttles(Protocol):
    def throttle(self, key: str) -> Throttle: ...
    def set_throttle(self, key: str, throttle: Throttle) -> None: ...


class TriesOfOneProcess:
    """
    Attempts of an application whose pages are one process's: those under way are counted in its memory.

    An attempt that goes well so costs no write: a school's disk takes its time for each.
    """

    def __init__(self, kept: _Throttles) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self._under_way: Counter[str] = Counter()

    def begin(self, attempt: Attempt, now_s: int) -> Begun:
        """Count an attempt as under way, unless one of its names waits."""
        limits = attempt.limits()
        with self._lock:
            wait_s = max(self._wait_s(key, now_s, free) for key, free in limits.items())
            if not wait_s:
                self._under_way.update(limits.keys())
        return Begun(wait_s)

    def succeeded(self, attempt: Attempt, _begun: Begun) -> None:
        """Forget what the account failed before."""
        with self._lock:
            self._under_way -= Counter(attempt.limits().keys())
            if attempt.account and self._kept.throttle(attempt.account) != Throttle():
                self._kept.set_throttle(attempt.account, Throttle())

    def failed(self, attempt: Attempt, _begun: Begun, now_s: int) -> Begun:
        """Charge the account and the address."""
        keys = attempt.limits().keys()
        with self._lock:
            self._under_way -= Counter(keys)
            charged = tuple(after_failure(self._kept.throttle(key), now_s) for key in keys)
            for key, throttle in zip(keys, charged, strict=True):
                self._kept.set_throttle(key, throttle)
        return Begun(0, charged=charged)

    def _wait_s(self, key: str, now_s: int, free: int) -> int:
        kept = self._kept.throttle(key)
        if (fixed := rebased(kept, now_s)) != kept:
            self._kept.set_throttle(key, fixed)
        return remaining_s(Throttle(fixed.failures + self._under_way[key], fixed.last_s), now_s, free)


def charge(attempt: Attempt, kept: tuple[Throttle, ...], now_s: int) -> Begun:
    """
    Return whether an attempt may go on as its names stand, in the order of its ``limits``, and how they stand charged.

    >>> charge(Attempt("account:ana", "address:a"), (Throttle(4, 100), Throttle()), 900).charged
    (Throttle(failures=5, last_s=900), Throttle(failures=1, last_s=900))
    >>> charge(Attempt("account:ana", "address:a"), (Throttle(5, 890), Throttle()), 900).wait_s
    50
    """
    before = tuple(rebased(one, now_s) for one in kept)
    limits = attempt.limits().values()
    wait_s = max(remaining_s(one, now_s, free) for one, free in zip(before, limits, strict=True))
    return Begun(wait_s, before, () if wait_s else tuple(after_failure(one, now_s) for one in before))


def given_back(kept: Throttle, before: Throttle, charged: Throttle) -> Throttle:
    """
    Return how a name stands when an attempt that was charged to it went well; what others were charged since stays.

    >>> given_back(Throttle(3, 100), before=Throttle(2, 40), charged=Throttle(3, 100))
    Throttle(failures=2, last_s=40)
    >>> given_back(Throttle(4, 120), before=Throttle(2, 40), charged=Throttle(3, 100))
    Throttle(failures=3, last_s=120)
    """
    if kept == charged:
        return before
    return Throttle(kept.failures - 1, kept.last_s) if kept.failures > 1 else Throttle()
