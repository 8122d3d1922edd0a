"""A list of loans kept in a spreadsheet: which device, to whom, for whom and until when."""

import re
from datetime import date

from edge.importers.devices import RESOURCE, SERIAL, check_catalogue, day_of, resource_in, serial_in
from edge.importers.draft import Draft, FactIn, GuardianIn, Kind
from edge.importers.headings import all_there, headings_of
from edge.importers.naming import ResourceNames
from edge.importers.place import Place
from shared.day_numbers import number_of
from shared.errors import BadInput, BadRow
from shared.facts import Loan
from shared.ids import ResourceId
from shared.tabular import Codes, Column, Row, Table, check_day_first
from shared.tabular import day as day_written
from shared.tabular.codes import DNI

COLUMNS = (
    SERIAL,
    Column(
        "dni",
        ("DNI del apoderado", "DNI de apoderado", "DNI apoderado", "DNI del padre o apoderado", "DNI"),
        needed=True,
    ),
    Column(
        "guardian",
        ("apoderado", "nombre del apoderado", "apellidos y nombres del apoderado", "padre, madre o apoderado",
         "padre o apoderado", "responsable"),
        needed=True,
    ),
    Column("day", ("fecha de préstamo", "fecha de entrega", "prestado el", "fecha"), needed=True),
    Column("due", ("hasta", "devolución", "fecha de devolución", "se devuelve el")),
    Column("phone", ("teléfono", "celular", "teléfono del apoderado", "celular del apoderado")),
    Column("learner", ("código del estudiante", "código de estudiante", "DNI del estudiante")),
    Column("resource", RESOURCE),
    Column("chip", ("chip", "número del chip", "n° de chip")),
    Column("notes", ("observaciones", "observación")),
)  # fmt: skip
_OTHER = re.compile(r"(?=.*[0-9])[0-9A-Za-z-]{8,12}")


def is_loans(table: Table) -> bool:
    """Tell whether these are the columns of a list of loans."""
    return all_there(table, COLUMNS)


def read_loans(table: Table, place: Place) -> Draft:
    """
    Read a list of loans that are open: what came back already is left out of such a list.

    Raises:
        BadInput: There is no catalogue yet, or days are written month first.
        BadRow: A column is missing, or there twice.
    """
    names = headings_of(table, COLUMNS)
    check_catalogue(place)
    notes = [
        note
        for column in ("day", "due")
        if column in names
        for note in check_day_first((row[names[column]] for row in table.rows), table.spelt.get(column, column))
    ]
    facts, refused, codes, resources = list[FactIn](), list(table.refused), Codes(), ResourceNames(place.resources)
    for row in table.rows:
        row = Row(row.line, {name: row[names[name]].strip() for name in names})
        try:
            facts.append(_loan(row, resources, codes, place))
        except BadRow as error:
            refused.append(error)
    count = len(table.rows) + len(table.refused)
    said = (*table.notes, *notes, *codes.notes())
    return Draft(Kind.LOANS, count, tuple(facts), refused=tuple(refused), notes=said)


def _loan(row: Row, resources: ResourceNames, codes: Codes, place: Place) -> FactIn:
    serial, dni = serial_in(row), _dni(row, codes)
    if not row["guardian"]:
        raise BadRow(row.line, "falta el nombre de quien se llevó el equipo.")
    if not row["day"]:
        raise BadRow(row.line, "falta el día del préstamo.")
    occurred = day_of(row, "day", place)
    due = _day(row, "due")
    if due is not None and due < occurred.day():
        raise BadRow(row.line, "el préstamo terminaría antes de empezar: revise las dos fechas.")
    # Where the list does not say what it is, the register does.
    resource = resource_in(row, resources, place) if row["resource"] else ResourceId("")
    loan = Loan(resource=resource, serial=serial, due=None if due is None else number_of(due))
    guardian = GuardianIn(row["guardian"][:200], dni, row["phone"][:40], row["chip"][:40], row["notes"][:500])
    identity = "\t".join(("loan", serial, dni, occurred.day().isoformat()))
    return FactIn(row.line, loan, occurred, identity, learner=row["learner"][:80], guardian=guardian)


def _dni(row: Row, codes: Codes) -> str:
    text = "".join(row["dni"].split())
    if not text:
        raise BadRow(row.line, "falta el DNI de quien se llevó el equipo.")
    if text.isdigit() and 6 <= len(text) <= DNI:
        return codes.read(text, DNI, "DNI", row.line)
    if not _OTHER.fullmatch(text):
        raise BadRow(row.line, "el DNI tiene 8 cifras; si es otro documento, escríbalo completo, sin puntos.")
    return text


def _day(row: Row, column: str) -> date | None:
    try:
        return day_written(row[column])
    except BadInput as error:
        raise BadRow(row.line, error) from error
