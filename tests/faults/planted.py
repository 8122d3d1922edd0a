"""
Plant classic errors in a copy of the project, one by one, and see each caught by the tests that are meant for it.

    python -m tests.faults.planted [--only NAME] [--json FILE]

Exit status 1 when an error survives, or can no longer be planted.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.faults.planted_answers import ANSWERS
from tests.faults.planted_errors import Planted
from tests.faults.planted_machines import MACHINES
from tests.faults.planted_protocol import PROTOCOL
from tests.faults.planted_returns import RETURNS
from tests.faults.planted_services import SERVICES
from tests.postgres import programs

ALL = PROTOCOL + RETURNS + MACHINES + SERVICES + ANSWERS
ROOT = Path(__file__).resolve().parents[2]
COPIED = ("edge", "hub", "models", "shared", "sync", "tests", "setup.cfg", "pyproject.toml")
NONSENSE = ("NameError", "SyntaxError", "IndentationError", "ImportError", "ModuleNotFoundError")
"""What shows that a planted text is no program, rather than a wrong one."""
TESTS_FAILED = 1
"""What pytest returns when a test failed; anything else but 0 says that it could not run them."""


@dataclass(frozen=True)
class Outcome:
    """What became of one error: ``caught``, ``SURVIVED``, or ``stale`` (it cannot be planted, or no test could run)."""

    name: str
    breaks: str
    outcome: str
    by: str
    why: str
    seconds: float


def places(error: Planted, root: Path = ROOT) -> int:
    """Return how often the text that an error replaces occurs: once, or the error is stale."""
    return (root / error.file).read_text(encoding="utf-8").count(error.old)


def copy_of_the_project(folder: Path) -> Path:
    """Copy what the tests need, and nothing that was generated."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "build"))
        else:
            shutil.copy(source, folder / name)
    return folder


def plant(error: Planted, copy: Path) -> Outcome:
    """Plant one error in a copy, run its tests there, and take it out again."""
    started = time.monotonic()
    if places(error, copy) != 1:
        return Outcome(error.name, error.breaks, "stale", f"{error.file} has changed", "", 0.0)
    path = copy / error.file
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace(error.old, error.new), encoding="utf-8")
    try:
        done = run(error.tests, copy)
    finally:
        path.write_text(before, encoding="utf-8")
    outcome = {0: "SURVIVED", TESTS_FAILED: "caught"}.get(done.returncode, "stale")
    why = reason(done.stdout)
    if why.startswith(NONSENSE):
        outcome = "stale"
    seconds = round(time.monotonic() - started, 1)
    return Outcome(error.name, error.breaks, outcome, first_failure(done.stdout), why, seconds)


def run(tests: tuple[str, ...], copy: Path) -> subprocess.CompletedProcess[str]:
    """Run tests in a copy of the project, up to the first that fails."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-m", QUICK, *tests]
    settings = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    settings.pop("CI", None)
    return subprocess.run(command, cwd=copy, env=settings, capture_output=True, text=True, check=False)


QUICK = "not spark and not train and not browser and not journey and not soak"


def first_failure(output: str) -> str:
    """
    Return the test that failed first, or the last line where none did.

    >>> first_failure("...F\\nFAILED tests/a.py::test_b - assert 1 == 2\\n1 failed")
    'tests/a.py::test_b'
    """
    failed = [line for line in output.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    if failed:
        return failed[0].split(" ", 1)[1].split(" - ")[0]
    return (output.strip().splitlines() or [""])[-1]


def reason(output: str) -> str:
    """
    Return the first line of what a test says went wrong.

    >>> reason("x\\nE       Broken: 4: too much\\nE   more")
    'Broken: 4: too much'
    """
    return next((line[1:].strip() for line in output.splitlines() if line.startswith("E  ")), "")


def main(arguments: list[str]) -> int:
    """Plant what was asked for, print what became of each, and return 1 where one survived."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults.planted", description="Plant errors and see them caught"
    )
    parser.add_argument("--only", help="names that contain this text")
    parser.add_argument("--json", type=Path, help="write the outcomes to this file")
    options = parser.parse_args(arguments)
    named = [error for error in ALL if (options.only or "") in error.name]
    if not named:
        print(f"no planted error is named like {options.only!r}; there are: {', '.join(error.name for error in ALL)}")
        return 1
    chosen = [error for error in named if programs() is not None or not error.needs_postgres]
    if len(chosen) < len(named):
        print(f"{len(named) - len(chosen)} errors are not planted: their tests need PostgreSQL")
    with tempfile.TemporaryDirectory() as folder:
        copy = copy_of_the_project(Path(folder))
        sound = run(tuple(sorted({test for error in chosen for test in error.tests})), copy)
        if sound.returncode:
            print(f"the tests fail before anything is planted: {first_failure(sound.stdout)}")
            return 1
        outcomes = []
        for error in chosen:
            outcomes.append(plant(error, copy))
            one = outcomes[-1]
            print(f"{one.outcome:9} {one.seconds:6.1f} s  {one.name} ({one.breaks})  {one.by}", flush=True)
    return told(outcomes, options.json)


def told(outcomes: list[Outcome], file: Path | None) -> int:
    """Print the sum, write the outcomes where that was asked for, and return 1 unless every error was caught."""
    caught = sum(one.outcome == "caught" for one in outcomes)
    print(f"{caught} of {len(outcomes)} planted errors caught in {sum(one.seconds for one in outcomes):.0f} s")
    if file:
        file.write_text(json.dumps([asdict(one) for one in outcomes], indent=1, ensure_ascii=False), encoding="utf-8")
    return int(not outcomes or caught < len(outcomes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
