"""What is wrong with the night's work: it failed, it was cut, or there was none; and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from hub import forecasting, runs, schema
from hub.database import at
from hub.moments import is_older, is_to_come
from hub.rows import NodeState
from hub.runs import Run
from hub.store import Store
from shared.clock import LIMA
from shared.errors import NotReady
from shared.sentences import N_, Sentence, Value

LATE = timedelta(hours=26)
"""A night each day, and two hours for one that begins or ends late."""
_FAILED = N_(
    "La noche del %(began)s falló en «%(step)s»: %(why)s Siguen valiendo la demanda y el plan de antes. Corrija la "
    "causa y repita «chasqui-hub nightly»."
)
_CUT = N_(
    "La noche que empezó el %(began)s no terminó: se cortó, o no avanza, en «%(step)s». Vea si el equipo se apagó o "
    "le faltó memoria, y repita «chasqui-hub nightly»: no se pierde nada."
)
_LATE = N_(
    "La última noche que terminó es del %(last)s. Vea que el equipo esté encendido a esa hora y que «chasqui-hub "
    "nightly» esté programada; hágala ahora."
)
_UNDATED = N_(
    "La última noche que terminó dice el %(last)s, que todavía no llega: el reloj de la central estuvo adelantado, y "
    "no se sabe cuándo fue. Vea que el equipo esté en hora y haga «chasqui-hub nightly» ahora."
)
_NEVER = N_(
    "Hay escuelas enlazadas y todavía no hubo ninguna noche. Ejecute «chasqui-hub nightly» y prográmela para cada día."
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something wrong with the night."""

    kind: str
    """``night_failed``, ``night_cut`` or ``night_late``."""
    said: Sentence
    since: datetime | None = None


def now(store: Store) -> Trouble | None:
    """Return what is wrong with the night now."""
    foreseen = store.dataset(forecasting.NAME)
    done = runs.last_done(store)
    # Before the first run that was kept, and where an office does the steps one by one, the forecast tells.
    ends, now = [one for one in (done and done.ended, foreseen and foreseen.made) if one], store.clock.now()
    # What was noted by a clock that was ahead says nothing where the other says something.
    last = max((one for one in ends if not is_to_come(one, now)), default=max(ends, default=None))
    return trouble(runs.latest(store), last, _enrolled(store), now)


def nothing_yet(store: Store, error: BaseException) -> bool:
    """
    Tell whether a night ends by *error* because no school has sent anything yet: nobody has anything to mend.

    What waits of one was sent: why it counts not, somebody can mend.
    """
    foreseen = store.dataset(forecasting.NAME)
    empty = foreseen is not None and foreseen.rows == 0
    return isinstance(error, NotReady) and empty and store.totals().events == 0 and not store.waiting()


def trouble(nights: Sequence[Run], done: datetime | None, enrolled: datetime | None, now: datetime) -> Trouble | None:
    """
    Judge the last *nights*, the newest first, by when one was last *done* and a first computer was *enrolled*.

    >>> from datetime import UTC
    >>> day = datetime(2026, 10, 17, 2, tzinfo=UTC)
    >>> trouble([], None, None, day) is None, trouble([], day, day, day + LATE) is None
    (True, True)
    >>> trouble([], day, day, day + LATE + timedelta(seconds=1)).kind
    'night_late'
    """
    newest = nights[0] if nights and not _made_good(nights, now) else None
    if newest and newest.why:
        return Trouble("night_failed", Sentence(_FAILED, {**_where(newest), "why": _ended(newest.why)}), newest.ended)
    if newest and newest.cut(now):
        return Trouble("night_cut", Sentence(_CUT, _where(newest)), newest.began)
    if done is not None:
        undated = is_to_come(done, now)
        said = Sentence(_UNDATED if undated else _LATE, {"last": _day(done)})
        return Trouble("night_late", said, None if undated else done) if is_older(done, now, LATE) else None
    waits = enrolled is not None and is_older(enrolled, now, LATE)
    return Trouble("night_late", Sentence(_NEVER), enrolled) if waits else None


def _made_good(nights: Sequence[Run], now: datetime) -> bool:
    """Tell whether a night that began before the newest ended after it: somebody asked for another meanwhile."""
    newest = nights[0].ended or nights[0].began
    ends = [one.ended for one in nights[1:] if one.done and one.ended is not None]
    return any(newest < ended and not is_to_come(ended, now) for ended in ends)


def _where(run: Run) -> dict[str, Value]:
    return {"began": _day(run.began), "step": Sentence(runs.STEPS.get(run.step, run.step or "—"))}


def _ended(words: str) -> str:
    return words if words.endswith((".", "…", "!", "?")) else f"{words}."


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(LIMA):%d/%m/%Y %H:%M}"


def _enrolled(store: Store) -> datetime | None:
    nodes = schema.nodes.c
    with store.read() as connection:
        first = connection.execute(select(func.min(nodes.enrolled_s)).where(nodes.state == NodeState.OK)).scalar()
    return None if first is None else at(first)
