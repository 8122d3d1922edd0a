"""The page of figures says what was missed and what was not measured, and shows nothing that is in no file."""

import json
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
MACHINE = {"cpu": "a slow one", "cores": 2, "memory_gb": 2.0, "kernel": "Linux 6", "python": "3.11", "load_1m": 0.1}
REPORT: dict[str, Any] = {
    "command": "python -m tests.benchmarks.sync --json x.json",
    "machine": MACHINE | {"packages": {"requests": "2.34"}},
    "date": "2026-11-25T20:00:00+00:00",
    "seconds": 60.0,
    "ours": {"clean": {"10000": {"bytes_per_record": 3.14, "requests": 1}, "1000": {"bytes_per_record": 3.05}}},
    "gzip_json": {"clean": {"10000": {"bytes_per_record": 34.0}}},
}


@pytest.fixture
def text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    # Where cog finds it.
    monkeypatch.syspath_prepend(DOCS)
    import performance

    (tmp_path / "sync.json").write_text(json.dumps(REPORT), encoding="utf-8")
    written: str = performance.sections(tmp_path)
    return written


PEERS: dict[str, Any] = REPORT | {
    "command": "python -m tests.benchmarks.sync --peers --json y.json",
    "machine": REPORT["machine"] | {"load_1m": 11.5},
    "ours": {"bad": {"10000": {"bytes_per_record": 2.6, "requests": 1, "seconds": 6.5, "wrong_records": 0}}},
    "pouchdb": {"bad": {"10000": {"unfinished_after_s": 480.0, "unfinished_arrived": 3_500}}},
    "kolibri": {"bad": {"10000": {"bytes_per_record": 164.0, "requests": 68, "seconds": 396.0, "wrong_records": 2}}},
}


def _line(text: str, start: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(f"| {start}"))


def test_a_target_that_was_missed_says_so_beside_the_peer_of_the_same_run(text: str) -> None:
    line = _line(text, "bytes per record both ways")

    assert "| 3.14 B | **missed** | gzip_json 34.0 |" in line


def test_a_target_that_was_reached_says_how_far(text: str) -> None:
    assert "| 1 | met |" in _line(text, "requests for 10,000")
    assert "| 3.05 B | stretch |" in _line(text, "the same of 1,000")


def test_what_has_no_figure_is_not_measured(text: str) -> None:
    assert "|  | not measured |" in _line(text, "10,000 on the bad road")
    assert "Not measured yet: `python -m tests.benchmarks.edge" in text


def test_a_run_by_itself_stands_beside_the_whole_one_with_every_peer_on_every_road(text: str, tmp_path: Path) -> None:
    import performance

    (tmp_path / "sync_peers.json").write_text(json.dumps(PEERS), encoding="utf-8")
    before, _, run = performance.sections(tmp_path).partition("### A run by itself: peers")

    assert "sync --peers --json y.json" in run
    assert "The machine was loaded" in run
    assert "The machine was loaded" not in before
    assert "10,000 on the bad road" not in before, "it was measured in the other run"
    assert "| bad 10000 | 2.60 B a record, 1 request, 6.50 s |" in run
    assert "not finished in 480 s: 3,500 of 10,000 arrived" in run
    assert "164 B a record, 68 requests, 396 s, 2 wrong |" in run
    assert "| 10,000 on the bad road | 5.50 s | 4.50 | 6.50 s | **missed** |" in run


@pytest.mark.parametrize(("schools", "verdict"), [(2_000, "not measured"), (60_000, "met")])
def test_an_instance_of_another_size_says_nothing_of_a_target(text: str, schools: int, verdict: str) -> None:
    import performance
    from targets import TARGETS

    target = next(one for one in TARGETS if one.figure == "allocation.ours.alpha0.seconds")
    whose = {"ours": {"alpha0": {"seconds": 0.5, "schools": schools}}}

    assert f"| {verdict} |" in performance.target_row(target, whose)


def test_a_peer_that_was_given_up_is_said_to_have_been(text: str) -> None:
    import performance
    from targets import TARGETS

    target = next(one for one in TARGETS if one.figure == "sync.ours.bad.10000.seconds")
    whose = {"ours": {"bad": {"10000": {"seconds": 5.0}}}, "slow": {"bad": {"10000": {"unfinished_after_s": 90.0}}}}

    assert "| slow did not finish in 90.0 s |" in performance.target_row(target, whose)


def test_every_figure_of_the_file_is_on_the_page_with_its_machine(text: str) -> None:
    assert "a slow one, 2 cores" in text
    assert "| clean 10000 | 3.14 | 1 |" in text
    assert "python -m tests.benchmarks.sync --json x.json" in text


def test_make_runs_every_module_that_the_page_shows(text: str) -> None:
    import performance

    makefile = (DOCS.parent / "Makefile").read_text(encoding="utf-8")
    listed = next(line for line in makefile.splitlines() if line.startswith("BENCHMARKS :="))

    assert tuple(listed.split()[2:]) == performance.MODULES
    assert text.count("\n## ") + 1 == len(performance.MODULES)
