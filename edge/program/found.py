"""Packages of the program on the sticks that are plugged in, and the one that is being made a version of."""

import logging
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from edge.program.folder import number_of, version_of
from edge.program.launcher import State, read_state, write_state
from edge.program.updating import check, look_at, update
from shared.errors import ChasquiError, NotReady, RoadClosed
from shared.sentences import Sentence
from sync.folder import TOP
from sync.keys import HubPublic
from sync.plugged import Plugged
from sync.program_package import SUFFIX, Package, is_plain

MOST_NAMES = 500
"""Of a folder of a stick: one with more is no folder of packages."""
_MOST = 8
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """A package on a stick; ``package`` is None where it cannot be trusted, ``refused`` says why it is not taken."""

    path: Path
    stick: str
    package: Package | None
    refused: Sentence | None


class Updates:
    """
    The updates of a running node: what lies on sticks, and the one that is being made, in a thread of its own.

    Args:
        program: The folder of the program; None where it was not installed from a bundle.
        hub: Tells whose release key counts.
    """

    def __init__(
        self,
        program: Path | None,
        hub: Callable[[], HubPublic],
        *,
        take: Callable[[Path, Path, HubPublic], Package] = update,
    ) -> None:
        self.program, self._hub, self._take = program, hub, take
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self.making = ""
        """The version that is being made; "" where none is."""
        self.failed: Sentence | None = None
        """Why the last one could not be made."""

    def state(self) -> State | None:
        """Return what is in force; None where the program was not installed from a bundle."""
        return None if self.program is None else read_state(self.program)

    def found(self, plugged: Plugged) -> list[Found]:
        """Return the packages on sticks, the newest first; a stick that does not answer has none."""
        if self.program is None:
            return []
        every: list[Found] = []
        for stick in plugged.look().sticks:
            try:
                every += plugged.ask(stick.path, lambda: list(self._on(stick.path, stick.name)))  # noqa: B023
            except (RoadClosed, OSError):
                continue
        return sorted(every, key=_age, reverse=True)[:_MOST]

    def begin(self, plugged: Plugged, path: str, sha256: str) -> None:
        """
        Begin to make a version of the package at *path* of a stick, as it was shown.

        Raises:
            NotReady: It is there no more, or another is being made.
        """
        known = {(str(one.path), one.package.sha256): one for one in self.found(plugged) if one.package}
        chosen = known.get((path, sha256))
        with self._lock:
            if self._thread is not None and self._thread.is_alive():
                raise NotReady("Otra actualización está en marcha. Espere a que termine.")
            if chosen is None or chosen.package is None or self.program is None:
                raise NotReady("Ese paquete ya no está. Conecte el USB otra vez y actualice esta página.")
            self.making, self.failed = chosen.package.version, None
            self._thread = threading.Thread(target=self._make, args=(self.program, chosen.path), name="update")
            self._thread.daemon = True
            self._thread.start()

    def wait(self, timeout_s: float) -> None:
        """Return when nothing is being made, or after so many seconds."""
        if self._thread is not None:
            self._thread.join(timeout_s)

    def forget_told(self) -> None:
        """Say no more how the last update ended."""
        state = self.state()
        if self.program is not None and state is not None and not state["trial"]:
            write_state(self.program, {**state, "told": {}})

    def _make(self, program: Path, path: Path) -> None:
        try:
            self._take(program, path, self._hub())
        except ChasquiError as error:
            _log.warning("update refused why=%s", error)
            self.failed = error.said
        finally:
            self.making = ""

    def _on(self, folder: Path, name: str) -> Iterator[Found]:
        assert self.program is not None
        for path in [*_packages(folder), *_packages(folder / TOP)]:
            package = None
            try:
                package = look_at(path, self._hub())
                check(package, self.program)
            except ChasquiError as error:
                yield Found(path, name, package, error.said)
            else:
                yield Found(path, name, package, None)


def _age(one: Found) -> tuple[int, ...]:
    try:
        return number_of(one.package.version) if one.package else ()
    except ValueError:
        return ()


def _packages(folder: Path) -> list[Path]:
    """Return the packages that lie in a folder of a stick, a few at most; a link to somebody's disk is none."""
    if folder.is_symlink() or not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in islice(entries, MOST_NAMES))
    paths = (folder / name for name in names if name.lower().endswith(SUFFIX))
    return [path for path in islice(paths, _MOST) if is_plain(path)]


def number_in(state: State) -> str:
    """
    Return the version in force.

    >>> number_in({"current": "0.2.0-9f86d081", "trial": None, "told": {}})
    '0.2.0'
    """
    return version_of(state["current"])
