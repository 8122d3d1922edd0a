"""The benchmark of the roads gives the figures that it promises; how fast they were is not judged here."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hub.demo.weather import Road
from tests.benchmarks import sync
from tests.benchmarks.frame import Figures, main
from tests.benchmarks.peer_pouchdb import pouchdb
from tests.benchmarks.peers import GzipJson, send_by
from tests.benchmarks.profiles import NAMES, Run, put_runs

MEASURED = {"bytes_total", "requests", "seconds", "wrong_records", "peak_rss_mb", "cpu_s"}
OF_RECORDS = MEASURED | {"bytes_per_record", "useful_ratio"}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    target = tmp_path_factory.mktemp("benchmarks") / "sync.json"
    main("sync", sync.measure, options=sync.add_options, argv=["--json", str(target), "--quick"])
    answer: dict[str, Any] = json.loads(target.read_text())
    return answer


@pytest.mark.soak
@pytest.mark.journey
def test_every_profile_has_its_figures(told: dict[str, Any]) -> None:
    assert told["ours"].keys() == set(NAMES)
    for name in set(NAMES) - {"idle"}:
        assert told["ours"][name]["100"].keys() >= OF_RECORDS, name
        assert "disk_per_event" not in told["ours"][name]["100"], name
        assert told["ours"][name]["100"]["wrong_records"] == 0
    assert told["ours"]["idle"]["0"].keys() >= MEASURED
    assert told["ours"]["clean"]["100"]["useful_ratio"] == 1
    assert told["ours"]["cut60"]["100"].keys() >= {"usable_at_cut", "resent_bytes"}


@pytest.mark.soak
@pytest.mark.journey
def test_the_peer_does_the_same_work(told: dict[str, Any]) -> None:
    assert told["gzip_json"].keys() == set(NAMES) - {"idle"}
    for name, sizes in told["gzip_json"].items():
        assert sizes["100"].keys() >= OF_RECORDS, name
        assert sizes["100"]["wrong_records"] == 0


def test_a_profile_that_there_is_not_is_said_at_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    argv = ["--json", str(tmp_path / "x.json"), "--profiles", "clean,rain"]
    with pytest.raises(SystemExit):
        main("sync", sync.measure, options=sync.add_options, argv=argv)

    assert "no such profile: rain" in capsys.readouterr().err


def _run(*, seconds: float = 1.0, finished: bool = True, wrong: int = 0) -> Run:
    return Run(100, seconds, 300, 100, 1, 0.5, 40.0, wrong, 80, finished)


def test_a_run_that_did_not_finish_has_no_time_and_is_told_of() -> None:
    figures = Figures()
    put_runs(figures, "peer.bad.100", [_run(seconds=120.0, finished=False)], [_run()])

    assert figures.tree["peer"]["bad"]["100"] == {
        "runs": 1, "wrong_records": 0, "unfinished": 1, "unfinished_after_s": 120.0, "unfinished_arrived": 80,
    }  # fmt: skip


def test_wrong_records_are_added_and_never_averaged_away() -> None:
    figures = Figures()
    put_runs(figures, "peer.flip.100", [_run(), _run(), _run(wrong=2)], [_run()])

    assert figures.tree["peer"]["flip"]["100"]["wrong_records"] == 2
    assert figures.tree["peer"]["flip"]["100"]["bytes_per_record"] == 4.0


@pytest.mark.parametrize("npm", ["no-such-npm", "false"])
def test_a_peer_that_cannot_be_installed_is_left_out_and_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, npm: str
) -> None:
    assert pouchdb(tmp_path / "pouchdb", npm) is None

    assert "pouchdb is left out" in capsys.readouterr().err


@dataclass(frozen=True)
class Silent(GzipJson):
    """A peer whose client ends well and says nothing."""

    def client(self, folder: Path, url: str, events: Path, limit_s: float) -> Sequence[str]:
        return [sys.executable, "-c", ""]


def test_a_peer_that_ends_without_a_word_did_not_finish(tmp_path: Path) -> None:
    run = send_by(Silent(), tmp_path / "run", 10, 1, Road(), 5.0)

    assert not run.finished
    assert run.arrived == 0
