"""A panel as a table of text: CSV, XLSX and the like, with a reason for each line that cannot be used."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from shared.demand import TOLD
from shared.errors import BadIdentifier, BadInput, BadRow
from shared.ids import SchoolId, parse_school, resource_id, school_id
from shared.sentences import Sentence
from shared.tabular import Codes, Column, Mark, Row, check_day_first, day, decimal_mark, number, read_table
from shared.tabular.codes import COD_MOD

COUNTS = ("units", "peak_concurrent", "learners", "unserved", "stockout_days", "recorded_days", *TOLD)
COLUMNS = (
    Column("school", ("servicio", "escuela", "cod_mod", "código modular"), needed=True),
    Column("anexo"),
    Column("ugel", ("d_dreugel",)),
    Column("resource", ("recurso", "material"), needed=True),
    Column("week", ("semana", "lunes", "semana del"), needed=True),
    Column("units", ("unidades", "cantidad", "usos"), needed=True),
    Column("peak_concurrent", ("máximo a la vez", "pico")),
    Column("learners", ("estudiantes", "alumnos")),
    Column("unserved", ("sin atender", "no atendidos")),
    Column("stockout_days", ("días sin existencias",)),
    Column("recorded_days", ("días registrados",)),
    Column("score_sum", ("suma de caritas",)),
    Column("scores", ("caritas",)),
    Column("progress_sum", ("suma de avance",)),
    Column("progresses", ("usos con avance",)),
    Column("source", ("origen", "fuente")),
)
FIRST_WEEK = date(2015, 1, 5)
"""No demand from before is of use to anybody: such a year is a slip."""
_ISO_WEEK = re.compile(r"(\d{4})-?[Ww](\d{1,2})")
_MOST = 10_000_000
_MONDAY = 0
Found = tuple[list[Mapping[str, object]], tuple[BadRow, ...], tuple[Sentence, ...]]


def read_panel(file: Path, asked: Mark | None, last: date) -> Found:
    """
    Return the rows of a panel as the lake keeps them, the lines that cannot be used, and what had to be put right.

    No week lies before ``FIRST_WEEK`` or after *last*.

    Raises:
        BadInput: No table, a column is missing, or one of numbers can be read in two ways.
    """
    table = read_table(file, COLUMNS)
    dates = check_day_first((row["week"] for row in table.rows), table.spelt.get("week", "week"))
    asked = asked or (None if table.delimiter else Mark.POINT)
    spelt = table.spelt
    marks = {
        name: decimal_mark((row[name] for row in table.rows), spelt.get(name, name), asked=asked) for name in COUNTS
    }
    codes = Codes()
    rows: dict[tuple[object, ...], Mapping[str, object]] = {}
    refused = list(table.refused)
    for row in table.rows:
        try:
            read = _row(row, marks, codes, last, table.spelt.get("school", "school"))
            identity = (read["school"], read["resource"], read["week"])
            if identity in rows:
                raise BadRow(row.line, "repite la escuela, el recurso y la semana de otra línea. Deje una de las dos")
            rows[identity] = read
        except BadRow as error:
            refused.append(error)
    ordered = sorted(refused, key=lambda one: one.line)
    return list(rows.values()), tuple(ordered), (*table.notes, *dates, *codes.notes())


def _row(row: Row, marks: Mapping[str, Mark], codes: Codes, last: date, shown: str) -> Mapping[str, object]:
    try:
        return {
            "school": _school(row, codes, shown),
            "ugel": row["ugel"].strip(),
            "resource": resource_id(row["resource"].strip().lower()),
            "week": _week(row, last),
            **{name: _count(row, name, marks[name]) for name in COUNTS},
            "source": row["source"].strip() or "imported",
        }
    except BadRow:
        raise
    except BadInput as error:
        raise BadRow(row.line, error) from error


def _school(row: Row, codes: Codes, shown: str) -> SchoolId:
    text = row["school"].strip()
    if "-" not in text:
        return school_id(codes.read(text, COD_MOD, shown, row.line), row["anexo"])
    code, _, annex = text.partition("-")
    try:
        return parse_school(f"{codes.read(code, COD_MOD, shown, row.line)}-{annex}")
    except BadInput as error:
        raise BadIdentifier("servicio educativo", text, "0403691-0") from error


def _week(row: Row, last: date) -> date:
    iso = _ISO_WEEK.fullmatch(row["week"].strip())
    try:
        found = date.fromisocalendar(int(iso[1]), int(iso[2]), 1) if iso else day(row["week"])
    except ValueError:
        found = None
    if found is None or found.weekday() != _MONDAY:
        raise BadRow(
            row.line,
            "«%(text)s» no es un lunes: la semana se escribe por él, o como 2025-W12",
            text=row["week"].strip()[:30],
        )
    if not FIRST_WEEK <= found <= last:
        raise BadRow(
            row.line,
            "la semana «%(text)s» no está entre %(first)s y %(last)s. Revise el año",
            text=row["week"].strip()[:30],
            first=FIRST_WEEK.year,
            last=last.year,
        )
    return found


def _count(row: Row, name: str, mark: Mark) -> int:
    value = number(row[name], mark, (0, _MOST))
    if value is None and name == "units":
        raise BadRow(row.line, "falta la cantidad (columna units)")
    if value is not None and value != int(value):
        raise BadRow(
            row.line, "«%(text)s» no es una cantidad entera (columna %(name)s)", text=row[name][:30], name=name
        )
    return int(value or 0)
