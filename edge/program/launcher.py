"""
Starts the version of the program that is in force, and the one before it where a new one does not start.

A copy of this file lies beside the versions, run by the system's own Python: it imports nothing of ours, and an update
leaves it as it is. What is in force is one file, replaced in one step, so that at any cut one whole version is.
"""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypedDict, TypeVar

STATE, SETTINGS, VERSIONS, WHOLE = "state.json", "ajustes.txt", "versions", "complete"
MOST_STARTS = 3
"""Of a version on trial: the power may fail during the first."""
START_S = 300.0
"""Within which a new version answers; an old laptop with a large database takes its time."""
KEPT_NEW = 3
"""What a version says when the database cannot be put back, since more was recorded meanwhile."""
_STEP_S, _STOP_S = 0.5, 30.0

T = TypeVar("T")


class Trial(TypedDict):
    """A version that has not shown yet that it starts."""

    before: str
    starts: int
    back: bool
    """Whether it was given up, and what was before is being put back."""


class State(TypedDict):
    """What is in force."""

    current: str
    trial: Trial | None
    told: dict[str, str]
    """How the last update ended, for the pages."""


def read_state(program: Path) -> State:
    """Return what is in force; raises OSError or ValueError where that cannot be read."""
    state: State = json.loads(_patiently(lambda: (program / STATE).read_text(encoding="utf-8")))
    return state


def write_state(program: Path, state: State) -> None:
    """Say what is in force, in one step that lasts."""
    part = program / f"{STATE}.part"
    with part.open("w", encoding="utf-8") as file:
        json.dump(state, file)
        file.flush()
        os.fsync(file.fileno())
    _patiently(lambda: part.replace(program / STATE))
    if os.name == "posix":
        folder = os.open(program, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _patiently(action: Callable[[], T]) -> T:
    """Do what Windows denies for a moment while another reads the same file."""
    for _ in range(20):
        try:
            return action()
        except PermissionError:
            time.sleep(0.1)
    return action()


def python_of(program: Path, version: str) -> Path:
    """Return the interpreter of a version."""
    place = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return program.joinpath(VERSIONS, version, *place)


def line_of(program: Path, version: str, module: str) -> list[str]:
    """Return the command that runs a module of a version, wherever one stands and whatever else Python is told."""
    return [str(python_of(program, version)), "-I", "-m", module]


def read_settings(program: Path) -> None:
    """Take the settings of a file beside this one, one a line (``CHASQUI_EDGE_PORT=8099``), where none is given."""
    path = program / SETTINGS
    lines = path.read_text(encoding="utf-8-sig").splitlines() if path.exists() else []
    for line in lines:
        name, equals, value = line.strip().partition("=")
        if equals and name.strip().startswith("CHASQUI_"):
            os.environ.setdefault(name.strip(), value.strip())  # noqa: TID251


def forget_versions(program: Path, kept: Sequence[str]) -> None:
    """Remove every version but those *kept*, whole or half made; one that is in use on Windows stays."""
    for folder in (program / VERSIONS).glob("*"):
        if folder.name not in kept:
            # Without its mark first: half a version must never pass for one.
            (folder / WHOLE).unlink(missing_ok=True)
            shutil.rmtree(folder, ignore_errors=True)


def data_of(arguments: Sequence[str]) -> str:
    """
    Return the folder of the node that a command is for, as it says, else as the settings say; "" the usual one.

    >>> data_of(["run", "--dir", "/a b"]), data_of(["run", "--dir=/c"])
    ('/a b', '/c')
    """
    for at, word in enumerate(arguments):
        if word == "--dir" and at + 1 < len(arguments):
            return arguments[at + 1]
        if word.startswith("--dir="):
            return word.removeprefix("--dir=")
    return os.environ.get("CHASQUI_EDGE_DIR", "")  # noqa: TID251


def answers() -> bool:
    """Tell whether the node's pages answer."""
    host = os.environ.get("CHASQUI_EDGE_HOST") or "127.0.0.1"  # noqa: TID251
    host = {"0.0.0.0": "127.0.0.1", "*": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    port = int(os.environ.get("CHASQUI_EDGE_PORT") or "8070")  # noqa: TID251
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/")
        answer = connection.getresponse()
        return answer.status < 500 and answer.getheader("Server", "") == "chasqui"
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


class Run:
    """``chasqui-edge run`` under whatever version is in force, for as long as it is to run."""

    def __init__(self, program: Path, arguments: Sequence[str], *, start_s: float = START_S) -> None:
        self._program, self._arguments, self._start_s = program, list(arguments), start_s
        self._told_to_end = False
        self._child: subprocess.Popen[bytes] | None = None

    def forever(self) -> int:
        """Run until told to end, or until a version that had started ends; return its exit code."""
        signal.signal(signal.SIGTERM, self._end)
        # The version hears Ctrl+C from the terminal itself, and ends in order.
        signal.signal(signal.SIGINT, lambda *_: setattr(self, "_told_to_end", True))
        while True:
            version = self._to_start()
            code = self._live(version)
            state = read_state(self._program)
            if self._told_to_end:
                return 0
            if state["current"] != version:
                continue
            if state["trial"] is None:
                return code
            self._give_up(state, f"exit code {code}")

    def _to_start(self) -> str:
        """Return the version to start now; one on trial is counted, and given up after too many."""
        state = read_state(self._program)
        trial = state["trial"]
        if trial is not None and not trial["back"]:
            if trial["starts"] == 0 and self._beside(trial["before"], "keep"):
                self._refuse(state, "copy")
            elif trial["starts"] >= MOST_STARTS:
                self._give_up(state, "starts")
            else:
                trial["starts"] += 1
                write_state(self._program, state)
        elif trial is not None:
            self._give_up(state, "starts")
        return read_state(self._program)["current"]

    def _live(self, version: str) -> int:
        """Run a version until it ends or another is in force; return its exit code."""
        line = [*line_of(self._program, version, "edge"), *self._arguments]
        try:
            self._child = subprocess.Popen(line)
        except OSError:
            return 1
        until, answered = time.monotonic() + self._start_s, False
        while (code := self._child.poll()) is None:
            if self._told_to_end:
                return self._stop()
            state = read_state(self._program)
            if state["current"] != version:
                return self._stop()
            if state["trial"] is not None and not answered:
                answered = answers() and self._child.poll() is None
                if answered:
                    self._confirm(state)
                elif time.monotonic() > until:
                    return self._stop()
            self._wait()
        return code

    def _wait(self) -> None:
        assert self._child is not None
        try:
            self._child.wait(_STEP_S)
        except subprocess.TimeoutExpired:
            return

    def _stop(self) -> int:
        assert self._child is not None
        self._child.terminate()
        try:
            return self._child.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            return self._child.wait()

    def _end(self, *_: Any) -> None:
        self._told_to_end = True

    def _confirm(self, state: State) -> None:
        trial = state["trial"]
        assert trial is not None
        write_state(self._program, {**state, "trial": None, "told": {"done": state["current"]}})
        self._beside(trial["before"], "forget")
        forget_versions(self._program, (state["current"], trial["before"]))

    def _give_up(self, state: State, why: str) -> None:
        """Put back the version before, and the database as it was, unless more was recorded since."""
        trial = state["trial"]
        assert trial is not None
        trial["back"] = True
        write_state(self._program, state)
        if self._beside(trial["before"], "back") == KEPT_NEW:
            # What was answered "saved" is not taken back: whoever records has started.
            write_state(self._program, {**state, "trial": None, "told": {"done": state["current"]}})
            return
        self._refuse(state, why)

    def _refuse(self, state: State, why: str) -> None:
        trial = state["trial"]
        assert trial is not None
        told = {"refused": state["current"], "why": why}
        write_state(self._program, {"current": trial["before"], "trial": None, "told": told})

    def _beside(self, version: str, what: str) -> int:
        """Let the version before look after the copy of the database; return its exit code."""
        line = line_of(self._program, version, "edge.program.database_copy")
        return subprocess.call([*line, what, data_of(self._arguments)])


def main(program: Path, arguments: Sequence[str]) -> int:
    """Do a command with the version in force; return its exit code."""
    read_settings(program)
    if list(arguments[:1]) == ["run"] and "--help" not in arguments:
        return Run(program, arguments).forever()
    state = read_state(program)
    # What is on trial touches no data before it has a copy: until it is confirmed, commands are the other's.
    version = state["trial"]["before"] if state["trial"] else state["current"]
    return subprocess.call([*line_of(program, version, "edge"), *arguments])


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parent, sys.argv[1:]))
