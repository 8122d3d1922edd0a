"""What somebody at the office must know and do something about: each module that finds such a thing adds a source."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from hub import lost_model, night_trouble, room
from hub.store import Store
from shared.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that is wrong now, and what to do about it."""

    kind: str
    """A plain word, which never changes: ``disk``."""
    said: Sentence
    """What is wrong, and what to do next."""
    subject: str = ""
    """Of which school, computer or file, where it is of one."""
    since: datetime | None = None
    """None where that is not known."""


Source = Callable[[Store], Iterable[Alarm]]


def _lost_model(store: Store) -> Iterator[Alarm]:
    if said := lost_model.told(store):
        yield Alarm("lost_model", said)


def _disk(store: Store) -> Iterator[Alarm]:
    if said := room.low(store.config):
        yield Alarm("disk", said)


def _night(store: Store) -> Iterator[Alarm]:
    if found := night_trouble.now(store):
        yield Alarm(found.kind, found.said, since=found.since)


SOURCES: Sequence[Source] = (_lost_model, _disk, _night)


def alarms(store: Store, sources: Iterable[Source] = SOURCES) -> list[Alarm]:
    """Return every alarm of now, in the order of its sources."""
    return [one for source in sources for one in source(store)]
