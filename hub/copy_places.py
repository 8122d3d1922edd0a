"""Where copies of the hub go: a folder, such as another disk that is mounted, or a remote that rclone knows."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from shared.disk import full_disk_told, nearest
from shared.errors import BadInput, NotReady
from shared.whole import forget

REMOTE = "rclone:"
"""What the name of a place begins with that rclone reaches: ``rclone:oficina:chasqui``."""
COPY = re.compile(r"central-\d{8}-\d{6}\.zip")
"""What the copies of a place are called; nothing else there is touched."""
_LONGEST_S = 2 * 3600
_NO_FOLDER = 3
"""What rclone ends with where it reaches a remote and the folder is not there."""
_SCRATCH, _DAY_S = "copia-", 86_400
_CUT = re.compile(rf"\.{COPY.pattern}\.[0-9a-f]+\.part")
"""What ``shared.whole`` calls a copy that it is writing."""
_DEAD_S = 12 * 3600
"""A copy that nobody wrote to for so long is none under way; the next one of every day is later."""


class Place(Protocol):
    """Where copies lie."""

    @property
    def here(self) -> bool:
        """Whether it is on the very disk of the hub: such a copy is lost with it."""

    def keep(self, name: str, write: Callable[[Path], None]) -> None:
        """Let a copy be written under *name*, whole or not at all."""

    @contextmanager
    def opened(self, name: str) -> Iterator[Path]:
        """Give a file to read the copy *name* from, as the place gives it back."""

    def names(self) -> list[str]:
        """Return the copies that are there, the oldest first."""

    def remove(self, name: str) -> None:
        """Remove a copy."""


def place_of(text: str, hub: Path) -> Place:
    """
    Return the place that *text* names, for the hub whose data lie in *hub*.

    Raises:
        BadInput: It names none.
    """
    text = text.strip()
    if not text:
        raise BadInput(
            "No se dijo dónde van las copias. Ponga CHASQUI_HUB_COPIES (una carpeta de otro disco, o "
            "rclone:REMOTO:CARPETA), o diga --to o un archivo. No se copió nada."
        )
    if text.startswith(REMOTE):
        if ":" not in text.removeprefix(REMOTE):
            raise BadInput("«%(text)s» no dice el remoto: escriba rclone:REMOTO:CARPETA. No se copió nada.", text=text)
        return Remote(text.removeprefix(REMOTE).rstrip("/"), hub)
    return Folder(Path(text).absolute(), hub)


def same_disk(one: Path, other: Path) -> bool:
    """Tell whether two folders, or the nearest above that are there, lie on one disk."""
    return _device(one) == _device(other)


def forget_left(where: Path, prefix: str, now: Path) -> None:
    """Remove the folders that begin with *prefix* and are a day older than *now*, which was just made."""
    for left in where.glob(f"{prefix}*"):
        if now.stat().st_mtime - left.stat().st_mtime > _DAY_S:
            shutil.rmtree(left, ignore_errors=True)


class Folder:
    """A folder of this machine: of another disk, or of one in the network that is mounted."""

    def __init__(self, folder: Path, hub: Path) -> None:
        self._folder, self._hub = folder, hub

    @property
    def here(self) -> bool:
        """Whether it is on the very disk of the hub."""
        return same_disk(self._folder, self._hub)

    def keep(self, name: str, write: Callable[[Path], None]) -> None:
        """
        Let a copy be written.

        Raises:
            NotReady: The folder is not there: its disk may not be mounted, and it is not made in its place.
        """
        if not self._folder.is_dir():
            raise NotReady(
                "No existe la carpeta de las copias, «%(folder)s». Si es de otro disco, vea que esté montado; si no, "
                "créela y repita. No se copió nada.",
                folder=self._folder,
            )
        with full_disk_told():
            self._forget_cut()
        write(self._folder / name)

    def _forget_cut(self) -> None:
        """Remove what copies left that were ended in the middle, or they would fill the disk."""
        # Its clock may be another machine's.
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix=f".{_SCRATCH}") as now:
            dead_s = Path(now.name).stat().st_mtime - _DEAD_S
        for path in self._folder.iterdir():
            with suppress(FileNotFoundError):  # One that was under way has its name now.
                if _CUT.fullmatch(path.name) and path.stat().st_mtime < dead_s:
                    forget(path)

    @contextmanager
    def opened(self, name: str) -> Iterator[Path]:
        """Give the copy itself."""
        yield self._folder / name

    def names(self) -> list[str]:
        """Return the copies that are there, the oldest first."""
        found = self._folder.iterdir() if self._folder.is_dir() else iter(())
        return sorted(path.name for path in found if COPY.fullmatch(path.name))

    def remove(self, name: str) -> None:
        """Remove a copy."""
        (self._folder / name).unlink(missing_ok=True)


class Remote:
    """What rclone calls a remote, with a folder in it."""

    here = False

    def __init__(self, remote: str, hub: Path) -> None:
        self._remote, self._hub = remote, hub

    def keep(self, name: str, write: Callable[[Path], None]) -> None:
        """Write a copy beside the hub, and send it."""
        with self._scratch() as folder:
            write(folder / name)
            self._rclone("copyto", str(folder / name), f"{self._remote}/{name}")

    @contextmanager
    def opened(self, name: str) -> Iterator[Path]:
        """Bring a copy back to read it."""
        with self._scratch() as folder:
            self._rclone("copyto", f"{self._remote}/{name}", str(folder / name))
            yield folder / name

    def names(self) -> list[str]:
        """Return the copies that are there, the oldest first; none where nobody has made the folder yet."""
        listed = self._rclone("lsf", "--files-only", self._remote, may_end=(0, _NO_FOLDER)).splitlines()
        return sorted(name for name in listed if COPY.fullmatch(name))

    def remove(self, name: str) -> None:
        """Remove a copy."""
        self._rclone("deletefile", f"{self._remote}/{name}")

    @contextmanager
    def _scratch(self) -> Iterator[Path]:
        with tempfile.TemporaryDirectory(dir=self._hub, prefix=_SCRATCH) as folder:
            # Whoever was ended in the middle left a whole copy.
            forget_left(self._hub, _SCRATCH, Path(folder))
            yield Path(folder)

    def _rclone(self, *words: str, may_end: tuple[int, ...] = (0,)) -> str:
        program = shutil.which("rclone")
        if program is None:
            raise NotReady("Para copiar a «%(remote)s» hace falta rclone. Instálelo y repita.", remote=self._remote)
        # --checksum: what is on its way is compared with what was sent, where the remote can tell.
        try:
            done = subprocess.run(
                [program, "--retries", "3", "--checksum", *words],
                capture_output=True, text=True, check=False, timeout=_LONGEST_S, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise NotReady(
                "rclone no terminó con «%(remote)s» en dos horas. Vea la red y repita. Las copias de antes siguen ahí.",
                remote=self._remote,
            ) from error
        if done.returncode not in may_end:
            raise NotReady(
                "rclone no pudo con «%(remote)s» (%(why)s). Vea la red y «rclone config», y repita. Las copias de "
                "antes siguen ahí.",
                remote=self._remote,
                why=(done.stderr.strip().splitlines() or ["—"])[-1][:200],
            )
        return done.stdout


def _device(folder: Path) -> int:
    return nearest(folder).stat().st_dev
