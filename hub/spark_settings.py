"""How Spark is set: quick to start in this process, and on a cluster with what its workers need to run our tasks."""

import re
import secrets
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from hub.config import Config
from shared.errors import BadInput

PYTHON = "spark.pyspark.python"
"""Where the workers of a cluster have their Python, if not at the path of ours."""
_ALWAYS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    # What tasks give each other is bytes: all that one task gives becomes one file so, not one for each that takes.
    "spark.serializer": "org.apache.spark.serializer.KryoSerializer",
    "spark.kryoserializer.buffer.max": "512m",
    "spark.shuffle.sort.bypassMergeThreshold": "1",
}
_HERE = {
    "spark.sql.shuffle.partitions": "4",
    "spark.default.parallelism": "4",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    # The client compiler starts faster, and the work itself is done by Python.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}
_ELSEWHERE = {
    "spark.sql.shuffle.partitions": "16",
    # A worker that dies takes what it had shuffled with it: as often as a machine may fail in one night.
    "spark.stage.maxConsecutiveAttempts": "10",
}
_SETTING = re.compile(r"(spark\.[^\s=]+)(?:\s*=\s*|\s+)(?!=)(\S.*)")
_PACKAGES = ("hub", "shared", "sync")
"""What tasks import of ours."""


def is_here(config: Config) -> bool:
    """Tell whether Spark runs in this machine's process, as it does by default."""
    return config.spark_master.startswith("local")


def options(config: Config) -> dict[str, str]:
    """
    Return Spark's settings: ours, then those of the office's own file.

    Raises:
        BadInput: That file cannot be read, or a line of it is no setting.
    """
    found = {**_ALWAYS, **(_HERE if is_here(config) else _ELSEWHERE), "spark.driver.memory": config.spark_memory}
    if not is_here(config):
        found["spark.executor.memory"] = config.spark_memory
        if config.spark_host:
            found["spark.driver.host"] = config.spark_host
    return found | (_written(config.spark_conf) if config.spark_conf else {})


def _written(file: Path) -> dict[str, str]:
    try:
        return dict(settings(file.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise BadInput(
            "No se pudo leer «%(file)s» (%(reason)s). Es el archivo de CHASQUI_HUB_SPARK_CONF: cada línea es el nombre "
            "de un ajuste de Spark, un espacio y su valor. No se cambió nada.",
            file=file,
            reason=error,
        ) from error


def settings(text: str) -> Iterator[tuple[str, str]]:
    """
    Give the settings of a file as Spark's own ``spark-defaults.conf`` writes them.

    >>> dict(settings("# ours\\n\\nspark.executor.cores 2\\nspark.app.note=a b\\n"))
    {'spark.executor.cores': '2', 'spark.app.note': 'a b'}

    Raises:
        ValueError: A line is none.
    """
    for number, line in enumerate(text.splitlines(), start=1):
        told = line.strip()
        if not told or told.startswith("#"):
            continue
        found = _SETTING.fullmatch(told)
        if not found:
            raise ValueError(f"línea {number}: {told[:60]}")
        yield found[1], found[2]


def python_of(told: Mapping[str, str], ours: str) -> str:
    """
    Return the Python that runs the tasks.

    >>> python_of({}, "/env/bin/python"), python_of({PYTHON: "/opt/env/bin/python"}, "/env/bin/python")
    ('/env/bin/python', '/opt/env/bin/python')
    """
    return told.get(PYTHON, ours)


def packages(folder: Path) -> Path:
    """
    Write our packages into a file that a cluster's workers are sent, and return it.

    They then run the very code of this hub, whatever is installed there; what others wrote (numpy, pyarrow, LiteRT)
    each worker has itself.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob("chasqui-*.zip"):
        left.unlink(missing_ok=True)
    target = folder / f"chasqui-{secrets.token_hex(4)}.zip"
    root = Path(__file__).resolve().parents[1]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in _PACKAGES:
            for path in sorted((root / name).rglob("*.py")):
                archive.write(path, path.relative_to(root).as_posix())
    return target
