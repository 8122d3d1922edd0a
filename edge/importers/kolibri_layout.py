"""Which column of a Kolibri log is which: by its heading in a language we know, else by its place and its shape."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from edge.importers.draft import Kind
from shared.errors import BadInput
from shared.tabular import Column, Table

HEX = re.compile(r"[0-9a-f]{32}")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d.*")
_NUMBER = re.compile(r"\d+([.,]\d+)?")
_MOSTLY = 0.9
"""A column has the shape that this part of its cells has: one bad cell makes one bad row, not another file."""
_COLUMNS = (
    Column("facility", ("Facility name", "Nombre del centro educativo")),
    Column("username", ("Username", "Nombre de usuario"), needed=True),
    Column("channel", ("Channel id", "Id del canal"), needed=True),
    Column("channel_name", ("Channel name", "Nombre del canal")),
    Column("content", ("Content id", "Id del recurso"), needed=True),
    Column("title", ("Content title", "Título del recurso")),
    Column("start", ("Time of first interaction", "Hora de la primera interacción"), needed=True),
    Column("last", ("Time of last interaction", "Hora de la última interacción")),
    Column("completion", ("Time of completion", "Tiempo de finalización")),
    Column("seconds", ("Time Spent (sec)", "Tiempo empleado (seg)"), needed=True),
    Column("progress", ("Progress (0-1)", "Progreso (0-1)"), needed=True),
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a log has what we read: heading by field; ``kind`` tells the two logs apart."""

    kind: Kind
    headings: Mapping[str, str]
    by_place: bool = False


def layout_of(table: Table) -> Layout:
    """
    Find the columns of a session or summary log, whatever language Kolibri wrote it in.

    Raises:
        BadInput: It is neither.
    """
    found = _by_heading(table.columns) or _by_place(table)
    if found is None:
        raise BadInput(
            "No es un registro de Kolibri, de sesiones ni resumen. Exporte otra vez el CSV desde Kolibri, sin cambiar "
            "sus columnas. No se importó nada.",
        )
    return found


def _by_heading(columns: Sequence[str]) -> Layout | None:
    headings = {column.name: heading for column in _COLUMNS if (heading := column.among(columns)) is not None}
    if any(column.needed and column.name not in headings for column in _COLUMNS):
        return None
    return Layout(Kind.SUMMARIES if "completion" in headings else Kind.SESSIONS, headings)


def _by_place(table: Table) -> Layout | None:
    """
    Read the places that every version keeps: user second; channel, content and its title; times; seconds; progress.

    Folders and the kind of user come and go between them, so the two columns of codes are found by their shape.
    """
    shapes = [_shape([row[name] for row in table.rows]) for name in table.columns]
    codes = [at for at, shape in enumerate(shapes) if shape == "code"]
    if len(codes) != 2 or codes[0] not in (2, 3):
        return None
    channel, content = codes
    fields = _fields_after(shapes[content + 2 :])
    if fields is None:
        return None
    places = {"facility": 0, "username": 1, "channel": channel, "content": content, "title": content + 1}
    places |= {"channel_name": channel + 1} if content > channel + 1 else {}
    places |= {field: content + 2 + at for at, field in enumerate(fields)}
    kind = Kind.SUMMARIES if "completion" in fields else Kind.SESSIONS
    return Layout(kind, {field: table.columns[at] for field, at in places.items()}, by_place=True)


def _fields_after(shapes: Sequence[str]) -> tuple[str, ...] | None:
    sessions = ("start", "last", "seconds", "progress")
    for fields in (sessions, ("start", "last", "completion", "seconds", "progress")):
        may_be = {"start": ("time",), "seconds": ("number",), "progress": ("number",)}
        fits = [shape in may_be.get(field, ("time", "")) for field, shape in zip(fields, shapes, strict=False)]
        if len(fits) == len(fields) and all(fits):
            return fields
    return None


def _shape(cells: Sequence[str]) -> str:
    """
    Return what the cells of a column look like; nothing where all are empty.

    >>> _shape(["0" * 32, "a" * 32]), _shape(["", "2026-03-25 10:15:47-05:00"]), _shape(["0.5", "1"]), _shape(["video"])
    ('code', 'time', 'number', 'text')
    """
    texts = [text for cell in cells if (text := cell.strip())]
    for name, pattern in (("code", HEX), ("time", _TIME), ("number", _NUMBER)):
        if texts and sum(bool(pattern.fullmatch(text)) for text in texts) >= _MOSTLY * len(texts):
            return name
    return "text" if texts else ""
