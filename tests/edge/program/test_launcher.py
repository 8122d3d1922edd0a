"""What is in force is started; what is new is on trial, and what was before comes back where it does not start."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from edge.program import launcher
from edge.program.launcher import Run, forget_versions, read_settings, read_state, write_state
from tests.edge.program.fakes import DIES, HANGS, SERVES, launched, log_of, make, on_trial, wait_until

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-in for a version is a script with a shebang")


@pytest.fixture
def program(tmp_path: Path) -> Path:
    folder = tmp_path / "un programa"
    make(folder, "0.1-a", SERVES)
    write_state(folder, {"current": "0.1-a", "trial": None, "told": {}})
    return folder


def page(port: int) -> str:
    try:
        return requests.get(f"http://127.0.0.1:{port}/", timeout=2).text
    except requests.RequestException:
        return ""


def test_the_version_in_force_serves_and_ends_with_the_launcher(program: Path) -> None:
    with launched(program) as (process, port):
        wait_until(lambda: page(port) == "0.1-a")
        process.terminate()

        assert process.wait(20) == 0
        assert page(port) == ""
    assert log_of(program) == [f"0.1-a edge run --dir {program}/data"]


def test_a_version_that_had_started_and_ends_is_not_started_by_the_launcher_again(program: Path) -> None:
    make(program, "0.3-c", DIES)
    write_state(program, {"current": "0.3-c", "trial": None, "told": {}})
    with launched(program) as (process, _):
        assert process.wait(20) == 7


def test_a_command_goes_to_the_version_in_force_with_its_exit_code(program: Path) -> None:
    make(program, "0.3-c", "print(WORDS); sys.exit(5)")
    write_state(program, {"current": "0.3-c", "trial": None, "told": {}})
    with launched(program, "status", "--json") as (process, _):
        assert process.wait(20) == 5
    assert log_of(program) == ["0.3-c edge status --json"]


def test_until_a_version_is_confirmed_commands_are_those_of_the_one_before(program: Path) -> None:
    make(program, "0.0-o", "sys.exit(5)")
    make(program, "0.2-b", "sys.exit(6)")
    on_trial(program, before="0.0-o")
    with launched(program, "record", "-") as (process, _):
        assert process.wait(20) == 5


def test_a_new_version_is_taken_up_while_the_old_one_runs_and_confirmed_once_it_answers(program: Path) -> None:
    make(program, "0.2-b", SERVES)
    make(program, "0.0-z", SERVES)
    with launched(program) as (_, port):
        wait_until(lambda: page(port) == "0.1-a")
        on_trial(program)
        wait_until(lambda: read_state(program)["trial"] is None)

        assert page(port) == "0.2-b"
    told = [line for line in log_of(program) if "database_copy" in line]
    assert told == [f"0.1-a edge.program.database_copy {what} {program}/data" for what in ("keep", "forget")]
    assert read_state(program) == {"current": "0.2-b", "trial": None, "told": {"done": "0.2-b"}}
    assert sorted(one.name for one in (program / "versions").iterdir()) == ["0.1-a", "0.2-b"]


@pytest.mark.parametrize("runs", [DIES, "raise SystemExit(0)", "import nothing_of_that_name"])
def test_a_new_version_that_does_not_start_gives_way_to_the_one_before(program: Path, runs: str) -> None:
    make(program, "0.2-b", runs)
    on_trial(program)
    with launched(program) as (_, port):
        wait_until(lambda: page(port) == "0.1-a")

    state = read_state(program)
    assert (state["current"], state["trial"], state["told"]["refused"]) == ("0.1-a", None, "0.2-b")
    assert f"0.1-a edge.program.database_copy back {program}/data" in log_of(program)


def test_a_new_version_whose_interpreter_is_gone_gives_way_too(program: Path) -> None:
    on_trial(program)
    with launched(program) as (_, port):
        wait_until(lambda: page(port) == "0.1-a")


def test_a_new_version_that_hangs_is_stopped_and_gives_way(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(program, "0.2-b", HANGS)
    make(program, "0.9-old", DIES)
    on_trial(program, before="0.9-old")
    monkeypatch.setenv("CHASQUI_EDGE_PORT", "1")

    assert Run(program, ["run"], start_s=0.1).forever() == 7
    assert read_state(program)["current"] == "0.9-old"


def test_after_three_starts_that_were_cut_the_one_before_comes_back(program: Path) -> None:
    make(program, "0.2-b", SERVES)
    on_trial(program, starts=3)
    with launched(program) as (_, port):
        wait_until(lambda: page(port) == "0.1-a")


def test_a_cut_while_it_is_put_back_goes_on_with_putting_back(program: Path) -> None:
    make(program, "0.2-b", SERVES)
    on_trial(program, starts=1, back=True)
    with launched(program) as (_, port):
        wait_until(lambda: page(port) == "0.1-a")
    assert not [line for line in log_of(program) if line.startswith("0.2-b")]


def test_without_a_copy_of_the_database_the_new_version_is_not_even_started(program: Path) -> None:
    make(program, "0.0-o", SERVES, beside="sys.exit(1)")
    make(program, "0.2-b", SERVES)
    on_trial(program, before="0.0-o")
    with launched(program) as (_, port):
        wait_until(lambda: page(port) == "0.0-o")
    assert read_state(program)["told"] == {"refused": "0.2-b", "why": "copy"}


def test_where_more_was_recorded_since_the_new_version_stays(program: Path) -> None:
    make(program, "0.0-o", SERVES, beside="sys.exit(3 if 'back' in WORDS else 0)")
    make(program, "0.2-b", DIES)
    on_trial(program, before="0.0-o")
    with launched(program) as (process, _):
        assert process.wait(20) == 7
    assert read_state(program) == {"current": "0.2-b", "trial": None, "told": {"done": "0.2-b"}}


def test_another_server_on_the_port_does_not_pass_for_a_version_that_started(program: Path) -> None:
    make(program, "0.2-b", SERVES.replace('return "chasqui"', 'return "nginx"'))
    on_trial(program)
    with launched(program) as (_, port):
        wait_until(lambda: page(port) == "0.2-b")

        time.sleep(2)
        assert read_state(program)["trial"]


def test_settings_beside_the_launcher_hold_where_none_is_given(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHASQUI_EDGE_PORT", "1")
    monkeypatch.delenv("CHASQUI_EDGE_NAME", raising=False)
    text = "﻿CHASQUI_EDGE_PORT=2\n CHASQUI_EDGE_NAME = aula \n# CHASQUI\nPATH=/nowhere\n"
    (program / "ajustes.txt").write_text(text, encoding="utf-8")

    read_settings(program)

    assert (os.environ["CHASQUI_EDGE_PORT"], os.environ["CHASQUI_EDGE_NAME"]) == ("1", "aula")
    assert os.environ["PATH"] != "/nowhere"
    # Set by what is tested, not by monkeypatch, which would bring it back.
    del os.environ["CHASQUI_EDGE_NAME"]


def test_a_version_half_removed_passes_for_none(program: Path) -> None:
    make(program, "0.2-b", SERVES)
    forget_versions(program, ("0.1-a",))

    assert not (program / "versions" / "0.2-b").exists()
    assert (program / "versions" / "0.1-a" / "complete").exists()


def test_it_imports_nothing_of_ours() -> None:
    code = f"import sys; sys.path.insert(0, {str(Path(launcher.__file__).parent)!r}); import launcher; " + (
        "print([name for name in sys.modules if name.split('.')[0] in ('edge', 'shared', 'sync')])"
    )
    told = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout == "[]\n"
