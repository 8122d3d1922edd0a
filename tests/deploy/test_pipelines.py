"""The pipeline files are what the schema says, run what anybody can run, and never hold the key that signs."""

import os
import re
import shlex
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.test_docs import PROJECT

WORKFLOWS = sorted((PROJECT / ".github" / "workflows").glob("*.yml"))
TARGETS = set(re.findall(r"^([\w-]+):", (PROJECT / "Makefile").read_text("utf-8"), re.MULTILINE))
BIN = Path(sys.executable).parent
of_each_file = pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)


def commands(file: Path) -> list[str]:
    """Return each line that a pipeline runs."""
    told: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    steps = [step for job in told["jobs"].values() for step in job["steps"]]
    return [line for step in steps for line in step.get("run", "").splitlines()]


def problem_of(line: str) -> str:
    program, *words = shlex.split(line)
    if program == "make":
        return "" if set(words) <= TARGETS else f"no target of {words}"
    if program == "docker":
        file = PROJECT / words[words.index("-f") + 1]
        return "" if words[0] == "build" and file.exists() else f"no file {file}"
    if program == "sudo":
        return "" if words[:2] in (["apt-get", "update"], ["apt-get", "install"]) else "what is this?"
    return "" if os.access(PROJECT / program, os.X_OK) else f"no {program}"


def test_they_are_what_the_schema_of_pipelines_says() -> None:
    files = [str(file) for file in WORKFLOWS]
    schema = ["--builtin-schema", "vendor.github-workflows"]
    checked = subprocess.run([str(BIN / "check-jsonschema"), *schema, *files], capture_output=True, text=True)
    settings = ["-c", str(PROJECT / ".yamllint.yaml")]
    linted = subprocess.run([str(BIN / "yamllint"), *settings, *files], capture_output=True, text=True)

    assert [file.stem for file in WORKFLOWS] == ["code", "model"]
    assert (checked.returncode, checked.stdout) == (0, "ok -- validation done\n")
    assert (linted.returncode, linted.stdout) == (0, "")


@of_each_file
def test_what_they_run_is_there(file: Path) -> None:
    found = commands(file)

    assert found
    assert not [f"{line}: {problem}" for line in found if (problem := problem_of(line))]


@of_each_file
def test_they_may_read_and_hold_no_secret(file: Path) -> None:
    text = file.read_text("utf-8")

    assert yaml.safe_load(text)["permissions"] == {"contents": "read"}
    assert "secrets." not in text
    assert "release.key" not in text
    assert "chasqui-hub release" not in text


@of_each_file
def test_what_others_wrote_and_they_run_is_one_commit_of_it(file: Path) -> None:
    used = re.findall(r"uses: (.*)", file.read_text("utf-8"))

    assert used
    assert [one for one in used if not re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+", one)] == []


def test_code_is_judged_as_anywhere_and_the_model_by_the_command_that_a_person_runs() -> None:
    assert ".ci/run" in commands(WORKFLOWS[0])
    assert "make on-postgresql" in commands(WORKFLOWS[0])
    assert "make supply" in commands(WORKFLOWS[0])
    assert "make model" in commands(WORKFLOWS[1])


def test_the_model_is_made_anew_whenever_something_that_decides_it_changes() -> None:
    paths = yaml.safe_load(WORKFLOWS[1].read_text("utf-8"))[True]["push"]["paths"]
    stages = yaml.safe_load((PROJECT / "dvc.yaml").read_text("utf-8"))["stages"].values()
    read = {one for stage in stages for one in stage["deps"] if not one.startswith("build/")}
    decides = {*read, "dvc.yaml", "dvc.lock", "models/params.yaml", "constraints.txt", "deploy/handover.py"}

    assert len(read) > 30
    assert [one for one in sorted(decides) if not any(fnmatch(one, path) for path in paths)] == []
    assert [path for path in paths if not any(fnmatch(one, path) for one in decides)] == []


def test_what_ci_runs_is_told_that_a_missing_tool_is_a_failure_and_fetches_what_it_asks_for() -> None:
    targets = dict(re.findall(r"^([\w-]+):([^#\n]*)", (PROJECT / "Makefile").read_text("utf-8"), re.MULTILINE))
    steps = "\n".join(commands(WORKFLOWS[0]))

    assert "export CI=1" in (PROJECT / ".ci" / "run").read_text("utf-8").splitlines()
    assert {"browser", "postgresql", "proxies", "objects", "referee"} <= set(targets["test"].split())
    assert {"postgresql", "objects"} <= set(targets["on-postgresql"].split())
    # Where CI is not root make installs nothing of the system's.
    assert all(steps.count(one) >= 1 for one in ("openjdk-17-jre-headless", "postgresql", "nginx-light", "caddy"))
