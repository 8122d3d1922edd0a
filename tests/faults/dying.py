"""
Processes that die at a chosen point: just before or just after the k-th fsync, rename or commit.

One process imports everything once and forks a child for each life, so that a thousand deaths take seconds. A child
dies by SIGKILL; in a power cut it first loses what nobody had brought onto the disk: files that were written and not
synced are empty, and renames whose folder was not synced have not happened. The calls themselves are the real ones.
"""

import importlib
import json
import os
import shutil
import signal
import sqlite3
import stat
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DATABASE = (".db", ".db-wal", ".db-shm", ".lock", ".db-journal")
"""What SQLite syncs by itself, with calls that Python does not see: ``synchronous=FULL`` is asserted elsewhere."""
_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


@dataclass
class Fate:
    """When this process dies, and what the disk really holds by then."""

    dies_at: int
    power_cut: bool
    folder: Path
    points: int = 0
    synced: dict[int, tuple[int, int]] = field(default_factory=dict)
    renamed: list[tuple[Path, Path, Path | None]] = field(default_factory=list)
    """New name, old name, and the file that had the new name before."""
    still: Any = field(default_factory=threading.RLock)
    """Of several threads one passes a point or renames at a time, and none any more once the process is dying."""

    def point(self) -> None:
        with self.still:
            self.points += 1
            if self.points == self.dies_at:
                if self.power_cut:
                    self.lose()
                os.kill(os.getpid(), signal.SIGKILL)

    def on_the_disk(self, status: os.stat_result) -> None:
        """Note that a file, or the names in a folder, were brought onto the disk."""
        with self.still:
            if stat.S_ISDIR(status.st_mode):
                self.renamed = [one for one in self.renamed if one[0].parent.stat().st_ino != status.st_ino]
            else:
                self.note(status)

    def everything_on_the_disk(self) -> None:
        """Note that all that was written, and every name, were brought onto the disk."""
        self.renamed = []
        self.know()

    def renames(self, old: Path, new: Path) -> None:
        """Note a rename that is about to happen, with what the name meant before."""
        before = None
        if new.is_file():
            before = Path(tempfile.mkdtemp(dir=self.folder.parent)) / "before"
            shutil.copy2(new, before)
        self.renamed.append((new, old, before))

    def know(self) -> None:
        """Take what lies there now as being on the disk."""
        for path in self.files():
            self.note(path.stat())

    def note(self, status: os.stat_result) -> None:
        self.synced[status.st_ino] = (status.st_size, status.st_mtime_ns)

    def files(self) -> list[Path]:
        found = [path for path in self.folder.rglob("*") if path.is_file() and not path.is_symlink()]
        return [path for path in found if not path.name.endswith(DATABASE)]

    def lose(self) -> None:
        for new, old, before in reversed(self.renamed):
            if new.exists():
                new.replace(old)
            if before is not None:
                shutil.copy2(before, new)
                self.note(new.stat())
        for path in self.files():
            # Another thread may take one away meanwhile, and it is not to come back.
            with suppress(FileNotFoundError):
                status = path.stat()
                if self.synced.get(status.st_ino) != (status.st_size, status.st_mtime_ns):
                    os.truncate(path, 0)


_fate: list[Fate] = []
"""The fate of this process; none before it was forked."""


def point() -> None:
    """Pass a point at which this process may die."""
    if _fate:
        _fate[0].point()


def doom() -> None:
    """
    Make every fsync, rename and commit a point at which this process may die.

    Before anything of ours is imported: default arguments such as ``sync=os.fsync`` are bound then.
    """
    fsync, replace, connect = os.fsync, os.replace, sqlite3.connect

    def doomed_fsync(descriptor: int) -> None:
        point()
        fsync(descriptor)
        if _fate:
            _fate[0].on_the_disk(os.fstat(descriptor))
        point()

    def doomed_sync() -> None:
        point()
        if _fate:
            _fate[0].everything_on_the_disk()
        point()

    def doomed_rename(old: Any, new: Any, **_: Any) -> None:
        point()
        with _fate[0].still if _fate else nullcontext():
            if _fate:
                _fate[0].renames(Path(old), Path(new))
            replace(old, new)
        point()

    def doomed_connect(*arguments: Any, **more: Any) -> sqlite3.Connection:
        return connect(*arguments, **{**more, "factory": Doomed})

    os.fsync, os.replace, os.rename = doomed_fsync, doomed_rename, doomed_rename  # type: ignore[assignment]
    os.sync = doomed_sync
    _doom_postgres()
    sqlite3.connect = sqlite3.dbapi2.connect = doomed_connect  # type: ignore[assignment,attr-defined]


def _doom_postgres() -> None:
    """Make each commit that PostgreSQL is asked for such a point; what a power cut takes, it never said it had."""
    from psycopg import Connection

    commit = Connection.commit

    def doomed_commit(connection: "Connection[Any]") -> None:
        point()
        commit(connection)
        point()

    Connection.commit = doomed_commit


class Doomed(sqlite3.Connection):
    """A connection each of whose commits, asked for or automatic, lies between two points."""

    def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
        words = sql.lstrip().upper()
        if words.startswith("COMMIT") or (words.startswith(_WRITES) and not self.in_transaction):
            return self._between(lambda: sqlite3.Connection.execute(self, sql, *parameters))
        return super().execute(sql, *parameters)

    def commit(self) -> None:
        if self.in_transaction:
            self._between(lambda: sqlite3.Connection.commit(self))
        else:
            super().commit()

    def _between(self, call: Callable[[], Any]) -> Any:
        point()
        result = call()
        point()
        return result


def live(job: dict[str, Any]) -> None:
    """Be the process of *job*, to its end or to its death."""
    fate = Fate(job["dies_at"], job["power_cut"], Path(job["folder"]))
    fate.know()
    _fate.append(fate)
    if job["removals"]:
        sys.addaudithook(lambda name, _: point() if name in ("os.remove", "os.rmdir") else None)
    said = os.open(job["said"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def say(words: str) -> None:
        os.write(said, f"{words}\n".encode())

    from tests.faults import lives

    getattr(lives, job["life"])(say, **job["more"])
    # The last point: whatever was said by now must outlast it.
    point()
    say("lived")


def main() -> None:
    doom()
    importlib.import_module("tests.faults.lives")
    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            status = os.waitpid(order["wait"], 0)[1]
            answer = {"signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, "code": status >> 8}
        else:
            pid = os.fork()
            if not pid:
                code = 1
                try:
                    live(order)
                    code = 0
                except SystemExit:
                    code = 0
                except BaseException:
                    import traceback

                    traceback.print_exc()
                finally:
                    sys.stderr.flush()
                    os._exit(code)
            answer = {"pid": pid}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
