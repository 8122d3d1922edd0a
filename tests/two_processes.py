"""How two processes share a run (``make test``): what is heavy stays in one of them, the rest goes a file at a time."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[1]
BESIDE_THEM = frozenset({"tests/test_packaging.py"})
"""Builds the wheel in this folder, as a journey does: two at a time would take each other's files."""
_BROWSER = "tests/browser/"
_TOGETHER = {"heavy": 0, "browser": 1}
"""What is run by one process, in the order in which it is given away."""
_HEAVY = re.compile(r"pytest\.mark\.(spark|train|browser|journey)\b")


@cache
def group(file: str) -> str:
    """
    Name what is run by the same process, one test after the other.

    One Spark session, one trained network and one browser serve all the tests that need them.
    """
    if file.startswith(_BROWSER):
        return "browser"
    path = PROJECT / file
    marked = path.suffix == ".py" and _HEAVY.search(path.read_text(encoding="utf-8"))
    return "heavy" if marked or file in BESIDE_THEM else file


def heavy_first(items: list[pytest.Item]) -> list[pytest.Item]:
    """Put first what keeps a process busy for longest, each in one of its own: who is done has all the small files."""
    return sorted(items, key=lambda item: _TOGETHER.get(group(item.nodeid.split("::")[0]), len(_TOGETHER)))


def scheduler(config: pytest.Config, log: Any) -> Any:
    """Return what gives away the groups."""
    from xdist.scheduler import LoadFileScheduling

    class ByGroup(LoadFileScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            return group(super()._split_scope(nodeid))

    return ByGroup(config, log)
