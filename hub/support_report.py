"""What support may be sent of a hub: fields that were chosen one by one; nobody's name, account, address or words."""

import platform
from collections import Counter
from collections.abc import Iterable
from importlib import metadata

import msgspec
from sqlalchemy import func, select

from hub import readiness, runs, schema
from hub.alarms import alarms
from hub.config import Config
from hub.database import REVISION
from hub.disk_encryption import of_folder
from hub.parts import Parts
from hub.runs import Run
from hub.store import Store
from shared.disk import room_in

_MIB = 1_048_576
_RUNS = 14


class Machine(msgspec.Struct, frozen=True):
    """The machine, without its name."""

    system: str
    release: str
    machine: str
    python: str
    now: str
    disk_free_mb: int | None
    disk_total_mb: int | None
    disk_encrypted: str


class Database(msgspec.Struct, frozen=True):
    """Which database, and how many rows each table has."""

    kind: str
    revision: str
    rows: dict[str, int]


class Lake(msgspec.Struct, frozen=True):
    """What the lake holds, by kind."""

    files: dict[str, int]
    rows: dict[str, int]
    mb: dict[str, int]


class Night(msgspec.Struct, frozen=True):
    """One run: the kind of error that it failed of, or ``said`` where that was told in words, which may name things."""

    name: str
    began: str
    ended: str
    step: str
    failed: str
    seconds: dict[str, float]


class Settings(msgspec.Struct, frozen=True):
    """Which settings are used, without what they say."""

    threads: int
    min_free_mb: int
    max_spool_mb: int
    spark_local: bool
    tls: bool
    proxies: int
    hosts: int
    serving: bool
    metrics: bool
    lake_elsewhere: bool


class Report(msgspec.Struct, frozen=True):
    """All that leaves: what is not a field here does not."""

    program: str
    hub: str
    machine: Machine
    database: Database
    lake: Lake
    settings: Settings
    ready: bool
    troubles: list[str]
    alarms: dict[str, int]
    nights: list[Night]
    sites: dict[str, int]
    programs: dict[str, int]
    models: dict[str, int]
    plans: dict[str, int]


def report_on(hub: Parts) -> Report:
    """Return the report on a hub that is open."""
    store, config = hub.store, hub.config
    states = store.sync_states()
    troubles = readiness.troubles(hub)
    return Report(
        program=metadata.version("chasqui"),
        hub=hub.keys.public.fingerprint(),
        machine=_machine(config),
        database=_database(store),
        lake=_lake(store),
        settings=_settings(config),
        ready=not troubles,
        troubles=[one.msgid for one in troubles],
        alarms=_counts(one.kind for one in alarms(store)),
        nights=[_night(one) for one in runs.latest(store, most=_RUNS)],
        sites=_counts(one.state.value for one in states),
        programs=_counts(one.app_version or "unknown" for one in states if one.last_bundle),
        models=_counts(one.model_version or "none" for one in states if one.last_bundle),
        plans=_counts(one.status.value for one in store.plans()),
    )


def text_of(report: Report) -> bytes:
    """Return a report as a file that a person can read."""
    return msgspec.json.format(msgspec.json.encode(report)) + b"\n"


def _machine(config: Config) -> Machine:
    room = room_in(config.folder)
    return Machine(
        system=platform.system(),
        release=platform.release(),
        machine=platform.machine(),
        python=platform.python_version(),
        now=config.clock.now().isoformat(timespec="seconds"),
        disk_free_mb=room.free // _MIB if room else None,
        disk_total_mb=room.total // _MIB if room else None,
        disk_encrypted=of_folder(config.folder).value,
    )


def _database(store: Store) -> Database:
    with store.read() as connection:
        rows = {
            table.name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
            for table in schema.metadata.sorted_tables
        }
    return Database(store.engine.dialect.name, REVISION, rows)


def _lake(store: Store) -> Lake:
    table = schema.segments.c
    query = select(table.kind, func.count(), func.sum(table.rows), func.sum(table.bytes)).group_by(table.kind)
    with store.read() as connection:
        found = connection.execute(query.order_by(table.kind)).all()
    return Lake(
        files={kind: int(files) for kind, files, _, _ in found},
        rows={kind: int(rows) for kind, _, rows, _ in found},
        mb={kind: int(size) // _MIB for kind, _, _, size in found},
    )


def _settings(config: Config) -> Settings:
    return Settings(
        threads=config.threads,
        min_free_mb=config.min_free_mb,
        max_spool_mb=config.max_spool_mb,
        spark_local=config.spark_master.startswith("local"),
        tls=config.tls,
        proxies=len(config.proxies),
        hosts=len(config.hosts),
        serving=bool(config.serving),
        metrics=bool(config.metrics_token),
        lake_elsewhere=config.lake is not None,
    )


def _night(run: Run) -> Night:
    return Night(
        name=runs.NIGHT,
        began=run.began.isoformat(timespec="seconds"),
        ended=run.ended.isoformat(timespec="seconds") if run.ended else "",
        step=run.step,
        failed=run.why if run.why.isidentifier() else "said" if run.why else "",
        seconds=dict(run.seconds),
    )


def _counts(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))
