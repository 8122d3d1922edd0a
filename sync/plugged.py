"""The sticks that are plugged in, as a page may look at them: one that does not answer keeps nobody waiting."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TypeVar

from shared.errors import RoadClosed
from shared.sentences import Sentence
from sync.apart import Apart
from sync.sticks import MOUNTS, Place, Stick, mounted_places, places_in, stick_at, with_others

PATIENCE_S = 3.0
"""So long a page waits for a stick; one that did not answer is not asked again until it does..."""
READ_S = 15.0
"""...and so long for something to be read from it."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Look:
    """What is plugged in."""

    sticks: tuple[Stick, ...]
    silent: tuple[Sentence, ...] = ()
    """What is to be said of those that do not answer."""


class Plugged:
    """Looks at sticks, each apart from the others; thread-safe."""

    def __init__(
        self,
        folders: Sequence[Path] = (),
        *,
        mounts: Path = MOUNTS,
        patience_s: float = PATIENCE_S,
        at: Callable[[Place], Stick | None] = stick_at,
        inside: Callable[[Path], list[Place]] = places_in,
    ) -> None:
        self._folders = folders
        self._mounts = mounts
        self._at = at
        self._inside = inside
        self._apart = Apart(patience_s)
        self._rooms = Apart(patience_s)

    def look(self) -> Look:
        """Return what is plugged in now."""
        silent: dict[Path, Sentence] = {}

        def asked(where: Path, work: Callable[[], T]) -> T | None:
            try:
                return self._apart.run(where, work)
            except RoadClosed as error:
                silent[where] = error.said
                return None

        listed = [asked(folder, partial(self._inside, folder)) or [] for folder in self._folders]
        places = with_others(mounted_places(self._folders, mounts=self._mounts), chain.from_iterable(listed))
        looked = [asked(place.path, partial(self._at, place)) for place in places]
        return Look(tuple(stick for stick in looked if stick), tuple(silent.values()))

    def free(self, stick: Stick) -> int | None:
        """Return how many bytes are free on *stick*; None where it does not say, or not soon."""
        try:
            return self._rooms.run(stick.path, lambda: stick.free)
        except RoadClosed:
            return None

    def ask(self, where: Path, work: Callable[[], T]) -> T:
        """
        Return what *work* reads at *where*, or raise what it raises.

        Raises:
            RoadClosed: What is there does not answer.
        """
        return self._apart.run(where, work, READ_S)
