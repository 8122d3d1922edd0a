"""What somebody at the office must know and do something about: each module that finds such a thing adds a source."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from hub import lost_model, night_trouble, room
from hub.health import copy_alarms, delivery_alarms, region_alarms, school_alarms, seen
from hub.health.alarm import Alarm
from hub.store import Store

Source = Callable[[Store], Iterable[Alarm]]


def _lost_model(store: Store) -> Iterator[Alarm]:
    if said := lost_model.told(store):
        yield Alarm("lost_model", said)


def _disk(store: Store) -> Iterator[Alarm]:
    for place, said in room.low(store.config).items():
        yield Alarm("disk", said, subject="" if place is room.Place.FOLDER else place.value)


def _night(store: Store) -> Iterator[Alarm]:
    if found := night_trouble.now(store):
        yield Alarm(found.kind, found.said, since=found.since)


SOURCES: Sequence[Source] = (
    # Of that one the hours are counted.
    region_alarms.told_to_nobody,
    _lost_model,
    _disk,
    _night,
    copy_alarms.copies,
    copy_alarms.drills,
    region_alarms.clock,
    region_alarms.waiting,
    region_alarms.drift,
    delivery_alarms.shipments,
    region_alarms.objections,
    region_alarms.doubts,
    school_alarms.quiet,
    school_alarms.losses,
    school_alarms.counts,
)


def alarms(store: Store, sources: Iterable[Source] = SOURCES) -> list[Alarm]:
    """Return every alarm of now that nobody has looked into, in the order of its sources."""
    return list(seen.unseen(store, every(store, sources)))


def every(store: Store, sources: Iterable[Source] = SOURCES) -> Iterator[Alarm]:
    """Return every alarm of now, those too that somebody has looked into."""
    return (one for source in sources for one in source(store))


def see(store: Store, kind: str, subject: str) -> None:
    """
    Note that a person looked into an alarm that tells of something that happened.

    Raises:
        BadInput: There is no such alarm, or it goes only when its cause does.
    """
    seen.see(store, alarms(store), kind, subject)
