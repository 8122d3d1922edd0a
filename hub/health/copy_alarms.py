"""What is wrong with the hub's copies: none left the machine of late, one failed, nobody tried to restore one."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select

from hub import copying, runs, schema
from hub.copying import Copy
from hub.database import at
from hub.health.alarm import Alarm
from hub.moments import is_older, is_to_come
from hub.rows import NodeState
from hub.store import Store
from shared.clock import LIMA
from shared.sentences import N_, Sentence

LATE = timedelta(days=3)
DRILL = "drill"
DRILL_LATE = timedelta(days=100)
FIRST_DRILL = timedelta(days=7)
_NEVER = N_(
    "Hay escuelas enlazadas y ninguna copia salió de este equipo. Ponga en CHASQUI_HUB_COPIES una carpeta de otro "
    "disco (en contenedores, en CHASQUI_COPIES_DIR) o rclone:REMOTO:CARPETA, haga «chasqui-hub backup» (en "
    "contenedores, «deploy/run.sh copy») y prográmela para cada día. Guarde aparte hub.key."
)
_LATE = N_(
    "La última copia fuera de este equipo es del %(day)s. Vea que el lugar de las copias esté montado y su "
    "temporizador encendido, y haga «chasqui-hub backup» ahora (en contenedores, su línea de cron y «deploy/run.sh "
    "copy»)."
)
_UNDATED = N_(
    "La última copia fuera de este equipo dice el %(day)s, que todavía no llega: el reloj de la central estuvo "
    "adelantado, y no se sabe cuándo fue. Vea que el equipo esté en hora y haga «chasqui-hub backup» ahora (en "
    "contenedores, «deploy/run.sh copy»)."
)
_HERE = N_(
    "La última copia, del %(day)s, está en el mismo disco que la central: se pierde con él. Ponga en "
    "CHASQUI_HUB_COPIES otro disco (en contenedores, en CHASQUI_COPIES_DIR) o un remoto de rclone, o llévela en un USB."
)
_FAILED = N_("La copia del %(day)s falló: %(why)s Corrija la causa y repita «chasqui-hub backup».")
_CUT = N_(
    "La copia que empezó el %(day)s no terminó, y lo que haya quedado de ella no está comprobado. Repita «chasqui-hub "
    "backup»."
)
_DRILL_NEVER = N_(
    "Hay copias y nadie probó si alguna se restaura. Haga «chasqui-hub drill»: la restaura aparte, la revisa y la "
    "quita."
)
_DRILL_LATE = N_("El último simulacro de restauración es del %(day)s. Haga otro con «chasqui-hub drill».")
_DRILL_UNDATED = N_(
    "El último simulacro de restauración dice el %(day)s, que todavía no llega: el reloj de la central estuvo "
    "adelantado. Haga otro con «chasqui-hub drill»."
)
_DRILL_FAILED = N_(
    "El simulacro del %(day)s falló: %(why)s Haga otra copia en otro disco y repita «chasqui-hub drill»."
)


def copies(store: Store) -> Iterator[Alarm]:
    """Tell what is wrong with the copies themselves."""
    now = store.clock.now()
    newest = next(iter(runs.latest(store, copying.COPY, most=1)), None)
    if newest and newest.why:
        why = newest.why if newest.why.endswith(".") else f"{newest.why}."
        said = Sentence(_FAILED, {"day": _day(newest.began), "why": why})
        yield Alarm("copy_failed", said, since=newest.began)
    elif newest and newest.cut(now):
        yield Alarm("copy_unverified", Sentence(_CUT, {"day": _day(newest.began)}), since=newest.began)
    yield from late(copying.latest(store, away=True), copying.latest(store), _enrolled(store), now)


def late(away: Copy | None, newest: Copy | None, enrolled: datetime | None, now: datetime) -> Iterator[Alarm]:
    """
    Judge the newest copy that lies *away* from the hub's disk, and the *newest* of all.

    >>> list(late(None, None, None, at(0))), [one.kind for one in late(None, None, at(0), at(3 * 86_400 + 1))]
    ([], ['copy_late'])
    """
    if away is not None:
        if is_older(away.made, now, LATE):
            undated = is_to_come(away.made, now)
            said = Sentence(_UNDATED if undated else _LATE, {"day": _day(away.made)})
            yield Alarm("copy_late", said, since=None if undated else away.made)
    elif newest is not None:
        yield Alarm("copy_late", Sentence(_HERE, {"day": _day(newest.made)}), since=newest.made)
    elif enrolled is not None and is_older(enrolled, now, LATE):
        yield Alarm("copy_late", Sentence(_NEVER), since=enrolled)


def drills(store: Store) -> Iterator[Alarm]:
    """Tell that nobody tried of late whether a copy can be restored, or that one could not."""
    now, newest = store.clock.now(), next(iter(runs.latest(store, DRILL, most=1)), None)
    done = runs.last_done(store, DRILL)
    if newest and newest.why:
        why = newest.why if newest.why.endswith(".") else f"{newest.why}."
        said = Sentence(_DRILL_FAILED, {"day": _day(newest.began), "why": why})
        yield Alarm("drill_failed", said, since=newest.began)
    elif done and done.ended:
        if is_older(done.ended, now, DRILL_LATE):
            undated = is_to_come(done.ended, now)
            said = Sentence(_DRILL_UNDATED if undated else _DRILL_LATE, {"day": _day(done.ended)})
            yield Alarm("drill_late", said, since=None if undated else done.ended)
    elif (first := _first(store)) is not None and is_older(first, now, FIRST_DRILL):
        yield Alarm("drill_late", Sentence(_DRILL_NEVER), since=first)


def _first(store: Store) -> datetime | None:
    with store.read() as connection:
        first = connection.execute(select(func.min(schema.health.copies.c.made_s))).scalar()
    return None if first is None else at(first)


def _enrolled(store: Store) -> datetime | None:
    nodes = schema.nodes.c
    with store.read() as connection:
        first = connection.execute(select(func.min(nodes.enrolled_s)).where(nodes.state == NodeState.OK)).scalar()
    return None if first is None else at(first)


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(LIMA):%d/%m/%Y %H:%M}"
