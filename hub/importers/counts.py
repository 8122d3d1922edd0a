"""Counts of pupils from elsewhere, brought onto schools that the region knows: they make no school of their own."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hub.importers.cells import Assumed, Cells
from hub.importers.listing import Change, is_elsewhere, with_students
from hub.region_rows import School
from shared.errors import BadRow
from shared.ids import SchoolId
from shared.sentences import N_, Sentence
from shared.tabular import Mark, Row, Table
from shared.tabular.codes import CODLOCAL
from shared.tabular.names import key

_NOT_HERE = N_(
    "Locales o servicios que la región no tiene: %(rows)s. Los que sean de aquí necesitan antes el listado de sus "
    "servicios."
)
_NO_LOCAL = N_("Filas sin código de local: %(rows)s.")
_SHARED = N_("Locales con varios servicios, cuya cuenta no se puede repartir entre ellos: %(rows)s.")
_KEPT = N_("Escuelas que ya tenían su matrícula y la conservan: %(rows)s.")
_SERVED = "Se tomaron como estudiantes los usuarios del programa de alimentación, donde no había otra cuenta."


@dataclass(frozen=True, slots=True)
class _Count:
    """How a file counts: pupils of the register replace what is known, people served by a programme do not."""

    column: str
    is_proxy: bool


def read_counts(table: Table, schools: Iterable[School], asked: Mark | None, ubigeo: str = "") -> Change:
    """
    Return the known schools with the pupils that a file counts by building (and level, where it says one).

    With *ubigeo*, only the rows whose district begins so. A building's count goes to a school only where that is the
    one school it can be of: a sum is never shared out.

    Raises:
        BadInput: The column of counts can be read in two ways.
    """
    counted = _Count("served", is_proxy=True) if "served" in table.columns else _Count("students", is_proxy=False)
    assumed = Assumed(table, asked)
    at: dict[str, list[School]] = {}
    for school in schools:
        at.setdefault(school.site, []).append(school)
        at.setdefault(f"~{school.id[:7]}", []).append(school)
    good: dict[SchoolId, School] = {}
    refused: list[BadRow] = []
    skipped = 0
    for row in table.rows:
        try:
            here = not is_elsewhere(Cells(row, assumed), ubigeo, assumed)
            found = _counted(row, at, counted, assumed) if here else None
            if found is not None and found.id in good:
                raise BadRow(row.line, "la escuela %(school)s ya tiene cuenta en otra línea", school=found.id)
        except BadRow as error:
            refused.append(error)
            continue
        if found is None:
            skipped += 1
        else:
            good[found.id] = found
    notes = assumed.notes() + ([Sentence(_SERVED)] if counted.is_proxy and good else [])
    return Change(list(good.values()), len(table.rows), refused, notes, assumed, skipped)


def _counted(row: Row, at: Mapping[str, Sequence[School]], counted: _Count, assumed: Assumed) -> School | None:
    cells = Cells(row, assumed)
    # Some programmes write the código modular there, where a service has no building of its own.
    service = re.fullmatch("[0-9]{7}", cells.plain("codlocal"))
    local = f"~{service[0]}" if service else cells.code("codlocal", CODLOCAL, shown="CODLOCAL")
    students = cells.whole(counted.column, None)
    if students is None:
        raise BadRow(row.line, "falta la cuenta de estudiantes")
    here = at.get(local, ())
    if not here:
        assumed.count(_NOT_HERE if local else _NO_LOCAL, row.line)
        return None
    school = _only(here, cells.known("nivel"))
    if school is None:
        assumed.count(_SHARED, row.line)
        return None
    if counted.is_proxy and school.students is not None and "students" not in school.simulated:
        if school.students != students:
            assumed.count(_KEPT, row.line)
        assumed.use(cells)
        return school
    assumed.use(cells)
    return with_students(school, students)


def _only(here: Sequence[School], level: str) -> School | None:
    """Return the one school that the count can be of: of its level, or the only one of the building."""
    if level:
        stage = _stage(level)
        here = [school for school in here if _stage(school.level) == stage]
    return here[0] if len(here) == 1 else None


def _stage(level: str) -> str:
    return key(level.partition(" ")[0])
