"""Tests that share what is dear to start, or a folder, never run in two processes at once."""

import re
from pathlib import Path

from tests.two_processes import PROJECT, group

DEAR = re.compile(r"def test_\w+\([^)]*\b(spark|browser|node_url|demo|demand): ")


def files() -> list[Path]:
    return sorted(path for path in (PROJECT / "tests").rglob("test_*.py") if path != Path(__file__))


def test_what_needs_spark_a_browser_or_a_demo_is_run_by_one_process() -> None:
    dear = [path for path in files() if DEAR.search(path.read_text(encoding="utf-8"))]

    assert len(dear) > 5
    assert {group(path.relative_to(PROJECT).as_posix()) for path in dear} == {"heavy", "browser"}


def test_one_spark_session_and_one_browser_serve_all_that_need_them() -> None:
    needing = {name: re.compile(rf"def test_\w+\([^)]*\b{name}: ") for name in ("spark", "demand", "browser")}
    found = {
        name: {group(p.relative_to(PROJECT).as_posix()) for p in files() if pattern.search(p.read_text("utf-8"))}
        for name, pattern in needing.items()
    }

    assert found == {"spark": {"heavy"}, "demand": {"heavy"}, "browser": {"browser"}}


def test_what_builds_a_wheel_in_this_folder_is_run_by_one_process() -> None:
    here = [path for path in files() if re.search(r"cwd=PROJECT,\s*capture_output", path.read_text("utf-8"))]
    built = [path for path in here if re.search(r"wheel|deploy\.edge\.build", path.read_text("utf-8"))]

    assert built
    assert {group(path.relative_to(PROJECT).as_posix()) for path in built} == {"heavy"}


def test_whatever_else_there_is_goes_a_file_at_a_time() -> None:
    names = [path.relative_to(PROJECT).as_posix() for path in files()]
    alone = [name for name in names if group(name) not in ("heavy", "browser")]

    assert [group(name) for name in alone] == alone
    assert len(alone) > len(names) / 2
