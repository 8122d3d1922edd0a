"""Where the program lies: each version in a folder of its own, made from wheels alone. Imports no package of others."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from edge.program.launcher import STATE, VERSIONS, WHOLE, State, python_of, read_state, write_state
from shared.whole import DISK, Disk, make_folder

LAUNCHER = "launch.py"
_VERSION = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){0,3}", re.ASCII)
_SAID = 4_000


class NotInstalled(Exception):
    """A version could not be made; the message is what the installer of packages said."""


def number_of(version: str) -> tuple[int, ...]:
    """
    Return a version as it is compared.

    >>> number_of("0.10.0") > number_of("0.9"), number_of("1.0") == number_of("1")
    (True, True)

    Raises:
        ValueError: It is none.
    """
    if not _VERSION.fullmatch(version):
        raise ValueError(version)
    numbers = [int(one) for one in version.split(".")]
    while len(numbers) > 1 and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def own_program() -> Path | None:
    """Return the folder of the program that runs, None where it was not installed so (a developer's, an older one)."""
    folder = Path(sys.prefix)
    program = folder.parent.parent
    return program if folder.parent.name == VERSIONS and (program / STATE).exists() else None


def name_of(version: str, mark: str) -> str:
    """
    Return the name of the folder of a version, which no two packages share; *mark* is a hexadecimal hash.

    >>> name_of("0.2.0", "9f86d081884c7d65")
    '0.2.0-9f86d081'
    """
    return f"{version}-{mark[:8]}"


def version_of(name: str) -> str:
    """
    Return the version that a folder holds.

    >>> version_of("0.2.0-9f86d081")
    '0.2.0'
    """
    return name.partition("-")[0]


def is_whole(program: Path, name: str) -> bool:
    """Tell whether a version is there to its last file."""
    return (program / VERSIONS / name / WHOLE).exists()


def make_version(
    program: Path, name: str, wheels: Path, *, run: Callable[[list[str]], None] | None = None, disk: Disk = DISK
) -> None:
    """
    Make a version from a folder of wheels, without a network; done already, nothing happens.

    Raises:
        NotInstalled: The wheels are not all there, or not for this computer.
        OSError: The disk does not take it.
    """
    folder = program / VERSIONS / name
    if is_whole(program, name):
        return
    make_folder(folder.parent, disk)
    shutil.rmtree(folder, ignore_errors=True)
    try:
        for line in _commands(folder, python_of(program, name), wheels):
            (run or _run)(line)
        _to_disk(folder, disk)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    (folder / WHOLE).touch()
    disk.sync(folder / WHOLE)
    disk.sync(folder)


def put_in_force(program: Path, name: str) -> None:
    """
    Let a version be started from now on; on trial where another one is in force.

    Raises:
        NotInstalled: The one in force is on trial itself, and began.
    """
    before = read_state(program) if (program / STATE).exists() else None
    write_state(program, next_state(before, name))


def next_state(before: State | None, name: str) -> State:
    """
    Return what is in force once version *name* is.

    >>> next_state(None, "0.1")["trial"]
    >>> state = next_state({"current": "0.1", "trial": None, "told": {}}, "0.2")
    >>> state["current"], state["trial"]["before"]
    ('0.2', '0.1')

    Raises:
        NotInstalled: The one in force is on trial, and began: what it made of the database nobody else knows.
    """
    if before is None:
        return {"current": name, "trial": None, "told": {}}
    if before["current"] == name:
        return before
    if before["trial"] and (before["trial"]["starts"] or before["trial"]["back"]):
        raise NotInstalled("Hay otra versión a prueba. Abra Chasqui, espere un minuto y repita.")
    old = before["trial"]["before"] if before["trial"] else before["current"]
    return {"current": name, "trial": {"before": old, "starts": 0, "back": False}, "told": {}}


def _commands(folder: Path, python: Path, wheels: Path) -> list[list[str]]:
    # The interpreter below every environment: one that is made by another goes when that one goes.
    base = str(getattr(sys, "_base_executable", sys.executable))
    pip = max(wheels.glob("pip-*.whl"), default=None)
    own = max(wheels.glob("chasqui-*.whl"), default=None)
    if pip is None or own is None:
        raise NotInstalled(f"no pip or chasqui among {wheels}")
    install = ["install", "--quiet", "--no-index", "--no-cache-dir", "--only-binary=:all:"]
    return [
        [base, "-m", "venv", "--without-pip", str(folder)],
        [str(python), str(pip / "pip"), "--isolated", *install, "--find-links", str(wheels), f"{own}[edge]"],
    ]


def _run(line: list[str]) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}  # noqa: TID251
    told = {"PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONUTF8": "1"}
    done = subprocess.run(
        line, env=environment | told, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False
    )
    if done.returncode:
        raise NotInstalled((done.stderr or done.stdout)[-_SAID:])


def _to_disk(folder: Path, disk: Disk) -> None:
    # Ten thousand files one by one take an old disk minutes: where the system brings all in one call, it does.
    if everything := getattr(os, "sync", None):
        everything()
        return
    for path in folder.rglob("*"):
        disk.sync(path)
