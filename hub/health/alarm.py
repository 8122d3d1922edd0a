"""What an alarm is."""

from dataclasses import dataclass
from datetime import datetime

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
    mark: str = ""
    """What a person who looked into it has seen (``hub.health.seen``); empty: it goes when its cause does."""
