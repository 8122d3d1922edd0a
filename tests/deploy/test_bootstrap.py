"""What runs before anything is installed: finds what is missing and fetches it."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "deploy" / "bootstrap.py"


@pytest.fixture
def bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_done_already_it_returns_at_once_and_says_nothing() -> None:
    done = subprocess.run([sys.executable, str(SCRIPT)], capture_output=True, text=True, check=True)

    assert (done.stdout, done.stderr) == ("", "")


@pytest.mark.parametrize("told", ['openjdk version "11.0.2"', ""])
def test_no_java_or_an_old_one_is_not_enough(told: str, tmp_path: Path) -> None:
    if told:
        java = tmp_path / "java"
        java.write_text(f"#!/bin/sh\necho '{told}' >&2\n")
        java.chmod(0o755)
    code = f"import sys; sys.path.insert(0, {str(SCRIPT.parent)!r}); import bootstrap; print(bootstrap._has_java())"
    environment = {**os.environ, "PATH": f"{tmp_path}", "JAVA_HOME": ""}
    environment.pop("JAVA_HOME")
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"


@pytest.mark.journey
def test_pip_is_fetched_as_a_wheel_where_python_has_none(bootstrap: ModuleType, tmp_path: Path) -> None:
    wheel = bootstrap._fetch_pip(tmp_path)
    told = subprocess.run([sys.executable, f"{wheel}/pip", "--version"], capture_output=True, text=True, check=True)

    assert told.stdout.startswith("pip ")


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for pip is a shell script")
def test_a_long_installation_says_each_minute_that_it_goes_on_and_one_that_fails_what_pip_said(
    bootstrap: ModuleType, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    slow = tmp_path / "python"
    slow.write_text("#!/bin/sh\necho no such package\nsleep 0.5\nexit $5\n")
    slow.chmod(0o755)
    bootstrap.PYTHON, bootstrap.WORD_EACH_S = slow, 0.2

    bootstrap._pip("install", "0")
    well = capfd.readouterr()
    with pytest.raises(subprocess.CalledProcessError):
        bootstrap._pip("install", "3")

    assert "still installing, 2 min" in well.out
    assert well.err == ""
    assert "no such package" in capfd.readouterr().err
