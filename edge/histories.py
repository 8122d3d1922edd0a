"""What each learner used and how far they came: read from the log once, and followed as it grows."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import NamedTuple

from edge.entries import Entries
from edge.records import Records
from shared.dating import When
from shared.events import Event
from shared.facts import Feedback, Use
from shared.ids import Pseudonym, ResourceId
from shared.recommend import Step
from shared.school_year import Week, week_of
from shared.similarity import ItemId, item_id, parts_of

LOOKBACK = 20_000
"""Of the newest events: what is older says little of what a learner likes now."""
_NOT_HELPED = 1


class Trace(NamedTuple):
    """What one learner did with one material."""

    week: Week = Week(0)
    """The last one in which they used it; 0: nobody knows."""
    progress: int | None = None
    score: int = 0
    """The last face that they gave it; 0: none."""

    @property
    def liked(self) -> bool:
        """Tell whether they did not say that it was of no help."""
        return self.score != _NOT_HELPED

    def used(self, week: Week, progress: int | None) -> "Trace":
        """Return the trace after another use: progress is never lost."""
        known = [one for one in (self.progress, progress) if one is not None]
        return Trace(max(self.week, week), max(known) if known else None, self.score)

    def step(self, today: Week) -> Step:
        """Return it as recommendations take it."""
        return Step(self.progress, max(today - self.week, 0), self.liked)


class Histories:
    """Kept in memory only: it is the log's, and a new process reads it again."""

    def __init__(self, records: Records, entries: Entries) -> None:
        self._records = records
        self._entries = entries
        self._lock = Lock()
        self._read = 0
        self._found: dict[Pseudonym, dict[ItemId, Trace]] = defaultdict(dict)

    def of(self, person: Pseudonym) -> Mapping[ItemId, Trace]:
        """Return the traces of one learner."""
        return self.of_all([person])[0]

    def of_all(self, people: Sequence[Pseudonym]) -> list[Mapping[ItemId, Trace]]:
        """Return the traces of each of several learners, as of one moment."""
        with self._lock:
            self._follow()
            return [dict(self._found.get(person, {})) for person in people]

    def opened(self, person: Pseudonym) -> Mapping[ResourceId, int]:
        """Return the resources that a learner used lately, with the last face that they gave each (0: none)."""
        found: dict[ResourceId, int] = {}
        for item, trace in self.of(person).items():
            resource, content = parts_of(item)
            found[resource] = trace.score if not content else found.get(resource, 0)
        return found

    def forget(self, person: Pseudonym) -> None:
        """Drop the traces of somebody erased. The log keeps what they did, under a number that leads to nobody."""
        with self._lock:
            # What was recorded until now must not come back at the next look.
            self._follow()
            self._found.pop(person, None)

    def _follow(self) -> None:
        count = self._records.count()
        if count <= self._read:
            return
        dated = self._entries.dates()
        after = max(self._read, count - LOOKBACK)
        for pos, event in self._entries.events(after, kinds={Use.NUMBER, Feedback.NUMBER}):
            self._add(event, dated)
            self._read = max(self._read, pos)
        self._read = max(self._read, count)

    def _add(self, event: Event, dated: Callable[[Event], When]) -> None:
        match event.fact:
            case Use(learner=who, resource=resource, content=content, progress_pct=progress) if who is not None:
                mine, item = self._found[who], item_id(resource, content)
                mine[item] = mine.get(item, Trace()).used(_week(event, dated), progress)
            case Feedback(learner=who, resource=resource, content=content, score=score) if who is not None:
                mine, item = self._found[who], item_id(resource, content)
                mine[item] = mine.get(item, Trace())._replace(score=score)


def _week(event: Event, dated: Callable[[Event], When]) -> Week:
    if event.occurred is not None:
        return event.occurred.week()
    day = dated(event).day()
    return Week(0) if day is None else week_of(day)
