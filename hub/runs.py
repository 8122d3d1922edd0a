"""How each run of the night's work went: that it began, its steps, and that it ended or of what it failed."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import Row, func, select
from sqlalchemy.exc import SQLAlchemyError

from hub import schema
from hub.database import at
from hub.moments import is_older
from hub.store import Store
from shared import os_errors
from shared.disk import full_disk_told
from shared.errors import ChasquiError
from shared.sentences import N_

NIGHT = "nightly"
STEPS: Mapping[str, str] = {
    "heard": N_("Anotando qué escuelas enviaron"),
    "retention": N_("Quitando lo que ya cumplió su plazo"),
    "waiting": N_("Reintentando lo que espera"),
    "aggregate": N_("Sumando la demanda semanal"),
    "watch": N_("Vigilando los pronósticos"),
    "forecast": N_("Pronosticando la región"),
    "plausibility": N_("Viendo si el uso que se anotó es posible"),
    "services": N_("Avisando a cada local lo que se sabe de él"),
    "laptops": N_("Avisando a cada local cuáles son sus laptops"),
    "allocate": N_("Repartiendo"),
    "compact": N_("Juntando archivos pequeños"),
}
"""What is said of each step of the night while it is done."""
NOTHING_YET = "nothing_yet"
"""In place of its last step: no school has sent anything yet, and a night had nothing to do its work on."""
LONGEST_S = 3 * 3600
"""A run that has not ended after that was cut, or goes nowhere."""
_WHY_CHARS = 500
_TABLE = schema.operation.runs
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a work that has a name."""

    number: int
    began: datetime
    ended: datetime | None
    step: str
    """The last one that began."""
    why: str
    """What it failed of; empty where it did not."""
    seconds: Mapping[str, float]
    """How long each step took that ended."""

    @property
    def done(self) -> bool:
        """Whether it came to its end."""
        return self.ended is not None and not self.why

    @property
    def nothing_yet(self) -> bool:
        """Whether there was nothing yet to do it on: it ended early, and did not fail."""
        return self.step == NOTHING_YET

    def cut(self, now: datetime) -> bool:
        """Tell whether it was cut, or hangs: it has no end, and began too long ago, or by a clock that was ahead."""
        return self.ended is None and is_older(self.began, now, timedelta(seconds=LONGEST_S))


def _never(_error: BaseException) -> bool:
    return False


@contextmanager
def kept(
    store: Store, name: str, *, nothing_yet: Callable[[BaseException], bool] = _never
) -> Iterator[Callable[[str, Mapping[str, float]], None]]:
    """
    Keep that a run of *name* began, and how it ended; what is given notes that a step begins, and what those before
    took, in seconds.

    A process that is killed leaves a run without an end. What fails within goes on as it came, but for a full disk;
    where *nothing_yet* says so of it, it is not kept as a failure.

    Raises:
        NoSpace: The disk is full.
    """
    number = _begin(store, name)
    try:
        # Of a disk that is full the error says a number; who reads the alarm needs what to do.
        with full_disk_told():
            yield partial(_note, store, number)
    except BaseException as error:
        # What ends the process ends its run too.
        _end_early(store, number, error, nothing_yet)
        raise
    _change(store, number, {"ended_s": store.now_s()})


def latest(store: Store, name: str = NIGHT, *, most: int = 14) -> list[Run]:
    """Return the last runs of *name*, the newest first."""
    query = select(_TABLE).where(_TABLE.c.name == name).order_by(_TABLE.c.number.desc()).limit(most)
    with store.read() as connection:
        return [_run(row) for row in connection.execute(query)]


def last_done(store: Store, name: str = NIGHT) -> Run | None:
    """Return the last run of *name* that came to its end."""
    mine = (_TABLE.c.name == name, _TABLE.c.ended_s.is_not(None), _TABLE.c.why == "")
    query = select(_TABLE).where(*mine).order_by(_TABLE.c.number.desc()).limit(1)
    with store.read() as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else _run(row)


def why_of(error: BaseException) -> str:
    """
    Say of what a run failed: in our words where we have them; else the kind of error alone, for it may quote records.

    >>> why_of(ValueError("Rosa Quispe")), why_of(ChasquiError("Falta el pronóstico."))
    ('ValueError', 'Falta el pronóstico.')
    """
    said = os_errors.refused(error) if isinstance(error, OSError) else None
    ours = isinstance(error, ChasquiError) or said is not None
    return (str(said or error) if ours else type(error).__name__)[:_WHY_CHARS] or type(error).__name__


def _begin(store: Store, name: str) -> int:
    with store.begin() as connection:
        number = 1 + int(connection.execute(select(func.coalesce(func.max(_TABLE.c.number), 0))).scalar_one())
        row = {"number": number, "name": name, "began_s": store.now_s(), "step": "", "why": "", "seconds": b"{}"}
        connection.execute(_TABLE.insert().values(**row))
    return number


def _note(store: Store, number: int, step: str, seconds: Mapping[str, float]) -> None:
    _change(store, number, {"step": step, "seconds": msgspec.json.encode(seconds)})


def _end_early(store: Store, number: int, error: BaseException, nothing_yet: Callable[[BaseException], bool]) -> None:
    try:
        came_to = {"step": NOTHING_YET} if nothing_yet(error) else {"why": why_of(error)}
        _change(store, number, {"ended_s": store.now_s(), **came_to})
    except (ChasquiError, SQLAlchemyError) as problem:
        # What failed first is what the operator must hear; a run without an end tells of itself.
        _log.warning("run_not_kept number=%d why=%s", number, type(problem).__name__)


def _change(store: Store, number: int, values: Mapping[str, Any]) -> None:
    with store.begin() as connection:
        connection.execute(_TABLE.update().where(_TABLE.c.number == number).values(**values))


def _run(row: Row[Any]) -> Run:
    return Run(
        number=row.number,
        began=at(row.began_s),
        ended=None if row.ended_s is None else at(row.ended_s),
        step=row.step,
        why=row.why,
        seconds=msgspec.json.decode(row.seconds, type=dict[str, float]),
    )
