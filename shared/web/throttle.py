"""How long the next attempt to sign in must wait: growing, never for ever."""

from dataclasses import dataclass

FREE_TRIES = 5
FREE_TRIES_ADDRESS = 20
FIRST_WAIT_S = 60
LONGEST_WAIT_S = 900
FORGET_S = 86_400


@dataclass(frozen=True, slots=True)
class Throttle:
    """Failed attempts of one account or one address, and when the last one was (Unix seconds)."""

    failures: int = 0
    last_s: int = 0


def wait_s(failures: int, free: int = FREE_TRIES) -> int:
    """
    Return the seconds to wait after *failures* failed attempts.

    >>> [wait_s(n) for n in (0, 4, 5, 6, 7, 50)]
    [0, 0, 60, 120, 240, 900]
    """
    if failures < free:
        return 0
    return min(FIRST_WAIT_S << min(failures - free, 10), LONGEST_WAIT_S)


def remaining_s(throttle: Throttle, now_s: int, free: int = FREE_TRIES) -> int:
    """
    Return the seconds still to wait.

    A clock set back must not lock anybody out for longer than the wait itself.

    >>> remaining_s(Throttle(5, last_s=1000), now_s=1010)
    50
    >>> remaining_s(Throttle(5, last_s=1000), now_s=0)
    60
    """
    wait = wait_s(throttle.failures, free)
    return max(0, min(wait, wait - (now_s - throttle.last_s)))


def after_failure(throttle: Throttle, now_s: int) -> Throttle:
    """Return the throttle with one more failure; those of a day ago are forgotten."""
    old = now_s - throttle.last_s > FORGET_S
    return Throttle(1 if old else throttle.failures + 1, now_s)


def rebased(throttle: Throttle, now_s: int) -> Throttle:
    """
    Return the throttle with its last attempt not in the future, so that a clock set back cannot stop time.

    >>> rebased(Throttle(5, last_s=4_000_000_000), now_s=10).last_s
    10
    """
    return throttle if throttle.last_s <= now_s else Throttle(throttle.failures, now_s)
