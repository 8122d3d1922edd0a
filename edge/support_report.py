"""What support may be sent of a laptop: fields that were chosen one by one, and nobody's name, address or words."""

import platform
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import msgspec

from edge.config import Config
from edge.copies_kept import age_h, copies
from edge.daily_copies import trouble_of
from edge.enrol import load_identity
from edge.power import PowerLog
from edge.stick_times import last_on_stick
from edge.store import Store
from edge.sync_rows import AttemptRow
from shared.errors import ChasquiError
from shared.sentences import Sentence
from shared.web.i18n import catalogue

_ATTEMPTS, _CUTS = 20, 30


class Computer(msgspec.Struct, frozen=True):
    """The machine, without the name that its owner gave it."""

    system: str
    release: str
    machine: str
    python: str
    sqlite: str
    disk_free_mb: int | None
    disk_low: bool
    now: str
    clock_ok: bool
    litert: bool


class Attempt(msgspec.Struct, frozen=True):
    """One attempt to reach the region; why it failed as a code and a message whose blanks are left blank."""

    at: str
    road: str
    outcome: str
    reason: str
    said: list[str]
    sent: int
    received: int
    requests: int


class Kept(msgspec.Struct, frozen=True):
    """What lies in the node's folder, in megabytes."""

    database: float
    journal: float
    copies: list[float]
    copy_age_h: int | None
    stick_age_h: int | None
    copy_trouble: str
    models: float
    waiting_files: int


class Held(msgspec.Struct, frozen=True):
    """What the database holds, in numbers."""

    check: str
    steps: list[str]
    rows: dict[str, int]
    kinds: dict[str, int]
    people: dict[str, int]
    accounts: dict[str, int]


class Sending(msgspec.Struct, frozen=True):
    """How sending stands."""

    state: str
    recorded: int
    pending: int
    left: int
    held: bool
    branch: str
    last_ack: str
    attempts: list[Attempt]


class Model(msgspec.Struct, frozen=True):
    """One model that the region released."""

    version: str
    state: str


class Cut(msgspec.Struct, frozen=True):
    """One opening that nobody closed."""

    began: str
    seen: str


class Report(msgspec.Struct, frozen=True):
    """All that leaves: what is not a field here does not."""

    program: str
    node: str
    site: str
    schools: list[str]
    computer: Computer
    kept: Kept
    held: Held
    sending: Sending
    models: list[Model]
    openings: int
    cuts: list[Cut]


class Unreadable(msgspec.Struct, frozen=True):
    """All that leaves of a node whose database cannot be opened."""

    database_mb: float
    copies: int
    trouble: str
    python: str
    sqlite: str
    system: str


@dataclass(frozen=True, slots=True)
class Written:
    """A report as a file: its name and its text."""

    name: str
    text: str


def report_on(config: Config) -> Report | Unreadable:
    """Return the report on a node, which may be open: it is read over a connection of its own."""
    try:
        node = load_identity(config).keys.node_id.hex()
        with Store(config.database, config.clock, writer=False) as store:
            return _report(config, store, node)
    except ChasquiError as trouble:
        return Unreadable(
            database_mb=_mb(config.database),
            copies=len(copies(config.database)),
            trouble=template(trouble.said),
            python=platform.python_version(),
            sqlite=sqlite3.sqlite_version,
            system=platform.system(),
        )


def template(said: Sentence) -> str:
    """
    Return what a sentence says with its blanks left blank: folders and computers are called by people's names.

    >>> template(Sentence("La línea %(why)s de Rosa", {"why": "Rosa"}))
    ''
    """
    inner = [one for one in said.params.values() if isinstance(one, Sentence)]
    # Only what the program itself can say: an older row may be any words.
    own = [said.msgid] if catalogue("en").knows(said.msgid) else []
    return " | ".join(text for text in (*own, *map(template, inner)) if text)


def _report(config: Config, store: Store, node: str) -> Report:
    seen, state, db = store.health(), store.sync_state(), store.db
    now, folder = config.clock.now(), config.dir
    trouble, power = trouble_of(db), PowerLog(db)
    return Report(
        program=seen["app_version"],
        node=node,
        site=store.site.id() or "",
        schools=[row.id for row in store.site.schools()],
        computer=Computer(
            system=platform.system(),
            release=platform.release(),
            machine=platform.machine(),
            python=platform.python_version(),
            sqlite=sqlite3.sqlite_version,
            disk_free_mb=seen["disk_free_mb"],
            disk_low=seen["disk_low"],
            now=now.isoformat(timespec="seconds"),
            clock_ok=seen["clock_ok"],
            litert=seen["litert"],
        ),
        kept=Kept(
            database=seen["database_mb"],
            journal=_mb(store.path.with_name(f"{store.path.name}-wal")),
            copies=[_mb(one.path) for one in copies(store.path)],
            copy_age_h=age_h(next((one.made for one in copies(store.path)), None), now),
            stick_age_h=age_h(last_on_stick(db), now),
            copy_trouble=template(trouble) if trouble else "",
            models=_mb(*config.models.glob("*")) if config.models.is_dir() else 0.0,
            waiting_files=len(list((folder / "uploads").glob("*.sealed"))),
        ),
        held=_held(store),
        sending=Sending(
            state=state.code,
            recorded=state.total,
            pending=state.pending,
            left=state.left,
            held=state.held,
            branch=state.branch,
            last_ack=state.last_ack.isoformat(timespec="seconds") if state.last_ack else "",
            attempts=[_attempt(row) for row in store.logbook.attempts(_ATTEMPTS)],
        ),
        models=[Model(row.version, row.state) for row in store.models.all()],
        openings=power.openings(),
        cuts=[Cut(one.began.isoformat(), one.seen.isoformat()) for one in power.cuts(_CUTS)],
    )


def written(report: Report | Unreadable, config: Config) -> Written:
    """Return a report as a file that a person can read before it is sent."""
    text = msgspec.json.format(msgspec.json.encode(report), indent=1).decode()
    return Written(f"soporte-{config.clock.now():%Y-%m-%d}.json", text + "\n")


def _held(store: Store) -> Held:
    db = store.db
    tables = [name for (name,) in db.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    kinds = db.rows("SELECT kind, count(*) FROM events GROUP BY kind")
    people = db.rows("SELECT role, count(*) FROM people GROUP BY role")
    accounts = db.rows("SELECT role, count(*) FROM credentials GROUP BY role")
    return Held(
        check="ok" if db.value("PRAGMA quick_check(1)") == "ok" else "damaged",
        steps=[name for (name,) in db.rows("SELECT name FROM _sqlite_migrations ORDER BY name")],
        rows={name: int(db.value(f"SELECT count(*) FROM {name}")) for name in tables},  # noqa: S608 - names of tables
        kinds={str(kind): count for kind, count in kinds},
        people={role or "unknown": count for role, count in people},
        accounts=dict(accounts),
    )


def _attempt(row: AttemptRow) -> Attempt:
    return Attempt(
        at=row.at.isoformat(timespec="seconds"),
        road=row.road,
        outcome=row.outcome,
        reason=row.reason,
        said=[text for text in map(template, row.said) if text],
        sent=row.sent,
        received=row.received,
        requests=row.requests,
    )


def _mb(*paths: Path) -> float:
    return round(sum(path.stat().st_size for path in paths if path.is_file()) / 1e6, 1)
