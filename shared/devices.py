"""Where each device is, by its serial, folded from a site's events: the one rule for whoever asks."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from shared.fact_fields import Fact
from shared.facts import (
    BEYOND_REPAIR,
    BROKEN,
    CAME_BACK,
    RETIRED,
    STOLEN,
    Count,
    Delivery,
    Device,
    Loan,
    Loss,
    Receipt,
    Repair,
    Return,
)
from shared.ids import Pseudonym, ResourceId


class Place(StrEnum):
    """Where a device is."""

    HERE = "here"
    LENT = "lent"
    REPAIR = "repair"
    LOST = "lost"
    STOLEN = "stolen"
    RETIRED = "retired"


GONE = frozenset({Place.LOST, Place.STOLEN, Place.RETIRED})
"""Where nobody lends it from."""
Key: TypeAlias = tuple[ResourceId, str]
"""Of a device: its resource, and its serial as ``serial_of`` gives it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceState:
    """
    One device. What nobody told is None or empty.

    ``since`` is the day since which it is where it is, ``seen`` the last day on which somebody saw it; ``due`` is days
    since 1970-01-01. ``holder`` and ``learner`` are those of a loan that is open.
    """

    resource: ResourceId
    serial: str
    place: Place = Place.HERE
    holder: Pseudonym | None = None
    learner: Pseudonym | None = None
    due: int | None = None
    since: date | None = None
    seen: date | None = None
    cause: str = ""
    report: str = ""
    maker: str = ""
    android: int | None = None
    storage_mb: int | None = None
    free_mb: int | None = None
    memory_mb: int | None = None
    condition: str = ""
    origin: str = ""

    @property
    def key(self) -> Key:
        """Return what names it."""
        return self.resource, self.serial


def serial_of(text: str) -> str:
    """
    Return a serial as it is compared: a scanner sends capitals or not, blanks, and a hyphen as the keyboard has it.

    >>> serial_of(" hga1'4 x"), serial_of("HGA1-4X")
    ('HGA1-4X', 'HGA1-4X')
    """
    return "".join(text.split()).translate(_HYPHENS).upper()


_HYPHENS = {ord(one): "-" for one in "'’´`\u2010\u2011\u2012\u2013\u2014"}


def touched(fact: Fact) -> tuple[Key, ...]:
    """
    Return the devices of which *fact* tells something.

    >>> touched(Count(resource=ResourceId("tablet"), units=1, serials=("a1",), away=("A2",)))
    (('tablet', 'A1'), ('tablet', 'A2'))
    """
    match fact:
        case Loan() | Return() | Loss() | Repair() | Device():
            return _keys(fact.resource, (fact.serial,) if fact.serial else ())
        case Count():
            return _keys(fact.resource, (*fact.serials, *fact.away))
        case Receipt():
            return _keys(fact.resource, fact.serials)
        case Delivery():
            return tuple(dict.fromkeys(key for line in fact.lines for key in _keys(line.resource, line.serials)))
        case _:
            return ()


def _keys(resource: ResourceId, serials: Iterable[str]) -> tuple[Key, ...]:
    found = (serial_of(serial) for serial in serials)
    return tuple(dict.fromkeys((resource, serial) for serial in found if serial))


def changes(states: Mapping[Key, DeviceState], fact: Fact, day: date | None) -> dict[Key, DeviceState]:
    """
    Return the devices that *fact*, of *day*, leaves changed or new; *states* itself is not touched.

    Facts are taken in the order of the log, whatever their days; only a count of a day before a device came where it is
    moves nothing, and says no more than that it was seen. Nothing is ever refused.
    """
    before = {key: states.get(key) or DeviceState(resource=key[0], serial=key[1]) for key in touched(fact)}
    found = {key: _after(state, key in states, fact, day) for key, state in before.items()}
    return {key: state for key, state in found.items() if key not in states or state != states[key]}


def _after(state: DeviceState, known: bool, fact: Fact, day: date | None) -> DeviceState:
    seen = replace(state, seen=_later(state.seen, day))
    match fact:
        case Loan():
            lent = _moved(seen, Place.LENT, day)
            return replace(lent, holder=fact.borrower, learner=fact.learner, due=fact.due)
        case Return():
            return _moved(seen, Place.HERE, day, condition=fact.condition)
        case Loss():
            gone = replace(_moved(state, _LOSSES.get(fact.cause, Place.LOST), day), cause=fact.cause)
            return replace(gone, report=fact.report_number or "")
        case Repair():
            return _repaired(seen, fact, day)
        case Receipt():
            return replace(_moved(seen, Place.HERE, day), origin=fact.origin or state.origin)
        case Delivery():
            return _moved(seen, Place.HERE, day)
        case Count():
            return _counted(seen, known, fact, day)
        case Device():
            return _told(seen, fact)
        case _:
            return state


def _moved(state: DeviceState, place: Place, day: date | None, *, condition: str | None = None) -> DeviceState:
    """Return it in another place, of nobody; a place it is in already it keeps since then."""
    since = state.since if place is state.place and state.since is not None else day
    at = replace(state, place=place, holder=None, learner=None, due=None, since=since, cause="", report="")
    return replace(at, condition=condition or state.condition)


def _repaired(state: DeviceState, fact: Repair, day: date | None) -> DeviceState:
    place = {CAME_BACK: Place.HERE, BEYOND_REPAIR: Place.RETIRED}.get(fact.action, Place.REPAIR)
    moved = _moved(state, place, day, condition=fact.condition)
    return moved if place is Place.HERE else replace(moved, cause=fact.cause or "")


def _counted(state: DeviceState, known: bool, fact: Count, day: date | None) -> DeviceState:
    if known and state.since is not None and day is not None and day < state.since:
        return state
    away = state.serial not in {serial_of(serial) for serial in fact.serials}
    place = Place.LENT if away else Place.HERE
    return state if known and place is state.place else _moved(state, place, day)


def _told(state: DeviceState, fact: Device) -> DeviceState:
    """Return it as it was told last: what that report leaves out is not known any more, but where it came from."""
    return replace(
        state,
        maker=fact.maker or "",
        android=fact.android,
        storage_mb=fact.storage_mb,
        free_mb=fact.free_mb,
        memory_mb=fact.memory_mb,
        condition=fact.condition or state.condition,
        origin=fact.origin or state.origin,
    )


def _later(one: date | None, other: date | None) -> date | None:
    return max((day for day in (one, other) if day is not None), default=None)


_LOSSES = {STOLEN: Place.STOLEN, BROKEN: Place.RETIRED, RETIRED: Place.RETIRED}


def not_seen(states: Collection[DeviceState], counted: Mapping[ResourceId, date]) -> Sequence[DeviceState]:
    """
    Return the devices that should have been seen by the last count of their resource by serial, and were not.

    >>> tablet, day = ResourceId("tablet"), date(2026, 6, 1)
    >>> later = date(2026, 7, 1)
    >>> states = [DeviceState(resource=tablet, serial=serial, seen=on) for serial, on in (("A1", later), ("A2", day))]
    >>> [one.serial for one in not_seen(states, {tablet: later})]
    ['A2']
    """
    return [
        one
        for one in states
        if one.place in (Place.HERE, Place.LENT)
        and (day := counted.get(one.resource)) is not None
        and (one.seen is None or one.seen < day)
    ]
