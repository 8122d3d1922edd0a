"""How long the hub keeps what is no record: by class of data, a number of months; events are never deleted."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby, pairwise

import msgspec

from hub import ledger, runs, schema
from hub.acts import Kind
from hub.database import put
from hub.held import SOURCES, Old
from hub.held_words import SAID, Held
from hub.store import Store
from shared.acts import Actor
from shared.clock import LIMA
from shared.errors import BadInput

MOST_MONTHS = 240
_SETTING = "retention"
NIGHTS = 7
"""On so many days a night began, each soon after the one before, before the clock is believed: two are soon wrong."""
_SOON_DAYS = 31
_MOST_NIGHTS = 200
"""Where nights are run by hand many may begin on one day."""
_log = logging.getLogger(__name__)


DEFAULTS: Mapping[Held, int] = {
    Held.REPORTS: 24,
    Held.BROUGHT: 1,
    Held.DRAFTS: 1,
    Held.SESSIONS: 1,
    Held.THROTTLES: 1,
    Held.INVITATIONS: 12,
    Held.COPIES: 24,
    Held.ALARMS_SEEN: 12,
    Held.HEARD_DAYS: 7,
}
"""Numbers of this program's own: no rule says them. 0: until somebody sets another."""
LEAST: Mapping[Held, int] = {Held.HEARD_DAYS: 7}
"""Less would take away what tells a school's habit (``hub.health``)."""


@dataclass(frozen=True, slots=True)
class Due:
    """What of a class was kept long enough."""

    held: Held
    months: int
    count: int
    oldest: date | None = None
    bytes: int = 0
    """Of files."""


def months(store: Store) -> dict[Held, int]:
    """Return for how many months each class is kept; 0: until somebody sets another number."""
    said = msgspec.json.decode(store.setting(_SETTING) or b"{}", type=dict[str, int])
    return {held: said.get(held, DEFAULTS[held]) for held in Held}


def keep_for(store: Store, terms: Mapping[str, int], *, by: Actor) -> None:
    """
    Set for how many months classes are kept, all of them or none; 0: until somebody sets another number.

    Raises:
        BadInput: There is no such class, or not so many months.
    """
    for held, count in terms.items():
        _check(held, count)
    with store.together() as connection:
        after = months(store) | {Held(held): count for held, count in terms.items()}
        put(connection, schema.settings, {"name": _SETTING, "value": msgspec.json.encode(after)})
        for held, count in terms.items():
            told = {"held": held, "months": count, "why": f"{held}: {count}"}
            ledger.append(connection, store.now_s(), Kind.KEPT_FOR, held, by, told)


def _check(held: str, count: int) -> None:
    if held not in set(Held):
        raise BadInput("No hay una clase «%(held)s». Las hay: %(all)s.", held=held[:20], all=", ".join(Held))
    least = LEAST.get(Held(held), 1)
    if count != 0 and not least <= count <= MOST_MONTHS:
        raise BadInput(
            "De «%(held)s» escriba entre %(least)s y %(most)s meses, o 0 para que nada se quite. No se cambió nada.",
            held=held,
            least=least,
            most=MOST_MONTHS,
        )


def is_sure(store: Store) -> bool:
    """
    Tell whether the clock can be believed: the last nights followed each other up to now, none too late.

    A clock that jumped ahead is there for some nights before anything goes by it, and one that was set right is
    believed again after as many. A hub that was just updated has as long to be told what would go.
    """
    began = (run.began.astimezone(LIMA).date() for run in runs.latest(store, most=_MOST_NIGHTS))
    nights = [day for day, _ in groupby(began)][:NIGHTS]
    today = store.clock.now().astimezone(LIMA).date()
    steps = [(later - earlier).days for later, earlier in pairwise([today, *nights])]
    return len(nights) == NIGHTS and all(0 <= step <= _SOON_DAYS for step in steps)


def due(store: Store) -> list[Due]:
    """Return what would go now, of every class."""
    found = {held: list(SOURCES[held](store, before)) for held, before in _bounds(store)}
    return [_sum(held, count, found.get(held, [])) for held, count in months(store).items()]


def clean(store: Store, *, clock_is_right: bool = False) -> dict[str, int]:
    """
    Remove what was kept long enough, and return how much of each class.

    Nothing where the clock is in doubt, unless a person says that the *clock is right*.
    """
    if not clock_is_right and not is_sure(store):
        _log.warning("retention_waits why=clock")
        return {}
    gone: dict[str, int] = {}
    for held, before in _bounds(store):
        if count := sum(one.go() for one in SOURCES[held](store, before)):
            gone[held.value] = count
            _log.info("retention held=%s removed=%d", held.value, count)
    return gone


def words(removed: Mapping[str, int]) -> list[str]:
    """
    Say what went, for a terminal.

    >>> words({"sessions": 3}), words({})
    (['Se quitó lo que cumplió su plazo: sesiones que ya terminaron: 3.'], [])
    """
    told = ", ".join(f"{SAID[Held(held)]}: {count:,}" for held, count in removed.items())
    return [f"Se quitó lo que cumplió su plazo: {told}."] if told else []


def _bounds(store: Store) -> Iterator[tuple[Held, datetime]]:
    today = store.clock.now().astimezone(LIMA).date()
    for held, count in months(store).items():
        if count:
            yield held, datetime.combine(before_months(today, count), time(), LIMA)


def before_months(day: date, count: int) -> date:
    """
    Return the day *count* months before *day*; of a day that its month has not, the last that it has.

    >>> before_months(date(2026, 10, 17), 24), before_months(date(2026, 3, 31), 1)
    (datetime.date(2024, 10, 17), datetime.date(2026, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def _sum(held: Held, count: int, found: Sequence[Old]) -> Due:
    oldest = min((one.since for one in found if one.since), default=None)
    return Due(held, count, sum(one.count for one in found), oldest, sum(one.bytes for one in found))
