"""A DVC repository of its own, with git, for tests of revisions."""

import subprocess
import sys
from pathlib import Path

_GIT = ("git", "-c", "user.name=nadie", "-c", "user.email=nadie@example.org", "-c", "commit.gpgsign=false")


def repository(folder: Path) -> None:
    """Make *folder* one."""
    _run(folder, "git", "init", "-q", "-b", "main")
    _run(folder, sys.executable, "-m", "dvc", "init", "-q")
    _run(folder, sys.executable, "-m", "dvc", "config", "core.analytics", "false")


def kept(folder: Path, *names: str, tag: str = "") -> None:
    """Let DVC keep the files as they are now, commit that and all else, and name the revision."""
    _run(folder, sys.executable, "-m", "dvc", "add", "-q", *names)
    committed(folder)
    if tag:
        _run(folder, *_GIT, "tag", tag)


def committed(folder: Path) -> None:
    """Commit all that git looks at, as it is now."""
    _run(folder, *_GIT, "add", "--all")
    _run(folder, *_GIT, "commit", "-q", "-m", "as it is")


def said(folder: Path, *command: str) -> str:
    """Run a command in *folder* and return what it printed; it may take as long as a small pipeline does."""
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=1800).stdout


def _run(folder: Path, *command: str) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
