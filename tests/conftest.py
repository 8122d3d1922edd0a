"""What every test may use: the real data beside the checkout, and a loud count of what could not run."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.in_memory import new_folder, room
from tests.postgres import Cluster, cluster, programs
from tests.two_processes import heavy_first, scheduler

REAL_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
_FEW_ROWS = """\
spark.sql.shuffle.partitions 2
spark.default.parallelism 2
spark.sql.codegen.wholeStage false
spark.sql.adaptive.enabled false
"""
"""How an office would set Spark for a handful of rows: to compile for them takes longer than to sum them."""
_not_run: list[str] = []
_failed: list[str] = []

_own_folder = "" if os.environ.get("TMPDIR") else str(new_folder(room()))
"""Of this run; its other processes are told of it by the environment."""
tempfile.tempdir = os.environ["TMPDIR"] = _own_folder or os.environ["TMPDIR"]


def pytest_addoption(parser: pytest.Parser) -> None:
    help_ = "where the hubs of tests keep their tables: as each test says (marked), or all of them in one"
    parser.addoption("--database", choices=("marked", "sqlite", "postgresql"), default="marked", help=help_)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real files beside the checkout; a user who has only the project skips these tests."""
    if not REAL_DATA.is_dir():
        pytest.skip("the real data folder is not beside this checkout")
    return REAL_DATA


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL of our own, for the whole run: it takes a second to start."""
    if programs() is None:
        pytest.skip("needs PostgreSQL: as root, make postgresql installs it")
    with cluster() as running:
        yield running


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One Spark session for the whole run: it takes seconds to start."""
    from hub.config import Config
    from hub.spark import start

    folder = tmp_path_factory.mktemp("spark")
    settings = folder / "spark.conf"
    settings.write_text(_FEW_ROWS)
    session = start(replace(Config.from_env(folder), spark_conf=settings))
    yield session
    session.stop()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        items[:] = heavy_first(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    return scheduler(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and isinstance(report.longrepr, tuple):
        _not_run.append(report.longrepr[2])
    if report.failed:
        _failed.append(report.nodeid)


def for_want_of_a_tool() -> int:
    """Count the tests whose reason not to run begins with "needs": ``tests/test_tools.py`` sees that it does."""
    return sum(reason.startswith("Skipped: needs ") for reason in _not_run)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    yield
    for name in _failed:
        # What pytest says of them is as long as what they compared, and of a long run only its end is kept.
        terminalreporter.write_line(f"failed: {name}", red=True)
    if tools := for_want_of_a_tool():
        terminalreporter.section(f"{tools} tests did not run for want of a tool", yellow=True, bold=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI, which ``.ci/run`` is anywhere, a test that could not run for want of a tool is a failure."""
    if os.environ.get("CI") and for_want_of_a_tool() and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_unconfigure() -> None:
    # Where a test failed what it left may be looked at, until the next run.
    if _own_folder and not _failed:
        shutil.rmtree(_own_folder, ignore_errors=True)
