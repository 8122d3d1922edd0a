"""Kolibri's own exports: session logs become uses, the users file becomes learners."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from edge.people import Newcomer
from edge.store import Store
from shared.errors import BadInput, BadRow
from shared.events import Claim
from shared.facts import Use
from shared.ids import Pseudonym, ResourceId, SchoolId
from shared.imported import Imported
from shared.occurred import Occurred
from shared.tabular import Row, Table, read_table

SOURCE = "kolibri"
_MAX_SECONDS = 604_800
_ENGLISH = {
    "username": "Username",
    "channel": "Channel id",
    "content": "Content id",
    "start": "Time of first interaction",
    "seconds": "Time Spent (sec)",
    "progress": "Progress (0-1)",
}
_SPANISH = {
    "username": "Nombre de usuario",
    "channel": "Id del canal",
    "content": "Id del recurso",
    "start": "Hora de la primera interacción",
    "seconds": "Tiempo empleado (seg)",
    "progress": "Progreso (0-1)",
}
_SUMMARY = {"Time of completion", "Tiempo de finalización"}
_HEX = re.compile(r"[0-9a-f]{32}")
_GUARD = re.compile(r"'(?=[@+\-=|%])")


@dataclass(frozen=True, slots=True)
class Session:
    """One row of a session export, whatever language its header is in."""

    username: str
    """Empty: a guest."""
    channel: str
    content: str
    start: datetime
    seconds: int
    progress_pct: int

    @property
    def identity(self) -> str:
        """What makes it this session: a later export of it may say more seconds, and is no other use."""
        return "\t".join((self.username, self.channel, self.content, self.start.astimezone(UTC).isoformat()))


def import_sessions(store: Store, path: Path, school: SchoolId) -> Imported:
    """
    Record each session of an export as a use, once however often it is imported, and in whatever language.

    Raises:
        BadInput: Not a session export of Kolibri.
        BadRow: The file is cut short or damaged; nothing was written.
    """
    sessions, refused = read_sessions(read_table(path))
    people = store.pseudonyms(session.username for session in sessions if session.username)
    claims = [_claim(session, school, people, store.source_key(session.identity)) for session in sessions]
    added = len(store.record(claims))
    return Imported(len(sessions) + len(refused), added, refused=tuple(refused))


def read_sessions(table: Table) -> tuple[list[Session], list[BadRow]]:
    """
    Read the rows of a session export, and those that cannot be used.

    Raises:
        BadInput: Another table.
        BadRow: The last line has no end: the file was cut short.
    """
    names = _names(table)
    if not table.ended:
        last = table.rows[-1].line if table.rows else 1
        raise BadRow(last, "el archivo termina a media línea: está cortado. Expórtelo otra vez. No se importó nada.")
    sessions, refused = [], list(table.refused)
    for row in table.rows:
        try:
            sessions.append(_session(row, names))
        except BadRow as error:
            refused.append(error)
    return sessions, refused


def unguarded(text: str) -> str:
    r"""
    Undo what Kolibri writes before a text that a spreadsheet would take for a formula.

    >>> unguarded("'=Signos"), unguarded("'\\|a"), unguarded("'normal")
    ('=Signos', '|a', "'normal")
    """
    return _GUARD.sub("", text.replace("\\|", "|"), count=1) if text.startswith("'") else text


def _names(table: Table) -> Mapping[str, str]:
    if _SUMMARY & set(table.columns):
        raise BadInput("Es el resumen de Kolibri (summary). Use el de sesiones: content_session_logs.")
    for names in (_ENGLISH, _SPANISH):
        if set(names.values()) <= set(table.columns):
            return names
    found = ", ".join(table.columns[:6])
    raise BadInput(
        "No es una exportación de sesiones de Kolibri en inglés o español (trae: %(found)s). No se importó nada.",
        found=found,
    )


def _session(row: Row, names: Mapping[str, str]) -> Session:
    cells = {field: unguarded(row[name]).strip() for field, name in names.items()}
    if not _HEX.fullmatch(cells["channel"]) or not _HEX.fullmatch(cells["content"]):
        raise BadRow(row.line, "el canal o el recurso no es un código de 32 cifras de Kolibri.")
    return Session(
        username=cells["username"],
        channel=cells["channel"],
        content=cells["content"],
        start=_moment(row.line, cells["start"]),
        seconds=round(_number(row.line, cells["seconds"], "el tiempo empleado", _MAX_SECONDS)),
        progress_pct=int(_number(row.line, cells["progress"], "el progreso", 1.01) * 100 + 1e-9),
    )


def _moment(line: int, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadRow(line, "la hora «%(text)s» no se entiende.", text=text[:40]) from error
    if moment.tzinfo is None or not 2000 <= moment.year < 2200:
        raise BadRow(line, "la hora «%(text)s» no trae su zona, o su año es imposible.", text=text[:40])
    return moment


def _number(line: int, text: str, what: str, most: float) -> float:
    try:
        value = float(text or "0")
    except ValueError as error:
        raise BadRow(line, "%(what)s «%(text)s» no es un número.", what=what, text=text[:20]) from error
    if not 0 <= value <= most:
        raise BadRow(line, "%(what)s (%(text)s) está fuera de 0 a %(most)s.", what=what, text=text[:20], most=most)
    return value


def _claim(session: Session, school: SchoolId, people: Mapping[str, Pseudonym], key: bytes) -> Claim:
    use = Use(
        school=school,
        resource=ResourceId(f"kolibri-{session.channel}"),
        learner=people.get(session.username),
        content=session.content,
        seconds=session.seconds,
        progress_pct=session.progress_pct,
    )
    return Claim(use, Occurred.at(session.start, SOURCE), key)


def import_users(store: Store, path: Path, school: SchoolId) -> Imported:
    """
    Add the people of a users export, with their classes; names are sealed at once.

    Raises:
        BadInput: Not a users export of Kolibri.
    """
    table = read_table(path).whole()
    tags = _tags(table.columns)
    people = [_newcomer(row, tags, school) for row in table.rows]
    added = store.add_people(people)
    return Imported(len(people), added)


def _newcomer(row: Row, tags: Mapping[str, str], school: SchoolId) -> Newcomer:
    coach = "COACH" in row[tags["USER_TYPE"]]
    first_class = unguarded(row[tags["ENROLLED_IN"]]).split(",")[0].strip()
    return Newcomer(
        role="teacher" if coach else "learner",
        name=unguarded(row[tags["FULL_NAME"]]),
        code=unguarded(row[tags["USERNAME"]]),
        school=school,
        class_name="" if coach else first_class,
    )


def _tags(columns: Sequence[str]) -> Mapping[str, str]:
    """Return the columns by the tag that Kolibri writes in brackets in every language."""
    found = {match[1]: name for name in columns if (match := re.search(r"\(([A-Z_]+)\)$", name))}
    missing = {"USERNAME", "FULL_NAME", "USER_TYPE", "ENROLLED_IN"} - set(found)
    if missing:
        raise BadInput("No es la lista de usuarios de Kolibri: faltan sus columnas. No se importó nada.")
    return found
