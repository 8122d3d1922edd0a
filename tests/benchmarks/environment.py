"""An environment that holds the ``edge`` extra and nothing else, as at a school; kept in ``build/`` for next time."""

import hashlib
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.frame import PROJECT, mb, say

FOLDER = PROJECT / "build" / "edge-environment"


@dataclass(frozen=True, slots=True)
class Environment:
    """Where its commands are, and what the extra, with everything it needs and us, added to an empty one."""

    commands: Path
    added_mb: float


def edge_environment(folder: Path = FOLDER) -> Environment:
    """Return the environment with this checkout installed in it; needs the package index the first time."""
    wanted = hashlib.sha256(
        b"\0".join((PROJECT / name).read_bytes() for name in ("setup.cfg", "constraints.txt")) + sys.version.encode()
    ).hexdigest()
    stamp, empty = folder / "stamp", folder / "empty"
    if not stamp.exists() or stamp.read_text() != wanted:
        say(f"edge: making an environment with the edge extra alone in {folder}")
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        empty.write_text(str(_packages_bytes(folder)))
        _install(folder, ".[edge]", "-c", "constraints.txt", "--only-binary=:all:")
        stamp.write_text(wanted)
    else:
        _install(folder, ".", "--no-deps", "--force-reinstall")
    return Environment(folder / "bin", mb(_packages_bytes(folder) - int(empty.read_text())))


def _install(folder: Path, what: str, *options: str) -> None:
    # What an earlier build left would be packed again, files that are gone from the project too.
    shutil.rmtree(PROJECT / "build" / "lib", ignore_errors=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "-qq", "--disable-pip-version-check", *options, what]
    subprocess.run(pip, check=True, cwd=PROJECT)


def _packages_bytes(folder: Path) -> int:
    """Return what the installed packages hold, compiled modules too."""
    return sum(path.stat().st_size for path in folder.glob("lib/python*/site-packages/**/*") if path.is_file())
