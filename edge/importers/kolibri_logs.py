"""Kolibri's logs: each session is a use; a summary row is one learner's total on one content."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from edge.importers.draft import Draft, FactIn, Kind
from edge.importers.kolibri_layout import HEX, Layout, layout_of
from edge.importers.place import Place
from shared.errors import BadInput, BadRow
from shared.facts import Use
from shared.ids import ResourceId, SchoolId
from shared.occurred import Occurred, checked
from shared.resources import KOLIBRI
from shared.sentences import Sentence
from shared.tabular import Row, Table

SESSION, SUMMARY = "kolibri", "kolibri-summary"
"""The sources that the two logs are claimed by; what is counted already is told by them."""
MAX_SECONDS = 604_800
"""Of one use: a week. A session left open for longer tells of no use."""
_RESAVED = (
    "la hora «%(text)s» no es como Kolibri la escribe: Excel u otra hoja la cambió al guardar. Expórtelo otra vez de "
    "Kolibri e impórtelo sin abrirlo."
)
_BY_EXCEL = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b|\d{5}(?:[.,]\d+)?$")
_NAME = 80
_GUARD = re.compile(r"'(?=[@+\-=|%])")


def read_log(table: Table, place: Place) -> Draft:
    """
    Read a session or summary log.

    Raises:
        BadInput: Another table.
        BadRow: The last line has no end: the file was cut short.
    """
    layout = layout_of(table)
    if not table.ended:
        last = table.rows[-1].line if table.rows else 1
        raise BadRow(last, "el archivo termina a media línea: está cortado. Expórtelo otra vez. No se importó nada.")
    read = _session if layout.kind is Kind.SESSIONS else _summary
    facts, refused = [], list(table.refused)
    for row in table.rows:
        try:
            facts.append(read(row, layout.headings, place))
        except BadRow as error:
            refused.append(error)
    count = len(table.rows) + len(table.refused)
    return Draft(layout.kind, count, tuple(facts), refused=tuple(refused), notes=_notes(table, layout))


def unguarded(text: str) -> str:
    r"""
    Undo what Kolibri writes before a text that a spreadsheet would take for a formula.

    >>> unguarded("'=Signos"), unguarded("'\\|a"), unguarded("'normal")
    ('=Signos', '|a', "'normal")
    """
    return _GUARD.sub("", text.replace("\\|", "|"), count=1) if text.startswith("'") else text


def _notes(table: Table, layout: Layout) -> tuple[Sentence, ...]:
    notes = list(table.notes)
    names = {row[layout.headings["facility"]].strip() for row in table.rows} if "facility" in layout.headings else set()
    if named := sorted(names - {""}):
        notes.append(Sentence("Centro educativo según Kolibri: %(names)s.", {"names": ", ".join(named[:3])}))
    if layout.by_place:
        notes.append(Sentence("La cabecera está en otra lengua: las columnas se reconocieron por su lugar y forma."))
    if layout.kind is Kind.SUMMARIES:
        notes.append(
            Sentence(
                "Es el resumen: un total por estudiante y contenido, anotado en su última fecha. Si tiene también el "
                "registro de sesiones, impórtelo antes: dice semana por semana."
            )
        )
    return tuple(notes)


def _session(row: Row, headings: Mapping[str, str], place: Place) -> FactIn:
    cells = _cells(row, headings)
    start = _moment(row.line, cells["start"])
    seconds = round(_number(row.line, cells["seconds"], Sentence("el tiempo empleado"), MAX_SECONDS))
    parts = (SESSION, cells["channel"], cells["content"], start.astimezone(UTC).isoformat())
    use = _use(row.line, cells, place.usual(), seconds)
    when = _claim(row.line, start, SESSION, place)
    return _named(FactIn(row.line, use, when, "\t".join(parts), cells["username"]), cells)


def _summary(row: Row, headings: Mapping[str, str], place: Place) -> FactIn:
    cells = _cells(row, headings)
    if not cells["username"]:
        raise BadRow(row.line, "el resumen no dice de qué estudiante es.")
    last = _moment(row.line, cells.get("last") or cells.get("completion") or cells["start"])
    # A year's total may pass the bound of one use.
    seconds = min(MAX_SECONDS, round(_number(row.line, cells["seconds"], Sentence("el tiempo empleado"), 1e9)))
    parts = (SUMMARY, cells["content"], last.astimezone(UTC).isoformat())
    use = _use(row.line, cells, place.usual(), seconds)
    when = _claim(row.line, last, SUMMARY, place)
    return _named(FactIn(row.line, use, when, "\t".join(parts), cells["username"]), cells)


def _named(fact: FactIn, cells: Mapping[str, str]) -> FactIn:
    channel, title = (" ".join(cells.get(field, "").split())[:_NAME] for field in ("channel_name", "title"))
    return replace(fact, channel=channel, title=title)


def _cells(row: Row, headings: Mapping[str, str]) -> dict[str, str]:
    cells = {field: unguarded(row[name]).strip() for field, name in headings.items()}
    if not cells["channel"]:
        raise BadRow(row.line, "no dice de qué canal es el contenido: Kolibri ya no lo tiene. No se puede anotar.")
    if not HEX.fullmatch(cells["channel"]) or not HEX.fullmatch(cells["content"]):
        raise BadRow(row.line, "el canal o el recurso no es un código de 32 cifras de Kolibri.")
    return cells


def _use(line: int, cells: Mapping[str, str], school: SchoolId, seconds: int) -> Use:
    progress = _number(line, cells["progress"], Sentence("el progreso"), 1.01)
    return Use(
        school=school,
        resource=ResourceId(f"{KOLIBRI}{cells['channel']}"),
        content=cells["content"],
        seconds=seconds,
        # 0.29 is 28.999... in binary.
        progress_pct=int(progress * 100 + 1e-9),
    )


def _moment(line: int, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        if _BY_EXCEL.match(text):
            raise BadRow(line, _RESAVED, text=text[:40]) from error
        raise BadRow(line, "la hora «%(text)s» no se entiende.", text=text[:40]) from error
    if moment.tzinfo is None and _BY_EXCEL.match(text):
        raise BadRow(line, _RESAVED, text=text[:40])
    if moment.tzinfo is None or not 2000 <= moment.year < 2200:
        raise BadRow(line, "la hora «%(text)s» no trae su zona, o su año es imposible.", text=text[:40])
    return moment


def _claim(line: int, moment: datetime, source: str, place: Place) -> Occurred:
    """Return when it was, held to what the pages hold somebody to who types it."""
    try:
        return checked(Occurred.at(moment, source), place.today)
    except BadInput as error:
        raise BadRow(line, error) from error


def _number(line: int, text: str, what: Sentence, most: float) -> float:
    try:
        value = float(text.replace(",", ".") or "0")
    except ValueError as error:
        raise BadRow(line, "%(what)s «%(text)s» no es un número.", what=what, text=text[:20]) from error
    if not 0 <= value <= most:
        raise BadRow(line, "%(what)s (%(text)s) está fuera de 0 a %(most)s.", what=what, text=text[:20], most=most)
    return value
