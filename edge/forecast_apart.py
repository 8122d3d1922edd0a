"""
The forecast of a running node, in a process of its own: ``python -m edge.forecast_apart DATABASE MODELS TIME``.

What runs a model takes 20 MB, which a laptop is short of, for a second a day; and one that crashes crashes no node.
"""

import logging
import os
import subprocess
import sys
import threading
from pathlib import Path

import msgspec

from edge.forecasting import Forecasted, Foreseen, foreseen, kept_of
from edge.models_store import ModelFiles
from edge.store import Store
from shared.clock import clock_from
from shared.errors import ChasquiError, NotReady
from shared.sentences import kept, read

REFUSED = 3
"""What the process ends with when it said why it could not."""
TIMEOUT_S = 900
_GENTLE = 10
_FLAGS = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0) | getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""Of Windows: the pages come first, and nothing opens before whoever uses the laptop."""
_ROOT = Path(__file__).resolve().parents[1]
_log = logging.getLogger(__name__)


class ForecastsApart:
    """Forecasts a node in another process. One at a time: who comes later knows more, and is kept last."""

    def __init__(self) -> None:
        self._turn = threading.Lock()

    def __call__(self, store: Store, files: ModelFiles) -> Forecasted:
        """
        Forecast and keep the result, as ``forecast_node`` does.

        Raises:
            ChasquiError: What that process said, or it did not come to its end.
        """
        with self._turn:
            return kept_of(store, files, _foreseen_apart)


def _foreseen_apart(store: Store, files: ModelFiles) -> Foreseen:
    command = [sys.executable, "-m", "edge.forecast_apart", str(store.path.resolve()), str(files.folder.resolve())]
    try:
        done = subprocess.run(
            [*command, store.clock.now().isoformat()],
            capture_output=True,
            timeout=TIMEOUT_S,
            check=False,
            creationflags=_FLAGS,
            # Where the node was started somebody may have put a folder called "edge": it is no program of ours.
            cwd=_ROOT,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotReady("El pronóstico no terminó a tiempo. Se hace otro más tarde.") from error
    if done.returncode == REFUSED:
        raise NotReady("%(why)s", why=read(done.stdout.decode(errors="replace").strip()))
    try:
        return msgspec.msgpack.decode(done.stdout if done.returncode == 0 else b"", type=Foreseen)
    except msgspec.DecodeError as error:
        _log.error("forecast crashed code=%d stderr=%s", done.returncode, done.stderr[-300:])
        raise NotReady("El pronóstico falló en esta computadora. Se hace otro más tarde.") from error


def main(database: Path, models: Path, now: str) -> int:
    """Forecast, with what the pages leave of the processor; print what was found or why not; return the exit code."""
    if hasattr(os, "nice"):
        os.nice(_GENTLE)
    try:
        with Store(database, clock_from(now), writer=False) as store:
            found = foreseen(store, ModelFiles(models))
    except ChasquiError as error:
        sys.stdout.buffer.write(kept(error.said).encode())
        return REFUSED
    sys.stdout.buffer.write(msgspec.msgpack.encode(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
