"""Packages of the program that are tiny, signed by a region of the tests, and made a version of by a stand-in."""

import sys
from collections.abc import Callable
from pathlib import Path

from edge.program.folder import put_in_force
from edge.program.launcher import VERSIONS, WHOLE, python_of
from edge.program.updating import this_platform, this_python
from sync.keys import HubKeys, ReleaseKey
from sync.program_package import sign_package
from tests.sync.test_program_package import bundle

KEY = ReleaseKey.from_seed(bytes(32))
HUB = HubKeys.generate(KEY.public).public
OLD = "0.1.0-00000000"
FILES = ("pyvenv.cfg", "lib/edge.py", "lib/shared.py")


def package(folder: Path, version: str = "0.2.0", *, key: ReleaseKey = KEY, **told: object) -> Path:
    """Return a signed package for this computer."""
    folder.mkdir(parents=True, exist_ok=True)
    about = {"version": version, "platform": this_platform(), "pythons": [this_python()], **told}
    made = bundle(folder, **about)
    file = folder / f"chasqui-{version}.chasqui"
    sign_package(made, file, key)
    made.unlink()
    return file


def installed(program: Path) -> Path:
    """Make a program whose version 0.1.0 is in force."""
    folder = program / VERSIONS / OLD
    folder.mkdir(parents=True)
    (folder / WHOLE).touch()
    put_in_force(program, OLD)
    return program


def builder(program: Path) -> Callable[[list[str]], None]:
    """Return what stands for venv and pip: it writes what a version is made of, as they do."""

    def run(line: list[str]) -> None:
        folder = Path(line[-1]) if "venv" in line else Path(line[0]).parent.parent
        python = python_of(program, folder.name)
        for path in (python,) if "venv" in line else tuple(folder / name for name in FILES):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{sys.version_info[:2]}")

    return run
