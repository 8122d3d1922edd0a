"""That a person looked into an alarm of something that happened: it is told again when more of it does."""

from collections.abc import Iterable, Iterator

from sqlalchemy import select

from hub import schema
from hub.database import put
from hub.health.alarm import Alarm
from hub.store import Store
from shared.errors import BadInput

_SEEN = schema.health.alarms_seen


def unseen(store: Store, alarms: Iterable[Alarm]) -> Iterator[Alarm]:
    """Return the alarms that nobody has looked into as they are now."""
    with store.read() as connection:
        marks = {(row.kind, row.subject): row.mark for row in connection.execute(select(_SEEN))}
    return (one for one in alarms if not one.mark or marks.get((one.kind, one.subject)) != one.mark)


def see(store: Store, alarms: Iterable[Alarm], kind: str, subject: str) -> None:
    """
    Note that a person looked into one of *alarms*.

    Raises:
        BadInput: There is no such alarm now, or it goes only when its cause does.
    """
    found = next((one for one in alarms if (one.kind, one.subject) == (kind, subject) and one.mark), None)
    if found is None:
        raise BadInput("Ese aviso ya no está, o se quita solo cuando se arregla su causa. No se cambió nada.")
    with store.begin() as connection:
        put(connection, _SEEN, {"kind": kind, "subject": subject, "mark": found.mark, "seen_s": store.now_s()})
