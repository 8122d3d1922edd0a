"""Spark is set by configuration: where it runs, with how much memory, and with an office's own settings before ours."""

import zipfile
from pathlib import Path

import pytest

from hub import spark_settings
from hub.config import Config
from shared.errors import BadInput

MASTER = "spark://maestro:7077"


def test_here_only_this_machine_is_asked_and_java_takes_what_it_may(tmp_path: Path) -> None:
    told = spark_settings.options(Config(tmp_path, spark_memory="3g"))

    assert (told["spark.driver.host"], told["spark.driver.memory"]) == ("127.0.0.1", "3g")
    assert "spark.executor.memory" not in told


def test_on_a_cluster_the_workers_get_memory_and_are_told_who_asks(tmp_path: Path) -> None:
    told = spark_settings.options(Config(tmp_path, spark_master=MASTER, spark_memory="3g", spark_host="central.local"))

    assert (told["spark.executor.memory"], told["spark.driver.host"]) == ("3g", "central.local")
    assert told["spark.sql.session.timeZone"] == "UTC"
    assert "spark.driver.host" not in spark_settings.options(Config(tmp_path, spark_master=MASTER))


def test_what_the_office_writes_goes_before_ours(tmp_path: Path) -> None:
    file = tmp_path / "spark.conf"
    file.write_text(
        "# nuestro\nspark.driver.memory 5g\nspark.cores.max=2\n\nspark.pyspark.python /opt/env/bin/python\n"
    )
    told = spark_settings.options(Config(tmp_path, spark_conf=file))

    assert (told["spark.driver.memory"], told["spark.cores.max"]) == ("5g", "2")
    assert spark_settings.python_of(told, "/env/bin/python") == "/opt/env/bin/python"


@pytest.mark.parametrize("line", ["spark.driver.memory", "driver.memory 2g", "spark.x ="])
def test_a_line_that_is_no_setting_is_told_with_its_number(tmp_path: Path, line: str) -> None:
    file = tmp_path / "spark.conf"
    file.write_text(f"spark.cores.max 2\n{line}\n")

    with pytest.raises(BadInput, match=r"línea 2.*CHASQUI_HUB_SPARK_CONF"):
        spark_settings.options(Config(tmp_path, spark_conf=file))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"otro\.conf"):
        spark_settings.options(Config(tmp_path, spark_conf=tmp_path / "otro.conf"))


def test_workers_are_sent_all_our_code_that_a_task_imports_and_no_file_of_before(tmp_path: Path) -> None:
    before = spark_settings.packages(tmp_path)
    sent = spark_settings.packages(tmp_path)

    names = set(zipfile.ZipFile(sent).namelist())
    assert {"hub/weekly/bucket.py", "shared/forecaster.py", "sync/chain.py", "hub/__init__.py"} <= names
    assert not before.exists()
    assert list(tmp_path.iterdir()) == [sent]
