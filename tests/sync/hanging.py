"""A stick with a loose contact: whoever touches it waits until it answers."""

import threading
from pathlib import Path

from sync.sticks import Place, Stick, stick_at


class Hanging:
    """Looks at sticks as the program does; the one of a *name* hangs, in the thread that asks."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._answers = threading.Event()
        self._was_asked: list[threading.Thread] = []

    @property
    def asked(self) -> int:
        """How often the stick was touched."""
        return len(self._was_asked)

    def at(self, place: Place) -> Stick | None:
        """Look at *place*."""
        if place.path.name == self._name:
            self.touch(place.path)
        return stick_at(place)

    def touch(self, _: Path) -> None:
        """Wait until the stick answers."""
        self._was_asked.append(threading.current_thread())
        self._answers.wait(60)

    def answer(self) -> None:
        """Let it answer from now on; return once nobody waits any more."""
        self._answers.set()
        for thread in self._was_asked:
            thread.join(60)
